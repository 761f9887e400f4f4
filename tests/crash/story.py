"""What the parent process of a crash test does: the whole story cut off at every point."""

import os
import random
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from typing import Any

from django.conf import settings

from tests.crash import judging, office, worker
from tests.crash.office import ACTS, DONE, SUBJECTS, WAITS
from tests.crash.trying import KILLED, Tries, let_go, warm_up

IN_ACT = ("write:2", "write:3", "commit.before:1", "commit.after:1")
IN_SIGNING = (
    "write:1",
    "write:2",
    "commit.before:1",
    "commit.after:1",
    "signed.before_store:1",
    "signed.after_store:1",  # the attachment, when it is sealed
    "commit.before:2",
    "commit.after:2",
)
WORKER_POINTS = (
    "pump.before_publish:1",
    "ring:1",
    "pump.after_publish:1",
    "task.claimed:1",  # the hand-over
    "task.done:1",
    "task.claimed:1",  # the check on arrival
    "task.done:1",
)
SHORT_LEASE, LEASE = 0.1, 0.5  # seconds: a killed try's row is soon free for the next
IDLE = 0.05  # seconds


def play(seed: str) -> dict[str, Any]:
    """Four documents from draft to done, every process killed over and over; what is left then."""
    scene = _Scene(random.Random(seed))
    began = time.monotonic()
    for part, subjects in (
        (scene.at_every_write, SUBJECTS[:1]),
        (scene.at_every_commit, SUBJECTS[1:2]),
        (scene.all_at_once, SUBJECTS[2:]),
    ):
        part(subjects)
        print(f"{time.monotonic() - began:.0f} s, {dict(scene.tries.kills)}", file=sys.stderr)
    found = scene.judged(SUBJECTS)
    return found | {"kills": dict(scene.tries.kills), "total": scene.tries.kills.total()}


@dataclass
class _Scene:
    """The parent: its tries, its chance, and what was acknowledged to people."""

    chance: random.Random
    tries: Tries = field(default_factory=Tries)

    def __post_init__(self) -> None:
        self.people = office.gathered()
        self.acknowledged = Path(settings.DOCFLOW_DATA) / "acknowledged"
        self.line = os.open(self.acknowledged, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        warm_up()
        let_go()

    def act(self, subject: str) -> Callable[[], int]:
        return lambda: office.act(self.people, subject, self.line)

    def at_every_write(self, subjects: list[str]) -> None:
        """One document: each act and each chore dies at its first, second, third … write."""
        [subject] = subjects
        settings.DOCFLOW_LEASE = SHORT_LEASE
        while (place := self.tries.at_each_write(self.act(subject))) != DONE:
            if place == WAITS:
                self.tries.at_each_write(_chore)
        while not self.tries.run(_code_of_settled):
            self.tries.at_each_write(_chore)

    def at_every_commit(self, subjects: list[str]) -> None:
        """One document: each act dies before and after each commit, and around the signed file."""
        [subject] = subjects
        settings.DOCFLOW_LEASE = SHORT_LEASE
        while (place := self.tries.run(lambda: office.next_act(subject))) != DONE:
            if place == WAITS:
                for wish in WORKER_POINTS:
                    code = self.tries.run(worker.run_after_a_loss, wish)
                    assert code == KILLED, f"the worker did not reach {wish}"
                continue
            for wish in IN_SIGNING if ACTS[place] in ("sign", "seal") else IN_ACT:
                code = self.tries.run(self.act(subject), wish)
                assert code == KILLED, f"{ACTS[place]} did not reach {wish}"

    def all_at_once(self, subjects: list[str]) -> None:
        """Two desks and a worker at once, each killed at points and moments of chance."""
        settings.DOCFLOW_LEASE = LEASE
        desks: dict[int, list[str]] = {}
        waiting = [subjects[::2], subjects[1::2]]
        points = self._worker_points()
        at_work = self._worker(next(points))
        while waiting or desks or not self.tries.run(_code_of_settled):
            while waiting:
                own = waiting.pop()
                desks[self.tries.start(self._desk(own), self._desk_point())] = own
            for pid in list(desks):
                code = self.tries.ended(pid, wait=False)
                if code is not None:
                    own = desks.pop(pid)
                    waiting += [own] if code == KILLED else []
            at_work = self._worker_after(at_work, points)
            time.sleep(IDLE)
        self.tries.kill(at_work[0])
        self.tries.ended(at_work[0], wait=True)

    def judged(self, subjects: list[str]) -> dict[str, Any]:
        """What a last child finds once everything is quiet."""
        told = f"{settings.DOCFLOW_DATA}/found"
        self.tries.run(lambda: judging.tell(subjects, str(self.acknowledged), told))
        return judging.told(told)

    def _desk(self, subjects: list[str]) -> Callable[[], int]:
        """One person after the other at a desk, until all its documents are done."""

        def work() -> int:
            places = [WAITS] * len(subjects)
            while any(place != DONE for place in places):
                places = [self.act(subject)() for subject in subjects]
                if all(place >= WAITS for place in places):
                    time.sleep(IDLE)
            return 0

        return work

    def _desk_point(self) -> str:
        points = ["write"] * 4 + ["commit.before", "commit.after"]
        points += [] if settings.DOCFLOW_EMBEDDED else ["ring"]
        point = self.chance.choice(points)
        return f"{point}:{self.chance.randint(1, {'write': 12, 'ring': 1}.get(point, 4))}"

    def _worker_points(self) -> Iterator[str]:
        for point in cycle(("write", "task.claimed", "moment", "task.done", "commit.after")):
            yield f"{point}:{self.chance.randint(1, 20 if point == 'write' else 4)}"

    def _worker(self, wish: str) -> tuple[int, float]:
        """A worker that dies at a point, or at the latest at a moment of chance."""
        longest = self.chance.uniform(0.3, 3.0) if wish.startswith("moment") else 6.0
        late = self.chance.random() < 0.5
        pid = self.tries.start(lambda: worker.run(acks_late=late), wish)
        return pid, time.monotonic() + longest

    def _worker_after(self, at_work: tuple[int, float], points: Iterator[str]) -> tuple[int, float]:
        pid, end = at_work
        if self.tries.ended(pid, wait=False) is not None:
            return self._worker(next(points))
        if time.monotonic() > end:
            self.tries.kill(pid)
            self.tries.ended(pid, wait=True)
            return self._worker(next(points))
        return at_work


def _chore() -> int:
    office.chore()
    return 0


def _code_of_settled() -> int:
    return int(office.is_settled())
