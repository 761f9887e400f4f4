"""The administrator's pages in the browser, with the pictures of their guide."""

from playwright.sync_api import expect

from tests.browser.people import Visit, shown

ADMINISTRATOR, CLERK = "15997-8", "38-stc-6"
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


def test_the_administrator_finds_no_document(visit: Visit) -> None:
    page = visit.as_(ADMINISTRATOR)
    page.goto("/search/?q=tiêm chủng")

    expect(page.locator("main")).to_contain_text("Không có văn bản nào bạn được đọc")
    expect(page.locator("nav.side a[href^='/queue/']")).to_have_count(0)
