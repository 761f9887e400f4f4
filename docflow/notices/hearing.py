"""The one table of who hears of what: event, hearer, sentence, topic, urgency.

A sentence names no document: code and subject stand beside it, for those who may see them. What is
not in the table is told to nobody, and `UNHEARD` says so of each event by name.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from docflow.audit.events import Event
from docflow.exchange.states import Code
from docflow.incoming.models import Assignment
from docflow.notices import hearers as to
from docflow.notices.hearers import Hearer
from docflow.notices.models import Topic
from docflow.permissions import Permission as P

Role = Assignment.Role


@dataclass(frozen=True)
class Line:
    """One line: what happened, who hears, in what words. `when` are facts it is told with only."""

    code: str
    event: str
    hearer: Hearer
    sentence: Any
    topic: Topic
    is_urgent: bool = False
    when: tuple[str, str] | None = None

    def is_told(self, facts: dict[str, Any]) -> bool:
        """Whether the facts are those of this line."""
        return self.when is None or facts.get(self.when[0]) == self.when[1]


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
        "proposed",
        Event.INCOMING_SUBMITTED,
        to.holders(P.INCOMING_ASSIGN),
        _("An incoming document waits for your directive, with the office's proposal."),
        WAITING,
    ),
    Line(
        "returned_inside",
        Event.INCOMING_RETURNED_INSIDE,
        to.holders(P.INCOMING_PROPOSE),
        _("The leader returned a document to the office: see why and submit it anew."),
        WAITING,
    ),
    Line(
        "given_back",
        Event.INCOMING_GIVEN_BACK,
        to.holders(P.INCOMING_PROPOSE),
        _("A document was given back as wrongly assigned: see why and submit it anew."),
        WAITING,
    ),
    Line(
        "handed_back",
        Event.INCOMING_HANDED_BACK,
        to.head_of_department,
        _("A task you handed on was returned: see why and hand it on anew."),
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
        "handed_over",
        Event.INCOMING_HANDED_OVER,
        to.named_person,
        _("A task was handed over to you."),
        WAITING,
    ),
    Line(
        "forwarded",
        Event.INCOMING_FORWARDED,
        to.named_tasks,
        _("A document was forwarded to you."),
        WAITING,
    ),
    Line(
        "contributed",
        Event.INCOMING_CONTRIBUTED,
        to.given(Role.LEAD),
        _("A part came for what you lead."),
        OWN,
    ),
    Line(
        "extension_asked",
        Event.INCOMING_EXTENSION_ASKED,
        to.assigner,
        _("More time is asked for: allow or refuse it."),
        WAITING,
    ),
    Line(
        "extended",
        Event.INCOMING_EXTENDED,
        to.handler_of("task"),
        _("More time was allowed for your task."),
        OWN,
    ),
    Line(
        "extension_refused",
        Event.INCOMING_EXTENSION_REFUSED,
        to.handler_of("task"),
        _("More time was refused for your task: its deadline stands."),
        OWN,
        is_urgent=True,
    ),
    Line(
        "urged",
        Event.INCOMING_URGED,
        to.handler,
        _("You are asked again how your task stands: report on it."),
        WAITING,
        is_urgent=True,
    ),
    Line(
        "reported",
        Event.INCOMING_REPORTED,
        to.assigner,
        _("A report came on what you assigned."),
        OWN,
    ),
    Line(
        "held",
        Event.INCOMING_HELD,
        to.assigner,
        _("What you assigned was put on hold: see why and until when."),
        OWN,
    ),
    Line(
        "updated",
        Event.INCOMING_UPDATED,
        to.given(Role.LEAD),
        _("A document you handle was updated by its sender."),
        OWN,
    ),
    Line(
        "handled",
        Event.INCOMING_FINISHED,
        to.assigner,
        _("What you assigned was finished."),
        OWN,
    ),
    *(
        Line(code, event, to.opened("initial"), _("A draft waits for your initials."), WAITING)
        for code, event in (
            ("to_initial", Event.OUTGOING_SUBMITTED),
            ("to_initial_next", Event.OUTGOING_INITIALLED),
            ("to_initial_after_opinion", Event.OUTGOING_OPINION_GIVEN),
            ("to_initial_without_opinion", Event.OUTGOING_OPINION_LAPSED),
            ("to_initial_again", Event.OUTGOING_RETURNED_TO_STEP),
        )
    ),
    *(
        Line(code, event, hearer, _("You are asked for an opinion on a draft."), WAITING)
        for code, event, hearer in (
            ("opinion_asked", Event.OUTGOING_OPINION_ASKED, to.asked),
            ("to_give_opinion", Event.OUTGOING_SUBMITTED, to.opened("opinion")),
            ("to_give_opinion_next", Event.OUTGOING_INITIALLED, to.opened("opinion")),
            ("to_give_opinion_after", Event.OUTGOING_OPINION_GIVEN, to.opened("opinion")),
            ("to_give_opinion_without", Event.OUTGOING_OPINION_LAPSED, to.opened("opinion")),
            ("to_give_opinion_again", Event.OUTGOING_RETURNED_TO_STEP, to.opened("opinion")),
        )
    ),
    *(
        Line(
            code,
            event,
            to.holders(P.OUTGOING_PASS_FORMAT),
            _("A draft waits for the format check."),
            WAITING,
            when=when,
        )
        for code, event, when in (
            ("to_check", Event.OUTGOING_INITIALLED, ("to", "format_check")),
            ("to_check_after_opinion", Event.OUTGOING_OPINION_GIVEN, ("to", "format_check")),
            ("to_check_without_opinion", Event.OUTGOING_OPINION_LAPSED, ("to", "format_check")),
            ("to_check_again", Event.OUTGOING_RETURNED_TO_STEP, ("step", "format_check")),
            ("to_check_signer", Event.OUTGOING_SIGNER_REPLACED, None),
        )
    ),
    Line(
        "opinion_given",
        Event.OUTGOING_OPINION_GIVEN,
        to.asker,
        _("An opinion on a draft was given: read it."),
        OWN,
    ),
    Line(
        "opinion_lapsed",
        Event.OUTGOING_OPINION_LAPSED,
        to.asker,
        _("An opinion on a draft was not given by its deadline."),
        OWN,
    ),
    Line(
        "returned_to_step",
        Event.OUTGOING_RETURNED_TO_STEP,
        to.drafter,
        _("Your draft was returned to an earlier step: see the reason."),
        OWN,
    ),
    Line(
        "signer_replaced",
        Event.OUTGOING_SIGNER_REPLACED,
        to.drafter,
        _("Another leader was named to sign your draft."),
        OWN,
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
        "copy_to_approve",
        Event.COPY_DRAFTED,
        to.holders(P.COPY_APPROVE),
        _("A copy waits for your approval."),
        WAITING,
    ),
    Line(
        "copy_to_number",
        Event.COPY_APPROVED,
        to.holders(P.OUTGOING_NUMBER),
        _("An approved copy waits for its number."),
        WAITING,
    ),
    Line("copy_refused", Event.COPY_REFUSED, to.copier, _("Your copy was not approved."), OWN),
    Line("copy_issued", Event.COPY_ISSUED, to.copier, _("Your copy was issued."), OWN),
    Line(
        "handed_round",
        Event.MEETING_HANDED_ROUND,
        to.members,
        _("Papers of a meeting were handed to you."),
        WAITING,
    ),
    Line(
        "member",
        Event.MEETING_MEMBERS_ADDED,
        to.members,
        _("Papers of a meeting were handed to you."),
        WAITING,
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
        "stands_in",
        Event.DELEGATION_GIVEN,
        to.delegation_taker,
        _("Somebody lets you stand in for them."),
        ACCOUNT,
    ),
    Line(
        "stands_in_no_more",
        Event.DELEGATION_ENDED,
        to.delegation_taker,
        _("You stand in for somebody no longer."),
        ACCOUNT,
    ),
    Line(
        "delegation_ended",
        Event.DELEGATION_ENDED,
        to.delegation_giver,
        _("A delegation you gave has ended."),
        ACCOUNT,
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
)

UNHEARD: frozenset[str] = frozenset(
    {
        *(Event.INSTALLATION_STARTED, Event.UNIT_OPENED, Event.UNIT_RENAMED, Event.UNIT_MOVED),
        *(Event.UNIT_CODED, Event.UNIT_ENDED, Event.UNITS_IMPORTED, Event.CALENDAR_IMPORTED),
        *(Event.CALENDAR_CHANGED, Event.USER_INVITED, Event.KEY_REGISTERED, Event.SESSION_BEGAN),
        *(Event.SESSION_ENDED, Event.SESSION_REFUSED, Event.PASSWORD_CHANGED, Event.TOTP_CONFIRMED),
        *(Event.TOKEN_CONFIRMED, Event.TOKEN_REVOKED, Event.REGISTER_OPENED, Event.NUMBER_VOIDED),
        *(Event.DOCUMENT_READ, Event.OUTGOING_DRAFTED, Event.OUTGOING_REVISED),
        *(Event.OUTGOING_NUMBERED, Event.OUTGOING_SEALED, Event.OUTGOING_WITHDRAWN),
        *(Event.OUTGOING_RECIPIENT_ADDED, Event.OUTGOING_RECIPIENT_REMOVED, Event.GROUP_SAVED),
        *(Event.CIRCUIT_KEPT, Event.GROUP_RENAMED),
        *(Event.DELIVERY_CREATED, Event.DELIVERY_SENT, Event.WORK_REPEATED),
        *(Event.DELIVERY_ACKNOWLEDGED, Event.INCOMING_ARRIVED, Event.INCOMING_REFUSED),
        *(Event.INCOMING_STARTED, Event.INCOMING_NOTED, Event.LOG_CHECK_ASKED, Event.ACT_REFUSED),
        *(Event.NOTICES_CHOSEN, Event.WEBHOOK_OPENED, Event.WEBHOOK_STOPPED),
        *(Event.WEBHOOK_REPLAYED, Event.REPORT_FILLED_IN, Event.REPORT_CLOSED),
        *(Event.INCOMING_PROPOSAL_TAKEN_BACK, Event.INCOMING_ASSIGNMENT_TAKEN_BACK),
        *(Event.INCOMING_TASK_TAKEN_BACK, Event.INCOMING_UNREGISTERED, Event.INCOMING_MERGED),
        *(Event.INCOMING_RESUMED, Event.INCOMING_FILED, Event.REGISTER_LINE_NOTED),
        *(Event.COPY_NUMBERED, Event.COPY_SEALED, Event.COPY_CANCELLED),
        *(Event.COPY_RECIPIENT_ADDED, Event.COPY_RECIPIENT_REMOVED, Event.CIRCULATION_MARKED),
        *(Event.MEETING_PROLONGED, Event.MEETING_ENDED, Event.MEETING_GIVEN_BACK),
    }
)
"""Events nobody is told of: the log keeps them, and the desks show what they leave to be done."""
BY_EVENT: dict[str, tuple[Line, ...]] = {
    event: tuple(line for line in LINES if line.event == event)
    for event in {line.event for line in LINES}
}
