"""The next number of a book: without gaps, never twice, by Vietnam's year."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.audit.events import Event
from docflow.audit.log import action, record
from docflow.documents import books
from docflow.documents.kinds import COPIES, KINDS
from docflow.documents.models import Document, Register, RegisterEntry
from docflow.errors import Refused
from docflow.permissions import Acting, Permission, require
from docflow.units.models import Unit

Series = Register.Series
LONGEST_BOOK = 40
LONGEST_REASON = 500
FIRST_YEAR, LAST_YEAR = 2000, 2100
HIGHEST_NUMBER = 999_999
BODY = re.compile(r"[^\W\d_][^\W_]{1,19}")


@dataclass(frozen=True)
class NextNumber:
    """The number a book would give now, and the last one it gave (none yet: None)."""

    year: int
    book: str
    number: int
    last: RegisterEntry | None


def next_number(unit: Unit, series: str, kind: str = "", notation: str = "") -> NextNumber:
    """What `allocate` would give a document of this type now. Only looks: makes and locks nothing.

    Another clerk may be faster; the number is given at the act, not here. The notation counts where
    it names a council.
    """
    year = clock.today().year
    book = books.book_taking(books.books_for(unit, series, year), kind, notation)
    if book is None or not book.pk:
        return NextNumber(year, book.book if book else Register.MAIN, 1, None)
    last = book.entries.select_related("document").filter(number=book.last).first()
    return NextNumber(year, book.book, book.last + 1, last)


def book_name(book: str) -> Any:
    """What people call a book: the main one has its name in the reader's language."""
    return _("main book") if book == Register.MAIN else book


@action
def open_register(
    unit: Unit,
    year: int,
    series: str,
    *,
    by: Acting,
    book: str = Register.MAIN,
    kinds: tuple[str, ...] = (),
    opening: int = 1,
    body: str = "",
) -> Register:
    """Open a book by hand: another series, or one that goes on where the paper book stopped.

    With a `body`, the abbreviation of a council that uses the agency's seal, it takes the council's
    papers alone: those whose notation names it (Decree 30 Art. 15).

    An outgoing book opens above every number that another book of the year gave to its types, so
    that it never comes to a number and notation that exist (Decree 30 Art. 15).
    """
    require(by, Permission.REGISTER_MANAGE, unit)
    book, body = book.strip(), body.strip()
    _may_open(unit, year, series, book, kinds, opening, body)
    register, made = Register.objects.get_or_create(
        unit=unit,
        year=year,
        series=series,
        book=book,
        defaults={
            "kinds": list(kinds),
            "body": body,
            "opening": opening,
            "last": opening - 1,
        },
    )
    if not made:
        raise Refused(
            "register_exists",
            _(
                "The book “%(book)s” of %(year)s is open already and keeps its opening number. "
                "Strike out the numbers that paper took, or open another book."
            ),
            book=book_name(book),
            year=year,
        )
    _must_open_above(register)
    record(
        Event.REGISTER_OPENED,
        None,
        by,
        facts={
            "unit": str(unit.uid),
            "year": year,
            "series": series,
            "book": book,
            "opening": opening,
            "body": body,
        },
    )
    return register


def allocate(document: Document, series: str) -> RegisterEntry:
    """Give the document the next number of the book for its type; inside the caller's act.

    Locks the register until the act ends, so a failed act leaves no gap and two clerks wait for
    each other. Raises Refused when the unit has ended: it takes no new number.
    """
    unit = document.unit
    notation = document.notation if series != Series.INCOMING else ""
    register, now = _take_number(unit, series, document.kind, notation)
    try:
        with transaction.atomic():
            return RegisterEntry.objects.create(
                register=register,
                number=register.last,
                notation=notation,
                unit=unit,
                year=register.year,
                document=document,
                given=now,
            )
    except IntegrityError as error:
        raise _already_given(document, register) from error


def void(entry: RegisterEntry, reason: str) -> RegisterEntry:
    """Mark a number as void; it stays in the book with its reason and is never given again."""
    entry.void_reason = _reason(reason)
    entry.save(update_fields=["void_reason"])
    return entry


@action
def void_next(
    unit: Unit, series: str, reason: str, *, by: Acting, kind: str = "", body: str = ""
) -> RegisterEntry:
    """Strike out the next number, as when a paper one was spoilt: of the book that takes the kind.

    Without a kind, of the main book; with a `body`, of the council's.
    """
    require(by, Permission.REGISTER_MANAGE, unit)
    reason = _reason(reason)
    _must_be_series(series)
    _must_be_kinds([kind] if kind else [])
    register, now = _take_number(unit, series, kind, body)
    entry = RegisterEntry.objects.create(
        register=register,
        number=register.last,
        unit=unit,
        year=register.year,
        given=now,
        void_reason=reason,
    )
    record(
        Event.NUMBER_VOIDED,
        None,
        by,
        facts={
            "unit": str(unit.uid),
            "series": series,
            "year": register.year,
            "book": register.book,
            "number": entry.number,
        },
        reason=reason,
    )
    return entry


