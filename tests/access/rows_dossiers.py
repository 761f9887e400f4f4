"""The rows of the table about dossiers, the catalogue of a year, exports and legal holds."""

from typing import Any

from tests.access.law import WORKING, Answer, Move, Thing, Who

KEEPS = ("dossier.keep",)
PREPARES = ("dossier.prepare",)
APPROVES = ("dossier.approve",)
HOLDS = ("hold.manage",)
KNOWS = ("dossier.keep", "dossier.prepare", "dossier.approve", "document.read")
READ = "document.read"
GIVEN = ("home.specialist", "home.leader")
"""Who drafted and who signs what is put in."""
DOSSIERS = ("dossier", "filled")
"""Dossiers in every state, and those in which something lies."""


def sees(who: Who, thing: Thing, held: frozenset[str]) -> bool:
    """The unit's dossiers are known to whoever reads or keeps there; a file to who asked for it."""
    if thing.kind in ("catalogue", "hold"):
        return thing.unit == who.unit
    if thing.kind == "export":
        return who.post == thing.drafter and bool(held & {READ, "dossier.keep"})
    if thing.unit == who.unit and held & {READ, "dossier.keep"}:
        return True
    return who.post in thing.posts and bool(held & (WORKING | {READ}))


def _keeps(who: Who, thing: Thing) -> bool:
    from tests.access.law import ROLES

    return who.post == thing.drafter or "dossier.prepare" in who.holds(ROLES)


MOVES = {
    "dossier open": Move("dossier.keep", frozenset({"planned"})),
    "dossier close": Move("dossier.keep", frozenset({"open"}), _keeps),
    "dossier hand_in": Move("dossier.keep", frozenset({"closed"}), _keeps),
    "dossier reopen": Move("dossier.approve", frozenset({"closed"})),
    "dossier accept": Move("dossier.archive", frozenset({"handed_in"})),
    "dossier hand_back": Move("dossier.archive", frozenset({"handed_in"})),
    "dossier drop": Move("dossier.prepare", frozenset({"planned"})),
    "dossier approve": Move("dossier.approve", frozenset({"draft"})),
    "dossier amend": Move("dossier.prepare", frozenset({"planned", "open", "closed"})),
}


def _told(is_open: bool) -> Answer:
    return Answer.OPEN if is_open else Answer.REFUSED


def _keep_back(who: Who, thing: Thing, held: frozenset[str]) -> Answer:
    if "dossier.keep" not in held or thing.unit != who.unit or not _keeps(who, thing):
        return Answer.FORBIDDEN
    return _told(thing.state == "closed")


def _take_out(who: Who, thing: Thing, held: frozenset[str]) -> Answer:
    if "dossier.keep" not in held or thing.unit != who.unit:
        return Answer.FORBIDDEN
    if thing.state != "open":
        return Answer.REFUSED
    return Answer.OPEN if _keeps(who, thing) else Answer.FORBIDDEN


def _put_in(who: Who, thing: Thing, held: frozenset[str]) -> Answer:
    """By a program: a document its drafter and the readers of the unit see."""
    if "dossier.keep" not in held or thing.unit != who.unit:
        sees_it = READ in held or who.post in GIVEN
        return Answer.FORBIDDEN if sees_it else Answer.REFUSED
    sees_it = READ in held or who.post in GIVEN
    return _told(sees_it and thing.state in ("planned", "open"))


def _put_document(who: Who, thing: Thing, _held: frozenset[str]) -> Answer:
    """On the page: into the dossier of the home unit, unless it lies there."""
    return _told(who.unit == "home" and thing.name != "draft")


def _add_reader(who: Who, thing: Thing, held: frozenset[str]) -> Answer:
    may = "dossier.prepare" in held and thing.unit == who.unit
    return Answer.OPEN if may else Answer.FORBIDDEN


def _reads_all(who: Who, thing: Thing, held: frozenset[str]) -> Answer:
    return _told(READ in held or who.post in thing.posts)


RULES: dict[str, Any] = {
    "keep back": _keep_back,
    "take out": _take_out,
    "put in": _put_in,
    "put a document in": _put_document,
    "change readers": _add_reader,
    "read all": _reads_all,
}


