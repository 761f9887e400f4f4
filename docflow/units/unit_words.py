"""Which unit somebody means who wrote a uid or a code."""

from datetime import date
from difflib import get_close_matches
from uuid import UUID

from docflow.commands import WrongUse
from docflow.units.models import Unit, UnitCode, UnitName


def find_unit(word: str, day: date) -> Unit:
    """The unit with this uid, or the one that bears the code on the day, else on any day.

    Raises WrongUse: unit_missing, unknown_unit with near matches, or ambiguous_unit with the uids.
    """
    if not word:
        raise WrongUse("unit_missing", "--unit is missing. Give a unit's uid or code.")
    found = _by_uid(word) or list(Unit.objects.coded(word, day)) or list(Unit.objects.coded(word))
    if len(found) == 1:
        return found[0]
    if found:
        uids = [f"{unit.uid} {unit.name}" for unit in found]
        raise WrongUse(
            "ambiguous_unit", f"{word} is the code of several units: {'; '.join(uids)}.", uids
        )
    near = _near(word)
    hint = f" Near it: {'; '.join(near)}." if near else " Give a unit's uid or code."
    raise WrongUse("unknown_unit", f"There is no unit {word}.{hint}", near)


def _by_uid(word: str) -> list[Unit]:
    try:
        return list(Unit.objects.filter(uid=UUID(word)))
    except ValueError:
        return []


def _near(word: str) -> list[str]:
    """Up to five units whose code or name resembles the word, as code and name."""
    codes = dict(UnitCode.objects.values_list("code", "unit"))
    names = dict(UnitName.objects.values_list("name", "unit"))
    alike = [codes[code] for code in get_close_matches(word, codes, n=5)]
    alike += [pk for name, pk in names.items() if word.casefold() in name.casefold()]
    alike += [names[name] for name in get_close_matches(word, names, n=5)]
    units = Unit.objects.in_bulk(list(dict.fromkeys(alike))[:5])
    return [f"{_code(unit)} {unit.name}".strip() for unit in units.values()]


def _code(unit: Unit) -> str:
    last = unit.codes.order_by("-valid_from", "scheme").first()
    return last.code if last else str(unit.uid)
