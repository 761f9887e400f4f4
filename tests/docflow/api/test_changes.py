"""What changed between two versions of a document, told to a program."""

from uuid import uuid4

import pytest

from docflow.audit.events import Event
from docflow.audit.models import Entry
from docflow.outgoing import actions as outgoing
from docflow.signatures.intake import take_in
from tests import builders
from tests.conftest import SAMPLES


@pytest.fixture
def paper(programs):
    """A draft of Lan's."""
    return builders.draft(programs.cast)


def test_the_changes_since_the_last_round_are_told(programs, paper):
    cast = programs.cast
    outgoing.submit(paper, by=cast.lan)
    outgoing.send_back(paper, "Sửa số liệu", by=cast.hung)
    outgoing.revise(paper, take_in(SAMPLES / "chromium-skia.pdf", by=cast.lan), by=cast.lan)

    told = programs.lan.get(f"/documents/{paper.uid}/changes").json()

    marks = {piece["mark"] for page in told["changes"]["pages"] for piece in page["pieces"]}
    reads = Entry.objects.filter(event=Event.DOCUMENT_READ, subject=paper.uid)
    assert (told["before"], told["after"]) == (1, 2)
    assert {"added", "removed"} <= marks
    assert [each.actor for each in reads] == [cast.lan.user.uid]


def test_a_first_version_has_nothing_to_be_compared_with(programs, paper):
    told = programs.lan.get(f"/documents/{paper.uid}/changes").json()

    assert told == {"before": None, "after": 1, "changes": None}


def test_two_versions_can_be_named(programs, paper):
    outgoing.revise(paper, builders.page(programs.cast), by=programs.cast.lan)

    told = programs.lan.get(f"/documents/{paper.uid}/changes", before=1, after=2).json()
    missing = programs.lan.get(f"/documents/{paper.uid}/changes", before=3)

    assert (told["changes"]["same_file"], told["changes"]["pages"]) == (True, [])
    assert missing.status_code == 404


def test_what_may_not_be_seen_is_not_compared(programs, paper):
    hidden = programs.tuan.get(f"/documents/{paper.uid}/changes")
    none = programs.tuan.get(f"/documents/{uuid4()}/changes")

    assert (hidden.status_code, hidden.json()) == (404, none.json())
