"""The worker: its queue, its pump and its timetable.

Every worker runs the pump (docflow/work.py) and the timetable as threads: with the embedded queue
there is no other process that could, and what they start may run twice without harm.
"""

import logging
import os
import sys
import threading
import time
import warnings
from typing import Any

from celery import Celery
from celery.beat import EmbeddedService
from celery.exceptions import SecurityWarning
from celery.signals import task_prerun, worker_ready, worker_shutting_down
from django.conf import settings

# Celery warns a worker of root: whoever can write to its queue could run code there by pickled
# tasks. Ours are JSON alone.
warnings.filterwarnings("ignore", "You're running the worker with superuser", SecurityWarning)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("docflow")
app.config_from_object("django.conf:settings", namespace="CELERY")
if settings.DOCFLOW_EMBEDDED:
    app.conf.update(broker_url="memory://localhost/")  # else it is said that no host was named
app.conf["CELERY_DB_REUSE_MAX"] = sys.maxsize  # else a new connection for each task
app.autodiscover_tasks()

logger = logging.getLogger(__name__)
_stopping = threading.Event()


@worker_ready.connect
def _start_threads(**_: Any) -> None:
    threading.Thread(target=_pump, daemon=True, name="pump").start()
    timetable: Any = EmbeddedService(app, thread=True, scheduler_cls="celery.beat:Scheduler")
    timetable.start()


@task_prerun.connect
def _check_connections(**_: Any) -> None:
    """As before a page: what is broken or old is opened anew."""
    from django.db import close_old_connections

    close_old_connections()


@worker_shutting_down.connect
def _stop_pump(**_: Any) -> None:
    _stopping.set()


def _pump() -> None:
    from django.db import close_old_connections

    from docflow import work
    from docflow.audit import following

    while not _stopping.is_set():
        try:
            close_old_connections()
            work.pump_once()
            following.send_once()
        except Exception:
            logger.exception("The pump stumbled; it goes on.")
        time.sleep(work.POLL)
