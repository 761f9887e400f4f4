"""Nobody is kept out: axe-core on every page there is, on a wide screen and on a phone."""

import os
from collections.abc import Iterator
from zlib import crc32

import pytest
from playwright.sync_api import Browser, Page

from docflow import clock
from tests.browser.pages import NOT_PAGES, STOPS, addresses
from tests.browser.people import AXE, RULES, SCREENS, SEES_FOCUS, Site, Visit, barriers, shown
from tests.browser.stops import SPECIALIST, STRANGER, Stop

WALKED = ("desktop", "phone")
SHARE = int(os.environ.get("ACCESS_SHARE", "2"))
"""Each day a page is seen on another of its screens; `make access` shows each on all."""
DAY = os.environ.get("ACCESS_DAY", clock.today().isoformat())
ABROAD = ("desk", "outgoing:sign", "outgoing:draft", "tracking:list", "rates:show", "sign-in")
IN_ENGLISH = {stop.address: stop for stop in STOPS if stop.address in ABROAD}
WRONG = (
    "sign-in",
    "account_password",
    "outgoing:draft",
    "outgoing:send_back",
    "outgoing:sign",
    "outgoing:recipients",
    "incoming:arrive_on_paper",
    "incoming:refuse",
    "incoming:assign",
    "registers:open",
    "units:open",
    "people:invite",
    "people:appoint",
    "keys:give_custody",
)
"""Pages whose form comes back when it is sent with nothing in it."""
COMES_BACK = [stop for stop in STOPS if stop.address in WRONG and stop.status == 200]
FORM = "main form.act"
SUMMARY = "#error-summary"


class Walk:
    """One browser for each person, kept from page to page."""

    def __init__(self, site: Site, chromium: Browser) -> None:
        self.visit = Visit(site, chromium)
        self._pages: dict[tuple[str, str], Page] = {}

    def open_(self, stop: Stop, language: str = "vi") -> Page:
        """The page of this stop, before its person, on the first of its screens."""
        page = self._before(stop.who, language)
        self.visit.complaints.clear()
        onto(page, screens(stop)[0])
        answer = page.goto(stop.path(self.visit.site))
        assert answer
        assert answer.status == stop.status
        return page

    def complaints(self, stop: Stop) -> list[str]:
        """What the pages complained of; that a page was refused is no complaint about it."""
        refused = f"status of {stop.status}" if stop.status >= 400 else "no such words"
        return [each for each in self.visit.complaints if refused not in each]

    def _before(self, who: str, language: str) -> Page:
        key = who, language
        if key not in self._pages:
            known = who != STRANGER
            self._pages[key] = (
                self.visit.as_(who, language=language)
                if known
                else self.visit.stranger(language=language)
            )
        return self._pages[key]


@pytest.fixture(scope="module")
def walk(site: Site, chromium: Browser) -> Iterator[Walk]:
    walking = Walk(site, chromium)
    yield walking
    walking.visit.close()


def screens(stop: Stop) -> tuple[str, ...]:
    """The screens on which a stop is seen today."""
    at = crc32(f"{DAY}{stop}".encode()) % len(WALKED)
    return WALKED if SHARE == 1 else WALKED[at : at + 1]


def onto(page: Page, screen: str) -> None:
    """Show the page on this screen."""
    width, height = SCREENS[screen]
    if page.viewport_size != {"width": width, "height": height}:
        page.set_viewport_size({"width": width, "height": height})


def faults(page: Page, stop: Stop, how: str = "", language: str = "vi") -> list[str]:
    """What is wrong with the page as it stands, on each of its screens."""
    found = []
    for screen in screens(stop):
        onto(page, screen)
        found += [f"{screen}: {each}" for each in [*barriers(page), *_plain_faults(page, language)]]
        shown(page, "".join(each if each.isalnum() else "-" for each in f"{stop}{how}-{screen}"))
    return found


def _plain_faults(page: Page, language: str) -> Iterator[str]:
    seen = page.evaluate(
        "() => ({language: document.documentElement.lang, title: document.title.trim(),"
        " headings: document.querySelectorAll('h1').length,"
        " width: document.documentElement.scrollWidth, room: innerWidth,"
        " absent: ['aria-describedby', 'aria-labelledby', 'aria-controls', 'for'].flatMap(name =>"
        " [...document.querySelectorAll(`[${name}]`)].flatMap(each =>"
        " each.getAttribute(name).split(' ').filter(id => !document.getElementById(id))))})"
    )
    if seen["absent"]:
        yield f"it refers to what is not there: {seen['absent']}"
    if seen["language"] != language:
        yield f"its language is said to be {seen['language']}"
    if seen["title"].split(" · ")[0] in ("", "Docflow"):
        yield f"its title says nothing: {seen['title']}"
    if seen["headings"] != 1:
        yield f"it has {seen['headings']} main headings"
    if seen["width"] > seen["room"]:
        yield f"it is {seen['width']} px wide where there are {seen['room']}"


def test_the_walk_comes_to_every_page() -> None:
    walked = {stop.address for stop in STOPS}

    assert sorted(addresses() - walked - NOT_PAGES.keys()) == []
    assert sorted(NOT_PAGES.keys() - (addresses() - walked)) == []


@pytest.mark.parametrize("stop", STOPS, ids=str)
def test_a_page_has_no_barrier(walk: Walk, stop: Stop) -> None:
    page = walk.open_(stop)

    found = faults(page, stop)

    assert found + walk.complaints(stop) == [], f"ACCESS_DAY={DAY}"


@pytest.mark.parametrize("stop", IN_ENGLISH.values(), ids=str)
def test_a_page_in_english_has_no_barrier(walk: Walk, stop: Stop) -> None:
    page = walk.open_(stop, "en")

    found = faults(page, stop, "-en", "en")

    assert found + walk.complaints(stop) == [], f"ACCESS_DAY={DAY}"


@pytest.mark.parametrize("stop", COMES_BACK, ids=str)
def test_a_form_that_comes_back_leads_to_what_is_wrong(walk: Walk, stop: Stop) -> None:
    page = walk.open_(stop)
    page.locator(FORM).first.evaluate("form => { form.noValidate = true; form.requestSubmit(); }")
    page.wait_for_selector(f"{SUMMARY}:focus")
    page.wait_for_function(SEES_FOCUS)
    told = page.locator(f"{SUMMARY} li").all_inner_texts()

    found = faults(page, stop, "-wrong")

    assert told
    assert all(told)
    assert found + walk.complaints(stop) == [], f"ACCESS_DAY={DAY}"


@pytest.mark.parametrize("screen", WALKED)
def test_the_frame_around_the_pages_of_a_document_has_no_barrier(walk: Walk, screen: str) -> None:
    page = walk.open_(Stop("document", SPECIALIST, "draft"))
    onto(page, screen)
    frame = page.frame(url="**/viewer/frame/")
    assert frame
    frame.wait_for_selector("[data-drawn]")
    frame.evaluate(AXE.read_text())

    found = frame.evaluate(
        "async rules => (await axe.run(document, {runOnly: {type: 'tag', values: rules}}))"
        ".violations.flatMap(each => each.nodes.map(node => each.id + ': ' + node.html))",
        [each for each in RULES if each != "best-practice"],
    )

    assert found == []
