"""What stands on a paper of an office, box by box (Decree 30/2020, Annex I, part I)."""

from dataclasses import dataclass
from enum import StrEnum


class Style(StrEnum):
    """How a block of the content is set."""

    BODY = "body"
    GROUND = "ground"
    AUTHORITY = "authority"
    HEADING = "heading"
    ARTICLE = "article"
    ITEM = "item"


@dataclass(frozen=True)
class Block:
    """A paragraph of the content (box 6)."""

    text: str
    style: Style = Style.BODY


@dataclass(frozen=True)
class Signature:
    """Who signs: the lines above the room for the signature, and the name below it (box 7)."""

    lines: tuple[str, ...]
    name: str


@dataclass(frozen=True)
class Paper:
    """A whole paper; number and date are left blank for the clerk.

    `title` is empty for an official letter: then `about` stands under the number (box 5b).
    `recipients` are the entries of box 9b; `signatures` stand side by side, the last on the right.
    """

    superior: str
    agency: str
    notation: str
    locality: str
    year: int
    title: str
    about: str
    to: tuple[str, ...]
    content: tuple[Block, ...]
    recipients: tuple[str, ...]
    signatures: tuple[Signature, ...]
    has_number: bool = True
    urgency: str = ""
    circulation: str = ""


STATE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
KEPT = "- Lưu: VT."
"""Every list of recipients ends with the clerk's own copy (box 9b)."""
MARGINS = (20, 20, 20, 30)
"""Top, right, bottom, left, in mm (Annex I, part I, I.5: 20-25, 15-20, 20-25, 30-35)."""
