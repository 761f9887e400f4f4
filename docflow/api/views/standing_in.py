"""Standing in, absences, handing over, and changes of rights that wait to be confirmed."""

from typing import Any
from uuid import UUID

from django.http.response import HttpResponseBase
from ninja import Router

from docflow.api import cursors, finding
from docflow.api.access import call
from docflow.api.cursors import Cursor, Limit
from docflow.api.errors import NotHere
from docflow.api.payloads import standing_in as sent
from docflow.api.payloads.organisation import Delegated
from docflow.api.payloads.shapes import Page
from docflow.api.payloads.standing_in import AbsenceLine, HandedOver, OpenPart, RightsChangeLine
from docflow.desks import delegations, rights
from docflow.desks.downloads import download
from docflow.desks.uploads import file_of
from docflow.documents import filenames
from docflow.handing_over.leaving_actions import hand_over
from docflow.handing_over.open_work import open_work
from docflow.people import absence_actions, alert_actions, delegation_actions
from docflow.people.models import Absence, Appointment
from docflow.permissions import Permission as P
from docflow.units.models import Unit

router = Router(tags=["standing in"])


@call(
    router,
    "POST",
    "/delegations/{uuid:uid}/pass_on",
    Delegated,
    status=201,
    needs_key=True,
    codes=("never_passed_on", "only_the_holder_passes_on", "not_the_deputy"),
    places={"not_the_deputy": "taker", "longer_than_the_order": "valid_to", "file_gone": "file"},
)
def pass_on(request: Any, uid: UUID, given: sent.PassedOn) -> Delegated:
    """Let the deputy sign KT. under an order (TL.) the token's post was given."""
    by = request.actor
    made = delegation_actions.pass_on(
        finding.one(delegations.visible_to(by), uid),
        finding.named_post(request, given.taker, "taker"),
        by=by,
        valid_from=given.valid_from,
        valid_to=given.valid_to,
        basis=given.basis,
        file=file_of(given.file, by=by) if given.file else None,
    )
    return Delegated.of(made)


@call(
    router,
    "GET",
    "/delegations/{uuid:uid}/basis",
    None,
    media=("application/pdf",),
)
def download_basis(request: Any, uid: UUID) -> HttpResponseBase:
    """The file of the written basis."""
    rows = delegations.visible_to(request.actor).exclude(file_digest="")
    row = finding.one(rows, uid)
    name = filenames.safe(row.file_name)
    return download(request, row.file_digest, row.file_size, name, "application/pdf")


@call(router, "GET", "/absences", list[AbsenceLine])
def list_absences(request: Any) -> list[AbsenceLine]:
    """Who of the token's unit is away today or later; no right follows from it."""
    rows = delegations.absences_of(request.actor.unit)
    return [AbsenceLine.of(each) for each in rows[: cursors.MOST]]


@call(
    router,
    "POST",
    "/absences",
    AbsenceLine,
    status=201,
    needs_key=True,
    codes=("absence_in_the_past", "absent_already", "reason_missing"),
    places={"absence_in_the_past": "valid_to", "absent_already": "valid_from"},
)
def note_absence(request: Any, given: sent.NewAbsence) -> AbsenceLine:
    """Say that the holder of the token's post is away."""
    noted = absence_actions.note_absence(
        given.valid_from, given.valid_to, given.reason, by=request.actor
    )
    return AbsenceLine.of(noted)


@call(router, "POST", "/absences/{uuid:uid}/end", AbsenceLine, codes=("absence_over",))
def end_absence(request: Any, uid: UUID) -> AbsenceLine:
    """Say that the holder of the token's post is back."""
    own = Absence.objects.filter(user=request.actor.user).select_related("user")
    return AbsenceLine.of(absence_actions.end_absence(finding.one(own, uid), by=request.actor))


@call(router, "GET", "/posts/{uuid:uid}/open_work", list[OpenPart])
def list_open_work(request: Any, uid: UUID) -> list[OpenPart]:
    """What lies open with the own post, or with one an administrator deals with."""
    return [OpenPart.of(each) for each in open_work(_post(request, uid), request.actor)]


@call(
    router,
    "POST",
    "/posts/{uuid:uid}/hand_over",
    list[HandedOver],
    needs_key=True,
    codes=("bad_successor", "takes_over_oneself", "nothing_chosen"),
    places={"bad_successor": "to", "takes_over_oneself": "to", "nothing_chosen": "pieces"},
)
def hand_work_over(request: Any, uid: UUID, given: sent.HandOver) -> list[HandedOver]:
    """Give a post's open work to a successor, all of it or the pieces named; a result for each."""
    results = hand_over(
        _post(request, uid),
        finding.named_post(request, given.to, "to"),
        by=request.actor,
        chosen=given.pieces,
        written=given.written,
    )
    return [HandedOver.of(each) for each in results]


@call(router, "GET", "/rights/changes", Page[RightsChangeLine], P.RIGHTS_CONFIRM)
def list_rights_changes(
    request: Any, everything: bool = False, limit: Limit = 50, cursor: Cursor = None
) -> Page[RightsChangeLine]:
    """Changes that wait to be confirmed here, the oldest first; or all, the newest first."""
    by = request.actor
    question = ("rights", everything, request.token.uid)
    place = cursors.place(question, cursor)
    rows = rights.visible_to(by) if everything else rights.waiting(by)
    if place:
        rows = rows.filter(**{"pk__lt" if everything else "pk__gt": place[0]})
    found = [(RightsChangeLine.of(rights.told(each, by)), each.pk) for each in rows[: limit + 1]]
    return cursors.page(Page[RightsChangeLine], question, found, limit)


@call(
    router,
    "POST",
    "/rights/changes/{uuid:uid}/confirm",
    RightsChangeLine,
    P.RIGHTS_CONFIRM,
    codes=("own_change", "wrong_state"),
)
def confirm_rights_change(request: Any, uid: UUID) -> RightsChangeLine:
    """Say that a change of rights is as it should be."""
    by = request.actor
    alert_actions.confirm(finding.one(rights.visible_to(by), uid), by=by)
    return _change(request, uid)


@call(
    router,
    "POST",
    "/rights/changes/{uuid:uid}/object",
    RightsChangeLine,
    P.RIGHTS_CONFIRM,
    codes=("own_change", "wrong_state", "cannot_be_ended", "reason_missing"),
)
def object_to_rights_change(request: Any, uid: UUID, given: sent.Objection) -> RightsChangeLine:
    """Say that a change of rights is not as it should be; `end` ends it at once."""
    by = request.actor
    change = finding.one(rights.visible_to(by), uid)
    alert_actions.object_to(change, given.reason, by=by, end=given.end)
    return _change(request, uid)


def _change(request: Any, uid: UUID) -> RightsChangeLine:
    row = finding.one(rights.visible_to(request.actor), uid)
    return RightsChangeLine.of(rights.told(row, request.actor))


def _post(request: Any, uid: UUID) -> Appointment:
    """The own post, or one of the unit and below for an administrator. Raises NotHere."""
    by = request.actor
    post = finding.post(request, uid)
    unit: Unit = by.unit
    if post != by.appointment and P.PEOPLE_MANAGE not in by.permissions_in(unit):
        raise NotHere
    return post
