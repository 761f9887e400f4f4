"""What an opinion is made of: who may ask whom, the question, the answer; each checked."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.errors import NotAllowed, Refused
from docflow.outgoing import order, turns
from docflow.outgoing.models import Outgoing, Turn
from docflow.outgoing.participants import able
from docflow.outgoing.states import BEFORE_SIGNATURE, EDITABLE
from docflow.people.actor import Actor
from docflow.people.models import Appointment
from docflow.permissions import Permission, may
from docflow.units.models import Unit
from docflow.units.tree import subtree

DAYS = order.DAYS
DEEPEST = 3
MOST_ASKED = 20
LONGEST_QUESTION, LONGEST_OPINION = 1000, 2000
ASKABLE = [*EDITABLE, *BEFORE_SIGNATURE]
Standing = Turn.Standing


def may_ask(paper: Outgoing, by: Any) -> bool:
    """Whether the actor may ask for opinions on this document now."""
    if paper.state not in ASKABLE:
        return False
    return _is_drafter(paper, by) or open_opinion(paper, by) is not None


def open_opinion(paper: Outgoing, by: Any) -> Turn | None:
    """The oldest opinion on this document that the actor is asked for now."""
    found: Turn | None = (
        Turn.objects.filter(paper=paper, round=paper.round, kind=Turn.Kind.OPINION)
        .open_to(by)
        .select_related("asked_by__user", "unit", "paper__document")
        .order_by("pk")
        .first()
    )
    return found


def asked_under(paper: Outgoing, by: Actor) -> Turn | None:
    """The question in answer to which the actor asks others; None for the drafter's own asking.

    Raises NotAllowed for anybody else, Refused after the signature and below the third level.
    """
    under = None if _is_drafter(paper, by) else open_opinion(paper, by)
    if not _is_drafter(paper, by) and under is None:
        raise NotAllowed(
            "not_yours_to_ask",
            _("Its drafter asks for opinions, and who was asked for one may ask others."),
        )
    if paper.state not in ASKABLE:
        raise Refused(
            "signed_already",
            _("Opinions are asked for before the leader signs. This document is past that."),
        )
    if under and under.level >= DEEPEST:
        raise Refused(
            "asked_too_deep",
            _("Opinions are asked three deep at most. Give your own, or ask in person."),
        )
    return under


def who_can_be_asked(unit: Unit) -> Any:
    """The posts of a unit and of those below it whose holders give opinions."""
    return able(Turn.Kind.OPINION).filter(unit__in=subtree(unit, clock.today()))


def must_be_askable(paper: Outgoing, whom: Sequence[Appointment], by: Actor) -> None:
    """Raise Refused unless each of these can be asked, and is not asked already."""
    if not 1 <= len(whom) <= MOST_ASKED:
        raise Refused("whom_missing", _("Name those you ask: 1 to 20 of them."))
    known = set(who_can_be_asked(paper.unit).filter(pk__in=[post.pk for post in whom]))
    open_now = Turn.objects.filter(paper=paper, round=paper.round, kind=Turn.Kind.OPINION).open()
    asked = set(open_now.values_list("person", flat=True))
    for post in whom:
        if post not in known or post.user in (paper.drafter.user, by.user):
            raise Refused(
                "cannot_be_asked",
                _("%(who)s cannot be asked: name others of your unit or of one below it."),
                who=post.user.full_name,
            )
        if post.pk in asked:
            raise Refused(
                "asked_before",
                _("%(who)s is asked already and has not answered yet."),
                who=post.user.full_name,
            )


def asked(paper: Outgoing, post: Appointment, question: str, days: int, by: Actor) -> Turn:
    """A question to one person, not yet kept."""
    return Turn(
        paper=paper,
        round=paper.round,
        kind=Turn.Kind.OPINION,
        standing=Standing.OPEN,
        unit=post.unit,
        person=post,
        asked_by=by.appointment,
        question=question,
        days=days,
    )


def question_of(question: str) -> str:
    """A question without spaces around it; there must be one."""
    if not 0 < len(question.strip()) <= LONGEST_QUESTION:
        raise Refused("question_length", _("Say in 1 to 1000 characters what you ask."))
    return question.strip()


def days_of(days: int) -> int:
    """A number of working days that can be waited."""
    if not 1 <= days <= order.MOST_DAYS:
        raise Refused("days_range", _("Give 1 to 30 working days."))
    return days


def must_be_asked(paper: Outgoing, by: Actor) -> Turn:
    """The question the actor answers. Raises Refused, saying how it stands, when there is none."""
    if by.user == paper.drafter.user:
        raise Refused("own_draft", _("This is your own draft. Someone else must do this."))
    found = open_opinion(paper, by)
    if found:
        return found
    last = Turn.objects.filter(paper=paper, kind=Turn.Kind.OPINION).of(by).order_by("-pk").first()
    if last is None:
        raise Refused(
            "not_asked", _("Nobody asks for your opinion on this document. Its drafter can.")
        )
    raise Refused(
        "opinion_closed",
        _("Your opinion is not asked for now: %(standing)s. Its drafter can ask you anew."),
        standing=last.get_standing_display(),
    )


def opinion_of(stance: str, text: str) -> str:
    """The words of an opinion; a remark and an objection need some."""
    if stance not in Turn.Stance.values:
        raise Refused("stance_unknown", _("Choose: agree, agree with a remark, or object."))
    if stance != Turn.Stance.AGREE and not text.strip():
        raise Refused("text_missing", _("Say what you remark or object to."))
    if len(text.strip()) > LONGEST_OPINION:
        raise Refused("text_too_long", _("An opinion has at most 2000 characters."))
    return text.strip()


def must_be_done(paper: Outgoing, place: str) -> None:
    """Raise Refused unless this step of the order was done, so that one can return to it."""
    if paper.circuit_id is None:
        can = place == "1" and "initialling" in (paper.moved or ())
    else:
        can = place in {turn.place for turn in turns.done_turns(paper)}
    if not can:
        raise Refused(
            "step_not_done",
            _("That step has not been done in this round. Choose one that has."),
        )


def _is_drafter(paper: Outgoing, by: Any) -> bool:
    own = by.user == paper.drafter.user
    return own and may(by, Permission.OUTGOING_DRAFT, paper.unit)
