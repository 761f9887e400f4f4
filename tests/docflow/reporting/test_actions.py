"""Reports asked of those below: filled in, sent, returned, added up; late and missing named."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine

from docflow import clock
from docflow.audit.models import Entry
from docflow.errors import NotAllowed, Refused
from docflow.people import actions as people
from docflow.people.actor import Actor, System
from docflow.permissions import Role
from docflow.reporting import actions
from docflow.reporting.models import Report, ReportRequest
from docflow.reporting.sums import parts, proposed, standing, totals
from tests import builders, cast

FIGURES = [("Hồ sơ tiếp nhận", "hồ sơ"), ("Kinh phí", "triệu đồng")]
PERIOD = date(2026, 10, 15), date(2026, 11, 14)
ASKED = datetime(2026, 11, 16, 8, 0, tzinfo=clock.VIETNAM)
DUE = datetime(2026, 11, 20, 17, 0, tzinfo=clock.VIETNAM)


def refusal(code: str) -> Any:
    """What `raises` expects for a refusal with this code."""
    return pytest.raises(Refused, check=lambda refused: refused.code == code)


def ask(units: cast.Cast, **facts: Any) -> ReportRequest:
    """The district's clerk asks the commune for two figures."""
    return actions.ask(
        facts.pop("title", "Báo cáo tháng 11"),
        facts.pop("first_day", PERIOD[0]),
        facts.pop("last_day", PERIOD[1]),
        facts.pop("figures", FIGURES),
        facts.pop("of", [units.commune]),
        facts.pop("due", 3),
        by=facts.pop("by", units.tuan),
    )


def mine(asked: ReportRequest) -> Report:
    """The one report of what was asked for."""
    return Report.objects.get(request=asked)


def test_what_is_sent_counts_at_once(units: cast.Cast) -> None:
    asked = ask(units)

    actions.send_report(mine(asked), {1: 12, 2: "3.50"}, by=units.lan, words="Không có gì mới.")

    assert [(each.total, each.reports) for each in totals(asked)] == [
        (Decimal("12.00"), 1),
        (Decimal("3.50"), 1),
    ]
    assert standing(asked).here == 1


def test_what_is_only_filled_in_does_not_count(units: cast.Cast) -> None:
    asked = ask(units)

    report = actions.fill_in(mine(asked), {1: 12}, by=units.lan)

    assert report.state == "asked"
    assert [each.total for each in totals(asked)] == [0, 0]


def test_what_is_returned_leaves_the_sums_until_it_comes_again(units: cast.Cast) -> None:
    asked = ask(units)
    report = actions.send_report(mine(asked), {1: 120, 2: 1}, by=units.lan)

    actions.return_report(report, "Một trăm hai mươi là cả năm.", 1, by=units.tuan)

    assert totals(asked)[0].total == 0
    assert standing(asked).returned == 1
    actions.send_report(mine(asked), {1: 12, 2: 1}, by=units.lan)
    assert totals(asked)[0].total == 12
    assert mine(asked).return_reason == ""


def test_a_report_with_a_figure_left_out_is_not_sent(units: cast.Cast) -> None:
    report = mine(ask(units))

    with refusal("figures_missing"):
        actions.send_report(report, {1: 12}, by=units.lan)

    assert mine(report.request).state == "asked"
    assert not report.values.exists()


@pytest.mark.parametrize("value", ["zwölf", "-1", "1e400", "0.001", "NaN", "1,5"])
def test_what_is_no_figure_is_refused_with_its_place(units: cast.Cast, value: str) -> None:
    report = mine(ask(units))

    with refusal("bad_figure") as refused:
        actions.fill_in(report, {2: value}, by=units.lan)

    assert refused.value.params["place"] == 2


