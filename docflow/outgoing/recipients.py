"""Who a document goes to: recipients are changed as far as the law allows; groups of a unit.

The recipients stand on the signed page (Decree 30/2020, Annex I, box 9). So its drafter changes
them while the draft is in the drafter's hands, and the clerk, who issues, until the leader signs.
After the signature the clerk may only add recipients, who get the document to know; those on the
page stay. One exception: a recipient that has ended since is replaced by its successor, as nobody
could be reached otherwise. Once issued, the list is closed: each recipient has its delivery.
"""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.audit.events import Event
from docflow.audit.log import action, record
from docflow.documents.given import text
from docflow.errors import Refused
from docflow.outgoing import contents
from docflow.outgoing.contents import To
from docflow.outgoing.models import GroupMember, Outgoing, Recipient, RecipientGroup
from docflow.outgoing.states import BEFORE_SIGNATURE, State
from docflow.people.actor import Actor
from docflow.permissions import Acting, Permission, may, require
from docflow.units.models import Unit
from docflow.units.succession import successors

AFTER_SIGNATURE = [State.SIGNED, State.NUMBERED, State.SEALED]
LONGEST_GROUP_NAME = 100


def may_add(paper: Outgoing, actor: Acting) -> bool:
    """Whether the actor could add recipients now."""
    if may(actor, Permission.OUTGOING_ISSUE, paper.unit):
        return paper.is_editable or paper.state in (*BEFORE_SIGNATURE, *AFTER_SIGNATURE)
    return _is_drafter(paper, actor) and paper.is_editable


def may_remove(paper: Outgoing, actor: Acting) -> bool:
    """Whether the actor could take recipients out now."""
    return may_add(paper, actor) and paper.state not in AFTER_SIGNATURE


def must_be_theirs(paper: Outgoing, by: Actor) -> None:
    """Raise NotAllowed unless the actor is the drafter or may issue: nobody else changes them."""
    if not _is_drafter(paper, by):
        require(by, Permission.OUTGOING_ISSUE, paper.unit)


@action
def add_recipients(paper: Outgoing, recipients: Iterable[To], *, by: Actor) -> Outgoing:
    """Add recipients, each once. Raises Refused, naming the first that cannot be one."""
    paper = Outgoing.objects.lock(paper)
    _must_be_open(may_add(paper, by), paper, by)
    for to in recipients:
        _add(paper, to, by)
    return paper


@action
def remove_recipient(paper: Outgoing, recipient: Recipient, *, by: Actor) -> Outgoing:
    """Take a recipient out before the signature; afterwards it stands on the signed page."""
    paper = Outgoing.objects.lock(paper)
    _must_be_open(may_add(paper, by), paper, by)
    if not may_remove(paper, by):
        raise Refused(
            "recipient_signed",
            _(
                "%(name)s stands on the signed page. Send the document back for a new round to "
                "take a recipient out."
            ),
            name=recipient.name,
        )
    _remove(paper, recipient, by)
    return paper


@action
def replace_recipient(
    paper: Outgoing, recipient: Recipient, successor: Unit, *, by: Actor
) -> Outgoing:
    """Address the successor of a unit that has ended, by the same channel; also once signed."""
    paper = Outgoing.objects.lock(paper)
    _must_be_open(may_add(paper, by), paper, by)
    unit, today = recipient.unit, clock.today()
    if unit is None or unit.is_active_on(today) or successor not in successors(unit, today):
        raise Refused(
            "not_a_successor",
            _("%(new)s is no successor of %(old)s. Choose one of those that are shown."),
            new=successor.name,
            old=recipient.name,
        )
    to = To(successor, channel=recipient.channel, paper_reason=recipient.paper_reason)
    _remove(paper, recipient, by)
    if not paper.recipients.filter(name=to.label).exists():
        _add(paper, to, by)
    return paper


@action
def save_group(paper: Outgoing, name: str, *, by: Actor) -> RecipientGroup:
    """Keep the recipients of a document as a group of the unit, under a new name."""
    must_work_with_groups(paper.unit, by)
    name = text(name, LONGEST_GROUP_NAME, "group")
    members = list(paper.recipients.order_by("pk"))
    if not members:
        raise Refused("no_recipient", _("There is no recipient. Add at least one."))
    _must_be_free(paper.unit, name)
    group = RecipientGroup.objects.create(unit=paper.unit, name=name)
    GroupMember.objects.bulk_create(
        GroupMember(
            group=group,
            unit=each.unit,
            name=each.name,
            channel=each.channel,
            paper_reason=each.paper_reason,
        )
        for each in members
    )
    record(
        Event.GROUP_SAVED,
        group,
        by,
        facts={"unit": str(paper.unit.uid), "members": len(members)},
        name=name,
    )
    return group


