"""The story told in the browser: drafted, returned, signed on a phone, issued, registered, done.

Each scene leaves its picture, for the guides and to be looked at.
"""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from docflow import clock
from docflow.demo.papers import Paper, write
from docflow.demo.seed import PIN
from tests.browser.people import Visit, shown

SUBJECT = "Kết quả diễn tập phòng chống thiên tai"
SPECIALIST, HEAD, FORMAT, LEADER, CLERK, AUDITOR = (f"15997-{n}" for n in (5, 4, 3, 1, 6, 7))
ABOVE = "Ủy ban nhân dân huyện Hoằng Hóa"


def printed(visit: Visit, line: str) -> Path:
    """The draft as an office program would print it."""
    paper = Paper(
        parent="ỦY BAN NHÂN DÂN HUYỆN HOẰNG HÓA",
        agency="Ủy ban nhân dân xã Hoằng Đông",
        notation="BC-UBND",
        locality="Hoằng Đông",
        year=clock.today().year,
        title="Báo cáo",
        about=SUBJECT,
        to=ABOVE,
        paragraphs=("Ủy ban nhân dân xã báo cáo kết quả diễn tập như sau:", line),
        recipients=("Như trên",),
        authority=("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"),
        signer="Nguyễn Đức Ngọc",
    )
    return write(paper, visit.site.data / "draft.pdf")


def open_(page: Page, queue: str) -> None:
    """Open our document from a queue."""
    page.goto(f"/queue/{queue}/")
    page.get_by_role("link", name=SUBJECT).first.click()


def go(page: Page, area: str, verb: str) -> None:
    """To the page of an act on the document that is open."""
    found = re.search(r"/([0-9a-f-]{36})/", page.url)
    assert found, page.url
    page.goto(f"/{area}/{found[1]}/{verb}/")


def state_of(page: Page) -> str:
    return page.locator("dl.facts .mark").first.inner_text()


def main_button(page: Page, name: str) -> None:
    page.locator("main").get_by_role("button", name=name, exact=True).first.click()


@pytest.fixture(scope="module")
def told() -> dict[str, str]:
    """What the scenes leave for one another."""
    return {}


def test_a_specialist_drafts_and_names_the_recipient(visit: Visit, told: dict[str, str]) -> None:
    page = visit.as_(SPECIALIST)
    page.goto("/")
    shown(page, "specialist-desk")
    page.goto("/outgoing/draft/")
    page.select_option("#id_kind", "REPORT")
    page.fill("#id_subject", SUBJECT)
    page.set_input_files("#id_file", printed(visit, "Số người tham gia: đang tổng hợp."))
    shown(page, "specialist-draft")
    main_button(page, "Lưu, rồi chọn nơi nhận")
    page.fill("#q", "hoang hoa")
    page.get_by_role("button", name=f"Thêm {ABOVE}").click()
    expect(page.locator("#chosen + .count")).to_have_text("1")
    expect(page.locator("#added span")).to_have_text(f"Đã thêm: {ABOVE}.")
    shown(page, "specialist-recipients")
    page.locator("a.crumb").click()
    told["document"] = page.url
    main_button(page, "Trình")

    assert state_of(page) == "chờ ký nháy"


def test_the_head_of_department_returns_it_with_a_reason(visit: Visit) -> None:
    page = visit.as_(HEAD)
    open_(page, "to_initial")
    page.get_by_role("link", name="Trả lại").first.click()
    page.fill("#id_reason", "Bổ sung số người tham gia diễn tập")
    shown(page, "head-returns")
    main_button(page, "Trả lại")

    page = visit.as_(SPECIALIST)
    page.goto("/queue/my_drafts/")

    expect(page.locator("main")).to_contain_text("Bổ sung số người tham gia diễn tập")


def test_the_specialist_sends_a_new_round(visit: Visit) -> None:
    page = visit.as_(SPECIALIST)
    open_(page, "my_drafts")
    shown(page, "specialist-returned")
    page.get_by_role("link", name="Sửa dự thảo").first.click()
    page.set_input_files("#id_file", printed(visit, "Số người tham gia: 120 người."))
    page.locator("main form.act button.btn-primary").click()
    main_button(page, "Trình")

    assert state_of(page) == "chờ ký nháy"


def test_it_is_initialled_and_its_format_checked(visit: Visit) -> None:
    page = visit.as_(HEAD)
    open_(page, "to_initial")
    go(page, "outgoing", "initial")
    page.wait_for_timeout(3000)
    shown(page, "head-initials")
    main_button(page, "Ký nháy")
    page = visit.as_(FORMAT)
    open_(page, "to_check")
    go(page, "outgoing", "pass_format")
    page.wait_for_timeout(3000)
    shown(page, "format-check")
    page.locator("main form.act button.btn-primary").click()
    page.goto("/queue/to_check/")

    expect(page.get_by_role("link", name=SUBJECT)).to_have_count(0)


