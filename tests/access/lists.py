"""What each list tells whom: of documents, people and units, worked out from the law alone."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape

from tests.access.cells import SHOWN, Bench, body, taken_back
from tests.access.law import (
    AFTER,
    ASKED,
    BELOW,
    DOCUMENTS,
    EDITABLE,
    OWN_QUEUES,
    QUEUES,
    READ,
    ROLES,
    Thing,
    Who,
    sees,
)
from tests.access.rows_copies import OPEN_COPY
from tests.access.table import ROWS, Row
from tests.access.world import World

PERSON = re.compile(r"Người ([a-z_.:0-9]+)")
UNIT = re.compile(r"Đơn vị (above|home|below|beside|addressee)")
FOLLOWING = re.compile(r'href="([^"]*[?;&]after=[^"]*)"')
UNDER_WAY = ("assigned", "in_progress")
In = Callable[[Who, Thing, frozenset[str]], bool]


def _state(kind: str, *states: str) -> In:
    return lambda who, thing, _held: (
        thing.kind == kind and thing.unit == who.unit and thing.state in states
    )


def _mine(states: frozenset[str]) -> In:
    """Drafted in this very post."""
    return lambda who, thing, _held: (
        thing.kind == "outgoing"
        and thing.drafter == who.post
        and who.post in thing.posts
        and thing.state in states
    )


def _task(rule: In) -> In:
    return lambda who, thing, held: (
        thing.kind == "incoming" and thing.state in UNDER_WAY and rule(who, thing, held)
    )


def _waits_in_the_unit(who: Who, thing: Thing, _held: frozenset[str]) -> bool:
    leads = thing.lead_unit == who.unit and not thing.lead_person
    return leads or who.unit in thing.asked_too


def _to_know(who: Who, thing: Thing, held: frozenset[str]) -> bool:
    return who.post in thing.to_note or (READ in held and who.unit in thing.to_note)


IN_QUEUE: dict[str, In] = {
    "to_sign": lambda who, thing, _held: thing.state == "signing" and thing.signer == who.post,
    "to_decide": _state("incoming", "registered", "submitted"),
    "to_submit": _state("incoming", "registered", "returned_inside"),
    "follow_up": _state("incoming", *UNDER_WAY),
    "to_receive": _state("incoming", "verified", "verify_failed"),
    "to_number": _state("outgoing", "signed"),
    "to_seal": _state("outgoing", "numbered"),
    "to_issue": _state("outgoing", "sealed"),
    "came_back": _state("outgoing", "issued"),
    "soon_late": lambda who, thing, _held: thing.name == "twin_given" and thing.unit == who.unit,
    "to_check": _state("outgoing", "format_check"),
    "to_initial": lambda who, thing, held: (
        _state("outgoing", "initialling")(who, thing, held)
        and thing.drafter != who.name
        and "head_of_department" in who.roles
    ),
    "opinions": lambda who, thing, _held: who.post in thing.opinions,
    "to_reassign": _task(_waits_in_the_unit),
    "to_lead": _task(lambda who, thing, _held: thing.lead_person == who.post),
    "to_collaborate": _task(lambda who, thing, _held: who.post in thing.asked_too),
    "to_extend": lambda who, thing, _held: "extension" in thing.ids and thing.unit == who.unit,
    "to_extend_within": lambda _who, _thing, _held: False,
    "asked_again": lambda _who, _thing, _held: False,
    "due_soon": lambda who, thing, _held: (
        thing.name == "twin_given" and who.post in ({thing.lead_person} | thing.asked_too)
    ),
    "on_hold": lambda _who, _thing, _held: False,
    "for_information": _task(_to_know),
    "my_drafts": _mine(EDITABLE),
    "under_way": _mine(ASKED | AFTER),
    "dossiers_due": lambda *_: False,  # none is due, and no document waits in it
    "to_archive": lambda *_: False,
    "asked_back": lambda *_: False,  # nobody asks anything back in this world
    "meeting_papers": lambda who, thing, _held: who.post in thing.lent,
    "copies_to_approve": _state("copy", "draft"),
    "copies_to_number": _state("copy", "approved"),
    "copies_to_seal": _state("copy", "numbered"),
    "copies_to_issue": _state("copy", "sealed"),
    "my_copies": lambda who, thing, _held: (
        thing.kind == "copy" and thing.drafter == who.post and thing.state in OPEN_COPY
    ),
}
"""What waits in a queue, for whoever has that queue."""


def _has(who: Who, queue: str, held: frozenset[str]) -> bool:
    return QUEUES[queue] in held and (queue in OWN_QUEUES or READ in held)


def _waiting(who: Who, thing: Thing, held: frozenset[str]) -> bool:
    return any(
        _has(who, queue, held) and rule(who, thing, held) for queue, rule in IN_QUEUE.items()
    )


def _numbered(who: Who, thing: Thing, _held: frozenset[str]) -> bool:
    return thing.kind == "outgoing" and thing.state in ("numbered", "sealed", "issued", "cancelled")


def _seen(*kinds: str) -> In:
    return lambda who, thing, held: thing.kind in kinds and sees(who, thing, held)


@dataclass(frozen=True)
class List:
    """A list: its address, who looks, about which thing, and what of which kind it tells."""

    address: str
    names: tuple[str, ...]
    tells: str
    rule: In | None = None
    about: tuple[str, str] = ("", "")
    note: str = ""

    @property
    def title(self) -> str:
        """How it is called in a report."""
        return f"{self.address} {self.about[1] or self.note}".strip()


ALL = ("home.", "below.", "above.", "beside.")
READERS = ("home.clerk", "home.leader", "home.auditor", "home.live")
ADMINISTRATORS = tuple(
    f"{unit}.unit_administrator" for unit in ("home", "above", "below", "beside")
)
LISTS: tuple[List, ...] = (
    List("desk", ALL, "documents", _waiting),
    *(List("queue", ALL, "documents", IN_QUEUE[code], ("queue", code)) for code in QUEUES),
    *(
        List("api:show_queue", ALL, "documents", IN_QUEUE[code], ("queue", code))
        for code in ("to_number", "to_receive", "my_drafts", "for_information")
    ),
    List("search", ALL, "documents", _seen(*DOCUMENTS)),
    List("api:find_documents", ALL, "documents", _seen(*DOCUMENTS)),
    List("api:list_outgoing", ALL, "documents", _seen("outgoing")),
    List("api:list_incoming", ALL, "documents", _seen("incoming")),
    *(
        List(f"registers:{each}", READERS, "documents", _numbered, ("register", "outgoing"))
        for each in ("book", "print", "csv")
    ),
    *(
        List(f"api:{each}", ("home.clerk",), "documents", _numbered, ("register", "outgoing"))
        for each in ("show_register", "download_register")
    ),
    List("tracking:list", READERS, "documents", _state("outgoing", "issued")),
    List("api:list_deliveries", ("home.clerk", "beside.clerk"), "deliveries"),
    List("health:show", ADMINISTRATORS, "deliveries"),
    List("api:show_health", ADMINISTRATORS, "deliveries"),
    List("log:list", ("home.auditor", "above.auditor", "beside.auditor"), "own people"),
    List("log:export", ("home.auditor", "above.auditor", "beside.auditor"), "own people"),
    List("api:search_log", ("home.auditor", "beside.auditor"), "own people"),
    List("api:download_log", ("home.auditor", "beside.auditor"), "own people"),
    List(
        "api:search_log",
        ("home.auditor:log",),
        "documents",
        lambda *_: False,
        note="without documents",
    ),
    List("api:show_me", ALL, "permissions"),
    List("people:list", ADMINISTRATORS, "people"),
    List("api:list_posts", (*ADMINISTRATORS, "home.assistant"), "people"),
    List("api:list_appointments", ADMINISTRATORS, "people"),
    List("api:list_candidates", ("home.leader", "beside.leader"), "people"),
    List("api:list_signers", ("home.specialist", "beside.specialist"), "people"),
    List("api:list_postless", ADMINISTRATORS, "people"),
    List("api:list_tokens", ADMINISTRATORS, "people"),
    List("api:list_keys", ADMINISTRATORS, "people"),
    List("keys:list", ADMINISTRATORS, "people"),
    List("units:list", ADMINISTRATORS, "units"),
    List("api:list_delegations", ALL, "delegations"),
    List("outgoing:groups", ("home.clerk", "beside.clerk", "home.assistant"), "groups"),
    List("api:list_groups", ("home.clerk", "beside.clerk"), "groups"),
)


def wrong_in(bench: Bench, each: List) -> list[str]:
    """What is wrong with a list, for all who look at it."""
    row = ROWS[each.address, "GET"]
    asking = bench.world.by_token if row.is_api else bench.world.on_pages
    wrong = []
    for name, who in asking.items():
        if name.endswith(".temporary") or not who.unit or not _looks(each, name):
            continue
        held = who.holds(ROLES)
        if isinstance(row.door, tuple) and not held & set(row.door):
            continue
        if each.about[0] == "queue" and not _has(who, each.about[1], held):
            continue
        wrong += [f"{each.title} by {name} {fault}" for fault in _compared(bench, each, name, who)]
    return wrong


def _looks(each: List, name: str) -> bool:
    return any(name == one or (one.endswith(".") and name.startswith(one)) for one in each.names)


def _compared(bench: Bench, each: List, name: str, who: Who) -> list[str]:
    row, world = ROWS[each.address, "GET"], bench.world
    thing = world.thing(*each.about) if each.about[0] else None
    bench.cells += 1
    with taken_back():
        answer = bench.desk.ask(row, name, thing)
        text = body(answer)
        while each.address == "search" and (more := FOLLOWING.findall(text)):
            text = text.replace("after=", "read=") + _next(bench, row, more[0])
    if row.is_api and answer.headers["Content-Type"].startswith("application/json"):
        text = json.dumps(json.loads(text), ensure_ascii=False)
    if answer.status_code != 200:
        return [f"answers {answer.status_code}"]
    told, due, is_whole = TOLD[each.tells](world, each, who, text)
    missing = due - told if is_whole else set()
    faults = [f"tells of {one}" for one in sorted(told - due)]
    return faults + [f"does not tell of {one}" for one in sorted(missing)]


def _next(bench: Bench, row: Row, query: str) -> str:
    """The following page of a list, for whoever opened the one before."""
    return body(bench.desk.client.get(bench.desk.address(row, None) + unescape(query)))


Compared = tuple[set[str], set[str], bool]


def _documents(world: World, each: List, who: Who, text: str) -> Compared:
    held = who.holds(ROLES)
    rows = [thing for kind in DOCUMENTS for thing in world.things[kind]]
    told = set(SHOWN.findall(text)) | {thing.name for thing in rows if thing.uid in text}
    assert each.rule is not None
    return told, {thing.name for thing in rows if each.rule(who, thing, held)}, True


def _deliveries(world: World, _each: List, who: Who, text: str) -> Compared:
    rows = world.things["delivery"]
    told = {thing.name for thing in rows if thing.uid in text}
    return told, {thing.name for thing in rows if thing.unit in BELOW[who.unit]}, False


def _people(world: World, each: List, who: Who, text: str) -> Compared:
    near = {name for name in world.posts if name.split(".")[0] in BELOW[who.unit]}
    is_whole = each.address in ("people:list", "api:list_appointments")
    return set(PERSON.findall(text)), near | {who.name}, is_whole


def _own_people(world: World, _each: List, who: Who, text: str) -> Compared:
    """The people of the own unit, and whoever stands in for one of them."""
    own = {name for name, one in world.on_pages.items() if one.unit == who.unit}
    posts = {name for name in world.posts if name.startswith(f"{who.unit}.")}
    return set(PERSON.findall(text)), own | posts, False


def _units(world: World, _each: List, who: Who, text: str) -> Compared:
    place = re.split(r"<main", text)[-1]
    above = {"home": {"above"}, "below": {"home"}, "beside": {"above"}}.get(who.unit, set())
    return set(UNIT.findall(place)), set(BELOW[who.unit]) | above, True


def _delegations(world: World, _each: List, who: Who, text: str) -> Compared:
    held, rows = who.holds(ROLES), world.things["delegation"]
    told = {thing.taker for thing in rows if thing.uid in text}
    running = [thing for thing in rows if thing.taker != "home.expired"]
    return told, {thing.taker for thing in running if sees(who, thing, held)}, True


def _groups(world: World, _each: List, who: Who, text: str) -> Compared:
    group = world.things["group"][0]
    told = {group.name} if group.uid in text else set()
    return told, {group.name} if who.unit == group.unit else set(), True


def _permissions(world: World, _each: List, who: Who, text: str) -> Compared:
    """What a program is told it may do; its scope stands beside it and is left out."""
    return set(json.loads(text)["permissions"]), set(who.holds(ROLES)), True


TOLD: dict[str, Callable[[World, List, Who, str], Compared]] = {
    "documents": _documents,
    "deliveries": _deliveries,
    "people": _people,
    "own people": _own_people,
    "units": _units,
    "delegations": _delegations,
    "groups": _groups,
    "permissions": _permissions,
}
