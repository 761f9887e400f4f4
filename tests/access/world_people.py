"""What the world has for the rows of rows_people: an order, an absence, changes of rights."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from docflow import clock
from docflow.people import actions as people
from docflow.people.absence_actions import note_absence
from docflow.people.models import RightsChange
from docflow.permissions import Permission, Role
from tests.access.law import ROLES, Thing, Who

CLERK, OFFICE, LEADER = "home.clerk", "home.head_of_office", "home.leader"
ADMINISTRATOR = "home.unit_administrator"


def _day(days: int = 0) -> date:
    return clock.today() + timedelta(days=days)


def add(world: Any) -> None:
    """Put it all there, with the real actions."""
    things = world.things
    order = people.delegate(
        world.posts[LEADER],
        world.posts[OFFICE],
        [Permission.OUTGOING_SIGN],
        by=world.actor(LEADER),
        valid_from=_day(),
        valid_to=_day(30),
        basis="Quy chế làm việc 01",
        kind="order",
        kinds=["ANNOUNCEMENT"],
        file=world.files["page"],
    )
    named = {"unit": "home", "giver": LEADER, "taker": OFFICE, "uid": str(order.uid)}
    things["order"] = [Thing("order", "order", **named)]
    things["order held"] = [Thing("order held", "order", **named)]
    things["delegation"].append(Thing("delegation", OFFICE, **named))
    noted = note_absence(_day(40), _day(41), "công tác", by=world.actor(CLERK))
    things["absence"] = [Thing("absence", "absence", "home", giver=CLERK, uid=str(noted.uid))]
    things["left"] = [replace(each, kind="left") for each in things["post"]]
    person = world.posts["home.temporary"].user
    people.appoint(
        person, world.units["home"], "Việc thêm", [Role.ASSISTANT], by=world.actor(ADMINISTRATOR)
    )
    made = RightsChange.objects.get(event="appointment.made")
    given = RightsChange.objects.get(event="delegation.given", unit=world.units["above"])
    things["rights"] = [
        Thing("rights", "post", "home", giver=ADMINISTRATOR, taker="", uid=str(made.uid)),
        Thing("rights", "given", "above", giver="above.leader", uid=str(given.uid)),
    ]


def _given(world: Any, who: Who, _thing: Thing) -> dict[str, Any]:
    return {
        "kind": "authorisation",
        "taker": str(world.posts[f"{who.unit or 'home'}.temporary"].uid),
        "permissions": sorted(who.holds(ROLES))[:1] or ["document.read"],
        "valid_from": _day().isoformat(),
        "valid_to": _day(5).isoformat(),
        "basis": "Giấy 02",
    }


def _passed(world: Any, _who: Who, _thing: Thing) -> dict[str, Any]:
    return {
        "taker": str(world.posts["home.specialist"].uid),
        "valid_from": _day().isoformat(),
        "valid_to": _day(5).isoformat(),
        "basis": "Phân công 02",
    }


def _near(world: Any, who: Who, _thing: Thing) -> dict[str, Any]:
    return {"to": str(world.posts[f"{who.unit or 'home'}.temporary"].uid)}


def _absence(*_: Any) -> dict[str, Any]:
    return {
        "valid_from": _day().isoformat(),
        "valid_to": _day(2).isoformat(),
        "reason": "công tác",
    }


SENT = {
    "standing in": _given,
    "absence": _absence,
    "pass on": _passed,
    "hand over": _near,
    "objection": lambda *_: {"reason": "Không có quyết định"},
}
