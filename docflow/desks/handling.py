"""The two reports on handling documents (Decree 30/2020, Annex VI part V), by unit and person.

What was registered in a period: incoming documents by whoever leads them, outgoing ones by whoever
drafted them. Read by the index of the days on which numbers were given, so that the cost is that of
the period. A figure and its list come from one question.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy

from docflow import clock
from docflow.desks.outcomes import (
    ALL,
    OUTCOMES,
    PER_PAGE,
    Figures,
    Item,
    Items,
    Line,
    added_up,
    handled_where_they_lie,
    must_be_short,
    outcome_at,
    outcome_of,
    people,
    seen_by,
    uids,
)
from docflow.desks.register_lines import unit_names
from docflow.documents.models import Document, Register, RegisterEntry
from docflow.incoming.models import PASSED, Assignment
from docflow.outgoing.in_time import issue_due
from docflow.people.models import Appointment
from docflow.units.days import calendar
from docflow.units.models import Unit

INCOMING, OUTGOING = Register.Series.INCOMING, Register.Series.OUTGOING
NOT_ASSIGNED = "not_assigned"
CANCELLED = "cancelled"
BESIDE = {INCOMING: NOT_ASSIGNED, OUTGOING: CANCELLED}
"""What a series has beside the four outcomes: in the total, with a column of its own."""
LABELS = {
    NOT_ASSIGNED: gettext_lazy("not assigned yet"),
    CANCELLED: gettext_lazy("cancelled"),
}
NOBODY = "nobody"


@dataclass(frozen=True)
class Asked:
    """What is reported: a unit's incoming or outgoing documents of some days, as known now."""

    unit: Unit
    series: str
    first: date
    last: date
    at: datetime | None = None

    @cached_property
    def moment(self) -> datetime:
        """The moment taken for now."""
        return self.at or clock.now()

    @property
    def outcomes(self) -> tuple[str, ...]:
        """The columns beside the total."""
        return (*OUTCOMES, BESIDE[Register.Series(self.series)])

    def among(self, prefix: str = "") -> dict[str, Any]:
        """Lines of the unit's books given in these days. Raises Refused for a long period."""
        must_be_short(self.first, self.last)
        years = range(self.first.year, self.last.year + 1)
        books = Register.objects.filter(unit=self.unit, series=self.series, year__in=years)
        return {
            f"{prefix}register__in": list(books.values_list("pk", flat=True)),
            f"{prefix}given__gte": clock.at(self.first, 0),
            f"{prefix}given__lt": clock.at(self.last + timedelta(days=1), 0),
        }


def lines(asked: Asked) -> list[Line]:
    """The figures by unit and person, those with most that is late and open first."""
    counted = _incoming_counted(asked) if asked.series == INCOMING else _outgoing_counted(asked)
    units = unit_names({unit for unit, _post in counted if unit})
    names, keys = people(post for _unit, post in counted), _keys(counted)
    found = [
        Line(keys[unit, post], names.get(post or 0, ""), figures, units.get(unit, ""))
        for (unit, post), figures in counted.items()
    ]
    return sorted(found, key=_order)


def total(found: Iterable[Line]) -> Figures:
    """All documents registered in the period: the sum of the lines."""
    return added_up(line.figures for line in found)


def behind(
    asked: Asked,
    actor: Any,
    outcome: str = ALL,
    *,
    whose: str = "",
    after: int = 0,
    limit: int = PER_PAGE,
) -> Items:
    """The documents behind a figure in the order of their numbers; `whose` is a line's key."""
    read = _incoming_rows if asked.series == INCOMING else _outgoing_rows
    rows = read(asked, outcome, whose, after, limit + 1)
    shown = rows[:limit]
    return Items(tuple(_items(shown, actor)), str(shown[-1].key) if len(rows) > limit else "")


def every(asked: Asked, actor: Any, outcome: str, whose: str, at_most: int) -> Iterator[Item]:
    """All documents behind a figure, up to so many, read page by page."""
    after = 0
    while at_most > 0:
        many = min(500, at_most)
        found = behind(asked, actor, outcome, whose=whose, after=after, limit=many)
        yield from found.rows
        at_most, after = at_most - len(found.rows), int(found.after or 0)
        if not after:
            return


@dataclass(frozen=True)
class _Row:
    """One document of the period; `key` is that of its line in the register."""

    key: int
    document: int
    unit: int
    post: int | None
    given: datetime
    due: datetime | None
    done_at: datetime | None
    outcome: str


def _order(line: Line) -> tuple[Any, ...]:
    figures = line.figures
    return (-figures.of("open_late"), -figures.of("done_late"), -figures.total, line.name)


def _leads(asked: Asked) -> QuerySet[Any]:
    """The tasks of whoever leads the documents of the period now."""
    entry = "arrival__document__register_entry__"
    found = Assignment.objects.filter(
        ~PASSED,
        role=Assignment.Role.LEAD,
        **{f"{entry}void_reason": ""},
        **asked.among(entry),
    )
    return handled_where_they_lie(found).annotate(outcome=outcome_at(asked.moment))


def _unassigned(asked: Asked) -> QuerySet[Any]:
    led = Assignment.objects.filter(
        ~PASSED, arrival=OuterRef("document"), role=Assignment.Role.LEAD
    )
    return RegisterEntry.objects.filter(
        ~Exists(led), document__isnull=False, void_reason="", **asked.among()
    )


