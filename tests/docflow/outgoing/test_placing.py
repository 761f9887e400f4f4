"""Marks placed by sight: who may, when, which places are refused, and that signing takes them."""

from pathlib import Path
from typing import Any

import pytest

from docflow.audit.models import Entry
from docflow.errors import NotAllowed, Refused
from docflow.outgoing import actions, placing
from docflow.outgoing.models import Outgoing
from docflow.outgoing.placing import Chosen
from docflow.outgoing.placing_actions import place_marks
from docflow.people.actor import Actor
from docflow.signatures.intake import File, take_in
from signing.layout import check_layout
from storage import blobs
from tests import builders
from tests.cast import PIN, Cast
from tests.marks_pages import scanned
from tests.signing.paper import draw_report

LEADER = Chosen("Leader", 1, 122, 139, 60, 20)
NUMBER = Chosen("Number", 1, 45.6, 35.5, 10.2, 5.5, "digits")


def refusal(code: str) -> Any:
    """What `raises` expects for a refusal with this code."""
    return pytest.raises(Refused, check=lambda refused: refused.code == code)


@pytest.fixture
def scan(people: Cast, tmp_path: Path) -> File:
    """A scanned report, without a word that could be read."""
    return take_in(scanned(tmp_path), by=people.lan)


def standing(paper: Outgoing) -> dict[str, tuple[int | None, bool]]:
    """The page of each mark, and whether it was chosen by sight."""
    return {each.field: (each.page, each.by_sight) for each in placing.places_of(paper).marks}


def test_a_scan_is_signed_and_sealed_where_the_drafter_and_the_clerk_pointed(
    people: Cast, scan: File
) -> None:
    paper = builders.draft(people, file=scan)
    assert standing(paper)["Leader"] == standing(paper)["Seal"] == (None, False)

    place_marks(paper, [LEADER], by=people.lan)
    paper = actions.initial(actions.submit(paper, by=people.lan), by=people.hung)
    assert standing(paper)["Seal"] == (1, False)
    head = [NUMBER, Chosen("Date", 1, 136.2, 35.6, 24.7, 5.5, "blanks")]
    place_marks(paper, [LEADER, *head], by=people.oanh)
    paper = actions.pass_format(paper, by=people.oanh)
    paper = actions.number(actions.sign(paper, pin=PIN, by=people.minh), by=people.hoa)
    paper = actions.seal(paper, pin=PIN, by=people.hoa)

    sealed = paper.document.current
    assert sealed is not None
    with blobs.local_path(sealed.digest) as path:
        found = check_layout(path).findings
    assert not found
    told = Entry.objects.filter(subject=paper.uid, event="outgoing.marks_placed")
    assert told.count() == 2


def test_each_state_has_its_placers_and_none_after_the_signature(people: Cast, scan: File) -> None:
    def may(paper: Outgoing) -> list[Actor]:
        whole = (people.lan, people.hung, people.oanh, people.hoa, people.minh, people.nam)
        return [each for each in whole if placing.may_place(paper, each)]

    paper = builders.draft(people)
    assert may(paper) == [people.lan]
    with refusal("not_yours_to_place"):
        place_marks(paper, [], by=people.hoa)
    with pytest.raises(NotAllowed):
        place_marks(paper, [], by=people.nam)
    paper = actions.initial(actions.submit(paper, by=people.lan), by=people.hung)
    assert may(paper) == [people.oanh, people.hoa]
    paper = actions.pass_format(paper, by=people.oanh)
    assert may(paper) == [people.oanh, people.hoa, people.minh]
    paper = actions.sign(paper, pin=PIN, by=people.minh)
    assert may(paper) == []
    with refusal("places_fixed"):
        place_marks(paper, [], by=people.hoa)


def test_a_seal_is_placed_on_the_scan_of_what_was_signed_on_paper(people: Cast, scan: File) -> None:
    paper = builders.waiting_for_signature(people)
    paper = actions.sign_on_paper(paper, scan, by=people.hoa)

    place_marks(paper, [Chosen("Seal", 1, 85, 230)], by=people.hoa)

    assert standing(paper)["Seal"] == (1, True)
    paper = actions.seal(actions.number(paper, by=people.hoa), pin=PIN, by=people.hoa)
    assert paper.has_verified_seal()


def test_another_file_is_looked_at_anew(people: Cast, scan: File, tmp_path: Path) -> None:
    paper = builders.draft(people, file=scan)
    place_marks(paper, [LEADER], by=people.lan)

    paper = actions.revise(
        paper, take_in(draw_report(tmp_path / "r.pdf"), by=people.lan), by=people.lan
    )

    assert not any(by_sight for _page, by_sight in standing(paper).values())
    place_marks(paper, [Chosen("Date", 1, 30, 240, 70, 8)], by=people.lan)
    place_marks(paper, [], by=people.lan)
    assert standing(paper)["Date"] == (1, False)


@pytest.mark.parametrize(
    ("chosen", "code", "words"),
    [
        (Chosen("Leader", 1, 90, 70, 60, 20), "misplaced", "something is printed"),
        (Chosen("Leader", 1, 190, 200, 60, 20), "misplaced", "over the edge"),
        (Chosen("Leader", 9, 90, 200, 60, 20), "misplaced", "no such page"),
        (Chosen("Leader", 1, float("nan"), 200, 60, 20), "misplaced", "over the edge"),
        (Chosen("Leader", 1, 90, 200, 200, 20), "mark_size", "15 to 80 mm wide"),
        (Chosen("Date", 1, 90, 200, 60, 8, "digits"), "bad_style", "whole, blanks"),
        (Chosen("Leader7", 1, 90, 200, 60, 20), "no_such_mark", "out of"),
    ],
)
def test_a_wrong_place_is_refused_and_nothing_is_kept(
    people: Cast, scan: File, chosen: Chosen, code: str, words: str
) -> None:
    paper = builders.draft(people, file=scan)

    with refusal(code) as refused:
        place_marks(paper, [chosen], by=people.lan)

    assert words in str(refused.value)
    assert not any(by_sight for _page, by_sight in standing(paper).values())
