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
)
