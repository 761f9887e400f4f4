"""Who may read what lies in a dossier: its keeper, and those it is opened to."""

import pytest

from docflow.audit.models import Entry
from docflow.documents.models import Access, Document
from docflow.dossiers import actions, reading_actions
from docflow.dossiers.models import Dossier
from docflow.errors import NotAllowed, Refused
from docflow.search import following
from docflow.search.documents import find
from tests.docflow.dossiers import stage


def sees(actor, document):
    return Document.objects.visible_to(actor).filter(pk=document.pk).exists()


def finds(actor, words):
    following.catch_up(30)
    return [hit.document for hit in find(actor, words).hits]


@pytest.mark.law("L18")
def test_who_a_dossier_is_opened_to_reads_what_lies_in_it_now_and_later(units):
    dossier = stage.planned(units, keeper=units.hung.appointment)
    first, second = (stage.document(units, by=units.hung) for _ in range(2))
    actions.put_in(dossier, first, by=units.hung)
    before = sees(units.lan, first)

    reading_actions.add_reader(dossier, units.lan.appointment, by=units.hoa)
    actions.put_in(dossier, second, by=units.hung)

    assert (before, sees(units.lan, first), sees(units.lan, second)) == (False, True, True)
    assert Entry.objects.filter(event="dossier.reader_added", subject=dossier.uid).exists()


@pytest.mark.law("L18")
def test_what_is_taken_away_is_no_longer_read_and_the_own_stays(units):
    dossier = stage.planned(units, keeper=units.hung.appointment)
    foreign = stage.document(units, by=units.hung)
    own = stage.document(units)
    for paper in (foreign, own):
        actions.put_in(dossier, paper, by=units.hung)
    reader = reading_actions.add_reader(dossier, units.lan.appointment, by=units.hoa)

    reading_actions.remove_reader(dossier, reader, by=units.hoa)

    assert (sees(units.lan, foreign), sees(units.lan, own)) == (False, True)
    assert not Dossier.objects.visible_to(units.lan).filter(folder__readers=reader.pk).exists()


def test_what_is_taken_out_is_no_longer_read_by_the_readers_alone(units):
    dossier = stage.planned(units, keeper=units.hung.appointment)
    paper = stage.document(units, by=units.hung)
    actions.put_in(dossier, paper, by=units.hung)
    reading_actions.add_reader(dossier, units.lan.appointment, by=units.hoa)

    actions.take_out(dossier, paper, by=units.hung)

    assert not sees(units.lan, paper)
    assert not Access.objects.filter(folder=dossier.folder).exists()


def test_the_keeper_reads_what_others_put_in(units):
    dossier = stage.planned(units)
    paper = stage.document(units, by=units.hung)
    before = sees(units.lan, paper)

    actions.put_in(dossier, paper, by=units.hung)

    assert (before, sees(units.lan, paper)) == (False, True)


def test_search_finds_it_for_its_readers_and_for_nobody_else(units):
    dossier = stage.planned(units, keeper=units.hung.appointment)
    paper = stage.document(units, "Đê điều xung yếu", by=units.hung)
    actions.put_in(dossier, paper, by=units.hung)
    before = finds(units.lan, "xung yếu")

    reader = reading_actions.add_reader(dossier, units.lan.appointment, by=units.hoa)
    given = finds(units.lan, "xung yếu")
    reading_actions.remove_reader(dossier, reader, by=units.hoa)

    assert (before, given, finds(units.lan, "xung yếu")) == ([], [paper], [])


def test_a_whole_unit_below_may_be_let_read_by_who_may_read_there(units):
    dossier = stage.planned(units)
    with pytest.raises(Refused) as refused:
        reading_actions.add_reader(dossier, units.district, by=units.hoa)

    assert refused.value.code == "not_to_read"


def test_who_keeps_it_does_not_open_it_to_others_alone(units):
    with pytest.raises(NotAllowed):
        reading_actions.add_reader(stage.opened(units), units.hung.appointment, by=units.lan)


def test_a_reader_is_named_once(units):
    dossier = stage.opened(units)
    reading_actions.add_reader(dossier, units.hung.appointment, by=units.hoa)

    with pytest.raises(Refused) as refused:
        reading_actions.add_reader(dossier, units.hung.appointment, by=units.hoa)

    assert refused.value.code == "reads_already"


def test_whoever_has_no_work_with_documents_sees_no_dossier(units):
    dossier = stage.opened(units)

    assert dossier in Dossier.objects.visible_to(units.hung)
    assert dossier in Dossier.objects.visible_to(units.quynh)
    assert dossier not in Dossier.objects.visible_to(units.tuan)


def test_reading_costs_the_same_however_many_dossiers_are_opened(units, django_assert_num_queries):
    for number in range(3):
        dossier = stage.planned(units, notation=f"{number}.X", keeper=units.hung.appointment)
        actions.put_in(dossier, stage.document(units, by=units.hung), by=units.hung)
        reading_actions.add_reader(dossier, units.lan.appointment, by=units.hoa)

    with django_assert_num_queries(3):  # two of them are the permissions of the actor
        found = list(Document.objects.visible_to(units.lan))

    assert len(found) == 3
