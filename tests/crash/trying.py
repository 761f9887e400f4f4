"""Forking a process for each try, so that a kill -9 costs no interpreter start."""

import ctypes
import os
import signal
import sys
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from django.db import connections
from django.db.backends.signals import connection_created

from docflow import failpoints
from docflow.signatures import keyring
from signing import child as checker
from signing import lettering

PR_SET_PDEATHSIG = 1  # no child outlives its parent
KILLED = -signal.SIGKILL
FAILED = 100


@dataclass
class Tries:
    """The children of one parent, which itself has no thread and no connection."""

    kills: Counter[str] = field(default_factory=Counter)
    wishes: dict[int, str] = field(default_factory=dict)

    def start(self, work: Callable[[], int], wish: str = "") -> int:
        """Fork a child that dies at the wished point of its work; its process id."""
        sys.stdout.flush()
        pid = os.fork()
        if pid == 0:
            os._exit(_live(work, wish))
        self.wishes[pid] = wish
        return pid

    def ended(self, pid: int, *, wait: bool) -> int | None:
        """The exit code of a child, None while it runs; deaths by kill -9 are counted."""
        found, status = os.waitpid(pid, 0 if wait else os.WNOHANG)
        if not found:
            return None
        code = os.waitstatus_to_exitcode(status)
        wish = self.wishes.pop(pid)
        if code == KILLED:
            self.kills[wish.partition(":")[0]] += 1
        elif code < 0 or code >= FAILED:
            raise AssertionError(f"A child that was to die at {wish!r} ended with {code}.")
        return code

    def run(self, work: Callable[[], int], wish: str = "") -> int:
        """The exit code of one try."""
        code = self.ended(self.start(work, wish), wait=True)
        assert code is not None
        return code

    def at_each_write(self, work: Callable[[], int]) -> int:
        """Die at the first, second, third … write, until the work is done; its exit code."""
        number = 1
        while (code := self.run(work, f"write:{number}")) == KILLED:
            number += 1
        return code

    def kill(self, pid: int) -> None:
        """Kill a child at a moment of the parent's choice."""
        self.wishes[pid] = "moment"
        os.kill(pid, signal.SIGKILL)


def _live(work: Callable[[], int], wish: str) -> int:
    try:
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        _borrow_checker()
        failpoints.watch_writes()
        connection_created.connect(_watch_commits, dispatch_uid="tests.crash")
        failpoints.arm(wish)
        return work()
    except BaseException:
        traceback.print_exc()
        return FAILED


def _borrow_checker() -> None:
    """Let the parent's warm checker serve this child too; starting one for each try takes long."""
    for parent, nursery in list(checker._nurseries.items()):
        nursery.lives = lambda: True  # type: ignore[method-assign]
        checker._nurseries[os.getpid()] = checker._nurseries.pop(parent)


def _watch_commits(connection: Any, **_: Any) -> None:
    """Two more points to die at: just before and just after each commit."""
    if connection.__dict__.get("_commit"):
        return
    commit = connection._commit

    def watched() -> None:
        failpoints.reach("commit.before")
        commit()
        failpoints.reach("commit.after")

    connection._commit = watched


def warm_up() -> None:
    """Load once, in the parent, what each child would load anew."""
    checker.warm_up()
    keyring.authority().key("tsa")
    for name in lettering.FACES:
        lettering.face(name)
    for module in (
        "celery.apps.worker",
        "celery.concurrency.thread",
        "celery.worker.components",
        "celery.worker.consumer",
        "kombu.transport.memory",
        "kombu.transport.pyamqp",
    ):
        import_module(module)


def let_go() -> None:
    """No connection of the parent may reach its children."""
    connections.close_all()
