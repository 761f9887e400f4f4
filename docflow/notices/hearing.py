"""The one table of who hears of what: event, hearer, sentence, topic, urgency.

A sentence names no document: code and subject stand beside it, for those who may see them. What is
not in the table is told to nobody, and `UNHEARD` says so of each event by name.
"""

from django.utils.translation import gettext_lazy as _

from docflow.audit.events import Event
from docflow.exchange.states import Code
from docflow.incoming.models import Assignment
from docflow.notices import hearers as to
from docflow.notices import hearing_of_handling, hearing_of_rights
from docflow.notices.lines import Line
from docflow.notices.models import Topic
from docflow.permissions import Permission as P

Role = Assignment.Role
WAITING, OWN, DELIVERY, ACCOUNT = Topic.WAITING, Topic.OWN, Topic.DELIVERY, Topic.ACCOUNT
LINES: tuple[Line, ...] = (
    Line(
        "arrival_to_register",
        Event.INCOMING_VERIFIED,
        to.holders(P.INCOMING_REGISTER),
        _("A document arrived and waits to be registered."),
        WAITING,
    ),
    Line(
        "arrival_failed",
        Event.INCOMING_VERIFY_FAILED,
        to.holders(P.INCOMING_REGISTER),
        _("A document arrived whose signatures are not valid: return it to its sender."),
        WAITING,
        is_urgent=True,
    ),
    Line(
        "paper_to_register",
        Event.INCOMING_ARRIVED_ON_PAPER,
        to.holders(P.INCOMING_REGISTER),
        _("A paper was taken in and waits to be registered."),
        WAITING,
    ),
    Line(
        "to_decide",
        Event.INCOMING_REGISTERED,
        to.holders(P.INCOMING_ASSIGN),
        _("An incoming document waits for your directive."),
        WAITING,
    ),
    Line(
        "to_lead",
        Event.INCOMING_ASSIGNED,
        to.given(Role.LEAD),
        _("You lead the handling of a document."),
        WAITING,
    ),
    Line(
        "to_collaborate",
        Event.INCOMING_ASSIGNED,
        to.given(Role.COLLABORATOR),
        _("You co-ordinate in the handling of a document."),
        WAITING,
    ),
    Line(
        "for_information",
        Event.INCOMING_ASSIGNED,
        to.given(Role.FOR_INFORMATION),
        _("A document was sent to you for information."),
        WAITING,
    ),
    Line(
        "handed_on",
        Event.INCOMING_REASSIGNED,
        to.named_person,
        _("A task was handed on to you."),
        WAITING,
    ),
    Line(
        "handled",
        Event.INCOMING_FINISHED,
        to.assigner,
        _("What you assigned was finished."),
        OWN,
    ),
    Line(
        "to_initial",
        Event.OUTGOING_SUBMITTED,
        to.holders(P.OUTGOING_INITIAL),
        _("A draft waits for your initials."),
        WAITING,
    ),
    Line(
        "to_check",
        Event.OUTGOING_INITIALLED,
        to.holders(P.OUTGOING_PASS_FORMAT),
        _("A draft waits for the format check."),
        WAITING,
    ),
    Line(
        "to_sign",
        Event.OUTGOING_FORMAT_PASSED,
        to.signer,
        _("A document waits for your signature."),
        WAITING,
    ),
    Line(
        "to_number",
        Event.OUTGOING_SIGNED,
        to.holders(P.OUTGOING_NUMBER),
        _("A signed document waits for its number."),
        WAITING,
    ),
    Line("signed", Event.OUTGOING_SIGNED, to.drafter, _("Your document was signed."), OWN),
    Line(
        "paper_signed",
        Event.OUTGOING_SIGNED_ON_PAPER,
        to.drafter,
        _("Your document was signed on paper and taken in."),
        OWN,
    ),
    Line("issued", Event.OUTGOING_ISSUED, to.drafter, _("Your document was issued."), OWN),
    Line(
        "issued_signer",
        Event.OUTGOING_ISSUED,
        to.signer,
        _("A document you signed was issued."),
        OWN,
    ),
    Line(
        "sent_back",
        Event.OUTGOING_SENT_BACK,
        to.drafter,
        _("Your draft was sent back: see the reason, mend it and submit it again."),
        OWN,
    ),
    Line("cancelled", Event.OUTGOING_CANCELLED, to.drafter, _("Your document was cancelled."), OWN),
    Line(
        "refused",
        Event.DELIVERY_STATUS_RECEIVED,
        to.holders(P.OUTGOING_ISSUE),
        _("A recipient refused a document: see why, and settle it."),
        DELIVERY,
        is_urgent=True,
        when=("code", Code.REFUSED),
    ),
    Line(
        "refused_drafter",
        Event.DELIVERY_STATUS_RECEIVED,
        to.drafter,
        _("A recipient refused your document."),
        DELIVERY,
        when=("code", Code.REFUSED),
    ),
    Line(
        "not_delivered",
        Event.DELIVERY_FAILED,
        to.holders(P.OUTGOING_ISSUE),
        _("A document could not be delivered: see why, and send it again."),
        DELIVERY,
        is_urgent=True,
    ),
    Line(
        "report_asked",
        Event.REPORT_ASKED,
        to.units_asked,
        _("Your unit is asked for a periodic report."),
        WAITING,
    ),
    Line(
        "report_asked_again",
        Event.REPORT_ASKED_AGAIN,
        to.units_reminded,
        _("A periodic report of your unit is missed: send it."),
        WAITING,
        is_urgent=True,
    ),
    Line(
        "report_returned",
        Event.REPORT_RETURNED,
        to.reporting_unit,
        _("A periodic report of your unit was returned: see the reason and send it again."),
        WAITING,
    ),
    Line(
        "report_sent",
        Event.REPORT_SENT,
        to.unit_that_asked,
        _("A unit sent the periodic report you asked for."),
        OWN,
    ),
    Line(
        "report_accepted",
        Event.REPORT_ACCEPTED,
        to.reporting_unit,
        _("The periodic report of your unit was accepted."),
        OWN,
    ),
    Line(
        "appointed",
        Event.APPOINTMENT_MADE,
        to.post_itself,
        _("You were appointed to a post."),
        ACCOUNT,
    ),
    Line(
        "post_ended", Event.APPOINTMENT_ENDED, to.post_itself, _("A post of yours ends."), ACCOUNT
    ),
    Line(
        "key_locked",
        Event.KEY_LOCKED,
        to.key_owner,
        _("Your key is locked after wrong PINs. If it was not you, tell your administrator."),
        ACCOUNT,
        is_urgent=True,
    ),
    Line(
        "custody_given",
        Event.CUSTODY_GIVEN,
        to.key_owner,
        _("The agency's key is in your custody now."),
        ACCOUNT,
    ),
    Line(
        "token_to_confirm",
        Event.TOKEN_ISSUED,
        to.token_holder,
        _("A program was given access in your name: confirm or revoke it in your account."),
        ACCOUNT,
        is_urgent=True,
    ),
    Line(
        "password_given",
        Event.PASSWORD_GIVEN,
        to.account_itself,
        _("An administrator gave your account a new password."),
        ACCOUNT,
        is_urgent=True,
    ),
    Line(
        "second_factor_reset",
        Event.TOTP_RESET,
        to.account_itself,
        _("An administrator took your second factor away."),
        ACCOUNT,
        is_urgent=True,
    ),
    *hearing_of_handling.LINES,
    *hearing_of_rights.LINES,
)

