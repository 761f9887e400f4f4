"""What is sent to try the acts of handling: by a form, by a program."""

from typing import Any

from tests.access.law import Thing, Who
from tests.access.world import World, day


def _colleague(world: World, who: Who, _thing: Thing) -> str:
    """Somebody of the own unit who has no task."""
    return str(world.posts[f"{who.unit or 'home'}.temporary"].uid)


SENT: dict[str, Any] = {
    "hold": lambda *_: {"until": day(3), "reason": "Chờ"},
    "kept": lambda *_: {"place": "Tủ 3"},
    "colleague": lambda *given: {"person": f"post:{_colleague(*given)}", "reason": "Nghỉ"},
    "passed on": lambda *given: {"for_information": [f"post:{_colleague(*given)}"]},
    "part": lambda *_: {"part": "Ý kiến"},
    "more time": lambda *_: {"due": "30", "reason": "Chờ"},
    "decision": lambda *_: {"decision": "allow"},
    "report": lambda *_: {"report": "Sắp xong"},
}
CALLED: dict[str, Any] = {
    "hold": SENT["hold"],
    "kept": SENT["kept"],
    "colleague": lambda *given: {"person": _colleague(*given), "reason": "Nghỉ"},
    "passed on": lambda *given: {"for_information": [{"post": _colleague(*given)}]},
    "part": SENT["part"],
    "more time": lambda *_: {"due": 30, "reason": "Chờ"},
    "report": SENT["report"],
}
