"""The newest checkpoint, remembered beside the key: a database made to forget it is found out."""

import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from docflow.audit import installation
from docflow.audit.models import Checkpoint


@dataclass(frozen=True)
class Newest:
    """The newest checkpoint this host has kept: its number and its link."""

    number: int
    link: str


def file() -> Path:
    """Where it is remembered: beside the installation's key, for the owner's eyes only."""
    return Path(settings.DOCFLOW_DATA) / "checkpoint.last"


def keep(checkpoint: Checkpoint) -> None:
    """Remember a checkpoint that is committed; the file is the old one or the new one, whole.

    A power cut before it is written leaves the file one behind, which proves a little less.
    """
    known = recall()
    if known and known.number > checkpoint.number:
        return
    content = {
        "installation": _uid(),
        "number": checkpoint.number,
        "link": checkpoint.link,
    }
    fresh = file().with_suffix(f".{secrets.token_hex(8)}")
    installation.write(fresh, json.dumps(content).encode())
    os.replace(fresh, file())
    installation.keep_name(file().parent)


def recall() -> Newest | None:
    """What this host remembers; None without a file, or with one of another installation.

    Ask before reading the table: a checkpoint is in the table before it is in the file. A file
    that cannot be read as ours proves nothing, like a missing one.
    """
    try:
        content = json.loads(file().read_text())
        ours = content["installation"] == _uid()
        known = Newest(int(content["number"]), str(content["link"]))
    except (FileNotFoundError, KeyError, TypeError, ValueError, RecursionError):
        return None
    return known if ours else None


def contradiction(known: Newest | None) -> str | None:
    """How the table contradicts what is remembered: `removed`, `changed`, or not at all."""
    if known is None:
        return None
    rows = Checkpoint.objects.filter(number=known.number)
    link = rows.values_list("link", flat=True).first()
    if link is None:
        return "removed"
    return None if link == known.link else "changed"


def _uid() -> str | None:
    rows = installation.rows()
    return rows[0].uid.replace("-", "") if rows else None
