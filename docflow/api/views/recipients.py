"""Recipients of an outgoing document, and the unit's groups of them."""

from typing import Any
from uuid import UUID

from ninja import Router

from docflow.api import finding
from docflow.api.access import call
from docflow.api.errors import NothingNamed
from docflow.api.payloads import outgoing as sent
from docflow.api.payloads.documents import DocumentWhole, To
from docflow.api.payloads.outgoing import Group, Member
from docflow.api.views.outgoing import recipients_of
from docflow.outgoing import recipients
from docflow.outgoing.models import Outgoing, Recipient, RecipientGroup
from docflow.permissions import Permission as P

router = Router(tags=["recipients"])


@call(
    router,
    "POST",
    "/outgoing/{uuid:uid}/recipients",
    DocumentWhole,
    P.OUTGOING_DRAFT,
    P.OUTGOING_ISSUE,
    door="subject",
    codes=("recipients_closed", "recipient_twice", "recipient_ended", "outsider_electronic"),
)
def add_recipients(request: Any, uid: UUID, given: sent.Recipients) -> DocumentWhole:
    """Add recipients, each once."""
    paper = finding.outgoing(request, uid)
    recipients.add_recipients(paper, recipients_of(given.recipients), by=request.actor)
    return _told(request, paper)


@call(
    router,
    "POST",
    "/outgoing/{uuid:uid}/recipients/remove",
    DocumentWhole,
    P.OUTGOING_DRAFT,
    P.OUTGOING_ISSUE,
    door="subject",
    codes=("recipients_closed", "recipient_signed"),
)
def remove_recipient(request: Any, uid: UUID, given: sent.RecipientName) -> DocumentWhole:
    """Take a recipient out before the signature."""
    paper = finding.outgoing(request, uid)
    recipients.remove_recipient(paper, _recipient(paper, given.name), by=request.actor)
    return _told(request, paper)


@call(
    router,
    "POST",
    "/outgoing/{uuid:uid}/recipients/replace",
    DocumentWhole,
    P.OUTGOING_DRAFT,
    P.OUTGOING_ISSUE,
    door="subject",
    codes=("recipients_closed", "not_a_successor"),
    places={"not_a_successor": "successor"},
)
def replace_recipient(request: Any, uid: UUID, given: sent.Replacement) -> DocumentWhole:
    """Address the successor of a unit that has ended."""
    paper = finding.outgoing(request, uid)
    successor = finding.named_unit(given.successor, "successor")
    recipient = _recipient(paper, given.name)
    recipients.replace_recipient(paper, recipient, successor, by=request.actor)
    return _told(request, paper)


@call(
    router,
    "POST",
    "/outgoing/{uuid:uid}/recipients/add_group",
    sent.GroupAdded,
    P.OUTGOING_DRAFT,
    P.OUTGOING_ISSUE,
    door="subject",
    codes=("recipients_closed", "foreign_group"),
)
def add_group(request: Any, uid: UUID, given: sent.GroupNamed) -> sent.GroupAdded:
    """Add all of a group who are not recipients yet; members that have ended are told instead."""
    paper = finding.outgoing(request, uid)
    groups = RecipientGroup.objects.filter(unit=request.actor.unit)
    group = groups.filter(uid=given.group).first()
    if group is None:
        raise NothingNamed("group")
    ended = recipients.add_group(paper, group, by=request.actor)
    return sent.GroupAdded(
        recipients=[To.of(each) for each in paper.recipients.select_related("unit").order_by("pk")],
        ended=[Member.of(each) for each in ended],
    )


@call(
    router,
    "POST",
    "/outgoing/{uuid:uid}/recipients/save_group",
    Group,
    P.OUTGOING_DRAFT,
    P.OUTGOING_ISSUE,
    door="subject",
    status=201,
    codes=("group_exists", "no_recipient"),
    places={"group_exists": "name"},
)
def save_group(request: Any, uid: UUID, given: sent.GroupName) -> Group:
    """Keep the recipients of a document as a group of the unit."""
    paper = finding.outgoing(request, uid)
    return Group.of(recipients.save_group(paper, given.name, by=request.actor))


@call(router, "GET", "/groups", list[Group], P.OUTGOING_DRAFT, P.OUTGOING_ISSUE)
def list_groups(request: Any) -> list[Group]:
    """The groups of recipients of the token's unit, by name."""
    rows = RecipientGroup.objects.filter(unit=request.actor.unit).order_by("name")
    return [Group.of(each) for each in rows.prefetch_related("members__unit")]


@call(
    router,
    "POST",
    "/groups/{uuid:uid}/rename",
    Group,
    P.OUTGOING_DRAFT,
    P.OUTGOING_ISSUE,
    codes=("group_exists",),
    places={"group_exists": "name"},
)
def rename_group(request: Any, uid: UUID, given: sent.GroupName) -> Group:
    """Give a group another name."""
    return Group.of(recipients.rename_group(_group(request, uid), given.name, by=request.actor))


def _told(request: Any, paper: Outgoing) -> DocumentWhole:
    """The document after the act."""
    return DocumentWhole.seen(finding.after(paper), request.actor)


def _group(request: Any, uid: UUID) -> RecipientGroup:
    return finding.one(RecipientGroup.objects.filter(unit=request.actor.unit), uid)


def _recipient(paper: Outgoing, name: str) -> Recipient:
    found = paper.recipients.select_related("unit").filter(name=name.strip()).first()
    if found is None:
        raise NothingNamed("name")
    return found
