"""What must hold before papers are handed round: which papers, to whom, until when."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.circulation.models import Meeting
from docflow.documents.models import Document
from docflow.errors import NotAllowed, Refused, Several
from docflow.people.actor import Actor
from docflow.people.models import Appointment
from docflow.permissions import Permission, Role, granted, require
from docflow.units.models import Unit
from docflow.units.tree import subtree

MOST_PAPERS = 50
MOST_MEMBERS = 200
LONGEST = timedelta(days=90)
LONGEST_NAME = 200


def must_be_times(begins: datetime, ends: datetime) -> None:
    """Raise Refused unless the meeting ends later than it begins and than now, and not too late."""
    now = clock.now()
    for each in (begins, ends):
        if not isinstance(each, datetime) or each.tzinfo is None:
            raise Refused("bad_time", _("Give day and time of the meeting's begin and end."))
    if ends <= now:
        raise Refused(
            "ends_in_the_past", _("The meeting would be over already. Give an end to come.")
        )
    if ends <= begins:
        raise Refused("ends_before_it_begins", _("The end comes before the begin. Change one."))
    if ends > now + LONGEST:
        raise Refused(
            "ends_too_late",
            _("Papers are handed round for %(days)s days at most. Give an earlier end."),
            days=LONGEST.days,
        )


def must_be_ours(documents: Sequence[Document], by: Actor) -> None:
    """Raise Refused unless these are documents of the unit that are the actor's to hand round."""
    if not documents:
        raise Refused("papers_missing", _("Choose at least one paper to hand round."))
    if len(documents) > MOST_PAPERS:
        raise Refused(
            "too_many_papers",
            _("At most %(most)s papers are handed round at once. Leave some out."),
            most=MOST_PAPERS,
        )
    keys = {each.pk for each in documents}
    given = Document.objects.given_to(by).filter(pk__in=keys, unit=by.unit)
    if given.count() < len(keys):
        raise Refused(
            "not_given",
            _("Only documents your unit holds, and not only lent to you, are handed round."),
        )


def must_be_fit(unit: Unit, members: Sequence[Appointment]) -> None:
    """Raise Refused unless each holds a post today in or below the unit and may read papers."""
    if not members:
        raise Refused("members_missing", _("Choose at least one member of the meeting."))
    if len(members) > MOST_MEMBERS:
        raise Refused(
            "too_many_members",
            _("A meeting has at most %(most)s members. Leave some out."),
            most=MOST_MEMBERS,
        )
    today = clock.today()
    posts = Appointment.objects.valid_on(today).filter(
        pk__in=[each.pk for each in members], user__is_active=True
    )
    held = {post.pk: post for post in posts.prefetch_related("grants")}
    inside = {each.pk for each in subtree(unit, today)}
    _name_those(
        "post_ended",
        _("These hold their post no more: %(who)s. Choose somebody who does."),
        (each for each in members if each.pk not in held),
    )
    _name_those(
        "other_unit",
        _("These are not of your unit or one below it: %(who)s. Papers stay within the unit."),
        (each for each in members if each.unit_id not in inside),
    )
    _name_those(
        "reads_nothing",
        _("These read no documents by their role: %(who)s. Leave them out."),
        (each for each in members if not _attends(held[each.pk])),
    )


def must_keep(meeting: Meeting, by: Actor) -> None:
    """Raise NotAllowed unless the actor handed the papers round or is the unit's clerk."""
    require(by, Permission.MEETING_HAND_ROUND, meeting.unit)
    if not meeting.is_kept_by(by):
        raise NotAllowed(
            "not_yours",
            _("%(who)s handed these papers round. They or the clerk can change that."),
            who=meeting.handed_by,
        )


def must_run(meeting: Meeting) -> None:
    """Raise Refused when the meeting is over: the papers are back, and are handed round anew."""
    if meeting.is_over:
        raise Refused(
            "meeting_over",
            _("The meeting is over and its papers are back. Hand them round for another one."),
        )


def _attends(post: Appointment) -> bool:
    roles = (Role(each.role) for each in post.grants.all())
    return Permission.MEETING_ATTEND in granted(roles)


def _name_those(code: str, sentence: object, members: Iterable[Appointment]) -> None:
    found = list(members)
    if found:
        raise Refused(code, sentence, who=Several((str(each) for each in found[:10]), "; "))
