"""Sixty-four clerks take numbers while the year turns; some are killed, some numbers cancelled."""

import json
import random
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from docflow import clock
from docflow.documents.models import Document, RegisterEntry
from docflow.identity import new_uid
from docflow.incoming import actions as incoming
from docflow.incoming.actions import Arriving
from docflow.outgoing import actions as outgoing
from docflow.outgoing.contents import To
from docflow.outgoing.models import Channel
from docflow.reports.reconcile import reconcile
from docflow.signatures.intake import File, take_in
from tests.crash import office
from tests.crash.office import Office
from tests.crash.trying import KILLED, Tries, let_go, warm_up

PROCESSES, THREADS = 8, 8
EVENING = clock.at(date(2025, 12, 31), 16)
MIDNIGHT = clock.at(date(2026, 1, 1), 0)
BEFORE = timedelta(seconds=14)  # that long before midnight the race begins
AROUND = 12.0  # seconds before midnight when some begin already, and after it when some still do


@dataclass(frozen=True)
class Clerk:
    """One of the writers: with a paper of ours to number, or with an arrival to register."""

    number: int

    @property
    def subject(self) -> str:
        return f"Quyết định số {self.number}"

    @property
    def sends(self) -> bool:
        return self.number % 2 == 0

    @property
    def cancels(self) -> bool:
        return self.number % 8 == 0

    def begins(self) -> datetime:
        """A quarter early, a quarter late, half of them at midnight."""
        shift = {0: -AROUND, 3: AROUND}.get(self.number // 2 % 4, 0.0)
        return MIDNIGHT + timedelta(seconds=shift)


CLERKS = [Clerk(number) for number in range(PROCESSES * THREADS)]


def play(seed: str) -> dict[str, Any]:
    """What the registers say in the new year."""
    chance, tries, people = random.Random(seed), Tries(), office.gathered()
    warm_up()
    clock.set_to(EVENING)
    let_go()
    tries.run(lambda: _prepare(people))
    clock.set_to(MIDNIGHT - BEFORE)
    shifts = {}
    for place in range(PROCESSES):
        work = _shift(people, CLERKS[place::PROCESSES])
        wish = f"write:{chance.randint(5, 50)}" if place % 2 else ""
        shifts[tries.start(work, wish)] = work
    while shifts:
        for pid, work in list(shifts.items()):
            code = tries.ended(pid, wait=False)
            if code is not None:
                del shifts[pid]
            if code == KILLED:
                shifts[tries.start(work, f"write:{chance.randint(20, 90)}")] = work
        time.sleep(0.01)
    told = Path(settings.DOCFLOW_DATA) / "found"
    tries.run(lambda: _tell(told))
    found: dict[str, Any] = json.loads(told.read_text())
    return found | {"total": tries.kills.total()}


def _prepare(people: Office) -> int:
    """The papers to be numbered, signed on paper by their leader."""
    draft = Path(settings.DOCFLOW_DATA) / f"{office.SUBJECTS[0]}.pdf"
    for clerk in CLERKS:
        if not clerk.sends:
            continue
        paper = outgoing.draft(
            "DECISION",
            clerk.subject,
            take_in(draft, by=people.lan),
            by=people.lan,
            signer=people.minh.appointment,
            recipients=[To(name="Ông Trần Văn Bình", channel=Channel.PAPER)],
        )
        paper = outgoing.submit(paper, by=people.lan)
        paper = outgoing.initial(paper, by=people.hung)
        paper = outgoing.pass_format(paper, by=people.oanh)
        outgoing.sign_on_paper(paper, take_in(draft, by=people.hoa), by=people.hoa)
    return 0


def _shift(people: Office, clerks: list[Clerk]) -> Callable[[], int]:
    """Some clerks at once in one process; each goes on where an earlier try was cut off."""

    def work() -> int:
        failed: list[BaseException] = []
        threads = [
            threading.Thread(target=_guarded, args=[failed, people, clerk]) for clerk in clerks
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if failed:
            raise failed[0]
        return 0

    return work


def _guarded(failed: list[BaseException], people: Office, clerk: Clerk) -> None:
    try:
        time.sleep(max(0.0, (clerk.begins() - clock.now()).total_seconds()))
        (_send if clerk.sends else _receive)(people, clerk)
    except BaseException as error:
        failed.append(error)
    finally:
        connection.close()


def _send(people: Office, clerk: Clerk) -> None:
    paper = Document.objects.get(subject=clerk.subject).outgoing
    if paper.state == "signed":
        paper = outgoing.number(paper, by=people.hoa)
    if clerk.cancels and paper.state == "numbered":
        outgoing.cancel(paper, "Ban hành nhầm", by=people.hoa)


def _receive(people: Office, clerk: Clerk) -> None:
    document = Document.objects.filter(subject=clerk.subject).first()
    arrival = document.incoming if document else _arrive(people, clerk)
    if arrival.state == "verified":
        incoming.register(arrival, by=people.tuan)


def _arrive(people: Office, clerk: Clerk) -> Any:
    scan = Document.objects.filter(subject=CLERKS[0].subject).get().current
    assert scan is not None
    return incoming.arrive_on_paper(
        Arriving(
            exchange_id=new_uid(),
            sender=None,
            issuer="Công ty Lam Sơn",
            kind="OFFICIAL_LETTER",
            subject=clerk.subject,
            urgency="normal",
            number=clerk.number,
            notation="CV-LS",
            issued_on=EVENING.date(),
            file=File(scan.digest, scan.size, "scan.pdf"),
        ),
        by=people.tuan,
    )


def _tell(into: Path) -> int:
    books: dict[str, list[int]] = defaultdict(list)
    for entry in RegisterEntry.objects.select_related("register").order_by("register", "number"):
        books[f"{entry.register.series} {entry.register.year}"].append(entry.number)
    outcome = reconcile()
    into.write_text(
        json.dumps(
            {
                "books": books,
                "void": RegisterEntry.objects.exclude(void_reason="").count(),
                "differences": [asdict(each) for each in outcome.differences],
            }
        )
    )
    return 0
