"""Filling an empty installation with lives, by plan or by chance."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from random import Random

from docflow import clock
from docflow.audit import checkpoints
from docflow.exchange.tasks import follow_log
from docflow.reports import summing
from docflow.reports.tasks import catch_up
from docflow.search import following
from docflow.units.calendar import Calendar, shipped_days
from tests.bench.volume import files, ground, lives
from tests.bench.volume.ground import BEGIN
from tests.bench.volume.hours import Hours, moment
from tests.bench.volume.log import Log
from tests.bench.volume.plans import Chance, Letter, Plan
from tests.bench.volume.tables import Sink
from tests.bench.volume.world import World

SEED = 2024
OFTEN = 200  # lives between two looks at what is to be written
INDEXING = 120  # seconds at most, for the words of the units
PER_LIFE = 2.6  # documents, to begin with; then as it turns out


@dataclass(frozen=True)
class Filled:
    """What was written, and how long it took; `ground` are the seconds before the first life."""

    documents: int
    entries: int
    rows: int
    ground: float
    seconds: float


class Filling:
    """An installation being filled; the ground is laid at once."""

    def __init__(
        self,
        communes: int = ground.COMMUNES,
        departments: int = ground.DEPARTMENTS,
        texts: int = 40,
    ) -> None:
        began = time.perf_counter()
        self._random = Random(SEED)
        self._sink = Sink()
        self._end = moment(clock.now())
        self._hours = Hours(BEGIN, clock.today(), Calendar.of(shipped_days()))
        self._log = Log(self._sink, self._hours, self._random)
        self.offices = ground.lay(self._log, communes, departments)
        following.catch_up(INDEXING)
        self._world = World(self._sink, self._log, self._hours, self._random, files.made(texts))
        self._ground = time.perf_counter() - began

    def by_plan(self, plans: Iterable[Plan | Letter]) -> Filled:
        """These lives, begun on the first days, so that all come to their end."""
        return self._filled(self._planned(list(plans)))

    def by_chance(self, documents: int) -> Filled:
        """About so many documents, evenly over the years up to now."""
        return self._filled(self._drawn(documents))

    def _planned(self, plans: list[Plan | Letter]) -> Iterable[int]:
        at = self._first()
        for plan in plans:
            at = self._hours.later(at, 600)
            lives.begin(self._world, at, plan)
            yield at

    def _drawn(self, documents: int) -> Iterable[int]:
        chance, world = Chance(self._random, self.offices), self._world
        at, begun = self._first(), 0
        while (missing := documents - world.documents) > 0 and at < self._end:
            rate = world.documents / begun if begun > OFTEN else PER_LIFE
            left = self._hours.between(at, self._end)
            at = self._hours.later(at, left * rate / missing * self._random.uniform(0.2, 1.8))
            lives.begin(world, at, chance.plan())
            begun += 1
            yield at

    def _filled(self, beginnings: Iterable[int]) -> Filled:
        began = time.perf_counter()
        with self._sink.open():
            for turn, at in enumerate(beginnings):
                self._world.live_until(at)
                if turn % OFTEN == 0:
                    self._sink.flush()
            self._world.live_until(self._end)
            self._world.stop()
        self._log.close()
        follow_log()
        summing.forget()
        catch_up()
        summing.refresh()
        checkpoints.sign_heads()
        rows = sum(table.written for table in self._sink.tables)
        seconds = time.perf_counter() - began
        return Filled(self._world.documents, self._log.entries, rows, self._ground, seconds)

    def _first(self) -> int:
        return moment(clock.at(BEGIN, 8))
