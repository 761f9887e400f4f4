"""The viewer in a real browser: pages, text, size, by keyboard, with nothing let out."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

import pikepdf
import pytest
from django.conf import settings
from django.test.testcases import LiveServerThread
from playwright.sync_api import sync_playwright

from docflow.documents.models import Version
from docflow.web.views.viewer import FRAME_CSP
from storage import blobs
from tests import builders
from tests.browser.conftest import CHROMIUM, SWITCHES
from tests.conftest import SAMPLES
from tests.docflow.audit import tampering
from tests.docflow.web import scans
from tests.docflow.web.browsing import browser_of

WIDE, PHONE = (1440, 900), (360, 740)
LETTER = 816  # CSS pixels the page of Word is wide at true size


@pytest.fixture(scope="module")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield browser
        browser.close()


@pytest.fixture
def site(transactional_db, monkeypatch) -> Iterator[str]:
    """The pages as they are served, static files with their own headers."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright runs a loop of its own
    monkeypatch.setattr(settings, "WHITENOISE_USE_FINDERS", True, raising=False)
    monkeypatch.setattr(settings, "WHITENOISE_AUTOREFRESH", True, raising=False)
    server = LiveServerThread("127.0.0.1", lambda pages: pages)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    assert server.error is None
    yield f"http://127.0.0.1:{server.port}"
    server.terminate()
    tampering.drop_triggers()  # so that what was committed can be deleted


@pytest.fixture
def shown(site, units, chromium):
    """Opens a draft of Lan's with the given bytes, and listens to what the page says and asks."""

    @contextmanager
    def opened(content=None, size=WIDE, state="shown", browser=chromium):
        paper = builders.draft(units)
        if content is not None:
            kept = blobs.put(BytesIO(content))
            Version.objects.filter(document=paper.pk).update(digest=kept.digest, size=kept.size)
        context = browser.new_context(
            **(
                {"viewport": {"width": size[0], "height": size[1]}}
                if size
                else {"no_viewport": True}
            )
        )
        cookie = browser_of(units.lan).cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": site}])
        page, said, asked = context.new_page(), [], []
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{site}/document/{paper.uid}/")
        page.wait_for_selector(f"[data-viewer][data-state={state}]")
        page.said, page.asked = said, asked
        yield page
        context.close()

    return opened


def frame_of(page):
    return next(each for each in page.frames if each.url.endswith("/viewer/frame/"))


def drawn(frame, number):
    frame.wait_for_selector(f"[data-drawn='{number}']", timeout=15_000)


def until(frame, condition):
    """Wait until it holds; the frame itself evaluates no text, so the tester asks from outside."""
    end = time.monotonic() + 10
    while not frame.evaluate(condition):
        assert time.monotonic() < end, condition
        frame.page.wait_for_timeout(50)


def sample(name):
    return (SAMPLES / f"{name}.pdf").read_bytes()


@pytest.mark.parametrize("name", sorted(path.stem for path in SAMPLES.glob("*.pdf")))
def test_a_document_of_the_world_is_shown_without_a_complaint(shown, site, name):
    with shown(sample(name)) as page:
        drawn(frame_of(page), 1)

        assert page.said == []
        assert {url for url in page.asked if not url.startswith((site, "blob:", "data:"))} == set()


def test_all_pages_are_there_and_drawn_as_they_come_near(shown):
    with shown(sample("decree-30-2020")) as page:
        frame = frame_of(page)
        drawn(frame, 1)

        assert frame.locator(".page").count() == 20
        assert frame.locator("canvas").count() < 6
        frame.locator("[data-control=page]").fill("17")
        frame.locator("[data-control=page]").press("Enter")
        drawn(frame, 17)
        assert frame.locator("[data-drawn='1']").count() == 0


def test_the_text_can_be_selected_and_found_on_every_page(shown):
    with shown(sample("decree-30-2020")) as page:
        frame = frame_of(page)
        until(frame, "document.querySelectorAll('.text').length === 20")

        until(frame, "document.body.innerText.includes('Nguyễn Xuân Phúc')")
        chosen = frame.evaluate(
            "() => { const text = document.querySelector('.text');"
            "getSelection().selectAllChildren(text); return String(getSelection()); }"
        )
        assert "Nghị định này quy định về công tác văn thư" in chosen


def test_pages_are_read_by_keyboard(shown):
    with shown(sample("decree-30-2020")) as page:
        frame = frame_of(page)
        drawn(frame, 1)
        frame.locator(".pages").focus()

        page.keyboard.press("PageDown")
        page.keyboard.press("PageDown")
        until(frame, "document.querySelector('[data-control=page]').value === '2'")
        page.keyboard.press("End")
        drawn(frame, 20)
        page.keyboard.press("Home")
        drawn(frame, 1)
        page.keyboard.press("+")
        until(frame, "document.querySelector('[data-control=fit]').ariaPressed === 'false'")


def test_the_size_can_be_chosen(shown):
    with shown(sample("word-365")) as page:
        frame = frame_of(page)
        drawn(frame, 1)
        paper = frame.locator(".page")

        frame.locator("[data-control=zoom]").click()
        until(frame, "document.querySelector('[data-control=zoom]').innerText == '100\u00a0%'")
        true_size = paper.bounding_box()["width"]
        frame.locator("[data-control=larger]").click()

        assert true_size == pytest.approx(LETTER, abs=2)
        assert paper.bounding_box()["width"] == pytest.approx(true_size * 1.25, abs=2)
        frame.locator("[data-control=fit]").click()
        room = frame.locator(".pages").bounding_box()["width"]
        assert paper.bounding_box()["width"] <= room


