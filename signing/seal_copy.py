"""The agency's signature as text alone, at the top right of page one: on copies and attachments."""

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from signing import child, lettering, marks, normal
from signing.child import ChildFailed
from signing.errors import PlaceTaken, UnreadablePdf
from signing.files import pdf_errors, writer_on
from signing.keys.key import Key
from signing.lettering import Face
from signing.marks import Drawing
from signing.pending import Pending
from signing.places import Places, Rect, Spot
from signing.plain_copy import make_plain
from signing.prepare import reserve
from signing.reserved import reserved_fields
from signing.sign import SignerFacts, prepare_text
from signing.timestamps import TimeStamper

SIZE = 10  # points, as the decree says; never smaller
LEADING = 12
ROOMS = (357, 250, 170, 440)  # points a line may be wide, the best first: of A4, A5, A6, at most


@dataclass(frozen=True)
class CopyFacts:
    """What the signature on a copy says: the kind of copy ("Sao y") and the agency."""

    kind: str
    agency: str


@dataclass(frozen=True)
class AttachmentFacts:
    """What the signature on an attachment says: its document's number and notation, not who signs.

    `agency` is named in the signature alone.
    """

    number: str
    agency: str


@dataclass(frozen=True)
class Corner:
    """The lines of a text mark as they are broken, and the free room they stand in."""

    lines: list[str]
    rect: Rect


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
    upright, size 10, black; never over print. The signature locks the file. NotPrepared,
    PlaceTaken, UnreadablePdf.
    """
    prepared = target.with_suffix(".prepared")
    corner = reserve_copy(source, prepared, facts, at)
    return _prepared(prepared, target, key, timestamper, corner, facts.agency, at)


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

    As on a copy (decree 30/2020, annex I, part I, II.8): number and notation of the document, time
    of signing. A file that could not be signed as it is, or whose first page is turned, is written
    anew first. NotPrepared, PlaceTaken, UnreadablePdf.
    """
    prepared = target.with_suffix(".prepared")
    corner = reserve_attachment(source, prepared, facts, at)
    return _prepared(prepared, target, key, timestamper, corner, facts.agency, at)


def reserve_copy(source: Path, target: Path, facts: CopyFacts, at: datetime) -> Corner:
    """The copy with the field for its signature. PlaceTaken, UnreadablePdf."""
    shutil.copyfile(source, target)
    return _reserved(target, "Copy", copy_lines(facts, at))


def reserve_attachment(source: Path, target: Path, facts: AttachmentFacts, at: datetime) -> Corner:
    """The attachment with the field for its signature. PlaceTaken, UnreadablePdf."""
    if not normal.normalise(source, target):
        shutil.copyfile(source, target)
    return _reserved(target, "Attachment", attachment_lines(facts, at))


def copy_lines(facts: CopyFacts, at: datetime) -> tuple[str, ...]:
    """The three things a copy says, in the decree's order."""
    return marks.nfc(facts.kind), marks.nfc(facts.agency), _time(at)


def attachment_lines(facts: AttachmentFacts, at: datetime) -> tuple[str, ...]:
    """The two things an attachment says, in the decree's order."""
    return marks.nfc(facts.number), _time(at)


def _time(at: datetime) -> str:
    return at.astimezone(marks.HANOI).isoformat(timespec="seconds")


def _prepared(
    prepared: Path,
    target: Path,
    key: Key,
    timestamper: TimeStamper | None,
    corner: Corner,
    agency: str,
    at: datetime,
) -> Pending:
    signer = SignerFacts(name=agency, unit=agency)
    drawing = _drawn(corner.lines, corner.rect)
    return prepare_text(
        prepared, target, key=key, timestamper=timestamper, facts=signer, drawing=drawing, at=at
    )


def _reserved(prepared: Path, field: str, lines: tuple[str, ...]) -> Corner:
    corner = _placed(prepared, lines)
    with pdf_errors(prepared), writer_on(prepared) as writer:
        if reserved_fields(writer):
            raise UnreadablePdf("This document is prepared already; sign it as it is.")
        reserve(writer, Places((Spot("Seal", field, 0, corner.rect),)))
        writer.write_in_place()
    return corner


def _placed(prepared: Path, lines: tuple[str, ...]) -> Corner:
    """The lines as they are broken, and the free room they stand in; the page set upright first."""
    settings = [_set(lines, room) for room in ROOMS]
    sizes = [_size_of(each) for each in settings]
    found = _corner(prepared, sizes)
    if not found["upright"]:
        make_plain(prepared, prepared)
        found = _corner(prepared, sizes)
    if found["place"] is None:
        raise PlaceTaken(
            "The top right of page one, where the agency's signature belongs, is full of print; "
            "have the file saved with an upper margin of 20 mm."
        )
    return Corner(settings[found["size"]], Rect(*found["place"]))


def _corner(path: Path, sizes: Sequence[tuple[float, float]]) -> dict[str, Any]:
    """Where in the corner there is room, looked for in the limited child."""
    try:
        found: dict[str, Any] = json.loads(child.run("corner", path, sizes=sizes))
    except ChildFailed as failure:
        raise UnreadablePdf(
            f"The pages of this file cannot be read ({failure.reason}); save it as PDF again."
        ) from None
    return found


def _size_of(lines: list[str]) -> tuple[float, float]:
    """As wide as the longest line, in points."""
    face = _face()
    return max(face.width(line, SIZE) for line in lines) + 2, LEADING * len(lines) + 2


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
