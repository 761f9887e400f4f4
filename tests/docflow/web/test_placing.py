"""The page on which marks are placed by sight, and what the server says of a place."""

from pathlib import Path

from django.urls import reverse

from docflow.outgoing import actions, placing
from docflow.signatures.intake import take_in
from tests import builders
from tests.cast import Cast
from tests.docflow.web.asking import opened, sent, text_of
from tests.marks_pages import scanned


def test_a_scan_is_given_its_marks_without_javascript(people: Cast, tmp_path: Path) -> None:
    paper = builders.draft(people, file=take_in(scanned(tmp_path), by=people.lan))
    page = reverse("outgoing:place_marks", args=[paper.uid])
    assert page in opened(people.lan, reverse("document", args=[paper.uid])).content.decode()

    told = text_of(opened(people.lan, page))
    assert told.count(">not found: stands on a page added at the end<") == 2
    numbers = {"page": "1", "left": "122", "top": "139", "width": "60", "height": "20"}
    given = {f"Leader-{name}": value for name, value in numbers.items()}
    over = sent(people.lan, page, **{**given, "Leader-by_sight": "on", "Leader-top": "70"})
    assert over.status_code == 200
    assert "something is printed" in text_of(over)
    assert 'value="70"' in over.content.decode()
    short = sent(people.lan, page, **{**given, "Leader-by_sight": "on", "Leader-left": ""})
    assert "Give a number" in text_of(short)

    kept = sent(people.lan, page, **{**given, "Leader-by_sight": "on"})

    assert kept.status_code == 302, text_of(kept)
    marks = {each.field: each for each in placing.places_of(paper).marks}
    assert (marks["Leader"].left, marks["Leader"].top) == (122, 139)
    assert marks["Seal"].page == 1
    look = reverse("outgoing:look_at_places", args=[paper.uid])
    found = sent(people.lan, look, **{**given, "Leader-by_sight": "on", "Leader-top": "70"}).json()
    assert "something is printed" in found["marks"]["Leader"]["why"]
    actions.submit(paper, by=people.lan)
    assert "placed by its drafter" in text_of(opened(people.lan, page))
