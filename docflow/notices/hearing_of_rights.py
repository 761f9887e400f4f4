"""Who hears of standing in, of work handed over and of changes of rights."""

from django.utils.translation import gettext_lazy as _

from docflow.audit.events import Event
from docflow.notices import hearers as to
from docflow.notices.lines import Line
from docflow.notices.models import Topic

CONFIRMED_BY_ANOTHER = (
    *(Event.APPOINTMENT_MADE, Event.APPOINTMENT_ENDED, Event.DELEGATION_GIVEN),
    *(Event.DELEGATION_PASSED_ON, Event.DELEGATION_ENDED, Event.KEY_REGISTERED, Event.KEY_REPLACED),
    *(Event.CUSTODY_GIVEN, Event.TOKEN_ISSUED, Event.TOKEN_CONFIRMED, Event.PASSWORD_GIVEN),
    *(Event.TOTP_RESET, Event.WORK_HANDED_OVER),
)
"""What raises a change of rights that waits for confirmation (Decree 30 Annex VI III.3)."""

LINES: tuple[Line, ...] = (
    Line(
        "stands_in",
        Event.DELEGATION_GIVEN,
        to.delegation_taker,
        _("Somebody lets you stand in for them."),
        Topic.ACCOUNT,
    ),
    Line(
        "delegation_given",
        Event.DELEGATION_GIVEN,
        to.delegation_giver,
        _("A delegation was given in your name."),
        Topic.ACCOUNT,
    ),
    Line(
        "order_passed_on",
        Event.DELEGATION_PASSED_ON,
        to.delegation_taker,
        _("An order to sign was passed on to you."),
        Topic.ACCOUNT,
    ),
    Line(
        "own_order_passed_on",
        Event.DELEGATION_PASSED_ON,
        to.delegation_giver,
        _("The order you gave was passed on to a deputy."),
        Topic.ACCOUNT,
    ),
    Line(
        "stands_in_no_more",
        Event.DELEGATION_ENDED,
        to.delegation_taker,
        _("You stand in for somebody no longer."),
        Topic.ACCOUNT,
    ),
    Line(
        "delegation_ended",
        Event.DELEGATION_ENDED,
        to.delegation_giver,
        _("A delegation you gave has ended."),
        Topic.ACCOUNT,
    ),
    Line(
        "work_taken_over",
        Event.WORK_HANDED_OVER,
        to.successor,
        _("The open work of a colleague was handed over to you: see your desk."),
        Topic.WAITING,
        when=("what", "post"),
    ),
    Line(
        "work_handed_over",
        Event.WORK_HANDED_OVER,
        to.post_itself,
        _("Your open work was handed over to a colleague."),
        Topic.OWN,
        when=("what", "post"),
    ),
    Line(
        "rights_objected",
        Event.RIGHTS_OBJECTED,
        to.change_maker,
        _("A change of rights you made was objected to."),
        Topic.ACCOUNT,
    ),
    Line(
        "rights_taken",
        Event.RIGHTS_OBJECTED,
        to.change_person,
        _("What was given to you was objected to and has ended."),
        Topic.ACCOUNT,
        when=("ended", True),
    ),
    *(
        Line(
            f"to_confirm.{event}",
            event,
            to.confirmers(event),
            _("A change of rights waits for your confirmation."),
            Topic.ACCOUNT,
        )
        for event in CONFIRMED_BY_ANOTHER
    ),
)
UNHEARD = frozenset(
    {
        Event.ABSENCE_NOTED,
        Event.ABSENCE_ENDED,
        Event.RIGHTS_CONFIRMED,
        Event.BATCH_CONSENTED,
        Event.SIGNATURE_ASKED,
    }
)
"""An absence shows wherever somebody is chosen; what is confirmed stays as it is; of a consent the
signatures are heard."""
