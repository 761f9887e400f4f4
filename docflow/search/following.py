"""Following the log: what an entry tells of is to be indexed anew, and soon is.

An entry only notes what is due, so the reader's transaction stays short; files are read and rows
written after it, each document on its own. What fails waits a minute and is tried again.
"""

import logging
import time
from collections.abc import Callable
from datetime import timedelta

from django.db import transaction

from docflow import clock
from docflow.audit.events import Event
from docflow.audit.reader import Told, follow
from docflow.documents.models import Document, Loan, Placing, Version
from docflow.exchange.models import Delivery
from docflow.search import document_rows, file_texts, unit_rows
from docflow.search.models import Due
from docflow.units.models import Unit
from storage.errors import StoreUnavailable

logger = logging.getLogger(__name__)
READER = "search"
LENDING = (Event.MEETING_HANDED_ROUND, Event.MEETING_MEMBERS_ADDED)
LEASE = timedelta(minutes=1)
READERS_CHANGED = {Event.DOSSIER_READER_ADDED, Event.DOSSIER_READER_REMOVED}
PLACED = {Event.DOSSIER_DOCUMENT_PUT_IN, Event.DOSSIER_DOCUMENT_TAKEN_OUT}
DOCUMENTS_AT_ONCE, UNITS_AT_ONCE = 20, 250


def catch_up(seconds: float) -> None:
    """Read what is new in the log, then index what is due for about so long."""
    follow(READER, note)
    until = time.monotonic() + seconds
    while _documents_of(DOCUMENTS_AT_ONCE) + _units_of(UNITS_AT_ONCE):
        if time.monotonic() > until:
            break


def note(told: Told) -> None:
    """Note what an entry makes due."""
    if told.event == Event.UNITS_IMPORTED:
        Due.objects.ask(Due.What.UNIT, list(Unit.objects.values_list("pk", flat=True)))
    elif told.subject is not None and told.event.startswith("unit."):
        units = Unit.objects.filter(uid=told.subject)
        Due.objects.ask(Due.What.UNIT, list(units.values_list("pk", flat=True)))
    elif told.subject is not None and told.event.startswith(
        ("outgoing.", "incoming.", "copy.", "circulation.")
    ):
        documents = Document.objects.filter(uid=told.subject)
        Due.objects.ask(Due.What.DOCUMENT, list(documents.values_list("pk", flat=True)))
    elif told.subject is not None and told.event in READERS_CHANGED:
        lying = Placing.objects.filter(folder__uid=told.subject)
        Due.objects.ask(Due.What.DOCUMENT, list(lying.values_list("document", flat=True)))
    elif told.event in PLACED:
        documents = Document.objects.filter(uid=told.facts["document"])
        Due.objects.ask(Due.What.DOCUMENT, list(documents.values_list("pk", flat=True)))
    elif told.subject is not None and told.event in LENDING:
        lent = Loan.objects.filter(lot=told.subject).values("document").distinct()
        Due.objects.ask(Due.What.DOCUMENT, list(lent.values_list("document", flat=True)))
    elif (
        told.subject is not None and told.event == Event.DELIVERY_CREATED
    ):  # later ones change nothing that is searched
        deliveries = Delivery.objects.filter(uid=told.subject)
        Due.objects.ask(Due.What.DOCUMENT, list(deliveries.values_list("document", flat=True)))


def _documents_of(many: int) -> int:
    """Index some documents; how many were taken up."""
    taken = _taken(Due.What.DOCUMENT, many)
    for due in taken:
        _tried([due], _index_document)
    return len(taken)


def _units_of(many: int) -> int:
    """Index some units; how many were taken up."""
    taken = _taken(Due.What.UNIT, many)
    if taken:
        _tried(taken, _index_units)
    return len(taken)


def _taken(what: str, many: int) -> list[Due]:
    """Things that are due, ours for a minute: others who look now pass them by."""
    now = clock.wall()
    due = Due.objects.filter(what=what, after__lte=now)
    if not due.exists():
        return []
    with transaction.atomic():
        taken = list(due.select_for_update(skip_locked=True).order_by("after", "pk")[:many])
        ours = Due.objects.filter(pk__in=[each.pk for each in taken])
        ours.update(after=now + LEASE)
    return taken


def _tried(taken: list[Due], index: Callable[[list[Due]], None]) -> None:
    """Index; what fails stays due, and its turn comes again when the lease is over."""
    try:
        index(taken)
    except Exception:
        named = ", ".join(f"{due.what} {due.ref}" for due in taken[:5])
        logger.exception("Indexing waits a minute: %s", named)


def _index_document(taken: list[Due]) -> None:
    """The file is read before the transaction. Asked for again meanwhile: left to that turn.

    While the store is away a document is found by its fields, and stays due.
    """
    [due] = taken
    version = Version.objects.filter(document=due.ref).order_by("-number").first()
    try:
        file_texts.of_version(version)
    except StoreUnavailable:
        document_rows.keep_current(due.ref)
        raise
    with transaction.atomic():
        if _done(taken):
            document_rows.keep_current(due.ref)


def _index_units(taken: list[Due]) -> None:
    with transaction.atomic():
        if done := _done(taken):
            unit_rows.keep(unit_rows.load(due.ref for due in done))


def _done(taken: list[Due]) -> list[Due]:
    """Strike out these turns; those that nobody else has struck out or asked for again."""
    rows = Due.objects.select_for_update().filter(pk__in=[due.pk for due in taken])
    turns = dict(rows.values_list("pk", "turn"))
    done = [due for due in taken if turns.get(due.pk) == due.turn]
    Due.objects.filter(pk__in=[due.pk for due in done]).delete()
    return done
