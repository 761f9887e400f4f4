"""The registers as the decree prints them: books and their lines, for pages, files and API.

Decree 30/2020, Annex IV; what stands in the columns is in docflow/desks/register_lines.py. A void
number stays with its reason.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from docflow import clock
from docflow.desks.register_lines import REGISTER, TRACKING, Row, form_of, rows_of
from docflow.documents import kinds
from docflow.documents.models import Register, RegisterEntry
from docflow.people.actor import Actor
from docflow.search.documents import MOST, find
from docflow.units.models import Unit

PER_PAGE = 50
STRIDE = 500
SHEETS = (REGISTER, TRACKING)


@dataclass(frozen=True)
class Wanted:
    """What lines are asked for: words, a type, the days on which numbers were given."""

    text: str = ""
    kind: str = ""
    first: date | None = None
    last: date | None = None

    @property
    def is_all(self) -> bool:
        """Whether nothing is left out."""
        return not (self.text.strip() or self.kind or self.first or self.last)


ALL = Wanted()


@dataclass(frozen=True)
class Page:
    """Some lines of a book, the newest first; `below` is where to go on, None at the end.

    `cut`: more lines match the filter than are shown; more words narrow it.
    """

    rows: tuple[Row, ...]
    below: int | None = None
    cut: bool = False


def books_of(unit: Unit) -> QuerySet[Register]:
    """The books of a unit: the newest year first, outgoing before incoming."""
    return Register.objects.filter(unit=unit).order_by("-year", "-series", "book")


def columns(register: Register, sheet: str = REGISTER) -> tuple[Any, ...]:
    """The heads of the columns, as the decree has them."""
    return form_of(register, sheet).columns


def page(
    register: Register,
    *,
    by: Actor,
    wanted: Wanted = ALL,
    sheet: str = REGISTER,
    below: int | None = None,
    limit: int = PER_PAGE,
) -> Page:
    """Lines of a book with numbers under `below`, the newest first.

    A text filters: a number by its beginning digits, words as in the search over documents, and
    the reasons of void numbers and remarks. The number of queries does not grow with the lines;
    what is read to fill a page is at most the book.
    """
    entries, cut = _filtered(register, wanted, by)
    if below is not None:
        entries = entries.filter(number__lt=below)
    found = list(entries.order_by("-number")[: limit + 1])
    rows = tuple(rows_of(register, found[:limit], sheet))
    return Page(rows, rows[-1].number if len(found) > limit else None, cut)


def line(register: Register, number: int, sheet: str = REGISTER) -> Row | None:
    """The line of one number; None when it was not given."""
    found = list(RegisterEntry.objects.filter(register=register, number=number))
    return rows_of(register, found, sheet)[0] if found else None


def lines(
    register: Register,
    *,
    by: Actor,
    wanted: Wanted = ALL,
    sheet: str = REGISTER,
    first: int = 1,
    last: int | None = None,
) -> Iterator[Row]:
    """All lines from the first number to the last, oldest first, for print and files.

    Read in strides: memory stays flat however long the book is.
    """
    entries, _cut = _filtered(register, wanted, by)
    if last is not None:
        entries = entries.filter(number__lte=last)
    after = first - 1
    while found := list(entries.filter(number__gt=after).order_by("number")[:STRIDE]):
        yield from rows_of(register, found, sheet)
        after = found[-1].number


def _filtered(
    register: Register, wanted: Wanted, by: Actor
) -> tuple[QuerySet[RegisterEntry], bool]:
    entries = RegisterEntry.objects.filter(register=register)
    if wanted.kind:
        kind = kinds.find(wanted.kind)
        entries = entries.filter(document__kind=kind.code if kind else wanted.kind)
    if wanted.first:
        entries = entries.filter(given__gte=clock.at(wanted.first, 0))
    if wanted.last:
        entries = entries.filter(given__lt=clock.at(wanted.last + timedelta(days=1), 0))
    text = wanted.text.strip()
    if not text:
        return entries, False
    asked, cut = _bearing(register, text, by)
    return entries.filter(asked), cut


def _bearing(register: Register, text: str, by: Actor) -> tuple[Q, bool]:
    """What bears the words, and whether there is more of it than the search tells."""
    incoming = register.series == Register.Series.INCOMING
    years = (register.year, register.year - 1) if incoming else (register.year,)
    found = [
        find(by, text, limit=MOST, year=year, direction=str(register.series)) for year in years
    ]
    asked = Q(document__in=[hit.document.pk for each in found for hit in each.hits])
    asked |= Q(void_reason__icontains=text) | Q(remark__icontains=text)
    if text.isascii() and text.isdigit() and len(text) < 10:
        asked |= Q(number=int(text))
    return asked, any(each.next for each in found)
