"""The life of a dossier: opened, filled, closed, submitted, accepted or returned."""

from datetime import date, timedelta
from typing import Any

import pytest

from docflow import clock
from docflow.documents.models import Document, Placing
from docflow.dossiers import actions, contents, lists
from docflow.dossiers.deadlines import due_on, latest_kept_back, months_after
from docflow.dossiers.models import Dossier
from docflow.errors import NotAllowed, Refused
from docflow.outgoing import actions as outgoing
from tests.docflow.dossiers import stage

DAY = timedelta(days=1)


def code_of(act: Any) -> str:
    """The code an act is refused with."""
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.code


def days_later(monkeypatch: Any, days: int) -> None:
    later = clock.today() + timedelta(days=days)
    monkeypatch.setattr("docflow.clock.today", lambda: later)


@pytest.mark.law("L19")
def test_one_document_lies_in_several_dossiers_without_a_copy(units):
    paper = stage.document(units)
    first = stage.planned(units)
    second = stage.planned(units, notation="02.X")

    actions.put_in(first, paper, by=units.lan)
    actions.put_in(second, paper, by=units.lan)

    assert list(lists.where_it_lies(paper, units.lan)) == [first, second]
    assert Document.objects.count() == 1
    assert paper.versions.count() == 1


def test_the_first_document_opens_a_planned_dossier(units):
    dossier = actions.put_in(stage.planned(units), stage.document(units), by=units.lan)

    assert (dossier.state, dossier.documents, dossier.pages) == ("open", 1, 2)


def test_a_document_lies_in_a_dossier_once(units):
    dossier, paper = stage.planned(units), stage.document(units)
    actions.put_in(dossier, paper, by=units.lan)

    assert code_of(lambda: actions.put_in(dossier, paper, by=units.lan)) == "in_already"
    assert Placing.objects.count() == 1


def test_what_one_may_not_see_one_does_not_put_in(units):
    dossier, paper = stage.planned(units), stage.document(units, by=units.hung)

    with pytest.raises(NotAllowed):
        actions.put_in(dossier, paper, by=units.lan)


@pytest.mark.law("L19")
def test_documents_get_their_order_by_their_dates_when_the_dossier_is_closed(units):
    papers = [stage.document(units, subject) for subject in ("sau", "trước", "giữa")]
    days = (date(2026, 3, 9), date(2026, 3, 1), date(2026, 3, 5))
    for paper, day in zip(papers, days, strict=True):
        Document.objects.filter(pk=paper.pk).update(issued_on=day)
    dossier = stage.planned(units)
    for paper in papers:
        actions.put_in(dossier, Document.objects.get(pk=paper.pk), by=units.lan)

    closed = actions.close(dossier, clock.today(), by=units.lan)

    told = [(row.ordinal, row.document.subject) for row in contents.placings(closed)]
    assert told == [(1, "trước"), (2, "giữa"), (3, "sau")]
    assert (closed.documents, closed.pages, closed.started_on) == (3, 6, date(2026, 3, 1))


def test_pages_are_counted_anew_when_the_file_grew_meanwhile(units):
    paper = stage.drafted(units)
    dossier = actions.put_in(stage.planned(units), paper.document, by=units.lan)
    longer = stage.File("b" * 64, 10, "b.pdf", {"pages_mm": [[210, 297]] * 5})
    outgoing.revise(paper, longer, by=units.lan)

    closed = actions.close(dossier, clock.today(), by=units.lan)

    assert closed.pages == 5


def test_nothing_goes_in_or_out_of_a_closed_dossier(units):
    dossier = stage.closed(units)
    [placing] = dossier.folder.placings.all()

    into = code_of(lambda: actions.put_in(dossier, stage.document(units), by=units.lan))
    out = code_of(lambda: actions.take_out(dossier, placing.document, by=units.lan))

    assert (into, out) == ("dossier_closed", "dossier_closed")


def test_closing_while_another_puts_in_tells_the_other(units):
    stale = stage.opened(units)
    actions.close(Dossier.objects.get(pk=stale.pk), clock.today(), by=units.lan)

    code = code_of(lambda: actions.put_in(stale, stage.document(units), by=units.lan))

    assert (stale.state, code) == ("open", "dossier_closed")


def test_a_document_is_taken_out_by_its_keeper_or_who_put_it_in(units):
    dossier = stage.planned(units)
    paper = stage.document(units, by=units.hung)
    actions.put_in(dossier, paper, by=units.hung)
    mine = stage.document(units)
    actions.put_in(dossier, mine, by=units.lan)

    with pytest.raises(NotAllowed):
        actions.take_out(dossier, mine, by=units.hung)
    actions.take_out(dossier, paper, by=units.hung)
    left = actions.take_out(dossier, mine, by=units.lan)

    assert (left.documents, left.pages) == (0, 0)


def test_an_empty_dossier_is_not_closed(units):
    dossier = actions.open_dossier(stage.planned(units), by=units.lan)

    assert code_of(lambda: actions.close(dossier, clock.today(), by=units.lan)) == "empty_dossier"


def test_who_does_not_keep_it_does_not_close_it(units):
    dossier = stage.opened(units)

    assert code_of(lambda: actions.close(dossier, clock.today(), by=units.hung)) == "not_the_keeper"


@pytest.mark.parametrize("days", [1, -4000])
def test_the_work_ends_between_the_first_day_and_today(units, days):
    dossier = stage.opened(units)

    assert code_of(lambda: actions.close(dossier, stage.in_days(days), by=units.lan)) == "bad_day"


