"""Writing a document on the page: taking a file along leaves the page as it is."""

import re

from playwright.sync_api import expect

from tests.browser.people import Visit
from tests.browser.stops import SPECIALIST


def test_a_file_can_be_taken_along_again_and_the_draft_saved_afterwards(visit: Visit) -> None:
    page = visit.as_(SPECIALIST, language="en")
    page.goto("/write/?kind=REPORT")
    page.fill("[name=subject]", "Tình hình tháng này")
    page.fill("[name=text]", "Mưa to từ đêm qua.")

    saved = []
    for name in ("DOCX", "PDF"):
        with page.expect_download() as download:
            page.get_by_role("button", name=name).click()
        saved.append(download.value.suggested_filename)
    page.get_by_role("button", name="Save as a draft, then choose recipients").click()

    expect(page).to_have_url(re.compile("/recipients/"))
    assert saved == [f"Báo cáo Tình hình tháng này.{form}" for form in ("docx", "pdf")]
