"""Read the words of a whole PDF, for searching: in the limited child, within limits of its own."""

import json
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from signing import child

PAGES = 200
CHARACTERS = 100_000
SECONDS = 4.0  # less than the child's six, so that what was read by then is not lost

_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u00ad\ud800-\udfff\ufffe\uffff]+")
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True)
class Words:
    """The text of a file, composed (NFC), its spaces single; empty for a scan without text.

    `whole` is False when a limit of pages, characters or seconds cut it short.
    """

    text: str
    whole: bool


def words(path: Path) -> Words:
    """The words of a PDF. ChildFailed when nothing can be read within the child's limits."""
    answer = child.run("words", path, pages=PAGES, characters=CHARACTERS, seconds=SECONDS)
    told = json.loads(answer)
    return Words(tidied(told["text"]), told["whole"])


def tidied(text: str) -> str:
    """The text composed (NFC), on one line, without signs that databases do not keep."""
    composed = unicodedata.normalize("NFC", _UNFIT.sub("", text))
    return _SPACES.sub(" ", composed).strip()
