"""Read the words of a whole PDF, to search or compare: in the limited child, within own limits."""

import json
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from signing import child

PAGES = 200
CHARACTERS = 100_000
SECONDS = 4.0  # less than the child's six, so that what was read by then is not lost

_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u00ad\ud800-\udfff\ufffe\uffff]+")


@dataclass(frozen=True)
class Words:
    """The text of a file, composed (NFC), its spaces single; empty for a scan without text.

    `whole` is False when a limit of pages, characters or seconds cut it short.
    """

    text: str
    whole: bool


@dataclass(frozen=True)
class PageWords:
    """The words of each page in the order read, composed (NFC); `whole` as in Words."""

    pages: tuple[tuple[str, ...], ...]
    whole: bool


def words(path: Path) -> Words:
    """The words of a PDF. ChildFailed when nothing can be read within the child's limits."""
    told = _told(path)
    return Words(tidied("\n".join(told["pages"])), told["whole"])


def page_words(path: Path) -> PageWords:
    """The words of a PDF by page. ChildFailed when nothing can be read within the limits."""
    told = _told(path)
    return PageWords(tuple(tuple(tidied(page).split()) for page in told["pages"]), told["whole"])


def tidied(text: str) -> str:
    """The text composed (NFC), on one line, without signs that databases do not keep."""
    return " ".join(unicodedata.normalize("NFC", _UNFIT.sub("", text)).split())


def _told(path: Path) -> Any:
    limits = {"pages": PAGES, "characters": CHARACTERS, "seconds": SECONDS}
    return json.loads(child.run("words", path, **limits))
