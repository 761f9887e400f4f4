"""People at their browsers: who they are, what size their screen has, what their page says."""

import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect

from docflow.demo.seed import PASSWORD

AXE = Path(__file__).parents[1] / "vendor" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WAIT = 20_000  # milliseconds, for a machine that does much else
expect.set_options(timeout=WAIT)
SCREENS = {"desktop": (1440, 900), "tablet": (1024, 768), "phone": (360, 740)}

SEES_FOCUS = """() => {
  const at = document.activeElement;
  const box = at.getBoundingClientRect();
  const down = Math.min(box.height / 2, 20);
  const there = document.elementFromPoint(box.x + box.width / 2, box.y + down);
  return at === there || at.contains(there);
}"""
"""Whether what has the focus is in sight and nothing lies upon it."""


LOOK = """async rules => {
  if (!('axe' in window)) return null;
  await document.fonts.ready;
  for (let drawn = 0; drawn < 2; drawn += 1) await new Promise(requestAnimationFrame);
  scrollTo(0, 0);
  const only = {type: 'tag', values: rules};
  return (await axe.run(document, {runOnly: only, resultTypes: ['violations'], iframes: false}))
    .violations;
}"""
"""Axe on a page as it stands at its top, once a field that takes the focus by itself has it."""


@dataclass(frozen=True)
class Site:
    """A running installation, and who is signed in there already: to sign in takes a second."""

    address: str
    data: Path
    sessions: dict[str, Any] = field(default_factory=dict, compare=False)


class Visit:
    """People at this site; what their pages complain of is kept."""

    def __init__(self, site: Site, chromium: Browser) -> None:
        self.site = site
        self.chromium = chromium
        self.complaints: list[str] = []
        self._open: list[BrowserContext] = []

    def as_(self, username: str, screen: str = "desktop", language: str = "vi") -> Page:
        """A person of the demo at their desk, in a browser of their own; the session is kept."""
        page = self.stranger(screen, language)
        page.context.add_cookies(self.site.sessions.get(username, []))
        page.goto("/")
        if "/sign-in" in page.url:
            page.fill("input#id_username", username)
            page.fill("input#id_password", PASSWORD)
            page.keyboard.press("Enter")
            page.wait_for_url(lambda url: "/sign-in" not in url)
            cookies = page.context.cookies()
            self.site.sessions[username] = [c for c in cookies if c["name"] != "language"]
        return page

    def stranger(self, screen: str = "desktop", language: str = "vi") -> Page:
        """Somebody who is not signed in."""
        width, height = SCREENS[screen]
        context = self.chromium.new_context(
            base_url=self.site.address,
            viewport={"width": width, "height": height},
            has_touch=screen == "phone",
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
        )
        context.set_default_timeout(WAIT)
        context.add_cookies([{"name": "language", "value": language, "url": self.site.address}])
        self._open.append(context)
        page = context.new_page()
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        page.on("request", self._called)
        return page

    def close(self) -> None:
        """Close all browsers."""
        for context in self._open:
            context.close()

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.type}: {message.text} {message.location}")

    def _called(self, request: Request) -> None:
        parts = urlsplit(request.url)
        own = urlsplit(self.site.address)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != own.netloc:
            self.complaints.append(f"left the host: {request.url}")


def barriers(page: Page) -> list[str]:
    """What keeps people out of a page, by axe-core: rule, element."""
    found: list[dict[str, Any]] | None = page.evaluate(LOOK, RULES)
    if found is None:
        page.evaluate(AXE.read_text())
        found = page.evaluate(LOOK, RULES)
    assert found is not None
    return [
        f"{each['id']}: {each['help']}: {node['html'][:160]}"
        for each in found
        for node in each["nodes"]
    ]


def shown(page: Page, name: str) -> None:
    """Keep a picture of the page as its person sees it, where PICTURES names a folder."""
    folder = os.environ.get("PICTURES")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png")


def demo_people(site: Site) -> dict[str, dict[str, str]]:
    """The people of the demo by user name."""
    content = json.loads((site.data / "demo-people.json").read_text())
    return {person["username"]: person for person in content}