def _take_number(unit: Unit, series: str, kind: str, notation: str) -> tuple[Register, datetime]:
    """The locked book whose `last` is the number taken, and when; an ended unit takes none."""
    register, now = _locked_book(unit, series, kind, notation)
    if not Unit.objects.active_on(clock.local_date(now)).filter(pk=unit.pk).exists():
        raise Refused(
            "unit_ended",
            _("%(unit)s has ended and takes no new number. Use its successor."),
            unit=unit.name,
        )
    register.last += 1
    register.save(update_fields=["last"])
    return register, now


def _locked_book(unit: Unit, series: str, kind: str, notation: str) -> tuple[Register, datetime]:
    """This year's book and the moment it is ours: the wait for it can last past midnight."""
    year = clock.today().year
    register = _lock(_book(unit, year, series, kind, notation))
    now = clock.now()
    if clock.local_date(now).year != year:
        return _locked_book(unit, series, kind, notation)
    return register, now


def _already_given(document: Document, register: Register) -> Refused:
    if RegisterEntry.objects.filter(document=document).exists():
        return Refused("numbered_already", _("The document has a number already."))
    return Refused(
        "number_taken",
        _("%(number)s/%(notation)s is taken in another book. Choose another notation."),
        number=register.last,
        notation=document.notation,
    )


def _reason(reason: str) -> str:
    reason = reason.strip()
    if not reason:
        raise Refused("reason_missing", _("Say why the number is void."))
    if len(reason) > LONGEST_REASON:
        raise Refused(
            "too_long",
            _("“%(text)s…” is too long: at most %(longest)s characters are kept."),
            text=reason[:30],
            longest=LONGEST_REASON,
        )
    return reason


def _may_open(
    unit: Unit,
    year: int,
    series: str,
    book: str,
    kinds: Iterable[str],
    opening: int,
    body: str,
) -> None:
    if type(year) is not int or not FIRST_YEAR <= year <= LAST_YEAR:
        raise Refused(
            "bad_year",
            _("The year of a book lies from %(first)s to %(last)s. Enter another one."),
            first=FIRST_YEAR,
            last=LAST_YEAR,
        )
    if type(opening) is not int or not 1 <= opening <= HIGHEST_NUMBER:
        raise Refused(
            "bad_opening",
            _("A book begins with a number from 1 to %(highest)s. Enter another one."),
            highest=HIGHEST_NUMBER,
        )
    _must_be_series(series)
    if not 1 <= len(book.strip()) <= LONGEST_BOOK or not book.isprintable():
        raise Refused("bad_book", _("The name of a book has 1 to 40 visible characters."))
    _must_be_kinds(kinds)
    if series == Series.COPIES and (book != Register.MAIN or kinds):
        raise Refused(
            "one_book_of_copies",
            _(
                "Copies of all kinds are numbered in one series (Decree 30, Annex I, part II). "
                "Open the main book, for all types."
            ),
        )
    _must_be_body(body, series)
    others = Register.objects.filter(unit=unit, year=year, series=series, body=body)
    for other in others.exclude(book=book):
        twice = sorted(set(kinds) & set(other.kinds))
        if twice:
            raise Refused(
                "kind_in_another_book",
                _("The book “%(book)s” of %(year)s takes these types: %(kinds)s."),
                book=book_name(other.book),
                year=year,
                kinds=", ".join(twice),
            )


def _must_be_series(series: str) -> None:
    if series not in Series.values:
        raise Refused(
            "unknown_series",
            _("“%(name)s” is no series of books. Choose: %(choices)s."),
            name=series,
            choices=", ".join(Series.values),
        )


def _must_be_body(body: str, series: str) -> None:
    if body and (series != Series.OUTGOING or not BODY.fullmatch(body)):
        raise Refused(
            "bad_body",
            _(
                "The abbreviation of a council has 2 to 20 letters, as HĐTĐ, and its book is one "
                "of outgoing documents."
            ),
        )


def _must_be_kinds(kinds: Iterable[str]) -> None:
    for kind in kinds:
        if not any(each.code == kind for each in (*KINDS, *COPIES)):
            raise Refused("unknown_kind", _("There is no type “%(kind)s”."), kind=kind)


def _must_open_above(register: Register) -> None:
    """No other book has given the opening number or a higher one to a type of this book."""
    if register.series != Series.OUTGOING:
        return
    given = RegisterEntry.objects.filter(
        register__series=register.series,
        unit=register.unit,
        year=register.year,
        document__isnull=False,
    )
    if register.body:
        given = given.filter(Q(register__body=register.body) | Q(notation__contains=register.body))
    else:
        given = given.filter(register__body="")
    if register.kinds:
        given = given.filter(document__kind__in=register.kinds)
    highest = given.order_by("-number").values_list("number", flat=True).first() or 0
    if register.opening <= highest:
        raise Refused(
            "opening_taken",
            _(
                "Documents of these types have numbers up to %(highest)s in another book of "
                "%(year)s. Open this one at %(free)s or higher."
            ),
            highest=highest,
            year=register.year,
            free=highest + 1,
        )


def _book(unit: Unit, year: int, series: str, kind: str, notation: str) -> Register:
    """The book that takes this paper; a new year opens last year's books anew, from 1."""
    taking = books.book_taking(books.open_books_for(unit, series, year), kind, notation)
    if taking:
        return taking
    return Register.objects.get_or_create(unit=unit, year=year, series=series, book=Register.MAIN)[
        0
    ]


def _lock(register: Register) -> Register:
    return Register.objects.select_for_update().get(pk=register.pk)
