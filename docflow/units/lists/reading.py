"""Lists of units, in their own format and in two published ones, told apart by their columns.

Own: OWN below, of which code, name, level and parent are needed. Published: communes with their
kind and full name, and communes with their district; these name territories, whose people's
committees are the units.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from docflow.units.lists.cells import read_row
from docflow.units.lists.table import Table, read_table
from docflow.units.lists.values import Bad, Fault, Listing, Row, shown
from docflow.units.names import in_sentence, same_key, split, tidy

OWN = (
    "code",
    "name",
    "short_name",
    "kind",
    "level",
    "parent",
    "abbreviation",
    "identifier",
    "identifier13",
    "simulated",
    "place",
    "valid_from",
    "valid_to",
)
NEEDED = ("code", "name", "level", "parent")
COMMUNES = ("commune_code", "kind", "name", "full_name")
DISTRICTS = ("district_code", "district", "commune_code", "commune")

# The district level ended with 30 June 2025 (Law 72/2025/QH15); the sources of the published
# lists give no days of their own.
_TWO_LEVELS_BEGIN = date(2025, 7, 1)
_THREE_LEVELS = (date(2020, 6, 1), date(2025, 6, 30))

# What the published files call a column of the own format.
_COMMUNE = {"code": "commune_code", "name": "full_name"}
_IN_DISTRICT = {"code": "commune_code", "name": "commune", "parent": "district_code"}
_DISTRICT = {"code": "district_code", "name": "district"}

Cells = dict[str, str]
Line = tuple[int, Cells, dict[str, str]]


@dataclass(frozen=True)
class Format:
    """How the columns of a file become the columns of the own format."""

    convert: Callable[[Table], Iterator[Line]]
    published: bool = True
    valid_from: date | None = None
    valid_to: date | None = None


def read_list(
    content: bytes,
    *,
    valid_from: date | None = None,
    valid_to: date | None = None,
    under: str = "",
) -> Listing:
    """The units a file lists, or every fault with its line and column.

    The days and `under`, a code, stand in where the file says nothing of its own.
    """
    try:
        table = read_table(content)
        form = _form(table.columns)
    except Bad as bad:
        return Listing(faults=(Fault(None, None, bad.code, bad.text),))
    missing = _column_faults(table, form)
    if missing:
        return Listing(faults=missing)
    rows: list[Row] = []
    faults = list(table.faults)
    faulty: set[str] = set()
    stand_in = _stand_in(form, valid_from, valid_to, under)
    for line, cells, headings in form.convert(table):
        row, found = read_row(line, _filled(cells, stand_in), headings)
        faults += found
        if row:
            rows.append(row)
        else:
            faulty.add(tidy(cells["code"]))
    if not rows and not faults:
        faults.append(Fault(None, None, "no_units", "The list has columns and no unit."))
    return Listing(tuple(rows), tuple(faults), frozenset(faulty), form.published)


def territory_cells(code: str, territory: str, level: str, parent: str = "") -> Cells:
    """The people's committee of a territory, "Xã Thọ Lập", in the columns of the own format."""
    named = in_sentence(tidy(territory))
    return {
        "code": code,
        "name": f"Ủy ban nhân dân {named}" if named else "",
        "short_name": f"UBND {named}",
        "kind": "people_committee",
        "level": level,
        "parent": parent,
        "abbreviation": "UBND",
        "territory": code,
        "place": split(tidy(territory))[1],
    }


def _form(columns: tuple[str, ...]) -> Format:
    named = frozenset(columns)
    if named >= frozenset(DISTRICTS):
        begin, end = _THREE_LEVELS
        return Format(_with_districts, valid_from=begin, valid_to=end)
    if named >= frozenset(COMMUNES):
        return Format(_communes, valid_from=_TWO_LEVELS_BEGIN)
    if not named & frozenset(NEEDED):
        raise Bad(
            "no_list",
            f"The first line names no columns of a list of units, which are {','.join(OWN)}; "
            f"or, as published, {','.join(COMMUNES)}; or {','.join(DISTRICTS)}.",
        )
    return Format(_own, published=False)


def _column_faults(table: Table, form: Format) -> tuple[Fault, ...]:
    if form.published:
        return ()
    wanted = f"A list has the columns {','.join(OWN)}."
    missing = [
        Fault(1, column, "column_missing", f"The column {column} is missing. {wanted}")
        for column in NEEDED
        if column not in table.columns
    ]
    unknown = [
        Fault(
            1,
            shown(column),
            "column_unknown",
            f"The column “{shown(column)}” is not known. {wanted}",
        )
        for column in table.columns
        if column not in OWN
    ]
    return tuple(missing + unknown)


def _stand_in(
    form: Format, valid_from: date | None, valid_to: date | None, under: str
) -> dict[str, str]:
    first = valid_from or form.valid_from
    last = valid_to or form.valid_to
    if first and last and not valid_to and last < first:
        last = None
    return {
        "parent": under,
        "valid_from": first.isoformat() if first else "",
        "valid_to": last.isoformat() if last else "",
    }


def _filled(cells: Cells, stand_in: Cells) -> Cells:
    """The cells with what stands in for empty ones; a unit is never put under itself."""
    return cells | {
        column: text
        for column, text in stand_in.items()
        if not cells.get(column, "").strip() and text != cells["code"].strip()
    }


def _own(table: Table) -> Iterator[Line]:
    for line, cells in table.lines:
        yield line, cells, {}


def _communes(table: Table) -> Iterator[Line]:
    for line, cells in table.lines:
        converted = territory_cells(cells["commune_code"], cells["full_name"], "commune")
        yield line, converted, _COMMUNE


def _with_districts(table: Table) -> Iterator[Line]:
    """Each district before its first commune; a second name for its code is a unit of its own."""
    seen: set[tuple[str, str]] = set()
    for line, cells in table.lines:
        above, district = cells["district_code"].strip(), cells["district"]
        if (above, same_key(district)) not in seen:
            seen.add((above, same_key(district)))
            yield line, territory_cells(above, district, "district"), _DISTRICT
        below = territory_cells(cells["commune_code"], cells["commune"], "commune", above)
        yield line, below, _IN_DISTRICT
