"""The rows of handling to the end, with the law of its acts."""

from tests.access.law import MOVES, READ, RULES, Answer, Move, Thing, Who, _leads, _told
from tests.access.table import ACTING, GET, POST, Row, _acts, _page_of_act

IN = "incoming"
HANDLE, REASSIGN, ASSIGN = "incoming.handle", "incoming.reassign", "incoming.assign"
GIVES = (ASSIGN, REASSIGN)
UNDER_WAY = frozenset({"assigned", "in_progress"})
Held = frozenset[str]
NAMED = {
    "api:reassign": "task",
    "api:take_note": "note",
    "api:hand_over": "task",
    "api:urge": "task",
    "api:ask_extension": "task",
    "api:report_progress": "task",
    "api:contribute": "helper",
    "api:allow_extension": "extension",
    "api:refuse_extension": "extension",
}
"""What a call names beside the document: a task or a request of it."""

ROWS: tuple[Row, ...] = (
    *_page_of_act("incoming:hold", IN, "hold", "hold"),
    Row("incoming:resume", POST, ACTING, IN, "resume"),
    *_page_of_act("incoming:file", IN, "put on file", "kept"),
    *_page_of_act("incoming:hand_over", IN, "hand over", "colleague"),
    *_page_of_act("incoming:forward", IN, "forward", "passed on"),
    Row("incoming:forward_candidates", GET, (HANDLE, REASSIGN, ASSIGN), IN),
    *_page_of_act("incoming:contribute", IN, "contribute", "part"),
    *_page_of_act("incoming:ask_extension", IN, "ask for more time", "more time"),
    *_page_of_act("incoming:decide_extension", IN, "decide on more time", "decision"),
    *_page_of_act("incoming:urge", IN, "urge"),
    *_page_of_act("incoming:report_progress", IN, "report", "report"),
    Row("follow_up:list", GET, GIVES),
    Row("follow_up:urge_late", POST, GIVES),
    *_acts(
        IN,
        ("hold", "hold", "hold"),
        ("resume", "resume", ""),
        ("file_incoming", "put on file", "kept"),
        ("forward", "forward by a program", "passed on"),
        ("hand_over", "hand the task over", "colleague"),
        ("contribute", "contribute to the task", "part"),
        ("ask_extension", "ask for more time for the task", "more time"),
        ("allow_extension", "decide on the request", ""),
        ("refuse_extension", "decide on the request", "reason"),
        ("urge", "urge about the task", ""),
        ("report_progress", "report on the task", "report"),
    ),
    Row("api:list_directives", GET, GIVES),
    Row("api:urge_late", POST, GIVES),
)


def _under_way(thing: Thing) -> bool:
    return thing.state in UNDER_WAY


def _none_of(held: Held, *needed: str) -> bool:
    return not held & set(needed)


def _on_file(who: Who, thing: Thing, held: Held) -> Answer:
    if "incoming.register" in held and thing.unit == who.unit:
        return _told(thing.state == "done")
    if HANDLE not in held or (thing.lead_unit or thing.unit) != who.unit:
        return Answer.FORBIDDEN
    return _told(thing.state == "done" and _leads(who, thing))


def _hand_over(who: Who, thing: Thing, held: Held) -> Answer:
    """On the page: the own task, or another's of the unit one heads or leads."""
    if _none_of(held, HANDLE, REASSIGN, ASSIGN):
        return Answer.FORBIDDEN
    people = {each for each in {thing.lead_person} | thing.asked_too if "." in each}
    units = {each.partition(".")[0] for each in people}
    leads = ASSIGN in held and thing.unit == who.unit and bool(people)
    heads = REASSIGN in held and who.unit in units
    own = HANDLE in held and who.post in people
    return _told(_under_way(thing) and (leads or heads or own))


def _hand_over_task(who: Who, thing: Thing, held: Held) -> Answer:
    """By a program: the lead's task."""
    leads = ASSIGN in held and thing.unit == who.unit
    heads = REASSIGN in held and thing.lead_unit == who.unit
    if not leads and not heads:
        if HANDLE not in held or thing.lead_unit != who.unit:
            return Answer.FORBIDDEN
        if who.post != thing.lead_person:
            return Answer.REFUSED
    return _told(_under_way(thing) and bool(thing.lead_person))


def _passes_on(who: Who, thing: Thing, held: Held) -> bool:
    leads = ASSIGN in held and thing.unit == who.unit
    here = (thing.lead_unit or thing.unit) == who.unit
    own = HANDLE in held and here and thing.lead_person in ("", who.post)
    return _under_way(thing) and (leads or (REASSIGN in held and here) or own)


