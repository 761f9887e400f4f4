"""What lies with a post while it is open, kind by kind: which rows, how told, how handed over.

One table for the page, the act and the check for orphans; a new kind of work is one more line.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.copies.models import OPEN as COPIES_OPEN
from docflow.copies.models import Copy
from docflow.handing_over import taking_over
from docflow.incoming.giving import UNDER_WAY
from docflow.incoming.models import Assignment
from docflow.outgoing.models import OPEN, Outgoing
from docflow.outgoing.states import BEFORE_SIGNATURE, EDITABLE
from docflow.people.models import ApiToken, Appointment, Delegation
from docflow.signatures.models import Custody

TO_SIGN = [*EDITABLE, *BEFORE_SIGNATURE]


@dataclass(frozen=True)
class Kind:
    """Work of one kind. `holder` is the field with the post it lies with.

    `open` are all open rows of the installation. `hand_over(row, to, by, record)` gives one to the
    successor, inside the caller's act; what `ends_with_post` is ended instead and blocks nothing.
    `document` is the path to its document, if it has one.
    """

    code: str
    label: Any
    holder: str
    open: Callable[[], QuerySet[Any]]
    hand_over: Callable[[Any, Appointment, Any, str], None]
    uid: str = "uid"
    document: str = ""
    note: Callable[[Any], str] = lambda row: ""
    ends_with_post: bool = False

    def of(self, post: Appointment) -> QuerySet[Any]:
        """What of this kind lies open with a post, the oldest first."""
        return self.open().filter(**{self.holder: post}).order_by("pk")

    def uid_of(self, row: Model) -> str:
        """By what the outside names a row."""
        return str(follow(row, self.uid))

    def document_of(self, row: Model) -> Any:
        """The document a row is about; None where it is about none."""
        return follow(row, self.document) if self.document else None


def follow(row: Any, path: str) -> Any:
    """What a path of fields leads to."""
    for name in path.split("__"):
        row = getattr(row, name)
    return row


def _papers() -> QuerySet[Any]:
    return Outgoing.objects.filter(OPEN).select_related("document", "unit", "signer", "drafter")


def _to_sign() -> QuerySet[Any]:
    return _papers().filter(state__in=TO_SIGN)


def _tasks() -> QuerySet[Any]:
    rows = Assignment.objects.filter(done_at__isnull=True, arrival__state__in=UNDER_WAY)
    return rows.select_related("arrival__document", "unit", "person")


def _copies() -> QuerySet[Any]:
    return Copy.objects.filter(COPIES_OPEN).select_related("document", "unit", "drafter")


def _custodies() -> QuerySet[Any]:
    rows = Custody.objects.valid_on(clock.today()).filter(key__retired__isnull=True)
    return rows.select_related("key__unit")


def _delegations() -> QuerySet[Any]:
    rows = Delegation.objects.exclude(valid_to__lt=clock.today()).exclude(permissions=[])
    return rows.select_related("giver__user", "giver__unit", "taker__user", "passed_from")


def _tokens() -> QuerySet[Any]:
    rows = ApiToken.objects.filter(revoked=None, expires__gt=clock.now())
    return rows.select_related("appointment__unit", "appointment__user")


KINDS: tuple[Kind, ...] = (
    Kind(
        "draft",
        _("documents drafted here, not issued yet"),
        "drafter",
        _papers,
        taking_over.draft,
        "document__uid",
        "document",
        lambda paper: str(paper.get_state_display()),
    ),
    Kind(
        "signature",
        _("documents named to be signed here"),
        "signer",
        _to_sign,
        taking_over.signature,
        "document__uid",
        "document",
        lambda paper: str(paper.get_state_display()),
    ),
    Kind(
        "task",
        _("incoming documents to handle"),
        "person",
        _tasks,
        taking_over.task,
        document="arrival__document",
        note=lambda task: str(task.get_role_display()),
    ),
    Kind(
        "copy",
        _("copies made here, not issued yet"),
        "drafter",
        _copies,
        taking_over.copy,
        "document__uid",
        "document",
        lambda made: str(made.get_state_display()),
    ),
    Kind(
        "custody",
        _("custody of the agency's key"),
        "custodian",
        _custodies,
        taking_over.custody,
        "key__uid",
        note=lambda custody: custody.handover,
    ),
    Kind(
        "delegation_given",
        _("delegations given"),
        "giver",
        _delegations,
        taking_over.end_delegation,
        note=lambda given: given.taker.user.full_name,
        ends_with_post=True,
    ),
    Kind(
        "delegation_taken",
        _("delegations taken"),
        "taker",
        _delegations,
        taking_over.end_delegation,
        note=lambda given: given.giver.user.full_name,
        ends_with_post=True,
    ),
    Kind(
        "token",
        _("programs that act in this post"),
        "appointment",
        _tokens,
        taking_over.end_token,
        note=lambda token: token.purpose,
        ends_with_post=True,
    ),
)
