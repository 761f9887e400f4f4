"""The things behind a figure of a rate, page by page: each with why it counts or does not.

Rows come from the very query the figure is read from (docflow/reports/population.py), by day. Over
many units the days are taken a few at a time, so that no page sorts a whole year of a province.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from docflow import wording
from docflow.documents.models import Document
from docflow.outgoing.models import Channel
from docflow.reports.definitions import REASONS, Words
from docflow.reports.models import CountedArrival, CountedDelivery, CountedDocument, CountedTask
from docflow.reports.population import Part, Scope, parts
from docflow.reports.rates import NOT_EXCLUDED
from docflow.reports.summing import TIMED
from docflow.units.models import UnitName

PER_PAGE = 50
FEW_UNITS = 30
PORTIONS = ("numerator", "missing", "excluded", "open_in_time")


@dataclass(frozen=True)
class Row:
    """A counted thing: its document where it may be seen, else its number alone; and why."""

    uid: UUID
    thing: str
    day: date
    unit: str
    code: str
    why: str
    document: Document | None = None
    partner: str = ""


@dataclass(frozen=True)
class Found:
    """A page of rows, and where the next one begins: empty when this is the last."""

    rows: list[Row]
    after: str = ""


@dataclass(frozen=True)
class _Place:
    """Where a page begins: in which table of the rate, after which day and uid."""

    table: int
    day: date
    uid: UUID


def page(
    actor: Any, scope: Scope, rate: str, portion: str, after: str = "", many: int = PER_PAGE
) -> Found:
    """Things behind a figure, by day; `after` is where the page before ended.

    `portion` is one of PORTIONS; what misses to the whole is the difference of denominator and
    numerator. Raises KeyError for a rate or portion there is not.
    """
    if portion not in PORTIONS:
        raise KeyError(portion)
    tables = parts(rate, scope)
    found: list[tuple[int, Any]] = []
    for row in _walk(tables, scope, portion, _read(after), many + 1):
        found.append(row)
    shown = found[:many]
    more = _code(*shown[-1]) if len(found) > many else ""
    return Found(_told(actor, rate, portion, [row for _table, row in shown]), more)


def every(actor: Any, scope: Scope, rate: str, portion: str, at_most: int) -> Iterator[Row]:
    """All things behind a figure, up to so many, read page by page."""
    after, left = "", at_most
    while left > 0:
        found = page(actor, scope, rate, portion, after, min(left, 500))
        yield from found.rows
        after, left = found.after, left - len(found.rows)
        if not after:
            return


def said(words: Words) -> str:
    """The words of a definition in the reader's language."""
    return words.en if (get_language() or "").startswith("en") else words.vi


def _walk(
    tables: list[Part], scope: Scope, portion: str, place: _Place | None, many: int
) -> Iterator[tuple[int, Any]]:
    """The rows from a place on, table by table, at most so many."""
    left = many
    for number, table in enumerate(tables):
        if place and number < place.table:
            continue
        here = place if place and number == place.table else None
        for row in _rows(table, scope, portion, here, left):
            yield number, row
            left -= 1
        if left <= 0:
            return


def _rows(
    table: Part, scope: Scope, portion: str, place: _Place | None, many: int
) -> Iterator[Any]:
    wanted = table.rows(scope).filter(_portion(table, portion)).order_by("day", "uid")
    if place:
        wanted = wanted.filter(Q(day__gt=place.day) | Q(day=place.day, uid__gt=place.uid))
    for first, last in _windows(scope, place):
        found = list(wanted.filter(day__range=(first, last))[:many])
        yield from found
        many -= len(found)
        if many <= 0:
            return


def _windows(scope: Scope, place: _Place | None) -> Iterator[tuple[date, date]]:
    """The days of the period: at once for a few units, else in stretches, each twice as long."""
    if not scope.spans:
        return
    first = min(span.first for span in scope.spans)
    last = max(span.last for span in scope.spans)
    day = max(first, place.day) if place else first
    few = max(len(span.units) for span in scope.spans) <= FEW_UNITS
    width = (last - day).days + 1 if few else 1
    while day <= last:
        end = min(last, day + timedelta(days=width - 1))
        yield day, end
        day, width = end + timedelta(days=1), width * 2


def _portion(table: Part, portion: str) -> Q:
    return {
        "numerator": table.hit & Q(reason=""),
        "missing": Q(reason="") & (~table.hit),
        "excluded": ~Q(reason__in=["", NOT_EXCLUDED]),
        "open_in_time": Q(reason=NOT_EXCLUDED),
    }[portion]