def test_a_figure_nobody_asked_for_is_refused(units: cast.Cast) -> None:
    report = mine(ask(units))

    with refusal("unknown_figure"):
        actions.fill_in(report, {3: 1}, by=units.lan)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"figures": []}, "figures_missing"),
        ({"figures": [("A", ""), ("a", "")]}, "figure_twice"),
        ({"figures": [(f"Số {place}", "") for place in range(101)]}, "too_many_figures"),
        ({"of": []}, "units_missing"),
        ({"last_day": date(2026, 10, 14)}, "ends_before_it_begins"),
        ({"title": " "}, "title_missing"),
        ({"due": -1}, "bad_due"),
    ],
)
def test_asking_says_what_is_wrong(units: cast.Cast, wrong: dict[str, Any], code: str) -> None:
    with refusal(code):
        ask(units, **wrong)

    assert not ReportRequest.objects.exists()


def test_only_units_below_are_asked(units: cast.Cast) -> None:
    with refusal("other_unit") as refused:
        ask(units, of=[units.commune, units.province, units.district])

    assert "tỉnh Thanh Hóa" in str(refused.value)


def test_who_may_not_ask_or_answer_is_told_who_could(units: cast.Cast) -> None:
    asked = ask(units)

    with pytest.raises(NotAllowed):
        ask(units, by=units.quynh)
    with pytest.raises(NotAllowed):
        actions.send_report(mine(asked), {1: 1, 2: 1}, by=units.tuan)
    with pytest.raises(NotAllowed):
        actions.accept(mine(asked), by=units.hoa)


def test_a_report_is_sent_once(units: cast.Cast) -> None:
    report = mine(ask(units))
    actions.send_report(report, {1: 1, 2: 1}, by=units.lan)

    with refusal("sent_already"):
        actions.send_report(report, {1: 2, 2: 2}, by=units.hoa)

    assert totals(report.request)[0].total == 1


def test_what_is_closed_takes_no_more_reports_and_keeps_its_sums(units: cast.Cast) -> None:
    asked = ask(units)
    actions.close(asked, by=units.tuan)

    with refusal("request_closed"):
        actions.send_report(mine(asked), {1: 1, 2: 1}, by=units.lan)
    with refusal("request_closed"):
        actions.ask_again(asked, by=units.tuan)
    with refusal("wrong_state"):
        actions.close(asked, by=units.tuan)


def test_it_goes_with_the_signed_document_that_says_the_same(people: cast.Cast) -> None:
    report = mine(ask(people))
    issued = builders.issued(people).document

    sent = actions.send_report(report, {1: 1, 2: 1}, by=people.lan, document=issued)

    assert sent.document == issued


def test_a_draft_is_no_signed_document(people: cast.Cast) -> None:
    report = mine(ask(people))
    paper = builders.draft(people)

    with refusal("not_issued_here"):
        actions.send_report(report, {1: 1, 2: 1}, by=people.lan, document=paper.document)


def test_asking_again_reaches_those_whose_report_is_not_here(units: cast.Cast) -> None:
    other = cast.unit("Ủy ban nhân dân xã Hoằng Yến", "commune", units.district)
    asked = ask(units, of=[units.commune, other])
    here, missing = Report.objects.order_by("pk")
    actions.send_report(here, {1: 1, 2: 1}, by=units.lan)

    reminded = actions.ask_again(asked, by=units.tuan)

    assert reminded == 1
    missing.refresh_from_db()
    assert missing.asked_again == 1
    actions.accept(here, by=units.tuan)
    asked.reports.filter(unit=other).delete()
    with refusal("nobody_to_ask"):
        actions.ask_again(asked, by=units.tuan)


