"""Many writers at one book: no number twice, no gap, nobody turned away."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections

from docflow.audit.events import Event
from docflow.audit.log import action, record
from docflow.audit.models import Entry
from docflow.documents.models import Document, Register, RegisterEntry
from docflow.documents.numbering import allocate
from docflow.errors import Refused
from docflow.units.system import System
from tests import cast
from tests.docflow.audit import tampering

WRITERS = 64
EACH = 2
FAILING = 8  # every eighth number is taken by an act that then fails

OUTGOING = Register.Series.OUTGOING


@action
def number(document, *, by, fails):
    entry = allocate(document, OUTGOING)
    if fails:
        raise Refused("fails_later", "The act fails after the number was taken.")
    record(Event.OUTGOING_NUMBERED, document, by, facts={"number": entry.number})


def write(start, documents, by):
    """One writer: a connection of its own, its documents one after the other."""
    try:
        connection.ensure_connection()
        start.wait(timeout=60)
        for document in documents:
            if document.pk % FAILING == 0:
                with pytest.raises(Refused):
                    number(document, by=by, fails=True)
            number(document, by=by, fails=False)
    finally:
        connections.close_all()


@pytest.fixture
def committed(transactional_db):
    """Real commits; afterwards all is deleted, which the triggers of the log would refuse."""
    yield
    tampering.drop_triggers()


@pytest.mark.law("L1")
@pytest.mark.production
def test_sixty_four_writers_at_once_leave_no_gap_and_no_double(committed):
    unit = cast.unit("Ủy ban nhân dân xã Hoằng Đông", "commune")
    documents = [
        Document.objects.create(unit=unit, kind="REPORT", subject="x", notation="BC-UBND")
        for _ in range(WRITERS * EACH)
    ]
    start = Barrier(WRITERS)

    with ThreadPoolExecutor(WRITERS) as pool:
        writers = [
            pool.submit(write, start, documents[place::WRITERS], System(unit))
            for place in range(WRITERS)
        ]
        for writer in writers:
            writer.result(timeout=120)

    entries = RegisterEntry.objects.order_by("number")
    assert [entry.number for entry in entries] == list(range(1, WRITERS * EACH + 1))
    assert {entry.document_id for entry in entries} == {document.pk for document in documents}
    assert Register.objects.get().last == WRITERS * EACH
    numbered = Entry.objects.filter(event=Event.OUTGOING_NUMBERED).count()
    refused = Entry.objects.filter(event=Event.ACT_REFUSED).count()
    assert (numbered, refused) == (WRITERS * EACH, WRITERS * EACH // FAILING)
