"""What a page weighs: the bytes a real Chromium fetches for it, with nothing kept from before."""

from collections import Counter
from typing import Any

from playwright.sync_api import sync_playwright

CHROMIUM = "/usr/bin/chromium"
SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
VIEWER = ("/viewer/", "/pdfjs/", "/file/", "/pages/", "/attachments/")
KINDS = {"Document": "html", "Stylesheet": "css", "Script": "js", "Font": "fonts"}


def of_pages(base: str, pages: dict[str, tuple[str, str]]) -> dict[str, dict[str, int]]:
    """Bytes over the line by kind, for pages by name with path and cookie; the viewer left out."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        found = {name: _of(browser, base, *page) for name, page in pages.items()}
        browser.close()
    return found


def _of(browser: Any, base: str, path: str, cookie: str) -> dict[str, int]:
    context = browser.new_context()
    name, _, value = cookie.partition("=")
    context.add_cookies([{"name": name, "value": value, "url": base}])
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("Network.enable")
    kinds: dict[str, str] = {}
    sizes: Counter[str] = Counter()
    main = devtools.send("Page.getFrameTree")["frameTree"]["frame"]["id"]

    def asked(event: dict[str, Any]) -> None:
        address = event["request"]["url"]
        if event.get("frameId") == main and not any(part in address for part in VIEWER):
            kinds[event["requestId"]] = KINDS.get(event.get("type", ""), "other")

    def came(event: dict[str, Any]) -> None:
        if event["requestId"] in kinds:
            sizes[kinds[event["requestId"]]] += int(event["encodedDataLength"])

    devtools.on("Network.requestWillBeSent", asked)
    devtools.on("Network.loadingFinished", came)
    page.goto(base + path, wait_until="networkidle")
    context.close()
    return dict(sizes)
