"""Where the number, the date and the marks stand on a document's pages."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

SHAPE = 3.0  # width by height of a drawn personal mark
SEAL_MM = 36.0  # across: a round seal of a people's committee


@dataclass(frozen=True)
class Signatory:
    """Who will sign, as the page names him: full name, title, and the field reserved for it.

    The lines of the title are printed only on an added page; `shape` is the width of the mark's
    picture by its height.
    """

    name: str = ""
    title: str = ""
    field: str = "Leader"
    shape: float = SHAPE


@dataclass(frozen=True)
class PaperFacts:
    """What preparation must know of a paper: its signers, its seals, the year it is issued in.

    Seals are `seal_mm` across (decree 30/2020, annex I, II.8: of the seal's real size). `placed`
    are the places that a person chose by sight: they are looked for no more. `code` is the text of
    a QR code; empty for none.
    """

    leaders: tuple[Signatory, ...] = (Signatory(),)
    seals: tuple[str, ...] = ("Seal",)
    year: int | None = None
    seal_mm: float = SEAL_MM
    placed: tuple["Spot", ...] = ()
    code: str = ""

    @property
    def seal_size(self) -> float:
        """How wide and high a seal is, in points."""
        return self.seal_mm * 72 / 25.4


@dataclass(frozen=True)
class Rect:
    """A rectangle on a page, in points from its lower left corner."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.top - self.bottom

    @property
    def middle(self) -> tuple[float, float]:
        """The centre."""
        return (self.left + self.right) / 2, (self.bottom + self.top) / 2

    def meets(self, other: "Rect") -> bool:
        """Whether the two share any area."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.bottom < other.top
            and other.bottom < self.top
        )

    def holds(self, point: tuple[float, float]) -> bool:
        """Whether the point lies in it."""
        return self.left <= point[0] <= self.right and self.bottom <= point[1] <= self.top

    def grown(self, by: float) -> "Rect":
        """The rectangle with this many points more on each side."""
        return Rect(self.left - by, self.bottom - by, self.right + by, self.top + by)


@dataclass(frozen=True)
class Spot:
    """One reserved field: which part, its field name, where, and how its text is set.

    `page` counts from 0; None is the signature page that preparation adds. `style` of a number
    is whole ("Số: 05/BC-UBND"), value ("05/BC-UBND") or digits ("05"); of a date whole or
    blanks, where `stops` are the places of day, month and year counted from the left edge.
    `baseline` is how high above the rectangle's lower edge the text stands. `above` and `below`
    are the lines printed around a personal mark on an added page: the title and the name.
    """

    part: str
    field: str
    page: int | None
    rect: Rect
    style: str = "whole"
    size: float = 13
    baseline: float = 6
    stops: tuple[float, ...] = ()
    year: int | None = None
    above: tuple[str, ...] = ()
    below: str = ""


class Fault(StrEnum):
    """Why a mark cannot stand at the place chosen for it by sight."""

    NO_PAGE = "no_page"
    TURNED_PAGE = "turned_page"
    OFF_PAGE = "off_page"
    OVER_PRINT = "over_print"
    OVER_MARK = "over_mark"
    NOT_A_THIRD = "not_a_third"
    NO_ROOM_FOR_SEAL = "no_room_for_seal"


@dataclass(frozen=True)
class Misplaced:
    """A field whose chosen place cannot be taken, and why."""

    field: str
    why: Fault


@dataclass(frozen=True)
class Places:
    """Every reserved field of a document; `misplaced` are those chosen by sight that cannot be.

    `code` is where the QR code stands on page one; None where it is not wanted or has no room.
    """

    spots: tuple[Spot, ...]
    misplaced: tuple[Misplaced, ...] = ()
    code: Rect | None = None

    @property
    def adds_page(self) -> bool:
        """Whether a signature page is needed."""
        return any(spot.page is None for spot in self.spots)

    def as_json(self) -> dict[str, Any]:
        """Plain values, for the way out of the child."""
        return asdict(self)

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> "Places":
        """The places that `as_json` wrote."""
        return cls(
            tuple(
                Spot(
                    **{
                        **each,
                        "rect": Rect(**each["rect"]),
                        "stops": tuple(each["stops"]),
                        "above": tuple(each["above"]),
                    }
                )
                for each in content["spots"]
            ),
            tuple(Misplaced(each["field"], Fault(each["why"])) for each in content["misplaced"]),
            Rect(**content["code"]) if content["code"] else None,
        )
