"""An order as people see it: each step, who is meant today, how far it has come, what it lacks."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from docflow.documents.kinds import find
from docflow.errors import Refused, Several
from docflow.outgoing import turns
from docflow.outgoing.circuits import circuit_for, order_of
from docflow.outgoing.models import Circuit, Outgoing, Turn
from docflow.outgoing.order import Part, Step, named, printed, steps
from docflow.outgoing.participants import NEEDED, able, unit_of
from docflow.outgoing.states import State
from docflow.people.models import Appointment
from docflow.permissions import GRANTS, Permission, Role
from docflow.units.models import Unit

Standing = Turn.Standing


@dataclass(frozen=True)
class Shown:
    """A step: its place, its kind, whom it names, who they are today, and its turn if any."""

    place: str
    step: Step
    people: list[Appointment] = field(default_factory=list)
    turn: Turn | None = None
    standing: str = ""
    finding: Refused | None = None

    @property
    def kind(self) -> Any:
        return Turn.Kind(self.step.kind).label

    @property
    def name(self) -> str:
        return named(self.step.who, language())

    @property
    def standing_label(self) -> Any:
        return Standing(self.standing).label if self.standing else ""


@dataclass(frozen=True)
class Preview:
    """An order with its steps, why it is this one, and what is missing for it."""

    circuit: Circuit | None
    text: str
    steps: list[Shown]

    @property
    def why(self) -> Any:
        """Why this order: for the type, for all types, or for want of another."""
        if self.circuit is None:
            return _("No order of its own is kept for this type: the head of department initials.")
        kind = find(self.circuit.kind) if self.circuit.kind else None
        words = {"kind": kind.name if kind else "", "version": self.circuit.version}
        if kind:
            return _("The order for “%(kind)s”, version %(version)s.") % words
        return _("The order for all types without one of their own, version %(version)s.") % words

    @property
    def findings(self) -> list[Refused]:
        """What the steps lack, each said once."""
        return [each.finding for each in self.steps if each.finding]


def of_paper(paper: Outgoing, known: Iterable[Turn] | None = None) -> Preview:
    """The order of a document: that in force before it is submitted, its own from then on."""
    if paper.is_editable:
        circuit = circuit_for(paper.unit, paper.document.kind)
        return of_order(order_of(circuit), paper.unit, circuit, drafter=paper.drafter)
    found = {turn.place: turn for turn in of_round(known or turns_of(paper), paper.round)}
    shown = of_order(order_of(paper.circuit), paper.unit, paper.circuit, drafter=paper.drafter)
    return Preview(
        shown.circuit,
        shown.text,
        [_with_turn(each, found.get(each.place), paper) for each in shown.steps],
    )


def of_order(
    order: Part,
    unit: Unit,
    circuit: Circuit | None = None,
    *,
    drafter: Appointment | None = None,
) -> Preview:
    """An order as it would go in a unit today; three queries, however many steps it has."""
    posts = _posts(order, unit)
    shown = []
    for place, step in steps(order):
        people = [post for post in posts if _is_meant(step, post, unit)]
        others = [post for post in people if drafter is None or post.user_id != drafter.user_id]
        finding = None if others else _nobody(step, unit, bool(people))
        shown.append(Shown(place, step, others, finding=finding))
    return Preview(circuit, printed(order, language()), shown)


def turns_of(paper: Outgoing) -> list[Turn]:
    """Every turn of a document, of all rounds, as they are to be told."""
    rows = Turn.objects.filter(paper=paper).select_related(
        "person__user", "by__user", "delegation__giver__user", "asked_by__user", "unit"
    )
    return sorted(rows, key=lambda turn: (turn.round, turns.in_order(turn), turn.pk))


def of_round(known: Iterable[Turn], number: int) -> list[Turn]:
    """The steps of the order in one round, without what was returned to."""
    return [
        turn
        for turn in known
        if turn.round == number and turn.place and turn.standing != Standing.RETURNED
    ]


def language() -> str:
    """The language of the order for whoever reads."""
    return "vi" if (get_language() or "").startswith("vi") else "en"


def _with_turn(shown: Shown, turn: Turn | None, paper: Outgoing) -> Shown:
    if turn is None:
        standing = Standing.OPEN if paper.state == State.INITIALLING else Standing.DONE
        finding = shown.finding if standing == Standing.OPEN else None
        return Shown(shown.place, shown.step, shown.people, None, standing, finding)
    waits = turn.standing in (Standing.OPEN, Standing.WAITING)
    people = shown.people if waits else []
    finding = shown.finding if waits else None
    return Shown(shown.place, shown.step, people, turn, turn.standing, finding)


def _posts(order: Part, unit: Unit) -> list[Any]:
    """Everybody who could be meant, with their roles."""
    names = [step.who for _place, step in steps(order)]
    where = {who.unit: unit_of(who, unit) for who in names}
    units = [each for each in where.values() if each]
    posts = able("initial") | able("opinion")
    return list(posts.filter(unit__in=units).prefetch_related("grants").distinct())


def _is_meant(step: Step, post: Any, unit: Unit) -> bool:
    where, who = unit_of(step.who, unit), step.who
    roles = {Role(grant.role) for grant in post.grants.all()}
    if post.unit != where or not any(NEEDED[step.kind] in GRANTS[role] for role in roles):
        return False
    if who.role:
        return who.role in roles
    return who.post == post.post if who.post else who.username == post.user.username


def _nobody(step: Step, unit: Unit, only_drafter: bool) -> Refused:
    """That nobody is there for a step, and who could mend it."""
    people, orders = (
        Several(role.label for role in Role if each in GRANTS[role] and role != Role.SYSTEM)
        for each in (Permission.PEOPLE_MANAGE, Permission.CIRCUIT_MANAGE)
    )
    sentence = _(
        "Nobody holds the post for “%(who)s” in %(unit)s today, or nobody whose role lets them do "
        "it. To appoint somebody: %(people)s. To change the order: %(orders)s."
    )
    if only_drafter:
        sentence = _(
            "For “%(who)s” in %(unit)s only the drafter is there, who cannot do it on the own "
            "draft. To appoint somebody else: %(people)s. To change the order: %(orders)s."
        )
    return Refused(
        "nobody_there",
        sentence,
        who=named(step.who, language()),
        unit=unit.name,
        people=people,
        orders=orders,
    )
