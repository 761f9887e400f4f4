"""How long the answer about a file takes, and how much memory its limited child."""

import os
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from typing import Self

EVERY = 0.002  # seconds


@dataclass
class Cost:
    """Seconds by the clock and megabytes held at once by the child, measured while it works."""

    seconds: float = 0
    megabytes: float = 0

    def __enter__(self) -> Self:
        self._done = Event()
        self._watch = Thread(target=self._look)
        self._watch.start()
        self._start = time.monotonic()
        return self

    def __exit__(self, *_: object) -> None:
        self.seconds = time.monotonic() - self._start
        self._done.set()
        self._watch.join()

    def _look(self) -> None:
        while not self._done.wait(EVERY):
            for parent in _children(os.getpid()):
                for child in _children(parent):
                    self.megabytes = max(self.megabytes, _peak(child))


def _children(process: int) -> list[int]:
    found: list[int] = []
    with suppress(OSError):
        for task in Path(f"/proc/{process}/task").iterdir():
            found += map(int, (task / "children").read_text().split())
    return found


def _peak(process: int) -> float:
    """Megabytes at most in memory so far."""
    with suppress(OSError):
        for line in Path(f"/proc/{process}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    return 0
