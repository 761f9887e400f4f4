"""Being away: told to colleagues with who stands in; no right follows from it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from docflow import clock
from docflow.audit.events import Event
from docflow.audit.models import Entry
from docflow.errors import Refused
from docflow.people.absence_actions import end_absence, note_absence
from docflow.people.absences import away
from docflow.people.actions import delegate
from docflow.people.actor import Actor
from docflow.people.models import Absence
from docflow.permissions import Permission
from docflow.units.system import System

pytestmark = pytest.mark.django_db


def day(days=0):
    return clock.today() + timedelta(days=days)


def refusal(act, *args, **options):
    with pytest.raises(Refused) as refused:
        act(*args, **options)
    return refused.value.code


def stand_in(units):
    return delegate(
        units.minh.appointment,
        units.binh.appointment,
        [Permission.OUTGOING_SIGN],
        by=units.minh,
        valid_from=day(),
        valid_to=day(3),
        basis="01/GUQ-UBND",
    )


def test_colleagues_are_told_until_when_and_who_stands_in(units):
    note_absence(day(), day(3), "công tác", by=units.minh)
    stand_in(units)

    told = away([units.minh.user.pk, units.lan.user.pk], day())

    assert list(told) == [units.minh.user.pk]
    assert told[units.minh.user.pk].stand_ins == ("Vũ Thanh Bình",)
    assert told[units.minh.user.pk].until == day(3)
    assert Entry.objects.filter(event=Event.ABSENCE_NOTED).count() == 1


def test_without_a_delegation_nobody_stands_in_and_nobody_may_do_more(units):
    held = units.binh.permissions_in(units.commune)

    note_absence(day(), day(3), "nghỉ phép", by=units.minh)

    assert away([units.minh.user.pk], day())[units.minh.user.pk].stand_ins == ()
    assert units.binh.permissions_in(units.commune) == held
    assert Permission.OUTGOING_SIGN in units.minh.permissions_in(units.commune)


def test_whoever_is_back_is_away_no_more(units):
    absence = note_absence(day(), day(3), "công tác", by=units.minh)

    end_absence(absence, by=units.minh)

    assert away([units.minh.user.pk], day()) == {}
    assert refusal(end_absence, absence, by=units.minh) == "absence_over"
    note_absence(day(), day(1), "công tác", by=units.minh)


def test_nobody_notes_or_ends_the_absence_of_another(units):
    absence = note_absence(day(), day(3), "công tác", by=units.minh)
    other = Actor(units.binh.appointment, stand_in(units))

    assert refusal(end_absence, absence, by=units.binh) == "not_your_absence"
    assert refusal(note_absence, day(), day(1), "x", by=other) == "in_another_place"
    assert refusal(note_absence, day(), day(1), "x", by=System()) == "in_another_place"


@pytest.mark.parametrize(
    ("first", "last", "reason", "code"),
    [
        (2, 1, "công tác", "ends_before_it_begins"),
        (-3, -1, "công tác", "absence_in_the_past"),
        (0, 366, "công tác", "absence_too_long"),
        (0, 1, "  ", "reason_missing"),
        (0, 1, "x" * 101, "too_long"),
        (3, 9, "công tác", "absent_already"),
    ],
)
def test_no_absence_with_a_fault(units, first, last, reason, code):
    note_absence(day(5), day(6), "tập huấn", by=units.minh)

    assert refusal(note_absence, day(first), day(last), reason, by=units.minh) == code
    assert Absence.objects.count() == 1


def test_however_many_are_away_it_takes_as_many_questions(units):
    everyone = [actor.user.pk for actor in units.actors.values()]
    note_absence(day(), day(3), "công tác", by=units.minh)
    with CaptureQueriesContext(connection) as one:
        away(everyone, day())
    note_absence(day(), day(3), "công tác", by=units.hung)
    note_absence(day(), day(3), "công tác", by=units.lan)

    with CaptureQueriesContext(connection) as three:
        away(everyone, day())

    assert len(one) == len(three) == 2
