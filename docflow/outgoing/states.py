"""The life of an outgoing document: states, moves, who makes each move, what it needs.

Decree 30/2020 Art. 14: the leader signs, then number, seal and issue, in this order.
"""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from docflow.lifecycle import StateField, Stateful, guard, move
from docflow.permissions import Permission


class State(models.TextChoices):
    DRAFT = "draft", _("draft")
    INITIALLING = "initialling", _("waiting for initials")
    FORMAT_CHECK = "format_check", _("waiting for the format check")
    SIGNING = "signing", _("waiting for signature")
    SIGNED = "signed", _("signed, waiting for a number")
    NUMBERED = "numbered", _("numbered, waiting for the seal")
    SEALED = "sealed", _("sealed, ready to issue")
    ISSUED = "issued", _("issued")
    RETURNED = "returned", _("returned")
    WITHDRAWN = "withdrawn", _("withdrawn")
    CANCELLED = "cancelled", _("cancelled")
    RECALLED = "recalled", _("recalled")


NOT_CUSTODIAN = _(
    "The agency's key is not in your custody, and only who keeps it seals. It is kept by: "
    "%(keeper)s. Ask them to seal it, or an administrator to hand the key over to you."
)
EDITABLE = [State.DRAFT, State.RETURNED, State.WITHDRAWN]
BEFORE_SIGNATURE = [State.INITIALLING, State.FORMAT_CHECK, State.SIGNING]


@guard("no_file", _("There is no file yet. Add the PDF of the draft."))
def has_file(paper: Any, by: Any) -> bool:
    return paper.document.versions.exists()


@guard(
    "signed_before",
    _("This file was signed already in the round before. Add the draft's PDF anew."),
)
def has_unsigned_file(paper: Any, by: Any) -> bool:
    current = paper.document.current
    return current is None or current.role == "draft"


@guard("no_signer", _("No signer is named. Name the leader who is to sign."))
def has_signer(paper: Any, by: Any) -> bool:
    return paper.signer_id is not None


@guard("own_draft", _("This is your own draft. Someone else must do this."))
def is_not_drafter(paper: Any, by: Any) -> bool:
    return by.user != paper.drafter.user


@guard(
    "not_your_turn",
    _("The order of this document does not ask you for initials now. It waits for: %(asked)s."),
    lambda paper: {"asked": paper.asked_now()},
)
def is_their_turn(paper: Any, by: Any) -> bool:
    return paper.is_turn_of(by)


@guard(
    "order_not_done",
    _("The order of this document still waits for: %(asked)s."),
    lambda paper: {"asked": paper.asked_now()},
)
def is_order_done(paper: Any, by: Any) -> bool:
    return paper.is_order_done()


@guard("not_your_draft", _("Only the one who drafted it can do this."))
def is_drafter(paper: Any, by: Any) -> bool:
    return by.user == paper.drafter.user


@guard("not_yours_to_cancel", _("Only its drafter or the clerk can cancel this document."))
def is_drafter_or_clerk(paper: Any, by: Any) -> bool:
    return is_drafter(paper, by) or Permission.OUTGOING_NUMBER in by.permissions_in(paper.unit)


@guard("not_the_signer", _("Another person is named as the signer of this document."))
def is_named_signer(paper: Any, by: Any) -> bool:
    signer = paper.signer_now()
    return by.appointment == signer or (by.delegation is not None and by.delegation.giver == signer)


@guard(
    "signed_in_part",
    _(
        "Some leaders of this joint document have signed its file already. Send it back to its "
        "drafter: it begins anew."
    ),
)
def is_not_signed_in_part(paper: Any, by: Any) -> bool:
    return paper.desk_id is None


@guard("format_errors", _("The format check found errors. Send the draft back or have it mended."))
def has_no_format_errors(paper: Any, by: Any) -> bool:
    return not any(finding.is_error for finding in paper.format_findings())


@guard("signature_missing", _("There is no verified signature of the leader on the current file."))
def is_signed_by_leader(paper: Any, by: Any) -> bool:
    return paper.signed_on_paper or paper.has_verified_signature()


@guard("no_number", _("There is no number yet. Number the document first."))
def has_number(paper: Any, by: Any) -> bool:
    return paper.document.number is not None


@guard("not_custodian", NOT_CUSTODIAN, lambda paper: {"keeper": paper.keeper()})
def is_custodian(paper: Any, by: Any) -> bool:
    return paper.is_custodian(by)


