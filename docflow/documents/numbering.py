"""The next number of a book: without gaps, never twice, by Vietnam's year."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.audit.events import Event
from docflow.audit.log import action, record
from docflow.documents.models import Document, Register, RegisterEntry
from docflow.errors import Refused
from docflow.permissions import Acting, Permission, require
from docflow.units.models import Unit

Series = Register.Series


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
) -> Register:
    """Open a book by hand: another series, or one that goes on where the paper book stopped."""
    require(by, Permission.REGISTER_MANAGE, unit)
    if opening < 1:
        raise Refused("opening_too_low", _("A book begins with 1 or a higher number."))
    register, made = Register.objects.get_or_create(
        unit=unit,
        year=year,
        series=series,
        book=book,
        defaults={"kinds": list(kinds), "opening": opening, "last": opening - 1},
    )
    if not made:
        raise Refused(
            "register_exists",
            _("The book “%(book)s” of %(year)s is open already."),
            book=book,
            year=year,
        )
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
        },
    )
    return register


def allocate(document: Document, series: str) -> RegisterEntry:
    """Give the document the next number of the book for its type; inside the caller's act.

    Locks the register until the act ends, so a failed act leaves no gap and two clerks wait for
    each other. Raises Refused when the unit has ended: it takes no new number (domain §5.4).
    """
    unit, today = document.unit, clock.today()
    if not unit.is_active_on(today):
        raise Refused(
            "unit_ended",
            _("%(unit)s has ended and takes no new number. Use its successor."),
            unit=unit.name,
        )
    register = _lock(_book(unit, today.year, series, document.kind))
    register.last += 1
    register.save(update_fields=["last"])
    try:
        with transaction.atomic():
            return RegisterEntry.objects.create(
                register=register,
                number=register.last,
                notation=document.notation if series == Series.OUTGOING else "",
                unit=unit,
                year=today.year,
                document=document,
            )
    except IntegrityError as error:
        raise Refused(
            "number_taken",
            _("%(number)s/%(notation)s is taken in another book. Choose another notation."),
            number=register.last,
            notation=document.notation,
        ) from error


def void(entry: RegisterEntry, reason: str) -> RegisterEntry:
    """Mark a number as void; it stays in the book with its reason and is never given again."""
    entry.void_reason = reason
    entry.save(update_fields=["void_reason"])
    return entry


@action
def void_next(unit: Unit, series: str, reason: str, *, by: Acting) -> RegisterEntry:
    """Strike out the next number of the main book, as when a paper number was spoilt."""
    require(by, Permission.REGISTER_MANAGE, unit)
    if not reason.strip():
        raise Refused("reason_missing", _("Say why the number is void."))
    year = clock.today().year
    register = _lock(_book(unit, year, series, ""))
    register.last += 1
    register.save(update_fields=["last"])
    entry = RegisterEntry.objects.create(
        register=register, number=register.last, unit=unit, year=year, void_reason=reason
    )
    record(
        Event.NUMBER_VOIDED,
        None,
        by,
        facts={"series": series, "year": year, "number": entry.number},
        reason=reason,
    )
    return entry


def _book(unit: Unit, year: int, series: str, kind: str) -> Register:
    """The book that takes this type; a new year opens last year's books anew, from 1."""
    books = Register.objects.filter(unit=unit, series=series)
    if not books.filter(year=year).exists():
        before = books.filter(year__lt=year).order_by("-year").first()
        last_year = books.filter(year=before.year) if before else []
        for book in [*last_year, Register(book=Register.MAIN, kinds=[])]:
            Register.objects.get_or_create(
                unit=unit, year=year, series=series, book=book.book, defaults={"kinds": book.kinds}
            )
    ours = list(books.filter(year=year).order_by("book"))
    special = [book for book in ours if kind in book.kinds]
    open_to_all = [book for book in ours if not book.kinds]
    main = sorted(open_to_all, key=lambda book: book.book != Register.MAIN)
    if special or main:
        return (special or main)[0]
    return Register.objects.get_or_create(unit=unit, year=year, series=series, book=Register.MAIN)[
        0
    ]


def _lock(register: Register) -> Register:
    return Register.objects.select_for_update().get(pk=register.pk)
