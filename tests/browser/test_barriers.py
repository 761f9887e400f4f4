"""Nobody is kept out: axe-core on every page, on a wide screen and on a phone."""

import pytest

from tests.browser.people import Visit, barriers

PAGES = {
    "15997-1": ["/", "/queue/to_sign/", "/queue/to_decide/", "/notices/", "/search/?q=hoang+dong"],
    "15997-5": ["/", "/queue/my_drafts/", "/account/", "/keyboard/"],
    "15997-6": ["/", "/queue/to_number/"],
}
CASES = [(person, path) for person, paths in PAGES.items() for path in paths]


@pytest.mark.parametrize("screen", ["desktop", "phone"])
@pytest.mark.parametrize(("person", "path"), CASES)
def test_a_page_has_no_barrier(visit: Visit, person: str, path: str, screen: str) -> None:
    page = visit.as_(person, screen)
    page.goto(path)

    found = barriers(page)

    assert found == []


@pytest.mark.parametrize("screen", ["desktop", "phone"])
def test_the_sign_in_page_has_no_barrier(visit: Visit, screen: str) -> None:
    page = visit.stranger(screen)
    page.goto("/sign-in/")

    found = barriers(page)

    assert found == []
