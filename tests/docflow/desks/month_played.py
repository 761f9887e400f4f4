"""The office of the month: who acts, and what each act of the table does, with real actions."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import time_machine

from docflow import clock
from docflow.copies import actions as copies
from docflow.documents.register_actions import ByHand, note_line
from docflow.exchange import actions as exchange
from docflow.exchange import tasks as exchange_tasks
from docflow.exchange.models import Delivery
from docflow.incoming import actions as incoming
from docflow.incoming import deadline_actions, passing_actions, passing_on_actions, register_actions
from docflow.incoming import tasks as incoming_tasks
from docflow.incoming.models import Assignment, Incoming
from docflow.outgoing import actions as outgoing
from docflow.outgoing.contents import To
from docflow.outgoing.models import Outgoing
from docflow.people import actions as staff
from docflow.people.actor import Actor, System
from docflow.permissions import Permission, Role
from docflow.signatures.intake import take_in
from tests import builders, cast
from tests.cast import LONG_AGO, PIN
from tests.docflow.incoming.letters import letter, plain

DEPARTMENT = "Phòng Văn hóa - Xã hội"
AN, KHOA = "Đinh Văn An", "Trịnh Đăng Khoa"
TO_DISTRICT = {"district": "electronic"}


@dataclass
class Office:
    """The cast, the commune's department and its people; the documents by their names above."""

    cast: cast.Cast
    papers: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        stage = self.cast
        below = cast.unit(DEPARTMENT, "department", stage.commune, abbreviation="PVHXH")
        self.department = below
        head = Role.HEAD_OF_DEPARTMENT
        for name, full_name, unit, role in [
            ("thu", "Hà Minh Thu", below, head),
            ("khoa", KHOA, below, Role.SPECIALIST),
            ("an", AN, stage.commune, Role.SPECIALIST),
            ("dung", "Lưu Tiến Dũng", stage.district, Role.SPECIALIST),
        ]:
            user = staff.invite(name, full_name, by=System())
            stage.actors[name] = Actor(
                staff.appoint(user, unit, "Viên chức", [role], by=System(), valid_from=LONG_AGO)
            )

    def play(self, day: int, time: str, paper: str, what: str, who: str, facts: Any) -> None:
        """One line of the month, at its moment."""
        hour, minute = map(int, time.split(":"))
        with time_machine.travel(clock.at(date(2026, 11, day), hour, minute), tick=False):
            ACTS[what](self, paper, self.actor(who), **facts)
            builders.tell_statuses()

    def actor(self, who: str) -> Actor:
        """Somebody, perhaps in another's place."""
        name, _for, giver = who.partition(" for ")
        actor: Actor = getattr(self.cast, name)
        return Actor(actor.appointment, self.papers["delegation"]) if giver else actor

    def arrival(self, name: str) -> Incoming:
        """An incoming document as it is now."""
        return Incoming.objects.get(pk=self.papers[name].pk)

    def paper(self, name: str) -> Outgoing:
        """An outgoing document as it is now."""
        return Outgoing.objects.get(pk=self.papers[name].pk)

    def task(self, name: str) -> Assignment:
        """The lead's task of an incoming document, at its lowest level."""
        lead = self.arrival(name).lowest_lead
        assert lead is not None
        return lead

    def lead(self, name: str) -> Any:
        """Who leads: the department or a person."""
        if name == "department":
            return self.department
        return self.actor(name).appointment

    def recipients(self, to: dict[str, str]) -> list[To]:
        """Recipients with their channels."""
        units = {"district": self.cast.district, "province": self.cast.province}
        return [
            To(
                units.get(whom),
                "" if whom in units else whom,
                channel,
                "Hồ sơ đất đai lưu bản giấy" if channel == "both" else "",
            )
            for whom, channel in to.items()
        ]


def come_from_the_district(office: Office, name: str, by: Actor, **facts: Any) -> None:
    """Drafted, signed, sealed and issued there, handed over and checked here."""
    hands = office.cast
    file = take_in(builders.PAGE, by=by)
    paper = outgoing.draft(
        file=file,
        by=by,
        signer=hands.nam.appointment,
        recipients=[To(hands.commune)],
        **facts,
    )
    paper = outgoing.initial(outgoing.submit(paper, by=by), by=hands.phuc)
    paper = outgoing.sign(outgoing.pass_format(paper, by=hands.phuc), pin=PIN, by=hands.nam)
    paper = outgoing.seal(outgoing.number(paper, by=hands.tuan), pin=PIN, by=hands.tuan)
    [delivery] = exchange.issue(paper, by=hands.tuan)
    exchange_tasks.hand_over(delivery.pk)
    came = Incoming.objects.get(
        unit=hands.commune, document__exchange_id=paper.document.exchange_id
    )
    incoming_tasks.check_signatures(came.pk)
    office.papers[name] = came


def come_on_paper(office: Office, name: str, by: Actor, **facts: Any) -> None:
    office.papers[name] = incoming.arrive_on_paper(letter(plain(), **facts), by=by)


def register(office: Office, name: str, by: Actor) -> None:
    incoming.register(office.arrival(name), by=by)


def unregister(office: Office, name: str, by: Actor, reason: str) -> None:
    register_actions.unregister(office.arrival(name), reason, by=by)


def refuse(office: Office, name: str, by: Actor, reason: str) -> None:
    incoming.refuse(office.arrival(name), reason, by=by)


