"""Find units as one types: by names and codes, present and former, and who succeeded them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import prefetch_related_objects

from docflow import clock
from docflow.search import indexes, unit_rows
from docflow.search.questions import Question, holds
from docflow.search.typed import tiers, words
from docflow.units.models import Unit, UnitName, UnitPlace
from docflow.units.succession import successors_of
from docflow.units.tree import subtree

MOST = 100


@dataclass(frozen=True)
class Named:
    """A unit with its name on the day asked for."""

    unit: Unit
    name: str


@dataclass(frozen=True)
class FoundUnit:
    """A unit that was found, with its name on the day asked for, or its last one.

    `where` is the name of the unit above, empty at the top. An `ended` unit no longer exists on
    that day: `successors` stand for it, the default one alone or those to choose from.
    `old_name` is the former name it was found by, empty if it was found as it is called now.
    """

    unit: Unit
    name: str
    where: str
    ended: bool
    successors: tuple[Named, ...]
    old_name: str


def find_units(text: str, *, limit: int = 20, day: date | None = None) -> list[FoundUnit]:
    """The units that bear all words of the text in their names or codes, at most `limit`.

    Words may be begun only and stand in any order. Those with exactly the accents typed come
    first; among equals those that exist, stand higher, and have a shorter name. `day` is today
    unless one is given. The number of queries does not grow with what is found.
    """
    on = day or clock.today()
    asked = words(text, begun=True)
    found = _answers(tiers(asked) if asked else [], max(1, min(limit, MOST)))
    units = {unit.pk: unit for unit in _loaded(key for key, _ in found)}
    places = {pk: _last(unit.places.all(), on) for pk, unit in units.items()}
    ended = [unit for unit in units.values() if unit.ended is not None and unit.ended < on]
    succeeded = {unit.pk: after for unit, after in successors_of(ended, on).items()}
    names = _names(
        [place.parent_id for place in places.values() if place and place.parent_id is not None],
        [each for after in succeeded.values() for each in after],
        on,
    )
    return [
        _found(units[key], question, places[key], succeeded.get(key), names, on)
        for key, question in found
        if key in units
    ]


def units_within(home: Unit, *, limit: int = 20, day: date | None = None) -> list[FoundUnit]:
    """The unit and those below it on a day, today unless one is given, as they stand in the tree.

    The number of queries does not grow with them.
    """
    on = day or clock.today()
    order = [unit.pk for unit in subtree(home, on)[: max(1, min(limit, MOST))]]
    units = {unit.pk: unit for unit in _loaded(order)}
    places = {pk: _last(unit.places.all(), on) for pk, unit in units.items()}
    above = [place.parent_id for place in places.values() if place and place.parent_id]
    names = _names(above, [], on)
    return [
        FoundUnit(
            unit=units[pk],
            name=_last(units[pk].names.all(), on).name,
            where=names.get(places[pk].parent_id, "") if places[pk] else "",
            ended=not units[pk].is_active_on(on),
            successors=(),
            old_name="",
        )
        for pk in order
    ]


def _answers(questions: Iterable[Question], many: int) -> list[tuple[int, Question]]:
    """Keys of units in the order of their rank, each with the question it answers."""
    found: list[tuple[int, Question]] = []
    for question in questions:
        places = indexes.units(question, many - len(found))
        found += [(unit_rows.unit_at(place), question) for place in places]
        if len(found) >= many:
            break
    return found


def _loaded(keys: Iterable[int]) -> list[Unit]:
    units = Unit.objects.filter(pk__in=list(keys))
    found = list(units.prefetch_related("names", "places"))
    prefetch_related_objects([unit for unit in found if len(unit.names.all()) > 1], "codes")
    return found


def _found(
    unit: Unit,
    question: Question,
    place: UnitPlace | None,
    succeeded: Sequence[Unit] | None,
    names: dict[int, str],
    on: date,
) -> FoundUnit:
    name = _last(unit.names.all(), on)
    return FoundUnit(
        unit=unit,
        name=name.name,
        where=names.get(place.parent_id, "") if place and place.parent_id else "",
        ended=succeeded is not None,
        successors=tuple(Named(each, names[each.pk]) for each in succeeded or ()),
        old_name=_old_name(unit, name, question),
    )


def _old_name(unit: Unit, present: UnitName, question: Question) -> str:
    """The newest former name that answers the question, where the present one does not."""
    if len(unit.names.all()) == 1 or holds(
        question, unit_rows.tokens_of_names([present], unit.codes.all())
    ):
        return ""
    former = sorted(unit.names.all(), key=lambda each: each.valid_from, reverse=True)
    for name in former:
        if holds(question, unit_rows.tokens_of_names([name])):
            return name.name
    return ""


def _names(parents: Iterable[int], units: Iterable[Unit], on: date) -> dict[int, str]:
    keys = {*parents, *(unit.pk for unit in units)}
    by_unit: dict[int, list[UnitName]] = {}
    for name in UnitName.objects.filter(unit__in=keys):
        by_unit.setdefault(name.unit_id, []).append(name)
    return {key: _last(names, on).name for key, names in by_unit.items()}


def _last(rows: Iterable[Any], on: date) -> Any:
    """The row that holds on a day, or the last one before it, or the first; None without any."""
    ordered = sorted(rows, key=lambda row: row.valid_from)
    begun = [row for row in ordered if row.valid_from <= on]
    return begun[-1] if begun else next(iter(ordered), None)