@guard("seal_missing", _("There is no verified seal on the current file."))
def is_sealed(paper: Any, by: Any) -> bool:
    return paper.has_verified_seal()


@guard("no_recipient", _("There is no recipient. Add at least one."))
def has_recipient(paper: Any, by: Any) -> bool:
    return paper.recipients.exists()


class Lifecycle(Stateful, models.Model):
    """The moves of an outgoing document, in the order they are met."""

    state = StateField(_("state"), choices=State.choices, default=State.DRAFT, protected=True)

    class Meta:
        abstract = True

    @move(
        state,
        EDITABLE,
        State.INITIALLING,
        who=Permission.OUTGOING_DRAFT,
        needs=[is_drafter, has_file, has_unsigned_file, has_signer],
    )
    def submit(self) -> None: ...

    @move(
        state,
        State.INITIALLING,
        State.FORMAT_CHECK,
        who=Permission.OUTGOING_INITIAL,
        needs=[is_not_drafter, is_their_turn],
    )
    def initial(self) -> None: ...

    @move(
        state,
        State.INITIALLING,
        State.FORMAT_CHECK,
        who=Permission.OUTGOING_PASS_ON,
        needs=[is_order_done],
    )
    def pass_on(self) -> None: ...

    @move(
        state,
        State.FORMAT_CHECK,
        State.SIGNING,
        who=Permission.OUTGOING_PASS_FORMAT,
        needs=[is_not_drafter, has_no_format_errors],
    )
    def pass_format(self) -> None: ...

    @move(
        state,
        State.SIGNING,
        State.SIGNED,
        who=Permission.OUTGOING_SIGN,
        at="lies_with",
        needs=[is_not_drafter, is_named_signer],
    )
    def sign(self) -> None: ...

    @move(
        state,
        State.SIGNING,
        State.SIGNED,
        who=Permission.OUTGOING_SIGN_ON_PAPER,
        needs=[is_not_signed_in_part],
    )
    def sign_on_paper(self) -> None: ...

    @move(
        state,
        State.SIGNED,
        State.NUMBERED,
        who=Permission.OUTGOING_NUMBER,
        needs=[is_signed_by_leader],
    )
    def number(self) -> None: ...

    @move(
        state,
        State.NUMBERED,
        State.SEALED,
        who=Permission.OUTGOING_SEAL,
        at="lies_with",
        needs=[has_number, is_signed_by_leader, is_custodian],
    )
    def seal(self) -> None: ...

    @move(
        state,
        State.SEALED,
        State.ISSUED,
        who=Permission.OUTGOING_ISSUE,
        needs=[is_sealed, has_recipient],
    )
    def issue(self) -> None: ...

    @move(
        state,
        [*BEFORE_SIGNATURE, State.SIGNED],
        State.RETURNED,
        who=Permission.OUTGOING_SEND_BACK,
        at="lies_with",
    )
    def send_back(self) -> None: ...

    @move(
        state,
        [State.FORMAT_CHECK, State.SIGNING],
        State.INITIALLING,
        who=Permission.OUTGOING_SEND_BACK,
        needs=[is_not_signed_in_part],
    )
    def send_back_to_step(self) -> None: ...

    @move(
        state,
        State.SIGNING,
        State.FORMAT_CHECK,
        who=Permission.OUTGOING_SEND_BACK,
        needs=[is_not_signed_in_part],
    )
    def send_back_to_check(self) -> None: ...

    @move(
        state,
        [State.FORMAT_CHECK, State.SIGNING],
        State.FORMAT_CHECK,
        who=Permission.OUTGOING_REPLACE_SIGNER,
        needs=[is_not_signed_in_part],
    )
    def replace_signer(self) -> None: ...

    @move(
        state,
        BEFORE_SIGNATURE,
        State.WITHDRAWN,
        who=Permission.OUTGOING_DRAFT,
        needs=[is_drafter],
    )
    def withdraw(self) -> None: ...

    @move(
        state,
        [*EDITABLE, *BEFORE_SIGNATURE, State.SIGNED, State.NUMBERED, State.SEALED],
        State.CANCELLED,
        who=Permission.OUTGOING_CANCEL,
        needs=[is_drafter_or_clerk],
    )
    def cancel(self) -> None: ...

    # The last recipient gave it back: the document is kept as it is (Decree 30 Annex VI III.8).
    @move(state, State.ISSUED, State.RECALLED, who=Permission.DELIVER)
    def recall(self) -> None: ...
