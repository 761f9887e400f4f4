"""Following the log: the search index is brought up to date."""

from celery import shared_task

from docflow.search import following

SECONDS = 0.8  # of work in one turn, so that a large import leaves the worker to others


@shared_task
def follow_log() -> None:
    """Once a second: what was newly recorded is indexed."""
    following.catch_up(SECONDS)
