"""Periodic reports on the screen: asked, filled in, sent, returned, and each sum opened."""

from typing import Any

import pytest
from django.test import Client

from docflow.identity import new_uid
from docflow.reporting import actions
from docflow.reporting.models import Report, ReportRequest
from tests.cast import Cast
from tests.docflow.reporting.test_actions import ask, mine
from tests.docflow.web.browsing import browser_of

TYPED = {
    "title": "Báo cáo tháng 11",
    "period": "month 2026-11",
    "figures": "Hồ sơ tiếp nhận; hồ sơ\nKinh phí; triệu đồng",
    "whom": "commune",
    "due": "3",
}


def send(browser: Client, address: str, **typed: Any) -> Any:
    """Send a form once."""
    return browser.post(address, {"request_key": str(new_uid()), **typed})


@pytest.fixture
def report(units: Cast) -> Report:
    """The commune's report, asked for by the district."""
    return mine(ask(units))


def test_the_clerk_asks_all_units_of_a_level(units: Cast) -> None:
    answer = send(browser_of(units.tuan), "/reporting/ask/", **TYPED)

    [asked] = ReportRequest.objects.all()
    assert answer["Location"] == f"/reporting/{asked.uid}/"
    assert [str(each) for each in asked.figures.all()] == ["Hồ sơ tiếp nhận", "Kinh phí"]
    assert [each.unit for each in asked.reports.all()] == [units.commune]


def test_a_form_that_is_refused_keeps_what_was_typed(units: Cast) -> None:
    wrong = TYPED | {"figures": "Kinh phí\nkinh phí"}

    answer = send(browser_of(units.tuan), "/reporting/ask/", **wrong)

    page = answer.content.decode()
    assert "Báo cáo tháng 11" in page
    assert "figures" in answer.context["form"].errors
    assert not ReportRequest.objects.exists()


def test_own_days_need_both_dates(units: Cast) -> None:
    wrong = TYPED | {"period": "own", "first_day": "2026-11-01"}

    answer = send(browser_of(units.tuan), "/reporting/ask/", **wrong)

    assert list(answer.context["form"].errors) == ["last_day"]


def test_what_is_owed_stands_first_and_is_sent_with_numbers_as_people_write_them(
    units: Cast, report: Report
) -> None:
    browser = browser_of(units.lan)

    first = browser.get("/reporting/")
    send(browser, f"/reporting/report/{report.uid}/", figure_1="1.012", figure_2="3,5")

    assert first.context["to_send"] == [report]
    assert "Báo cáo tháng 11" in first.content.decode()
    assert [str(each.value) for each in report.values.order_by("pk")] == ["1012.00", "3.50"]
    assert browser.get("/reporting/").context["to_send"] == []


def test_what_is_owed_stands_on_the_desk(units: Cast, report: Report) -> None:
    page = browser_of(units.lan).get("/")

    assert page.context["owed"] == [report]
    assert str(report.uid) in page.content.decode()


def test_what_is_kept_for_later_stands_there_again(units: Cast, report: Report) -> None:
    browser = browser_of(units.lan)
    here = f"/reporting/report/{report.uid}/"

    send(browser, here, figure_1="7", keep="1")

    assert browser.get(here).context["form"]["figure_1"].value() == "7"
    assert Report.objects.get().state == "asked"


def test_what_is_kept_for_later_is_not_told_to_whoever_asked(units: Cast, report: Report) -> None:
    actions.fill_in(report, {1: 4711}, by=units.lan, words="Chưa xong")
    address = f"/reporting/report/{report.uid}/"

    before = browser_of(units.tuan).get(address).content.decode()
    actions.send_report(report, {1: 4711, 2: 1}, by=units.lan, words="Đã xong")
    after = browser_of(units.tuan).get(address).content.decode()

    assert "4.711" not in before
    assert "Chưa xong" not in before
    assert "4.711" in after
    assert "Đã xong" in after


def test_what_is_wrong_is_said_at_its_figure(units: Cast, report: Report) -> None:
    answer = send(
        browser_of(units.lan), f"/reporting/report/{report.uid}/", figure_1="viel", figure_2="1"
    )

    assert list(answer.context["form"].errors) == ["figure_1"]
    assert answer.context["form"]["figure_2"].value() == "1"


def test_a_report_that_comes_after_the_close_is_refused_and_keeps_what_was_typed(
    units: Cast, report: Report
) -> None:
    actions.close(report.request, by=units.tuan)

    answer = send(
        browser_of(units.lan), f"/reporting/report/{report.uid}/", figure_1="7311", words="Đủ cả."
    )

    page = answer.content.decode()
    assert "7311" in page
    assert "Đủ cả." in page
    assert Report.objects.get().state == "asked"


def test_a_sum_opens_to_the_reports_it_is_made_of(units: Cast, report: Report) -> None:
    actions.send_report(report, {1: 7, 2: 1}, by=units.lan)
    browser = browser_of(units.tuan)

    shown = browser.get(f"/reporting/{report.request.uid}/")
    opened = browser.get(f"/reporting/{report.request.uid}/figures/1/")

    assert [each.total for each in shown.context["totals"]] == [7, 1]
    assert [each.value for each in opened.context["parts"]] == [7]


def test_it_is_returned_with_a_reason_and_accepted_when_it_comes_again(
    units: Cast, report: Report
) -> None:
    browser = browser_of(units.tuan)
    actions.send_report(report, {1: 7, 2: 1}, by=units.lan)

    send(browser, f"/reporting/report/{report.uid}/return_report/", reason="Thiếu.", due="1")
    actions.send_report(report, {1: 8, 2: 1}, by=units.lan)
    send(browser, f"/reporting/report/{report.uid}/accept/")

    assert Report.objects.get().state == "accepted"


def test_asking_again_and_closing(units: Cast, report: Report) -> None:
    browser, here = browser_of(units.tuan), f"/reporting/{report.request.uid}/"

    send(browser, f"{here}ask_again/")
    send(browser, f"{here}close/")

    found = Report.objects.get()
    assert (found.asked_again, found.request.state) == (1, "closed")
    assert browser.get(here).status_code == 200


def test_the_table_for_a_spreadsheet(units: Cast, report: Report) -> None:
    answer = browser_of(units.tuan).get(f"/reporting/{report.request.uid}/table.xlsx")

    assert answer.status_code == 200
    assert b"".join(answer).startswith(b"PK")


@pytest.mark.parametrize("state", ["", "late", "missing", "returned", "accepted"])
def test_the_reports_are_filtered_by_how_they_stand(
    units: Cast, report: Report, state: str
) -> None:
    answer = browser_of(units.tuan).get(f"/reporting/{report.request.uid}/?state={state}")

    assert answer.context["reports"] == ([report] if not state else [])


def test_a_stranger_finds_no_such_report(units: Cast, report: Report) -> None:
    browser = browser_of(units.quynh)
    other = browser_of(units.nam)

    assert browser.get(f"/reporting/{report.request.uid}/").status_code == 404
    assert browser.get(f"/reporting/report/{report.uid}/").status_code == 200
    assert other.get(f"/reporting/report/{report.uid}/").status_code == 200
    assert other.get(f"/reporting/report/{report.uid}/pass_on/").status_code == 404
