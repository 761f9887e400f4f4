"""Verifying any PDF that is brought: what its signatures are worth; nothing of it is kept."""

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.documents.models import Document
from docflow.errors import Refused
from docflow.signatures.checking import check_file
from signing.check import LARGEST_CHECKED, side_by_side
from signing.report import Verdict

LONGEST_NAME = 200
MOST_OURS = 5


def report(file: "UploadedFile[Any] | None") -> dict[str, Any]:
    """What is found about a file, as plain values; the file itself is gone afterwards.

    Raises Refused: file_missing, file_too_large.
    """
    with _checked(file) as (_place, told, _verdict):
        return told


def report_with_pictures(file: "UploadedFile[Any] | None") -> tuple[dict[str, Any], list[Any]]:
    """The report, and for each signature the regions changed since, as signed and as they are.

    Raises Refused as `report` does.
    """
    with _checked(file) as (place, told, verdict):
        return told, [side_by_side(place, each) for each in verdict.signatures]


@contextmanager
def _checked(
    file: "UploadedFile[Any] | None",
) -> Iterator[tuple[Path, dict[str, Any], Verdict]]:
    given = _given(file)
    with _on_disk(given) as (place, digest):
        verdict = check_file(place)
        told = {
            "file": (given.name or "")[:LONGEST_NAME],
            "size": given.size,
            "sha256": digest,
            "checked_at": clock.now().isoformat(),
            **verdict.as_json(),
        }
        yield place, told, verdict


def ours(digest: str, *, by: Any) -> list[Document]:
    """Documents of this installation with these bytes, as far as whoever asks may see them."""
    visible = Document.objects.visible_to(by)
    return list(visible.filter(versions__digest=digest).distinct().order_by("-pk")[:MOST_OURS])


def named(uid: str, *, by: Any) -> list[Document]:
    """The document that a QR code names, when whoever asks may see it."""
    try:
        return list(Document.objects.visible_to(by).filter(uid=UUID(uid)))
    except ValueError:
        return []


def _given(file: "UploadedFile[Any] | None") -> "UploadedFile[Any]":
    if file is None or not file.size:
        raise Refused("file_missing", _("There is no file, or it is empty. Choose a PDF file."))
    if file.size > LARGEST_CHECKED:
        raise Refused(
            "file_too_large",
            _("The file is larger than %(largest)s MB; it is not checked. Ask for a smaller one."),
            largest=LARGEST_CHECKED >> 20,
        )
    return file


@contextmanager
def _on_disk(file: "UploadedFile[Any]") -> Iterator[tuple[Path, str]]:
    digest = hashlib.sha256()
    with tempfile.TemporaryDirectory(prefix="docflow-verify-") as folder:
        place = Path(folder) / "file"
        with place.open("wb") as target:
            for chunk in file.chunks():
                digest.update(chunk)
                target.write(chunk)
        yield place, digest.hexdigest()
