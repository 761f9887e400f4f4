"""Who read which paper of a meeting and when, from the log: for whoever handed it round."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from docflow.audit.events import Event
from docflow.audit.models import Entry
from docflow.circulation.models import Meeting, Member

MOST_ENTRIES = 20_000


@dataclass(frozen=True)
class Reader:
    """A member, and when each paper was first and last read; None where it was not.

    In the order of the papers that were asked for.
    """

    member: Member
    read: tuple[tuple[datetime, datetime] | None, ...]

    @property
    def count(self) -> int:
        """How many of the papers were read."""
        return sum(each is not None for each in self.read)


def members_of(meeting: Meeting) -> list[Member]:
    """The members, in the order they were added."""
    rows = meeting.members.select_related("appointment__user", "appointment__unit")
    return list(rows.order_by("pk"))


def readers_of(meeting: Meeting, members: list[Member], documents: list[Any]) -> list[Reader]:
    """What each member read of these documents between the handing round and the end.

    Two questions, by the log's index of subjects; the same person counts in whatever post.
    """
    subjects = [each.uid for each in documents]
    entries = Entry.objects.filter(
        subject__in=subjects, at__gte=meeting.handed_at, at__lte=meeting.ends
    ).order_by("at")
    first_last: dict[tuple[Any, Any], tuple[datetime, datetime]] = {}
    told = entries.values_list("subject", "event", "actor", "at")[:MOST_ENTRIES]
    for subject, event, actor, at in told:
        if event == Event.DOCUMENT_READ:
            begun = first_last.get((subject, actor), (at, at))[0]
            first_last[subject, actor] = (begun, at)
    return [
        Reader(
            member,
            tuple(first_last.get((subject, member.appointment.user.uid)) for subject in subjects),
        )
        for member in members
    ]
