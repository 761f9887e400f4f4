"""Parts of a page that change without leaving it: the recipients, and who succeeds a unit."""

from playwright.sync_api import expect

from tests.browser.people import Visit, barriers
from tests.browser.stops import ADMINISTRATOR, SPECIALIST, thing

MARK = "window.sameAsBefore = true"
IS_SAME = "window.sameAsBefore === true"


def test_recipients_are_added_one_after_the_other_on_the_same_page(visit: Visit) -> None:
    page = visit.as_(SPECIALIST)
    page.goto(f"/outgoing/{thing(visit.site, 'draft', SPECIALIST)}/recipients/")
    before = int(page.locator("#chosen + .count").inner_text())
    page.evaluate(MARK)

    for added, word in enumerate(("xuan tin", "tho lap"), start=1):
        page.keyboard.type(word) if added > 1 else page.fill("#q", word)
        found = page.locator("#found button").first
        name = found.get_attribute("aria-label")
        found.click()
        expect(page.locator("#chosen + .count")).to_have_text(str(before + added))
        expect(page.locator("#q")).to_be_focused()
        expect(page.locator("#q")).to_have_value("")
        expect(page.locator("#added[role=status] span")).to_contain_text(str(name).split(" ", 1)[1])

    assert page.evaluate(IS_SAME)
    assert barriers(page) == []


def test_what_is_wrong_is_told_in_the_part_and_takes_the_focus(visit: Visit) -> None:
    page = visit.as_(SPECIALIST, screen="phone")
    page.goto(f"/outgoing/{thing(visit.site, 'draft', SPECIALIST)}/recipients/")
    page.evaluate(MARK)

    page.fill("#id_name", "Bà Lê Thị Tư, thôn 4")
    page.get_by_role("button", name="Thêm, gửi bản giấy").click()
    expect(page.locator("#id_name")).to_be_focused()
    page.fill("#id_name", "Bà Lê Thị Tư, thôn 4")
    page.get_by_role("button", name="Thêm, gửi bản giấy").click()

    expect(page.locator("#error-summary")).to_be_focused()
    expect(page.locator("#id_name")).to_have_value("Bà Lê Thị Tư, thôn 4")
    assert page.evaluate(IS_SAME)
    assert barriers(page) == []


def test_the_successors_of_a_unit_are_found_as_one_types_and_stay_ticked(visit: Visit) -> None:
    page = visit.as_(ADMINISTRATOR)
    page.goto(f"/units/{thing(visit.site, 'unit', ADMINISTRATOR)}/end/")
    page.evaluate(MARK)

    page.fill("#q", "xuan tin")
    page.locator("#successors input[type=checkbox]").first.check()
    chosen = page.locator("#successors input[type=checkbox]").first.get_attribute("value")
    page.fill("#q", "tho lap")

    expect(page.locator(f"#successors input[type=checkbox][value='{chosen}']")).to_be_checked()
    expect(page.locator("#successors input[type=checkbox]")).not_to_have_count(1)
    assert page.evaluate(IS_SAME)
    assert barriers(page) == []
