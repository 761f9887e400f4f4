"""Say which mark or part of a PDF, of ours or from elsewhere, is not as the decree wants it."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from signing import child
from signing.child import ChildFailed
from signing.errors import UnreadablePdf


@dataclass(frozen=True)
class LayoutFinding:
    """One thing that is wrong: by rule, code and sentence; pages count from 1."""

    rule: str
    code: str
    text: str
    page: int
    field: str | None


@dataclass(frozen=True)
class LayoutVerdict:
    """What was found in a file taken for a document, an attachment or a copy.

    `marks` are the marks its signatures show: field, page, and the box of the ink in points.
    """

    kind: str
    marks: tuple[dict[str, Any], ...]
    findings: tuple[LayoutFinding, ...]

    def as_json(self) -> dict[str, Any]:
        """Plain values, as `check_layout --json` prints them."""
        return {
            "right": not self.findings,
            "kind": self.kind,
            "marks": list(self.marks),
            "findings": [asdict(each) for each in self.findings],
            "problems": [],
        }


def check_layout(path: Path) -> LayoutVerdict:
    """Judge the marks of a file by their look, in the limited child (decree 30/2020, annex I).

    Whether signatures hold is not asked. Of a scan only the marks are judged: it has no text.
    Raises UnreadablePdf.
    """
    try:
        found = json.loads(child.run("layout", path))
    except ChildFailed as failure:
        raise UnreadablePdf(
            f"The pages of this file cannot be read ({failure.reason}); save it as PDF again."
        ) from None
    return LayoutVerdict(
        found["kind"],
        tuple(found["marks"]),
        tuple(LayoutFinding(**each) for each in found["findings"]),
    )