@pytest.fixture
def fine(chromium):
    """A browser on a screen with two dots for each pixel, frames without an origin included."""
    browser = chromium.browser_type.launch(
        executable_path=CHROMIUM, args=[*SWITCHES, "--force-device-scale-factor=2"]
    )
    yield browser
    browser.close()


def test_a_phone_shows_the_whole_width(shown):
    with shown(sample("word-365"), size=PHONE) as page:
        frame = frame_of(page)
        drawn(frame, 1)

        paper = frame.locator(".page").bounding_box()
        assert paper["x"] >= 0
        assert paper["x"] + paper["width"] <= 360
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert frame.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_fine_screen_is_drawn_for_sharply(shown, fine):
    with shown(sample("word-365"), size=None, browser=fine) as page:
        page.locator("iframe").scroll_into_view_if_needed()
        frame = frame_of(page)
        drawn(frame, 1)

        dots, pixels = frame.evaluate(
            "(() => { const canvas = document.querySelector('canvas');"
            "return [canvas.width, canvas.clientWidth]; })()"
        )
        assert dots == 2 * pixels


@pytest.mark.parametrize("kind", sorted(scans.KINDS))
def test_a_scan_is_shown_whatever_packs_its_picture(shown, kind):
    with shown(scans.scan(kind)) as page:
        frame = frame_of(page)
        drawn(frame, 1)

        assert page.said == []
        assert frame.locator(".notice").is_hidden()
        dark, light = frame.evaluate(
            "() => { const canvas = document.querySelector('canvas');"
            "const at = (x, y) => canvas.getContext('2d')"
            ".getImageData(canvas.width * x, canvas.height * y, 1, 1).data[0];"
            "return [at(0.25, 0.5), at(0.75, 0.5)]; }"
        )
        assert dark < 60
        assert light > 200


def test_signs_that_cannot_be_shown_are_told(shown):
    with shown(scans.foreign_letters()) as page:
        frame = frame_of(page)

        frame.wait_for_selector(".notice:not([hidden])")


@pytest.mark.parametrize(
    "content", [b"%PDF-1.7\nnothing", scans.locked()], ids=["broken", "locked"]
)
def test_a_file_that_cannot_be_shown_is_told_with_what_to_do(shown, content):
    with shown(content, state="failed") as page:
        fault = page.locator("[data-fault]")

        assert fault.is_visible()
        assert fault.get_attribute("role") == "alert"
        assert fault.locator("a").get_attribute("href").endswith("/file/")
        assert page.locator("iframe").is_hidden()


def test_the_frame_has_no_access_to_anything(shown, site):
    with shown(sample("word-365")) as page:
        frame = frame_of(page)
        drawn(frame, 1)
        asked_before = len(page.asked)

        tries = frame.evaluate(
            """async (site) => {
              const tried = async (act) => { try { return String(await act()); }
                                             catch (error) { return error.name; } };
              return {
                origin: self.origin,
                cookies: await tried(() => document.cookie),
                storage: await tried(() => localStorage.length),
                parent: await tried(() => parent.document.title),
                own: await tried(() => fetch(site + "/notices/")),
                other: await tried(() => fetch("http://127.0.0.2:9/")),
                form: await tried(() => { const form = document.createElement("form");
                  form.method = "post"; form.action = site + "/sign-out/";
                  document.body.append(form); form.submit(); return "sent"; }),
                window: await tried(() => open("http://127.0.0.2:9/")),
                top: await tried(() => { top.location = "http://127.0.0.2:9/"; return "set"; }),
              };
            }""",
            site,
        )
        page.wait_for_timeout(300)

        assert json.loads(json.dumps(tries)) == {
            "origin": "null",
            "cookies": "SecurityError",
            "storage": "SecurityError",
            "parent": "SecurityError",
            "own": "TypeError",
            "other": "TypeError",
            "form": "sent",
            "window": "null",
            "top": "SecurityError",
        }
        assert page.asked[asked_before:] == []
        assert page.url.startswith(site)


def test_the_frame_cannot_carry_anything_away_by_going_elsewhere(shown, site):
    with shown(sample("word-365")) as page:
        frame = frame_of(page)
        drawn(frame, 1)

        frame.evaluate("location.href = 'http://127.0.0.2:9/?what=was-read'")
        page.wait_for_timeout(500)

        assert not [url for url in page.asked if "127.0.0.2" in url]


def test_a_script_in_a_document_does_not_run(shown):
    with pikepdf.open(SAMPLES / "word-365.pdf") as paper:
        paper.Root.OpenAction = pikepdf.Dictionary(
            S=pikepdf.Name.JavaScript, JS="app.alert('here'); console.log('here')"
        )
        out = BytesIO()
        paper.save(out)

    with shown(out.getvalue()) as page:
        drawn(frame_of(page), 1)

        assert page.said == []


def test_the_policy_of_the_frame_lets_nothing_out():
    rules = dict(rule.split(" ", 1) for rule in FRAME_CSP.split("; "))

    assert rules["default-src"] == rules["connect-src"] == rules["form-action"] == "'none'"
    assert rules["script-src"] == "'self' 'wasm-unsafe-eval'"
    assert rules["sandbox"] == "allow-scripts"
