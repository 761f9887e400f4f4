"""Waiting rows to tasks: a row says what waits, a task does it, a lease lets only one do it.

An action writes the row; when its transaction commits, `after_commit` rings the broker. In the
embedded default nobody rings: the worker's pump looks for due rows five times a second and feeds
the queue of its own process. Rows whose ring was lost are found by the same pump, so a dead broker
or worker loses nothing, and every task may run twice.
"""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cache
from typing import Any, ClassVar, Self, TypeVar

from celery import current_app, shared_task
from django.conf import settings
from django.db import connection, models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from docflow import clock, failpoints
from docflow.statements import moment_value

logger = logging.getLogger(__name__)

POLL = 0.2
AT_ONCE = 50
TRIES = 12
LONGEST_PAUSE = timedelta(hours=1)
RING_IN_TIME = timedelta(seconds=5)  # a row that nobody took by then was not rung for
BROKER_REST = 5.0  # seconds nobody rings after the broker could not be reached


class WaitingQuerySet(models.QuerySet[Any]):
    """Questions to a table of waiting rows."""

    def waiting(self) -> Self:
        """Rows with work to do, now or later."""
        return self.filter(due__isnull=False)

    def left_behind(self, before: datetime) -> Self:
        """Rows due before a moment that nobody is working on."""
        free = Q(lease__isnull=True) | Q(lease__lt=clock.wall())
        return self.filter(free, due__lte=before)


def waits(name: str) -> models.Index:
    """The index by which the pump finds what waits, however many rows are done."""
    return models.Index(fields=["due"], condition=Q(due__isnull=False), name=name)


class Waiting(models.Model):
    """A row that waits for work: when it is next due, who holds it, what went wrong last."""

    due = models.DateTimeField(_("next try"), null=True, default=clock.wall)
    lease = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(_("tries"), default=0)
    last_error = models.TextField(_("last error"), blank=True)

    objects: ClassVar[Any] = WaitingQuerySet.as_manager()

    class Meta:
        abstract = True

    def settle(self) -> None:
        """Nothing waits any more; saved by the act that did the work, in its transaction."""
        self.due = self.lease = None
        self.last_error = ""

    def give_up(self, reason: str) -> None:
        """What to do after the last try; by default the row goes on being tried once an hour."""


Row = TypeVar("Row", bound=Waiting)
_kinds: dict[type[Waiting], Any] = {}
_broker_rests_until = 0.0


def does(model: type[Waiting], **options: Any) -> Callable[[Callable[[int], None]], Any]:
    """Declare the task, called with a row's id, that does the waiting work of a model.

    `options` are Celery's, as `time_limit` (seconds) for work that takes long.
    """

    def declare(function: Callable[[int], None]) -> Any:
        _kinds[model] = shared_task(**options)(function)
        return _kinds[model]

    return declare


def after_commit(row: Waiting) -> None:
    """Ring for the row once it is durable; with the embedded queue the pump finds it by itself."""
    if not settings.DOCFLOW_EMBEDDED:
        transaction.on_commit(lambda: _ring(row))


@contextmanager
def claim(model: type[Row], row_id: int) -> Iterator[Row | None]:
    """Hold a waiting row while working on it; None when it is done or another worker holds it.

    An error goes onto the row with the time of the next try; it does not reach the queue.
    """
    now = clock.wall()
    free = Q(lease__isnull=True) | Q(lease__lt=now)
    held = model.objects.filter(free, pk=row_id, due__isnull=False).update(
        lease=now + timedelta(seconds=settings.DOCFLOW_LEASE), attempts=F("attempts") + 1
    )
    if not held:
        yield None
        return
    row: Any = model.objects.get(pk=row_id)
    try:
        failpoints.reach("task.claimed")
        yield row
        failpoints.reach("task.done")
    except Exception as error:
        logger.exception("%s %s", model.__name__, row_id)
        _put_back(row, str(error) or type(error).__name__)


def pump_once() -> int:
    """Feed the queue with the rows that are due; returns how many. Called by the worker's pump."""
    if _broker_rests():
        return 0
    grace = timedelta() if settings.DOCFLOW_EMBEDDED else RING_IN_TIME
    before = clock.wall() - grace
    fed = 0
    for model in _left_behind(before):
        for row in model.objects.left_behind(before).order_by("due")[:AT_ONCE]:
            fed += _feed(row)
    return fed


def _left_behind(before: datetime) -> list[type[Waiting]]:
    """The kinds with rows that `left_behind` finds, in one question that is written once."""
    kinds = list(_kinds)
    now, due = moment_value(clock.wall()), moment_value(before)
    with connection.cursor() as cursor:
        cursor.execute(_question(tuple(kinds)), [due, now] * len(kinds))
        return [kinds[number] for (number,) in cursor.fetchall()]


@cache
def _question(kinds: tuple[type[Waiting], ...]) -> str:
    return " UNION ALL ".join(
        f"SELECT {number} WHERE EXISTS (SELECT 1 FROM {kind._meta.db_table}"  # noqa: S608
        " WHERE due <= %s AND (lease IS NULL OR lease < %s))"
        for number, kind in enumerate(kinds)
    )


def _feed(row: Waiting) -> int:
    """Publish the row unless another pump just did; it may be published again after a lease."""
    again = clock.wall() + timedelta(seconds=settings.DOCFLOW_LEASE)
    table = type(row).objects
    if not table.filter(pk=row.pk, due=row.due).update(due=again):
        return 0
    failpoints.reach("pump.before_publish")
    _ring(row)
    failpoints.reach("pump.after_publish")
    return 1


def _ring(row: Waiting) -> None:
    failpoints.reach("ring")
    publish(_task_of(type(row)), row.pk)


def publish(task: Any, *args: Any) -> None:
    """Put a task into the queue. A broker that is away is waited for once, not once for each."""
    global _broker_rests_until
    if _broker_rests():
        return
    try:
        task.apply_async(args, retry=False)
    except Exception as error:
        _broker_rests_until = time.monotonic() + BROKER_REST
        logger.warning("The broker cannot be reached (%s); the pump tries again.", error)


def _task_of(model: type[Waiting]) -> Any:
    """The task that does a model's work. Only workers have imported every task from the start."""
    if model not in _kinds:
        current_app.loader.import_default_modules()
    return _kinds[model]


def _broker_rests() -> bool:
    return time.monotonic() < _broker_rests_until


def _put_back(row: Waiting, reason: str) -> None:
    """Note the error and the next try, unless the work is done or another worker has it by now."""
    pause = min(timedelta(seconds=2 ** min(row.attempts, TRIES)), LONGEST_PAUSE)
    ours = type(row).objects.filter(pk=row.pk, due__isnull=False, lease=row.lease)
    put_back = ours.update(due=clock.wall() + pause, lease=None, last_error=reason)
    if put_back and row.attempts >= TRIES:
        row.give_up(reason)
