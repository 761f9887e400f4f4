"""The tree of units on a day."""

from datetime import date

from docflow.units.models import Unit, UnitPlace


def parent(unit: Unit, day: date) -> Unit | None:
    """The unit directly above, on a day."""
    place = unit.place_on(day)
    return place.parent if place else None


def subtree(unit: Unit, day: date) -> list[Unit]:
    """The unit and all below it on a day; one query per level of the tree."""
    found, above = {unit.pk}, [unit.pk]
    while above:
        places = UnitPlace.objects.valid_on(day).filter(parent__in=above)
        above = [pk for pk in places.values_list("unit", flat=True) if pk not in found]
        found.update(above)
    return list(Unit.objects.filter(pk__in=found).order_by("pk"))


def is_below(unit: Unit, other: Unit, day: date) -> bool:
    """Whether the unit is the other one or stands below it on a day."""
    seen: set[int] = set()
    step: Unit | None = unit
    while step and step.pk not in seen:
        if step == other:
            return True
        seen.add(step.pk)
        step = parent(step, day)
    return False
