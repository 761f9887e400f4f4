"""Copies, circulation marks and meetings in the matrix: their addresses, calls and law."""

from tests.access.law import (
    EDITABLE,
    MOVES,
    READ,
    RULES,
    Answer,
    Move,
    Thing,
    Who,
    _drafted,
    _keeps_the_seal,
    _told,
)

GET, POST = "GET", "POST"
READS = (READ,)
HANDS = ("meeting.hand_round",)
ATTENDS = ("meeting.attend",)
KEEPS = ("meeting.hand_round", "audit.read")
ANY_PART = (*KEEPS, *ATTENDS)
COPY, ANY, MEETING = "copy", "document", "meeting"
OPEN_COPY = frozenset({"draft", "approved", "numbered", "sealed"})
IN_FORCE = frozenset(
    {
        *("issued", "registered", "submitted", "returned_inside", "assigned", "in_progress"),
        *("on_hold", "done", "filed"),
    }
)


def _heads(who: Who, _thing: Thing) -> bool:
    """The head alone: the other leader here is neither head nor deputy."""
    return who.name == "home.leader"


MOVES |= {
    "approve": Move("copy.approve", frozenset({"draft"}), _heads),
    "look at what is to be approved": Move("copy.approve", frozenset({"draft"})),
    "refuse a copy": Move("copy.approve", frozenset({"draft"})),
    "number a copy": Move("outgoing.number", frozenset({"approved"})),
    "seal a copy": Move("outgoing.seal", frozenset({"numbered"}), _keeps_the_seal),
    "issue a copy": Move("outgoing.issue", frozenset({"sealed"})),
}


def _cancel(who: Who, thing: Thing, held: frozenset[str]) -> Answer:
    if "copy.draft" not in held or thing.unit != who.unit:
        return Answer.FORBIDDEN
    theirs = _drafted(who, thing) or "outgoing.number" in held
    return _told(theirs and thing.state in OPEN_COPY)


def _recipients(who: Who, thing: Thing, held: frozenset[str]) -> Answer:
    theirs = _drafted(who, thing) and "copy.draft" in held
    if thing.unit != who.unit or not (theirs or "outgoing.issue" in held):
        return Answer.FORBIDDEN
    return _told(thing.state in OPEN_COPY)


def _copy(who: Who, thing: Thing, held: frozenset[str]) -> Answer:
    """Whoever holds it, of what is in force; not of what was only lent."""
    lent = READ not in held and who.post in thing.lent
    if "copy.draft" not in held or thing.unit != who.unit or lent:
        return Answer.FORBIDDEN
    return _told(thing.kind != COPY and thing.state in IN_FORCE)


def _mark(who: Who, thing: Thing, held: frozenset[str]) -> Answer:
    own = thing.unit == who.unit
    if thing.kind == "incoming":
        clerk = own and "incoming.register" in held
        return _told(thing.state != "refused") if clerk else Answer.FORBIDDEN
    ended = thing.state in ("issued", "cancelled", "refused")
    if own and "outgoing.issue" in held:
        return _told(not ended)
    drafts = "copy.draft" if thing.kind == COPY else "outgoing.draft"
    if own and drafts in held and _drafted(who, thing):
        return _told(thing.state == "draft" if thing.kind == COPY else thing.state in EDITABLE)
    return Answer.FORBIDDEN


def _keep(who: Who, thing: Thing, held: frozenset[str]) -> Answer:
    ours = thing.unit == who.unit and "meeting.hand_round" in held
    theirs = who.post == thing.giver or "outgoing.issue" in held
    return Answer.OPEN if ours and theirs else Answer.FORBIDDEN


def _give_back(who: Who, thing: Thing, _held: frozenset[str]) -> Answer:
    return _told(who.post in thing.posts)


RULES |= {
    "cancel a copy": _cancel,
    "change recipients of a copy": _recipients,
    "take a recipient out of a copy": _recipients,
    "copy": _copy,
    "mark": _mark,
    "keep the meeting": _keep,
    "give back": _give_back,
}


def _steps() -> list[tuple[str, str, str]]:
    return [
        ("refuse", "refuse a copy", "reason"),
        ("number", "number a copy", ""),
        ("seal", "seal a copy", "pin"),
        ("issue", "issue a copy", ""),
        ("cancel", "cancel a copy", "reason"),
    ]


WEB: tuple[tuple[object, ...], ...] = (
    ("copies:list", GET, READS),
    ("copies:make", GET, "acting", ANY, "copy"),
    ("copies:make", POST, "acting", ANY, "copy", "copy", (), True),
    ("copies:approve", GET, "acting", COPY, "look at what is to be approved"),
    ("copies:approve", POST, "acting", COPY, "approve"),
    *(
        row
        for verb, act, send in _steps()
        for row in (
            (f"copies:{verb}", GET, "acting", COPY, act),
            (f"copies:{verb}", POST, "acting", COPY, act, send),
        )
    ),
    ("copies:recipients", GET, "acting", COPY),
    ("copies:recipients", POST, "acting", COPY, "change recipients of a copy", "unit"),
    ("copies:remove_recipient", POST, "acting", COPY, "take a recipient out of a copy"),
    ("mark", GET, "acting", ANY, "mark"),
    ("mark", POST, "acting", ANY, "mark", "mark"),
    ("meetings:list", GET, ANY_PART),
    ("meetings:hand_round", GET, HANDS),
    ("meetings:hand_round", POST, HANDS, "", "", "meeting", (200,)),
    ("meetings:candidates", GET, HANDS),
    ("meetings:papers", GET, HANDS),
    ("meetings:show", GET, ANY_PART, MEETING),
    ("meetings:add_members", GET, HANDS, MEETING),
    ("meetings:add_members", POST, HANDS, MEETING, "keep the meeting", "members"),
    ("meetings:prolong", GET, HANDS, MEETING),
    ("meetings:prolong", POST, HANDS, MEETING, "keep the meeting", "later"),
    ("meetings:end", POST, HANDS, MEETING, "keep the meeting"),
    ("meetings:give_back", POST, ATTENDS, MEETING, "give back"),
)
API: tuple[tuple[object, ...], ...] = (
    ("api:list_copies", GET, "token"),
    ("api:make_copy", POST, "token", ANY, "copy", "copy", (), True),
    ("api:approve_copy", POST, "token", COPY, "approve"),
    *((f"api:{verb}_copy", POST, "token", COPY, act, send) for verb, act, send in _steps()),
    ("api:add_copy_recipients", POST, "token", COPY, "change recipients of a copy", "unit"),
    (
        "api:remove_copy_recipient",
        POST,
        "token",
        COPY,
        "take a recipient out of a copy",
        "copy recipient",
    ),
    ("api:mark_circulation", POST, "token", ANY, "mark", "mark"),
    ("api:list_meetings", GET, ANY_PART),
    ("api:hand_round", POST, HANDS, "", "", "meeting", (409, 422)),
    ("api:show_meeting", GET, ANY_PART, MEETING),
    ("api:list_readers", GET, KEEPS, "kept meeting"),
    ("api:add_members", POST, HANDS, MEETING, "keep the meeting", "members"),
    ("api:prolong_meeting", POST, HANDS, MEETING, "keep the meeting", "later"),
    ("api:end_meeting", POST, HANDS, MEETING, "keep the meeting"),
    ("api:give_papers_back", POST, ATTENDS, MEETING, "give back"),
)
