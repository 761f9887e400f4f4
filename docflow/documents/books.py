"""Which book a paper is numbered in; a new year opens last year's books anew, from 01."""

from collections.abc import Iterable, Sequence

from docflow import clock
from docflow.documents.models import Register
from docflow.units.models import Unit


def books_for(unit: Unit, series: str, year: int) -> list[Register]:
    """The books of a year, those not opened yet as unsaved rows: makes and locks nothing.

    What the last year with books had and this year lacks comes anew, with the same types and for
    the same council, unless a book that was opened by hand takes its types by now.
    """
    known = Register.objects.filter(unit=unit, series=series, year__lte=year)
    ours, before = _newest_years(known.order_by("-year", "pk"), year)
    anew = _anew(before, ours, year)
    if not ours and Register.MAIN not in {book.book for book in anew}:
        anew.append(Register(unit=unit, series=series, year=year))
    return [*ours, *anew]


def open_books_for(unit: Unit, series: str, year: int) -> list[Register]:
    """The same, opened where they were not; inside the caller's act."""
    return [book if book.pk else _opened(book) for book in books_for(unit, series, year)]


def book_taking(books: Iterable[Register], kind: str, notation: str = "") -> Register | None:
    """Of the books of a year, the one for this type; else the main one, or any that takes all.

    A paper whose notation names a council is numbered in the council's book (Decree 30 Art. 15),
    and no other paper is.
    """
    books = sorted(books, key=lambda book: book.book)
    parts = notation.split("-")
    councils = [book for book in books if book.body and book.body in parts]
    return _taking(councils, kind) or _taking([book for book in books if not book.body], kind)


def open_new_year() -> int:
    """Open this year's books of every unit that had some last year; returns how many.

    Called each night just after midnight in Vietnam: on 1 January the new books stand there before
    anybody comes to work. A number asked for earlier opens them itself. One small question for
    each unit and series.
    """
    year, opened = clock.today().year, 0
    last_year = Register.objects.filter(year=year - 1)
    pairs = last_year.order_by().values_list("unit", "series").distinct()
    units = Unit.objects.active_on(clock.today()).in_bulk([unit for unit, _series in pairs])
    for unit, series in pairs:
        if unit in units:
            opened += sum(not book.pk for book in books_for(units[unit], series, year))
            open_books_for(units[unit], series, year)
    return opened


def _newest_years(known: Iterable[Register], year: int) -> tuple[list[Register], list[Register]]:
    """The books of the year, and those of the last year before that had any."""
    ours: list[Register] = []
    before: list[Register] = []
    for book in known:
        if book.year == year:
            ours.append(book)
        elif not before or book.year == before[0].year:
            before.append(book)
    return ours, before


def _anew(before: Sequence[Register], ours: Sequence[Register], year: int) -> list[Register]:
    names = {book.book for book in ours}
    taken = {(book.body, kind) for book in ours for kind in book.kinds}
    return [
        Register(
            unit=book.unit,
            series=book.series,
            year=year,
            book=book.book,
            kinds=book.kinds,
            body=book.body,
        )
        for book in before
        if book.book not in names and not any((book.body, kind) in taken for kind in book.kinds)
    ]


def _opened(book: Register) -> Register:
    return Register.objects.get_or_create(
        unit=book.unit,
        year=book.year,
        series=book.series,
        book=book.book,
        defaults={"kinds": book.kinds, "body": book.body},
    )[0]


def _taking(books: Sequence[Register], kind: str) -> Register | None:
    special = [book for book in books if kind in book.kinds]
    open_to_all = [book for book in books if not book.kinds]
    main = sorted(open_to_all, key=lambda book: book.book != Register.MAIN)
    return next(iter(special or main), None)