@pytest.mark.law("L21")
def test_a_dossier_is_due_a_year_after_its_work_ended_and_construction_three_months(units):
    usual = stage.closed(units)
    construction = stage.closed(units, notation="02.XD", kind="construction")

    today = clock.today()
    assert usual.due_on == due_on(today, construction=False) == months_after(today, 12)
    assert construction.due_on == months_after(today, 3)


def test_months_end_where_the_shorter_one_does():
    assert months_after(date(2026, 11, 30), 3) == date(2027, 2, 28)
    assert months_after(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert months_after(date(2026, 12, 31), 12) == date(2027, 12, 31)


@pytest.mark.law("L21")
def test_the_warning_comes_thirty_days_before_a_dossier_is_due(units, monkeypatch):
    dossier = stage.closed(units)
    days = (dossier.due_on - clock.today()).days

    found = {
        offset: list(lists.due_to_submit(units.commune, stage.in_days(days + offset)))
        for offset in (-31, -30, 0, 1)
    }

    assert found == {-31: [], -30: [dossier], 0: [dossier], 1: [dossier]}
    assert list(lists.late(units.commune, stage.in_days(days))) == []
    assert list(lists.late(units.commune, stage.in_days(days + 1))) == [dossier]


@pytest.mark.law("L21")
def test_a_dossier_is_handed_over_to_the_archive_and_accepted_there(units):
    dossier = stage.handed_in(units)

    accepted = actions.accept(dossier, by=units.hoa)

    assert (dossier.state, accepted.state) == ("handed_in", "accepted")
    assert list(lists.due_to_submit(units.commune, stage.in_days(5000))) == []


def test_what_the_archive_returns_waits_again_with_the_reason(units):
    returned = actions.hand_back(stage.handed_in(units), "Thiếu biên bản", by=units.hoa)

    assert (returned.state, returned.returned_because) == ("closed", "Thiếu biên bản")
    assert actions.hand_in(returned, by=units.lan).state == "handed_in"


def test_only_what_is_kept_five_years_or_longer_is_submitted(units):
    short = stage.closed(units, retention=4)
    five = stage.closed(units, notation="02.X", retention=5)
    ever = stage.closed(units, notation="03.X", retention=None)

    code = code_of(lambda: actions.hand_in(short, by=units.lan))

    assert (code, short.due_on) == ("not_for_the_archive", None)
    assert actions.hand_in(five, by=units.lan).state == "handed_in"
    assert actions.hand_in(ever, by=units.lan).state == "handed_in"


def test_a_dossier_is_kept_back_two_years_at_most_and_with_written_consent(units):
    dossier = stage.closed(units)
    due = dossier.due_on
    latest = latest_kept_back(due)

    too_long = code_of(lambda: actions.keep_back(dossier, latest + DAY, "CV 1", by=units.lan))
    shorter = code_of(lambda: actions.keep_back(dossier, due, "CV 1", by=units.lan))
    unwritten = code_of(lambda: actions.keep_back(dossier, latest, " ", by=units.lan))
    kept = actions.keep_back(dossier, latest, "Công văn 12/LTLS", by=units.lan)
    again = code_of(lambda: actions.keep_back(kept, latest + DAY, "CV 1", by=units.lan))

    assert (too_long, shorter, unwritten, again) == (
        *("bad_day", "bad_day"),
        *("basis_missing", "bad_day"),
    )
    assert (kept.due_on, kept.kept_back_until) == (latest, latest)


def test_the_head_opens_a_closed_dossier_again_with_a_reason(units):
    dossier = stage.closed(units)

    unsaid = code_of(lambda: actions.reopen(dossier, "", by=units.minh))
    with pytest.raises(NotAllowed):
        actions.reopen(dossier, "Còn văn bản", by=units.lan)
    opened = actions.reopen(dossier, "Còn văn bản", by=units.minh)

    assert (unsaid, opened.state, opened.due_on) == ("reason_missing", "open", None)
    assert actions.put_in(opened, stage.document(units), by=units.lan).documents == 2


def test_of_two_who_submit_at_once_one_is_told(units):
    stale = stage.closed(units)
    actions.hand_in(Dossier.objects.get(pk=stale.pk), by=units.lan)

    assert code_of(lambda: actions.hand_in(stale, by=units.hoa)) == "wrong_state"


@pytest.mark.law("L25")
def test_a_dossier_holds_no_more_than_the_standards_fields_can_say(units, monkeypatch):
    dossier = stage.opened(units)
    long = stage.File("c" * 64, 10, "c.pdf", {"pages_mm": [[210, 297]] * 9998})
    paper = outgoing.draft("REPORT", "Dài", long, by=units.lan, signer=units.minh.appointment)

    assert code_of(lambda: actions.put_in(dossier, paper.document, by=units.lan)) == "dossier_full"
    assert Placing.objects.count() == 1


def test_the_dossier_of_a_reply_is_proposed_from_what_it_answers(units):
    asked = stage.document(units, "Hỏi")
    first = stage.planned(units, notation="09.A")
    second = stage.planned(units, notation="10.B", keeper=units.hung.appointment)
    actions.put_in(second, asked, by=units.lan)
    actions.open_dossier(first, by=units.lan)
    reply = outgoing.draft(
        "REPORT",
        "Trả lời",
        stage.A_FILE,
        by=units.lan,
        signer=units.minh.appointment,
        answers=asked,
    )

    offered = lists.offered_for(reply.document, units.lan)
    plain = lists.offered_for(stage.document(units), units.lan)

    assert offered == [second, first]
    assert plain == [first, second]
