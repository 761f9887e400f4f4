"""Dossiers: lists, one of them, from opening to the archive."""

from typing import Any, Literal
from uuid import UUID

from ninja import Router

from docflow.api import cursors, finding
from docflow.api.access import call
from docflow.api.cursors import Cursor, Limit
from docflow.api.errors import NotHere, NothingNamed
from docflow.api.payloads import dossiers as told
from docflow.api.payloads.dossiers import DossierLine, DossierReader, DossierWhole
from docflow.api.payloads.figures import AccessLine, DossierAccesses
from docflow.api.payloads.shapes import Page, Reason
from docflow.desks import access_counts
from docflow.documents.models import Document
from docflow.dossiers import actions, lists, reading_actions
from docflow.dossiers.models import Dossier
from docflow.permissions import Permission as P

router = Router(tags=["dossiers"])
AT = "/dossiers/{uuid:uid}"


def dossier(request: Any, uid: UUID) -> Dossier:
    """The dossier an address names, if whoever asks may know of it. Raises NotHere."""
    rows = Dossier.objects.visible_to(request.actor).told().select_related("keeper__unit")
    found = rows.filter(folder__uid=uid).first()
    if found is None:
        raise NotHere
    return found


def whole(request: Any, uid: UUID) -> DossierWhole:
    """The dossier after an act."""
    return DossierWhole.seen(dossier(request, uid), request.actor)


