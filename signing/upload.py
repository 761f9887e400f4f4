"""Look at an uploaded file before it is kept: is it one plain document, and what does it carry?"""

import json
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from signing import child
from signing.child import ChildFailed
from signing.upload_findings import AS_PDF, SAVE_AGAIN, Finding
from signing.upload_limits import LARGEST_FILE


class Reception(StrEnum):
    """What becomes of an upload."""

    ACCEPTED = "ACCEPTED"
    QUARANTINED = "QUARANTINED"
    REJECTED = "REJECTED"


@dataclass(frozen=True)
class UploadVerdict:
    """REJECTED: no document; QUARANTINED: readable, with active content; else ACCEPTED."""

    indication: Reception
    problems: tuple[Finding, ...] = ()

    @property
    def accepted(self) -> bool:
        """Whether the file may be kept and signed."""
        return self.indication is Reception.ACCEPTED

    def as_json(self) -> dict[str, Any]:
        """Plain values, as `check_upload --json` prints them."""
        return {
            "indication": str(self.indication),
            "problems": [problem.as_json() for problem in self.problems],
        }


def check_upload(path: Path) -> UploadVerdict:
    """The answer about an uploaded file: always one, in ten seconds and 512 MB.

    FileNotFoundError when there is no file.
    """
    if path.stat().st_size > LARGEST_FILE:
        text = f"The file is larger than {LARGEST_FILE >> 20} MB."
        return _rejected("too_large", text, "Split it.")
    with path.open("rb") as file:
        if file.read(5) != b"%PDF-":
            return _rejected("not_a_pdf", "The file is not a PDF.", AS_PDF)
    try:
        found = json.loads(child.run("check_upload", path))
    except ChildFailed as failure:
        return _rejected(*_REASONS.get(failure.reason, _REASONS[""]))
    problems = tuple(Finding(**each) for each in found["problems"])
    return UploadVerdict(Reception(found["indication"]), problems)


def check_office(path: Path, kind: str) -> UploadVerdict:
    """The answer about a DOCX or ODT that is to be made a PDF, within the limits of all files."""
    try:
        found = json.loads(child.run("check_office", path, kind=kind))
    except ChildFailed as failure:
        return _rejected(*_REASONS.get(failure.reason, _REASONS[""]))
    problems = tuple(Finding(**each) for each in found["problems"])
    return UploadVerdict(Reception(found["indication"]), problems)


def render(path: Path, page: int, dpi: int = 96) -> bytes:
    """A page (counted from 0) as PNG, forms and marks drawn; large pages at a lower resolution.

    ChildFailed when the page cannot be drawn within the limits.
    """
    picture: bytes = child.run("render", path, page=page, dpi=dpi)
    return picture


@dataclass(frozen=True)
class Look:
    """What a file shows at first sight; `text` is of the first page, empty for a scan.

    `pages_mm` are widths and heights of the pages as displayed.
    """

    text: str
    pdf_version: tuple[int, int]
    pages_mm: tuple[tuple[float, float], ...]


def look(path: Path) -> Look:
    """A first look at an accepted file. ChildFailed when it cannot be read within the limits."""
    seen = json.loads(child.run("look", path))
    major, minor = seen["pdf_version"]
    pages = tuple((width, height) for width, height in seen["pages_mm"])
    return Look(seen["text"], (major, minor), pages)


_REASONS = {
    "timeout": ("too_complex", "The file takes too long to read."),
    "killed": ("too_complex", "The file takes too much time to read."),
    "memory": ("too_complex", "The file takes too much memory to read."),
    "nesting": ("nesting", "The file is nested too deeply."),
    "": ("broken", "The file is damaged."),
}


def _rejected(code: str, text: str, remedy: str = SAVE_AGAIN) -> UploadVerdict:
    return UploadVerdict(Reception.REJECTED, (Finding(code, text, remedy),))
