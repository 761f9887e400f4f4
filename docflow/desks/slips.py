"""The handling slip of an incoming document (Decree 30/2020, Annex IV, VII), as page and PDF.

Its three parts: what the head of the agency directed, what the head of the unit directed, what the
handler proposed; each with who said it when. What nobody said yet stays open, to be written.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any

from django.utils.translation import gettext as _

from docflow import clock
from docflow.audit.events import Event
from docflow.desks.letters import letter_file
from docflow.desks.papers import Head, mark_of
from docflow.desks.timeline import Step, timeline
from docflow.documents import kinds
from docflow.incoming.models import Assignment, Incoming
from docflow.units.tree import parent
from docflow.wording import date_text, day_line, time_text

PROPOSED = (Event.INCOMING_FINISHED,)


@dataclass(frozen=True)
class Opinion:
    """What somebody said: the sentences, by whom and when."""

    lines: tuple[str, ...]
    who: str = ""
    at: datetime | None = None

    @property
    def signed(self) -> str:
        """Who said it and when, as it stands under the words."""
        when = time_text(self.at) if self.at else ""
        return ", ".join(part for part in (self.who, when) if part)


@dataclass(frozen=True)
class Slip:
    """The slip of one document."""

    about: str
    number: str
    agency: tuple[Opinion, ...]
    unit: tuple[Opinion, ...]
    handler: tuple[Opinion, ...]

    @property
    def parts(self) -> tuple[tuple[str, tuple[Opinion, ...]], ...]:
        """The three parts with their heads, in the decree's order."""
        return (
            (_("1. Opinion of the head of the agency"), self.agency),
            (_("2. Opinion of the head of the unit"), self.unit),
            (_("3. Proposal of the handler"), self.handler),
        )


def slip(arrival: Incoming) -> Slip:
    """The slip as it stands now."""
    tasks = list(arrival.assignments.select_related("person__user", "unit").order_by("level", "pk"))
    steps = timeline(arrival.document)
    first = [task for task in tasks if task.level == 1]
    return Slip(
        about=_about(arrival),
        number=str(arrival.arrival_number or ""),
        agency=_directed(first, steps, Event.INCOMING_ASSIGNED),
        unit=_directed(tasks[len(first) :], steps, Event.INCOMING_REASSIGNED),
        handler=tuple(
            Opinion((step.said,), _by(step), step.at)
            for step in steps
            if step.event in PROPOSED and step.said
        ),
    )


def title() -> str:
    """What stands on the slip."""
    return _("Handling slip of an incoming document")


def paper_of(arrival: Incoming, *, by: Any) -> IO[bytes]:
    """The slip in print, on A4 as a letter stands; room to write where nobody said anything."""
    found, unit, today = slip(arrival), by.unit, clock.today()
    parts = [
        (name, [line for opinion in said for line in (*opinion.lines, opinion.signed) if line])
        for name, said in found.parts
    ]
    above = parent(unit, today)
    head = Head(
        unit.name,
        title(),
        (f"({found.about})",),
        mark_of(by, clock.now()),
        above.name if above else "",
    )
    return letter_file(
        head, day_line(unit.name_on(today).locality, today), arrived(arrival, found), parts
    )


def arrived(arrival: Incoming, found: Slip) -> str:
    """The arrival number and the day the document came, as on the stamp (Annex IV part V)."""
    return _("Arrival number %(number)s, %(day)s") % {
        "number": found.number or "…",
        "day": date_text(arrival.arrived_at),
    }


def _about(arrival: Incoming) -> str:
    document = arrival.document
    kind = kinds.find(document.kind)
    day = date_text(document.issued_on) if document.issued_on else ""
    named = [kind.name if kind else document.kind, document.code, day, document.issuer]
    return f"{', '.join(part for part in named if part)}: {document.subject}"


def _directed(tasks: list[Assignment], steps: list[Step], event: Event) -> tuple[Opinion, ...]:
    """The directive with who leads, who co-ordinates and by when; and who gave it when."""
    if not tasks:
        return ()
    given = next((step for step in reversed(steps) if step.event == event), None)
    words = tuple(dict.fromkeys(task.directive for task in tasks if task.directive))
    told = tuple(_task(task) for task in tasks)
    return (Opinion(words + told, _by(given) if given else "", given.at if given else None),)


def _task(task: Assignment) -> str:
    who = task.person.user.full_name if task.person else str(task.unit)
    role = str(task.get_role_display())
    due = _("until %(when)s") % {"when": time_text(task.due)} if task.due else ""
    return f"{role[:1].upper()}{role[1:]}: " + ", ".join(part for part in (who, due) if part)


def _by(step: Step) -> str:
    return f"{step.who} ({_('for')} {step.on_behalf_of})" if step.on_behalf_of else step.who
