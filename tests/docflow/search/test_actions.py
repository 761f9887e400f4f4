"""Saved searches and chosen columns: whose they are, what is refused."""

import pytest

from docflow.audit.events import Event
from docflow.audit.models import Entry
from docflow.errors import Refused
from docflow.search import actions
from docflow.search.columns import USUAL, chosen_by
from docflow.search.models import SavedSearch
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.mark.law("L22")
def test_a_search_is_saved_by_a_name_with_all_that_narrows_it(units: Cast) -> None:
    saved = actions.save_search(
        "  Bão   năm nay ", "bão số 3", kind="REPORT", year=2026, direction="incoming", by=units.hoa
    )

    row = SavedSearch.objects.get()
    assert row == saved
    assert (row.owner, row.name, row.text) == (units.hoa.user, "Bão năm nay", "bão số 3")
    assert (row.kind, row.year, row.direction) == ("REPORT", 2026, "incoming")
    assert Entry.objects.filter(event=Event.SEARCH_SAVED, subject=saved.uid).count() == 1


def test_two_people_may_use_one_name_and_one_person_may_not(units: Cast) -> None:
    for person in (units.hoa, units.minh):
        actions.save_search("Bão", "bão", by=person)

    with pytest.raises(Refused, match="Bão") as refused:
        actions.save_search(" Bão ", "lụt", by=units.hoa)
    assert refused.value.code == "name_taken"


@pytest.mark.parametrize(
    ("name", "text", "code"), [("", "bão", "name_missing"), ("Bão", " ", "nothing_searched")]
)
def test_a_search_without_a_name_or_without_words_is_refused(
    units: Cast, name: str, text: str, code: str
) -> None:
    with pytest.raises(Refused) as refused:
        actions.save_search(name, text, by=units.hoa)
    assert refused.value.code == code


def test_nobody_keeps_more_searches_than_can_be_read(
    units: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "MOST_SAVED", 1)
    actions.save_search("Bão", "bão", by=units.hoa)

    with pytest.raises(Refused, match="1") as refused:
        actions.save_search("Lụt", "lụt", by=units.hoa)
    assert refused.value.code == "too_many_searches"


def test_a_saved_search_is_renamed_and_keeps_its_own_name(units: Cast) -> None:
    saved = actions.save_search("Bão", "bão", by=units.hoa)

    actions.rename_search(saved, "Bão", by=units.hoa)
    renamed = actions.rename_search(saved, "Bão lụt", by=units.hoa)

    assert renamed.name == SavedSearch.objects.get().name == "Bão lụt"


def test_of_two_who_delete_one_search_the_second_is_told(units: Cast) -> None:
    saved = actions.save_search("Bão", "bão", by=units.hoa)
    stale = SavedSearch.objects.get(pk=saved.pk)
    actions.delete_search(saved, by=units.hoa)

    with pytest.raises(Refused) as refused:
        actions.rename_search(stale, "Lụt", by=units.hoa)
    assert refused.value.code == "search_gone"
    assert not SavedSearch.objects.exists()


def test_another_persons_search_can_not_be_deleted(units: Cast) -> None:
    saved = actions.save_search("Bão", "bão", by=units.hoa)

    with pytest.raises(Refused) as refused:
        actions.delete_search(saved, by=units.minh)
    assert refused.value.code == "search_gone"
    assert SavedSearch.objects.exists()


def test_columns_are_kept_for_each_person_in_one_order_with_the_subject(units: Cast) -> None:
    actions.choose_columns(["arrived_on", "code"], by=units.hoa)

    assert chosen_by(units.hoa.user) == ("code", "subject", "arrived_on")
    assert chosen_by(units.minh.user) == USUAL


def test_a_column_there_is_not_is_refused_by_name(units: Cast) -> None:
    with pytest.raises(Refused, match="colour") as refused:
        actions.choose_columns(["colour"], by=units.hoa)
    assert refused.value.code == "unknown_column"
