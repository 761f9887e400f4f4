"""What people do with a dossier, from opening it to handing it to the archive."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from docflow import clock, wording
from docflow.audit.events import Event
from docflow.audit.log import action, record
from docflow.documents import folders
from docflow.documents.freezing import must_be_free
from docflow.documents.given import text
from docflow.documents.models import Document
from docflow.dossiers import contents
from docflow.dossiers.deadlines import due_on, latest_kept_back
from docflow.dossiers.models import Dossier
from docflow.dossiers.states import State, is_keeper
from docflow.errors import NotAllowed, Refused
from docflow.people.actor import Actor
from docflow.permissions import Permission, require

LONGEST_REASON = 500


@action
def open_dossier(dossier: Dossier, *, by: Actor) -> Dossier:
    """Open a dossier of the approved catalogue (Decree 30 Art. 29); its keeper reads it."""
    dossier = Dossier.objects.lock(dossier)
    _open(dossier, by)
    dossier.save()
    return dossier


@action
def put_in(dossier: Dossier, document: Document, *, by: Actor) -> Dossier:
    """Put a document into a dossier; it may lie in others too, and is never copied.

    A planned dossier is opened by its first document. Of two who put in the same one at once one
    is told that it lies there. Raises Refused: dossier_closed, in_already, dossier_full, no_file,
    frozen, not_allowed.
    """
    require(by, Permission.DOSSIER_KEEP, dossier.unit)
    dossier = Dossier.objects.lock(dossier)
    must_be_free(document)
    if not Document.objects.visible_to(by).filter(pk=document.pk).exists():
        require(by, Permission.DOCUMENT_READ, document.unit)
    if dossier.state == State.PLANNED:
        _open(dossier, by)
    _must_be_open(dossier)
    if dossier.folder.placings.filter(document=document).exists():
        raise Refused("in_already", _("The document lies in %(dossier)s already."), dossier=dossier)
    version = document.current
    if version is None:
        raise Refused("no_file", _("There is no file yet. Add the PDF of the draft."))
    folders.place(dossier.folder, document, by.stands_for, contents.pages_of(version))
    contents.count(dossier)
    dossier.started_on = min(dossier.started_on or clock.today(), contents.day_of(document))
    dossier.save()
    record(
        Event.DOSSIER_DOCUMENT_PUT_IN,
        dossier,
        by,
        facts={"document": str(document.uid), "notation": dossier.notation},
        digests={"file": version.digest},
    )
    return dossier


@action
def take_out(dossier: Dossier, document: Document, *, by: Actor) -> Dossier:
    """Take a document out before the dossier is closed: by its keeper or who put it in."""
    require(by, Permission.DOSSIER_KEEP, dossier.unit)
    dossier = Dossier.objects.lock(dossier)
    must_be_free(document)
    _must_be_open(dossier)
    placing = dossier.folder.placings.filter(document=document).first()
    if placing is None:
        raise Refused("not_in", _("The document does not lie in this dossier any more."))
    if placing.placed_by != by.stands_for and not is_keeper(dossier, by):
        raise NotAllowed(
            "not_the_keeper",
            _("This dossier is kept by %(keeper)s. They do this, or who prepares the catalogue."),
            keeper=dossier.keeper or "–",
        )
    folders.take_out(placing)
    contents.count(dossier)
    dossier.save()
    record(
        Event.DOSSIER_DOCUMENT_TAKEN_OUT,
        dossier,
        by,
        facts={"document": str(document.uid), "notation": dossier.notation},
    )
    return dossier


@action
def close(dossier: Dossier, ended_on: date, *, by: Actor) -> Dossier:
    """Close a dossier whose work has ended on a day; for construction, was settled on it.

    Its documents get their order by time, its fields are counted, and the day it is due at the
    archive follows (Decree 30 Art. 29, 30).
    """
    dossier = Dossier.objects.lock(dossier)
    dossier.close_dossier(by)
    _must_be_end(dossier, ended_on)
    dossier.ended_on = ended_on
    contents.put_in_order(dossier)
    if dossier.goes_to_the_archive:
        construction = dossier.kind == Dossier.Kind.CONSTRUCTION
        dossier.due_on = due_on(ended_on, construction=construction)
    dossier.save()
    record(
        Event.DOSSIER_CLOSED,
        dossier,
        by,
        facts={
            "unit": str(dossier.unit.uid),
            "documents": dossier.documents,
            "pages": dossier.pages,
            "ended_on": ended_on.isoformat(),
            "due_on": dossier.due_on.isoformat() if dossier.due_on else None,
        },
    )
    return dossier


@action
def reopen(dossier: Dossier, reason: str, *, by: Actor) -> Dossier:
    """Open a closed dossier again, by the head, saying why."""
    dossier = Dossier.objects.lock(dossier)
    dossier.reopen(by)
    reason = text(reason, LONGEST_REASON, "reason")
    dossier.ended_on = dossier.due_on = dossier.kept_back_until = None
    dossier.kept_back_basis = ""
    contents.forget_order(dossier)
    dossier.save()
    record(Event.DOSSIER_REOPENED, dossier, by, reason=reason)
    return dossier


@action
def keep_back(dossier: Dossier, until: date, basis: str, *, by: Actor) -> Dossier:
    """Keep a dossier back from the archive with written consent, two years at most (Art. 31).

    `basis` is the written consent. Raises Refused: not_to_keep_back, bad_day, basis_missing.
    """
    require(by, Permission.DOSSIER_KEEP, dossier.unit)
    dossier = Dossier.objects.lock(dossier)
    if not is_keeper(dossier, by):
        require(by, Permission.DOSSIER_PREPARE, dossier.unit)
    if dossier.state != State.CLOSED or not dossier.due_on or not dossier.ended_on:
        raise Refused(
            "not_to_keep_back", _("Only a closed dossier that is due at the archive is kept back.")
        )
    construction = dossier.kind == Dossier.Kind.CONSTRUCTION
    due = due_on(dossier.ended_on, construction=construction)
    latest = latest_kept_back(due)
    if not due < until <= latest:
        raise Refused(
            "bad_day",
            _("It can be kept back from %(due)s until %(latest)s at the latest. Choose that."),
            due=wording.date_text(due),
            latest=wording.date_text(latest),
        )
    dossier.kept_back_basis = text(basis, LONGEST_REASON, "basis")
    dossier.kept_back_until = dossier.due_on = until
    dossier.save()
    record(
        Event.DOSSIER_KEPT_BACK,
        dossier,
        by,
        facts={"until": until.isoformat(), "due_on": due.isoformat()},
        basis=dossier.kept_back_basis,
    )
    return dossier


@action
def hand_in(dossier: Dossier, *, by: Actor) -> Dossier:
    """Submit a closed dossier to the archive (Art. 30); not one kept for less than five years."""
    dossier = Dossier.objects.lock(dossier)
    dossier.hand_in(by)
    dossier.returned_because = ""
    dossier.save()
    late = dossier.due_on is not None and clock.today() > dossier.due_on
    record(
        Event.DOSSIER_HANDED_IN,
        dossier,
        by,
        facts={"unit": str(dossier.unit.uid), "documents": dossier.documents, "late": late},
    )
    return dossier


@action
def accept(dossier: Dossier, *, by: Actor) -> Dossier:
    """Take a submitted dossier into the archive."""
    dossier = Dossier.objects.lock(dossier)
    dossier.archive(by)
    dossier.save()
    record(
        Event.DOSSIER_ACCEPTED,
        dossier,
        by,
        facts={"unit": str(dossier.unit.uid), "documents": dossier.documents},
    )
    return dossier


@action
def hand_back(dossier: Dossier, reason: str, *, by: Actor) -> Dossier:
    """Return a submitted dossier to the unit, saying what is wanting."""
    dossier = Dossier.objects.lock(dossier)
    dossier.return_dossier(by)
    dossier.returned_because = text(reason, LONGEST_REASON, "reason")
    dossier.save()
    record(Event.DOSSIER_HANDED_BACK, dossier, by, reason=dossier.returned_because)
    return dossier


def _open(dossier: Dossier, by: Actor) -> None:
    dossier.open(by)
    dossier.started_on = clock.today()
    assert dossier.keeper is not None  # a guard of the move
    folders.let_read(dossier.folder, dossier.keeper)
    record(
        Event.DOSSIER_OPENED,
        dossier,
        by,
        facts={"unit": str(dossier.unit.uid), "notation": dossier.notation},
    )


def _must_be_open(dossier: Dossier) -> None:
    if dossier.state != State.OPEN:
        raise Refused(
            "dossier_closed",
            _(
                "“%(dossier)s” is not open (state: “%(state)s”): nothing goes in or out. The head "
                "can open a closed one again."
            ),
            dossier=dossier,
            state=State(dossier.state).label,
        )


def _must_be_end(dossier: Dossier, ended_on: Any) -> None:
    today = clock.today()
    if type(ended_on) is not date or not (dossier.started_on or today) <= ended_on <= today:
        raise Refused(
            "bad_day",
            _("The work ended between the first day of the dossier (%(first)s) and today."),
            first=wording.date_text(dossier.started_on or today),
        )
