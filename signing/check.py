"""Check a PDF's signatures: every file gets a verdict, never an exception."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from signing import child
from signing.child import ChildFailed
from signing.examine import Registered
from signing.report import Indication, Problem, Verdict

__all__ = ["Registered", "check"]


def check(
    path: Path,
    *,
    anchors: Sequence[bytes],
    crls: Sequence[bytes] = (),
    ocsps: Sequence[bytes] = (),
    at: datetime | None = None,
    registered: Registered | None = None,
) -> Verdict:
    """The verdict on a file's signatures at a moment (default now), by ETSI EN 319 102-1.

    `anchors` are PEM bundles or DER certificates, end certificates too; `crls` and `ocsps` are
    DER as last fetched. With `registered`, a file that is not the registered one fails, and
    parts not yet due are not missed. FileNotFoundError when there is no file.
    """
    try:
        answer = child.run(
            "check",
            path,
            anchors=list(anchors),
            crls=list(crls),
            ocsps=list(ocsps),
            at=at or datetime.now(UTC),
            registered=registered,
        )
    except ChildFailed as failure:
        return _unreadable(path, failure.reason)
    return Verdict.from_json(json.loads(answer))


def _unreadable(path: Path, reason: str) -> Verdict:
    """No verdict from the child: the file is no signed PDF we can read (rule V6)."""
    with path.open("rb") as file:
        is_pdf = file.read(5) == b"%PDF-"
    if not is_pdf:
        problem = Problem("not_a_pdf", "The file is not a PDF.")
        return Verdict(Indication.UNKNOWN, "SIGNED_DATA_NOT_FOUND", problems=(problem,))
    problem = Problem("unreadable", f"The file cannot be read as a signed PDF ({reason}).")
    return Verdict(Indication.UNKNOWN, "FORMAT_FAILURE", problems=(problem,))
