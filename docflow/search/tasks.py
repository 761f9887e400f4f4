"""Following the log: the search index is brought up to date."""

from docflow.audit.following import follows_log
from docflow.search import following

SECONDS = 0.8  # of work in one turn, so that a large import leaves the worker to others


@follows_log(pause=1.0)
def follow_log() -> None:
    """What was newly recorded is indexed."""
    following.catch_up(SECONDS)