def rows() -> tuple[list[Any], list[Any]]:
    """Rows of pages, rows of calls."""
    from tests.access.table import ACTING, GET, POST, TOKEN, Row, _page_of_act

    web = [
        Row("dossiers:list", GET, ACTING),
        Row("dossiers:catalogue", GET, KNOWS, "catalogue"),
        Row("dossiers:begin", GET, PREPARES),
        Row("dossiers:begin", POST, PREPARES, send="year"),
        Row("dossiers:approve", POST, APPROVES, "catalogue", "dossier approve"),
        Row("dossiers:plan", GET, PREPARES, "catalogue"),
        Row("dossiers:plan", POST, PREPARES, "catalogue", send="entry"),
        Row("dossiers:show", GET, ACTING, "dossier"),
        Row("dossiers:amend", GET, PREPARES, "dossier"),
        Row("dossiers:amend", POST, PREPARES, "dossier", "dossier amend", "entry"),
        Row("dossiers:open", POST, ACTING, "dossier", "dossier open"),
        *_page_of_act("dossiers:close", "dossier", "dossier close", "ended"),
        *_page_of_act("dossiers:reopen", "dossier", "dossier reopen", "reason"),
        *_page_of_act("dossiers:hand_back", "dossier", "dossier hand_back", "reason"),
        *_page_of_act("dossiers:drop", "dossier", "dossier drop", "reason"),
        Row("dossiers:keep_back", GET, KEEPS, "dossier"),
        Row("dossiers:keep_back", POST, KEEPS, "dossier", "keep back", "kept back"),
        Row("dossiers:hand_in", POST, ACTING, "dossier", "dossier hand_in"),
        Row("dossiers:accept", POST, ACTING, "dossier", "dossier accept"),
        Row("dossiers:take_out", POST, KEEPS, "filled", "take out"),
        Row("dossiers:add_reader", GET, PREPARES, "dossier"),
        Row("dossiers:add_reader", POST, PREPARES, "dossier", "change readers", "taker"),
        Row("dossiers:remove_reader", POST, PREPARES, "filled", "change readers"),
        Row("dossiers:put_in", GET, KEEPS, "document"),
        Row("dossiers:put_in", POST, KEEPS, "document", "put a document in", "dossier"),
        Row("dossiers:export", POST, ACTING, "filled", "read all"),
        Row("dossiers:index", GET, ACTING, "filled", "read all"),
        Row("dossiers:file", GET, ACTING, "export"),
        Row("holds:list", GET, HOLDS),
        Row("holds:give", GET, HOLDS),
        Row("holds:give", POST, HOLDS, send="hold", also=(200,)),
        Row("holds:show", GET, HOLDS, "hold"),
        Row("holds:lift", GET, HOLDS, "hold"),
        Row("holds:lift", POST, HOLDS, "hold", send="reason"),
    ]
    acts = [
        ("open_dossier", "dossier", "dossier open", ""),
        ("put_in", "dossier", "put in", "document"),
        ("take_out", "filled", "take out", "lying"),
        ("close_dossier", "dossier", "dossier close", "ended"),
        ("reopen_dossier", "dossier", "dossier reopen", "reason"),
        ("keep_back", "dossier", "keep back", "kept back"),
        ("hand_in", "dossier", "dossier hand_in", ""),
        ("accept_dossier", "dossier", "dossier accept", ""),
        ("hand_back_dossier", "dossier", "dossier hand_back", "reason"),
        ("add_dossier_reader", "dossier", "change readers", "taker"),
        ("remove_dossier_reader", "filled", "change readers", "reader"),
        ("amend_dossier", "dossier", "dossier amend", "entry"),
        ("drop_dossier", "dossier", "dossier drop", "reason"),
        ("export_dossier", "filled", "read all", ""),
    ]
    api = [
        Row("api:list_dossiers", GET, TOKEN),
        Row("api:show_dossier", GET, TOKEN, "dossier"),
        Row("api:list_dossiers_of", GET, TOKEN, "document"),
        Row("api:show_catalogue", GET, KNOWS, "catalogue"),
        Row("api:begin_catalogue", POST, PREPARES, send="year"),
        Row("api:approve_catalogue", POST, APPROVES, "catalogue", "dossier approve"),
        Row("api:plan_dossier", POST, PREPARES, "catalogue", send="entry"),
        *(Row(f"api:{name}", POST, TOKEN, about, verb, send) for name, about, verb, send in acts),
        Row("api:download_index", GET, TOKEN, "filled", "read all"),
        Row("api:show_export", GET, TOKEN, "export"),
        Row("api:download_export", GET, TOKEN, "export"),
        Row("api:list_holds", GET, HOLDS),
        Row("api:show_hold", GET, HOLDS, "hold"),
        Row("api:give_hold", POST, HOLDS, send="hold", also=(422,)),
        Row("api:lift_hold", POST, HOLDS, "hold", send="reason"),
    ]
    return web, api
