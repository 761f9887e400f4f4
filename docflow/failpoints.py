"""Places where a crash test can end the process, as a power cut would.

DOCFLOW_FAIL="name:n" kills the process with signal 9 the n-th time it reaches `name`; the name
`write` counts every writing statement sent to the database. Unset, nothing is counted.
"""

import os
import signal
from typing import Any

_name = ""
_left = 0


def arm(wish: str) -> None:
    """Die at the n-th `name` from now on, for a wish of the form "name:n"; "" disarms."""
    global _name, _left
    _name, _, count = wish.partition(":")
    _left = int(count or 1)


def reach(name: str) -> None:
    """Die here if the crash test asked for it."""
    global _left
    if name != _name:
        return
    _left -= 1
    if _left == 0:
        os.kill(os.getpid(), signal.SIGKILL)


def watch_writes_if_armed() -> None:
    """In a process that was started to die at a write, count them; called once at start."""
    if _name == "write":
        watch_writes()


def watch_writes() -> None:
    """Count the writing statements of every connection opened from now on."""
    from django.db.backends.signals import connection_created

    connection_created.connect(_wrap, dispatch_uid="docflow.failpoints")


def _wrap(connection: Any, **_: Any) -> None:
    if _counting not in connection.execute_wrappers:  # it stays there when it connects again
        connection.execute_wrappers.append(_counting)


def _counting(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    if sql.lstrip()[:6].upper() in ("INSERT", "UPDATE", "DELETE"):
        reach("write")
    return execute(sql, params, many, context)


arm(os.environ.get("DOCFLOW_FAIL", ""))
