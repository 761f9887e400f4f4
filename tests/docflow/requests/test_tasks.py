"""What asked long ago is forgotten, and nothing younger."""

from datetime import timedelta

import time_machine
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session

from docflow import clock
from docflow.identity import new_uid
from docflow.requests import limits, once
from docflow.requests.models import Asked, Tally
from docflow.requests.tasks import forget_old


def leave_one_of_each():
    with once.asking(new_uid(), "key", b"body") as this:
        once.keep_answer(this, {})
    limits.limit("verify", "203.0.113.7")
    SessionStore().save()


def left():
    return Asked.objects.count(), Tally.objects.count(), Session.objects.count()


def test_keys_last_a_week_counts_a_day_sessions_twelve_hours(db):
    now = clock.wall()
    with time_machine.travel(now, tick=False):
        leave_one_of_each()
    found = []

    for after in (
        timedelta(hours=12),
        timedelta(hours=12, seconds=1),
        timedelta(days=1, seconds=1),
        timedelta(days=7),
        timedelta(days=7, seconds=1),
    ):
        with time_machine.travel(now + after, tick=False):
            forget_old()
            found.append(left())

    assert found == [(1, 1, 1), (1, 1, 0), (1, 0, 0), (1, 0, 0), (0, 0, 0)]
