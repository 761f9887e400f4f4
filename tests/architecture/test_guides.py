"""The guides name what stands on the pages, in both languages; examples and links hold."""

import re
import time
from pathlib import Path
from typing import Any

import pytest
from django.utils.translation import override

from docflow.identity import new_uid
from docflow.notices import hook_sending
from docflow.notices.models import HookEvent
from docflow.outgoing import order
from tests import translations
from tests.architecture.sources import ROOT

GUIDES = ROOT / "docs" / "guide"
NAMES = sorted(path.name.removesuffix(".en.md") for path in GUIDES.glob("*.en.md"))
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
HOLE = re.compile(r"%\(\w+\)[sd]")
LINK = re.compile(r"\]\(([^)#:\s]+)\)")
SAME_IN_BOTH = {"English", "Tiếng Việt", "CSV", "DOCX", "PDF", "XLSX", "XML", "ZIP"}


def labels(name: str, language: str) -> set[str]:
    """What a guide prints bold: what stands on the page to be touched, without its full stop."""
    text = (GUIDES / f"{name}.{language}.md").read_text()
    return {" ".join(found.split()).strip(" .…").lower() for found in BOLD.findall(text)}


def plain(label: str) -> str:
    """A label of the pages as the guides write it: a value in it is three dots, or left out."""
    return HOLE.sub("…", label).strip(" .…").lower()


SAYS = {
    language: {
        plain(entry.msgid if language == "en" else entry.msgstr): set[str]()
        for entry in translations.read()
    }
    for language in ("en", "vi")
}
for _entry in translations.read():
    SAYS["en"][plain(_entry.msgid)].add(plain(_entry.msgstr))
    SAYS["vi"][plain(_entry.msgstr)].add(plain(_entry.msgid))
for _same in SAME_IN_BOTH:
    SAYS["en"][_same.lower()] = SAYS["vi"][_same.lower()] = {_same.lower()}


def test_every_guide_is_there_in_both_languages() -> None:
    vietnamese = sorted(path.name.removesuffix(".vi.md") for path in GUIDES.glob("*.vi.md"))

    assert vietnamese == NAMES


@pytest.mark.parametrize("language", ["en", "vi"])
@pytest.mark.parametrize("name", NAMES)
def test_what_is_bold_in_a_guide_stands_on_a_page(name: str, language: str) -> None:
    assert labels(name, language) - set(SAYS[language]) == set()


@pytest.mark.parametrize("name", NAMES)
def test_the_guides_of_both_languages_name_the_same(name: str) -> None:
    english, vietnamese = labels(name, "en"), labels(name, "vi")

    lacking = {label for label in english if not SAYS["en"].get(label, set()) & vietnamese}
    unsaid = {label for label in vietnamese if not SAYS["vi"].get(label, set()) & english}

    assert (lacking - {"english"}, unsaid) == (set(), set())


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    targets = [page.parent / target for target in LINK.findall(page.read_text())]

    assert [str(target) for target in targets if not target.exists()] == []


def between(page: Path, mark: str) -> str:
    """What stands between <!-- mark --> and <!-- /mark -->."""
    found = re.search(rf"<!-- {mark} -->\n(.*?)<!-- /{mark} -->", page.read_text(), re.DOTALL)
    assert found, f"{page.name} has no part {mark}"
    return found[1]


def examples(language: str, mark: str) -> list[tuple[str, str]]:
    """The rows of a table of orders: what is written, and what is said of it."""
    rows = re.findall(
        r"^\| `(.+)` \| (.+) \|$", between(GUIDES / f"orders.{language}.md", mark), re.M
    )
    assert rows
    return rows


@pytest.mark.parametrize("language", ["en", "vi"])
def test_each_order_of_the_guide_is_one_and_is_printed_as_it_stands(language: str) -> None:
    written = [text for text, _meaning in examples(language, "orders")]

    assert [order.printed(order.parse(text), language) for text in written] == written


def test_the_guides_show_the_same_orders_in_both_languages() -> None:
    english, vietnamese = ([text for text, _ in examples(each, "orders")] for each in ("en", "vi"))

    assert [order.parse(text) for text in english] == [order.parse(text) for text in vietnamese]


@pytest.mark.parametrize("language", ["en", "vi"])
def test_each_mistake_of_the_guide_is_answered_as_it_says(language: str) -> None:
    for text, answer in examples(language, "mistakes"):
        with override(language), pytest.raises(order.BadOrder) as refused:
            order.parse(text)

        with override(language):
            assert str(refused.value) == answer


def test_the_receiver_shown_for_webhooks_knows_genuine_events() -> None:
    page = (ROOT / "docs" / "webhooks.md").read_text()
    shown: dict[str, Any] = {}
    exec(re.findall(r"```python\n(.*?)```", page, re.DOTALL)[0], shown)
    event = HookEvent(uid=new_uid(), number=1, event="outgoing.issued", body='{"event": "x"}')
    now = int(time.time())
    headers, old = (hook_sending.headers_of(event, "s", at) for at in (now, now - 301))
    is_genuine = shown["is_genuine"]

    assert is_genuine("s", headers, event.body.encode())
    assert not is_genuine("s", headers, b'{"event": "y"}')
    assert not is_genuine("t", headers, event.body.encode())
    assert not is_genuine("s", old, event.body.encode())
    assert all(f"`{name}`" in page for name in headers if name.startswith("X-"))
