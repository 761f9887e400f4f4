"""The desks of an incoming document, played at random by everybody, against a small model."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import translation
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from docflow import clock
from docflow.audit.models import Entry
from docflow.documents import actions as documents
from docflow.documents.models import Access, Document, RegisterEntry
from docflow.errors import Refused
from docflow.incoming import (
    actions,
    deadline_actions,
    handling_actions,
    holding_actions,
    passing_actions,
    passing_on_actions,
    register_actions,
)
from docflow.incoming.models import Assignment, Extension, Holding, Incoming, Part, Proposal
from docflow.lifecycle import open_moves
from docflow.permissions import Role
from tests.cast import Cast, unit
from tests.docflow.incoming import desks_model as model
from tests.docflow.incoming.letters import letter, plain
from tests.docflow.incoming.office import member

TABLES = (Incoming, Assignment, Extension, Holding, Part, Proposal, Access, RegisterEntry)
PICK = st.integers(0, 200)
HANDLER = st.sampled_from(sorted(model.PLACES))
NAMED = st.sampled_from(sorted([*model.PLACES, model.COMMUNE, model.DEPARTMENT]))
REASON = st.sampled_from(["Chờ số liệu", "Chờ số liệu", "Chờ số liệu", ""])
HOUR = timedelta(hours=1)
WAY = ["verified", "registered", "submitted", "assigned", "in_progress"]


class Desks(RuleBasedStateMachine):
    """Everybody tries everything; the model knows what must come of it."""

    def __init__(self, cast: Cast) -> None:
        super().__init__()
        self.kept = transaction.atomic()
        self.kept.__enter__()
        self.model = model.Desks()
        department = unit("Phòng Kinh tế", "department", cast.commune, abbreviation="PKT")
        self.units = {model.COMMUNE: cast.commune, model.DEPARTMENT: department}
        self.actors = {
            **{name: actor for name, actor in cast.actors.items() if name not in ("nam", "phuc")},
            "an": member(cast.commune, "an", Role.SPECIALIST),
            "ha": member(department, "ha", Role.HEAD_OF_DEPARTMENT),
            "kha": member(department, "kha", Role.SPECIALIST),
        }
        self.names = {actor.appointment.pk: name for name, actor in self.actors.items()}
        self.arrival = actions.arrive_on_paper(letter(plain()), by=cast.hoa)
        self.accepted, self.refused = self.written(), self.denied()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.kept.__exit__(None, None, None)

    # How an act is played.

    def somebody(self, pick: int, against: Callable[[str], set[str]]) -> str:
        """One who may, more often than chance would have it; else anybody."""
        fit = [name for name in sorted(self.actors) if not against(name)]
        names = fit if fit and pick % 3 else sorted(self.actors)
        return names[pick // 3 % len(names)]

    def act(self, against: set[str], do: Callable[[], Any]) -> Any:
        """Do it; what the act returns, or None when it was refused as the model says."""
        self.model.step += 1
        before = rows()
        try:
            done = do()
        except Refused as refused:
            no = refused
        else:
            assert not against, f"accepted although {against}"
            self.accepted += 1
            return done
        assert no.code in against, (no.code, str(no), against)
        assert rows() == before, "a refused act changed something"
        assert_worded(no)
        self.refused += 1
        return None

    def written(self) -> int:
        """The entries of the log about this document, but for refusals and reads."""
        entries = Entry.objects.filter(subject=self.arrival.uid)
        return entries.exclude(event__in=["act.refused", "document.read"]).count()

    def denied(self) -> int:
        return Entry.objects.filter(event="act.refused").count()

    def who(self, name: str) -> Any:
        """A unit or the holder of a post."""
        return self.units[name] if name in self.units else self.actors[name].appointment

    def note(self, row: Assignment, given_by: str, parent: model.Task | None) -> model.Task:
        """A task of the table as the model knows it; the model judges it afterwards."""
        place = next(name for name, each in self.units.items() if each.pk == row.unit_id)
        person = self.names[row.person_id] if row.person_id else None
        assert row.due is not None
        return model.Task(
            key=row.pk,
            role=row.role,
            level=row.level,
            unit=place,
            person=person,
            due=row.due,
            given_by=given_by,
            given=self.model.step,
            parent=parent,
        )

    def take_in(self, given_by: str, parent: model.Task | None = None) -> None:
        """What was given out just now."""
        known = {task.key for task in self.model.tasks}
        for row in Assignment.objects.filter(arrival=self.arrival).exclude(pk__in=known):
            self.model.tasks.append(self.note(row, given_by, parent))

    def task(self, pick: int) -> tuple[model.Task, Assignment]:
        """One of all tasks there ever were, those that live more often."""
        tasks = self.model.living if self.model.living and pick % 5 else self.model.tasks
        chosen = tasks[pick // 5 % len(tasks)]
        return chosen, Assignment.objects.get(pk=chosen.key)

    # The way to the assignment and back.

    @initialize(to=st.sampled_from(WAY), lead=NAMED, helper=NAMED)
    def walk(self, to: str, lead: str, helper: str) -> None:
        """Begin somewhere on the usual way."""
        at = WAY.index(to)
        if at > 0:
            self.register(1)
        if at > 1:
            self.submit(1, lead)
        if at > 2:
            self.assign(1, lead, [helper] if helper != lead else [])
        if at > 3:
            self.start(1)

    @rule(pick=PICK)
    def register(self, pick: int) -> None:
        who = self.somebody(pick, self.model.register)
        act = lambda: actions.register(self.arrival, by=self.actors[who])  # noqa: E731
        if self.act(self.model.register(who), act):
            self.model.state = "registered"

    @rule(pick=PICK)
    def unregister(self, pick: int) -> None:
        who = self.somebody(pick, self.model.unregister)
        act = lambda: register_actions.unregister(self.arrival, "Nhầm", by=self.actors[who])  # noqa: E731
        if self.act(self.model.unregister(who), act):
            self.model.state = "verified"

    @rule(pick=PICK, lead=NAMED)
    def submit(self, pick: int, lead: str) -> None:
        who = self.somebody(pick, self.model.submit)
        if self.act(
            self.model.submit(who),
            lambda: passing_actions.submit(
                self.arrival, "Đề xuất", self.who(lead), 3, by=self.actors[who]
            ),
        ):
            self.model.state, self.model.submitted_by = "submitted", who
            self.model.proposals += 1

    @rule(pick=PICK)
    def take_back_proposal(self, pick: int) -> None:
        who = self.somebody(pick, self.model.take_back_proposal)
        if self.act(
            self.model.take_back_proposal(who),
            lambda: passing_actions.take_back_proposal(self.arrival, by=self.actors[who]),
        ):
            self.model.state = "registered"

    @rule(pick=PICK, reason=REASON)
    def return_inside(self, pick: int, reason: str) -> None:
        who = self.somebody(pick, lambda name: self.model.return_inside(name, reason))
        if self.act(
            self.model.return_inside(who, reason),
            lambda: passing_actions.return_inside(self.arrival, reason, by=self.actors[who]),
        ):
            self.model.state = "returned_inside"

    @rule(pick=PICK, lead=NAMED, helpers=st.lists(NAMED, max_size=2))
    def assign(self, pick: int, lead: str, helpers: list[str]) -> None:
        against = lambda name: self.model.assign(name, [lead, *helpers])  # noqa: E731
        who = self.somebody(pick, against)
        if self.act(
            against(who),
            lambda: actions.assign(
                self.arrival,
                "Tham mưu",
                self.who(lead),
                5,
                by=self.actors[who],
                collaborators=[self.who(name) for name in helpers],
            ),
        ):
            self.model.state = "assigned"
            self.take_in(who)

    @rule(pick=PICK)
    def take_back_assignment(self, pick: int) -> None:
        who = self.somebody(pick, self.model.take_back_assignment)
        if self.act(
            self.model.take_back_assignment(who),
            lambda: passing_actions.take_back_assignment(self.arrival, by=self.actors[who]),
        ):
            self.model.state = "registered"
            self.model.end(self.model.living, lambda task: "taken_back")

    @rule(pick=PICK)
    def read(self, pick: int) -> None:
        """Whoever may open it does."""
        who = sorted(self.actors)[pick % len(self.actors)]
        actor = self.actors[who]
        found = Document.objects.visible_to(actor).filter(pk=self.arrival.pk).first()
        if found:
            documents.read(found, by=actor)
            self.model.readers.add(who)

    # Whoever leads.

    @rule(pick=PICK)
    def give_back(self, pick: int) -> None:
        who = self.somebody(pick, self.model.give_back)
        if self.act(
            self.model.give_back(who),
            lambda: passing_actions.give_back(self.arrival, "Nhầm", by=self.actors[who]),
        ):
            self.model.state = "returned_inside"
            self.model.end(self.model.living, lambda task: "returned")

    @rule(pick=PICK)
    def start(self, pick: int) -> None:
        who = self.somebody(pick, lambda name: self.model.handle(name, "assigned"))
        if self.act(
            self.model.handle(who, "assigned"),
            lambda: actions.start(self.arrival, by=self.actors[who]),
        ):
            self.model.state, self.model.begun = "in_progress", self.model.step

    @rule(pick=PICK, reason=REASON)
    def hold(self, pick: int, reason: str) -> None:
        def against(name: str) -> set[str]:
            missing = model.against(reason_missing=not reason)
            return self.model.handle(name, "assigned", "in_progress") | missing

        who = self.somebody(pick, against)
        until = clock.today() + timedelta(days=2)
        if self.act(
            against(who),
            lambda: holding_actions.hold(self.arrival, until, reason, by=self.actors[who]),
        ):
            self.model.state = "on_hold"

    @rule(pick=PICK)
    def resume(self, pick: int) -> None:
        who = self.somebody(pick, lambda name: self.model.handle(name, "on_hold"))
        if self.act(
            self.model.handle(who, "on_hold"),
            lambda: holding_actions.resume(self.arrival, by=self.actors[who]),
        ):
            self.model.state = "in_progress"

    @rule(pick=PICK)
    def finish(self, pick: int) -> None:
        who = self.somebody(pick, lambda name: self.model.handle(name, "in_progress"))
        if self.act(
            self.model.handle(who, "in_progress"),
            lambda: actions.finish(self.arrival, by=self.actors[who]),
        ):
            self.model.finished()

    @rule(pick=PICK)
    def file(self, pick: int) -> None:
        who = self.somebody(pick, self.model.file)
        if self.act(
            self.model.file(who),
            lambda: handling_actions.file(self.arrival, "Tủ 3", by=self.actors[who]),
        ):
            self.model.state = "filed"

    # One task of those that were given.

    @precondition(lambda self: self.model.tasks)
    @rule(
        pick=PICK,
        which=PICK,
        person=HANDLER,
        helpers=st.lists(HANDLER, max_size=1),
        due=st.sampled_from([None, "sooner", "later"]),
    )
    def reassign(
        self, pick: int, which: int, person: str, helpers: list[str], due: str | None
    ) -> None:
        task, row = self.task(which)
        moment = {"later": task.due + HOUR, "sooner": clock.now() + HOUR}.get(due or "")

        def against(name: str) -> set[str]:
            return self.model.reassign(name, task, [person, *helpers], due == "later")

        who = self.somebody(pick, against)
        if self.act(
            against(who),
            lambda: actions.reassign(
                row,
                self.who(person),
                by=self.actors[who],
                due=moment,
                collaborators=[self.who(name) for name in helpers],
            ),
        ):
            self.take_in(who, task)

    @precondition(lambda self: self.model.tasks)
    @rule(pick=PICK, which=PICK, person=HANDLER)
    def hand_over(self, pick: int, which: int, person: str) -> None:
        task, row = self.task(which)
        who = self.somebody(pick, lambda name: self.model.hand_over(name, task, person))
        heir = self.act(
            self.model.hand_over(who, task, person),
            lambda: passing_on_actions.hand_over(row, self.who(person), "Bận", by=self.actors[who]),
        )
        if heir:
            self.model.handed_over(task, self.note(heir, who, task.parent))

    @precondition(lambda self: self.model.tasks)
    @rule(pick=PICK, which=PICK)
    def contribute(self, pick: int, which: int) -> None:
        task, row = self.task(which)
        who = self.somebody(pick, lambda name: self.model.contribute(name, task))
        if self.act(
            self.model.contribute(who, task),
            lambda: passing_on_actions.contribute(row, "Ý kiến", by=self.actors[who]),
        ):
            self.model.contributed(task)

    @precondition(lambda self: self.model.tasks)
    @rule(pick=PICK, which=PICK)
    def take_back_task(self, pick: int, which: int) -> None:
        task, row = self.task(which)
        who = self.somebody(pick, lambda name: self.model.take_back_task(name, task))
        if self.act(
            self.model.take_back_task(who, task),
            lambda: passing_actions.take_back_task(row, by=self.actors[who]),
        ):
            self.model.end([task], lambda each: "taken_back")

    @precondition(lambda self: self.model.tasks)
    @rule(pick=PICK, which=PICK)
    def hand_back(self, pick: int, which: int) -> None:
        task, row = self.task(which)
        who = self.somebody(pick, lambda name: self.model.hand_back(name, task))
        if self.act(
            self.model.hand_back(who, task),
            lambda: passing_actions.hand_back(row, "Không đúng việc", by=self.actors[who]),
        ):
            self.model.end([task], lambda each: "returned")

    # More time.

    @precondition(lambda self: self.model.tasks)
    @rule(pick=PICK, which=PICK, days=st.integers(0, 3))
    def ask_extension(self, pick: int, which: int, days: int) -> None:
        task, row = self.task(which)
        due = task.due + timedelta(days=days)
        who = self.somebody(pick, lambda name: self.model.ask(name, task, days > 0))
        asked = self.act(
            self.model.ask(who, task, days > 0),
            lambda: deadline_actions.ask_extension(row, due, "Chờ", by=self.actors[who]),
        )
        if asked:
            self.model.requests.append(model.Request(asked.pk, task, due))

    @precondition(lambda self: self.model.requests)
    @rule(pick=PICK, which=PICK, allowed=st.booleans())
    def decide(self, pick: int, which: int, allowed: bool) -> None:
        request = self.model.requests[-1 - which % len(self.model.requests)]
        row = Extension.objects.get(pk=request.key)
        who = self.somebody(pick, lambda name: self.model.decide(name, request))
        by = self.actors[who]
        if self.act(
            self.model.decide(who, request),
            lambda: (
                deadline_actions.allow_extension(row, by=by)
                if allowed
                else deadline_actions.refuse_extension(row, "Không", by=by)
            ),
        ):
            if allowed:
                self.model.extend(request)
            else:
                request.state = "refused"

    # What holds after each act.

    @invariant()
    def the_tables_are_as_the_model_says(self) -> None:
        arrival = Incoming.objects.get(pk=self.arrival.pk)
        found = {
            task.pk: (
                task.role,
                task.level,
                task.person_id and self.names[task.person_id],
                task.due,
                task.parent_id,
                task.ended_as,
                task.done_at is None,
            )
            for task in Assignment.objects.filter(arrival=arrival)
        }
        said = {
            task.key: (
                task.role,
                task.level,
                task.person,
                task.due,
                task.parent and task.parent.key,
                task.ended,
                not task.ended,
            )
            for task in self.model.tasks
        }
        assert arrival.state == self.model.state
        assert found == said
        requests = Extension.objects.values_list("pk", "task_id", "state")
        assert set(requests) == {
            (each.key, each.task.key, each.state) for each in self.model.requests
        }

    @invariant()
    def exactly_one_leads_at_each_level(self) -> None:
        leads = [task.level for task in self.model.living if task.role == "lead"]
        levels = {task.level for task in self.model.living if task.role == "lead"}
        under_way = self.model.state in model.UNDER_WAY | {"done", "filed"}
        assert len(leads) == len(levels)
        assert levels == set(range(1, len(levels) + 1))
        assert bool(levels) == under_way

    @invariant()
    def nobody_has_more_time_than_whoever_gave_the_task(self) -> None:
        for task in self.model.living:
            assert task.parent is None or task.due <= task.parent.due

    @invariant()
    def each_act_stands_in_the_log_once(self) -> None:
        assert (self.written(), self.denied()) == (self.accepted, self.refused)

    @invariant()
    def somebody_can_go_on(self) -> None:
        arrival = Incoming.objects.select_related("document", "unit").get(pk=self.arrival.pk)
        going_on = any(open_moves(arrival, actor) for actor in self.actors.values())
        assert going_on == (self.model.state not in model.FINAL)


def rows() -> list[Any]:
    """All that an act could change, but the log."""
    return [list(table._default_manager.order_by("pk").values()) for table in TABLES]


def assert_worded(refused: Refused) -> None:
    """It has a sentence in either language, with nothing left to fill in."""
    told = set()
    for language in ("en", "vi"):
        with translation.override(language):
            told.add(str(refused))
    assert len(told) == 2, f"{refused.code} is not translated"
    assert all(words and "%(" not in words for words in told)


def test_whatever_everybody_tries_the_desks_do_as_the_model_says(units: Cast) -> None:
    run_state_machine_as_test(
        lambda: Desks(units),
        settings=settings(
            max_examples=12,
            stateful_step_count=25,
            deadline=None,
            phases=[Phase.generate],
            print_blob=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
