"""One month of four units, played act by act; its figures stand in test_month.py.

Arrivals are real acts. What needs a signed PDF (issuing) is recorded with the facts that
outgoing.actions.issue and exchange.actions record.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import time_machine

from docflow import clock
from docflow.audit.events import Event
from docflow.audit.log import record
from docflow.identity import new_uid
from docflow.incoming import actions as incoming
from docflow.incoming.actions import Arriving
from docflow.incoming.models import Incoming
from docflow.people import actions as people
from docflow.people.actor import Actor, System
from docflow.permissions import Role
from docflow.signatures.intake import File
from docflow.units.models import Unit
from tests import cast

SCAN = File("0" * 64, 1000, "scan.pdf")
GOOD = {"indication": "TOTAL_PASSED", "sub_indication": ""}
BROKEN = {"indication": "TOTAL_FAILED", "sub_indication": "HASH_FAILURE"}
UNKNOWN = {"indication": "INDETERMINATE", "sub_indication": "NO_CERTIFICATE_CHAIN_FOUND"}
UNSIGNED = {"indication": "INDETERMINATE", "sub_indication": "NO_SIGNATURE"}


@contextmanager
def moment(day: int, hour: int, minute: int = 0, month: int = 10) -> Iterator[datetime]:
    """A moment of 2026 by Vietnam's clock; time stands still in it."""
    at = datetime(2026, month, day, hour, minute, tzinfo=clock.VIETNAM)
    with time_machine.travel(at, tick=False):
        yield at


def due(day: int, month: int = 10) -> datetime:
    """The end of work of a day."""
    return datetime(2026, month, day, 17, tzinfo=clock.VIETNAM)


def issue(
    unit: Unit,
    kind: str,
    *to: tuple[Unit | None, str],
    personal: bool = True,
    seal: bool = True,
    late: int | None = 0,
) -> list[Any]:
    """Issue a document to recipients with their channels; its deliveries."""
    channels = [channel for _, channel in to]
    document, by = SimpleNamespace(uid=new_uid()), System(unit)
    facts = {
        "unit": str(unit.uid),
        "kind": kind,
        "code": "01/UBND",
        "personal": personal,
        "seal": seal,
        "electronic": sum(channel != "paper" for channel in channels),
        "paper": sum(channel != "electronic" for channel in channels),
        "recipients": len(channels),
        "due": None if late is None else (clock.now() - timedelta(hours=late)).isoformat(),
    }
    record(Event.OUTGOING_ISSUED, document, by, facts=facts)
    return [_deliver(unit, document, recipient, channel) for recipient, channel in to]


def report(delivery: Any, code: str) -> None:
    """The sender is told a status."""
    facts = {"code": code, "unit": str(delivery.unit.uid)}
    record(Event.DELIVERY_STATUS_RECEIVED, delivery, System(delivery.unit), facts=facts)


def arrive(to: Unit, sender: Unit | None = None, verdict: dict[str, str] = GOOD) -> Incoming:
    """An electronic document arrives and is checked."""
    arrival = incoming.arrive(_arriving(sender), by=System(to))
    return incoming.accept_check(arrival, verdict, by=System(to))


def arrive_on_paper(clerk: Actor, sender: Unit | None = None) -> Incoming:
    """A paper document arrives and the clerk scans it."""
    return incoming.arrive_on_paper(_arriving(sender), by=clerk)


@dataclass
class Stage:
    """The cast, a clerk and a leader for the province, a department and a unit for trials."""

    cast: cast.Cast
    clerk: Actor = field(init=False)
    handler: Actor = field(init=False)
    trial: Unit = field(init=False)

    def __post_init__(self) -> None:
        province, district = self.cast.province, self.cast.district
        department = cast.unit("Phòng Nội vụ huyện Hoằng Hóa", "department", district)
        self.clerk = _post("mai", "Lê Thị Mai", province, Role.CLERK)
        self.handler = _post("thao", "Hà Thu Thảo", department, Role.SPECIALIST)
        self.trial = cast.unit("Đơn vị thử nghiệm", "department", province)
        record(Event.UNIT_OPENED, self.trial, System(province), facts={"trial": True})


