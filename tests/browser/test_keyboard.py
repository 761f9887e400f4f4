"""By keyboard alone: a leader signs, a clerk registers; the focus is always to be seen."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from docflow.demo.seed import PASSWORD, PIN
from tests.browser.people import SEES_FOCUS, Site, Visit, shown
from tests.browser.stops import LEADER

CLERK = "38-stc-6"
MARKED = """() => {
  const style = getComputedStyle(document.activeElement);
  const line = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  return line || style.boxShadow !== "none";
}"""
SUMMARY, PIN_FIELD = "#error-summary", "#id_pin"


class Hands:
    """Somebody who has a keyboard and nothing else; counts the Tab stops on the way."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.stops = 0

    def press(self, *keys: str) -> None:
        """One key after another."""
        for key in keys:
            self.page.keyboard.press(key)

    def type_(self, text: str) -> None:
        """Into whatever has the focus."""
        self.page.keyboard.type(text)

    def tab_to(self, selector: str, at_most: int) -> None:
        """Tab until this has the focus, which must be seen at each stop."""
        for _ in range(at_most):
            self.press("Tab")
            self.stops += 1
            assert self.page.evaluate(MARKED), self.at
            self.page.wait_for_function(SEES_FOCUS)
            if self.has(selector):
                return
        raise AssertionError(f"{selector} is not within {at_most} stops; the focus is at {self.at}")

    def has(self, selector: str) -> bool:
        """Whether this has the focus."""
        return bool(self.page.evaluate("s => document.activeElement.matches(s)", selector))

    @property
    def at(self) -> str:
        """What has the focus."""
        return str(self.page.evaluate("document.activeElement.outerHTML.slice(0, 160)"))

    def sign_in(self, username: str) -> None:
        """From the page to sign in to the desk."""
        self.page.goto("/sign-in/")
        self.tab_to("#id_username", 2)
        self.type_(username)
        self.tab_to("#id_password", 1)
        self.type_(PASSWORD)
        self.press("Enter")
        self.page.wait_for_url(lambda url: "/sign-in" not in url)

    def open_first(self) -> str:
        """Open what stands first on the desk, on the page of the act it waits for; its name."""
        self.press("j")
        assert self.has("[data-row] a")
        assert self.page.evaluate(MARKED)
        name = str(self.page.evaluate("document.activeElement.innerText"))
        self.press("Enter")
        expect(self.page.locator("h1, h1 + .lead-line").get_by_text(name)).to_be_visible()
        self.page.wait_for_load_state()
        return name

    def past_document(self) -> None:
        """Past the pages of the document, once the page has opened; until it stands there."""
        self.press("s")
        self.page.wait_for_url("**#past-document")


def test_a_leader_signs_by_keyboard_alone(visit: Visit) -> None:
    hands = Hands(visit.stranger())
    page = hands.page
    hands.sign_in(LEADER)
    subject = hands.open_first()
    hands.past_document()
    hands.tab_to(PIN_FIELD, 1)
    hands.type_("000000")
    hands.press("Enter")
    page.wait_for_selector(f"{SUMMARY}[role=alert]:focus")
    shown(page, "keyboard-wrong-pin")
    described = page.get_attribute(PIN_FIELD, "aria-describedby") or ""
    told = page.locator(f"#{described.split()[-1]}").inner_text()
    hands.tab_to(f"{SUMMARY} a", 1)
    hands.press("Enter")
    assert hands.has(PIN_FIELD)
    assert page.evaluate(MARKED)
    hands.type_(PIN)
    hands.press("Enter")
    expect(page.locator("main .notice-line")).to_contain_text(f"Đã ký: {subject}")
    assert "#" not in page.url
    page.goto("/queue/to_sign/")

    assert "PIN" in told
    assert page.get_attribute("html", "lang") == "vi"
    expect(page.get_by_role("link", name=subject)).to_have_count(0)
    assert hands.stops <= 5


def test_a_clerk_registers_an_arrival_by_keyboard_alone(visit: Visit) -> None:
    hands = Hands(visit.stranger())
    page = hands.page
    hands.sign_in(CLERK)
    subject = hands.open_first()
    page.wait_for_url("**/register/?*")
    hands.past_document()
    hands.tab_to("main form.act button.btn-primary", 3)
    hands.press("Enter")
    expect(page.locator("main .notice-line").first).to_contain_text("vào sổ")
    page.goto("/queue/to_receive/")

    expect(page.get_by_role("link", name=subject)).to_have_count(0)
    assert hands.stops <= 6


def test_the_skip_links_lead_past_what_stands_before(visit: Visit) -> None:
    hands = Hands(visit.as_(LEADER))
    page = hands.page
    page.goto("/queue/to_sign/")
    hands.tab_to("a.skip", 1)
    hands.press("Enter")
    hands.tab_to("a[href='/signing/']", 2)  # a list not signed to its end is offered first
    hands.press("Enter")
    page.wait_for_url("**/sign/?*")
    page.wait_for_selector("[data-viewer][data-state=shown]")
    hands.tab_to("a.skip", 1)
    hands.press("Enter")
    hands.tab_to("a.skip-here", 4)
    hands.press("Enter")
    hands.tab_to(PIN_FIELD, 1)

    assert hands.stops <= 9


def test_the_next_page_opens_at_its_beginning(visit: Visit) -> None:
    hands = Hands(visit.as_(LEADER))
    page = hands.page
    page.goto("/queue/to_sign/")
    hands.press("j", "Enter")
    page.wait_for_url("**/sign/?*")
    hands.past_document()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector(SUMMARY)

    assert "#" not in page.url


@pytest.fixture
def keyless(site: Site, chromium: Browser) -> Iterator[Page]:
    """A browser in which somebody has switched the single keys off."""
    visiting = Visit(site, chromium)
    hands = Hands(visiting.as_(LEADER))
    hands.page.goto("/keyboard/")
    hands.tab_to("a.skip", 1)
    hands.press("Enter")
    hands.tab_to("[data-keys]", 1)
    hands.press("Space")
    yield hands.page
    visiting.close()


def test_single_keys_can_be_switched_off(keyless: Page) -> None:
    keyless.goto("/notices/")
    keyless.keyboard.press("d")
    keyless.wait_for_timeout(300)

    assert keyless.url.endswith("/notices/")


def test_without_that_a_single_key_leads_to_the_desk(visit: Visit) -> None:
    page = visit.as_(LEADER)
    page.goto("/notices/")
    page.keyboard.press("d")

    page.wait_for_url(f"{visit.site.address}/")
