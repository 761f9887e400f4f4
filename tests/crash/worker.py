"""The real worker, with its pump and its timetable, in a forked process."""

import warnings

from celery.platforms import SecurityWarning
from django.conf import settings

from config.celery import app


def run(*, acks_late: bool = True) -> int:
    """Work until the process dies, with tasks acknowledged after or before their work."""
    warnings.simplefilter("ignore", SecurityWarning)
    for task in app.tasks.values():
        task.acks_late = acks_late
    app.Worker(
        pool="threads",
        concurrency=2,
        loglevel="ERROR",
        quiet=True,
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=True,
    ).start()
    return 0


def run_after_a_loss() -> int:
    """Work with a queue that lost everything: only the rows know what waits."""
    if not settings.DOCFLOW_EMBEDDED:
        with app.connection_for_write() as connection:
            queue = app.amqp.queues[app.conf.task_default_queue](connection.default_channel)
            queue.declare()
            queue.purge()
    return run()
