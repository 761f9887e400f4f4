"""A file on the page: what was found in it is listed, and nothing that was typed is lost."""

from playwright.sync_api import expect

from tests.browser.people import Visit
from tests.browser.stops import CLERK
from tests.conftest import SAMPLES


def test_a_file_with_a_script_is_refused_in_a_list_and_another_one_taken(visit: Visit) -> None:
    page = visit.as_(CLERK)
    page.goto("/incoming/arrive_on_paper/")
    page.fill("#id_code_as_written", "218/CV-LS")
    page.fill("#id_issuer", "Công ty Cổ phần Vận tải Lam Sơn")

    page.set_input_files("#id_scan", SAMPLES / "word-365.pdf")
    expect(page.locator(".upload .mark.good")).to_contain_text("word-365.pdf")
    page.set_input_files("#id_scan", SAMPLES / "distiller-10.pdf")

    found = page.locator(".upload .findings li")
    expect(found).to_have_count(1)
    expect(found).to_contain_text("Trang 1")
    expect(found).to_contain_text("Tệp có JavaScript.")
    expect(found.locator(".remedy")).to_contain_text("in tệp ra một PDF mới")
    expect(page.locator(".upload .mark.good")).to_contain_text("word-365.pdf")
    expect(page.locator("#id_code_as_written")).to_have_value("218/CV-LS")
    expect(page.locator("#id_issuer")).to_have_value("Công ty Cổ phần Vận tải Lam Sơn")
    page.set_input_files("#id_scan", SAMPLES / "chromium-skia.pdf")
    expect(page.locator(".upload .mark.good")).to_contain_text("chromium-skia.pdf")
    expect(page.locator(".upload .remedy")).to_have_count(0)
    expect(page.locator(".upload summary")).to_contain_text("không gây hại: 36")
