"""What people and the worker do next for a document, told from its rows alone."""

import os
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from docflow import clock
from docflow.audit.checkpoints import sign_heads
from docflow.demo.papers import Paper, write
from docflow.documents.models import Lasting
from docflow.exchange import actions as exchange
from docflow.exchange.models import Delivery, Status
from docflow.exchange.tasks import follow_log, hand_over, report_status
from docflow.incoming import actions as incoming
from docflow.incoming.models import Incoming
from docflow.incoming.tasks import check_signatures
from docflow.outgoing import actions as outgoing
from docflow.outgoing.contents import To
from docflow.outgoing.models import Outgoing
from docflow.people.actor import Actor
from docflow.people.models import Appointment
from docflow.signatures.intake import take_in
from docflow.signatures.tasks import make_last
from tests.builders import PAGE
from tests.cast import PIN

SUBJECTS = [f"Báo cáo số {number}" for number in range(1, 5)]
NEXT = {
    "draft": "submit",
    "initialling": "initial",
    "format_check": "pass_format",
    "signing": "sign",
    "signed": "number",
    "numbered": "seal",
    "sealed": "issue",
    "verified": "register",
    "registered": "assign",
    "assigned": "start",
    "in_progress": "finish",
}
ACTS = ("draft", *NEXT.values())
WAITS, DONE = len(ACTS), len(ACTS) + 1
CHORES: tuple[tuple[Any, Any], ...] = (
    (Delivery, hand_over),
    (Incoming, check_signatures),
    (Status, report_status),
    (Lasting, make_last),
)


@dataclass(frozen=True)
class Office:
    """The people of the cast, by first name, as the database knows them."""

    people: dict[str, Actor]

    def __getattr__(self, name: str) -> Actor:
        return self.people[name]


def gathered() -> Office:
    """The cast of an installation that was prepared before."""
    posts = Appointment.objects.select_related("user", "unit")
    return Office({post.user.username: Actor(post) for post in posts})


def next_act(subject: str) -> int:
    """The place in ACTS of what people do next; WAITS while it is the system's turn; DONE."""
    row = _standing(subject)
    if row is None:
        return 0
    if row.state == "done":
        return DONE
    return ACTS.index(NEXT[row.state]) if row.state in NEXT else WAITS


def act(office: Office, subject: str, acknowledge: int) -> int:
    """Do what people do next, tell it to the descriptor once it is done, and say what it was."""
    place = next_act(subject)
    if place not in (WAITS, DONE):
        done = DO[ACTS[place]](office, subject)
        row = done[0].document.outgoing if isinstance(done, list) else done
        document = row.document
        arrival = getattr(row, "arrival_number", None)
        line = f"{subject}\t{document.uid}\t{row.state}\t{document.number}\t{arrival}\n"
        os.write(acknowledge, line.encode())
    return place


def chore() -> None:
    """Do one waiting thing the worker would do, once nobody dead holds it; else follow the log."""
    for model, task in CHORES:
        row = model.objects.waiting().first()
        if row:
            held = row.lease or clock.wall()
            time.sleep(max(0.0, (held - clock.wall()).total_seconds()))
            task(row.pk)
            return
    follow_log()
    sign_heads()


def is_settled() -> bool:
    """Whether nothing waits and every status has been followed."""
    follow_log()
    return not any(model.objects.waiting().exists() for model, _ in CHORES)


def print_draft(subject: str) -> Path:
    """A page of its own for each subject."""
    path = Path(settings.DOCFLOW_DATA) / f"{subject}.pdf"
    return write(
        Paper(
            parent="Ủy ban nhân dân huyện Hoằng Hóa",
            agency="Ủy ban nhân dân xã Hoằng Đông",
            notation="BC-UBND",
            locality="Hoằng Đông",
            year=clock.today().year,
            title="Báo cáo",
            about=subject,
            to="Ủy ban nhân dân huyện",
            paragraphs=("Ủy ban nhân dân xã báo cáo như sau.",),
            recipients=("Như trên",),
            authority=("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"),
            signer="Phạm Quang Minh",
        ),
        path,
    )


def _standing(subject: str) -> Any:
    """The row that says how far a document is: the recipient's, once there is one."""
    paper = Outgoing.objects.filter(document__subject=subject).select_related("document").first()
    if paper is None:
        return None
    arrival = Incoming.objects.filter(document__exchange_id=paper.document.exchange_id)
    return arrival.select_related("document").first() or paper


def _draft(office: Office, subject: str) -> Outgoing:
    return outgoing.draft(
        "REPORT",
        subject,
        take_in(Path(settings.DOCFLOW_DATA) / f"{subject}.pdf", by=office.lan),
        by=office.lan,
        signer=office.minh.appointment,
        recipients=[To(office.tuan.unit)],
        attachments=[take_in(PAGE, by=office.lan)] if subject == SUBJECTS[0] else [],
    )


def _assign(office: Office, subject: str) -> Incoming:
    due = clock.now() + timedelta(days=3)
    return incoming.assign(
        _standing(subject), "Tham mưu", office.phuc.appointment, due, by=office.nam
    )


DO: dict[str, Any] = {
    "draft": _draft,
    "submit": lambda office, subject: outgoing.submit(_standing(subject), by=office.lan),
    "initial": lambda office, subject: outgoing.initial(_standing(subject), by=office.hung),
    "pass_format": lambda office, subject: outgoing.pass_format(_standing(subject), by=office.oanh),
    "sign": lambda office, subject: outgoing.sign(_standing(subject), pin=PIN, by=office.minh),
    "number": lambda office, subject: outgoing.number(_standing(subject), by=office.hoa),
    "seal": lambda office, subject: outgoing.seal(_standing(subject), pin=PIN, by=office.hoa),
    "issue": lambda office, subject: exchange.issue(_standing(subject), by=office.hoa),
    "register": lambda office, subject: incoming.register(_standing(subject), by=office.tuan),
    "assign": _assign,
    "start": lambda office, subject: incoming.start(_standing(subject), by=office.phuc),
    "finish": lambda office, subject: incoming.finish(_standing(subject), by=office.phuc),
}
