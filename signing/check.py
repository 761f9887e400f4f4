"""Check a PDF's signatures: every file gets a verdict, never an exception."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from signing import child
from signing.anchors import Trusted
from signing.child import ChildFailed
from signing.examine import Registered
from signing.report import Indication, Problem, Region, SignatureReport, Verdict
from signing.upload_limits import LARGEST_FILE

__all__ = ["Registered", "check", "side_by_side"]

LARGEST_CHECKED = 4 * LARGEST_FILE  # bytes
TOO_LARGE = f"The file is larger than {LARGEST_CHECKED >> 20} MB; it is not checked."
END_SEARCHED = 64 * 1024  # bytes, in which `startxref` must stand


def check(
    path: Path,
    *,
    anchors: Sequence[Trusted],
    crls: Sequence[bytes] = (),
    ocsps: Sequence[bytes] = (),
    at: datetime | None = None,
    registered: Registered | None = None,
    tries: int = 1,
) -> Verdict:
    """The verdict on a file's signatures at a moment (default now), by ETSI EN 319 102-1.

    `anchors` are PEM bundles or DER certificates, end certificates too, or such with the time they
    count for (`signing.anchors.Anchor`); `crls` and `ocsps` are
    DER as last fetched. With `registered`, a file that is not the registered one fails, and
    parts not yet due are not missed. A file that takes too long is read in `tries` children
    before that is said of it: the machine may have stood still. FileNotFoundError when there is
    no file.
    """
    hopeless = "" if registered else _hopeless(path)
    if hopeless:
        return _unreadable(path, hopeless)
    given = {
        "anchors": list(anchors),
        "crls": list(crls),
        "ocsps": list(ocsps),
        "at": at or datetime.now(UTC),
        "registered": registered,
    }
    try:
        answer = _asked(path, given, tries)
    except ChildFailed as failure:
        reason = f"The file cannot be read as a signed PDF ({failure.reason})."
        return _unreadable(path, BEYOND_LIMITS.get(failure.reason, reason))
    return Verdict.from_json(json.loads(answer))


def side_by_side(path: Path, signature: SignatureReport) -> list[tuple[Region, str, str]]:
    """Each region that changed after a signature, as signed and as it is now: PNG in base 64.

    Empty when nothing shows, or when the pages can no longer be drawn within the child's limits.
    """
    if not signature.regions:
        return []
    asked = {"before": signature.covers, "regions": list(signature.regions)}
    try:
        pairs = json.loads(child.run("compare", path, **asked))
    except ChildFailed:
        return []
    return [(region, *pair) for region, pair in zip(signature.regions, pairs, strict=False)]


def _asked(path: Path, given: dict[str, Any], tries: int) -> Any:
    for _ in range(tries - 1):
        try:
            return child.run("check", path, **given)
        except ChildFailed as failure:
            if failure.reason not in ("killed", "timeout"):
                raise
    return child.run("check", path, **given)


BEYOND_LIMITS = {
    "timeout": "The file takes too long to check; get it anew from its sender.",
    "killed": "The file takes too much time to check; get it anew from its sender.",
    "memory": "The file takes too much memory to check; get it anew from its sender.",
    "nesting": "The file is nested too deeply to be checked; get it anew from its sender.",
}
"""What is said of a file that may be whole and yet takes more than a check may take."""


def _hopeless(path: Path) -> str:
    """Why a file need not even be given to the child; empty when it must be.

    A file with a registered digest always goes there: to differ from it is the graver fault.
    """
    size = path.stat().st_size
    if size > LARGEST_CHECKED:
        return TOO_LARGE
    with path.open("rb") as file:
        file.seek(max(size - END_SEARCHED, 0))
        ends = b"startxref" in file.read()
    return "" if ends else "The file does not end as a PDF does; get it anew from its sender."


def _unreadable(path: Path, reason: str) -> Verdict:
    """No verdict from the child: the file is no signed PDF we can read (rule V6)."""
    with path.open("rb") as file:
        is_pdf = file.read(5) == b"%PDF-"
    if not is_pdf:
        problem = Problem("not_a_pdf", "The file is not a PDF.")
        return Verdict(Indication.UNKNOWN, "SIGNED_DATA_NOT_FOUND", problems=(problem,))
    problem = Problem("unreadable", reason)
    return Verdict(Indication.UNKNOWN, "FORMAT_FAILURE", problems=(problem,))
