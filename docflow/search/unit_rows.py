"""The tokens of units: all their names and codes, present and former.

The token `@b<number>` is the band of the order a unit stands in: bands follow each other as their
units do, so that a question many units answer need not be asked of all of them.
"""

from collections.abc import Iterable, Sequence

from django.db import transaction

from docflow import clock
from docflow.search import tokens
from docflow.search.models import UnitWords
from docflow.units.models import Unit, UnitCode, UnitName

_ENDED, _RANK, _LENGTH = 60, 52, 44  # where these begin in a place, in bits; below them the key


def tokens_of_names(names: Iterable[UnitName], codes: Iterable[UnitCode] = ()) -> set[str]:
    """The tokens of some names and codes of a unit."""
    found: set[str] = set()
    for name in names:
        for text in (name.name, name.short_name, name.abbreviation):
            found |= tokens.of_field(text)
    for code in codes:
        found |= tokens.of_field(code.code)
    return found


def row(unit: Unit) -> UnitWords:
    """The row of a unit with names, codes and places loaded."""
    ended, rank, length = _order(unit)
    band = ended << 7 | min(rank, 7) << 4 | min(length // 4, 15)
    made = tokens_of_names(unit.names.all(), unit.codes.all()) | {f"@b{band}"}
    place = ended << _ENDED | rank << _RANK | length << _LENGTH | unit.pk
    return UnitWords(place=place, unit=unit, words=tokens.joined(made))


def load(keys: Iterable[int]) -> list[Unit]:
    """Units with what their tokens are made of."""
    units = Unit.objects.filter(pk__in=list(keys)).order_by("pk")
    return list(units.prefetch_related("names", "codes", "places__level"))


@transaction.atomic
def keep(units: Sequence[Unit]) -> int:
    """Write the rows of these units; how many were others before."""
    made = [row(unit) for unit in units]
    rows = UnitWords.objects.select_for_update().filter(unit__in=[unit.pk for unit in units])
    known = {each.unit_id: (each.place, each.words) for each in rows}
    changed = [each for each in made if known.get(each.unit_id) != (each.place, each.words)]
    UnitWords.objects.filter(unit__in=[each.unit_id for each in changed]).delete()
    UnitWords.objects.bulk_create(changed, batch_size=500)
    return len(changed)


def unit_at(place: int) -> int:
    """The key of the unit at a place."""
    return place & ((1 << _LENGTH) - 1)


def _order(unit: Unit) -> tuple[int, int, int]:
    """What decides where a unit stands: what exists, high and short of name comes first."""
    last_place = max(unit.places.all(), key=lambda each: each.valid_from, default=None)
    name = max(unit.names.all(), key=lambda each: each.valid_from)
    ended = unit.ended is not None and unit.ended < clock.today()
    return ended, min(last_place.level.rank if last_place else 255, 255), min(len(name.name), 255)
