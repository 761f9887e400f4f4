"""What an administrator does about units: open, rename, move, code, end; each from a day on."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.audit.events import Event
from docflow.audit.log import action, record
from docflow.errors import Refused
from docflow.permissions import Acting, Permission, require
from docflow.units.conditions import (
    may_end,
    may_succeed,
    must_be_formed,
    must_be_free,
    must_be_kind,
    must_be_told_apart,
    must_be_within,
    must_exist,
    must_hold,
    must_rank_above_those_below,
    must_rank_below,
    proper_name,
    proper_words,
)
from docflow.units.models import Level, Succession, Unit, UnitCode, UnitName, UnitPlace
from docflow.units.names import tidy
from docflow.units.tree import is_below
from docflow.wording import date_text

ONE_DAY = timedelta(days=1)


@action
def open_unit(
    name: str,
    level: Level,
    *,
    by: Acting,
    parent: Unit | None = None,
    opened: date | None = None,
    kind: str = "",
    short_name: str = "",
    abbreviation: str = "",
    locality: str = "",
) -> Unit:
    """Open a unit from a day on, today if none is named; codes are added after it."""
    require(by, Permission.UNIT_MANAGE, by.unit)
    must_be_within(by, parent)
    in_line()
    first = opened or clock.today()
    must_hold(level, first)
    must_exist(parent, first)
    must_rank_below(level, parent, first)
    must_be_kind(kind)
    must_be_told_apart(name, parent, first)
    unit = Unit.objects.create(kind=kind, opened=first)
    unit.names.create(
        name=proper_name(name),
        short_name=proper_words(short_name, 100),
        abbreviation=proper_words(abbreviation, 30),
        locality=proper_words(locality, 100),
        valid_from=first,
    )
    unit.places.create(level=level, parent=parent, valid_from=first)
    record(
        Event.UNIT_OPENED,
        unit,
        by,
        facts={"opened": first.isoformat(), "level": level.code, "parent": _uid(parent)},
        name=tidy(name),
    )
    return unit


@action
def rename_unit(
    unit: Unit,
    name: str,
    first_day: date,
    *,
    by: Acting,
    short_name: str | None = None,
    abbreviation: str | None = None,
    locality: str | None = None,
) -> Unit:
    """Give a unit another name from a day on; what is not named again stays as it was."""
    require(by, Permission.UNIT_MANAGE, by.unit)
    must_be_within(by, unit)
    in_line()
    before = _last(unit.names, unit, first_day)
    place = unit.place_on(first_day)
    must_be_told_apart(name, place.parent if place else None, first_day, but=unit)
    new = UnitName.objects.create(
        unit=unit,
        name=proper_name(name),
        short_name=before.short_name if short_name is None else proper_words(short_name, 100),
        abbreviation=before.abbreviation
        if abbreviation is None
        else proper_words(abbreviation, 30),
        locality=before.locality if locality is None else proper_words(locality, 100),
        valid_from=first_day,
    )
    record(
        Event.UNIT_RENAMED,
        unit,
        by,
        facts={"from": first_day.isoformat()},
        old_name=before.name,
        name=new.name,
    )
    return unit


@action
def move_unit(
    unit: Unit,
    parent: Unit | None,
    first_day: date,
    *,
    by: Acting,
    level: Level | None = None,
) -> Unit:
    """Put a unit below another one (None: at the top) from a day on."""
    require(by, Permission.UNIT_MANAGE, by.unit)
    must_be_within(by, unit)
    must_be_within(by, parent)
    in_line()
    must_exist(parent, first_day)
    if parent and any(is_below(parent, unit, day) for day in _days_of_change(first_day)):
        raise Refused(
            "below_itself",
            _("%(parent)s stands below %(unit)s, which cannot stand below itself."),
            parent=parent.name,
            unit=unit.name,
        )
    before = _last(unit.places, unit, first_day)
    if level:
        must_hold(level, first_day)
    rank = level or before.level
    must_rank_below(rank, parent, first_day)
    must_rank_above_those_below(rank, unit, first_day)
    UnitPlace.objects.create(unit=unit, level=rank, parent=parent, valid_from=first_day)
    record(
        Event.UNIT_MOVED,
        unit,
        by,
        facts={
            "from": first_day.isoformat(),
            "old_parent": _uid(before.parent),
            "parent": _uid(parent),
            "level": rank.code,
        },
    )
    return unit


@action
def add_code(
    unit: Unit,
    scheme: str,
    code: str,
    *,
    by: Acting,
    valid_from: date | None = None,
    valid_to: date | None = None,
    simulated: bool = False,
) -> UnitCode:
    """Give a unit a code for a time, beside those it has; an identifier is one unit's at a time."""
    require(by, Permission.UNIT_MANAGE, by.unit)
    must_be_within(by, unit)
    in_line()
    code, first = tidy(code), valid_from or clock.today()
    must_be_formed(scheme, code)
    if valid_to and valid_to < first:
        raise Refused("ends_before_it_begins", _("The last day lies before the first day."))
    must_exist(unit, first)
    must_be_free(unit, scheme, code, first, valid_to)
    added = UnitCode.objects.create(
        unit=unit,
        scheme=scheme,
        code=code,
        simulated=simulated,
        valid_from=first,
        valid_to=valid_to,
    )
    record(
        Event.UNIT_CODED,
        unit,
        by,
        facts={
            "scheme": str(scheme),
            "code": code,
            "from": first.isoformat(),
            "to": valid_to.isoformat() if valid_to else None,
        },
    )
    return added


