"""Letters from outside, and how tests expect refusals."""

from pathlib import Path
from typing import Any

import pytest

from docflow import clock
from docflow.errors import Refused
from docflow.identity import new_uid
from docflow.incoming.arriving import Arriving
from docflow.signatures.intake import File
from storage import blobs
from tests.builders import PAGE


def refusal(code: str) -> Any:
    """What `raises` expects for a refusal with this code."""
    return pytest.raises(Refused, check=lambda refused: refused.code == code)


def letter(file: File, **facts: Any) -> Arriving:
    """A letter from outside."""
    return Arriving(
        **{
            "exchange_id": new_uid(),
            "sender": None,
            "issuer": "Công ty Lam Sơn",
            "kind": "OFFICIAL_LETTER",
            "subject": "Đề nghị hỗ trợ",
            "urgency": "normal",
            "number": 217,
            "notation": "CV-LS",
            "issued_on": clock.today(),
            "file": file,
            **facts,
        }
    )


def plain(path: Path = PAGE) -> File:
    """A page nobody signed."""
    stored = blobs.put(path)
    return File(stored.digest, stored.size, "page.pdf")