@action
def rename_group(group: RecipientGroup, name: str, *, by: Actor) -> RecipientGroup:
    """Give a group of the unit another name."""
    must_work_with_groups(group.unit, by)
    name = text(name, LONGEST_GROUP_NAME, "group")
    group = RecipientGroup.objects.select_for_update().get(pk=group.pk)
    if name == group.name:
        return group
    _must_be_free(group.unit, name)
    group.name = name
    group.save(update_fields=["name"])
    record(Event.GROUP_RENAMED, group, by, facts={"unit": str(group.unit.uid)}, name=name)
    return group


@action
def add_group(paper: Outgoing, group: RecipientGroup, *, by: Actor) -> list[GroupMember]:
    """Add all of a group who are not recipients yet; returns the members that have ended.

    Those are left out, for a person to choose among their successors.
    """
    paper = Outgoing.objects.lock(paper)
    _must_be_open(may_add(paper, by), paper, by)
    if group.unit_id != paper.unit_id:
        raise Refused("foreign_group", _("This group belongs to another unit."))
    known = set(paper.recipients.values_list("name", flat=True))
    units = set(paper.recipients.values_list("unit_id", flat=True)) - {None}
    ended = []
    for member in group.members.select_related("unit").order_by("pk"):
        if member.unit and not member.unit.is_active_on(clock.today()):
            ended.append(member)
        elif member.name not in known and member.unit_id not in units:
            _add(paper, _to(member), by)
    return ended


def _add(paper: Outgoing, to: To, by: Actor) -> None:
    if to.unit and paper.recipients.filter(unit=to.unit).exists():
        raise Refused("recipient_twice", _("%(name)s is a recipient already."), name=to.label)
    contents.add_recipients(paper, [to])
    record(
        Event.OUTGOING_RECIPIENT_ADDED,
        paper,
        by,
        facts={
            "recipient": str(to.unit.uid) if to.unit else None,
            "channel": to.channel,
            "after_signature": paper.state in AFTER_SIGNATURE,
        },
        name=to.label,
        paper_reason=to.paper_reason,
    )


def _remove(paper: Outgoing, recipient: Recipient, by: Actor) -> None:
    gone, _rows = paper.recipients.filter(pk=recipient.pk).delete()
    if not gone:
        raise Refused("recipient_gone", _("It is no recipient any more. Look at the list anew."))
    record(
        Event.OUTGOING_RECIPIENT_REMOVED,
        paper,
        by,
        facts={"recipient": str(recipient.unit.uid) if recipient.unit else None},
        name=recipient.name,
    )


def _to(member: GroupMember) -> To:
    """A member as a recipient: a unit by its name of today."""
    name = "" if member.unit else member.name
    return To(member.unit, name, member.channel, member.paper_reason)


def _is_drafter(paper: Outgoing, actor: Acting) -> bool:
    drafts = may(actor, Permission.OUTGOING_DRAFT, paper.unit)
    return drafts and getattr(actor, "user", None) == paper.drafter.user


def _must_be_open(is_open: bool, paper: Outgoing, by: Actor) -> None:
    if is_open:
        return
    must_be_theirs(paper, by)
    raise Refused(
        "recipients_closed",
        _(
            "The recipients cannot be changed now (state: “%(state)s”). The drafter changes them "
            "in a draft, the clerk until the document is issued."
        ),
        state=State(paper.state).label,
    )


def must_work_with_groups(unit: Unit, by: Actor) -> None:
    """Raise NotAllowed unless the actor drafts or issues in the unit whose groups these are."""
    if not may(by, Permission.OUTGOING_DRAFT, unit):
        require(by, Permission.OUTGOING_ISSUE, unit)


def _must_be_free(unit: Unit, name: str) -> None:
    if RecipientGroup.objects.filter(unit=unit, name=name).exists():
        raise Refused(
            "group_exists",
            _("Your unit has a group “%(name)s” already. Give another name."),
            name=name,
        )