def _read(text: str) -> _Place | None:
    """A place as `_code` writes it; None for what is none."""
    table, _sep, rest = text.partition("_")
    day, _sep, uid = rest.partition("_")
    try:
        return _Place(int(table), date.fromisoformat(day), UUID(uid))
    except ValueError:
        return None


def _code(table: int, row: Any) -> str:
    return f"{table}_{row.day.isoformat()}_{row.uid}"


def _told(actor: Any, rate: str, portion: str, rows: list[Any]) -> list[Row]:
    """Rows with numbers, names and reasons: four queries, however many there are."""
    documents = {each.uid: each for each in Document.objects.filter(uid__in=map(_document, rows))}
    visible = set(
        Document.objects.visible_to(actor)
        .filter(pk__in=[each.pk for each in documents.values()])
        .values_list("pk", flat=True)
    )
    names = _names({uid for row in rows for uid in (row.unit, _partner(row)) if uid})
    return [
        _row(
            row, _why(rate, portion, row), documents.get(_document(row) or row.uid), visible, names
        )
        for row in rows
    ]


def _row(
    row: Any, why: str, document: Document | None, visible: set[int], names: dict[UUID, str]
) -> Row:
    seen = document is not None and document.pk in visible
    return Row(
        uid=row.uid,
        thing=type(row).__name__.removeprefix("Counted").lower(),
        day=row.day,
        unit=names.get(row.unit, ""),
        code=document.code if document else "",
        why=why,
        document=document if seen else None,
        partner=names.get(_partner(row) or row.unit, "") if seen and _partner(row) else "",
    )


def _document(row: Any) -> UUID | None:
    """The document a counted thing belongs to."""
    if isinstance(row, CountedDelivery):
        return row.document
    found: UUID = row.arrival if isinstance(row, CountedTask) else row.uid
    return found


def _partner(row: Any) -> UUID | None:
    if isinstance(row, CountedDelivery):
        return row.recipient
    return row.sender if isinstance(row, CountedArrival) else None


def _names(uids: Iterable[UUID]) -> dict[UUID, str]:
    """The last name of each unit."""
    names = UnitName.objects.filter(unit__uid__in=set(uids)).order_by("valid_from")
    return dict(names.values_list("unit__uid", "name"))


def _why(rate: str, portion: str, row: Any) -> str:
    if portion == "excluded":
        return said(REASONS[row.reason])
    if isinstance(row, CountedDelivery):
        return _why_delivery(row)
    if isinstance(row, CountedArrival):
        electronic = row.channel == Channel.ELECTRONIC
        return _("arrived electronically") if electronic else _("arrived on paper")
    if isinstance(row, CountedTask):
        return _why_task(rate, portion, row)
    return _why_document(rate, row)


def _why_delivery(row: CountedDelivery) -> str:
    if row.channel == Channel.PAPER:
        return _("sent on paper")
    if row.delivered_at is None:
        return _("sent electronically; the recipient has not reported its arrival")
    return _("arrived on %(when)s") % {"when": wording.time_text(row.delivered_at)}


def _why_task(rate: str, portion: str, row: CountedTask) -> str:
    judged_by = getattr(row, TIMED[rate])
    due = wording.time_text(judged_by) if judged_by else ""
    done = wording.time_text(row.done_at) if row.done_at else ""
    if portion == "open_in_time":
        return _("open, deadline %(due)s") % {"due": due}
    if not done:
        return _("open and overdue, deadline %(due)s") % {"due": due}
    if portion == "numerator":
        return _("done %(done)s, deadline %(due)s") % {"done": done, "due": due}
    return _("done late %(done)s, deadline %(due)s") % {"done": done, "due": due}


def _why_document(rate: str, row: CountedDocument) -> str:
    if rate == "R2":
        signed = _("a leader's signature was verified at issue")
        return signed if row.personal else _("no leader's signature was verified at issue")
    if rate == "R3":
        sealed = _("the agency's signature was verified at issue")
        return sealed if row.seal else _("no signature of the agency was verified at issue")
    if rate == "R7":
        due = wording.time_text(row.due) if row.due else "–"
        issued = wording.time_text(row.at) if row.at else "–"
        return _("issued %(issued)s, until %(due)s") % {"issued": issued, "due": due}
    return _("%(electronic)s electronic and %(paper)s paper deliveries") % {
        "electronic": wording.count(row.electronic),
        "paper": wording.count(row.paper),
    }
