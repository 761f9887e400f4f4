"""The documents' own work by the clock."""

from celery import shared_task

from docflow.documents import books, sweeping

LONGEST = 6 * 3600  # seconds


@shared_task(time_limit=LONGEST)
def sweep_orphans() -> None:
    """Every night: remove bytes older than a day that no document refers to."""
    sweeping.sweep()


@shared_task
def open_new_year() -> None:
    """Just after midnight in Vietnam: on 1 January the books of the new year stand ready."""
    books.open_new_year()
