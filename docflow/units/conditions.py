"""What must hold before units change; each condition raises Refused where it does not."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.errors import Refused
from docflow.permissions import Acting
from docflow.units import identifiers
from docflow.units.models import Level, Unit, UnitCode, UnitName, UnitPlace
from docflow.units.names import foreign_letter, same_key, tidy
from docflow.units.tree import is_below, parent
from docflow.wording import date_text

ONE_DAY = timedelta(days=1)
Scheme = UnitCode.Scheme
# Several agencies share a territory and its code; these codes belong to one unit at a time.
UNSHARED = (Scheme.IDENTIFIER, Scheme.IDENTIFIER_13, Scheme.LOCAL)


def must_be_within(by: Acting, unit: Unit | None) -> None:
    """An administrator changes what is in or below the own unit; the top only from the top."""
    if by.unit is None:
        return
    today = clock.today()
    if unit is None:
        holds = parent(by.unit, today) is None
    else:
        holds = is_below(unit, by.unit, max(today, unit.opened))
    if not holds:
        raise Refused(
            "outside_own_unit",
            _("%(actor)s may change what is in or below %(unit)s, and nothing else."),
            actor=by.label,
            unit=by.unit.name,
        )


def proper_name(name: str) -> str:
    """The name, tidied; no unit is without one."""
    if not tidy(name):
        raise Refused("name_missing", _("A unit needs a name."))
    return proper_words(name, 200)


def must_be_told_apart(
    name: str, parent: Unit | None, first: date, but: Unit | None = None
) -> None:
    """No other unit below the same one bears the name on the day or later."""
    beside = UnitPlace.objects.filter(parent=parent).exclude(valid_to__lt=first)
    others = Unit.objects.filter(pk__in=beside.values("unit")).exclude(ended__lt=first)
    names = UnitName.objects.filter(unit__in=others).exclude(valid_to__lt=first).exclude(unit=but)
    key = same_key(name)
    if any(same_key(each) == key for each in names.values_list("name", flat=True)):
        raise Refused(
            "name_taken",
            _("There is a unit “%(name)s” at this place already. Give another name."),
            name=tidy(name),
        )


def proper_words(text: str, longest: int) -> str:
    """The text, tidied, in Latin letters and not too long to keep."""
    text = tidy(text)
    if len(text) > longest:
        raise Refused(
            "too_long",
            _("“%(text)s…” is too long: at most %(longest)s characters are kept."),
            text=text[:30],
            longest=longest,
        )
    letter = foreign_letter(text)
    if letter:
        raise Refused(
            "foreign_letter",
            _("The character U+%(point)s cannot stand in a name. Retype it."),
            point=f"{ord(letter):04X}",
        )
    return text


def must_exist(unit: Unit | None, day: date) -> None:
    """The unit, if one is meant, exists on the day."""
    if unit and not unit.is_active_on(day):
        raise Refused(
            "unit_ended",
            _("%(unit)s does not exist on %(day)s."),
            unit=unit.name,
            day=date_text(day),
            date=day.isoformat(),
        )


def must_hold(level: Level, day: date) -> None:
    """There is such a level on the day: the district's ended on 30 June 2025."""
    if not level.holds_on(day):
        raise Refused(
            "level_not_then",
            _("There is no level “%(level)s” on %(day)s."),
            level=level.name,
            day=date_text(day),
            date=day.isoformat(),
        )


def must_rank_below(level: Level, parent: Unit | None, first: date) -> None:
    """The unit above stands as high as the level or higher, on the day and as long as is known.

    The same rank may stand below itself, as an office below its committee does.
    """
    if parent is None:
        return
    above = parent.places.exclude(valid_to__lt=first).select_related("level")
    lower = next((each for each in above.order_by("valid_from") if _is_above(level, each)), None)
    if lower:
        day = max(first, lower.valid_from)
        raise Refused(
            "level_above_parent",
            _(
                "A unit of the level “%(level)s” cannot stand below %(unit)s, which is of the "
                "level “%(above)s” on %(day)s. Choose another unit above or another level."
            ),
            level=level.name,
            unit=parent.name,
            above=lower.level.name,
            day=date_text(day),
            date=day.isoformat(),
        )


