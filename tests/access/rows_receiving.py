"""Rows of the access matrix: incoming documents from the register to the assignment.

Each as it stands in tests/access/table.py: address, method, door, about, act, what is sent, also.
"""

from typing import Any

GET, POST, ACTING, TOKEN, IN = "GET", "POST", "acting", "token", "incoming"
TASKS = ("api:reassign", "api:take_note", "api:take_back_task", "api:hand_back")
"""Calls that name a task."""
REGISTERS = ("incoming.register",)


def _page_of_act(address: str, verb: str, send: str = "") -> tuple[tuple[Any, ...], ...]:
    return (address, GET, ACTING, IN, verb), (address, POST, ACTING, IN, verb, send)


WEB: tuple[tuple[Any, ...], ...] = (
    ("incoming:register_several", POST, REGISTERS, "", "", "chosen", (200,)),
    ("incoming:merge", POST, ACTING, IN, "merge", "known"),
    *_page_of_act("incoming:unregister", "unregister", "reason"),
    *_page_of_act("incoming:submit", "submit to the leader", "summary"),
    *_page_of_act("incoming:return_inside", "return_inside", "reason"),
    *_page_of_act("incoming:give_back", "give_back", "reason"),
    *_page_of_act("incoming:hand_back", "hand_back", "reason"),
    ("incoming:take_back_proposal", POST, ACTING, IN, "take_back_proposal"),
    ("incoming:take_back_assignment", POST, ACTING, IN, "take_back_assignment"),
    ("incoming:take_back_task", POST, ACTING, IN, "take_back_task"),
)
API: tuple[tuple[Any, ...], ...] = (
    ("api:register_several", POST, REGISTERS, "", "", "chosen"),
    ("api:merge", POST, TOKEN, IN, "merge", "known"),
    ("api:unregister", POST, TOKEN, IN, "unregister", "reason"),
    ("api:submit_incoming", POST, TOKEN, IN, "submit to the leader", "summary"),
    ("api:return_inside", POST, TOKEN, IN, "return_inside", "reason"),
    ("api:give_back", POST, TOKEN, IN, "give_back", "reason"),
    ("api:take_back_proposal", POST, TOKEN, IN, "take_back_proposal"),
    ("api:take_back_assignment", POST, TOKEN, IN, "take_back_assignment"),
    ("api:take_back_task", POST, TOKEN, IN, "take back the task"),
    ("api:hand_back", POST, TOKEN, IN, "hand the task back", "reason"),
)
