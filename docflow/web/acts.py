"""Which address does what: the moves a life allows become the buttons of its page."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from docflow.incoming.giving import UNDER_WAY
from docflow.incoming.open_tasks import to_hand_on, to_note
from docflow.incoming.own_tasks import beside
from docflow.outgoing.models import Outgoing
from docflow.permissions import Permission, may
from docflow.verbs import VERBS

AT_ONCE = {"submit", "withdraw", "start", "take_note", "resume"}
"""Moves that ask for nothing more than a click; the others have a page of their own."""
NOT_BY_PEOPLE = {"verify", "fail_verify", "verify_paper", "resume_in_time"}
SELDOM = ["ask_extension", "hold", "forward", "hand_over", "urge"]
"""What is beside the way forward: never the main button."""
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
            _address(area, verb, subject),
            verb in AT_ONCE,
            place == 0 and verb not in (*LAST, *SELDOM),
        )
        for place, verb in enumerate(verbs)
    ]


def beside_moves(subject: Any, actor: Any) -> list[str]:
    """What this actor could do now that moves no state: to the file, or to a task of theirs."""
    if isinstance(subject, Outgoing):
        mine = subject.is_editable and actor.user == subject.drafter.user
        return ["revise"] if mine and may(actor, Permission.OUTGOING_DRAFT, subject.unit) else []
    under_way = subject.state in UNDER_WAY
    possible = {
        "reassign": to_hand_on(subject, actor) is not None,
        "answer": under_way and may(actor, Permission.OUTGOING_DRAFT, subject.unit),
        "take_note": to_note(subject, actor) is not None,
    }
    return [verb for verb, is_possible in possible.items() if is_possible] + beside(subject, actor)


def _address(area: str, verb: str, subject: Any) -> str:
    if verb == "answer":
        return f"{reverse('outgoing:draft')}?answers={subject.uid}"
    verb = "file" if verb == "file_by_clerk" else verb
    return reverse(f"{area}:{verb}", args=[subject.uid])