@action
def set_qr_code(unit: Unit, prints: bool, *, by: Acting) -> Unit:
    """Let the unit's documents carry a QR code in the margin from now on, or no more.

    Those signed before stay as they are. Raises Refused: outside_own_unit, unit_ended.
    """
    require(by, Permission.UNIT_MANAGE, by.unit)
    must_be_within(by, unit)
    must_exist(unit, clock.today())
    unit.prints_qr_code = prints
    unit.save(update_fields=["prints_qr_code"])
    record(Event.UNIT_QR_CODE_SET, unit, by, facts={"prints": prints})
    return unit


@action
def end_unit(
    unit: Unit,
    last_day: date,
    successors: Sequence[Unit],
    *,
    by: Acting,
    basis: str,
    default: Unit | None = None,
) -> Unit:
    """End a unit after its last day; its names, codes and places end with it.

    A single successor is the default one. With several and no default, a person has to choose
    for each document that still comes (docflow/units/succession.py).
    """
    require(by, Permission.UNIT_MANAGE, by.unit)
    must_be_within(by, unit)
    in_line()
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    if not basis.strip():
        raise Refused("basis_missing", _("The end of a unit needs its legal basis."))
    may_end(unit, last_day)
    may_succeed(unit, last_day, successors, default)
    chosen = successors[0] if len(successors) == 1 else default
    Succession.objects.bulk_create(
        Succession(unit=unit, successor=each, default=each == chosen, basis=basis.strip())
        for each in successors
    )
    unit.ended = last_day
    unit.save(update_fields=["ended"])
    for rows in (unit.names, unit.places, unit.codes):
        rows.exclude(valid_to__lt=last_day).update(valid_to=last_day)
    record(
        Event.UNIT_ENDED,
        unit,
        by,
        facts={
            "last_day": last_day.isoformat(),
            "successors": [str(each.uid) for each in successors],
            "default": _uid(chosen),
        },
        basis=basis.strip(),
    )
    return unit


def in_line() -> None:
    """Let one change of the organisation wait for the other, so that their checks hold."""
    list(Level.objects.select_for_update().order_by("pk").values_list("pk"))


def _last(rows: Any, unit: Unit, first_day: date) -> Any:
    """The last row so far, ended the day before the new one begins."""
    must_exist(unit, first_day)
    last = rows.order_by("-valid_from").first()
    if first_day <= last.valid_from:
        raise Refused(
            "before_the_last_change",
            _("The last change is of %(day)s. A new one begins after it."),
            day=date_text(last.valid_from),
            date=last.valid_from.isoformat(),
        )
    last.valid_to = first_day - ONE_DAY
    last.save(update_fields=["valid_to"])
    return last


def _days_of_change(first_day: date) -> list[date]:
    """The day itself, and every later one on which some unit is to move."""
    later = UnitPlace.objects.filter(valid_from__gt=first_day)
    return [first_day, *later.values_list("valid_from", flat=True).distinct()]


def _uid(unit: Unit | None) -> str | None:
    return str(unit.uid) if unit else None
