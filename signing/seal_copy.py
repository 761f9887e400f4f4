"""The agency's signature on a copy it made: text alone, at the top right of page one."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from signing import lettering, marks
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
FROM_RIGHT, FROM_TOP = 42.5, 14.0  # points: the right margin of 15 mm; above the upper margin
WIDEST = 0.6  # of the page
FIELD = "Copy"


@dataclass(frozen=True)
class CopyFacts:
    """What the signature on a copy says: the kind of copy ("Sao y") and the agency."""

    kind: str
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
    lines = copy_lines(facts, at)
    prepared.write_bytes(source.read_bytes())
    with pdf_errors(prepared), writer_on(prepared) as writer:
        spot = _spot(writer, lines)
        reserve(writer, Places((spot,)))
        writer.write_in_place()
    drawing = _drawn(_set(lines, spot.rect.width), spot.rect)
    signer = SignerFacts(name=facts.agency, unit=facts.agency)
    return prepare_text(
        prepared, target, key=key, timestamper=timestamper, facts=signer, drawing=drawing, at=at
    )


def copy_lines(facts: CopyFacts, at: datetime) -> tuple[str, str, str]:
    """The three things it says, in the decree's order."""
    local = at.astimezone(marks.HANOI)
    return marks.nfc(facts.kind), marks.nfc(facts.agency), local.isoformat(timespec="seconds")


def _spot(writer: IncrementalPdfFileWriter, lines: tuple[str, ...]) -> Spot:
    """Where it stands: as wide as its longest line, in the corner of the first page."""
    page = writer.find_page_for_modification(0)[0].get_object()
    left, _bottom, right, top = (float(edge) for edge in page["/CropBox"])
    face = _face()
    room = (right - left) * WIDEST
    set_lines = _set(lines, room)
    width = min(room, max(face.width(line, SIZE) for line in set_lines) + 2)
    height = LEADING * len(set_lines) + 2
    edge, ceiling = right - FROM_RIGHT, top - FROM_TOP
    return Spot("Seal", FIELD, 0, Rect(edge - width, ceiling - height, edge, ceiling))


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
