"""The life of a copy: the head lets it be made, then number, agency signature and issue.

Decree 30/2020 Art. 25-27: the head decides which documents are copied; the agency signs its copies.
"""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from docflow.lifecycle import StateField, Stateful, guard, move
from docflow.permissions import Permission


class State(models.TextChoices):
    DRAFT = "draft", _("waiting for approval")
    APPROVED = "approved", _("approved, waiting for a number")
    NUMBERED = "numbered", _("numbered, waiting for the agency's signature")
    SEALED = "sealed", _("signed by the agency, ready to issue")
    ISSUED = "issued", _("issued")
    REFUSED = "refused", _("refused")
    CANCELLED = "cancelled", _("cancelled")


OPEN_STATES = [State.DRAFT, State.APPROVED, State.NUMBERED, State.SEALED]
NOT_IN_FORCE = _("Only an issued document, or one in the register of arrivals, can be copied.")
NOT_CUSTODIAN = _(
    "The agency's key is not in your custody, and only who keeps it seals. It is kept by: "
    "%(keeper)s. Ask them to seal it, or an administrator to hand the key over to you."
)


@guard("not_approved", _("Nobody has approved this copy. A leader of the unit does."))
def is_approved(copy: Any, by: Any) -> bool:
    return copy.approver_id is not None


@guard("not_in_force", NOT_IN_FORCE)
def is_of_what_counts(copy: Any, by: Any) -> bool:
    return bool(copy.is_of_what_counts())


@guard("no_number", _("There is no number yet. Number the document first."))
def has_number(copy: Any, by: Any) -> bool:
    return copy.document.number is not None


@guard("not_custodian", NOT_CUSTODIAN, lambda copy: {"keeper": copy.keeper()})
def is_custodian(copy: Any, by: Any) -> bool:
    return copy.is_custodian(by)


@guard("seal_missing", _("There is no verified seal on the current file."))
def is_sealed(copy: Any, by: Any) -> bool:
    return copy.has_verified_seal()


@guard("no_recipient", _("There is no recipient. Add at least one."))
def has_recipient(copy: Any, by: Any) -> bool:
    return copy.recipients.exists()


@guard("not_yours_to_cancel", _("Only who made this copy or the clerk can cancel it."))
def is_maker_or_clerk(copy: Any, by: Any) -> bool:
    return by.user == copy.drafter.user or Permission.OUTGOING_NUMBER in by.permissions_in(
        copy.unit
    )


class Lifecycle(Stateful, models.Model):
    """The moves of a copy, in the order they are met."""

    state = StateField(_("state"), choices=State.choices, default=State.DRAFT, protected=True)

    class Meta:
        abstract = True

    # What was recalled meanwhile is not copied on (Decree 30 Art. 18.4).
    @move(
        state,
        State.DRAFT,
        State.APPROVED,
        who=Permission.COPY_APPROVE,
        needs=[is_of_what_counts],
    )
    def approve(self) -> None: ...

    @move(state, State.DRAFT, State.REFUSED, who=Permission.COPY_APPROVE)
    def refuse(self) -> None: ...

    @move(
        state,
        State.APPROVED,
        State.NUMBERED,
        who=Permission.OUTGOING_NUMBER,
        needs=[is_approved, is_of_what_counts],
    )
    def number(self) -> None: ...

    @move(
        state,
        State.NUMBERED,
        State.SEALED,
        who=Permission.OUTGOING_SEAL,
        needs=[is_approved, has_number, is_custodian, is_of_what_counts],
    )
    def seal(self) -> None: ...

    @move(
        state,
        State.SEALED,
        State.ISSUED,
        who=Permission.OUTGOING_ISSUE,
        needs=[is_sealed, has_recipient, is_of_what_counts],
    )
    def issue(self) -> None: ...

    @move(
        state,
        OPEN_STATES,
        State.CANCELLED,
        who=Permission.COPY_DRAFT,
        needs=[is_maker_or_clerk],
    )
    def cancel(self) -> None: ...
