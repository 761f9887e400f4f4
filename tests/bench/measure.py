"""Taking times: subjects in turn, block after block, so that noise meets all of them alike."""

import gc
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Timed:
    """What one subject took in each block: seconds for one repetition."""

    cpu: tuple[float, ...]
    wall: tuple[float, ...]

    @property
    def cpu_ms(self) -> float:
        """Median milliseconds of this process's processor time."""
        return statistics.median(self.cpu) * 1000

    @property
    def wall_ms(self) -> float:
        """Median milliseconds by the clock on the wall."""
        return statistics.median(self.wall) * 1000

    def as_json(self) -> dict[str, float]:
        """Medians, rounded."""
        return {"cpu_ms": round(self.cpu_ms, 4), "wall_ms": round(self.wall_ms, 4)}


def in_turn(
    subjects: Mapping[str, Callable[[], object]], *, blocks: int = 7, repeats: int = 3
) -> dict[str, Timed]:
    """Run all subjects in every block, each block beginning with another one."""
    names = list(subjects)
    for name in names:
        subjects[name]()
    cpu: dict[str, list[float]] = {name: [] for name in names}
    wall: dict[str, list[float]] = {name: [] for name in names}
    for block in range(blocks):
        start = block % len(names)
        for name in names[start:] + names[:start]:
            spent, passed = _one(subjects[name], repeats)
            cpu[name].append(spent)
            wall[name].append(passed)
    return {name: Timed(tuple(cpu[name]), tuple(wall[name])) for name in names}


def ratio(slow: Timed, fast: Timed, *, wall: bool = False) -> tuple[float, float, float]:
    """Median, lowest and highest of the ratios of each block."""
    pairs = zip(slow.wall, fast.wall, strict=True) if wall else zip(slow.cpu, fast.cpu, strict=True)
    each = sorted(one / other for one, other in pairs)
    return statistics.median(each), each[0], each[-1]


def machine_busy() -> float:
    """Seconds of processor time the whole machine has spent so far, all programs together."""
    with open("/proc/stat") as file:
        user, nice, system = (int(word) for word in file.readline().split()[1:4])
    return (user + nice + system) / 100


def _one(act: Callable[[], object], repeats: int) -> tuple[float, float]:
    gc.collect()
    cpu, wall = time.process_time(), time.perf_counter()
    for _ in range(repeats):
        act()
    return (time.process_time() - cpu) / repeats, (time.perf_counter() - wall) / repeats
