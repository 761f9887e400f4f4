"""The log for its auditor: own unit only, searched, taken along, checked."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from docflow import clock
from docflow.audit import tasks
from docflow.audit.actions import ask_check
from docflow.audit.log import record_read
from docflow.audit.models import AuditCheck, Entry, EntryText
from docflow.audit.tasks import check_log
from docflow.audit.verify import verify
from docflow.desks.log_search import Wanted, search
from docflow.errors import NotAllowed, Refused
from docflow.exchange.tasks import hand_over
from docflow.identity import new_uid
from docflow.outgoing import actions as outgoing
from docflow.people import actions as people_acts
from docflow.people import tokens
from docflow.people.actor import Actor, System
from docflow.permissions import Permission, Role
from docflow.search.rebuilding import rebuild
from tests.builders import draft, issued, signed, tell_statuses
from tests.docflow.audit import tampering
from tests.docflow.web.asking import opened, sent, text_of
from tests.docflow.web.browsing import browser_of

ADDRESS = reverse("log:list")


def auditor_of(unit: Any, name: str = "thanhtra") -> Actor:
    """Somebody who audits another unit of the cast."""
    user = people_acts.invite(name, f"Thanh tra {name}", by=System())
    return Actor(people_acts.appoint(user, unit, "Thanh tra", [Role.AUDITOR], by=System()))


def events(actor: Actor, **wanted: Any) -> list[str]:
    """The events found for an auditor, the newest first."""
    return [line.event for line in search(actor, Wanted(**wanted)).lines]


def refused_number(people: Any) -> Any:
    """A draft that somebody tried to number."""
    paper = draft(people)
    with pytest.raises(Refused):
        outgoing.number(paper, by=people.hoa)
    return paper


def test_the_auditor_reads_who_did_what_to_which_document(people):
    paper = signed(people)

    text = text_of(opened(people.quynh, ADDRESS))

    assert "Nguyễn Thị Lan" in text
    assert "Signed by the leader" in text
    assert reverse("document", args=[paper.uid]) in text
    assert events(people.quynh, document=str(paper.uid))[0] == "outgoing.signed"


@pytest.mark.parametrize("name", ["minh", "hoa", "lan", "hung", "oanh"])
@pytest.mark.parametrize("address", ["log:list", "log:checks", "log:export"])
def test_whoever_does_not_audit_finds_no_log(people, name, address):
    assert opened(people.actors[name], reverse(address)).status_code == 404


def test_nobody_else_can_ask_for_a_check(people):
    assert sent(people.minh, reverse("log:check")).status_code == 404
    assert not AuditCheck.objects.exists()


def test_an_auditor_reads_the_own_unit_and_no_other_unless_asked(people):
    issued(people)
    above = auditor_of(people.district)

    assert "outgoing.issued" in events(people.quynh)
    assert events(above) == []
    assert events(above, document=str(Entry.objects.latest("at").subject)) == []


def test_an_auditor_reads_the_log_of_a_unit_below_without_what_was_said(people):
    paper = issued(people)
    above = auditor_of(people.district)

    lines = search(above, Wanted(unit=people.commune.uid)).lines
    page = text_of(opened(above, f"{ADDRESS}?unit={people.commune.uid}&person=hoa"))

    assert {line.event for line in lines} >= {"outgoing.signed", "outgoing.issued"}
    assert all(line.hidden and not line.said for line in lines if line.document is None)
    assert not any(line.document for line in lines)
    assert "Đỗ Thị Hoa" in page
    assert "Nguyễn Thị Lan" not in page.split("<tbody>")[1]
    assert paper.document.subject not in page


def test_the_log_of_a_unit_above_or_beside_is_nobodys_to_read_here(people):
    for unit in (people.district.uid, people.province.uid, new_uid()):
        page = opened(people.quynh, f"{ADDRESS}?unit={unit}")

        assert search(people.quynh, Wanted(unit=unit)).lines == []
        assert str(unit) not in text_of(page)


def test_words_about_a_document_one_may_not_see_are_hidden(people):
    paper = refused_number(people)
    paper.document.unit = people.district
    paper.document.save()

    [line] = search(people.quynh, Wanted(event="act.refused")).lines
    text = text_of(opened(people.quynh, ADDRESS))

    assert line.hidden
    assert (line.document, line.said) == (None, "")
    assert paper.document.subject not in text
    assert "a document you may not see" in text


def test_reads_are_searched_apart_from_acts(people):
    paper = draft(people)
    record_read(paper.document, people.oanh)

    assert events(people.quynh, chains="reads") == ["document.read"]
    assert "document.read" not in events(people.quynh, chains="acts")
    assert events(people.quynh, person="kim oanh") == ["document.read"]


def test_refused_acts_say_why_in_the_readers_language(people):
    refused_number(people)

    [line] = search(people.quynh, Wanted(event="act.refused")).lines

    assert line.who == "Đỗ Thị Hoa"
    assert "is not possible: the state is “draft”" in line.said


def test_the_words_of_a_refusal_are_those_of_whoever_reads_it(people):
    paper = draft(people)
    with translation.override("vi"):
        for act in (outgoing.initial, outgoing.withdraw):
            with pytest.raises(Refused):
                act(paper, by=people.lan)

    told = {}
    for language in ("en", "vi"):
        with translation.override(language):
            found = search(people.quynh, Wanted(event="act.refused")).lines
        told[language] = [line.said for line in found]

    assert "Roles that may: head of office, leader, head of department." in told["en"][1]
    assert "“waiting for initials”, “waiting for the format check”" in told["en"][0]
    assert "trưởng phòng" in told["vi"][1]
    assert "“chờ ký nháy”, “chờ kiểm tra thể thức”" in told["vi"][0]


def test_a_person_is_found_by_account_or_name(people):
    signed(people)

    assert set(events(people.quynh, person="minh")) == {"outgoing.signed"}
    assert set(events(people.quynh, person="quang minh")) == {"outgoing.signed"}
    assert events(people.quynh, person="Nobody") == []


def test_a_document_is_found_by_number_with_its_deliveries(people):
    delivery = issued(people)

    found = events(people.quynh, document=delivery.document.code)

    assert {"outgoing.drafted", "outgoing.numbered", "delivery.created"} <= set(found)
    assert events(people.quynh, document="999/BC-UBND") == []


def test_days_are_those_of_vietnam_and_both_included(people):
    draft(people)
    today = clock.today()

    assert events(people.quynh, first=today, last=today)
    assert events(people.quynh, last=today.replace(year=2020)) == []


def test_days_in_the_wrong_order_are_refused_and_kept(people):
    text = text_of(opened(people.quynh, f"{ADDRESS}?first=2026-11-20&last=2026-11-10"))

    assert "The last day lies before the first day." in text
    assert 'value="2026-11-20"' in text


def test_pages_follow_one_another_without_gap_or_double(people):
    paper = issued(people).document
    record_read(paper, people.oanh)
    every = search(people.quynh, Wanted(), many=200).lines

    after, seen = "", []
    while True:
        found = search(people.quynh, Wanted(), after, 3)
        seen += found.lines
        after = found.after
        if not after:
            break

    assert [(line.chain, line.number) for line in seen] == [
        (line.chain, line.number) for line in every
    ]
    assert len(every) > 9


def test_a_place_that_is_none_begins_anew(people):
    draft(people)

    assert opened(people.quynh, f"{ADDRESS}?after=x-1.99999-3").status_code == 200


def test_erased_words_are_shown_as_erased(people):
    paper = signed(people)
    outgoing.send_back(paper, "Sai thể thức", by=people.minh)
    EntryText.objects.filter(name="reason").update(text=None)

    text = text_of(opened(people.quynh, ADDRESS))

    assert "Sai thể thức" not in text
    assert "(words erased; the entry still proves that they stood here)" in text


def test_as_many_questions_for_many_entries_as_for_few(people):
    draft(people)
    browser = browser_of(people.quynh)
    with CaptureQueriesContext(connection) as few:
        browser.get(ADDRESS)
    for _ in range(3):
        draft(people)
    with CaptureQueriesContext(connection) as many:
        browser.get(ADDRESS)

    assert len(many) == len(few)


@pytest.mark.parametrize("typed", ["Trần Kim Oanh", "tran kim", "oanh", "OANH trần"])
def test_a_person_is_found_with_and_without_accents(people, typed):
    record_read(signed(people).document, people.oanh)

    assert set(events(people.quynh, person=typed)) == {"outgoing.format_passed", "document.read"}


def test_accents_that_are_typed_count(people):
    record_read(signed(people).document, people.oanh)

    assert events(people.quynh, person="trấn") == []


@pytest.mark.parametrize("typed", ["Tình hình mưa lũ", "mua lu"])
def test_a_document_is_found_by_words_of_its_subject(people, typed):
    paper = signed(people)
    rebuild()

    assert events(people.quynh, document=typed) == events(people.quynh, document=str(paper.uid))
    assert events(people.quynh, document=typed) != []


def test_a_number_that_nobody_gave_is_not_looked_for_in_texts(people):
    signed(people)
    rebuild()

    assert events(people.quynh, document="77/BC-UBND") == []


def test_deliveries_tell_the_recipient_and_statuses_their_words(people):
    delivery = issued(people)
    hand_over(delivery.pk)
    tell_statuses()

    page = text_of(opened(people.quynh, ADDRESS + f"?document={delivery.document.uid}"))
    taken = text_of(opened(people.quynh, reverse("log:export")))

    assert f"sent to {people.district.name}" in page
    assert "A recipient reported: arrived (01)" in page
    assert "A recipient reported: arrived (01)" in taken
    assert people.district.name in taken


def test_the_list_can_be_taken_along_and_no_cell_is_a_formula(people):
    draft(people, subject="=1+1")

    answer = opened(people.quynh, reverse("log:export") + "?event=outgoing.drafted")
    text = text_of(answer)

    assert answer["Content-Disposition"].startswith('attachment; filename="log-')
    assert "Nguyễn Thị Lan" in text
    assert ",'=1+1," in text


def test_a_check_is_asked_for_and_finds_the_log_whole(people):
    draft(people)

    answer = sent(people.quynh, reverse("log:check"))
    waiting = text_of(opened(people.quynh, reverse("log:checks")))
    check_log(AuditCheck.objects.get().pk)
    found = text_of(opened(people.quynh, reverse("log:checks")))

    assert answer.status_code == 302
    assert "hx-get" in waiting
    assert "Whole: all" in found
    assert "Whole: all" in text_of(opened(people.quynh, ADDRESS))


def test_a_check_names_the_first_bad_entry(people):
    draft(people)
    check = ask_check(by=people.quynh)
    tampering.drop_triggers()
    tampering.change(str(people.commune.uid), 1, event="outgoing.signed")

    check_log(check.pk)
    check.refresh_from_db()
    text = text_of(opened(people.quynh, ADDRESS))

    assert (check.bad_number, check.bad_reason) == (1, "columns_changed")
    assert "NOT WHOLE" in text


def test_a_check_of_a_unit_walks_its_chains_only(people):
    issued(people)
    check = ask_check(by=people.quynh)
    tampering.drop_triggers()
    tampering.change("installation", 2, event="user.renamed")

    check_log(check.pk)
    check.refresh_from_db()

    assert check.whole
    assert check.done == Entry.objects.filter(chain__name=str(people.commune.uid)).count()


def test_a_check_of_a_log_that_grows_counts_no_more_than_the_whole(people, monkeypatch):
    check = ask_check(by=people.quynh)
    asked = check.total
    draft(people)

    monkeypatch.setattr(tasks, "TELL_EVERY", 0)
    tasks._telling(check)(asked + 1)
    under_way = AuditCheck.objects.get()
    check_log(check.pk)
    done = AuditCheck.objects.get()

    assert (under_way.done, under_way.total) == (asked + 1, asked + 1)
    assert done.done == done.total > asked


def test_a_second_check_waits_for_the_first(people):
    ask_check(by=people.quynh)

    with pytest.raises(Refused, match="A check is under way"):
        ask_check(by=people.quynh)


def test_only_the_top_of_the_tree_has_all_chains_checked(people):
    top = auditor_of(people.province)
    sent(people.quynh, reverse("log:check"), whole="yes")
    sent(top, reverse("log:check"), whole="yes")

    assert [check.unit for check in AuditCheck.objects.order_by("pk")] == [None]
    assert "all units" in text_of(opened(top, reverse("log:checks")))
    assert "all units" not in text_of(opened(people.quynh, reverse("log:checks")))


def test_progress_of_anothers_check_is_not_there(people):
    check = ask_check(by=auditor_of(people.district))
    own = ask_check(by=people.quynh)

    assert opened(people.quynh, reverse("log:progress", args=[check.uid])).status_code == 404
    assert opened(people.quynh, reverse("log:progress", args=[own.uid])).status_code == 200


def test_the_whole_is_checked_for_who_audits_the_top_alone(units):
    top = auditor_of(units.province)

    with pytest.raises(NotAllowed) as refused:
        ask_check(by=units.quynh, whole=True)
    asked = ask_check(by=top, whole=True)
    told = sent(units.quynh, reverse("log:check"), whole="yes")

    assert refused.value.code == "outside_own_unit"
    assert asked.unit is None
    assert told.status_code == 403
    assert AuditCheck.objects.count() == 1


def test_a_unit_without_a_place_today_is_not_the_top(units):
    units.commune.places.update(valid_to=clock.today() - timedelta(days=1))

    with pytest.raises(NotAllowed):
        ask_check(by=units.quynh, whole=True)


def test_what_a_program_does_names_its_token(units):
    expires = clock.now() + timedelta(days=1)
    drafts = [Permission.OUTGOING_DRAFT, Permission.OUTGOING_CANCEL]
    token, secret = tokens.issue(
        units.lan.appointment, "Phần mềm một cửa", drafts, expires, by=System()
    )
    paper = draft(units)
    program = tokens.actor_of(secret)[1]

    outgoing.submit(paper, by=program)
    with pytest.raises(Refused):
        outgoing.number(paper, by=program)

    lines = search(units.quynh, Wanted(document=str(paper.uid))).lines
    assert [line.program for line in lines] == ["Phần mềm một cửa"] * 2 + [""]
    assert str(token.uid) in " ".join(EntryText.objects.values_list("text", flat=True))
    assert "Phần mềm một cửa" in text_of(opened(units.quynh, ADDRESS))
    assert verify().whole
