"""Legal holds: given, listed, lifted."""

from typing import Any
from uuid import UUID

from django.db.models import Count
from ninja import Router

from docflow.api import cursors, finding
from docflow.api.access import call
from docflow.api.cursors import Cursor, Limit
from docflow.api.errors import NothingNamed
from docflow.api.payloads.dossiers import HoldTold, NewHold
from docflow.api.payloads.shapes import Page, Reason
from docflow.desks import freezing
from docflow.documents import hold_actions
from docflow.documents.freezing import LegalHold
from docflow.permissions import Permission as P
from docflow.requests.limits import limit as count

router = Router(tags=["holds"])


@call(router, "GET", "/holds", Page[HoldTold], P.HOLD_MANAGE)
def list_holds(request: Any, limit: Limit = 50, cursor: Cursor = None) -> Page[HoldTold]:
    """The orders of the token's unit, the newest first."""
    question = ("holds", request.token.uid)
    place = cursors.place(question, cursor)
    rows: Any = LegalHold.objects.of(request.actor.unit).annotate(freezes=Count("held"))
    rows = rows.filter(pk__lt=place[0]) if place else rows
    found = [
        (HoldTold.of(each, each.freezes), each.pk) for each in rows.order_by("-pk")[: limit + 1]
    ]
    return cursors.page(Page[HoldTold], question, found, limit)


@call(router, "GET", "/holds/{uuid:uid}", HoldTold, P.HOLD_MANAGE)
def show_hold(request: Any, uid: UUID) -> HoldTold:
    """One order."""
    hold: LegalHold = finding.one(LegalHold.objects.of(request.actor.unit), uid)
    return HoldTold.of(hold, hold.held.count())


@call(
    router,
    "POST",
    "/holds",
    HoldTold,
    P.HOLD_MANAGE,
    status=201,
    needs_key=True,
    codes=("nothing_named", "too_many_named", "foreign_document", "basis_missing"),
)
def give_hold(request: Any, given: NewHold) -> HoldTold:
    """Freeze documents and dossiers of the token's unit, or with `text` all that is found."""
    by = request.actor
    if given.text:
        count("export", by)
        wanted = freezing.found(by, given.text)
    else:
        wanted = freezing.named(by, given.documents, given.dossiers)
        if len(wanted.documents) < len(set(given.documents)):
            raise NothingNamed("documents")
        if len(wanted.dossiers) < len(set(given.dossiers)):
            raise NothingNamed("dossiers")
    hold = hold_actions.give_hold(
        given.basis,
        given.ordered_by,
        by=by,
        documents=wanted.documents,
        folders=wanted.folders,
        first_day=given.first_day,
    )
    return HoldTold.of(hold, hold.held.count())


@call(
    router,
    "POST",
    "/holds/{uuid:uid}/lift",
    HoldTold,
    P.HOLD_MANAGE,
    codes=("lifted_already", "hold_of_inspection", "reason_missing"),
)
def lift_hold(request: Any, uid: UUID, given: Reason) -> HoldTold:
    """Lift an order; what inspection froze only inspection lifts."""
    hold: LegalHold = finding.one(LegalHold.objects.of(request.actor.unit), uid)
    lifted = hold_actions.lift_hold(hold, given.reason, by=request.actor)
    return HoldTold.of(lifted, lifted.held.count())