def _forward(who: Who, thing: Thing, held: Held) -> Answer:
    if _none_of(held, HANDLE, REASSIGN, ASSIGN):
        return Answer.FORBIDDEN
    return _told(_passes_on(who, thing, held))


def _forward_by_program(who: Who, thing: Thing, held: Held) -> Answer:
    leads = ASSIGN in held and thing.unit == who.unit
    here = (thing.lead_unit or thing.unit) == who.unit
    if not leads and not (here and held & {HANDLE, REASSIGN}):
        return Answer.FORBIDDEN
    return _told(_passes_on(who, thing, held))


def _contribute(who: Who, thing: Thing, held: Held) -> Answer:
    if HANDLE not in held:
        return Answer.FORBIDDEN
    given = who.post in thing.asked_too or (READ in held and who.unit in thing.asked_too)
    return _told(_under_way(thing) and given)


def _contribute_to_task(who: Who, thing: Thing, held: Held) -> Answer:
    if HANDLE not in held or thing.ids["helper_unit"] != who.unit:
        return Answer.FORBIDDEN
    return _told(_under_way(thing) and bool({who.post, who.unit} & thing.asked_too))


def _more_time(who: Who, thing: Thing, held: Held) -> Answer:
    """For an own task or the department's; once at a time."""
    if _none_of(held, HANDLE, REASSIGN):
        return Answer.FORBIDDEN
    asked = "extension" in thing.ids
    leads = HANDLE in held and who.post == thing.lead_person and not asked
    helps = HANDLE in held and who.post in thing.asked_too
    heads = thing.lead_unit == who.unit and not thing.lead_person
    department = REASSIGN in held and (heads or who.unit in thing.asked_too)
    return _told(_under_way(thing) and (leads or helps or department))


def _is_held(who: Who, thing: Thing, held: Held) -> bool:
    """Whether whoever asks has what the task of the lead needs, in its unit."""
    needed = HANDLE if thing.lead_person else REASSIGN
    return needed in held and thing.lead_unit == who.unit


def _more_time_for_task(who: Who, thing: Thing, held: Held) -> Answer:
    if not _is_held(who, thing, held):
        return Answer.FORBIDDEN
    own = thing.lead_person in ("", who.post)
    return _told(_under_way(thing) and own and "extension" not in thing.ids)


def _decide(who: Who, thing: Thing, held: Held) -> Answer:
    if _none_of(held, ASSIGN, REASSIGN):
        return Answer.FORBIDDEN
    return _told("extension" in thing.ids and ASSIGN in held and thing.unit == who.unit)


def _decide_request(who: Who, thing: Thing, held: Held) -> Answer:
    """The leader does; the head of a department has not that much time to give."""
    if thing.unit != who.unit or _none_of(held, ASSIGN, REASSIGN):
        return Answer.FORBIDDEN
    return _told(ASSIGN in held)


def _urge(who: Who, thing: Thing, held: Held) -> Answer:
    if _none_of(held, ASSIGN, REASSIGN):
        return Answer.FORBIDDEN
    return _told(_under_way(thing) and ASSIGN in held and thing.unit == who.unit)


def _urge_task(who: Who, thing: Thing, held: Held) -> Answer:
    if ASSIGN not in held or thing.unit != who.unit:
        return Answer.FORBIDDEN
    return _told(_under_way(thing))


def _report(_who: Who, _thing: Thing, held: Held) -> Answer:
    """Nobody was asked here."""
    return Answer.FORBIDDEN if _none_of(held, HANDLE, REASSIGN) else Answer.REFUSED


def _report_on_task(who: Who, thing: Thing, held: Held) -> Answer:
    return Answer.REFUSED if _is_held(who, thing, held) else Answer.FORBIDDEN


MOVES |= {
    "hold": Move(HANDLE, UNDER_WAY, _leads, at="lead_unit"),
    "resume": Move(HANDLE, frozenset({"on_hold"}), _leads, at="lead_unit"),
}
RULES |= {
    "put on file": _on_file,
    "hand over": _hand_over,
    "hand the task over": _hand_over_task,
    "forward": _forward,
    "forward by a program": _forward_by_program,
    "contribute": _contribute,
    "contribute to the task": _contribute_to_task,
    "ask for more time": _more_time,
    "ask for more time for the task": _more_time_for_task,
    "decide on more time": _decide,
    "decide on the request": _decide_request,
    "urge": _urge,
    "urge about the task": _urge_task,
    "report": _report,
    "report on the task": _report_on_task,
}
