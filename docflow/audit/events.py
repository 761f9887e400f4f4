"""Everything that can happen, by name. This is the system's table of contents.

An event's meaning never changes; a new meaning is a new name.
"""

from enum import StrEnum


class Event(StrEnum):
    INSTALLATION_STARTED = "installation.started"

    UNIT_OPENED = "unit.opened"
    UNIT_RENAMED = "unit.renamed"
    UNIT_MOVED = "unit.moved"
    UNIT_CODED = "unit.coded"
    UNIT_ENDED = "unit.ended"
    UNITS_IMPORTED = "units.imported"
    CALENDAR_IMPORTED = "calendar.imported"

    USER_INVITED = "user.invited"
    APPOINTMENT_MADE = "appointment.made"
    APPOINTMENT_ENDED = "appointment.ended"
    DELEGATION_GIVEN = "delegation.given"
    DELEGATION_ENDED = "delegation.ended"
    DELEGATION_PASSED_ON = "delegation.passed_on"
    ABSENCE_NOTED = "absence.noted"
    ABSENCE_ENDED = "absence.ended"
    WORK_HANDED_OVER = "work.handed_over"
    RIGHTS_CONFIRMED = "rights.confirmed"
    RIGHTS_OBJECTED = "rights.objected"
    KEY_REGISTERED = "key.registered"
    KEY_LOCKED = "key.locked"
    CUSTODY_GIVEN = "custody.given"

    SESSION_BEGAN = "session.began"
    SESSION_ENDED = "session.ended"
    SESSION_REFUSED = "session.refused"
    PASSWORD_CHANGED = "password.changed"
    PASSWORD_GIVEN = "password.given"
    TOTP_CONFIRMED = "totp.confirmed"
    TOTP_RESET = "totp.reset"
    TOKEN_ISSUED = "token.issued"
    TOKEN_CONFIRMED = "token.confirmed"
    TOKEN_REVOKED = "token.revoked"

    REGISTER_OPENED = "register.opened"
    NUMBER_VOIDED = "number.voided"
    DOCUMENT_READ = "document.read"

    OUTGOING_DRAFTED = "outgoing.drafted"
    OUTGOING_REVISED = "outgoing.revised"
    OUTGOING_SUBMITTED = "outgoing.submitted"
    OUTGOING_INITIALLED = "outgoing.initialled"
    OUTGOING_FORMAT_PASSED = "outgoing.format_passed"
    OUTGOING_SIGNED = "outgoing.signed"
    OUTGOING_SIGNED_ON_PAPER = "outgoing.signed_on_paper"
    OUTGOING_NUMBERED = "outgoing.numbered"
    OUTGOING_SEALED = "outgoing.sealed"
    OUTGOING_ISSUED = "outgoing.issued"
    OUTGOING_SENT_BACK = "outgoing.sent_back"
    OUTGOING_WITHDRAWN = "outgoing.withdrawn"
    OUTGOING_CANCELLED = "outgoing.cancelled"

    OUTGOING_RECIPIENT_ADDED = "outgoing.recipient_added"
    OUTGOING_RECIPIENT_REMOVED = "outgoing.recipient_removed"
    GROUP_SAVED = "group.saved"
    GROUP_RENAMED = "group.renamed"

    DELIVERY_CREATED = "delivery.created"
    DELIVERY_SENT = "delivery.sent"
    DELIVERY_FAILED = "delivery.failed"
    WORK_REPEATED = "work.repeated"
    DELIVERY_STATUS_RECEIVED = "delivery.status_received"
    DELIVERY_ACKNOWLEDGED = "delivery.acknowledged"

    INCOMING_ARRIVED = "incoming.arrived"
    INCOMING_ARRIVED_ON_PAPER = "incoming.arrived_on_paper"
    INCOMING_VERIFIED = "incoming.verified"
    INCOMING_VERIFY_FAILED = "incoming.verify_failed"
    INCOMING_REGISTERED = "incoming.registered"
    INCOMING_REFUSED = "incoming.refused"
    INCOMING_ASSIGNED = "incoming.assigned"
    INCOMING_REASSIGNED = "incoming.reassigned"
    INCOMING_STARTED = "incoming.started"
    INCOMING_NOTED = "incoming.noted"
    INCOMING_FINISHED = "incoming.finished"

    LOG_CHECK_ASKED = "log.check_asked"
    ACT_REFUSED = "act.refused"
