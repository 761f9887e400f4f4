"""Copies: made of a document, approved, numbered, signed for the agency, issued."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from ninja import Router

from docflow.api import cursors, finding
from docflow.api.access import call
from docflow.api.cursors import Cursor, Limit
from docflow.api.errors import NothingNamed
from docflow.api.payloads.copies import Approval, NewCopy
from docflow.api.payloads.documents import DocumentWhole
from docflow.api.payloads.lines import DocumentLine
from docflow.api.payloads.outgoing import RecipientName, Recipients
from docflow.api.payloads.shapes import Page, Pin, Reason
from docflow.api.payloads.words import CopyState
from docflow.api.views.outgoing import recipients_of
from docflow.copies import actions
from docflow.copies.models import Copy
from docflow.desks.uploads import file_of
from docflow.desks.walking import newest
from docflow.permissions import Permission as P
from docflow.requests.limits import limit as count

router = Router(tags=["copies"])
NAMES = {"add_recipients": "add_copy_recipients", "remove_recipient": "remove_copy_recipient"}


@call(router, "GET", "/copies", Page[DocumentLine])
def list_copies(
    request: Any, state: CopyState | None = None, limit: Limit = 50, cursor: Cursor = None
) -> Page[DocumentLine]:
    """The copies the unit made, the newest first; all or in one state."""
    question = ("copies", state, request.token.uid)
    place = cursors.place(question, cursor)
    below = place[0] if place else None
    rows = newest(request.actor, (Copy,), limit + 1, below=below, state=state or "")
    lines = [(DocumentLine.of(row.document, row), row.pk) for row in rows]
    return cursors.page(Page[DocumentLine], question, lines, limit)


@call(
    router,
    "POST",
    "/documents/{uuid:uid}/copies",
    DocumentWhole,
    P.COPY_DRAFT,
    door="subject",
    status=201,
    needs_key=True,
    codes=(
        "unknown_copy",
        "not_in_force",
        "not_an_original",
        "not_a_copy",
        "pages_missing",
        "no_such_page",
        "scan_too_coarse",
    ),
    places={"file_gone": "scan", "unknown_copy": "kind", "no_such_page": "pages"},
)
def make_copy(request: Any, uid: UUID, given: NewCopy) -> DocumentWhole:
    """Make a copy of a document the unit holds; it waits for approval then."""
    original = finding.document(request, uid)
    copy = actions.make(
        original,
        given.kind,
        by=request.actor,
        pages=given.pages,
        with_original=given.with_original,
        scan=file_of(given.scan, by=request.actor) if given.scan else None,
        recipients=recipients_of(given.recipients),
    )
    return _told(request, copy)


def _act(
    verb: str, body: Any, act: Callable[[Copy, Any, Any], object], who: P, says: str, *codes: str
) -> None:
    """A call that makes one move of a copy."""

    def view(request: Any, uid: UUID, given: Any) -> DocumentWhole:
        copy = finding.copy(request, uid)
        act(copy, given, request.actor)
        return _told(request, copy)

    def without_body(request: Any, uid: UUID) -> DocumentWhole:
        return view(request, uid, None)

    chosen: Any = view if body else without_body
    if body:
        chosen.__annotations__["given"] = body
    chosen.__name__, chosen.__doc__ = NAMES.get(verb, f"{verb}_copy"), says
    pins = {"wrong_pin": "pin", "key_locked": "pin"} if verb == "seal" else {}
    call(
        router,
        "POST",
        f"/copies/{{uuid:uid}}/{verb}",
        DocumentWhole,
        who,
        door="subject",
        codes=("wrong_state", *codes),
        places=pins,
    )(chosen)


def _seal(copy: Copy, given: Pin, by: Any) -> None:
    count("pin", by)
    actions.seal(copy, pin=given.pin, by=by)


_act(
    "approve",
    Approval,
    lambda copy, given, by: actions.approve(copy, seen=given.seen, by=by),
    P.COPY_APPROVE,
    "Let the copy be made, as the head or for the head.",
    "no_authority",
)
_act(
    "refuse",
    Reason,
    lambda copy, given, by: actions.refuse(copy, given.reason, by=by),
    P.COPY_APPROVE,
    "Do not let the copy be made, saying why.",
    "reason_missing",
)
_act(
    "number",
    None,
    lambda copy, _given, by: actions.number(copy, by=by),
    P.OUTGOING_NUMBER,
    "Give number and date, of the one series of copies.",
    "unit_ended",
)
_act(
    "seal",
    Pin,
    _seal,
    P.OUTGOING_SEAL,
    "Sign the copy for the agency; only the custodian of its key.",
    "wrong_pin",
    "key_locked",
    "not_custodian",
)
_act(
    "issue",
    None,
    lambda copy, _given, by: actions.issue(copy, by=by),
    P.OUTGOING_ISSUE,
    "Issue the copy; its deliveries are created with it.",
    "no_recipient",
    "internal_only",
)
_act(
    "cancel",
    Reason,
    lambda copy, given, by: actions.cancel(copy, given.reason, by=by),
    P.COPY_DRAFT,
    "Give the copy up before it is issued; a number it had stays as void.",
    "not_yours_to_cancel",
)
_act(
    "add_recipients",
    Recipients,
    lambda copy, given, by: actions.add_recipients(copy, recipients_of(given.recipients), by=by),
    P.OUTGOING_ISSUE,
    "Add recipients of the copy, until it is issued.",
    "recipient_twice",
    "recipients_closed",
)
_act(
    "remove_recipient",
    RecipientName,
    lambda copy, given, by: actions.remove_recipient(copy, _recipient(copy, given.name), by=by),
    P.OUTGOING_ISSUE,
    "Take a recipient of the copy out, until it is issued.",
    "recipients_closed",
)


def _recipient(copy: Copy, name: str) -> Any:
    found = copy.recipients.select_related("unit").filter(name=name).first()
    if found is None:
        raise NothingNamed("name")
    return found


def _told(request: Any, copy: Copy) -> DocumentWhole:
    """The copy after the act."""
    return DocumentWhole.seen(finding.after(copy), request.actor)
