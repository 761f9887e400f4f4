"""A document of two bodies in the browser: named, signed by two leaders, sealed by two clerks."""

from playwright.sync_api import Page, expect

from docflow.demo.seed import PIN
from tests.browser.people import Visit, barriers, demo_people, shown
from tests.signing.paper import draw_joint_report

SUBJECT = "Kế hoạch phối hợp phòng chống cháy rừng"
SPECIALIST, HEAD, FORMAT, LEADER, CLERK = (f"15997-{place}" for place in (5, 4, 3, 1, 6))
LEADER_ABOVE, CLERK_ABOVE = "399-1", "399-6"
ABOVE = "Ủy ban nhân dân huyện Hoằng Hóa"


def press(page: Page, name: str) -> None:
    page.locator("main").get_by_role("button", name=name, exact=True).first.click()


def pinned(page: Page, name: str) -> None:
    """Give the PIN and press."""
    page.fill("#id_pin", PIN)
    press(page, name)


def test_two_leaders_and_two_clerks_sign_and_seal_in_their_order(visit: Visit) -> None:
    page = visit.as_(SPECIALIST)
    page.goto("/outgoing/draft/")
    page.select_option("#id_kind", "REPORT")
    page.fill("#id_subject", SUBJECT)
    names = [demo_people(visit.site)[each]["full_name"] for each in (LEADER_ABOVE, LEADER)]
    page.set_input_files("#id_file", draw_joint_report(visit.site.data / "joint.pdf", *names))
    press(page, "Lưu, rồi chọn nơi nhận")
    page.fill("#id_name", "Hạt Kiểm lâm")
    press(page, "Thêm, gửi bản giấy")
    page.locator("a.crumb").click()
    document = page.url
    address = document.replace("/document/", "/outgoing/")
    page.goto(address + "bodies/")
    page.fill("#q", "hoang hoa")
    press(page, "Tìm kiếm")
    page.get_by_role("link", name=f"Thêm {ABOVE}").click()
    press(page, "Thêm")
    expect(page.locator("#bodies + .count")).to_have_text("2")
    page.wait_for_load_state("networkidle")
    shown(page, "joint-bodies")
    assert barriers(page) == []
    page.goto(document)
    press(page, "Trình")
    for who, verb in ((HEAD, "initial"), (FORMAT, "pass_format")):
        page = visit.as_(who)
        page.goto(f"{address}{verb}/")
        page.locator("main form.act button.btn-primary").click()

    page = visit.as_(LEADER_ABOVE)
    early = page.context.request.get(address + "sign/")
    assert early.status == 422
    assert "theo thứ tự các cơ quan" in early.text()
    page = visit.as_(LEADER)
    page.goto(address + "sign/")
    pinned(page, "Ký")
    page = visit.as_(LEADER_ABOVE)
    page.goto("/queue/to_sign/")
    page.get_by_role("link", name=SUBJECT).first.click()
    page.goto(address + "sign/")
    page.wait_for_load_state("networkidle")
    shown(page, "joint-second-leader")
    pinned(page, "Ký")
    page = visit.as_(CLERK)
    page.goto(address + "number/")
    press(page, "Cấp số")
    pinned(page, "Đóng dấu")
    page.goto(document)
    expect(page.locator("dl.facts .mark").first).to_have_text("đã cấp số, chờ đóng dấu")
    page = visit.as_(CLERK_ABOVE)
    page.goto(address + "seal/")
    page.wait_for_load_state("networkidle")
    shown(page, "joint-second-seal")
    pinned(page, "Đóng dấu")
    page.goto(document)
    expect(page.locator("#bodies ~ table, section table").first).to_contain_text("đã đóng dấu")
    page.wait_for_load_state("networkidle")
    shown(page, "joint-sealed")

    signed = visit.site.data / "joint-signed.pdf"
    signed.write_bytes(page.context.request.get(document + "file/").body())
    page.goto("/verify/")
    page.set_input_files("input[type=file]", signed)
    page.locator("main form button.btn-primary").click()
    page.wait_for_selector(".verdict.good")
    expect(page.locator("section.signature")).to_have_count(4)
