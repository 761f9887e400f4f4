"""Take a list of units in: all of it or, with every fault named, nothing."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from docflow.audit.events import Event
from docflow.audit.log import action, record
from docflow.permissions import Acting, Permission, require
from docflow.units import levels
from docflow.units.actions import in_line
from docflow.units.conditions import must_be_within
from docflow.units.lists.agreement import Family, disagreements
from docflow.units.lists.cells import read_row
from docflow.units.lists.comparison import Comparison, Judged
from docflow.units.lists.reading import read_list, territory_cells
from docflow.units.lists.standing import Standing, codes_of, place_of
from docflow.units.lists.values import Fault, Listing, Row
from docflow.units.models import Level, Unit, UnitCode, UnitName, UnitPlace

BATCH = 500
Scheme = UnitCode.Scheme
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Report:
    """What a list came to. With errors, nothing of it was taken in.

    `imported` units are new, by level in `levels`; `unchanged` were there; `aliases` were there
    under another code and now have both.
    """

    imported: int = 0
    unchanged: int = 0
    aliases: int = 0
    levels: Mapping[str, int] = field(default_factory=dict)
    errors: tuple[Fault, ...] = ()


@dataclass(frozen=True)
class Under:
    """The unit that stands above those whose line names none; with a name it may be new.

    The name is that of its territory: "tỉnh Thanh Hóa".
    """

    code: str
    name: str = ""


@action
def import_units(
    file: Path,
    *,
    by: Acting,
    valid_from: date | None = None,
    valid_to: date | None = None,
    under: Under | None = None,
    progress: Progress = lambda done, total: None,
) -> Report:
    """Take in the units of a CSV file: the own format or a published list (lists/reading.py).

    A unit is known again by its local code and first day, so that a list may be taken in twice;
    a list never changes a known unit. Raises OSError where the file cannot be read.
    """
    require(by, Permission.UNIT_MANAGE, by.unit)
    must_be_within(by, None)
    content = file.read_bytes()
    in_line()
    listing = read_list(
        content, valid_from=valid_from, valid_to=valid_to, under=under.code if under else ""
    )
    judged, errors = _judged(listing, under, progress)
    if errors:
        return Report(errors=errors)
    report = _keep(judged)
    if report.imported or report.aliases:
        record(
            Event.UNITS_IMPORTED,
            None,
            by,
            facts={
                "imported": report.imported,
                "unchanged": report.unchanged,
                "aliases": report.aliases,
                "levels": dict(report.levels),
                "sha256": hashlib.sha256(content).hexdigest(),
            },
            file=file.name,
        )
    return report


def _judged(
    listing: Listing, under: Under | None, progress: Progress
) -> tuple[list[Judged], tuple[Fault, ...]]:
    standing = Standing()
    listing = _placed(listing, under, standing)
    comparison = Comparison(
        Family(listing.rows), standing, levels.known_levels(), listing.faulty_codes
    )
    judged = []
    for done, row in enumerate(listing.rows, start=1):
        judged.append(comparison.judge(row))
        progress(done, len(listing.rows))
    found = [fault for each in judged for fault in each.faults]
    faults = [*listing.faults, *disagreements(listing), *found]
    return judged, tuple(
        sorted(set(faults), key=lambda fault: (fault.line or 0, fault.column or ""))
    )


def _placed(listing: Listing, under: Under | None, standing: Standing) -> Listing:
    """The list with its top below the unit it is to stand under, which may be a new one."""
    if not listing.rows or not (under or listing.published):
        return listing
    first = min(row.valid_from for row in listing.rows)
    if under is None:
        return _below_only_province(listing, standing, first)
    unit = standing.above(under.code, first)
    if unit and listing.published and not _is_province(unit, first):
        return _with_fault(listing, "under_no_province", f"{under.code} is no province.")
    if unit or Family(listing.rows).bearing(under.code, first):
        return listing
    if not under.name:
        return _with_fault(
            listing,
            "unknown_under",
            f"No unit has the code “{under.code}” on {first.isoformat()}. To open it with this "
            f"list, name it: --under {under.code}='tỉnh …'.",
        )
    cells = territory_cells(under.code, under.name, "province")
    row, faults = read_row(0, cells | {"valid_from": first.isoformat()}, {})
    rows = (row, *listing.rows) if row else listing.rows
    return replace(listing, rows=rows, faults=(*listing.faults, *faults))


def _below_only_province(listing: Listing, standing: Standing, day: date) -> Listing:
    """Below the one province there is; in an empty installation at the top, to be moved later."""
    if not standing.units:
        return listing
    unit = standing.only_province(day)
    codes = codes_of(unit, Scheme.LOCAL, day) if unit else []
    if not codes:
        return _with_fault(
            listing,
            "under_missing",
            "The list does not say under which province its units stand. "
            "Say it: --under 38, or --under 38='tỉnh Thanh Hóa' for a new one.",
        )
    rows = (row if row.parent else replace(row, parent=codes[0].code) for row in listing.rows)
    return replace(listing, rows=tuple(rows))


def _is_province(unit: Unit, day: date) -> bool:
    place = place_of(unit, day)
    return place is not None and place.level.code == "province"


def _with_fault(listing: Listing, code: str, text: str) -> Listing:
    """The list with nothing but the fault of the unit above: every line would repeat it."""
    return replace(listing, rows=(), faults=(*listing.faults, Fault(None, "under", code, text)))


def _keep(judged: list[Judged]) -> Report:
    new = [each for each in judged if each.unit is None]
    aliases = [each for each in judged if each.alias]
    made = Unit.objects.bulk_create(
        [
            Unit(kind=each.row.kind, opened=each.row.valid_from, ended=each.row.valid_to)
            for each in new
        ],
        batch_size=BATCH,
    )
    units = {each.row: each.unit for each in judged if each.unit}
    units |= {each.row: unit for each, unit in zip(new, made, strict=True)}
    known = levels.known_levels()
    used = {code: levels.keep(known[code]) for code in {each.row.level for each in new}}
    UnitName.objects.bulk_create((_name(each.row, units) for each in new), batch_size=BATCH)
    UnitPlace.objects.bulk_create((_place(each, units, used) for each in new), batch_size=BATCH)
    UnitCode.objects.bulk_create(_codes(new, aliases, units), batch_size=BATCH)
    counts = Counter(used[each.row.level].name for each in sorted(new, key=_rank_of(used)))
    return Report(len(new), len(judged) - len(new) - len(aliases), len(aliases), counts)


def _rank_of(used: Mapping[str, Level]) -> Callable[[Judged], int]:
    return lambda each: used[each.row.level].rank


def _name(row: Row, units: Mapping[Row, Unit]) -> UnitName:
    return UnitName(
        unit=units[row],
        name=row.name,
        short_name=row.short_name,
        abbreviation=row.abbreviation,
        locality=row.place,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )


def _place(each: Judged, units: Mapping[Row, Unit], used: Mapping[str, Level]) -> UnitPlace:
    above = units[each.parent] if isinstance(each.parent, Row) else each.parent
    return UnitPlace(
        unit=units[each.row],
        level=used[each.row.level],
        parent=above,
        valid_from=each.row.valid_from,
        valid_to=each.row.valid_to,
    )


def _codes(
    new: Iterable[Judged], aliases: Iterable[Judged], units: Mapping[Row, Unit]
) -> list[UnitCode]:
    by_column = {
        "code": Scheme.LOCAL,
        "territory": Scheme.TERRITORY,
        "identifier": Scheme.IDENTIFIER,
        "identifier13": Scheme.IDENTIFIER_13,
    }
    kept = [(each.row, column) for each in new for column in by_column]
    kept += [(each.row, column) for each in aliases for column in ("code", "territory")]
    return [
        UnitCode(
            unit=units[row],
            scheme=by_column[column],
            code=getattr(row, column),
            simulated=row.simulated and column in ("identifier", "identifier13"),
            valid_from=row.valid_from,
            valid_to=row.valid_to,
        )
        for row, column in kept
        if getattr(row, column)
    ]
