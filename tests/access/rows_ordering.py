"""Rows of opinions, returns to a step, another signer and circuits; and what is sent there."""

from collections.abc import Callable
from typing import Any

from tests.access.law import ASKED, EDITABLE, MORE_RULES, Answer, Thing, Who

OUT = "outgoing"
ORDERS = ("circuit.manage",)
ORDER = "initial(head of department) > initial(leader)"


def web(row: Callable[..., Any], page_of_act: Callable[..., Any]) -> tuple[Any, ...]:
    """The pages."""
    return (
        *page_of_act("outgoing:ask_opinion", OUT, "ask for opinions", "question"),
        *page_of_act("outgoing:give_opinion", OUT, "give an opinion", "opinion"),
        *page_of_act("outgoing:send_back_to_step", OUT, "return to a step", "step"),
        *page_of_act("outgoing:replace_signer", OUT, "replace the signer", "signer"),
        *page_of_act("outgoing:name_bodies", OUT, "name bodies", "body"),
        row("outgoing:take_body_out", "POST", "acting", OUT, "take a body out"),
        *page_of_act("outgoing:place_marks", OUT, "place marks", "marks"),
        row("outgoing:look_at_places", "POST", "acting", OUT, "place marks", "marks", also=(200,)),
        row("outgoing:circuits", "GET", ORDERS),
        row("outgoing:keep_circuit", "GET", ORDERS),
        row("outgoing:keep_circuit", "POST", ORDERS, send="order"),
        row("outgoing:preview_circuit", "GET", ORDERS),
    )


def api(row: Callable[..., Any], acts: Callable[..., Any]) -> tuple[Any, ...]:
    """The calls."""
    return (
        row("api:show_order", "GET", "token", OUT),
        row("api:show_marks", "GET", "token", OUT, "place marks"),
        *acts(
            OUT,
            ("ask_opinion", "ask for opinions", "question"),
            ("give_opinion", "give an opinion", "opinion"),
            ("send_back_to_step", "return to a step", "step"),
            ("send_back_to_check", "return to the check", "reason"),
            ("replace_signer", "replace the signer", "signer"),
            ("name_body", "name bodies", "body"),
            ("take_body_out", "take a body out", "body taken out"),
            ("place_marks", "place marks", "marks"),
        ),
        row("api:list_circuits", "GET", ORDERS),
        row("api:preview_circuit", "GET", ORDERS, also=(422,)),
        row("api:keep_circuit", "POST", ORDERS, send="order"),
    )


def _place_marks(who: Who, thing: Thing, held: frozenset[str]) -> Answer:
    """A draft's drafter; then who checks the format and the clerk; at last the signer too."""
    places = {"outgoing.draft", "outgoing.pass_format", "outgoing.number", "outgoing.sign"} & held
    if not places or thing.unit != who.unit:
        return Answer.FORBIDDEN
    if thing.state in EDITABLE:
        theirs = "outgoing.draft" in held and who.name == thing.drafter
    elif thing.state in ASKED:
        signs = thing.state == "signing" and "outgoing.sign" in held and who.post == thing.signer
        theirs = signs or bool({"outgoing.pass_format", "outgoing.number"} & held)
    elif thing.state in {"signed", "numbered"}:  # on paper, all of them here: the scan is sealed
        theirs = "outgoing.number" in held
    else:
        theirs = False
    return Answer.OPEN if theirs else Answer.REFUSED


MORE_RULES["place marks"] = _place_marks


def _asked(world: Any, who: Any) -> Any:
    """A post that can be asked by whoever asks, and that nobody asked yet."""
    return world.posts["home.clerk:2" if who.name != "home.clerk:2" else "home.clerk"]


SENT: dict[str, Callable[..., dict[str, Any]]] = {
    "question": lambda world, who, _: {
        "whom": [str(_asked(world, who).pk)],
        "question": "Ý kiến?",
        "days": "2",
    },
    "opinion": lambda *_: {"stance": "agree", "text": ""},
    "step": lambda *_: {"step": "1", "reason": "Có lý do"},
    "signer": lambda world, *_: {
        "signer": str(world.posts["home.leader:2"].pk),
        "reason": "Có lý do",
    },
    "order": lambda *_: {"text": ORDER, "seen": "0"},
    "marks": lambda *_: {},
    "body": lambda world, *_: {
        "unit": str(world.units["addressee"].uid),
        "signer": str(world.posts["addressee.leader"].pk),
    },
}
CALLED: dict[str, Callable[..., dict[str, Any]]] = {
    "question": lambda world, who, _: {
        "whom": [str(_asked(world, who).uid)],
        "question": "Ý kiến?",
    },
    "opinion": SENT["opinion"],
    "step": SENT["step"],
    "signer": lambda world, *_: {
        "signer": str(world.posts["home.leader:2"].uid),
        "reason": "Có lý do",
    },
    "order": lambda *_: {"order": ORDER},
    "marks": lambda *_: {"marks": []},
    "body": lambda world, *_: {"unit": str(world.units["addressee"].uid)},
    "body taken out": lambda world, *_: {"unit": str(world.units["addressee"].uid)},
}