def test_what_is_passed_on_comes_back_as_a_sum_that_opens(units: cast.Cast) -> None:
    top = people.appoint(units.vân, units.province, "Văn thư", [Role.CLERK], by=System())
    asked = ask(units, of=[units.district], by=Actor(top), due=5)
    of_district = mine(asked)
    below = actions.pass_on(of_district, [units.commune], 2, by=units.tuan)
    actions.send_report(mine(below), {1: 7, 2: "0.5"}, by=units.lan)

    found = proposed(of_district)

    assert found == {1: Decimal("7.00"), 2: Decimal("0.50")}
    actions.send_report(of_district, found, by=units.tuan)
    assert totals(asked)[0].total == 7
    [part] = parts(below.figures.first())
    assert (part.report.unit, part.value) == (units.commune, Decimal(7))
    assert below in ReportRequest.objects.visible_to(Actor(top))
    assert mine(below) in Report.objects.visible_to(Actor(top))


def test_what_is_passed_on_is_never_due_later_than_ones_own(units: cast.Cast) -> None:
    top = people.appoint(units.vân, units.province, "Văn thư", [Role.CLERK], by=System())
    of_district = mine(ask(units, of=[units.district], by=Actor(top), due=2))

    with refusal("later_than_parent"):
        actions.pass_on(of_district, [units.commune], 3, by=units.tuan)

    actions.pass_on(of_district, [units.commune], 2, by=units.tuan)
    with refusal("passed_on_already"):
        actions.pass_on(of_district, [units.commune], 1, by=units.tuan)


def test_a_stranger_sees_nothing_of_it(units: cast.Cast) -> None:
    ask(units)
    other = cast.unit("Ủy ban nhân dân xã Hoằng Yến", "commune", units.district)
    post = people.appoint(units.vân, other, "Văn thư", [Role.CLERK], by=System())

    assert not Report.objects.visible_to(Actor(post)).exists()
    assert not ReportRequest.objects.visible_to(Actor(post)).exists()
    assert Report.objects.visible_to(units.lan).exists()
    assert not ReportRequest.objects.visible_to(units.lan).exists()


def test_a_report_asked_of_166_communes_adds_up_by_itself_and_opens(
    units: cast.Cast, django_assert_num_queries: Any
) -> None:
    """Three late, one missing, one returned; the total was added up by hand before."""
    communes = [
        cast.unit(f"Ủy ban nhân dân xã số {number}", "commune", units.province)
        for number in range(1, 167)
    ]
    clerk: dict[str, Any] = {
        "post": "Văn thư",
        "roles": [Role.CLERK],
        "by": System(),
        "valid_from": cast.LONG_AGO,
    }
    top = Actor(people.appoint(units.vân, units.province, **clerk))
    clerks = [
        Actor(
            people.appoint(
                people.invite(f"vt{number}", f"Văn thư {number}", by=System()), commune, **clerk
            )
        )
        for number, commune in enumerate(communes, 1)
    ]
    with time_machine.travel(ASKED, tick=False):
        asked = ask(units, of=communes, due=DUE, by=top)
        reports = list(asked.reports.order_by("pk"))
        for number, (report, sender) in enumerate(zip(reports, clerks, strict=True), 1):
            if number <= 162:
                actions.send_report(report, {1: number, 2: "1.25"}, by=sender)
        actions.return_report(reports[161], "Thiếu phụ lục.", DUE, by=top)
    with time_machine.travel(DUE + timedelta(hours=2), tick=False):
        for number in (163, 164, 165):
            actions.send_report(reports[number - 1], {1: number, 2: "1.25"}, by=clerks[number - 1])

        with django_assert_num_queries(2):
            stands, sums = standing(asked), totals(asked)

    assert (stands.asked, stands.here, stands.late) == (166, 164, 3)
    assert (stands.returned, stands.missing) == (1, 1)
    assert sums[0].total == 161 * 162 // 2 + 163 + 164 + 165
    assert sums[1].total == Decimal("205.00")
    assert (sums[0].reports, sums[1].reports) == (164, 164)
    opened = parts(sums[0].figure)
    assert sum(each.value for each in opened) == sums[0].total
    assert len(opened) == 164
    assert Entry.objects.filter(event="report.sent").count() == 165
