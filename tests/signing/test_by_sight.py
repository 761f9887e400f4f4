"""Marks placed by sight: taken where a person points, and never over other text."""

from dataclasses import replace
from io import BytesIO

import pypdfium2
import pytest

from signing import survey
from signing.errors import PlaceTaken
from signing.places import Fault, PaperFacts, Rect, Spot
from tests.marks_pages import scanned
from tests.signing.desk import PAPER
from tests.signing.paper import draw_report


def placed(*spots):
    return replace(PAPER, placed=tuple(spots))


def spot(part, *edges, page=0, **terms):
    return Spot(part, part, page, Rect(*edges), **terms)


MARK = spot("Leader", 340, 380, 484, 428)


def look(source, *spots):
    return survey.survey(BytesIO(source.read_bytes()), placed(*spots))


def whys(source, *spots):
    return {each.field: each.why for each in look(source, *spots).misplaced}


def test_a_mark_placed_by_sight_is_taken_and_its_seal_follows(desk, tmp_path):
    mark = spot("Leader", 240, 120, 384, 168)

    prepared, places = desk.prepare(draw_report(tmp_path / "r.pdf"), placed(mark))

    found = {each.field: each for each in places.spots}
    assert found["Leader"] == mark
    assert found["Seal"].page == 0
    assert 0.25 < (found["Seal"].rect.right - 240) / 144 < 0.42
    assert desk.check(desk.seal(desk.lead(prepared))).passed


@pytest.mark.parametrize(
    "edges", [(300, 620, 476, 680), (-20, 100, 100, 150), (500, 100, 680, 150)]
)
def test_a_place_over_print_or_off_the_page_is_refused(desk, tmp_path, edges):
    with pytest.raises(PlaceTaken, match="Leader would hide"):
        desk.prepare(draw_report(tmp_path / "r.pdf"), placed(spot("Leader", *edges)))
    assert not desk.file("r-prepared.pdf").exists()


@pytest.mark.parametrize(
    ("where", "why"),
    [
        (spot("Leader", 300, 620, 476, 680), Fault.OVER_PRINT),
        (spot("Leader", -20, 100, 100, 150), Fault.OFF_PAGE),
        (spot("Leader", 240, 120, 384, 168, page=1), Fault.NO_PAGE),
        (spot("Leader", 30, 120, 174, 168), Fault.NO_ROOM_FOR_SEAL),
        (spot("Seal", 200, 100, 302, 202), Fault.NOT_A_THIRD),
        (spot("Seal", 120, 600, 222, 702), Fault.OVER_PRINT),
        (spot("Number", 90, 620, 190, 640), Fault.OVER_PRINT),
        (spot("Number", 90, 620, 190, 640, style="value"), Fault.OVER_PRINT),
        (spot("Number", 90, 620, 190, 640, style="digits"), Fault.OVER_PRINT),
        (spot("Date", 90, 620, 290, 640, style="blanks", stops=(10, 190)), Fault.OVER_PRINT),
    ],
)
def test_each_wrong_place_is_named_with_its_reason(tmp_path, where, why):
    assert whys(draw_report(tmp_path / "r.pdf"), where)[where.field] == why


def test_no_mark_may_lie_over_another(tmp_path):
    number = spot("Number", 240, 130, 360, 150)

    found = whys(draw_report(tmp_path / "r.pdf"), spot("Leader", 240, 120, 384, 168), number)

    assert found == {"Leader": Fault.OVER_MARK, "Number": Fault.OVER_MARK}


def test_a_turned_page_takes_no_mark(tmp_path):
    turned = draw_report(tmp_path / "turned.pdf", rotate=90)

    assert whys(turned, MARK) == {"Leader": Fault.TURNED_PAGE}


def test_a_scan_takes_each_mark_where_its_text_would_have_told(desk, tmp_path):
    told = desk.prepare(draw_report(tmp_path / "told.pdf"))[1].spots
    assert {each.style for each in told} == {"digits", "blanks", "whole"}
    scan = scanned(tmp_path)

    places = look(scan, *told)

    assert places.misplaced == ()
    assert set(places.spots) == set(told)
    for each in (each for each in told if each.style != "whole"):
        higher = replace(each.rect, bottom=each.rect.bottom + 29, top=each.rect.top + 29)
        assert whys(scan, replace(each, rect=higher)) == {each.field: Fault.OVER_PRINT}


def test_a_scan_without_a_place_gets_a_page_and_the_mark_placed_stays(desk, tmp_path):
    scan = scanned(tmp_path)

    found = {each.field: each.page for each in look(scan, MARK).spots}

    assert (found["Leader"], found["Seal"]) == (0, 0)
    assert look(scan).adds_page


def test_a_mark_stands_on_the_second_page_when_it_is_put_there(desk, tmp_path):
    mark = replace(MARK, page=1)

    prepared, places = desk.prepare(draw_report(tmp_path / "two.pdf", pages=2), placed(mark))

    assert {each.field: each.page for each in places.spots}["Seal"] == 1
    document = pypdfium2.PdfDocument(desk.lead(prepared))
    document.init_forms()
    assert len(document) == 2


def test_seals_alone_are_placed_on_a_scan_of_what_was_signed_on_paper(tmp_path):
    paper = PaperFacts(leaders=(), placed=(spot("Seal", 240, 60, 342, 162),))
    places = survey.survey(BytesIO(scanned(tmp_path).read_bytes()), paper)

    assert places.misplaced == ()
    assert paper.placed[0] in places.spots


def test_the_year_on_the_line_under_the_date_is_not_written_again(desk, tmp_path):
    source = draw_report(tmp_path / "r.pdf", date="An Phú, ngày       tháng       năm\n2026")

    _, places = desk.prepare(source)

    date = next(each for each in places.spots if each.field == "Date")
    assert (date.style, len(date.stops), date.year) == ("blanks", 2, 2026)