def must_rank_above_those_below(level: Level, unit: Unit, first: date) -> None:
    """What stands below the unit on the day or later is not of a higher level than the new one."""
    below = UnitPlace.objects.filter(parent=unit, level__rank__lt=level.rank)
    higher = below.exclude(valid_to__lt=first).select_related("level", "unit").first()
    if higher:
        raise Refused(
            "level_below_its_units",
            _(
                "%(below)s stands below %(unit)s and is of the level “%(higher)s”, which is above "
                "“%(level)s”. Move it first, or choose another level."
            ),
            below=higher.unit.name,
            unit=unit.name,
            higher=higher.level.name,
            level=level.name,
        )


def _is_above(level: Level, place: UnitPlace) -> bool:
    return level.rank < place.level.rank


def must_be_kind(kind: str) -> None:
    """The kind, if one is named, is a known one."""
    if kind and kind not in Unit.Kind.values:
        raise Refused(
            "unknown_kind",
            _("“%(kind)s” is no kind of unit. Known: %(known)s."),
            kind=kind,
            known=", ".join(Unit.Kind.values),
        )


def must_be_formed(scheme: str, code: str) -> None:
    """The code has the form of its scheme."""
    forms: dict[str, identifiers.Scheme] = {
        Scheme.IDENTIFIER: identifiers.Scheme.NEW,
        Scheme.IDENTIFIER_13: identifiers.Scheme.OLD,
    }
    if scheme not in Scheme.values:
        raise Refused("unknown_scheme", _("“%(scheme)s” is no kind of code."), scheme=str(scheme))
    if scheme in forms:
        fault = identifiers.validate(code)
        if fault or identifiers.scheme_of(code) != forms[scheme]:
            raise Refused(
                f"identifier_{fault.value}" if fault else "identifier_shape",
                _("“%(written)s” is no identifier of this form. Write it like %(like)s."),
                written=code,
                like="H56.36.21" if forms[scheme] == identifiers.Scheme.NEW else "000.21.36.H56",
            )
    elif not code or len(code) > identifiers.LONGEST:
        raise Refused("bad_code", _("A code has 1 to 35 characters."))


def must_be_free(unit: Unit, scheme: str, code: str, first: date, last: date | None) -> None:
    """No other unit bears the code at the time; nor does this one already."""
    same = UnitCode.objects.filter(scheme=scheme, code=code)
    if scheme not in UNSHARED:
        same = same.filter(unit=unit)
    taken = next((each for each in same if each.overlaps(first, last)), None)
    if taken:
        raise Refused(
            "code_taken",
            _("“%(written)s” is borne by %(unit)s at that time."),
            written=code,
            unit=taken.unit.name,
        )


def may_end(unit: Unit, last_day: date) -> None:
    """The unit still exists, and after its last day nothing of it or below it is left."""
    if unit.ended:
        raise Refused(
            "unit_ended",
            _("%(unit)s does not exist on %(day)s."),
            unit=unit.name,
            day=date_text(unit.ended + ONE_DAY),
            date=(unit.ended + ONE_DAY).isoformat(),
        )
    if last_day < unit.opened:
        raise Refused("ends_before_it_begins", _("The last day lies before the first day."))
    if any(rows.filter(valid_from__gt=last_day).exists() for rows in (unit.names, unit.places)):
        raise Refused(
            "changes_after_its_end",
            _("%(unit)s has a name or place that begins after that day."),
            unit=unit.name,
        )
    below = UnitPlace.objects.filter(parent=unit).exclude(valid_to__lte=last_day)
    if below.exists():
        raise Refused(
            "units_below",
            _("%(count)s units still stand below %(unit)s after that day. Move or end them first."),
            count=below.count(),
            unit=unit.name,
        )


def may_succeed(
    unit: Unit, last_day: date, successors: Sequence[Unit], default: Unit | None
) -> None:
    """The successors are others, each named once, and exist on the day after."""
    if unit in successors:
        raise Refused("succeeds_itself", _("A unit that has ended does not succeed itself."))
    if len(set(successors)) != len(successors):
        raise Refused("successor_twice", _("A successor is named once."))
    if default and default not in successors:
        raise Refused("default_is_no_successor", _("The default is one of the successors."))
    for each in successors:
        must_exist(each, last_day + ONE_DAY)
