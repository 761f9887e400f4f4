"""A document being handled in the commune: Minh assigned it, Hùng heads, Lan and An handle."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from docflow import clock
from docflow.documents.models import Document
from docflow.errors import Refused
from docflow.identity import new_uid
from docflow.incoming import actions
from docflow.incoming.actions import Arriving
from docflow.incoming.models import Assignment, Incoming
from docflow.people import actions as people
from docflow.people.actor import Actor, System
from docflow.permissions import Role
from docflow.signatures.intake import File
from docflow.units.models import Unit
from storage import blobs
from tests import builders
from tests.cast import LONG_AGO, Cast

WORKING_DAYS = 10
DIRECTIVE = "Tham mưu trả lời"


@dataclass
class Office:
    """The people of the commune and the document they handle."""

    cast: Cast
    an: Actor
    arrival: Incoming
    more: dict[str, Any] = field(default_factory=dict)

    def fresh(self) -> Incoming:
        """The document as it is now."""
        found: Incoming = Incoming.objects.select_related("document", "unit").get(
            pk=self.arrival.pk
        )
        return found

    def task(self, who: Actor | None, role: str = "lead") -> Assignment:
        """The newest task of somebody, or of the department."""
        post = who.appointment if who else None
        tasks = Assignment.objects.filter(arrival=self.arrival, person=post, role=role)
        return tasks.order_by("-pk").select_related("arrival", "unit", "addressee").first() or (
            pytest.fail("there is no such task")
        )


def refusal(code: str) -> Any:
    """What `raises` expects for a refusal with this code."""
    return pytest.raises(Refused, check=lambda refused: refused.code == code)


def registered(cast: Cast, **facts: Any) -> Incoming:
    """A letter on paper, registered by Hoa."""
    file = File(blobs.put(builders.PAGE).digest, builders.PAGE.stat().st_size, "giay.pdf")
    arriving = Arriving(
        **{
            "exchange_id": new_uid(),
            "sender": None,
            "issuer": "Công ty Lam Sơn",
            "kind": "OFFICIAL_LETTER",
            "subject": "Đề nghị hỗ trợ",
            "urgency": "normal",
            "number": None,
            "notation": "",
            "issued_on": None,
            "file": file,
            **facts,
        }
    )
    return actions.register(actions.arrive_on_paper(arriving, by=cast.hoa), by=cast.hoa)


def specialist(cast: Cast, username: str = "an", full_name: str = "Đinh Văn An") -> Actor:
    """One more who handles in the commune."""
    return member(cast.commune, username, Role.SPECIALIST, full_name=full_name)


def member(unit: Unit, username: str, *roles: Role, full_name: str = "") -> Actor:
    """One more in a unit, with these roles."""
    user = people.invite(username, full_name or f"Người {username}", by=System())
    return Actor(
        people.appoint(user, unit, "Chuyên viên", list(roles), by=System(), valid_from=LONG_AGO)
    )


def assigned(cast: Cast, lead: Any = None, **facts: Any) -> Office:
    """Assigned by Minh: to Lan unless somebody else is named."""
    office = Office(cast, specialist(cast), registered(cast))
    actions.assign(
        office.arrival,
        DIRECTIVE,
        lead or cast.lan.appointment,
        facts.pop("due", WORKING_DAYS),
        by=cast.minh,
        **facts,
    )
    return office


def in_progress(cast: Cast, **facts: Any) -> Office:
    """Begun by Lan."""
    office = assigned(cast, **facts)
    actions.start(office.arrival, by=cast.lan)
    return office


@contextmanager
def later(**time: int) -> Iterator[None]:
    """So much later."""
    with time_machine.travel(clock.now() + timedelta(**time), tick=False):
        yield


def draft_of(cast: Cast) -> Document:
    """Lan's draft of an answer."""
    return builders.draft(cast).document
