"""A drafter moves the leader's box on a scanned page, and is told at once what lies under it."""

import json
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.people import Visit, barriers, shown

SPECIALIST = "15964-5"
LAID_OUT = """
import json
import tempfile
from pathlib import Path
from docflow.outgoing import actions
from docflow.signatures.intake import take_in
from tests.browser.morning import _office
from tests.marks_pages import scanned
office = _office("15964")
with tempfile.TemporaryDirectory() as folder:
    file = take_in(scanned(Path(folder)), by=office.specialist)
leader = office.leader.appointment
paper = actions.draft("REPORT", "Bản quét không có chữ", file, by=office.specialist, signer=leader)
print(json.dumps(str(paper.uid)))
"""
FOUND = """
import json
from docflow.signatures.placed import PlacedMark
print(json.dumps(list(PlacedMark.objects.values_list("field", "page"))))
"""


def state(page: Page, field: str) -> object:
    return expect(page.locator(f"#state-{field}"))


def test_a_box_is_moved_by_mouse_and_keys_and_the_place_is_kept(
    visit: Visit, at_site: Callable[[str], str]
) -> None:
    uid = json.loads(at_site(LAID_OUT).splitlines()[-1])
    page = visit.as_(SPECIALIST, language="en")
    page.goto(f"/outgoing/{uid}/marks/")
    box = page.locator("[data-box=Leader]")
    state(page, "Leader").to_contain_text("not found")
    assert barriers(page) == []
    shown(page, "marks-not-found")

    box.scroll_into_view_if_needed()
    where = box.bounding_box()
    assert where
    middle = where["x"] + where["width"] / 2, where["y"] + where["height"] / 2
    page.mouse.move(*middle)
    page.mouse.down()
    page.mouse.move(middle[0], middle[1] - where["height"] * 7.3, steps=4)
    page.mouse.up()
    state(page, "Leader").to_contain_text("something is printed")
    assert page.locator("#id_Leader-by_sight").is_checked()
    shown(page, "marks-over-print")

    page.fill("#id_Leader-left", "123")
    page.fill("#id_Leader-top", "142")
    box.focus()
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowUp")
    assert page.input_value("#id_Leader-left") == "125"
    assert page.input_value("#id_Leader-top") == "141"
    state(page, "Leader").to_contain_text("nothing lies under it")
    state(page, "Seal").to_contain_text("found on the page 1")
    assert barriers(page) == []
    shown(page, "marks-placed")
    page.locator(".placing .acts button").click()
    expect(page.locator("main .notice-line").first).to_contain_text("kept")

    assert json.loads(at_site(FOUND).splitlines()[-1]) == [["Leader", 0]]
    phone = visit.as_(SPECIALIST, screen="phone")
    phone.goto(f"/outgoing/{uid}/marks/")
    assert barriers(phone) == []
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    shown(phone, "marks-phone")