def _incoming_counted(asked: Asked) -> dict[tuple[int, int | None], Figures]:
    counts: dict[tuple[int, int | None], dict[str, int]] = {}
    rows = _leads(asked).order_by().values_list("unit", "person", "outcome")
    for unit, post, outcome, many in rows.annotate(many=Count("pk")):
        counts.setdefault((unit, post), {})[outcome] = many
    waiting = _unassigned(asked).count()
    if waiting:
        counts[0, None] = {NOT_ASSIGNED: waiting}
    return {key: Figures(each) for key, each in counts.items()}


def _incoming_rows(asked: Asked, outcome: str, whose: str, after: int, many: int) -> list[_Row]:
    rows: list[_Row] = []
    if outcome in (ALL, *OUTCOMES) and whose != NOBODY:
        rows += _led_rows(asked, outcome, whose, after, many)
    if outcome in (ALL, NOT_ASSIGNED) and whose in ("", NOBODY):
        waiting = _unassigned(asked).filter(pk__gt=after).order_by("pk")[:many]
        rows += [
            _Row(each.pk, each.document_id or 0, 0, None, each.given, None, None, NOT_ASSIGNED)
            for each in waiting
        ]
    return sorted(rows, key=lambda row: row.key)[:many]


def _led_rows(asked: Asked, outcome: str, whose: str, after: int, many: int) -> Iterator[_Row]:
    found = _leads(asked)
    if outcome:
        found = found.filter(outcome=outcome)
    if whose:
        found = found.filter(**_whose(whose))
    entry = "arrival__document__register_entry"
    found = found.filter(**{f"{entry}__gt": after}).order_by(entry)
    for values in found.values_list(
        entry, "arrival", "unit", "person", f"{entry}__given", "due", "done_at", "outcome"
    )[:many]:
        yield _Row(*values)


def _outgoing_counted(asked: Asked) -> dict[tuple[int, int | None], Figures]:
    counts: dict[tuple[int, int | None], dict[str, int]] = {}
    for row in _drafted(asked, 0):
        mine = counts.setdefault((row.unit, row.post), {})
        mine[row.outcome] = mine.get(row.outcome, 0) + 1
    return {key: Figures(each) for key, each in counts.items()}


def _outgoing_rows(asked: Asked, outcome: str, whose: str, after: int, many: int) -> list[_Row]:
    rows: list[_Row] = []
    post = _whose(whose).get("person") if whose else None
    for row in _drafted(asked, after):
        if outcome in (ALL, row.outcome) and (not whose or row.post == post):
            rows.append(row)
            if len(rows) == many:
                break
    return rows


def _drafted(asked: Asked, after: int) -> Iterator[_Row]:
    """The outgoing documents of the period, one by one: deadlines go by the calendar."""
    days = calendar()
    known: dict[tuple[date, str], datetime] = {}
    rows = RegisterEntry.objects.filter(document__isnull=False, pk__gt=after, **asked.among())
    for key, void, given, document, unit, post, signed, issued, urgency in (
        rows.order_by("pk")
        .values_list(
            "pk",
            "void_reason",
            "given",
            "document",
            "document__outgoing__drafter__unit",
            "document__outgoing__drafter",
            "document__outgoing__signed_at",
            "document__outgoing__issued_at",
            "document__urgency",
        )
        .iterator(chunk_size=2000)
    ):
        begun = signed or given
        place = (clock.local_date(begun), urgency)
        if place not in known:
            known[place] = issue_due(begun, urgency, days)
        outcome = CANCELLED if void else outcome_of(known[place], issued, asked.moment)
        yield _Row(key, document, unit or 0, post, given, known[place], issued, outcome)


def _keys(counted: Iterable[tuple[int, int | None]]) -> dict[tuple[int, int | None], str]:
    """How lines are named in addresses: by the post, else by the unit that has the task still."""
    pairs = list(counted)
    posts = uids(Appointment, [post for _unit, post in pairs])
    units = uids(Unit, [unit for unit, _post in pairs])
    return {(unit, post): posts.get(post) or units.get(unit) or NOBODY for unit, post in pairs}


def _whose(key: str) -> dict[str, Any]:
    """The tasks of the line with a key; nobody's of what is none."""
    try:
        uid = UUID(key)
    except ValueError:
        return {"unit": None}
    post = Appointment.objects.filter(uid=uid).values_list("pk", flat=True).first()
    if post:
        return {"person": post}
    unit = Unit.objects.filter(uid=uid).values_list("pk", flat=True).first()
    return {"unit": unit, "person": None}


def _items(rows: list[_Row], actor: Any) -> Iterator[Item]:
    documents = Document.objects.in_bulk([row.document for row in rows])
    seen = seen_by(actor, [row.document for row in rows])
    names, who = unit_names({row.unit for row in rows}), people(row.post for row in rows)
    for row in rows:
        document = documents[row.document]
        yield Item(
            uid=document.uid,
            code=document.code,
            unit=names.get(row.unit, ""),
            who=who.get(row.post or 0, ""),
            given=row.given,
            due=row.due,
            done_at=row.done_at,
            outcome=row.outcome,
            document=seen.get(row.document),
        )
