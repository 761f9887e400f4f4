"""The administrator's pages in the browser, with the pictures of their guide."""

from playwright.sync_api import FilePayload, expect

from tests import ink
from tests.browser.people import Visit, shown

ADMINISTRATOR, CLERK = "15997-8", "38-stc-6"
PNG = "image/png"
PAGES = {"people": "administrator-people", "keys": "administrator-keys"}


def test_the_administrator_finds_people_keys_and_what_failed(visit: Visit) -> None:
    page = visit.as_(ADMINISTRATOR)
    for address, picture in PAGES.items():
        page.goto(f"/{address}/")
        expect(page.locator("main tbody tr").first).to_be_visible()
        shown(page, picture)
    page.goto("/health/")
    expect(page.locator("main .tile").first).to_be_visible()
    shown(page, "administrator-health")
    page.goto("/units/")
    page.locator("main tbody a.open").first.click()
    shown(page, "administrator-unit")

    expect(page.get_by_role("link", name="Đổi tên")).to_be_visible()


def test_the_clerk_sees_the_certificates_of_the_unit_and_changes_none(visit: Visit) -> None:
    page = visit.as_(CLERK)
    page.goto("/keys/")
    expect(page.locator("main tbody tr").first).to_be_visible()
    shown(page, "clerk-certificates")

    expect(page.locator("main a[href$='/give_custody/']")).to_have_count(0)


def test_the_administrator_sets_the_picture_of_a_seal(visit: Visit) -> None:
    page = visit.as_(ADMINISTRATOR)
    page.goto("/keys/?status=active")
    page.locator("main tbody tr:has(a[href$='/give_custody/']) a.open").first.click()
    page.get_by_role("link", name="Đặt ảnh").click()
    given = page.locator("input[type=file]")
    given.set_input_files(FilePayload(name="a.png", mimeType=PNG, buffer=ink.on_paper(ink.seal())))
    page.get_by_role("button", name="Đặt ảnh").click()
    expect(page.locator("#error-summary")).to_contain_text("Nền ảnh không trong suốt")
    shown(page, "administrator-picture-refused")
    given.set_input_files(FilePayload(name="a.png", mimeType=PNG, buffer=ink.seal()))
    page.get_by_role("button", name="Đặt ảnh").click()

    expect(page.locator("figure")).to_contain_text("Ảnh đã được đưa lên")
    shown(page, "administrator-key")


def test_the_administrator_finds_no_document(visit: Visit) -> None:
    page = visit.as_(ADMINISTRATOR)
    page.goto("/search/?q=tiêm chủng")

    expect(page.locator("main")).to_contain_text("Không có văn bản nào bạn được đọc")
    expect(page.locator("nav.side a[href^='/queue/']")).to_have_count(0)
