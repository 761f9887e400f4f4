"""The turns of a document: opened by its order, taken one after another, closed with the round."""

from datetime import datetime
from typing import Any

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.documents.models import give_access
from docflow.errors import Refused, Several
from docflow.outgoing.circuits import circuit_for, order_of
from docflow.outgoing.models import Outgoing, Turn
from docflow.outgoing.order import Step, named, steps
from docflow.outgoing.participants import holders_of, posts_of, unit_of
from docflow.outgoing.progress import from_here, innermost, is_complete, progress
from docflow.permissions import Role
from docflow.units.days import calendar
from docflow.work import after_commit

Standing = Turn.Standing
PASSED = (Standing.DONE, Standing.LAPSED)
DEFAULT_PLACE = "1"


def begin(paper: Outgoing) -> list[str]:
    """Give the paper the version of its circuit in force and open the first turns of the round.

    Tells the places opened; the one step of the default order is 1.
    Raises Refused when nobody is there to do what the order needs.
    """
    paper.circuit = circuit_for(paper.unit, paper.document.kind)
    if paper.circuit is None:
        return [DEFAULT_PLACE]
    _must_have_people(paper)
    Turn.objects.bulk_create(
        _turn(paper, place, step) for place, step in steps(order_of(paper.circuit))
    )
    return refresh(paper)


def missing(paper: Outgoing) -> list[Step]:
    """The steps of the paper's order for which nobody but its drafter is there today."""
    order = order_of(circuit_for(paper.unit, paper.document.kind))
    others = [
        (step, posts_of(step, paper.unit).exclude(user=paper.drafter.user))
        for _place, step in steps(order)
    ]
    return [step for step, posts in others if not posts.exists()]


def refresh(paper: Outgoing) -> list[str]:
    """Work out where each turn stands now; whoever is asked anew may read the document.

    Tells the places opened.
    """
    assert paper.circuit is not None
    opened = []
    standings = progress(order_of(paper.circuit), _done(paper))
    for turn in _of_round(paper).exclude(place=""):
        wanted = standings[turn.place]
        if turn.standing in (*PASSED, wanted):
            continue
        turn.standing = wanted
        if wanted == Standing.OPEN:
            open_turn(turn)
            opened.append(turn.place)
        else:
            turn.settle()
        turn.save()
    return opened


def open_turn(turn: Turn, until: datetime | None = None) -> None:
    """Let the people of a turn read the document, and set the deadline of an opinion."""
    now = clock.now()
    turn.opened = now
    give_access(turn.paper.document, *holders_of(turn))
    if turn.kind == Turn.Kind.OPINION:
        deadline = calendar().days_end(now, turn.days)
        turn.deadline = min(deadline, until) if until else deadline
        turn.due = turn.deadline
        after_commit(turn)


def theirs(paper: Outgoing, by: Any, kind: str) -> Turn | None:
    """The turn of the order that asks this actor now; one they have a part in only once."""
    if paper.circuit_id is None:
        return None
    turns = _of_round(paper).exclude(place="").filter(kind=kind).open_to(by)
    found: Turn | None = turns.order_by(F("person").asc(nulls_last=True), "pk").first()
    return found


def take(turn: Turn, by: Any, stance: str = "", text: str = "") -> None:
    """Note that this actor did their part now, and in whose place."""
    turn.standing = Standing.DONE
    turn.by, turn.delegation, turn.done_at = by.appointment, by.delegation, clock.now()
    turn.stance, turn.text = stance, text
    turn.settle()
    turn.save()


def completes(paper: Outgoing, turn: Turn) -> bool:
    """Whether nothing of the order is needed any more once this turn is taken."""
    return is_complete(order_of(paper.circuit), _done(paper) | {turn.place})


def is_done(paper: Outgoing) -> bool:
    """Whether nothing of the order is needed any more in this round."""
    return is_complete(order_of(paper.circuit), _done(paper))


def close(paper: Outgoing) -> None:
    """End what still waits in this round: the document went on, or back to its drafter."""
    waiting = _of_round(paper).filter(standing__in=[Standing.OPEN, Standing.WAITING])
    waiting.update(standing=Standing.ENDED, due=None, lease=None)


def return_to(paper: Outgoing, place: str) -> list[str]:
    """Open a step and all after it again; what was done there stays beside them, as returned.

    Tells the places opened.
    """
    if paper.circuit_id is None:
        return [DEFAULT_PLACE]
    reset = from_here(order_of(paper.circuit), place)
    again = list(_of_round(paper).filter(place__in=reset))
    done = [turn for turn in again if turn.standing in PASSED]
    _of_round(paper).filter(pk__in=[turn.pk for turn in done]).update(standing=Standing.RETURNED)
    known = dict(steps(order_of(paper.circuit)))
    Turn.objects.bulk_create(_turn(paper, turn.place, known[turn.place]) for turn in done)
    return refresh(paper)


def done_turns(paper: Outgoing) -> list[Turn]:
    """The steps of this round's order one can return to, as they stand in the order."""
    turns = _of_round(paper).exclude(place="").filter(standing__in=PASSED)
    return sorted(turns.select_related("by__user", "person__user"), key=in_order)


def in_order(turn: Turn) -> tuple[int, ...]:
    """Where a turn stands in its order, to sort by."""
    return tuple(map(int, turn.place.split("."))) if turn.place else (10**6, turn.pk)


def asked_now(paper: Outgoing) -> Any:
    """Whom the paper waits for, in words."""
    if paper.circuit_id is None:
        return Role.HEAD_OF_DEPARTMENT.label
    turns = _of_round(paper).open().exclude(place="").select_related("person__user")
    return Several(map(str, sorted(turns, key=in_order))) if turns else _("nobody")


def _turn(paper: Outgoing, place: str, step: Step) -> Turn:
    who, where = step.who, unit_of(step.who, paper.unit) or paper.unit
    person = posts_of(step, paper.unit).first() if who.username else None
    brackets, branch = innermost(order_of(paper.circuit), place)
    return Turn(
        paper=paper,
        round=paper.round,
        place=place,
        brackets=brackets,
        branch=branch,
        kind=step.kind,
        standing=Standing.WAITING,
        unit=where,
        role=who.role,
        post=who.post,
        person=person,
        name=named(who),
        days=step.days,
    )


def _must_have_people(paper: Outgoing) -> None:
    lacking = missing(paper)
    order = order_of(paper.circuit)
    there = frozenset(place for place, step in steps(order) if step not in lacking)
    if is_complete(order, there):
        return
    raise Refused(
        "nobody_there",
        _(
            "The order of %(unit)s asks for %(who)s, and nobody else holds that post today. "
            "An administrator can appoint somebody; who keeps the orders can change the order."
        ),
        unit=paper.unit.name,
        who=Several(named(step.who) for step in lacking),
    )


def _done(paper: Outgoing) -> frozenset[str]:
    done = _of_round(paper).exclude(place="").filter(standing__in=PASSED)
    return frozenset(done.values_list("place", flat=True))


def _of_round(paper: Outgoing) -> Any:
    turns = Turn.objects.filter(paper=paper, round=paper.round).exclude(standing=Standing.RETURNED)
    return turns.select_related("paper__document", "unit")
