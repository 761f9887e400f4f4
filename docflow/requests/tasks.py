"""What asked long ago is forgotten: keys, counts and sessions that nothing can come back to."""

from datetime import timedelta

from celery import shared_task
from django.contrib.sessions.models import Session

from docflow import clock
from docflow.requests.models import Asked, Tally

KEYS_LAST = timedelta(days=7)
COUNTS_LAST = timedelta(days=1)  # longer than any limit's time


@shared_task
def forget_old() -> None:
    """Delete keys after a week, counts after a day, sessions after their end."""
    now = clock.wall()
    Asked.objects.filter(at__lt=now - KEYS_LAST).delete()
    Tally.objects.filter(began__lt=now - COUNTS_LAST).delete()
    Session.objects.filter(expire_date__lt=now).delete()