def propose(office: Office, name: str, by: Actor, lead: str, days: int) -> None:
    passing_actions.submit(office.arrival(name), "Tóm tắt", office.lead(lead), days, by=by)


def assign(office: Office, name: str, by: Actor, lead: str, days: int) -> None:
    incoming.assign(office.arrival(name), "Xử lý", office.lead(lead), days, by=by)


def hand_on(office: Office, name: str, by: Actor, to: str) -> None:
    incoming.reassign(office.task(name), office.lead(to), by=by)


def hand_over(office: Office, name: str, by: Actor, to: str, reason: str) -> None:
    passing_on_actions.hand_over(office.task(name), office.lead(to), reason, by=by)


def give_back(office: Office, name: str, by: Actor, reason: str) -> None:
    passing_actions.give_back(office.arrival(name), reason, by=by)


def begin(office: Office, name: str, by: Actor) -> None:
    incoming.start(office.arrival(name), by=by)


def need_time(office: Office, name: str, by: Actor, until: datetime, reason: str) -> None:
    deadline_actions.ask_extension(office.task(name), until, reason, by=by)


def get_time(office: Office, name: str, by: Actor) -> None:
    deadline_actions.allow_extension(office.task(name).extensions.get(), by=by)


def finish(office: Office, name: str, by: Actor, answer: str = "") -> None:
    document = office.paper(answer).document if answer else None
    incoming.finish(office.arrival(name), by=by, answer=document)


def prepare(office: Office, name: str, by: Actor, **facts: Any) -> None:
    """Drafted, initialled by Hùng, its format passed by Oanh."""
    answers = facts.pop("answers", None)
    paper = outgoing.draft(
        file=take_in(builders.PAGE, by=by),
        by=by,
        signer=office.lead(facts.pop("signer", "minh")),
        recipients=office.recipients(facts.pop("to", TO_DISTRICT)),
        answers=office.arrival(answers).document if answers else None,
        **facts,
    )
    office.papers[name] = paper
    go_round(office, paper, by)


def go_round(office: Office, paper: Outgoing, by: Actor) -> None:
    paper = outgoing.initial(outgoing.submit(paper, by=by), by=office.cast.hung)
    outgoing.pass_format(paper, by=office.cast.oanh)


def mend(office: Office, name: str, by: Actor, subject: str) -> None:
    """Revised by its drafter, and the second round up to the signature."""
    go_round(office, outgoing.revise(office.paper(name), by=by, subject=subject), by)


def delegate(office: Office, _name: str, by: Actor, to: str, first: date, last: date) -> None:
    office.papers["delegation"] = staff.delegate(
        by.appointment,
        office.lead(to),
        [Permission.OUTGOING_SIGN],
        by=by,
        valid_from=first,
        valid_to=last,
        basis="Giấy ủy quyền 03/GUQ-UBND",
    )


def issue(office: Office, name: str, by: Actor) -> None:
    for delivery in _issued(office, name, by):
        if delivery.channel != "paper":
            exchange_tasks.hand_over(delivery.pk)


def _issued(office: Office, name: str, by: Actor) -> list[Delivery]:
    return exchange.issue(outgoing.seal(office.paper(name), pin=PIN, by=by), by=by)


def note_receipt(office: Office, name: str, clerk: Actor, by: str, on: date) -> None:
    entry = office.paper(name).document.register_entry
    note_line(entry, ByHand(received_by=by, received_on=on), by=clerk)


def make_copy(office: Office, name: str, by: Actor, of: str, to: dict[str, str]) -> None:
    """Made by the clerk, approved by Minh, numbered in its series, signed for the agency."""
    copy = copies.make(office.arrival(of).document, "SY", by=by, recipients=office.recipients(to))
    copy = copies.number(copies.approve(copy, by=office.cast.minh), by=by)
    for delivery in copies.issue(copies.seal(copy, pin=PIN, by=by), by=by):
        if delivery.channel != "paper":
            exchange_tasks.hand_over(delivery.pk)
    office.papers[name] = copy


ACTS: dict[str, Any] = {
    "comes from the district": come_from_the_district,
    "comes on paper": come_on_paper,
    "is registered": register,
    "is unregistered": unregister,
    "is refused": refuse,
    "is proposed": propose,
    "is assigned": assign,
    "is handed on": hand_on,
    "is handed over": hand_over,
    "is given back": give_back,
    "is begun": begin,
    "needs more time": need_time,
    "gets more time": get_time,
    "is finished": finish,
    "is prepared": prepare,
    "is mended": mend,
    "delegates signing": delegate,
    "is signed": lambda office, name, by: outgoing.sign(office.paper(name), pin=PIN, by=by),
    "is signed on paper": lambda office, name, by: outgoing.sign_on_paper(
        office.paper(name), take_in(builders.PAGE, by=by), by=by
    ),
    "is numbered": lambda office, name, by: outgoing.number(office.paper(name), by=by),
    "is issued": issue,
    "is issued but never arrives": _issued,
    "is signed for": note_receipt,
    "is sent back": lambda office, name, by, reason: outgoing.send_back(
        office.paper(name), reason, by=by
    ),
    "is cancelled": lambda office, name, by, reason: outgoing.cancel(
        office.paper(name), reason, by=by
    ),
    "is copied": make_copy,
}
