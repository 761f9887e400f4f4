"""The agency's signature as text alone, at the top right of page one: on a copy, an attachment."""

import json
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from signing import child, lettering, marks, normal, plain_copy
from signing.child import ChildFailed
from signing.errors import BearsSignature, UnreadablePdf
from signing.files import pdf_errors, writer_on
from signing.keys.key import Key
from signing.lettering import Face
from signing.marks import Drawing
from signing.pending import Pending
from signing.places import Places, Rect, Spot
from signing.prepare import reserve
from signing.sign import SignerFacts, prepare_text
from signing.timestamps import TimeStamper

SIZE = 10  # points, as the decree says; never smaller
LEADING = 12
WIDEST = 357.0  # points


@dataclass(frozen=True)
class CopyFacts:
    """What the signature on a copy says: the kind of copy ("Sao y") and the agency."""

    kind: str
    agency: str


@dataclass(frozen=True)
class AttachmentFacts:
    """What the signature on an attachment says: the document's number and notation; who signs."""

    code: str
    agency: str


def prepare_copy(
    source: Path,
    target: Path,
    *,
    key: Key,
    timestamper: TimeStamper | None,
    facts: CopyFacts,
    at: datetime,
) -> Pending:
    """The agency's signature on a copy (decree 30/2020, annex I, part II), up to its value.

    A field of text, no picture: kind of copy, agency, time of signing (ISO 8601, Vietnam's zone),
    upright, size 10, black. The signature locks the file. NotPrepared, UnreadablePdf.
    """
    prepared = target.with_suffix(".prepared")
    shutil.copyfile(source, prepared)
    lines = copy_lines(facts, at)
    return _prepare(prepared, target, "Copy", lines, key, timestamper, facts.agency, at)


def prepare_attachment(
    source: Path,
    target: Path,
    *,
    key: Key,
    timestamper: TimeStamper | None,
    facts: AttachmentFacts,
    at: datetime,
) -> Pending:
    """The agency's signature on an attachment in a file of its own, up to its value.

    A field of text, no picture: number and notation of the document, time of signing (ISO 8601,
    Vietnam's zone), upright, size 10, black (decree 30/2020, annex I, part I, II.8). A first page
    that is turned is written anew as readers show it. BearsSignature for a file that bears a
    signature: it goes as it is; NotPrepared, UnreadablePdf.
    """
    if normal.is_signed(source):
        raise BearsSignature("This file bears a signature already; it goes as it is.")
    prepared = target.with_suffix(".prepared")
    if not normal.normalise(source, prepared):
        shutil.copyfile(source, prepared)
    lines = (marks.nfc(facts.code), _time(at))
    if not _corner(prepared, 1, 1)["upright"]:
        plain_copy.make_plain(source, prepared)
    return _prepare(prepared, target, "Attachment", lines, key, timestamper, facts.agency, at)


def _prepare(
    prepared: Path,
    target: Path,
    field: str,
    lines: tuple[str, ...],
    key: Key,
    timestamper: TimeStamper | None,
    agency: str,
    at: datetime,
) -> Pending:
    face, shown = _face(), _set(lines, WIDEST)
    width = max(face.width(line, SIZE) for line in shown) + 2
    found = _corner(prepared, width, LEADING * len(shown) + 2)["rect"]
    if found is None:
        raise UnreadablePdf(
            "The first page has no room for the line of the agency's signature: it is printed all "
            "over. Give the file with a free margin at the top right."
        )
    rect = Rect(*found)
    with pdf_errors(prepared), writer_on(prepared) as writer:
        reserve(writer, Places((Spot("Seal", field, 0, rect),)))
        writer.write_in_place()
    drawing, signer = _drawn(shown, rect), SignerFacts(name=agency, unit=agency)
    return prepare_text(
        prepared, target, key=key, timestamper=timestamper, facts=signer, drawing=drawing, at=at
    )


def _corner(path: Path, width: float, height: float) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(child.run("corner", path, width=width, height=height))
    except ChildFailed as failure:
        raise UnreadablePdf(
            f"The pages of this file cannot be read ({failure.reason}); save it as PDF again."
        ) from None
    return found


def copy_lines(facts: CopyFacts, at: datetime) -> tuple[str, str, str]:
    """The three things it says, in the decree's order."""
    return marks.nfc(facts.kind), marks.nfc(facts.agency), _time(at)


def _time(at: datetime) -> str:
    return at.astimezone(marks.HANOI).isoformat(timespec="seconds")


def _set(lines: tuple[str, ...], room: float) -> list[str]:
    """Each line broken at spaces where it would be wider than the room."""
    face, out = _face(), []
    for line in lines:
        words = line.split(" ")
        current = words[0]
        for word in words[1:]:
            if face.width(f"{current} {word}", SIZE) > room:
                out.append(current)
                current = word
            else:
                current = f"{current} {word}"
        out.append(current)
    return out


def _drawn(lines: list[str], rect: Rect) -> Drawing:
    face = _face()
    baseline = round(rect.top) - round(rect.bottom) - SIZE
    out = ["q"]
    for order, line in enumerate(lines):
        left = round(rect.right) - round(rect.left) - face.width(line, SIZE)
        out.append(
            f"BT 0 g {face.resource} {SIZE} Tf {max(left, 0):.2f} {baseline - order * LEADING:.2f} "
            f"Td {face.shown(line).decode()} Tj ET"
        )
    return Drawing("\n".join([*out, "Q"]).encode("ascii"), (face.name,))


def _face() -> Face:
    return lettering.face("Regular")
