"""Who hears of what becomes of an incoming document."""

from django.utils.translation import gettext_lazy as _

from docflow.audit.events import Event
from docflow.incoming.models import Assignment
from docflow.notices import hearers as to
from docflow.notices.lines import OWN, WAITING, Line
from docflow.permissions import Permission as P

Role = Assignment.Role
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
        "asked_back",
        Event.INCOMING_RECALL_ASKED,
        to.holders(P.RECALL_ANSWER),
        _("A sender asks a document back: agree, or refuse with a reason."),
        WAITING,
        is_urgent=True,
    ),
    Line(
        "cancelled_on_recall",
        Event.INCOMING_RECALLED,
        to.task_holders,
        _("A document you had was recalled: your task ended and its content is gone."),
        OWN,
    ),
)
