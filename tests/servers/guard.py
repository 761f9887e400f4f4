"""End what a test run started when the run itself is gone, even if it was killed.

A guard is a small process at the other end of a pipe. It is told which processes and folders
belong to the run; when the pipe closes, however that comes about, it ends and removes them.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

PATIENCE = 10  # seconds a folder may still be busy


class Guard:
    """The run's end of the pipe."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, __file__], stdin=subprocess.PIPE, text=True, start_new_session=True
        )

    def process(self, pid: int) -> None:
        """End this process and all it started."""
        self._tell(f"process {pid} {started_at(pid)}")

    def path(self, path: Path) -> None:
        """Remove this folder or file."""
        self._tell(f"path {path}")

    def close(self) -> None:
        """End and remove everything now; safe to call twice."""
        if self._process.stdin and not self._process.stdin.closed:
            self._process.stdin.close()
        self._process.wait(3 * PATIENCE)

    def _tell(self, line: str) -> None:
        assert self._process.stdin
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()


def tree(pid: int) -> list[int]:
    """A process and all that descend from it, the process first."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                parent = int(_fields(int(entry.name))[1])
                children.setdefault(parent, []).append(int(entry.name))
    found = [pid]
    for one in found:
        found += children.get(one, [])
    return found


def send(pids: list[int], number: signal.Signals) -> None:
    """Send a signal to each process that still lives."""
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, number)


def wait_until_stopped(pids: list[int], patience: float = 5) -> None:
    """Wait for the last thread of each process to stop: SIGSTOP does not reach all at once."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        tasks = [task for pid in pids for task in Path(f"/proc/{pid}/task").glob("*/stat")]
        states = set()
        for task in tasks:
            with suppress(OSError):
                states.add(task.read_text().rpartition(")")[2].split()[0])
        if states <= {"T"}:
            return
        time.sleep(0.01)


def started_at(pid: int) -> str:
    """When a process was started, in clock ticks: with the id it names one process for good."""
    try:
        return _fields(pid)[19]
    except OSError:
        return "gone"


def _fields(pid: int) -> list[str]:
    """The fields of /proc/PID/stat from the third on: state, parent, … (proc(5))."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def _end(pid: int) -> None:
    """Kill a tree without letting it grow meanwhile: stop first, then kill."""
    send(tree(pid), signal.SIGSTOP)
    send(tree(pid), signal.SIGKILL)


def _remove(path: Path) -> None:
    with suppress(FileNotFoundError, IsADirectoryError):
        path.unlink()
    until = time.monotonic() + PATIENCE
    while path.exists() and time.monotonic() < until:
        shutil.rmtree(path, ignore_errors=True)
        time.sleep(0.05)


def _watch() -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    told = [line.rstrip("\n").partition(" ")[::2] for line in sys.stdin]
    for process in (what for kind, what in told if kind == "process"):
        pid, start = process.split()
        if start == started_at(int(pid)):
            _end(int(pid))
    for path in (what for kind, what in told if kind == "path"):
        _remove(Path(path))


if __name__ == "__main__":
    _watch()
