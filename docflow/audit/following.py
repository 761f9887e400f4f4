"""Those who follow the log are sent for when it has grown."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from celery import shared_task

from docflow import work
from docflow.audit.reader import log_length

LONGEST_REST = 5.0
"""Seconds after which a follower is sent for in any case: an entry may have stopped it."""


@dataclass
class _Follower:
    """A task that follows the log, and what it was last sent for."""

    task: Any
    pause: float
    seen: int = -1
    at: float = 0.0


_followers: list[_Follower] = []


def follows_log(pause: float) -> Callable[[Callable[[], None]], Any]:
    """Declare a task that follows the log; it is sent for once in `pause` seconds at the most."""

    def declare(function: Callable[[], None]) -> Any:
        task = shared_task(function)
        _followers.append(_Follower(task, pause))
        return task

    return declare


def send_once() -> None:
    """Send for whoever has not seen the log as it is now. Called by the worker's pump."""
    length, now = log_length(), time.monotonic()
    for each in _followers:
        rest = each.pause if length != each.seen else LONGEST_REST
        if now >= each.at + rest:
            work.publish(each.task)
            each.seen, each.at = length, now
