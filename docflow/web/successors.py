"""Who may succeed a unit: found as one types; whoever was chosen stays, whatever is typed next."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from docflow import clock
from docflow.search.units import FoundUnit, find_units
from docflow.units.models import Unit
from docflow.units.tree import parent

MOST_FOUND = 12
LONGEST_QUESTION = 100


@dataclass(frozen=True)
class Candidate:
    """A unit that can be ticked; `after` names the ended one it was found by."""

    unit: Unit
    name: str
    where: str = ""
    after: str = ""
    chosen: bool = False


@dataclass(frozen=True)
class Choice:
    """What was typed and ticked so far; `default` is the uid of the default successor, or empty."""

    words: str
    candidates: list[Candidate]
    default: str


def choice(unit: Unit, given: Any) -> Choice:
    """What a form or an address gives so far for the end of a unit, with what the words find."""
    words = question(given)
    chosen = list(_chosen(given.getlist("successors")))
    known = {unit.pk, *(each.unit.pk for each in chosen)}
    found = list(_found(words, known)) if words else []
    return Choice(words, [*chosen, *found], given.get("default", ""))


def question(given: Any) -> str:
    """The words typed."""
    words: str = given.get("q", "")[:LONGEST_QUESTION]
    return words.strip()


def _chosen(uids: Iterable[str]) -> Iterator[Candidate]:
    units = Unit.objects.active_on(clock.today()).filter(uid__in=filter(None, map(_uid, uids)))
    for unit in units.order_by("pk"):
        above = parent(unit, clock.today())
        yield Candidate(unit, unit.name, above.name if above else "", chosen=True)


def _found(words: str, known: set[int]) -> Iterator[Candidate]:
    """Those found; in place of one that has ended, those that stand for it."""
    for each in find_units(words, limit=MOST_FOUND):
        for candidate in _standing(each):
            if candidate.unit.pk not in known:
                known.add(candidate.unit.pk)
                yield candidate


def _standing(found: FoundUnit) -> list[Candidate]:
    if not found.ended:
        return [Candidate(found.unit, found.name, found.where)]
    return [Candidate(each.unit, each.name, after=found.name) for each in found.successors]


def _uid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
