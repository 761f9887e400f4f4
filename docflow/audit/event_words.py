"""What happened, in the words of a person: one phrase for each event."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from docflow.audit.events import Event

PHRASES: dict[str, Any] = {
    Event.INSTALLATION_STARTED: _("installation started"),
    Event.UNIT_OPENED: _("unit opened"),
    Event.UNIT_RENAMED: _("unit renamed"),
    Event.UNIT_MOVED: _("unit moved"),
    Event.UNIT_CODED: _("code given to a unit"),
    Event.UNIT_ENDED: _("unit ended"),
    Event.UNITS_IMPORTED: _("units imported"),
    Event.CALENDAR_IMPORTED: _("calendar imported"),
    Event.USER_INVITED: _("account opened"),
    Event.APPOINTMENT_MADE: _("appointed"),
    Event.APPOINTMENT_ENDED: _("post ended"),
    Event.DELEGATION_GIVEN: _("delegation given"),
    Event.DELEGATION_ENDED: _("delegation ended"),
    Event.KEY_REGISTERED: _("key registered"),
    Event.KEY_LOCKED: _("key locked"),
    Event.CUSTODY_GIVEN: _("agency's key handed over"),
    Event.SESSION_BEGAN: _("signed in"),
    Event.SESSION_ENDED: _("session ended"),
    Event.SESSION_REFUSED: _("sign-in refused"),
    Event.PASSWORD_CHANGED: _("password changed"),
    Event.PASSWORD_GIVEN: _("new password given"),
    Event.TOTP_CONFIRMED: _("second factor set up"),
    Event.TOTP_RESET: _("second factor reset"),
    Event.TOKEN_ISSUED: _("access token issued"),
    Event.TOKEN_CONFIRMED: _("access token confirmed"),
    Event.TOKEN_REVOKED: _("access token revoked"),
    Event.REGISTER_OPENED: _("register opened"),
    Event.NUMBER_VOIDED: _("number struck out"),
    Event.REGISTER_LINE_NOTED: _("line of the register completed by hand"),
    Event.DOCUMENT_READ: _("read"),
    Event.OUTGOING_DRAFTED: _("drafted"),
    Event.OUTGOING_REVISED: _("draft revised"),
    Event.OUTGOING_SUBMITTED: _("submitted"),
    Event.OUTGOING_INITIALLED: _("initialled"),
    Event.OUTGOING_FORMAT_PASSED: _("format check passed"),
    Event.OUTGOING_SIGNED: _("signed by the leader"),
    Event.OUTGOING_SIGNED_ON_PAPER: _("taken in as signed on paper"),
    Event.OUTGOING_NUMBERED: _("numbered"),
    Event.OUTGOING_SEALED: _("sealed"),
    Event.OUTGOING_ISSUED: _("issued"),
    Event.OUTGOING_SENT_BACK: _("sent back"),
    Event.OUTGOING_WITHDRAWN: _("withdrawn"),
    Event.OUTGOING_CANCELLED: _("cancelled"),
    Event.OUTGOING_RECIPIENT_ADDED: _("recipient added"),
    Event.OUTGOING_RECIPIENT_REMOVED: _("recipient removed"),
    Event.GROUP_SAVED: _("group of recipients saved"),
    Event.GROUP_RENAMED: _("group of recipients renamed"),
    Event.DELIVERY_CREATED: _("addressed to a recipient"),
    Event.DELIVERY_SENT: _("sent to a recipient"),
    Event.DELIVERY_FAILED: _("not delivered"),
    Event.WORK_REPEATED: _("failed work tried again"),
    Event.DELIVERY_STATUS_RECEIVED: _("a recipient reported"),
    Event.DELIVERY_ACKNOWLEDGED: _("trouble settled by the clerk"),
    Event.INCOMING_ARRIVED: _("arrived"),
    Event.INCOMING_ARRIVED_ON_PAPER: _("arrived on paper"),
    Event.INCOMING_VERIFIED: _("signatures checked"),
    Event.INCOMING_VERIFY_FAILED: _("check of the signatures failed"),
    Event.INCOMING_REGISTERED: _("registered"),
    Event.INCOMING_REFUSED: _("refused"),
    Event.INCOMING_ASSIGNED: _("assigned"),
    Event.INCOMING_REASSIGNED: _("re-assigned"),
    Event.INCOMING_STARTED: _("handling begun"),
    Event.INCOMING_NOTED: _("taken note of"),
    Event.INCOMING_FINISHED: _("finished"),
    Event.LOG_CHECK_ASKED: _("check of the log asked for"),
    Event.ACT_REFUSED: _("refused by the system"),
}
"""Every event has one (tests/docflow/audit/test_event_words.py)."""


def phrase(event: str) -> Any:
    """What to call an event; its name when a newer version wrote it."""
    return PHRASES.get(event, event)
