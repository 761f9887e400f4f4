"""The fields preparation reserved in a document, found again by later steps."""

from dataclasses import dataclass

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.rw_common import PdfHandler

PART = "/DFLW"  # our private entry in a field's dictionary (PDF 32000, annex E)


@dataclass(frozen=True)
class Reserved:
    """One form field of a document; `part` is empty for fields that are not ours."""

    name: str
    part: str
    entries: generic.DictionaryObject
    filled: bool

    @property
    def width(self) -> float:
        """Width in points."""
        return abs(float(self.entries["/Rect"][2]) - float(self.entries["/Rect"][0]))

    @property
    def height(self) -> float:
        """Height in points."""
        return abs(float(self.entries["/Rect"][3]) - float(self.entries["/Rect"][1]))

    @property
    def style(self) -> str:
        """How its text is set: see `places.Spot`."""
        return str(self.entries[PART]["/Style"])[1:]

    @property
    def size(self) -> float:
        """Size of type in points."""
        return float(self.entries[PART]["/Size"])

    @property
    def baseline(self) -> float:
        """How high above its lower edge the text stands, in points."""
        return float(self.entries[PART]["/Baseline"])

    @property
    def stops(self) -> list[float]:
        """Where day, month and year stand, from the left edge."""
        return [float(stop) for stop in self.entries[PART]["/Stops"]]

    @property
    def year(self) -> int | None:
        """The year the page prints, if it does."""
        described = self.entries[PART]
        return int(described["/Year"]) if "/Year" in described else None


def reserved_fields(handler: PdfHandler, *, ours_only: bool = True) -> list[Reserved]:
    """The top-level fields of the document's form, in order."""
    root = handler.root
    if "/AcroForm" not in root or "/Fields" not in root["/AcroForm"]:
        return []
    found = []
    for entry in root["/AcroForm"]["/Fields"]:
        field = entry.get_object()
        if not isinstance(field, generic.DictionaryObject):
            continue
        part = str(field[PART]["/Part"])[1:] if PART in field else ""
        if part or not ours_only:
            found.append(Reserved(str(field.get("/T", "")), part, field, "/V" in field))
    return found


def number_shown(field: Reserved, number: str) -> str:
    """What of a document's number stands in this field: the page may print a part of it."""
    shown = {"whole": f"Số: {number}", "value": number, "digits": number.split("/")[0]}
    return shown[field.style]


def signing_order(fields: list[Reserved]) -> list[Reserved]:
    """The signature fields as they are to be signed: the leaders, then the seals."""
    return [each for part in ("Leader", "Seal") for each in fields if each.part == part]
