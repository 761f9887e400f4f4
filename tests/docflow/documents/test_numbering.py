"""Numbers of a book: from 01, without gaps, never twice, by Vietnam's year."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from docflow import clock
from docflow.audit.events import Event
from docflow.audit.log import action
from docflow.audit.models import Entry
from docflow.documents.models import Document, Register, RegisterEntry
from docflow.documents.numbering import allocate, next_number, open_register, void, void_next
from docflow.errors import NotAllowed, Refused
from docflow.units.actions import end_unit
from docflow.units.system import System

OUTGOING, INCOMING = Register.Series.OUTGOING, Register.Series.INCOMING
LATE_EVENING = clock.at(date(2025, 12, 31), 23, 59)
JUST_AFTER = clock.at(date(2026, 1, 1), 0, 1)


@pytest.fixture
def set_clock():
    yield clock.set_to
    clock.set_to(None)


@pytest.fixture
def paper(units):
    """A new document of the commune."""

    def new(kind="REPORT", notation="BC-UBND", unit=units.commune):
        return Document.objects.create(unit=unit, kind=kind, subject="x", notation=notation)

    return new


@action
def number(document, *, by, series=OUTGOING, fails=False):
    entry = allocate(document, series)
    if fails:
        raise Refused("fails_later", "The act fails after the number was taken.")
    return entry


def given(document, **terms):
    return number(document, by=System(), **terms).number


def refusal(act, *args, **options):
    with pytest.raises(Refused) as refused:
        act(*args, **options)
    return refused.value.code


@pytest.mark.law("L1")
@pytest.mark.law("L8")
def test_numbers_are_consecutive_from_one(paper):
    assert [given(paper()) for _ in range(3)] == [1, 2, 3]


def test_incoming_and_outgoing_are_two_series_and_each_unit_has_its_own(paper, units):
    given(paper())

    assert given(paper(), series=INCOMING) == 1
    assert given(paper(unit=units.district)) == 1


def test_an_incoming_number_bears_no_notation(paper):
    entry = number(paper(), by=System(), series=INCOMING)

    assert entry.notation == ""
    assert number(paper(), by=System()).notation == "BC-UBND"


@pytest.mark.law("L1")
def test_the_year_is_vietnams(paper, set_clock):
    set_clock(LATE_EVENING)
    old = [number(paper(), by=System()) for _ in range(2)]
    set_clock(JUST_AFTER)
    new = number(paper(), by=System())

    assert [(each.year, each.number) for each in old] == [(2025, 1), (2025, 2)]
    assert (new.year, new.number, new.register.year) == (2026, 1, 2026)
    assert new.given.astimezone(UTC).date() == date(2025, 12, 31)


def test_the_moment_of_a_number_lies_in_the_year_of_its_book(paper, set_clock):
    set_clock(LATE_EVENING)

    entry = number(paper(), by=System())

    assert clock.local_date(entry.given).year == entry.year == 2025
    assert entry.given - LATE_EVENING < timedelta(seconds=30)


def test_a_type_with_a_book_of_its_own_is_numbered_there(paper, units):
    open_register(
        units.commune, clock.today().year, OUTGOING, book="QĐ", kinds=("DECISION",), by=units.hoa
    )

    decisions = [number(paper("DECISION", "QĐ-UBND"), by=System()) for _ in range(2)]
    report = number(paper(), by=System())

    assert [(each.register.book, each.number) for each in decisions] == [("QĐ", 1), ("QĐ", 2)]
    assert (report.register.book, report.number) == ("main", 1)


def test_a_new_year_opens_last_years_books_anew(paper, units, set_clock):
    set_clock(LATE_EVENING)
    open_register(
        units.commune, 2025, OUTGOING, book="QĐ", kinds=("DECISION",), opening=40, by=units.hoa
    )
    given(paper("DECISION", "QĐ-UBND"))
    set_clock(JUST_AFTER)

    decision = number(paper("DECISION", "QĐ-UBND"), by=System())

    assert (decision.register.book, decision.year, decision.number) == ("QĐ", 2026, 1)
    assert Register.objects.filter(year=2026, series=OUTGOING).count() == 2


def test_a_book_goes_on_where_the_paper_book_stopped(paper, units):
    open_register(units.commune, clock.today().year, OUTGOING, opening=57, by=units.hoa)

    assert [given(paper()), given(paper())] == [57, 58]
    assert Entry.objects.filter(event=Event.REGISTER_OPENED).count() == 1


@pytest.mark.parametrize(
    ("terms", "code"),
    [
        ({"opening": 0}, "bad_opening"),
        ({"opening": 1_000_000}, "bad_opening"),
        ({"opening": None}, "bad_opening"),
        ({"year": 1999}, "bad_year"),
        ({"year": 2101}, "bad_year"),
        ({"series": "sideways"}, "unknown_series"),
        ({"book": " "}, "bad_book"),
        ({"book": "x" * 41}, "bad_book"),
        ({"kinds": ("POEM",)}, "unknown_kind"),
        ({"book": "Hai", "kinds": ("DECISION",)}, "kind_in_another_book"),
        ({"book": "QĐ"}, "register_exists"),
    ],
)
def test_no_book_opens_with_a_fault(units, terms, code):
    year = clock.today().year
    open_register(units.commune, year, OUTGOING, book="QĐ", kinds=("DECISION",), by=units.hoa)
    terms = {"year": year, "series": OUTGOING, **terms}

    assert refusal(open_register, units.commune, by=units.hoa, **terms) == code
    assert Register.objects.count() == 1


def test_only_the_clerk_of_the_unit_opens_books_and_strikes_numbers_out(units):
    year = clock.today().year

    with pytest.raises(NotAllowed, match=r"Lan .*may not open registers"):
        open_register(units.commune, year, OUTGOING, by=units.lan)
    with pytest.raises(NotAllowed, match=r"Tuấn .*may not open registers"):
        void_next(units.commune, OUTGOING, "Viết hỏng", by=units.tuan)

    assert not Register.objects.exists()


def test_a_book_opens_above_what_another_book_gave_to_its_types(paper, units):
    year = clock.today().year
    given(paper("DECISION", "QĐ-UBND"))
    void(number(paper("DECISION", "QĐ-UBND"), by=System()), "Ban hành nhầm")
    given(paper())
    terms = {"book": "QĐ", "kinds": ("DECISION",), "by": units.hoa}

    with pytest.raises(Refused, match="Open this one at 3 or higher") as refused:
        open_register(units.commune, year, OUTGOING, opening=2, **terms)
    book = open_register(units.commune, year, OUTGOING, opening=3, **terms)

    assert (refused.value.code, book.opening) == ("opening_taken", 3)
    assert given(paper("DECISION", "QĐ-UBND")) == 3


def test_a_book_for_other_types_or_arrivals_opens_at_one(paper, units):
    year = clock.today().year
    given(paper())
    number(paper(), by=System(), series=INCOMING)

    plans = open_register(units.commune, year, OUTGOING, book="KH", kinds=("PLAN",), by=units.hoa)
    arrivals = open_register(units.commune, year, INCOMING, book="Hai", by=units.hoa)

    assert (plans.opening, arrivals.opening) == (1, 1)


def test_an_open_book_keeps_its_opening_and_the_refusal_says_what_to_do(paper, units):
    given(paper())

    with pytest.raises(Refused, match="Strike out the numbers that paper took, or open another"):
        open_register(units.commune, clock.today().year, OUTGOING, opening=57, by=units.hoa)

    assert given(paper()) == 2


@pytest.mark.parametrize(
    ("terms", "code"),
    [
        ({"series": "sideways"}, "unknown_series"),
        ({"series": OUTGOING, "kind": "FOO"}, "unknown_kind"),
    ],
)
def test_a_number_of_no_book_is_not_struck_out(units, terms, code):
    assert refusal(void_next, units.commune, reason="Hỏng", by=units.hoa, **terms) == code
    assert not Register.objects.exists()


@pytest.mark.law("L1")
def test_a_void_number_stays_with_its_reason_and_is_never_given_again(paper, units):
    first = number(paper(), by=System())

    void(first, "Ban hành nhầm")
    spoilt = void_next(units.commune, OUTGOING, " Viết hỏng ", by=units.hoa)
    following = given(paper())

    assert (spoilt.number, following) == (2, 3)
    reasons = RegisterEntry.objects.order_by("number").values_list("number", "void_reason")
    assert list(reasons) == [(1, "Ban hành nhầm"), (2, "Viết hỏng"), (3, "")]
    assert Entry.objects.filter(event=Event.NUMBER_VOIDED).count() == 1


def test_a_number_is_struck_out_in_the_book_of_its_type(units):
    year = clock.today().year
    open_register(units.commune, year, OUTGOING, book="QĐ", kinds=("DECISION",), by=units.hoa)

    entry = void_next(units.commune, OUTGOING, "Viết hỏng", by=units.hoa, kind="DECISION")

    assert entry.register.book == "QĐ"


@pytest.mark.parametrize(("reason", "code"), [("  ", "reason_missing"), ("x" * 501, "too_long")])
def test_no_number_is_void_without_a_fit_reason(paper, units, reason, code):
    entry = number(paper(), by=System())

    assert refusal(void, entry, reason) == code
    assert refusal(void_next, units.commune, OUTGOING, reason, by=units.hoa) == code
    assert given(paper()) == 2


def test_a_refused_act_leaves_no_gap(paper):
    given(paper())

    assert refusal(given, paper(), fails=True) == "fails_later"
    assert given(paper()) == 2
    assert RegisterEntry.objects.count() == 2


def test_a_refused_first_act_leaves_no_book(paper):
    assert refusal(given, paper(), fails=True) == "fails_later"
    assert not Register.objects.exists()


def test_a_unit_that_has_ended_takes_no_new_number(paper, units, set_clock):
    old = paper()
    end_unit(units.commune, date(2025, 6, 30), [units.district], by=System(), basis="NQ 1686")
    old.refresh_from_db()

    assert refusal(given, old) == "unit_ended"
    assert refusal(void_next, units.commune, OUTGOING, "Viết hỏng", by=units.hoa) == "unit_ended"
    assert not RegisterEntry.objects.exists()
    set_clock(clock.at(date(2025, 6, 30), 23, 59))
    assert given(Document.objects.get(pk=old.pk)) == 1
    set_clock(clock.at(date(2025, 7, 1), 0, 1))
    assert refusal(given, Document.objects.get(pk=paper().pk)) == "unit_ended"


@pytest.mark.law("L1")
def test_two_books_never_give_one_number_with_one_notation(paper, units):
    year = clock.today().year
    open_register(units.commune, year, OUTGOING, book="Hai", kinds=("DECISION",), by=units.hoa)
    given(paper(notation="UBND"))

    assert refusal(given, paper("DECISION", notation="UBND")) == "number_taken"
    assert given(paper("DECISION", notation="QĐ-UBND")) == 1


def test_a_document_has_one_number(paper):
    document = paper()
    given(document)

    assert refusal(given, document) == "numbered_already"
    assert given(paper()) == 2


@pytest.mark.law("L1")
def test_the_table_itself_gives_no_number_twice(paper, units):
    entry = number(paper(), by=System())
    again = RegisterEntry(
        register=entry.register,
        number=1,
        unit=units.commune,
        year=entry.year,
        given=datetime.now(UTC),
    )

    with pytest.raises(IntegrityError), transaction.atomic():
        again.save()


def test_looking_at_the_next_number_makes_no_book(units):
    seen = next_number(units.commune, OUTGOING, "REPORT")

    assert (seen.year, seen.book, seen.number, seen.last) == (clock.today().year, "main", 1, None)
    assert not Register.objects.exists()


def test_the_next_number_seen_is_the_one_that_is_given(units, paper):
    open_register(
        units.commune, clock.today().year, OUTGOING, by=units.hoa, book="QĐ", kinds=("DECISION",)
    )
    first = number(paper("DECISION", "QĐ-UBND"), by=units.hoa)

    seen = next_number(units.commune, OUTGOING, "DECISION")
    second = number(paper("DECISION", "QĐ-UBND"), by=units.hoa)

    assert seen.last == first
    assert (seen.book, seen.number) == (second.register.book, second.number)


def test_the_next_number_of_a_new_year_is_the_first(units, paper, set_clock):
    set_clock(LATE_EVENING)
    number(paper(), by=units.hoa)
    set_clock(JUST_AFTER)

    seen = next_number(units.commune, OUTGOING, "REPORT")

    assert (seen.year, seen.number, seen.last) == (2026, 1, None)
