"""A real worker beside the story, as its own process."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from docflow.exchange.models import Delivery, Status
from docflow.incoming.models import Incoming

LIBC = ctypes.CDLL(None)
PATIENCE = 120  # seconds until a waiting step of the story is given up


class WorkerSilent(RuntimeError):
    """The worker did not do in time what the story waits for."""


@contextmanager
def working() -> Iterator[None]:
    """Run a worker while the block runs; its log goes to worker.log in the data folder."""
    log = Path(settings.DOCFLOW_DATA) / "worker.log"
    with log.open("ab") as file:
        process = subprocess.Popen(
            command(),
            stdout=file,
            stderr=file,
            env=os.environ,
            start_new_session=True,
            preexec_fn=end_with_us,
        )
    try:
        yield
    finally:
        _stop(process)


def end_with_us() -> None:
    """In a process just started: be asked to end when the one that started it is gone."""
    LIBC.prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG


def command() -> list[str]:
    """How a worker is started: threads are enough for one office and share one warm checker."""
    options = ["--pool=threads", "--concurrency=2", "--loglevel=WARNING", "--without-gossip"]
    options += ["--without-mingle", "--without-heartbeat"]
    return [sys.executable, "-m", "celery", "-A", "config", "-q", "worker", *options]


def until(holds: Callable[[], bool], what: str) -> None:
    """Wait for the worker's part; raises WorkerSilent with what the waiting rows say."""
    end = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > end:
            raise WorkerSilent(f"The worker did not finish in time: {what}. {_last_errors()}")
        time.sleep(0.05)


def _last_errors() -> str:
    errors = [
        f"{row}: {row.last_error}"
        for model in (Delivery, Incoming, Status)
        for row in model.objects.waiting()
        if row.last_error
    ]
    return " ".join(errors) or f"See {settings.DOCFLOW_DATA}/worker.log."


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
