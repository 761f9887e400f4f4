"""How long notices, letters and events of webhooks are kept; after that they are forgotten."""

from datetime import timedelta
from typing import Any

from docflow import clock
from docflow.notices.models import HookEvent, Letter, Notice

KEPT = timedelta(days=90)
AT_ONCE = 1000


def forget_old() -> int:
    """Delete what is older, some at a time, by the index on its age; returns how many notices."""
    before = clock.now() - KEPT
    gone = _forget(Notice.objects.filter(at__lt=before))
    _forget(Letter.objects.filter(created__lt=before, due__isnull=True))
    _forget(HookEvent.objects.filter(at__lt=before))
    return gone


def _forget(rows: Any) -> int:
    gone = 0
    while keys := list(rows.values_list("pk", flat=True)[:AT_ONCE]):
        rows.model.objects.filter(pk__in=keys).delete()
        gone += len(keys)
    return gone
