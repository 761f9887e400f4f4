"""What is sent to try the acts on dossiers and holds: by pages, by programs."""

from typing import Any

from docflow import clock
from tests.access.law import Thing, Who

LINE = {"notation": "09.MOI", "title": "Việc mới", "kind": "usual", "reason": "Có lý do"}


def _day(days: int = 0) -> str:
    from tests.access.world import day

    return day(days)


def _hold(world: Any, _who: Who, _thing: Thing) -> dict[str, Any]:
    return {"basis": "QĐ 02", "ordered_by": "Tòa án", "first_day": _day()}


def _dossier(world: Any, _who: Who, _thing: Thing) -> dict[str, Any]:
    return {"dossier": world.thing("dossier", "open").uid}


def _document(world: Any, *_: Any) -> dict[str, Any]:
    return {"document": world.thing("outgoing", "issued").uid}


def _reads(world: Any) -> str:
    return str(world.posts["home.specialist:2"].uid)


SENT: dict[str, Any] = {
    "year": lambda *_: {"year": clock.today().year + 5},
    "entry": lambda *_: {**LINE, "retention": "10"},
    "ended": lambda *_: {"ended_on": _day()},
    "kept back": lambda *_: {"until": _day(500), "basis": "Công văn 01"},
    "taker": lambda world, *_: {"taker": f"post:{_reads(world)}"},
    "dossier": _dossier,
    "hold": _hold,
}
CALLED: dict[str, Any] = {
    "year": SENT["year"],
    "entry": lambda *_: {**LINE, "retention": 10},
    "ended": SENT["ended"],
    "kept back": SENT["kept back"],
    "taker": lambda world, *_: {"post": _reads(world)},
    "document": _document,
    "lying": lambda _world, _who, thing: {"document": thing.ids.get("lying", thing.uid)},
    "reader": lambda _world, _who, thing: {"number": thing.ids.get("reader", 0)},
    "hold": lambda world, who, thing: {
        **_hold(world, who, thing),
        "documents": [world.thing("outgoing", "issued").uid],
    },
}
