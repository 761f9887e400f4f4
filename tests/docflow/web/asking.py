"""Asking pages as a person of the cast does: with the key each form carries."""

from typing import Any

from docflow.identity import new_uid
from docflow.people.actor import Actor
from tests.docflow.web.browsing import browser_of


def opened(actor: Actor, address: str) -> Any:
    """The answer to opening an address."""
    return browser_of(actor).get(address)


def sent(actor: Actor, address: str, **given: Any) -> Any:
    """The answer to a form sent to an address."""
    return browser_of(actor).post(address, {"request_key": str(new_uid()), **given})


def text_of(answer: Any) -> str:
    """The page as text, also one that came piece by piece."""
    if answer.streaming:
        return b"".join(answer.streaming_content).decode()
    return str(answer.content.decode())
