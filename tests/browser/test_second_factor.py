"""A second factor in the browser: set up with a code, asked for at the next sign-in."""

import base64
import time

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from playwright.sync_api import Page, expect

from docflow.demo.seed import PASSWORD
from tests.browser.people import Visit, barriers

SOMEBODY = "15952-1"


def test_the_code_is_asked_for_and_its_page_has_no_barrier(visit: Visit) -> None:
    page = visit.as_(SOMEBODY)
    page.goto("/account/second-factor/")
    page.fill("#id_code", code_of(page))
    page.locator("main form.act button.btn-primary").click()
    page.wait_for_url("**/account/?done=second_factor")

    asked = visit.stranger("phone")
    asked.goto("/sign-in/")
    asked.fill("input#id_username", SOMEBODY)
    asked.fill("input#id_password", PASSWORD)
    asked.keyboard.press("Enter")
    asked.wait_for_url("**/sign-in/code/**")

    assert barriers(asked) == []
    asked.fill("#id_code", "000000")
    asked.keyboard.press("Enter")
    expect(asked.locator("#error-summary")).to_be_focused()
    assert barriers(asked) == []


def code_of(page: Page) -> str:
    """What the app on the phone would show for the secret on this page."""
    secret = page.locator("main code").inner_text().replace(" ", "")
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    totp = TOTP(key, 6, SHA1(), 30, enforce_key_length=False)
    return totp.generate(int(time.time())).decode()