@call(router, "GET", "/dossiers", Page[DossierLine])
def list_dossiers(
    request: Any,
    show: Literal["mine", "due", "late", "all"] = "all",
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[DossierLine]:
    """Dossiers the token may know of: all, those of its post, those due at the archive, late."""
    by = request.actor
    rows = Dossier.objects.visible_to(by).told().select_related("keeper__unit")
    if show == "mine":
        rows = rows.kept_by(by.stands_for)
    elif show != "all":
        waiting = lists.due_to_submit(by.unit) if show == "due" else lists.late(by.unit)
        rows = rows.filter(pk__in=waiting.values("pk"))
    question = ("dossiers", show, request.token.uid)
    place = cursors.place(question, cursor)
    rows = rows.filter(pk__lt=place[0]) if place else rows
    found = [(DossierLine.of(each), each.pk) for each in rows.order_by("-pk")[: limit + 1]]
    return cursors.page(Page[DossierLine], question, found, limit)


@call(router, "GET", f"{AT}/accesses", DossierAccesses, door="subject")
def show_dossier_accesses(request: Any, uid: UUID) -> DossierAccesses:
    """How often the documents of a dossier were read; one reader counts once in ten minutes."""
    counts = access_counts.of_dossier(request.actor, dossier(request, uid))
    return DossierAccesses(
        times=counts.times,
        documents=counts.documents,
        items=[AccessLine.of(each) for each in counts.lines],
    )


@call(router, "GET", AT, DossierWhole, door="subject")
def show_dossier(request: Any, uid: UUID) -> DossierWhole:
    """One dossier with what lies in it."""
    return whole(request, uid)


@call(router, "GET", "/documents/{uuid:uid}/dossiers", list[DossierLine], door="subject")
def list_dossiers_of(request: Any, uid: UUID) -> list[DossierLine]:
    """The dossiers a document lies in, as far as the token may know of them."""
    rows = lists.where_it_lies(finding.document(request, uid), request.actor)
    return [DossierLine.of(each) for each in rows.select_related("keeper__unit")]


@call(
    router,
    "POST",
    f"{AT}/open",
    DossierWhole,
    P.DOSSIER_KEEP,
    door="subject",
    codes=("wrong_state", "catalogue_not_approved", "no_keeper", "frozen"),
)
def open_dossier(request: Any, uid: UUID) -> DossierWhole:
    """Open a planned dossier."""
    actions.open_dossier(dossier(request, uid), by=request.actor)
    return whole(request, uid)


@call(
    router,
    "POST",
    f"{AT}/put_in",
    DossierWhole,
    P.DOSSIER_KEEP,
    door="subject",
    codes=("dossier_closed", "in_already", "dossier_full", "frozen"),
    places={"in_already": "document"},
)
def put_in(request: Any, uid: UUID, given: told.DocumentNamed) -> DossierWhole:
    """Put a document into a dossier; it may lie in others too."""
    found = dossier(request, uid)
    document = finding.named_document(request, given.document, "document")
    assert document is not None
    actions.put_in(found, document, by=request.actor)
    return whole(request, uid)


@call(
    router,
    "POST",
    f"{AT}/take_out",
    DossierWhole,
    P.DOSSIER_KEEP,
    door="subject",
    codes=("dossier_closed", "not_in", "not_the_keeper", "frozen"),
    places={"not_in": "document"},
)
def take_out(request: Any, uid: UUID, given: told.DocumentNamed) -> DossierWhole:
    """Take a document out before the dossier is closed."""
    found = dossier(request, uid)
    lying = Document.objects.filter(uid=given.document, placings__folder=found.folder).first()
    if lying is None:
        raise NothingNamed("document")
    actions.take_out(found, lying, by=request.actor)
    return whole(request, uid)


@call(
    router,
    "POST",
    f"{AT}/close",
    DossierWhole,
    P.DOSSIER_KEEP,
    door="subject",
    codes=("wrong_state", "not_the_keeper", "empty_dossier", "bad_day", "frozen"),
    places={"bad_day": "ended_on"},
)
def close_dossier(request: Any, uid: UUID, given: told.Ended) -> DossierWhole:
    """Close a dossier whose work has ended; its documents get their order."""
    actions.close(dossier(request, uid), given.ended_on, by=request.actor)
    return whole(request, uid)


@call(
    router,
    "POST",
    f"{AT}/reopen",
    DossierWhole,
    P.DOSSIER_APPROVE,
    door="subject",
    codes=("wrong_state", "reason_missing", "frozen"),
)
def reopen_dossier(request: Any, uid: UUID, given: Reason) -> DossierWhole:
    """Open a closed dossier again, by the head."""
    actions.reopen(dossier(request, uid), given.reason, by=request.actor)
    return whole(request, uid)


@call(
    router,
    "POST",
    f"{AT}/keep_back",
    DossierWhole,
    P.DOSSIER_KEEP,
    door="subject",
    codes=("not_to_keep_back", "bad_day", "basis_missing", "frozen"),
    places={"bad_day": "until"},
)
def keep_back(request: Any, uid: UUID, given: told.KeptBack) -> DossierWhole:
    """Keep a dossier back from the archive with written consent."""
    actions.keep_back(dossier(request, uid), given.until, given.basis, by=request.actor)
    return whole(request, uid)


@call(
    router,
    "POST",
    f"{AT}/hand_in",
    DossierWhole,
    P.DOSSIER_KEEP,
    door="subject",
    codes=("wrong_state", "not_the_keeper", "not_for_the_archive", "frozen"),
)
def hand_in(request: Any, uid: UUID) -> DossierWhole:
    """Submit a dossier to the archive."""
    actions.hand_in(dossier(request, uid), by=request.actor)
    return whole(request, uid)


@call(
    router,
    "POST",
    f"{AT}/accept",
    DossierWhole,
    P.DOSSIER_ARCHIVE,
    door="subject",
    codes=("wrong_state", "frozen"),
)
def accept_dossier(request: Any, uid: UUID) -> DossierWhole:
    """Take a submitted dossier into the archive."""
    actions.accept(dossier(request, uid), by=request.actor)
    return whole(request, uid)


@call(
    router,
    "POST",
    f"{AT}/hand_back",
    DossierWhole,
    P.DOSSIER_ARCHIVE,
    door="subject",
    codes=("wrong_state", "reason_missing", "frozen"),
)
def hand_back_dossier(request: Any, uid: UUID, given: Reason) -> DossierWhole:
    """Return a submitted dossier to the unit."""
    actions.hand_back(dossier(request, uid), given.reason, by=request.actor)
    return whole(request, uid)


@call(
    router,
    "POST",
    f"{AT}/add_reader",
    DossierReader,
    P.DOSSIER_PREPARE,
    door="subject",
    status=201,
    codes=("reads_already", "not_to_read", "too_many_readers", "frozen"),
)
def add_dossier_reader(request: Any, uid: UUID, given: told.NewReader) -> DossierReader:
    """Let a post or a unit read all that lies in a dossier."""
    found = dossier(request, uid)
    if (given.post is None) == (given.unit is None):
        raise NothingNamed("post")
    taker: Any = (
        finding.named_post(request, given.post, "post")
        if given.post
        else finding.named_unit(given.unit, "unit")  # type: ignore[arg-type]
    )
    return told.reader_told(reading_actions.add_reader(found, taker, by=request.actor))


@call(
    router,
    "POST",
    f"{AT}/remove_reader",
    DossierWhole,
    P.DOSSIER_PREPARE,
    door="subject",
    codes=("reads_as_keeper", "no_reader", "frozen"),
)
def remove_dossier_reader(request: Any, uid: UUID, given: told.ReaderNamed) -> DossierWhole:
    """Take a dossier from a reader."""
    found = dossier(request, uid)
    reader = found.folder.readers.filter(pk=given.number).first()
    if reader is None:
        raise NothingNamed("number")
    reading_actions.remove_reader(found, reader, by=request.actor)
    return whole(request, uid)
