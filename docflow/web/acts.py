"""Which address does what: the moves a life allows become the buttons of its page."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from docflow.incoming.open_tasks import to_hand_on, to_note
from docflow.outgoing.models import Outgoing
from docflow.outgoing.opinions import may_ask, open_opinion
from docflow.outgoing.turns import done_turns
from docflow.permissions import Permission, may
from docflow.verbs import VERBS

AT_ONCE = {"submit", "withdraw", "start", "take_note"}
"""Moves that ask for nothing more than a click; the others have a page of their own."""
NOT_BY_PEOPLE = {"verify", "fail_verify", "verify_paper", "pass_on"}
ON_ANOTHERS_PAGE = {"send_back_to_check"}
"""Moves that are chosen on the page of another: returning to a step offers the format check too."""
LAST = [
    "ask_opinion",
    "refuse",
    "replace_signer",
    "send_back_to_step",
    "send_back",
    "withdraw",
    "cancel",
]
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
        (verb for verb in verbs if verb not in NOT_BY_PEOPLE | ON_ANOTHERS_PAGE),
        key=lambda verb: (verb in LAST, list(VERBS).index(verb)),
    )
    return [
        Button(
            verb,
            VERBS[verb],
            _address(area, verb, subject),
            verb in AT_ONCE,
            place == 0 and verb not in LAST,
        )
        for place, verb in enumerate(verbs)
    ]


def beside_moves(subject: Any, actor: Any) -> list[str]:
    """What this actor could do now that moves no state: to the file, or to a task of theirs."""
    if isinstance(subject, Outgoing):
        mine = subject.is_editable and actor.user == subject.drafter.user
        revises = mine and may(actor, Permission.OUTGOING_DRAFT, subject.unit)
        return [*(["revise"] if revises else []), *beside_the_order(subject, actor)]
    under_way = subject.state in ("assigned", "in_progress")
    possible = {
        "reassign": to_hand_on(subject, actor) is not None,
        "answer": under_way and may(actor, Permission.OUTGOING_DRAFT, subject.unit),
        "take_note": to_note(subject, actor) is not None,
    }
    return [verb for verb, is_possible in possible.items() if is_possible]


def beside_the_order(paper: Outgoing, actor: Any) -> list[str]:
    """What this actor could do now with opinions, and within the order of a document."""
    asked = open_opinion(paper, actor) is not None
    returns = (
        paper.state == "initialling"
        and may(actor, Permission.OUTGOING_SEND_BACK, paper.unit)
        and bool(done_turns(paper))
    )
    possible = {
        "give_opinion": asked and actor.user != paper.drafter.user,
        "ask_opinion": may_ask(paper, actor),
        "send_back_to_step": returns,
    }
    return [verb for verb, is_possible in possible.items() if is_possible]


def _address(area: str, verb: str, subject: Any) -> str:
    if verb == "answer":
        return f"{reverse('outgoing:draft')}?answers={subject.uid}"
    return reverse(f"{area}:{verb}", args=[subject.uid])
