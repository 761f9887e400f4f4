"""A dossier as one file: originals, a copy for reading, and the index, in the order of time.

A ZIP, because a signed original must leave as it is: put into another PDF, its bytes and so its
signatures would be lost, and many systems take no PDF with files inside. So `index.xml` says what
there is, `documents/` holds every file unchanged, and `reading.pdf` shows all of it in one go: the
list, then the pages of each document. Files are copied in strides; nothing is held whole.
"""

import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryDirectory
from typing import Any

from django.utils.translation import gettext as _

from docflow import wording
from docflow.documents import filenames
from docflow.documents.folders import Placing
from docflow.dossiers import contents, cover, index
from docflow.dossiers.index import Part
from docflow.dossiers.models import Dossier
from docflow.incoming.handing_out import why_only_pictures
from docflow.signatures import lasting
from signing.child import ChildFailed
from signing.joining import join
from storage import blobs
from storage.errors import BlobDamaged, BlobMissing

STRIDE = 1 << 20
FILES = ("document__versions", "document__lasting", "document__attachments")
Tell = Callable[[int], None]


@dataclass
class Made:
    """What came of an export: how much is in it, and what stood in the way (then no file)."""

    documents: int = 0
    pages: int = 0
    problems: list[dict[str, str]] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Whether the file was written."""
        return not self.problems


def build(dossier: Dossier, target: Path, tell: Tell = lambda done: None) -> Made:
    """Write the package to a file, unless a document's bytes are missing: then all are named.

    `tell` hears how many documents are packed. Raises StoreUnavailable when the store is away.
    """
    rows = [(row, _parts(row, place)) for place, row in enumerate(_rows(dossier), 1)]
    made = Made(len(rows))
    for row, parts in rows:
        made.problems += [_problem(row, part) for part in parts if part.name and _is_lost(part)]
    if made.problems:
        return made
    with (
        TemporaryDirectory(prefix="docflow-export-") as folder,
        zipfile.ZipFile(target, "w", zipfile.ZIP_STORED, allowZip64=True) as package,
    ):
        with package.open("index.xml", "w") as out:
            index.write(out, dossier, iter(rows))
        for done, (_row, parts) in enumerate(rows, 1):
            for part in parts:
                _pack(package, part)
            tell(done)
        reading = Path(folder) / "reading.pdf"
        made.pages = _reading(dossier, rows, Path(folder), reading)
        package.write(reading, "reading.pdf", zipfile.ZIP_STORED)
    return made


def whole_index(dossier: Dossier, target: Path) -> None:
    """Write the index alone."""
    rows = ((row, _parts(row, place)) for place, row in enumerate(_rows(dossier), 1))
    with target.open("wb") as out:
        index.write(out, dossier, rows)


def _rows(dossier: Dossier) -> Iterator[Placing]:
    told = ("document__outgoing__signer__user", "document__incoming")
    rows = contents.placings(dossier).select_related("document__unit", *told)
    return iter(rows.prefetch_related(*FILES))


def _parts(placing: Placing, place: int) -> list[Part]:
    document: Any = placing.document
    closed = str(why_only_pictures(document))
    current = document.current
    name = f"documents/{place:03} {filenames.of_document(document)}"
    parts = []
    if current:  # of what was recalled no file is left
        told = (current.role, current.digest, current.size, closed)
        parts.append(Part("" if closed else name, *told))
    proof = lasting.of(document)
    if proof:
        name = f"documents/{place:03} {filenames.of_lasting(document)}"
        told = ("lasting", proof.digest, proof.size, closed)
        parts.append(Part("" if closed else name, *told))
    for number, each in enumerate(sorted(document.attachments.all(), key=lambda one: one.pk), 1):
        name = f"documents/{place:03}-{number:02} {filenames.safe(each.name)}"
        parts.append(Part("" if closed else name, "attachment", each.digest, each.size, closed))
    return parts


def _is_lost(part: Part) -> bool:
    try:
        with blobs.open_blob(part.digest):
            return False
    except (BlobMissing, BlobDamaged):
        return True


def _problem(placing: Placing, part: Part) -> dict[str, str]:
    document = placing.document
    return {
        "code": "file_missing",
        "document": str(document.uid),
        "text": _("%(file)s is missing or damaged in the store; the dossier was not exported.")
        % {"file": part.name.removeprefix("documents/")},
    }


def _pack(package: zipfile.ZipFile, part: Part) -> None:
    if not part.name:
        return
    with blobs.open_blob(part.digest) as source, package.open(part.name, "w") as out:
        copyfileobj(source, out, STRIDE)


def _reading(
    dossier: Dossier, rows: list[tuple[Placing, list[Part]]], folder: Path, target: Path
) -> int:
    """The copy for reading; how many pages it has. What cannot be shown has a page that says so."""
    instead, body, first = folder / "instead.pdf", folder / "body.pdf", folder / "cover.pdf"
    cover.draw_instead(instead)
    counts = join(_files(rows, instead), body, instead)
    ahead = 1
    while True:
        cover.draw(first, dossier, list(_listed(rows, counts, ahead)))
        [pages, shown] = join([first, body], target, instead)
        if pages == ahead or not pages or not shown:
            break
        ahead = pages
    if not pages or not shown:
        raise ChildFailed("unreadable")
    return pages + shown


def _files(rows: list[tuple[Placing, list[Part]]], instead: Path) -> Iterator[Path]:
    """The file of each document, one open at a time."""
    for _row, parts in rows:
        if not parts[0].name:
            yield instead
            continue
        with blobs.local_path(parts[0].digest) as path:
            yield path


def _listed(
    rows: list[tuple[Placing, list[Part]]], counts: list[int], ahead: int
) -> Iterator[tuple[Any, ...]]:
    page = ahead + 1
    for place, ((row, _parts), count) in enumerate(zip(rows, counts, strict=True), 1):
        document = row.document
        day = wording.date_text(document.issued_on) if document.issued_on else ""
        yield place, document.code, day, document.subject, document.issuer, page
        page += max(count, 1)
