"""A person of the cast in a signed-in browser, without the sign-in page."""

from typing import Any

from django.test import Client

from docflow import clock
from docflow.people.actor import Actor


def browser_of(actor: Actor) -> Client:
    """A browser with a session such as signing in makes."""
    client = Client()
    client.force_login(actor.user)
    session: Any = client.session
    now = clock.wall().isoformat()
    session.update({"began": now, "since": now, "seen": now, "owes": None})
    session.save()
    return client
