"""Which address does what: the moves a life allows become the buttons of its page."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from docflow.circulation.marks import may_mark
from docflow.copies.conditions import may_be_copied
from docflow.copies.models import Copy
from docflow.documents.models import Document
from docflow.incoming.giving import UNDER_WAY
from docflow.incoming.open_tasks import handed_on_by, handed_to, to_hand_on, to_note
from docflow.incoming.own_tasks import beside as beside_tasks
from docflow.outgoing.mending import may_mend
from docflow.outgoing.models import Outgoing
from docflow.outgoing.opinions import may_ask, open_opinion
from docflow.outgoing.placing import may_place
from docflow.outgoing.turns import done_turns
from docflow.permissions import Permission, may
from docflow.recalls.conditions import may_recall
from docflow.verbs import VERBS

AT_ONCE = {
    "outgoing": {"submit", "withdraw"},
    "incoming": {
        "start",
        "take_note",
        "resume",
        "take_back_proposal",
        "take_back_assignment",
        "take_back_task",
    },
}
"""Moves that ask for nothing more than a click; the others have a page of their own."""
NO_BUTTON = {
    "verify",
    "fail_verify",
    "verify_paper",
    "merge",
    "resume_in_time",
    "pass_on",
    "send_back_to_check",
}
"""What the system does, or the page of another move offers: registering, returning to a step."""
SELDOM = ["name_bodies", "place_marks", "ask_extension", "hold", "forward", "hand_over", "urge"]
"""What is beside the way forward: never the main button."""
LAST = [
    "ask_opinion",
    "refuse",
    "replace_signer",
    "send_back_to_step",
    "send_back",
    "withdraw",
    "cancel",
    "return_inside",
    "give_back",
    "hand_back",
    "take_back_proposal",
    "take_back_assignment",
    "take_back_task",
    "unregister",
    "copy",
    "hand_round",
    "mark",
    "replace",
    "amend",
    "correct",
    "ask_recall",
]
"""Moves that end or undo something: shown last, never as the main button."""


MENDING = {"replace": "replaces", "amend": "amends", "correct": "corrects"}
"""Drafts that mend what was issued, and what they are to it then."""
AREAS: dict[type, str] = {Outgoing: "outgoing", Copy: "copies"}


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
    area = AREAS.get(type(subject), "incoming")
    verbs = sorted(
        (verb for verb in verbs if verb not in NO_BUTTON),
        key=lambda verb: (verb in LAST, list(VERBS).index(verb)),
    )
    return [
        Button(
            verb,
            VERBS[verb],
            _address(area, verb, subject),
            verb in AT_ONCE.get(area, ()),
            place == 0 and verb not in (*LAST, *SELDOM),
        )
        for place, verb in enumerate(verbs)
    ]


def beside_moves(subject: Any, actor: Any) -> list[str]:
    """What this actor could do now that moves no state: to the file, or to a task of theirs."""
    beside = _of_any(subject, actor)
    if isinstance(subject, Copy):
        return beside
    if isinstance(subject, Outgoing):
        mine = subject.is_editable and actor.user == subject.drafter.user
        drafts = mine and may(actor, Permission.OUTGOING_DRAFT, subject.unit)
        order = beside_the_order(subject, actor)
        return [
            *(["revise", "name_bodies"] if drafts else []),
            *(["place_marks"] if may_place(subject, actor) else []),
            *order,
            *beside,
            *_of_issued(subject, actor),
        ]
    under_way = subject.state in UNDER_WAY
    possible = {
        "reassign": to_hand_on(subject, actor) is not None,
        "answer": under_way and may(actor, Permission.OUTGOING_DRAFT, subject.unit),
        "take_note": to_note(subject, actor) is not None,
        "hand_back": handed_to(subject, actor) is not None,
        "take_back_task": handed_on_by(subject, actor) is not None,
    }
    own = beside_tasks(subject, actor)
    return [*(verb for verb, is_possible in possible.items() if is_possible), *own, *beside]


def _of_any(subject: Any, actor: Any) -> list[str]:
    """What can be done with any document: copy it, hand it round, say how far it may go."""
    document = subject.document
    copies = may(actor, Permission.COPY_DRAFT, document.unit) and bool(may_be_copied(document))
    hands_round = may(actor, Permission.MEETING_HAND_ROUND, document.unit)
    if (copies or hands_round) and not may(actor, Permission.DOCUMENT_READ, document.unit):
        given = Document.objects.given_to(actor).filter(pk=document.pk).exists()
        copies, hands_round = copies and given, hands_round and given
    possible = {
        "copy": copies,
        "hand_round": hands_round,
        "mark": may_mark(document, actor),
    }
    return [verb for verb, is_possible in possible.items() if is_possible]


def _of_issued(paper: Outgoing, actor: Any) -> list[str]:
    """What can be done about what went out: mend it by another document, recall it."""
    mends = list(MENDING) if may_mend(paper.document, actor) else []
    return [*mends, *(["ask_recall"] if may_recall(paper, actor) else [])]


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
    if verb == "hand_round":
        return f"{reverse('meetings:hand_round')}?document={subject.uid}"
    if verb in MENDING:
        return f"{reverse('outgoing:draft')}?mends={subject.uid}&as={MENDING[verb]}"
    if verb == "ask_recall":
        return reverse("recalls:ask", args=[subject.uid])
    if verb in ("copy", "mark"):
        return reverse({"copy": "copies:make", "mark": "mark"}[verb], args=[subject.uid])
    verb = "file" if verb == "file_by_clerk" else verb
    return reverse(f"{area}:{verb}", args=[subject.uid])
