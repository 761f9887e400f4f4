"""Whether marks can stand where a person placed them by sight: never over other text."""

from collections.abc import Iterator

from signing.layout_rules import COVERED
from signing.page_ink import CELL, Ink
from signing.pages import Pages
from signing.places import Fault, PaperFacts, Rect, Spot
from signing.signing_places import BESIDE, OVER, UNDER, seal_beside

HEIGHT = 0.75  # of letters above their baseline, by the size of type


def faults(pages: Pages, paper: PaperFacts) -> dict[str, Fault]:
    """The fields chosen by sight that the pages as they are cannot take, and why.

    Ask before places are handed out. A seal may lie on the mark it covers a part of and on its
    signer's title and name, as a stamped one does; on nothing else.
    """
    placed = {each.field: each for each in paper.placed}
    seal_of = {leader.field: seal for leader, seal in zip(paper.leaders, paper.seals, strict=False)}
    mark_of = {seal: placed.get(leader) for leader, seal in seal_of.items()}
    found = {}
    for spot in paper.placed:
        why = _fault(pages, spot, mark_of.get(spot.field))
        has_seal = spot.field in seal_of and seal_of[spot.field] not in placed
        if why is None and has_seal and spot.page is not None:
            beside = seal_beside(pages.ink(spot.page), spot.rect, paper.seal_size)
            why = None if beside else Fault.NO_ROOM_FOR_SEAL
        if why:
            found[spot.field] = why
    return found


def between(spots: tuple[Spot, ...], paper: PaperFacts) -> dict[str, Fault]:
    """The fields chosen by sight that lie over another mark, or do not cover it as they must."""
    chosen = {each.field for each in paper.placed}
    pairs = set(zip(paper.seals, (each.field for each in paper.leaders), strict=False))
    found = {}
    for spot in (each for each in spots if each.field in chosen):
        for other in spots:
            if (spot.field, other.field) in pairs:
                if not _covers_a_third(spot, other):
                    found[spot.field] = Fault.NOT_A_THIRD
            elif (other.field, spot.field) not in pairs and _meet(spot, other):
                found.setdefault(spot.field, Fault.OVER_MARK)
    return found


def _fault(pages: Pages, spot: Spot, mark: Spot | None) -> Fault | None:
    if spot.page is None or not 0 <= spot.page < pages.count:
        return Fault.NO_PAGE
    if not pages.takes_marks(spot.page):
        return Fault.TURNED_PAGE
    ink = pages.ink(spot.page)
    if not ink.lies_on(spot.rect):
        return Fault.OFF_PAGE
    return None if _is_free(ink, spot, mark) else Fault.OVER_PRINT


def _is_free(ink: Ink, spot: Spot, mark: Spot | None) -> bool:
    """Whether the mark itself hides no print."""
    if spot.part != "Seal":
        return all(ink.is_clear(rect) for rect in _written(spot))
    if mark is None or mark.page != spot.page:
        return ink.is_clear_disc(spot.rect, sharing=spot.rect)
    box = mark.rect
    own = Rect(box.left - BESIDE, box.bottom - UNDER, box.right + BESIDE, box.top + OVER)
    return ink.is_clear_disc(spot.rect, sharing=box, over=(own,))


def _written(spot: Spot) -> Iterator[Rect]:
    """Where letters will stand: the whole place, or in the blanks of a line, above their dots."""
    if spot.style == "whole":
        yield spot.rect
        return
    foot = spot.rect.bottom + spot.baseline
    low, high = foot + CELL, foot + HEIGHT * spot.size
    for stop, half in _pieces(spot):
        middle = spot.rect.left + stop
        yield Rect(
            max(middle - half, spot.rect.left), low, min(middle + half, spot.rect.right), high
        )


def _pieces(spot: Spot) -> Iterator[tuple[float, float]]:
    """The middle of each piece of text, counted from the left edge, and half its width."""
    if spot.style == "value":
        yield spot.rect.width / 2, spot.rect.width / 2
    elif spot.style == "digits":
        yield spot.rect.width / 2, spot.size
    else:
        for stop, letters in zip(spot.stops, (2, 2, 4), strict=False):
            yield stop, letters * spot.size / 4


def _covers_a_third(seal: Spot, mark: Spot) -> bool:
    """About a third of the mark from its left, at its height (decree 30/2020, annex I, II.8)."""
    if seal.page != mark.page or not _meet(seal, mark):
        return False
    covered = (seal.rect.right - mark.rect.left) / mark.rect.width
    is_level = abs(seal.rect.middle[1] - mark.rect.middle[1]) <= seal.rect.height / 2
    return is_level and COVERED[0] <= covered <= COVERED[1] and seal.rect.left < mark.rect.left


def _meet(one: Spot, other: Spot) -> bool:
    return one.field != other.field and one.page == other.page and one.rect.meets(other.rect)
