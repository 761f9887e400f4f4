"""Moves: refused with the reason; and what a page offers is what the server accepts."""

from collections.abc import Iterable
from copy import copy
from typing import Any

import pytest
from django.utils import translation

from docflow.errors import NotAllowed, Refused
from docflow.exchange.models import Delivery
from docflow.exchange.states import State as DeliveryState
from docflow.incoming.models import Incoming
from docflow.incoming.states import State as IncomingState
from docflow.lifecycle import moves, open_moves
from docflow.outgoing.models import Outgoing
from docflow.outgoing.states import State as OutgoingState
from docflow.people import actions as staff
from docflow.people.actor import Actor, System
from docflow.people.models import RoleGrant
from docflow.permissions import Role
from docflow.units.models import Unit
from docflow.verbs import VERBS
from tests import builders, cast


def test_a_move_changes_the_state_and_remembers_from_where_to_where(people: cast.Cast) -> None:
    paper = builders.draft(people)

    paper.submit(people.lan)

    assert paper.state == "initialling"
    assert paper.moved == ("draft", "initialling")


def test_a_state_cannot_be_set_by_hand(people: cast.Cast) -> None:
    paper = builders.draft(people)

    with pytest.raises(AttributeError):
        paper.state = "issued"


def test_a_move_without_the_permission_is_refused_with_who_could(people: cast.Cast) -> None:
    paper = builders.draft(people)

    with (
        translation.override("en"),
        pytest.raises(NotAllowed, match="Roles that may: head of office, leader, head of dep"),
    ):
        paper.initial(people.hoa)

    assert paper.state == "draft"
    assert paper.moved is None


def test_a_move_from_another_state_is_refused_with_the_states_it_needs(people: cast.Cast) -> None:
    paper = builders.draft(people)

    with pytest.raises(Refused) as refusal:
        paper.send_back(people.minh)

    assert refusal.value.code == "wrong_state"
    assert refusal.value.params["verb"] == VERBS["send_back"]
    assert refusal.value.params["state_code"] == "draft"
    for state in ("INITIALLING", "FORMAT_CHECK", "SIGNING", "SIGNED"):
        assert str(OutgoingState[state].label) in str(refusal.value.params["needed"])


@pytest.mark.parametrize(
    ("state", "verb", "who", "code"),
    [
        ("draft", "submit", "drafting_hung", "not_your_draft"),
        ("signing", "sign", "binh", "not_the_signer"),
        ("signed", "number", "hoa", "signature_missing"),
        ("numbered", "seal", "hoa", "no_number"),
        ("sealed", "issue", "hoa", "seal_missing"),
        ("initialling", "withdraw", "drafting_hung", "not_your_draft"),
        ("draft", "cancel", "oanh", "not_yours_to_cancel"),
    ],
)
def test_a_guard_that_does_not_hold_says_why(
    people: cast.Cast, state: str, verb: str, who: str, code: str
) -> None:
    paper = in_state(builders.draft(people), state)
    actor = getattr(people, who.removeprefix("drafting_"))

    with pytest.raises(Refused) as refusal:
        getattr(paper, verb)(actor)

    assert refusal.value.code == code
    assert str(refusal.value) != code
    assert paper.state == state


def test_nobody_initials_a_draft_of_their_own(people: cast.Cast) -> None:
    paper = builders.draft(people)
    Outgoing.objects.filter(pk=paper.pk).update(drafter=people.hung.appointment)

    with pytest.raises(Refused) as refusal:
        in_state(paper, "initialling").initial(people.hung)

    assert refusal.value.code == "own_draft"


def in_state(subject: Any, state: str) -> Any:
    """The subject as it would be in a state."""
    type(subject).objects.filter(pk=subject.pk).update(state=state)
    return type(subject).objects.get(pk=subject.pk)


def accepted(subject: Any, actor: Any) -> list[str]:
    """The moves that go through, each tried on the subject as it is."""
    through = []
    for verb in {verb for verb, *_ in moves(type(subject))}:
        try:
            getattr(copy(subject), verb)(actor)
        except Refused:
            continue
        through.append(verb)
    return sorted(through)


def one_of_each_role(people: cast.Cast, unit: Unit) -> list[Any]:
    """The cast, somebody for each role that nobody of it plays in the unit, and the system."""
    played = RoleGrant.objects.filter(appointment__unit=unit).values_list("role", flat=True)
    others = []
    for role in sorted(set(Role) - set(played) - {Role.SYSTEM}):
        user = staff.invite(f"one-{role}", f"Ông {role}", by=System())
        others.append(Actor(staff.appoint(user, unit, str(role), [role], by=System())))
    return [*people.actors.values(), *others, System(unit)]


def compare(subject: Any, states: Iterable[str], actors: list[Any]) -> set[str]:
    """Compare offer and acceptance for every state and actor; returns all that went through."""
    seen: set[str] = set()
    for state in states:
        for actor in actors:
            fresh = in_state(subject, state)
            through = accepted(fresh, actor)
            assert sorted(open_moves(fresh, actor)) == through, (state, actor.label)
            seen.update(through)
    return seen


def test_what_is_offered_of_a_young_draft_is_what_is_accepted(people: cast.Cast) -> None:
    seen = compare(
        builders.draft(people), OutgoingState.values, one_of_each_role(people, people.commune)
    )

    assert seen == {
        *("submit", "initial", "pass_format", "sign", "sign_on_paper"),
        *("send_back", "withdraw", "cancel", "recall"),
        *("send_back_to_step", "send_back_to_check", "replace_signer"),
    }


def test_what_is_offered_of_a_sealed_document_is_what_is_accepted(people: cast.Cast) -> None:
    seen = compare(
        builders.sealed(people), OutgoingState.values, one_of_each_role(people, people.commune)
    )

    # A file that was signed already cannot be submitted again: it is drafted anew first.
    # Passing on is the system's, and only where an order is done by opinions.
    assert seen == {verb for verb, *_ in moves(Outgoing)} - {"submit", "pass_on"}


def test_what_is_offered_of_an_arrival_and_its_delivery_is_what_is_accepted(
    people: cast.Cast,
) -> None:
    arrival = builders.arrived(people)
    actors = one_of_each_role(people, people.district)

    of_arrival = compare(arrival, IncomingState.values, actors)
    of_delivery = compare(Delivery.objects.get(), DeliveryState.values, actors)

    # What nobody submitted or assigned nobody takes back: tests/docflow/incoming/test_passing.py.
    taken_back = {"take_back_proposal", "take_back_assignment"}
    assert of_arrival == {verb for verb, *_ in moves(Incoming)} - taken_back
    assert of_delivery == {verb for verb, *_ in moves(Delivery)}
