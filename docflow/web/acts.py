"""Which address does what: the moves a life allows become the buttons of its page."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from docflow.outgoing.models import Outgoing
from docflow.verbs import VERBS

AT_ONCE = {"submit", "initial", "pass_format", "withdraw", "start"}
"""Moves that ask for nothing more than a click; the others have a page of their own."""
NOT_BY_PEOPLE = {"verify", "fail_verify", "verify_paper"}
LAST = ["refuse", "send_back", "withdraw", "cancel"]
"""Moves that end or undo something: shown last, never as the main button."""


@dataclass(frozen=True)
class Button:
    """One open move: where it leads, what it is called, whether a click is enough."""

    verb: str
    label: Any
    address: str
    at_once: bool
    main: bool


def buttons(subject: Any, verbs: list[str]) -> list[Button]:
    """One button for each open move; the first that goes forward is the main one."""
    area = "outgoing" if isinstance(subject, Outgoing) else "incoming"
    verbs = sorted(
        (verb for verb in verbs if verb not in NOT_BY_PEOPLE),
        key=lambda verb: (verb in LAST, list(VERBS).index(verb)),
    )
    return [
        Button(
            verb,
            VERBS[verb],
            reverse(f"{area}:{verb}", args=[subject.uid]),
            verb in AT_ONCE,
            place == 0 and verb not in LAST,
        )
        for place, verb in enumerate(verbs)
    ]
