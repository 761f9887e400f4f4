"""Who may do what: the one table of roles and permissions."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any, Protocol

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from docflow.errors import NotAllowed, Several


class Role(TextChoices):
    """A part someone plays in a unit."""

    CLERK = "clerk", _("clerk")
    UNIT_CLERK = "unit_clerk", _("unit clerk")
    HEAD_OF_OFFICE = "head_of_office", _("head of office")
    LEADER = "leader", _("leader")
    HEAD_OF_DEPARTMENT = "head_of_department", _("head of department")
    SPECIALIST = "specialist", _("specialist")
    ASSISTANT = "assistant", _("assistant")
    AUDITOR = "auditor", _("auditor")
    UNIT_ADMINISTRATOR = "unit_administrator", _("unit administrator")
    TECHNICAL_ADMINISTRATOR = "technical_administrator", _("technical administrator")
    SYSTEM = "system", _("the system")


class Permission(StrEnum):
    """Something a role may do in a unit, as thing.verb."""

    OUTGOING_DRAFT = "outgoing.draft"
    OUTGOING_INITIAL = "outgoing.initial"
    OUTGOING_PASS_FORMAT = "outgoing.pass_format"
    OUTGOING_SIGN = "outgoing.sign"
    OUTGOING_SIGN_ON_PAPER = "outgoing.sign_on_paper"
    OUTGOING_NUMBER = "outgoing.number"
    OUTGOING_SEAL = "outgoing.seal"
    OUTGOING_ISSUE = "outgoing.issue"
    OUTGOING_SEND_BACK = "outgoing.send_back"
    OUTGOING_CANCEL = "outgoing.cancel"
    OUTGOING_GIVE_OPINION = "outgoing.give_opinion"
    OUTGOING_REPLACE_SIGNER = "outgoing.replace_signer"
    OUTGOING_PASS_ON = "outgoing.pass_on"
    CIRCUIT_MANAGE = "circuit.manage"
    INCOMING_ARRIVE_ON_PAPER = "incoming.arrive_on_paper"
    INCOMING_REGISTER = "incoming.register"
    INCOMING_REFUSE = "incoming.refuse"
    INCOMING_PROPOSE = "incoming.propose"
    INCOMING_ASSIGN = "incoming.assign"
    INCOMING_REASSIGN = "incoming.reassign"
    INCOMING_HANDLE = "incoming.handle"
    RECALL_ASK = "recall.ask"
    RECALL_ANSWER = "recall.answer"
    COPY_DRAFT = "copy.draft"
    COPY_APPROVE = "copy.approve"
    MEETING_HAND_ROUND = "meeting.hand_round"
    MEETING_ATTEND = "meeting.attend"
    REPORT_ASK = "report.ask"
    REPORT_ANSWER = "report.answer"
    DOCUMENT_READ = "document.read"
    DOSSIER_PREPARE = "dossier.prepare"
    DOSSIER_APPROVE = "dossier.approve"
    DOSSIER_KEEP = "dossier.keep"
    DOSSIER_ARCHIVE = "dossier.archive"
    HOLD_MANAGE = "hold.manage"
    REGISTER_MANAGE = "register.manage"
    UNIT_MANAGE = "unit.manage"
    PEOPLE_MANAGE = "people.manage"
    KEY_MANAGE = "key.manage"
    KEY_READ = "key.read"
    AUDIT_READ = "audit.read"
    RIGHTS_CONFIRM = "rights.confirm"
    WORK_REPEAT = "work.repeat"
    DELIVER = "delivery.deliver"

    @property
    def label(self) -> Any:
        """The permission in the words of a person, to follow “may not”."""
        return LABELS[self]


LABELS = {
    Permission.OUTGOING_DRAFT: _("draft documents"),
    Permission.OUTGOING_INITIAL: _("initial drafts"),
    Permission.OUTGOING_PASS_FORMAT: _("check the format of drafts"),
    Permission.OUTGOING_SIGN: _("sign documents"),
    Permission.OUTGOING_SIGN_ON_PAPER: _("take in documents signed on paper"),
    Permission.OUTGOING_NUMBER: _("number documents"),
    Permission.OUTGOING_SEAL: _("seal documents"),
    Permission.OUTGOING_ISSUE: _("issue documents"),
    Permission.OUTGOING_SEND_BACK: _("send drafts back"),
    Permission.OUTGOING_CANCEL: _("cancel documents"),
    Permission.OUTGOING_GIVE_OPINION: _("give opinions on drafts"),
    Permission.OUTGOING_REPLACE_SIGNER: _("name another signer of drafts under way"),
    Permission.OUTGOING_PASS_ON: _("pass drafts on when their order is done"),
    Permission.CIRCUIT_MANAGE: _("change the order of initials and opinions"),
    Permission.INCOMING_ARRIVE_ON_PAPER: _("take in paper arrivals"),
    Permission.INCOMING_REGISTER: _("register incoming documents"),
    Permission.INCOMING_REFUSE: _("refuse incoming documents"),
    Permission.INCOMING_PROPOSE: _("submit incoming documents with a proposal"),
    Permission.INCOMING_ASSIGN: _("assign incoming documents"),
    Permission.INCOMING_REASSIGN: _("re-assign incoming documents"),
    Permission.INCOMING_HANDLE: _("handle incoming documents"),
    Permission.RECALL_ASK: _("recall what was issued, and say how requests to recall are answered"),
    Permission.RECALL_ANSWER: _("answer requests to recall"),
    Permission.COPY_DRAFT: _("make copies of documents"),
    Permission.COPY_APPROVE: _("approve copies"),
    Permission.MEETING_HAND_ROUND: _("hand papers round for meetings"),
    Permission.MEETING_ATTEND: _("read papers handed round"),
    Permission.REPORT_ASK: _("ask units below for periodic reports"),
    Permission.REPORT_ANSWER: _("fill in and send periodic reports"),
    Permission.DOCUMENT_READ: _("read documents"),
    Permission.DOSSIER_PREPARE: _("prepare the catalogue of dossiers"),
    Permission.DOSSIER_APPROVE: _("approve the catalogue and open closed dossiers again"),
    Permission.DOSSIER_KEEP: _("keep dossiers"),
    Permission.DOSSIER_ARCHIVE: _("take dossiers into the archive"),
    Permission.HOLD_MANAGE: _("give and lift legal holds"),
    Permission.REGISTER_MANAGE: _("open registers and void numbers"),
    Permission.UNIT_MANAGE: _("change units"),
    Permission.PEOPLE_MANAGE: _("change people, roles and delegations"),
    Permission.KEY_MANAGE: _("register keys and their custody"),
    Permission.KEY_READ: _("see certificates"),
    Permission.AUDIT_READ: _("read the log"),
    Permission.RIGHTS_CONFIRM: _("confirm changes of rights"),
    Permission.WORK_REPEAT: _("try failed work again"),
    Permission.DELIVER: _("deliver documents"),
}

P = Permission
GRANTS: dict[Role, frozenset[Permission]] = {
    Role.CLERK: frozenset(
        {
            P.OUTGOING_SIGN_ON_PAPER,
            P.OUTGOING_NUMBER,
            P.OUTGOING_SEAL,
            P.OUTGOING_ISSUE,
            P.OUTGOING_SEND_BACK,
            P.OUTGOING_CANCEL,
            P.INCOMING_ARRIVE_ON_PAPER,
            P.INCOMING_REGISTER,
            P.INCOMING_REFUSE,
            P.RECALL_ANSWER,
            P.INCOMING_PROPOSE,
            P.REGISTER_MANAGE,
            P.WORK_REPEAT,
            P.REPORT_ASK,
            P.REPORT_ANSWER,
            P.DOCUMENT_READ,
            P.COPY_DRAFT,
            P.MEETING_HAND_ROUND,
            P.MEETING_ATTEND,
            P.DOSSIER_PREPARE,
            P.DOSSIER_KEEP,
            P.DOSSIER_ARCHIVE,
            P.OUTGOING_GIVE_OPINION,
            P.KEY_READ,
        }
    ),
    Role.UNIT_CLERK: frozenset(
        {
            P.INCOMING_REASSIGN,
            P.DOCUMENT_READ,
            P.MEETING_ATTEND,
            P.DOSSIER_KEEP,
            P.OUTGOING_GIVE_OPINION,
        }
    ),
    Role.HEAD_OF_OFFICE: frozenset(
        {
            P.OUTGOING_PASS_FORMAT,
            P.OUTGOING_SEND_BACK,
            P.OUTGOING_CANCEL,
            P.INCOMING_PROPOSE,
            P.REPORT_ASK,
            P.REPORT_ANSWER,
            P.DOCUMENT_READ,
            P.COPY_DRAFT,
            P.MEETING_HAND_ROUND,
            P.MEETING_ATTEND,
            P.DOSSIER_PREPARE,
            P.DOSSIER_KEEP,
            P.OUTGOING_INITIAL,
            P.OUTGOING_GIVE_OPINION,
            P.OUTGOING_REPLACE_SIGNER,
            P.CIRCUIT_MANAGE,
        }
    ),
    Role.LEADER: frozenset(
        {
            P.OUTGOING_SIGN,
            P.OUTGOING_SEND_BACK,
            P.INCOMING_ASSIGN,
            P.RECALL_ASK,
            P.REPORT_ASK,
            P.DOCUMENT_READ,
            P.COPY_APPROVE,
            P.MEETING_HAND_ROUND,
            P.MEETING_ATTEND,
            P.DOSSIER_APPROVE,
            P.HOLD_MANAGE,
            P.OUTGOING_INITIAL,
            P.OUTGOING_GIVE_OPINION,
            P.OUTGOING_REPLACE_SIGNER,
        }
    ),
    Role.HEAD_OF_DEPARTMENT: frozenset(
        {
            P.OUTGOING_DRAFT,
            P.OUTGOING_INITIAL,
            P.OUTGOING_SEND_BACK,
            P.INCOMING_REASSIGN,
            P.INCOMING_HANDLE,
            P.REPORT_ANSWER,
            P.DOCUMENT_READ,
            P.COPY_DRAFT,
            P.MEETING_HAND_ROUND,
            P.MEETING_ATTEND,
            P.DOSSIER_KEEP,
            P.OUTGOING_GIVE_OPINION,
        }
    ),
    Role.SPECIALIST: frozenset(
        {
            P.OUTGOING_DRAFT,
            P.OUTGOING_CANCEL,
            P.INCOMING_HANDLE,
            P.REPORT_ANSWER,
            P.COPY_DRAFT,
            P.MEETING_HAND_ROUND,
            P.MEETING_ATTEND,
            P.DOSSIER_KEEP,
            P.OUTGOING_GIVE_OPINION,
        }
    ),
    Role.ASSISTANT: frozenset({P.OUTGOING_DRAFT, P.MEETING_ATTEND}),
    Role.AUDITOR: frozenset({P.AUDIT_READ, P.DOCUMENT_READ, P.HOLD_MANAGE, P.RIGHTS_CONFIRM}),
    Role.UNIT_ADMINISTRATOR: frozenset(
        {
            P.UNIT_MANAGE,
            P.PEOPLE_MANAGE,
            P.KEY_MANAGE,
            P.KEY_READ,
            P.WORK_REPEAT,
            P.CIRCUIT_MANAGE,
            P.RIGHTS_CONFIRM,
        }
    ),
    Role.TECHNICAL_ADMINISTRATOR: frozenset(
        {
            P.UNIT_MANAGE,
            P.PEOPLE_MANAGE,
            P.KEY_MANAGE,
            P.KEY_READ,
            P.WORK_REPEAT,
            P.RIGHTS_CONFIRM,
        }
    ),
    Role.SYSTEM: frozenset(
        {
            P.DELIVER,
            P.RECALL_ANSWER,
            P.UNIT_MANAGE,
            P.PEOPLE_MANAGE,
            P.KEY_MANAGE,
            P.OUTGOING_PASS_ON,
        }
    ),
}


WORKING = frozenset(
    {
        P.OUTGOING_DRAFT,
        P.OUTGOING_INITIAL,
        P.OUTGOING_SIGN,
        P.INCOMING_ASSIGN,
        P.INCOMING_REASSIGN,
        P.INCOMING_HANDLE,
        P.OUTGOING_GIVE_OPINION,
    }
)
"""What people do with documents given to them: whoever may do any of it may read those."""


class Acting(Protocol):
    """Whoever can be asked what they may do: a person in a post, or the system."""

    @property
    def label(self) -> str: ...

    @property
    def unit(self) -> Any: ...

    def permissions_in(self, unit: Any) -> frozenset[Permission]: ...


def granted(roles: Iterable[Role]) -> frozenset[Permission]:
    """All that these roles may do."""
    return frozenset().union(*(GRANTS[role] for role in roles))


def may(actor: Acting, permission: Permission, unit: Any) -> bool:
    """Whether the actor may, in this unit and now, do what the permission says."""
    return permission in actor.permissions_in(unit)


def require(actor: Acting, permission: Permission, unit: Any) -> None:
    """Raise NotAllowed, naming actor, own unit, deed, unit and who could, unless the actor may."""
    if may(actor, permission, unit):
        return
    raise NotAllowed(
        "not_allowed",
        _(
            "%(actor)s acts for %(own)s and may not %(what)s in %(unit)s. "
            "Roles that may: %(roles)s."
        ),
        actor=actor.label,
        own=actor.unit or _("the whole installation"),
        what=permission.label,
        unit=str(unit),
        roles=Several(role.label for role in Role if permission in GRANTS[role]),
        permission=permission.value,
    )
