"""Saved searches, chosen columns and their files, as people meet them in the browser."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from docflow.incoming import actions as incoming
from docflow.search import actions, following
from docflow.search.models import SavedSearch
from tests.cast import Cast
from tests.docflow.search.papers import arrived
from tests.docflow.web.test_figures import browser
from tests.docflow.web.test_registers import send

pytestmark = pytest.mark.django_db


@pytest.mark.law("L22")
def test_a_saved_search_stands_beside_the_box_and_opens_the_same_search(units: Cast) -> None:
    arrived(units.hoa, "Bão số 3")
    following.catch_up(60)

    answer = send(browser(units.hoa), "/search/save/", name="Bão", q="bão", direction="incoming")

    assert answer.status_code == 302
    page = browser(units.hoa).get("/search/").content.decode()
    assert answer["Location"].replace("&", "&amp;") in page
    again = browser(units.hoa).get(answer["Location"])
    assert again.context["direction"] == "incoming"
    assert [row.hit.document.subject for row in again.context["rows"]] == ["Bão số 3"]
    assert "Bão</a>" not in browser(units.minh).get("/search/").content.decode()


def test_a_refused_name_stays_in_the_form_with_the_search(units: Cast) -> None:
    actions.save_search("Bão", "bão", by=units.hoa)

    page = send(browser(units.hoa), "/search/save/", name="Bão", q="lụt").content.decode()

    assert "You keep a search named Bão already" in page
    assert 'value="Bão"' in page
    assert 'value="lụt"' in page


def test_a_saved_search_is_renamed_and_deleted_on_its_own_page(units: Cast) -> None:
    saved = actions.save_search("Bão", "bão", by=units.hoa)
    at = f"/search/saved/{saved.uid}/"

    renamed = send(browser(units.hoa), at, name="Bão lụt")
    theirs = send(browser(units.minh), f"{at}delete/")
    deleted = send(browser(units.hoa), f"{at}delete/")

    assert renamed.status_code == deleted.status_code == 302
    assert theirs.status_code == 404
    assert not SavedSearch.objects.exists()


@pytest.mark.law("L22")
def test_the_chosen_columns_are_those_of_the_page_and_of_the_file(units: Cast) -> None:
    letter = incoming.register(arrived(units.hoa, "Bão số 3").incoming, by=units.hoa)
    following.catch_up(60)

    send(browser(units.hoa), "/search/columns/", column=["arrival_number", "state"], q="bão")

    seen = browser(units.hoa).get("/search/?q=bão").context
    answer = browser(units.hoa).get("/search/results.xlsx?q=bão")
    rows = list(load_workbook(BytesIO(b"".join(answer.streaming_content))).active.values)
    assert [each.code for each in seen["columns"]] == ["subject", "state", "arrival_number"]
    assert rows[0] == tuple(str(each.head) for each in seen["columns"])
    assert [str(told) for told in rows[1]] == [told for _column, told in seen["rows"][0].cells]
    assert rows[1][2] == letter.arrival_number == 1
