"""Outgoing documents: from draft to issue, each call one act."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from ninja import Router

from docflow.api import cursors, finding
from docflow.api.access import call
from docflow.api.cursors import Cursor, Limit
from docflow.api.payloads import outgoing as sent
from docflow.api.payloads.documents import DocumentWhole
from docflow.api.payloads.lines import DocumentLine
from docflow.api.payloads.shapes import Page, Pin, Reason
from docflow.api.payloads.words import OutgoingState
from docflow.desks.uploads import file_of
from docflow.desks.walking import newest
from docflow.exchange import actions as exchange
from docflow.outgoing import actions
from docflow.outgoing.contents import To
from docflow.outgoing.format_check import worded
from docflow.outgoing.mending import Mends
from docflow.outgoing.models import Outgoing
from docflow.permissions import Permission as P
from docflow.requests.limits import limit as count

router = Router(tags=["outgoing"])
FILE = {"file_gone": "file"}


@call(router, "GET", "/outgoing", Page[DocumentLine])
def list_outgoing(
    request: Any, state: OutgoingState | None = None, limit: Limit = 50, cursor: Cursor = None
) -> Page[DocumentLine]:
    """The unit's outgoing documents, the newest first; all or in one state."""
    question = ("outgoing", state, request.token.uid)
    place = cursors.place(question, cursor)
    below = place[0] if place else None
    rows = newest(request.actor, (Outgoing,), limit + 1, below=below, state=state or "")
    lines = [(DocumentLine.of(row.document, row), row.pk) for row in rows]
    return cursors.page(Page[DocumentLine], question, lines, limit)


@call(
    router,
    "POST",
    "/outgoing",
    DocumentWhole,
    P.OUTGOING_DRAFT,
    status=201,
    needs_key=True,
    codes=(
        "secret",
        "unknown_kind",
        "recipient_twice",
        "recipient_ended",
        "foreign_document",
        "not_issued",
        "other_form",
    ),
    places=FILE | {"secret": "subject", "not_issued": "mends", "other_form": "kind"},
)
def draft(request: Any, given: sent.Draft) -> DocumentWhole:
    """Begin a document with its first file."""
    by = request.actor
    paper = actions.draft(
        given.kind,
        given.subject,
        file_of(given.file, by=by),
        by=by,
        signer=finding.named_post(request, given.signer, "signer"),
        recipients=recipients_of(given.recipients),
        urgency=given.urgency,
        secrecy=given.secrecy,
        field=given.field,
        attachments=[file_of(each, by=by) for each in given.attachments],
        merges=[_document(request, uid, "merges") for uid in given.merges],
        answers=finding.named_document(request, given.answers, "answers"),
        mends=_mends(request, given.mends),
    )
    return _told(request, paper)


@call(
    router,
    "POST",
    "/outgoing/{uuid:uid}/revise",
    DocumentWhole,
    P.OUTGOING_DRAFT,
    door="subject",
    needs_key=True,
    codes=("not_editable", "nothing_changed", "bad_signer", "secret"),
    places=FILE | {"secret": "subject", "bad_signer": "signer"},
)
def revise(request: Any, uid: UUID, given: sent.Revision) -> DocumentWhole:
    """Change file, subject or signer of a draft; the earlier versions stay."""
    paper = finding.outgoing(request, uid)
    signer = given.signer
    actions.revise(
        paper,
        file_of(given.file, by=request.actor) if given.file else None,
        by=request.actor,
        subject=given.subject,
        signer=finding.named_post(request, signer, "signer") if signer else None,
    )
    return _told(request, paper)


def _at_once(verb: str, act: Callable[..., object], who: P, says: str, *codes: str) -> None:
    """A call that asks for nothing more than the document."""

    def view(request: Any, uid: UUID) -> DocumentWhole:
        paper = finding.outgoing(request, uid)
        act(paper, by=request.actor)
        return _told(request, paper)

    view.__name__, view.__doc__ = verb, says
    address = f"/outgoing/{{uuid:uid}}/{verb}"
    call(
        router, "POST", address, DocumentWhole, who, door="subject", codes=("wrong_state", *codes)
    )(view)


_at_once(
    "submit",
    actions.submit,
    P.OUTGOING_DRAFT,
    "Put the draft before the head of department for initials.",
    "not_your_draft",
    "signed_before",
)
_at_once(
    "initial", actions.initial, P.OUTGOING_INITIAL, "Initial: the content is right.", "own_draft"
)
_at_once(
    "pass_format",
    actions.pass_format,
    P.OUTGOING_PASS_FORMAT,
    "Pass the format check; an error found by a rule refuses it.",
    "own_draft",
    "format_errors",
)
_at_once(
    "number",
    actions.number,
    P.OUTGOING_NUMBER,
    "Give number and date; both are frozen from here on.",
    "signature_missing",
    "number_taken",
    "unit_ended",
)
_at_once(
    "issue",
    exchange.issue,
    P.OUTGOING_ISSUE,
    "Issue the sealed document; its deliveries are created with it.",
    "no_recipient",
    "recipient_ended",
)


