"""What picks the tasks of the queues about handling: near deadlines, holds, requests, urges."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q

from docflow.incoming.models import Assignment, Extension, Urge

OWN = Q(person__isnull=False) & ~Q(role=Assignment.Role.FOR_INFORMATION)
NOT_ON_HOLD = ~Q(arrival__state="on_hold")


def due_soon(actor: Any, near: datetime) -> Q:
    """Own tasks whose deadline is near or has passed."""
    return OWN & NOT_ON_HOLD & Q(due__lt=near)


def asked_again(actor: Any, near: datetime) -> Q:
    """Own tasks somebody asked about and nobody has reported on since."""
    unanswered = Urge.objects.filter(task=OuterRef("pk"), reported_at__isnull=True)
    return OWN & Q(Exists(unanswered))


def on_hold(actor: Any, near: datetime) -> Q:
    """What the actor leads and waits with."""
    return Q(person__isnull=False, role=Assignment.Role.LEAD, arrival__state="on_hold")


def more_time_asked(actor: Any, near: datetime) -> Q:
    """Tasks for which more time is asked."""
    return Q(Exists(Extension.objects.filter(task=OuterRef("pk"), state="asked")))


def more_time_within(actor: Any, near: datetime) -> Q:
    """The same, no later than the department itself has time."""
    asked = Extension.objects.filter(task=OuterRef("pk"), state="asked")
    return Q(Exists(asked.filter(due__lte=F("task__parent__due"))))