def test_the_leader_signs_on_a_phone(visit: Visit, told: dict[str, str]) -> None:
    page = visit.as_(LEADER, "phone")
    page.goto("/")
    shown(page, "leader-desk-phone")
    page.goto(told["document"].replace("/document/", "/outgoing/") + "sign/")
    expect(page.locator("#id_pin")).to_be_attached()
    page.wait_for_timeout(3500)
    shown(page, "leader-signs-phone")
    page.fill("#id_pin", "000000")
    main_button(page, "Ký")
    expect(page.locator("#error-summary")).to_contain_text("PIN")
    page.wait_for_timeout(800)
    shown(page, "leader-wrong-pin-phone")
    page.fill("#id_pin", PIN)
    main_button(page, "Ký")
    expect(page.locator("main")).to_contain_text("Đã ký")
    page.goto(told["document"])

    assert state_of(page) == "đã ký, chờ cấp số"


def test_the_clerk_numbers_seals_and_issues(visit: Visit, told: dict[str, str]) -> None:
    page = visit.as_(CLERK)
    page.goto("/")
    shown(page, "clerk-desk")
    address = told["document"].replace("/document/", "/outgoing/")
    page.goto(address + "seal/")
    expect(page.locator("main")).to_contain_text("Cấp số")
    page.goto(address + "number/")
    page.wait_for_timeout(3000)
    shown(page, "clerk-numbers")
    main_button(page, "Cấp số")
    page.fill("#id_pin", PIN)
    page.wait_for_timeout(3000)
    shown(page, "clerk-seals")
    main_button(page, "Đóng dấu")
    page.wait_for_url("**/issue/**")
    page.wait_for_timeout(3000)
    shown(page, "clerk-issues")
    main_button(page, "Phát hành")
    page.goto(told["document"])
    told["code"] = page.locator("dl.facts [data-copy]").get_attribute("data-copy") or ""

    assert state_of(page) == "đã phát hành"
    assert told["code"].endswith("/BC-UBND")


def test_the_clerk_above_registers_it_and_the_sender_sees_it(
    visit: Visit, told: dict[str, str]
) -> None:
    page = visit.as_("399-6")
    page.wait_for_timeout(3000)
    open_(page, "to_receive")
    expect(page.locator("h1")).to_have_text("Vào sổ")
    page.get_by_role("link", name="Quay lại văn bản").click()
    page.wait_for_timeout(3500)
    shown(page, "receiving-clerk-document")
    go(page, "incoming", "register")
    page.wait_for_timeout(3500)
    shown(page, "receiving-clerk-registers")
    main_button(page, "Vào sổ")
    page = visit.as_(CLERK)
    page.goto(told["document"])

    expect(page.locator("main")).to_contain_text("03")
    page.wait_for_timeout(3500)
    shown(page, "sender-sees")


def test_the_leader_above_assigns_it_and_it_is_finished(visit: Visit) -> None:
    page = visit.as_("399-1", "phone")
    open_(page, "to_decide")
    go(page, "incoming", "assign")
    page.locator("[data-directive]").first.click()
    page.locator("#candidates input[name=lead]").first.check()
    page.wait_for_timeout(3000)
    shown(page, "leader-assigns-phone")
    main_button(page, "Phân công")
    page.goto("/queue/follow_up/")
    shown(page, "leader-follow-up-phone")

    expect(page.get_by_role("link", name=SUBJECT)).to_have_count(1)


def test_the_registers_show_it_with_the_columns_of_the_decree(
    visit: Visit, told: dict[str, str]
) -> None:
    page = visit.as_(CLERK)
    page.goto("/registers/")
    shown(page, "registers")
    page.locator("main table a").first.click()
    shown(page, "register-outgoing")

    expect(page.locator("main table")).to_contain_text(SUBJECT)


def test_search_ranks_the_true_accents_first(visit: Visit) -> None:
    page = visit.as_("399-6")
    page.goto("/search/?q=Hoằng Đông")
    page.wait_for_timeout(3500)
    page.reload()
    shown(page, "search")

    expect(page.locator("tbody tr").first).to_contain_text("Hoằng Đông")
    expect(page.locator("tbody tr").last).to_contain_text("Hoằng Đồng")


def test_the_auditor_reads_log_and_rates_and_what_lies_behind(visit: Visit) -> None:
    page = visit.as_(AUDITOR)
    page.goto("/log/")
    shown(page, "auditor-log")
    expect(page.locator("main")).to_contain_text("Đóng dấu")
    page.goto("/rates/")
    page.wait_for_timeout(800)
    shown(page, "auditor-rates")
    page.get_by_role("link", name="không được tính").first.click()
    shown(page, "auditor-behind-a-rate")

    expect(page.locator("main h1")).to_be_visible()


def test_a_tampered_file_is_named_as_such_to_everybody(visit: Visit, told: dict[str, str]) -> None:
    clerk = visit.as_(CLERK)
    signed, tampered = visit.site.data / "signed.pdf", visit.site.data / "tampered.pdf"
    signed.write_bytes(clerk.context.request.get(told["document"] + "file/").body())
    page = visit.stranger()
    tampered.write_bytes(signed.read_bytes() + b"\n% more")
    page.goto("/verify/")
    page.set_input_files("input[type=file]", tampered)
    page.locator("main form button.btn-primary").click()
    page.wait_for_selector(".verdict.failed, .verdict.undecided")
    shown(page, "verify-tampered")
    page.goto("/verify/")
    page.set_input_files("input[type=file]", signed)
    page.locator("main form button.btn-primary").click()
    page.wait_for_selector(".verdict.good")

    shown(page, "verify-good")
