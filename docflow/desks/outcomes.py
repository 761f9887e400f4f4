"""How a task stands to its deadline: done or open, in time or late; figures and names for it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from docflow import wording
from docflow.documents.models import Document
from docflow.errors import Refused
from docflow.incoming.models import Assignment
from docflow.people.models import Appointment

DONE_IN_TIME, DONE_LATE = "done_in_time", "done_late"
OPEN_IN_TIME, OPEN_LATE = "open_in_time", "open_late"
OUTCOMES = (DONE_IN_TIME, DONE_LATE, OPEN_IN_TIME, OPEN_LATE)
ALL = ""
LABELS = {
    DONE_IN_TIME: gettext_lazy("done in time"),
    DONE_LATE: gettext_lazy("done late"),
    OPEN_IN_TIME: gettext_lazy("open in time"),
    OPEN_LATE: gettext_lazy("open late"),
}
LONGEST = 366
"""Days of a period: what is counted is read by an index of its days, never all there ever was."""
PER_PAGE = 50


@dataclass(frozen=True)
class Figures:
    """How many there are of each outcome."""

    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.counts.values())

    @property
    def share(self) -> str:
        """What was done in time, of what is done or overdue: as R5 counts; “—” of nothing."""
        late = self.of(DONE_LATE) + self.of(OPEN_LATE)
        return wording.percent(self.of(DONE_IN_TIME), self.of(DONE_IN_TIME) + late)

    def of(self, outcome: str) -> int:
        """How many have one outcome, or all of them."""
        return self.total if outcome == ALL else self.counts.get(outcome, 0)

    def row(self, outcomes: Iterable[str] = OUTCOMES) -> list[int]:
        """The total and each outcome in its order."""
        return [self.total, *(self.of(each) for each in outcomes)]


@dataclass(frozen=True)
class Line:
    """A unit or a person with figures; `key` names it in an address."""

    key: str
    name: str
    figures: Figures
    note: str = ""


@dataclass(frozen=True)
class Item:
    """A thing behind a figure: its document where it may be seen, else its number alone."""

    uid: UUID
    code: str
    unit: str
    who: str
    given: datetime
    due: datetime | None
    done_at: datetime | None
    outcome: str
    document: Document | None = None


@dataclass(frozen=True)
class Items:
    """Some things behind a figure; `after` is where to go on, empty at the end."""

    rows: tuple[Item, ...]
    after: str = ""


def outcome_at(at: datetime) -> Case:
    """The outcome of a task as it was known at a moment, for the database."""
    done = Q(done_at__isnull=False, done_at__lte=at)
    return Case(
        When(done & Q(done_at__lte=F("due")), then=Value(DONE_IN_TIME)),
        When(done, then=Value(DONE_LATE)),
        When(due__gte=at, then=Value(OPEN_IN_TIME)),
        default=Value(OPEN_LATE),
        output_field=CharField(),
    )


def outcome_of(due: datetime, done: datetime | None, at: datetime) -> str:
    """The same in plain words of a program."""
    if done:
        return DONE_IN_TIME if done <= due else DONE_LATE
    return OPEN_IN_TIME if due >= at else OPEN_LATE


def handled_where_they_lie(tasks: QuerySet[Any]) -> QuerySet[Any]:
    """Without those that were handed on: what was handed on counts for whoever has it now."""
    handed_on = Assignment.objects.filter(parent=OuterRef("pk"), role=OuterRef("role"))
    return tasks.exclude(Exists(handed_on))


def added_up(figures: Iterable[Figures]) -> Figures:
    """The sum of figures."""
    sums: dict[str, int] = {}
    for each in figures:
        for outcome, number in each.counts.items():
            sums[outcome] = sums.get(outcome, 0) + number
    return Figures(sums)


def must_be_short(first: date, last: date) -> None:
    """Refuse a period that ends before it begins or is longer than a year."""
    if last < first:
        raise Refused("from_after_to", _("The last day lies before the first day."))
    if last - first >= timedelta(days=LONGEST):
        raise Refused(
            "period_too_long",
            _("At most %(days)s days are counted at once. Choose a shorter period."),
            days=LONGEST,
        )


def people(posts: Iterable[int | None]) -> dict[int, str]:
    """The names of people by their posts: one question."""
    named = Appointment.objects.filter(pk__in={post for post in posts if post})
    return dict(named.values_list("pk", "user__full_name"))


def uids(of: type[Any], keys: Iterable[int | None]) -> dict[int | None, str]:
    """The names in the outside world of some rows by their keys: one question."""
    found = of._default_manager.filter(pk__in={key for key in keys if key})
    return {key: str(uid) for key, uid in found.values_list("pk", "uid")}


def seen_by(actor: Any, keys: Iterable[int]) -> dict[int, Document]:
    """Those of some documents that somebody may read: one question."""
    found: dict[int, Document] = Document.objects.visible_to(actor).in_bulk(set(keys))
    return found


def told(item: Item) -> list[Any]:
    """The cells of a thing in a table."""
    return [
        item.code,
        item.document.subject if item.document else "",
        item.unit,
        item.who,
        item.given,
        item.due,
        item.done_at,
        str(LABELS.get(item.outcome, item.outcome)),
    ]


def heads() -> list[str]:
    """The heads of those cells."""
    return [
        _("Number"),
        _("Subject"),
        _("Unit"),
        _("Person"),
        _("Given"),
        _("Deadline"),
        _("Done"),
        _("Outcome"),
    ]
