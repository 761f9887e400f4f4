"""Deadlines that run are kept as rows; what falls due is told, each step once.

The rows follow the documents: they are derived from the present state, so that reading an event
twice or out of order changes nothing. What is due is found by the index on `next_at`: the cost
grows with what falls due, not with what runs.
"""

import logging
from datetime import timedelta
from typing import Any

from django.db import transaction

from docflow import clock
from docflow.documents.models import Document
from docflow.incoming.models import OPEN as ARRIVALS_OPEN
from docflow.incoming.models import Incoming
from docflow.notices.hearers import About
from docflow.notices.models import Term, Topic
from docflow.notices.running import Running, is_urgent, of_document
from docflow.notices.steps import STEPS, Step, next_step
from docflow.notices.telling import News, tell
from docflow.outgoing.models import OPEN as PAPERS_OPEN
from docflow.outgoing.models import Outgoing
from docflow.units.calendar import Calendar
from docflow.units.clocks import Clock
from docflow.units.days import calendar

logger = logging.getLogger(__name__)
AT_ONCE = 200
PAUSE = timedelta(minutes=10)


def refresh(document: Document, days: Calendar | None = None) -> None:
    """Bring a document's terms to what its state says now; in the caller's transaction."""
    days = days or calendar()
    kept = {
        (row.clock, row.task_id): row
        for row in Term.objects.select_for_update().filter(document=document)
    }
    for running in of_document(document, days):
        row = kept.pop((str(running.clock), running.task.pk if running.task else None), None)
        if row is None:
            _begin(document, running, days)
        elif row.until != running.until:
            _change(row, running, days)
    if kept:
        Term.objects.filter(pk__in=[row.pk for row in kept.values()]).delete()


def _begin(document: Document, running: Running, days: Calendar) -> None:
    started = clock.now() if running.task else running.started
    row = Term(
        document=document,
        task=running.task,
        clock=str(running.clock),
        started=started,
        until=running.until,
        is_urgent=is_urgent(document.urgency),
    )
    _plan(row, 0, days)
    row.save()


def _change(row: Term, running: Running, days: Calendar) -> None:
    """Another deadline is told of from the beginning."""
    row.until = running.until
    row.started = clock.now() if running.task else running.started
    _plan(row, 0, days)
    row.save()


def _plan(row: Term, first: int, days: Calendar) -> None:
    kind = Clock(row.clock)
    following = next_step(kind, first, row.started, row.until, days, urgent=row.is_urgent)
    row.step, row.next_at = following or (len(STEPS.get(kind, ())), None)


def tell_due() -> int:
    """Tell what has fallen due; returns how many steps were told. Safe to run at once and twice."""
    now = clock.now()
    due = Term.objects.filter(next_at__lte=now).order_by("next_at")
    return sum(_tried(key) for key in due.values_list("pk", flat=True)[:AT_ONCE])


def _tried(key: int) -> int:
    """One term in its own transaction; what fails waits ten minutes and holds nothing up."""
    try:
        return _tell(key)
    except Exception:
        logger.exception("A reminder could not be told; it waits: term %s", key)
        Term.objects.filter(pk=key).update(next_at=clock.now() + PAUSE)
        return 0


@transaction.atomic
def _tell(key: int) -> int:
    rows: Any = Term.objects.select_for_update(of=("self",), skip_locked=True)
    row = rows.filter(pk=key).first()
    if row is None:
        return 0
    days = calendar()
    refresh(_document(row.document_id), days)
    now = clock.now()
    rows = Term.objects.select_related("task__unit", "task__person__user", "task__addressee")
    row = rows.filter(pk=key, next_at__lte=now).first()
    if row is None:
        return 0  # done meanwhile, or due later by now
    step = _fresh_step(row, days)
    about = About(known_document=_document(row.document_id), known_task=row.task)
    news = News(
        line=step.code,
        topic=Topic.DEADLINE,
        key=f"term:{row.pk}:{int(row.until.timestamp())}:{step.code}",
        at=now,
        is_urgent=row.is_urgent or step.is_late,
        document=about.document,
        facts={"until": row.until.isoformat()},
    )
    tell(news, step.hearer(about))
    _plan(row, row.step + 1, days)
    row.save(update_fields=["step", "next_at"])
    return 1


def _fresh_step(row: Term, days: Calendar) -> Step:
    """The step to be told now; after a silence a reminder gives way to what came after it."""
    steps, now = STEPS[Clock(row.clock)], clock.now()
    while not steps[row.step].is_late and row.step + 1 < len(steps):
        following = steps[row.step + 1].moment(row.until, days, urgent=row.is_urgent)
        if following > now:
            break
        row.step += 1
    return steps[row.step]


def renew() -> int:
    """Bring the terms of all open documents up to date: days of the calendar may have changed.

    Goes through what is open, by the indexes on it; returns how many documents that were.
    """
    days, done = calendar(), 0
    for open_rows in (
        Incoming.objects.filter(ARRIVALS_OPEN),
        Outgoing.objects.filter(PAPERS_OPEN),
    ):
        for key in list(open_rows.order_by("pk").values_list("pk", flat=True)):
            with transaction.atomic():
                refresh(_document(key), days)
            done += 1
    return done


def _document(key: int) -> Document:
    found: Document = Document.objects.select_related("unit", "incoming", "outgoing").get(pk=key)
    return found
