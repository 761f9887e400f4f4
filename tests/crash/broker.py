"""A document is issued while the broker is away, and delivered once it is back."""

import time
from typing import Any

from docflow.exchange.actions import statuses_seen
from docflow.exchange.models import Delivery
from tests.crash import office, worker
from tests.crash.office import ACTS, SUBJECTS
from tests.crash.trying import Tries, let_go, warm_up

PATIENCE = 60  # seconds


def play(part: str) -> dict[str, Any]:
    """Part `issue`: up to the issue, and how long it took; part `deliver`: until all is quiet."""
    warm_up()
    return _issue(SUBJECTS[0]) if part == "issue" else _deliver()


def _issue(subject: str) -> dict[str, Any]:
    people = office.gathered()
    with open("/dev/null", "wb") as nobody:
        while ACTS[office.next_act(subject)] != "issue":
            office.act(people, subject, nobody.fileno())
        began = time.monotonic()
        office.act(people, subject, nobody.fileno())
    waiting = Delivery.objects.waiting().count()
    return {"seconds": time.monotonic() - began, "waiting": waiting}


def _deliver() -> dict[str, Any]:
    let_go()
    tries = Tries()
    pid = tries.start(worker.run)
    end = time.monotonic() + PATIENCE
    while not tries.run(lambda: int(office.is_settled())) and time.monotonic() < end:
        time.sleep(0.1)
    tries.kill(pid)
    tries.ended(pid, wait=True)
    return {"told": [statuses_seen(each) for each in Delivery.objects.all()]}
