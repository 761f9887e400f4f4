"""Checking stored and loose files, and keeping what was found."""

from datetime import datetime
from pathlib import Path
from typing import Any

from docflow import clock
from docflow.signatures import keyring
from docflow.signatures.models import Check
from signing.check import check
from signing.report import Verdict
from storage import blobs


def check_file(
    path: Path, *, trust: list[bytes] | None = None, at: datetime | None = None
) -> Verdict:
    """The verdict on a file, with our anchors and those added for this check."""
    return check(
        path,
        anchors=[*keyring.anchors(), *(trust or [])],
        crls=keyring.revocation_lists(),
        at=at or clock.now(),
    )


def check_blob(digest: str) -> Verdict:
    """The verdict on a stored file; raises the store's errors when its bytes cannot be had."""
    with blobs.local_path(digest) as path:
        return check_file(path)


def keep(digest: str, verdict: Verdict) -> Check:
    """Keep what a check found."""
    found: Any = verdict.as_json()
    return Check.objects.create(digest=digest, verdict=found)
