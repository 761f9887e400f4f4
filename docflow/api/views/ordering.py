"""Opinions, returns to a step, another signer of a draft; the circuits of the unit."""

from typing import Any
from uuid import UUID

from ninja import Router

from docflow.api import finding
from docflow.api.access import call
from docflow.api.payloads import order as sent
from docflow.api.payloads.documents import DocumentWhole
from docflow.api.payloads.shapes import Reason
from docflow.outgoing import (
    circuit_actions,
    joint_actions,
    placing,
    placing_actions,
    preview,
    turn_actions,
)
from docflow.outgoing.circuits import all_in_force
from docflow.outgoing.models import Outgoing
from docflow.outgoing.order import parse
from docflow.outgoing.participants import must_be_possible
from docflow.permissions import Permission as P

router = Router(tags=["outgoing"])
ORDER = (
    "bad_order",
    "no_initials",
    "role_cannot",
    "initials_elsewhere",
    "unit_not_below",
    "order_too_long",
)
AT_ORDER = dict.fromkeys(ORDER, "order")
WHY = ("reason_missing", "reason_too_long")


@call(router, "GET", "/outgoing/{uuid:uid}/order", sent.OrderTold, door="subject")
def show_order(request: Any, uid: UUID) -> sent.OrderTold:
    """Who is next and why; where each step stands; all opinions. Nothing is changed."""
    paper = finding.outgoing(request, uid)
    turns = preview.turns_of(paper)
    return sent.OrderTold.of(preview.of_paper(paper, turns), turns)


@call(
    router,
    "POST",
    "/outgoing/{uuid:uid}/ask_opinion",
    sent.OrderTold,
    P.OUTGOING_DRAFT,
    P.OUTGOING_GIVE_OPINION,
    door="subject",
    codes=("signed_already", "asked_too_deep", "cannot_be_asked", "asked_before"),
    places={
        "whom_missing": "whom",
        "cannot_be_asked": "whom",
        "asked_before": "whom",
        "question_length": "question",
        "days_range": "days",
    },
)
def ask_opinion(request: Any, uid: UUID, given: sent.Question) -> sent.OrderTold:
    """Ask people for their opinions; the document goes on meanwhile."""
    paper = finding.outgoing(request, uid)
    whom = [
        finding.named_post(request, each, f"whom.{place}") for place, each in enumerate(given.whom)
    ]
    turn_actions.ask_opinion(paper, whom, given.question, days=given.days, by=request.actor)
    return _order(paper)


@call(
    router,
    "POST",
    "/outgoing/{uuid:uid}/give_opinion",
    sent.OrderTold,
    P.OUTGOING_GIVE_OPINION,
    door="subject",
    codes=("not_asked", "opinion_closed", "own_draft"),
    places={"stance_unknown": "stance", "text_missing": "text", "text_too_long": "text"},
)
def give_opinion(request: Any, uid: UUID, given: sent.Answer) -> sent.OrderTold:
    """Answer the oldest open question to the token's post."""
    paper = finding.outgoing(request, uid)
    turn_actions.give_opinion(paper, given.stance, given.text, by=request.actor)
    return _order(paper)


@call(
    router,
    "POST",
    "/outgoing/{uuid:uid}/send_back_to_step",
    DocumentWhole,
    P.OUTGOING_SEND_BACK,
    door="subject",
    codes=("wrong_state", "step_not_done", *WHY),
    places={"step_not_done": "step"},
)
def send_back_to_step(request: Any, uid: UUID, given: sent.StepNamed) -> DocumentWhole:
    """Open a step of the order again, and all after it."""
    paper = finding.outgoing(request, uid)
    turn_actions.send_back_to_step(paper, given.step, given.reason, by=request.actor)
    return DocumentWhole.seen(finding.after(paper), request.actor)


@call(
    router,
    "POST",
    "/outgoing/{uuid:uid}/send_back_to_check",
    DocumentWhole,
    P.OUTGOING_SEND_BACK,
    door="subject",
    codes=("wrong_state", *WHY),
)
def send_back_to_check(request: Any, uid: UUID, given: Reason) -> DocumentWhole:
    """Have the format checked again before the signature."""
    paper = finding.outgoing(request, uid)
    turn_actions.send_back_to_check(paper, given.reason, by=request.actor)
    return DocumentWhole.seen(finding.after(paper), request.actor)


@call(
    router,
    "POST",
    "/outgoing/{uuid:uid}/replace_signer",
    DocumentWhole,
    P.OUTGOING_REPLACE_SIGNER,
    door="subject",
    codes=("wrong_state", "bad_signer", "same_signer", *WHY),
    places={"bad_signer": "signer", "same_signer": "signer"},
)
def replace_signer(request: Any, uid: UUID, given: sent.AnotherSigner) -> DocumentWhole:
    """Name another leader to sign; who was named before stays on record."""
    paper = finding.outgoing(request, uid)
    signer = finding.named_post(request, given.signer, "signer")
    turn_actions.replace_signer(paper, signer, given.reason, by=request.actor)
    return DocumentWhole.seen(finding.after(paper), request.actor)


