"""Ending at once what gives a right; inside the act of whoever ends it."""

from datetime import timedelta

from docflow import clock
from docflow.people.models import Appointment, Delegation, User


def end_sessions(user: User) -> None:
    """Whoever's posts change signs in anew, so that no page shows what was."""
    user.sessions_from = clock.wall()
    user.save(update_fields=["sessions_from"])


def end_now(delegation: Delegation) -> None:
    """Let nothing be done under a delegation from this moment on; inside the caller's act."""
    yesterday = clock.today() - timedelta(days=1)
    last_day = max(yesterday, delegation.valid_from)
    if delegation.valid_to is None or last_day < delegation.valid_to:
        delegation.valid_to = last_day
    if yesterday < delegation.valid_from:
        delegation.permissions = []
    delegation.save(update_fields=["valid_to", "permissions"])


def end_post_now(post: Appointment) -> None:
    """Let a post give nothing from this moment on: its roles go, its last day is yesterday's."""
    yesterday = clock.today() - timedelta(days=1)
    post.grants.all().delete()
    if post.valid_to is None or post.valid_to > yesterday:
        post.valid_to = max(yesterday, post.valid_from)
        post.save(update_fields=["valid_to"])
    end_sessions(post.user)
