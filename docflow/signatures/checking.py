"""Checking stored and loose files."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from docflow import clock
from docflow.signatures import keyring
from signing.check import Registered, check
from signing.report import Verdict
from storage import blobs


def check_file(
    path: Path,
    *,
    trust: Sequence[bytes] = (),
    lists: Sequence[bytes] = (),
    at: datetime | None = None,
    waiting_for: tuple[str, ...] | None = None,
    tries: int = 1,
) -> Verdict:
    """The verdict on a file, with our anchors and revocation lists and those added for this check.

    `waiting_for` names the parts of one of our own files that are not due yet, as the seal after
    the leader has signed. A verdict that is kept for good has two `tries`. Raises
    FileNotFoundError.
    """
    registered = None
    if waiting_for is not None:
        with path.open("rb") as file:
            registered = Registered(hashlib.file_digest(file, "sha256").hexdigest(), waiting_for)
    return check(
        path,
        anchors=[*keyring.anchors(), *trust],
        crls=[*keyring.revocation_lists(), *lists],
        at=at or clock.now(),
        registered=registered,
        tries=tries,
    )


def is_pdf(digest: str) -> bool:
    """Whether a stored file says it is a PDF; others bear no signature."""
    with blobs.open_blob(digest) as file:
        return file.read(5) == b"%PDF-"


def check_blob(digest: str) -> Verdict:
    """The verdict on a stored file; raises the store's errors when its bytes cannot be had."""
    with blobs.local_path(digest) as path:
        return check_file(path, tries=2)