@call(router, "GET", "/outgoing/{uuid:uid}/findings", sent.Findings, door="subject")
def show_findings(request: Any, uid: UUID) -> sent.Findings:
    """What the format check finds now; nothing is changed."""
    found = finding.outgoing(request, uid).format_findings()
    return sent.Findings(
        findings=[
            sent.Found(id=each.id, is_error=each.is_error, detail=worded(each)) for each in found
        ]
    )


@call(
    router,
    "POST",
    "/outgoing/{uuid:uid}/sign",
    DocumentWhole,
    P.OUTGOING_SIGN,
    door="subject",
    codes=("wrong_state", "wrong_pin", "key_locked", "not_the_signer", "no_key"),
    places={"wrong_pin": "pin", "key_locked": "pin"},
)
def sign(request: Any, uid: UUID, given: sent.Signing) -> DocumentWhole:
    """Sign as the named leader, with the PIN of the key."""
    count("pin", request.actor)
    paper = finding.outgoing(request, uid)
    actions.sign(paper, pin=given.pin, seen=given.seen, by=request.actor)
    return _told(request, paper)


@call(
    router,
    "POST",
    "/outgoing/{uuid:uid}/sign_on_paper",
    DocumentWhole,
    P.OUTGOING_SIGN_ON_PAPER,
    door="subject",
    codes=("wrong_state",),
    places={"file_gone": "scan"},
)
def sign_on_paper(request: Any, uid: UUID, given: sent.Scan) -> DocumentWhole:
    """Take in the scan of a document its leader signed on paper."""
    paper = finding.outgoing(request, uid)
    actions.sign_on_paper(paper, file_of(given.scan, by=request.actor), by=request.actor)
    return _told(request, paper)


@call(
    router,
    "POST",
    "/outgoing/{uuid:uid}/seal",
    DocumentWhole,
    P.OUTGOING_SEAL,
    door="subject",
    codes=("wrong_state", "wrong_pin", "key_locked", "not_custodian", "no_key"),
    places={"wrong_pin": "pin", "key_locked": "pin"},
)
def seal(request: Any, uid: UUID, given: Pin) -> DocumentWhole:
    """Fill number and date and seal; only the custodian of the agency's key."""
    count("pin", request.actor)
    paper = finding.outgoing(request, uid)
    actions.seal(paper, pin=given.pin, by=request.actor)
    return _told(request, paper)


@call(
    router,
    "POST",
    "/outgoing/{uuid:uid}/send_back",
    DocumentWhole,
    P.OUTGOING_SEND_BACK,
    door="subject",
    codes=("wrong_state", "reason_missing", "reason_too_long"),
)
def send_back(request: Any, uid: UUID, given: Reason) -> DocumentWhole:
    """Return the document to its drafter, saying why."""
    paper = finding.outgoing(request, uid)
    actions.send_back(paper, given.reason, by=request.actor)
    return _told(request, paper)


@call(
    router,
    "POST",
    "/outgoing/{uuid:uid}/withdraw",
    DocumentWhole,
    P.OUTGOING_DRAFT,
    door="subject",
    codes=("wrong_state", "not_your_draft"),
)
def withdraw(request: Any, uid: UUID, given: sent.Withdrawing) -> DocumentWhole:
    """Take one's own draft back before the leader signs."""
    paper = finding.outgoing(request, uid)
    actions.withdraw(paper, reason=given.reason, by=request.actor)
    return _told(request, paper)


@call(
    router,
    "POST",
    "/outgoing/{uuid:uid}/cancel",
    DocumentWhole,
    P.OUTGOING_CANCEL,
    door="subject",
    codes=("wrong_state", "reason_missing", "reason_too_long", "not_yours_to_cancel"),
)
def cancel(request: Any, uid: UUID, given: Reason) -> DocumentWhole:
    """Give the document up before it is issued; a number it had stays as void."""
    paper = finding.outgoing(request, uid)
    actions.cancel(paper, given.reason, by=request.actor)
    return _told(request, paper)


def _told(request: Any, paper: Outgoing) -> DocumentWhole:
    """The document after the act."""
    return DocumentWhole.seen(finding.after(paper), request.actor)


def recipients_of(given: Iterable[sent.Recipient]) -> list[To]:
    """The recipients a body names. Raises NothingNamed."""
    return [
        To(
            finding.named_unit(each.unit, f"recipients.{place}.unit") if each.unit else None,
            each.name,
            each.channel,
            each.paper_reason,
        )
        for place, each in enumerate(given)
    ]


def _document(request: Any, uid: UUID, field: str) -> Any:
    return finding.named_document(request, uid, field)


def _mends(request: Any, given: Any) -> Mends | None:
    """The earlier document a draft mends, if it may be seen."""
    if given is None:
        return None
    earlier = finding.named_document(request, given.document, "mends")
    assert earlier is not None
    return Mends(earlier, given.kind)
