"""The log's own work by the clock, and the checks people ask for."""

import time
from collections.abc import Callable
from datetime import timedelta

from celery import shared_task
from django.conf import settings

from docflow import clock
from docflow.audit import checkpoints
from docflow.audit.extent import chain_names
from docflow.audit.models import AuditCheck
from docflow.audit.verify import verify
from docflow.work import claim, does

LONGEST = 6 * 60 * 60  # seconds one check may take
TELL_EVERY = 0.5  # seconds


@shared_task
def sign_heads() -> None:
    """Every ten seconds: sign the heads when a minute or 1,000 entries have passed."""
    checkpoints.sign_heads_when_due()


@does(AuditCheck, time_limit=LONGEST)
def check_log(check_id: int) -> None:
    """Check the log as asked and write down what was found; cut off, it begins anew."""
    with claim(AuditCheck, check_id) as check:
        if check is None:
            return
        only = chain_names(check.unit) if check.unit else None
        proof = verify(_telling(check), only=only)
        check.done, check.finished_at = proof.entries, clock.now()
        check.total = max(check.total, check.done)
        if proof.first_bad:
            check.bad_chain = proof.first_bad.unit
            check.bad_number = proof.first_bad.number
            check.bad_reason = proof.first_bad.reason
        check.settle()
        check.save()


def _telling(check: AuditCheck) -> Callable[[int], None]:
    """Write how far it has come, twice a second, and hold the row on.

    A log that grows meanwhile makes the whole more than it was when the check was asked for.
    """
    told, done = time.monotonic(), 0

    def tell(more: int) -> None:
        nonlocal told, done
        done += more
        if time.monotonic() - told >= TELL_EVERY:
            told = time.monotonic()
            lease = clock.wall() + timedelta(seconds=settings.DOCFLOW_LEASE)
            AuditCheck.objects.filter(pk=check.pk).update(
                done=done, total=max(check.total, done), lease=lease
            )

    return tell