def play(stage: Stage) -> Iterator[None]:
    """The month, pausing after every act."""
    hands = stage.cast
    province, district, commune = hands.province, hands.district, hands.commune
    outside, electronic, paper = None, "electronic", "paper"

    with moment(30, 23, 50, month=9):
        [c_september] = issue(commune, "REPORT", (district, electronic))
        report(c_september, "01")
    yield
    with moment(1, 0, 5):
        issue(commune, "REPORT", (district, electronic))  # C0: never delivered
    yield

    with moment(5, 8):
        [c1] = issue(commune, "REPORT", (district, electronic))
        arrival = arrive(district, commune)
        report(c1, "01")
    yield
    with moment(5, 9):
        arrival = incoming.register(arrival, by=hands.tuan)
        report(c1, "03")
    yield
    with moment(5, 10):
        arrival = incoming.assign(arrival, "Xử lý", hands.phuc.appointment, due(9), by=hands.nam)
        incoming.start(arrival, by=hands.phuc)
    yield
    with moment(8, 16):
        incoming.finish(arrival, by=hands.phuc)  # T1: in time
    yield

    with moment(6, 8):
        c2, c2_province = issue(
            commune, "OFFICIAL_LETTER", (district, electronic), (province, "both")
        )
        arrival, copy = arrive(district, commune), arrive(province, commune)
        report(c2, "01")
        report(c2_province, "01")
    yield
    with moment(6, 9):
        incoming.register(copy, by=stage.clerk)
        arrival = incoming.register(arrival, by=hands.tuan)
        arrival = incoming.assign(arrival, "Xử lý", stage.handler.unit, due(12), by=hands.nam)
    yield
    with moment(13, 8):
        arrival = incoming.start(arrival, by=stage.handler)
        incoming.finish(arrival, by=stage.handler)  # T2: late, in the chain of the department
    yield

    with moment(7, 8):
        [c3] = issue(commune, "REPORT", (district, electronic), personal=False, seal=False)
        arrival = arrive(district, commune)
        report(c3, "03")  # a later code without the first one
    yield
    with moment(7, 9):
        arrival = incoming.register(arrival, by=hands.tuan)
        lead = hands.phuc.appointment
        incoming.assign(arrival, "Xử lý", lead, due(5, month=11), by=hands.nam)  # T3: overdue
    yield

    with moment(8, 8):
        issue(commune, "INVITATION", (outside, paper))  # C4
        issue(commune, "LEAVE_PERMIT", (outside, paper), personal=False, seal=False)  # C5
        cancelled = SimpleNamespace(uid=new_uid())
        record(Event.OUTGOING_CANCELLED, cancelled, hands.hoa, facts={"number": 9})
    yield

    with moment(12, 8):
        [d1] = issue(district, "PLAN", (commune, electronic))
        arrival = arrive(commune, district)
        report(d1, "01")
        arrival = incoming.register(arrival, by=hands.hoa)
        arrival = incoming.assign(arrival, "Xử lý", hands.lan.appointment, due(16), by=hands.minh)
        arrival = incoming.start(arrival, by=hands.lan)
    yield
    with moment(16, 17):
        incoming.finish(arrival, by=hands.lan)  # T5: in the very last moment
    yield

    with moment(13, 14):
        d2, d2_province = issue(district, "DECISION", (commune, electronic), (province, electronic))
        broken = arrive(commune, district, BROKEN)
        incoming.refuse(broken, "Chữ ký không hợp lệ", by=hands.hoa)
        report(d2, "02")
        copy = arrive(province, district)
        report(d2_province, "01")
        incoming.register(copy, by=stage.clerk)
    yield

    with moment(14, 8):
        issue(district, "REPORT", (commune, paper), seal=False)  # D3
    yield
    with moment(20, 8):
        arrival = arrive_on_paper(hands.hoa, district)
        arrival = incoming.register(arrival, by=hands.hoa)
    yield
    with moment(31, 23, 59):
        lead = hands.lan.appointment
        arrival = incoming.assign(arrival, "Xử lý", lead, due(5, month=11), by=hands.minh)
    yield
    with moment(2, 8, month=11):
        arrival = incoming.start(arrival, by=hands.lan)
        incoming.finish(arrival, by=hands.lan)  # T6: next month, in time
    yield

    with moment(15, 8):
        arrival = arrive_on_paper(hands.tuan)
        arrival = incoming.register(arrival, by=hands.tuan)
        lead = hands.phuc.appointment
        incoming.assign(arrival, "Xử lý", lead, due(30, month=11), by=hands.nam)  # T4: in time
    yield
    with moment(16, 8):
        incoming.register(arrive(district, None, UNSIGNED), by=hands.tuan)
    yield

    with moment(19, 8):
        [p1] = issue(province, "DIRECTIVE", (district, electronic))
        arrival = arrive(district, province, UNKNOWN)
        report(p1, "01")
        incoming.register(arrival, by=hands.tuan, accept_reason="Đã gọi điện xác nhận")
    yield

    with moment(21, 8):
        [t1] = issue(stage.trial, "REPORT", (district, electronic))
        arrival = arrive(district, stage.trial)
        report(t1, "01")
        incoming.register(arrival, by=hands.tuan)
    yield

    with moment(31, 23, 30):
        [c6] = issue(commune, "REPORT", (district, electronic))
    yield
    with moment(1, 0, 10, month=11):
        arrival = arrive(district, commune)
        report(c6, "01")
        incoming.register(arrival, by=hands.tuan)
    yield


def _deliver(unit: Unit, document: Any, recipient: Unit | None, channel: str) -> Any:
    delivery = SimpleNamespace(uid=new_uid(), unit=unit)
    facts = {
        "unit": str(unit.uid),
        "document": str(document.uid),
        "channel": channel,
        "recipient": str(recipient.uid) if recipient else None,
    }
    record(Event.DELIVERY_CREATED, delivery, System(unit), facts=facts)
    return delivery


def _arriving(sender: Unit | None) -> Arriving:
    return Arriving(
        exchange_id=new_uid(),
        sender=sender,
        issuer=sender.name if sender else "Hợp tác xã Hoằng Đông",
        kind="REPORT",
        subject="Báo cáo tháng 10",
        urgency="normal",
        number=None,
        notation="",
        issued_on=None,
        file=SCAN,
    )


def _post(username: str, name: str, unit: Unit, role: Role) -> Actor:
    user = people.invite(username, name, by=System())
    return Actor(
        people.appoint(user, unit, "Viên chức", [role], by=System(), valid_from=cast.LONG_AGO)
    )
