"""What people do beside the straight way: opinions, returns to a step, another signer."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.audit.events import Event
from docflow.audit.log import action, record
from docflow.errors import Refused
from docflow.outgoing import contents, opinions, turns
from docflow.outgoing.models import Outgoing, SignerChange, Turn
from docflow.outgoing.states import State
from docflow.people.actor import Actor, System
from docflow.people.models import Appointment
from docflow.permissions import Permission, require


@action
def ask_opinion(
    paper: Outgoing,
    whom: Sequence[Appointment],
    question: str,
    *,
    by: Actor,
    days: int = opinions.DAYS,
) -> Outgoing:
    """Ask people for their opinions, within so many working days; the document goes on meanwhile.

    The drafter asks until the leader signs; who was asked may ask others, three deep at most, and
    not beyond the own deadline.
    """
    paper = Outgoing.objects.lock(paper)
    under, whom = opinions.asked_under(paper, by), list(dict.fromkeys(whom))
    opinions.must_be_askable(paper, whom, by)
    asked = [
        opinions.asked(paper, post, opinions.question_of(question), opinions.days_of(days), by)
        for post in whom
    ]
    for turn in asked:
        turn.under, turn.level = under, under.level + 1 if under else 1
        turns.open_turn(turn, under.deadline if under else None)
        turn.save()
    record(
        Event.OUTGOING_OPINION_ASKED,
        paper,
        by,
        facts={"asked": [str(post.uid) for post in whom], "days": days, "level": asked[0].level},
        question=question.strip(),
    )
    return paper


@action
def give_opinion(paper: Outgoing, stance: str, text: str = "", *, by: Actor) -> Outgoing:
    """Answer the oldest open question: agree, agree with a remark, or object and say why.

    The last that the order needs moves the document on to the format check.
    """
    paper = Outgoing.objects.lock(paper)
    require(by, Permission.OUTGOING_GIVE_OPINION, by.unit)
    turn = opinions.must_be_asked(paper, by)
    said = opinions.opinion_of(stance, text)
    turns.take(turn, by, stance, said)
    went = _go_on(paper, turn)
    record(
        Event.OUTGOING_OPINION_GIVEN,
        paper,
        by,
        facts={
            "stance": stance,
            "round": paper.round,
            "step": turn.place or None,
            "asker": str(turn.asked_by.uid) if turn.asked_by else None,
            **went,
        },
        opinion=said,
    )
    return paper


@action
def lapse_opinion(turn: Turn, *, by: System) -> None:
    """Let the deadline of an opinion pass: the order goes on without it."""
    require(by, Permission.OUTGOING_PASS_ON, turn.unit)
    paper = Outgoing.objects.lock(turn.paper)
    turn = Turn.objects.get(pk=turn.pk)
    if turn.standing != Turn.Standing.OPEN:
        return
    turn.standing = Turn.Standing.LAPSED
    turn.settle()
    turn.save()
    went = _go_on(paper, turn)
    record(
        Event.OUTGOING_OPINION_LAPSED,
        paper,
        by,
        facts={
            "round": paper.round,
            "step": turn.place or None,
            "asker": str(turn.asked_by.uid) if turn.asked_by else None,
            **went,
        },
    )


@action
def send_back_to_step(paper: Outgoing, place: str, reason: str, *, by: Actor) -> Outgoing:
    """Open a step of the order again, and all after it; what came before it stands.

    Under the default order the one step is 1.
    """
    paper = Outgoing.objects.lock(paper)
    reason = contents.reason_of(reason)
    if paper.state == State.INITIALLING:
        paper.must_be_theirs("send_back_to_step", by)
    else:
        paper.send_back_to_step(by)
    opinions.must_be_done(paper, place)
    opened = turns.return_to(paper, place)
    paper.save()
    record(
        Event.OUTGOING_RETURNED_TO_STEP,
        paper,
        by,
        facts={"round": paper.round, "step": place, "opened": opened},
        reason=reason,
    )
    return paper


@action
def send_back_to_check(paper: Outgoing, reason: str, *, by: Actor) -> Outgoing:
    """Have the format checked again before the signature, saying why."""
    paper = Outgoing.objects.lock(paper)
    paper.send_back_to_check(by)
    paper.save()
    record(
        Event.OUTGOING_RETURNED_TO_STEP,
        paper,
        by,
        facts={"round": paper.round, "step": "format_check"},
        reason=contents.reason_of(reason),
    )
    return paper


@action
def replace_signer(paper: Outgoing, signer: Appointment, reason: str, *, by: Actor) -> Outgoing:
    """Name another leader to sign, as when the first is away; who was named before stays on record.

    The format is checked again: name and authority on the page are another's (Decree 30/2020
    Art. 13).
    """
    paper = Outgoing.objects.lock(paper)
    before, reason = paper.signer, contents.reason_of(reason)
    paper.replace_signer(by)
    if before is None or not contents.put_before(paper, signer):
        raise Refused(
            "same_signer",
            _("%(who)s is named already. Name another leader."),
            who=signer.user.full_name,
        )
    SignerChange.objects.create(
        paper=paper,
        round=paper.round,
        before=before,
        after=signer,
        by=by.appointment,
        at=clock.now(),
        reason=reason,
    )
    record(
        Event.OUTGOING_SIGNER_REPLACED,
        paper,
        by,
        facts={"before": str(before.uid), "after": str(signer.uid)},
        reason=reason,
    )
    return paper


def _go_on(paper: Outgoing, turn: Turn) -> dict[str, Any]:
    """Open what comes after a turn of the order; done with it, the document is passed on.

    Tells the log which places were opened and, where it was passed on, to what state.
    """
    if not turn.place or paper.circuit is None:
        return {}
    went: dict[str, Any] = {"opened": turns.refresh(paper)}
    if paper.state == State.INITIALLING and turns.is_done(paper):
        paper.pass_on(System(paper.unit))
        went["to"] = str(paper.state)
    paper.save()
    return went
