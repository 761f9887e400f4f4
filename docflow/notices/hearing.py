"""The one table of who hears of what: event, hearer, sentence, topic, urgency.

A sentence names no document: code and subject stand beside it, for those who may see them. What is
not in the table is told to nobody, and `UNHEARD` says so of each event by name.
"""

from docflow.audit.events import Event
from docflow.notices import (
    hearing_of_arrivals,
    hearing_of_handling,
    hearing_of_papers,
    hearing_of_people,
    hearing_of_rights,
)
from docflow.notices.lines import Line as Line

TABLES = (
    hearing_of_arrivals,
    hearing_of_handling,
    hearing_of_papers,
    hearing_of_people,
    hearing_of_rights,
)
LINES = tuple(line for table in TABLES for line in table.LINES)

UNHEARD: frozenset[str] = frozenset(
    {
        *hearing_of_handling.UNHEARD,
        *hearing_of_rights.UNHEARD,
        *(Event.INSTALLATION_STARTED, Event.UNIT_OPENED, Event.UNIT_RENAMED, Event.UNIT_MOVED),
        *(
            Event.UNIT_CODED,
            Event.UNIT_QR_CODE_SET,
            Event.UNIT_ENDED,
            Event.UNITS_IMPORTED,
            Event.CALENDAR_IMPORTED,
        ),
        *(Event.CALENDAR_CHANGED, Event.USER_INVITED, Event.SESSION_BEGAN),
        *(Event.SESSION_ENDED, Event.SESSION_REFUSED, Event.PASSWORD_CHANGED, Event.TOTP_CONFIRMED),
        *(Event.TOKEN_REVOKED, Event.REGISTER_OPENED, Event.NUMBER_VOIDED),
        *(Event.DOCUMENT_READ, Event.OUTGOING_DRAFTED, Event.OUTGOING_REVISED),
        *(Event.OUTGOING_NUMBERED, Event.OUTGOING_SEALED, Event.OUTGOING_WITHDRAWN),
        *(Event.FILE_LASTS, Event.OUTGOING_ATTACHMENT_SEALED),
        *(Event.OUTGOING_BODY_NAMED, Event.OUTGOING_BODY_TAKEN_OUT),
        Event.OUTGOING_MARKS_PLACED,
        Event.FILE_PROOF_RENEWED,
        *(Event.OUTGOING_RECIPIENT_ADDED, Event.OUTGOING_RECIPIENT_REMOVED, Event.GROUP_SAVED),
        *(Event.CIRCUIT_KEPT, Event.GROUP_RENAMED),
        *(Event.DELIVERY_CREATED, Event.DELIVERY_SENT, Event.WORK_REPEATED),
        *(Event.DELIVERY_ACKNOWLEDGED, Event.INCOMING_ARRIVED, Event.INCOMING_REFUSED),
        *(Event.INCOMING_STARTED, Event.INCOMING_NOTED, Event.LOG_CHECK_ASKED, Event.ACT_REFUSED),
        *(Event.NOTICES_CHOSEN, Event.WEBHOOK_OPENED, Event.WEBHOOK_STOPPED),
        *(Event.WEBHOOK_REPLAYED, Event.REPORT_FILLED_IN, Event.REPORT_CLOSED),
        *(Event.CATALOGUE_BEGUN, Event.CATALOGUE_APPROVED, Event.DOSSIER_PLANNED),
        *(Event.DOSSIER_AMENDED, Event.DOSSIER_DROPPED, Event.DOSSIER_OPENED),
        *(Event.DOSSIER_DOCUMENT_PUT_IN, Event.DOSSIER_DOCUMENT_TAKEN_OUT, Event.DOSSIER_CLOSED),
        *(Event.DOSSIER_READER_ADDED, Event.DOSSIER_READER_REMOVED, Event.DOSSIER_REOPENED),
        *(Event.DOSSIER_KEPT_BACK, Event.DOSSIER_ACCEPTED, Event.DOSSIER_EXPORTED),
        *(Event.HOLD_GIVEN, Event.HOLD_LIFTED),
        *(Event.DELIVERY_RECALL_SENT, Event.DELIVERY_CALLED_OFF, Event.DELIVERY_PAPER_BACK),
        *(Event.INCOMING_RECALL_REFUSED, Event.RECALL_RULE_CHOSEN),
        *(Event.SEARCH_SAVED, Event.SEARCH_RENAMED, Event.SEARCH_DELETED, Event.COLUMNS_CHOSEN),
    }
)
"""Events nobody is told of: the log keeps them, and the desks show what they leave to be done."""
BY_EVENT: dict[str, tuple[Line, ...]] = {
    event: tuple(line for line in LINES if line.event == event)
    for event in {line.event for line in LINES}
}
