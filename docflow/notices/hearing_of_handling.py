"""Who hears of what is done with an incoming document on its way, of copies and of meetings."""

from django.utils.translation import gettext_lazy as _

from docflow.audit.events import Event
from docflow.incoming.models import Assignment
from docflow.notices import hearers as to
from docflow.notices.lines import Line
from docflow.notices.models import Topic
from docflow.permissions import Permission as P

Role = Assignment.Role
WAITING, OWN = Topic.WAITING, Topic.OWN
LINES: tuple[Line, ...] = (
    Line(
        "submitted",
        Event.INCOMING_SUBMITTED,
        to.holders(P.INCOMING_ASSIGN),
        _("An incoming document was submitted to you with a proposal."),
        WAITING,
    ),
    Line(
        "returned_inside",
        Event.INCOMING_RETURNED_INSIDE,
        to.holders(P.INCOMING_PROPOSE),
        _("The leader returned an incoming document: see the reason and submit it again."),
        WAITING,
    ),
    Line(
        "given_back",
        Event.INCOMING_GIVEN_BACK,
        to.holders(P.INCOMING_PROPOSE),
        _("What was assigned to the wrong one came back: see the reason and submit it again."),
        WAITING,
    ),
    Line(
        "assignment_taken_back",
        Event.INCOMING_ASSIGNMENT_TAKEN_BACK,
        to.handler,
        _("A task given to you was taken back."),
        OWN,
    ),
    Line(
        "task_taken_back",
        Event.INCOMING_TASK_TAKEN_BACK,
        to.handler,
        _("A task given to you was taken back."),
        OWN,
    ),
    Line(
        "handed_back",
        Event.INCOMING_HANDED_BACK,
        to.head_of_department,
        _("A task you handed on was returned: see the reason and hand it on anew."),
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
        "handed_over_from",
        Event.INCOMING_HANDED_OVER,
        to.handler_before,
        _("A task of yours was handed over to a colleague."),
        OWN,
    ),
    Line(
        "forwarded",
        Event.INCOMING_FORWARDED,
        to.newly_given,
        _("A document was forwarded to you."),
        WAITING,
    ),
    Line(
        "part_given",
        Event.INCOMING_CONTRIBUTED,
        to.given(Role.LEAD),
        _("A colleague gave their part to what you lead."),
        OWN,
    ),
    Line(
        "updated",
        Event.INCOMING_UPDATED,
        to.given(Role.LEAD),
        _("What you lead arrived once more and was joined to it: look at it anew."),
        OWN,
    ),
    Line("held", Event.INCOMING_HELD, to.assigner, _("What you assigned was put on hold."), OWN),
    Line(
        "resumed",
        Event.INCOMING_RESUMED,
        to.given(Role.LEAD),
        _("What you lead is on hold no longer."),
        WAITING,
    ),
    Line(
        "more_time_asked",
        Event.INCOMING_EXTENSION_ASKED,
        to.deciders_of_more_time,
        _("You are asked for more time."),
        WAITING,
    ),
    Line(
        "more_time_given",
        Event.INCOMING_EXTENDED,
        to.extended,
        _("You were given more time."),
        OWN,
    ),
    Line(
        "more_time_refused",
        Event.INCOMING_EXTENSION_REFUSED,
        to.extended,
        _("You were not given more time: see the reason."),
        OWN,
    ),
    Line(
        "urged",
        Event.INCOMING_URGED,
        to.handler,
        _("You are asked how a task stands: report on it."),
        WAITING,
        is_urgent=True,
    ),
    Line(
        "reported",
        Event.INCOMING_REPORTED,
        to.assigner,
        _("You were told how something you assigned stands."),
        OWN,
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
    Line(
        "copy_refused",
        Event.COPY_REFUSED,
        to.copy_drafter,
        _("A copy of yours was refused: see the reason."),
        OWN,
    ),
    Line("copy_issued", Event.COPY_ISSUED, to.copy_drafter, _("A copy of yours was issued."), OWN),
    Line(
        "copy_cancelled",
        Event.COPY_CANCELLED,
        to.copy_drafter,
        _("A copy of yours was cancelled."),
        OWN,
    ),
    *(
        Line(code, event, to.members, _("Papers of a meeting were handed to you."), WAITING)
        for code, event in (
            ("meeting_papers", Event.MEETING_HANDED_ROUND),
            ("meeting_papers_too", Event.MEETING_MEMBERS_ADDED),
        )
    ),
)
UNHEARD: frozenset[str] = frozenset(
    {
        *(Event.INCOMING_UNREGISTERED, Event.INCOMING_MERGED, Event.INCOMING_PROPOSAL_TAKEN_BACK),
        *(Event.INCOMING_FILED, Event.COPY_NUMBERED, Event.COPY_SEALED),
        *(Event.COPY_RECIPIENT_ADDED, Event.COPY_RECIPIENT_REMOVED, Event.CIRCULATION_MARKED),
        *(Event.MEETING_PROLONGED, Event.MEETING_ENDED, Event.MEETING_GIVEN_BACK),
        Event.REGISTER_LINE_NOTED,
    }
)
"""What whoever did it goes on with, and what lists show by themselves."""