@call(
    router,
    "POST",
    "/outgoing/{uuid:uid}/name_body",
    DocumentWhole,
    P.OUTGOING_DRAFT,
    door="subject",
    codes=("not_editable", "bad_signer", "body_twice", "too_many_bodies"),
    places={"bad_signer": "signer", "body_twice": "unit", "too_many_bodies": "unit"},
)
def name_body(request: Any, uid: UUID, given: sent.BodyNamed) -> DocumentWhole:
    """Have a further body sign and seal a draft after those named before."""
    paper = finding.outgoing(request, uid)
    unit = finding.named_unit(given.unit, "unit")
    joint_actions.name_body(paper, finding.named_signer(unit, given.signer), by=request.actor)
    return DocumentWhole.seen(finding.after(paper), request.actor)


@call(
    router,
    "POST",
    "/outgoing/{uuid:uid}/take_body_out",
    DocumentWhole,
    P.OUTGOING_DRAFT,
    door="subject",
    codes=("not_editable", "no_such_body"),
    places={"no_such_body": "unit"},
)
def take_body_out(request: Any, uid: UUID, given: sent.BodyTakenOut) -> DocumentWhole:
    """Take a further body out of a draft; those after it move up."""
    paper = finding.outgoing(request, uid)
    unit = finding.named_unit(given.unit, "unit")
    joint_actions.take_body_out(paper, unit, by=request.actor)
    return DocumentWhole.seen(finding.after(paper), request.actor)


@call(router, "GET", "/outgoing/{uuid:uid}/marks", list[sent.MarkTold], door="subject")
def show_marks(request: Any, uid: UUID) -> list[sent.MarkTold]:
    """Where number, date, marks and seals will stand, found on the pages or placed by sight."""
    paper = finding.outgoing(request, uid)
    placing.must_be_placeable(paper, request.actor)
    return [sent.MarkTold.of(each) for each in placing.places_of(paper).marks]


@call(
    router,
    "POST",
    "/outgoing/{uuid:uid}/place_marks",
    list[sent.MarkTold],
    *placing.PLACERS,
    door="subject",
    codes=(
        *("places_fixed", "not_yours_to_place", "no_file", "no_such_mark", "bad_style"),
        *("mark_size", "misplaced", "pages_unreadable", "changed_meanwhile"),
    ),
    places=dict.fromkeys(("no_such_mark", "bad_style", "mark_size", "misplaced"), "marks"),
)
def place_marks(request: Any, uid: UUID, given: sent.MarksChosen) -> list[sent.MarkTold]:
    """Place marks by sight, before the first signature; never over print."""
    paper = finding.outgoing(request, uid)
    chosen = [placing.Chosen(**each.model_dump()) for each in given.marks]
    paper = placing_actions.place_marks(paper, chosen, by=request.actor)
    return [sent.MarkTold.of(each) for each in placing.places_of(paper).marks]


@call(router, "GET", "/circuits", list[sent.CircuitTold], P.CIRCUIT_MANAGE)
def list_circuits(request: Any) -> list[sent.CircuitTold]:
    """The orders of the token's unit that are in force, by type of document."""
    return [sent.CircuitTold.of(each) for each in all_in_force(request.actor.unit)]


@call(
    router,
    "POST",
    "/circuits",
    sent.CircuitTold,
    P.CIRCUIT_MANAGE,
    status=201,
    codes=("changed_meanwhile", "nothing_changed", "unknown_kind", *ORDER),
    places=AT_ORDER | {"unknown_kind": "kind"},
)
def keep_circuit(request: Any, given: sent.CircuitText) -> sent.CircuitTold:
    """Keep another order for a type; an empty one gives the type back to the default."""
    made = circuit_actions.keep_circuit(given.kind, given.order, by=request.actor, seen=given.seen)
    return sent.CircuitTold.of(made)


@call(
    router,
    "GET",
    "/circuits/preview",
    sent.OrderTold,
    P.CIRCUIT_MANAGE,
    codes=ORDER,
    places=AT_ORDER,
)
def preview_circuit(request: Any, order: sent.OrderText) -> sent.OrderTold:
    """What an order comes to in the token's unit today; nothing is kept."""
    unit, read = request.actor.unit, parse(order)
    must_be_possible(read, unit)
    return sent.OrderTold.of(preview.of_order(read, unit), [])


def _order(paper: Outgoing) -> sent.OrderTold:
    """The order of the document after the act."""
    after = finding.after(paper)
    turns = preview.turns_of(after)
    return sent.OrderTold.of(preview.of_paper(after, turns), turns)
