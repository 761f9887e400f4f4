"""Where the marks of a document will stand, who may place them by sight, which places can be taken.

The places are reserved with the first signature: until then a person may move what
was not found on the pages, or was found wrongly.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from docflow.documents.freezing import must_be_free
from docflow.documents.models import Version
from docflow.errors import NotAllowed, Refused, Sentence, Several
from docflow.outgoing.joint import bodies_of
from docflow.outgoing.models import Outgoing
from docflow.outgoing.states import BEFORE_SIGNATURE, EDITABLE, State, is_named_signer
from docflow.permissions import Acting, Permission, may
from docflow.signatures.placed import BLANK, placed_on, spot_at
from docflow.signatures.signing_words import told
from signing.child import ChildFailed
from signing.errors import UnreadablePdf
from signing.places import Fault, PaperFacts, Rect, Signatory, Spot
from signing.prepare import surveyed
from signing.upload import look
from storage import blobs

POINTS = 72 / 25.4  # in a millimetre
FARTHEST = 5000.0  # mm: no page is larger
PLACERS = (
    Permission.OUTGOING_DRAFT,
    Permission.OUTGOING_PASS_FORMAT,
    Permission.OUTGOING_NUMBER,
    Permission.OUTGOING_SIGN,
)
SCANNED = (State.SIGNED, State.NUMBERED)
PARTS = {
    "Number": _("Number"),
    "Date": _("Date"),
    "Leader": _("Leader's mark"),
    "Seal": _("Seal"),
}
STYLES = {"Number": ("whole", "value", "digits"), "Date": ("whole", "blanks")}
SIZES = {"Number": (8, 80, 4, 15), "Date": (15, 120, 4, 15), "Leader": (15, 80, 8, 40)}
"""Least and greatest width, least and greatest height, in mm; a seal has its own size."""

FAULTS = {
    Fault.NO_PAGE: gettext_noop("%(mark)s: the document has no such page. Name one that it has."),
    Fault.TURNED_PAGE: gettext_noop(
        "%(mark)s: this page lies turned, or is of an unusual size, and takes no marks. Choose "
        "another page, or add the file anew with its pages upright."
    ),
    Fault.OFF_PAGE: gettext_noop(
        "%(mark)s: this place reaches over the edge of the page. Move it inwards."
    ),
    Fault.OVER_PRINT: gettext_noop(
        "%(mark)s: something is printed at this place. Move it to where the page is free."
    ),
    Fault.OVER_MARK: gettext_noop(
        "%(mark)s: another mark stands at this place. Move one of the two."
    ),
    Fault.NOT_A_THIRD: gettext_noop(
        "%(mark)s: it must cover about a third of the leader's mark, from the left (Decree "
        "30/2020, annex I). Move it there."
    ),
    Fault.NO_ROOM_FOR_SEAL: gettext_noop(
        "%(mark)s: the seal that covers a third of it would lie over print. Move it away from the "
        "text at its left."
    ),
}


@dataclass(frozen=True)
class Chosen:
    """A place chosen by sight: mm from the upper left corner of a page, counted from 1.

    A seal has its real size, whatever width and height say.
    """

    field: str
    page: int
    left: float
    top: float
    width: float = 0
    height: float = 0
    style: str = "whole"


@dataclass(frozen=True)
class Mark:
    """A mark as it will stand; `page` is None on the page that is added for want of a place."""

    field: str
    part: str
    name: str
    page: int | None
    left: float
    top: float
    width: float
    height: float
    style: str
    by_sight: bool
    spot: Spot
    why: Any = ""

    @property
    def label(self) -> Any:
        """What it is, and whose where several sign."""
        return f"{PARTS[self.part]} ({self.name})" if self.name else PARTS[self.part]


@dataclass(frozen=True)
class Places:
    """All marks of one version of a document, and the sizes of its pages in mm."""

    version: Version
    marks: tuple[Mark, ...]
    pages_mm: tuple[tuple[float, float], ...]

    @property
    def faults(self) -> list[Any]:
        """Why the chosen places cannot be taken."""
        return [each.why for each in self.marks if each.why]


def may_place(paper: Outgoing, by: Acting) -> bool:
    """Whether the actor may place the marks of this document now."""
    return _is_open(paper) and _is_theirs(paper, by)


def must_be_placeable(paper: Outgoing, by: Acting) -> None:
    """Raise Refused unless the actor may place the marks of this document now."""
    if not any(may(by, each, paper.unit) for each in PLACERS):
        raise NotAllowed(
            "not_allowed",
            _("%(actor)s may not place the marks of documents of %(unit)s."),
            actor=by.label,
            unit=str(paper.unit),
        )
    must_be_free(paper)
    if not _is_open(paper):
        raise Refused(
            "places_fixed",
            _(
                "The places of the marks are fixed with the first signature. To move them, send "
                "the document back: its draft begins anew."
            ),
        )
    if not _is_theirs(paper, by):
        raise Refused(
            "not_yours_to_place",
            _(
                "A draft's marks are placed by its drafter; then by whoever checks its format and "
                "by the clerk; before the signature also by the leader who signs."
            ),
        )


def places_of(paper: Outgoing, chosen: Sequence[Chosen] | None = None) -> Places:
    """Where each mark of the file as it is now stands, with these places chosen by sight.

    None takes those kept. Raises Refused: no_file, no_such_mark, bad_style, mark_size,
    pages_unreadable.
    """
    version = paper.document.current
    if version is None:
        raise Refused("no_file", _("There is no file yet. Add the PDF of the draft."))
    facts = _facts(paper, version)
    names = {each.field: each.name for each in facts.leaders} if len(facts.leaders) > 1 else {}
    try:
        with blobs.local_path(version.digest) as path:
            sizes = version.facts.get("pages_mm") or look(path).pages_mm
            pages = tuple((float(width), float(height)) for width, height in sizes)
            placed = placed_on(version) if chosen is None else _spots(chosen, facts, pages)
            found = surveyed(path, _with(facts, placed))
    except (UnreadablePdf, ChildFailed) as error:
        raise Refused(
            "pages_unreadable",
            _("Where the marks stand cannot be found: %(reason)s"),
            reason=told(str(error)),
        ) from error
    whys = {each.field: each.why for each in found.misplaced}
    by_sight = {each.field for each in placed}
    marks = tuple(
        _mark(spot, pages, names.get(spot.field, ""), spot.field in by_sight, whys.get(spot.field))
        for spot in found.spots
    )
    return Places(version, marks, pages)


def must_fit(places: Places) -> None:
    """Raise Refused, with a sentence for each mark that cannot stand where it was placed."""
    if places.faults:
        raise Refused("misplaced", _("%(faults)s"), faults=Several(places.faults, " "))


def _is_open(paper: Outgoing) -> bool:
    version = paper.document.current
    if version is not None and version.role == Version.Role.SCAN:
        return paper.state in SCANNED
    return paper.state in (*EDITABLE, *BEFORE_SIGNATURE) and paper.desk_id is None


def _is_theirs(paper: Outgoing, by: Any) -> bool:
    if paper.state in EDITABLE:
        is_drafter = getattr(by, "user", None) == paper.drafter.user
        return is_drafter and may(by, Permission.OUTGOING_DRAFT, paper.unit)
    if may(by, Permission.OUTGOING_NUMBER, paper.unit):
        return True
    if paper.state not in BEFORE_SIGNATURE:
        return False
    if may(by, Permission.OUTGOING_PASS_FORMAT, paper.unit):
        return True
    signs = paper.state == State.SIGNING and may(by, Permission.OUTGOING_SIGN, paper.unit)
    return signs and is_named_signer(paper, by)


def _facts(paper: Outgoing, version: Version) -> PaperFacts:
    bodies = bodies_of(paper)
    if version.role == Version.Role.SCAN:
        return PaperFacts(leaders=(), seals=bodies.seals)
    first = Signatory(paper.signer.user.full_name if paper.signer else "")
    return PaperFacts(leaders=(first, *bodies.leaders), seals=bodies.seals)


def _with(facts: PaperFacts, placed: tuple[Spot, ...]) -> PaperFacts:
    return PaperFacts(facts.leaders, facts.seals, facts.year, facts.seal_mm, placed)


def _spots(
    chosen: Sequence[Chosen], facts: PaperFacts, pages: Sequence[Sequence[float]]
) -> tuple[Spot, ...]:
    parts = {
        "Number": "Number",
        "Date": "Date",
        **{each.field: "Leader" for each in facts.leaders},
        **dict.fromkeys(facts.seals, "Seal"),
    }
    if len({each.field for each in chosen}) < len(chosen) or any(
        each.field not in parts for each in chosen
    ):
        raise Refused(
            "no_such_mark",
            _("Name each mark once, out of: %(marks)s."),
            marks=", ".join(parts),
        )
    return tuple(_spot(each, parts[each.field], facts, pages) for each in chosen)


def _spot(chosen: Chosen, part: str, facts: PaperFacts, pages: Sequence[Sequence[float]]) -> Spot:
    if chosen.style not in STYLES.get(part, ("whole",)):
        raise Refused(
            "bad_style",
            _("%(mark)s: it is not written this way. Choose one of: %(styles)s."),
            mark=PARTS[part],
            styles=", ".join(STYLES.get(part, ("whole",))),
        )
    width, height = chosen.width, chosen.height
    if part == "Seal":
        width = height = facts.seal_mm
    else:
        least, most, lowest, highest = SIZES[part]
        if not (least <= width <= most and lowest <= height <= highest):
            raise Refused(
                "mark_size",
                _(
                    "%(mark)s: it is %(least)s to %(most)s mm wide and %(lowest)s to %(highest)s "
                    "mm high. Change its size."
                ),
                mark=PARTS[part],
                least=least,
                most=most,
                lowest=lowest,
                highest=highest,
            )
    number = chosen.page - 1
    has_page = 0 <= number < len(pages)
    page_height = pages[number if has_page else 0][1]
    left, top = (min(max(each, -FARTHEST), FARTHEST) for each in (chosen.left, chosen.top))
    upper = (page_height - top) * POINTS
    rect = Rect(left * POINTS, upper - height * POINTS, (left + width) * POINTS, upper)
    return spot_at(part, chosen.field, number if has_page else len(pages), rect, chosen.style)


def _mark(
    spot: Spot,
    pages: Sequence[Sequence[float]],
    name: str,
    by_sight: bool,
    why: Fault | None,
) -> Mark:
    """A place as people are told it; of a line's blanks the part from the day to the month."""
    rect, style = spot.rect, spot.style
    if style == "blanks" and not by_sight:
        first, last = rect.left + spot.stops[0], rect.left + spot.stops[1]
        rect = Rect(first - BLANK * spot.size, rect.bottom, last + BLANK * spot.size, rect.top)
    has_page = spot.page is not None and spot.page < len(pages)
    height = pages[spot.page if has_page and spot.page is not None else 0][1]
    edges = (rect.left / POINTS, height - rect.top / POINTS, rect.width / POINTS)
    left, top, width = (round(each, 1) for each in edges)
    sentence = Sentence(FAULTS[why], {"mark": PARTS[spot.part]}) if why else ""
    number = None if spot.page is None else spot.page + 1
    high = round(rect.height / POINTS, 1)
    return Mark(
        *(spot.field, spot.part, name, number, left, top, width, high, style, by_sight, spot),
        sentence,
    )
