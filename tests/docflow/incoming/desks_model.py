"""What the desks of an incoming document are to do, told once more in few words: a small model.

For each act the model names all that stands against it, by the codes of refusals: an act is
accepted when nothing does, else refused for one of those reasons. Who may what is told by names.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

CLERKS, OFFICE, LEADERS = {"hoa"}, {"hoa", "oanh"}, {"minh", "binh"}
COMMUNE, DEPARTMENT = "commune", "department"
HANDLERS = {COMMUNE: {"lan", "an", "hung"}, DEPARTMENT: {"ha", "kha"}}
HEADS = {COMMUNE: {"hung"}, DEPARTMENT: {"ha"}}
PLACES = {name: unit for unit, names in HANDLERS.items() for name in names}
FINAL = {"filed", "refused", "merged"}
UNDER_WAY = {"assigned", "in_progress", "on_hold"}
PASSED = {"handed_over", "returned", "taken_back"}


@dataclass(eq=False)
class Task:
    """Somebody's part in the document; without a person it is the unit's."""

    key: int
    role: str
    level: int
    unit: str
    person: str | None
    due: datetime
    given_by: str
    given: int
    parent: "Task | None" = None
    ended: str = ""

    @property
    def lives(self) -> bool:
        return self.ended not in PASSED


@dataclass(eq=False)
class Request:
    """More time that somebody asked for."""

    key: int
    task: Task
    due: datetime
    state: str = "asked"


def against(**broken: bool) -> set[str]:
    """The codes of what does not hold."""
    return {code for code, is_broken in broken.items() if is_broken}


@dataclass
class Desks:
    """The document as it should be."""

    state: str = "verified"
    step: int = 0
    begun: int = -1
    proposals: int = 0
    submitted_by: str = ""
    tasks: list[Task] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    readers: set[str] = field(default_factory=set)

    @property
    def living(self) -> list[Task]:
        return [task for task in self.tasks if task.lives]

    @property
    def lead(self) -> Task | None:
        """The lead of the lowest level."""
        leads = [task for task in self.living if task.role == "lead"]
        return max(leads, key=lambda task: task.level, default=None)

    def children(self, task: Task) -> list[Task]:
        return [each for each in self.living if each.parent is task]

    def asked(self, task: Task) -> list[Request]:
        return [each for each in self.requests if each.task is task and each.state == "asked"]

    # The way to the assignment and back.

    def register(self, who: str) -> set[str]:
        return against(not_allowed=who not in CLERKS, wrong_state=self.state != "verified")

    def unregister(self, who: str) -> set[str]:
        return against(
            not_allowed=who not in CLERKS,
            wrong_state=self.state != "registered",
            passed_on=bool(self.proposals or self.tasks),
        )

    def submit(self, who: str) -> set[str]:
        return against(
            not_allowed=who not in OFFICE,
            wrong_state=self.state not in {"registered", "returned_inside"},
        )

    def take_back_proposal(self, who: str) -> set[str]:
        return against(
            not_allowed=who not in OFFICE,
            wrong_state=self.state != "submitted",
            not_your_step=who != self.submitted_by,
            opened_already=bool((self.readers - {self.submitted_by}) & LEADERS),
        )

    def return_inside(self, who: str, reason: str) -> set[str]:
        return against(
            not_allowed=who not in LEADERS,
            wrong_state=self.state != "submitted",
            reason_missing=not reason,
        )

    def assign(self, who: str, named: list[str]) -> set[str]:
        return against(
            not_allowed=who not in LEADERS,
            wrong_state=self.state not in {"registered", "submitted"},
            assigned_twice=len(set(named)) < len(named),
        )

    def take_back_assignment(self, who: str) -> set[str]:
        first = next(
            (task for task in self.living if task.level == 1 and task.role == "lead"), None
        )
        given_to = {task.person for task in self.living if task.person}
        for task in self.living:
            given_to |= set() if task.person else HANDLERS[task.unit]
        made = first.given_by if first else ""
        return against(
            not_allowed=who not in LEADERS,
            wrong_state=self.state != "assigned",
            not_your_step=who != made,
            handed_on_already=any(task.level > 1 or task.ended for task in self.living),
            opened_already=bool((self.readers - {made}) & given_to),
        )

    # Whoever leads.

    def handle(self, who: str, *states: str) -> set[str]:
        """Against a move of whoever leads at the lowest level."""
        lead = self.lead
        return against(
            not_allowed=who not in HANDLERS[lead.unit if lead else COMMUNE],
            wrong_state=self.state not in states,
            not_the_handler=bool(lead and lead.person and lead.person != who),
        )

    def give_back(self, who: str) -> set[str]:
        lead = self.lead
        return self.handle(who, "assigned") | against(
            within_department=bool(lead and lead.level > 1)
        )

    def file(self, who: str) -> set[str]:
        if who in CLERKS:
            return against(wrong_state=self.state != "done")
        return self.handle(who, "done")

    # One task of those that were given.

    def open(self, task: Task) -> set[str]:
        return against(task_ended=bool(task.ended), not_under_way=self.state not in UNDER_WAY)

    def hold_task(self, who: str, task: Task) -> set[str]:
        """Against speaking for the task."""
        if task.person is None:
            return against(not_allowed=who not in HEADS[task.unit])
        return against(not_allowed=who not in HANDLERS[task.unit], not_your_task=who != task.person)

    def reassign(self, who: str, task: Task, named: list[str], later: bool) -> set[str]:
        handed_on = any(each.role == task.role for each in self.children(task))
        return against(
            not_allowed=who not in HEADS[task.unit],
            other_unit=any(task.unit == DEPARTMENT != PLACES[name] for name in named),
            other_department=any(PLACES[name] != task.unit for name in named),
            assigned_twice=len(set(named)) < len(named),
            already_assigned=bool(task.ended or task.person or handed_on),
            later_than_parent=later,
        )

    def hand_over(self, who: str, task: Task, person: str) -> set[str]:
        mine = who in LEADERS | HEADS[task.unit]
        return self.open(task) | against(
            not_allowed=not mine and who not in HANDLERS[task.unit],
            not_your_task=not mine and who != task.person,
            not_a_persons=task.person is None,
            other_unit=task.unit == DEPARTMENT != PLACES[person],
            other_department=PLACES[person] != task.unit,
            has_a_task=any(each.person == person and not each.ended for each in self.tasks),
        )

    def contribute(self, who: str, task: Task) -> set[str]:
        waits = any(not each.ended for each in self.children(task))
        return self.open(task) | against(
            not_allowed=who not in HANDLERS[task.unit],
            nothing_to_contribute=task.role != "collaborator" or waits,
            not_your_task=bool(task.person and task.person != who),
        )

    def take_back_task(self, who: str, task: Task) -> set[str]:
        return self._handed_on(task) | against(
            not_allowed=who not in HEADS[task.unit],
            not_your_step=who != task.given_by,
            opened_already=task.person in self.readers - {task.given_by},
        )

    def hand_back(self, who: str, task: Task) -> set[str]:
        return self._handed_on(task) | against(
            not_allowed=who not in HANDLERS[task.unit], not_given_to_you=who != task.person
        )

    def _handed_on(self, task: Task) -> set[str]:
        begun = task.role == "lead" and self.state != "assigned" and self.begun >= task.given
        return against(not_handed_on=bool(task.ended or task.parent is None), begun_already=begun)

    # More time.

    def ask(self, who: str, task: Task, later: bool) -> set[str]:
        return (
            self.hold_task(who, task)
            | self.open(task)
            | against(not_later=not later, extension_asked=bool(self.asked(task)))
        )

    def decide(self, who: str, request: Request) -> set[str]:
        parent = request.task.parent
        leads = who in LEADERS
        return against(
            wrong_state=request.state != "asked",
            not_allowed=not leads and who not in HEADS[parent.unit if parent else COMMUNE],
            later_than_parent=not leads and (parent is None or request.due > parent.due),
        )

    # What follows from an act.

    def end(self, tasks: list[Task], how: Callable[[Task], str]) -> None:
        """Tasks end; more time that was asked for is still to be answered."""
        for task in tasks:
            task.ended = how(task)

    def extend(self, request: Request) -> None:
        """The task has the time asked for, and those above it no less."""
        request.state = "allowed"
        above: Task | None = request.task
        while above:
            above.due = max(above.due, request.due)
            above = above.parent

    def contributed(self, task: Task) -> None:
        """The department's part is given with the last of its people's."""
        self.end([task], lambda each: "contributed")
        above = task.parent
        if above is None or above.person or above.role != "collaborator" or above.ended:
            return
        if all(each.ended for each in self.children(above)):
            self.end([above], lambda each: "contributed")

    def finished(self) -> None:
        self.state = "done"
        for request in self.requests:
            request.state = "lapsed" if request.state == "asked" else request.state
        self.end(
            [task for task in self.tasks if not task.ended],
            lambda task: "done" if task.role == "lead" else "closed",
        )

    def handed_over(self, task: Task, heir: Task) -> None:
        """The heir stands where the task stood, with all that hung on it."""
        task.ended = "handed_over"
        for each in self.tasks:
            each.parent = heir if each.parent is task else each.parent
        for request in self.asked(task):
            request.task = heir
        self.tasks.append(heir)