UNHEARD: frozenset[str] = frozenset(
    {
        *(Event.INSTALLATION_STARTED, Event.UNIT_OPENED, Event.UNIT_RENAMED, Event.UNIT_MOVED),
        *(Event.UNIT_CODED, Event.UNIT_ENDED, Event.UNITS_IMPORTED, Event.CALENDAR_IMPORTED),
        *(Event.CALENDAR_CHANGED, Event.USER_INVITED, Event.SESSION_BEGAN),
        *(Event.SESSION_ENDED, Event.SESSION_REFUSED, Event.PASSWORD_CHANGED, Event.TOTP_CONFIRMED),
        *(Event.TOKEN_REVOKED, Event.REGISTER_OPENED, Event.NUMBER_VOIDED),
        *(Event.DOCUMENT_READ, Event.OUTGOING_DRAFTED, Event.OUTGOING_REVISED),
        *(Event.OUTGOING_NUMBERED, Event.OUTGOING_SEALED, Event.OUTGOING_WITHDRAWN),
        *(Event.OUTGOING_RECIPIENT_ADDED, Event.OUTGOING_RECIPIENT_REMOVED, Event.GROUP_SAVED),
        *(Event.GROUP_RENAMED, Event.DELIVERY_CREATED, Event.DELIVERY_SENT, Event.WORK_REPEATED),
        *(Event.DELIVERY_ACKNOWLEDGED, Event.INCOMING_ARRIVED, Event.INCOMING_REFUSED),
        *(Event.INCOMING_STARTED, Event.INCOMING_NOTED, Event.LOG_CHECK_ASKED, Event.ACT_REFUSED),
        *(Event.NOTICES_CHOSEN, Event.WEBHOOK_OPENED, Event.WEBHOOK_STOPPED),
        *(Event.WEBHOOK_REPLAYED, Event.REPORT_FILLED_IN, Event.REPORT_CLOSED),
        *hearing_of_handling.UNHEARD,
        *hearing_of_rights.UNHEARD,
    }
)
"""Events nobody is told of: the log keeps them, and the desks show what they leave to be done."""
BY_EVENT: dict[str, tuple[Line, ...]] = {
    event: tuple(line for line in LINES if line.event == event)
    for event in {line.event for line in LINES}
}
