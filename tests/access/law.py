"""The law of the matrix, written out from the duties of each role; Docflow is not asked.

Who holds what, who sees what, and which answer follows: plain sets and comparisons of names.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

READ = "document.read"
WORKING = frozenset(
    {
        "outgoing.draft",
        "outgoing.initial",
        "outgoing.sign",
        "incoming.assign",
        "incoming.reassign",
        "incoming.handle",
        "outgoing.give_opinion",
    }
)
MAKES_COPIES = ("copy.draft", "meeting.hand_round", "meeting.attend")
ADMINISTERS = frozenset(
    {"unit.manage", "people.manage", "key.manage", "key.read", "rights.confirm", "work.repeat"}
)
ROLES: dict[str, frozenset[str]] = {
    "clerk": frozenset(
        {
            "outgoing.sign_on_paper",
            "key.read",
            "outgoing.number",
            "outgoing.seal",
            "outgoing.issue",
            "outgoing.send_back",
            "outgoing.cancel",
            "incoming.arrive_on_paper",
            "incoming.register",
            "incoming.refuse",
            "recall.answer",
            "incoming.propose",
            "register.manage",
            "work.repeat",
            "report.ask",
            "report.answer",
            READ,
            *MAKES_COPIES,
            "dossier.prepare",
            "dossier.keep",
            "dossier.archive",
            "outgoing.give_opinion",
        }
    ),
    "unit_clerk": frozenset(
        {
            "incoming.reassign",
            READ,
            "meeting.attend",
            "dossier.keep",
            "outgoing.give_opinion",
        }
    ),
    "head_of_office": frozenset(
        {
            "outgoing.pass_format",
            "incoming.propose",
            "outgoing.send_back",
            "outgoing.cancel",
            "report.ask",
            "report.answer",
            READ,
            *MAKES_COPIES,
            "dossier.prepare",
            "dossier.keep",
            "outgoing.initial",
            "outgoing.give_opinion",
            "outgoing.replace_signer",
            "circuit.manage",
        }
    ),
    "leader": frozenset(
        {
            "outgoing.sign",
            "outgoing.send_back",
            "incoming.assign",
            "recall.ask",
            "report.ask",
            READ,
            "copy.approve",
            "meeting.hand_round",
            "meeting.attend",
            "dossier.approve",
            "hold.manage",
            "outgoing.initial",
            "outgoing.give_opinion",
            "outgoing.replace_signer",
        }
    ),
    "head_of_department": frozenset(
        {
            "outgoing.draft",
            "outgoing.initial",
            "outgoing.send_back",
            "incoming.reassign",
            "incoming.handle",
            "report.answer",
            READ,
            *MAKES_COPIES,
            "dossier.keep",
            "outgoing.give_opinion",
        }
    ),
    "specialist": frozenset(
        {
            "outgoing.draft",
            "outgoing.cancel",
            "incoming.handle",
            "report.answer",
            *MAKES_COPIES,
            "dossier.keep",
            "outgoing.give_opinion",
        }
    ),
    "assistant": frozenset({"outgoing.draft", "meeting.attend"}),
    "auditor": frozenset({"audit.read", READ, "hold.manage", "rights.confirm"}),
    "unit_administrator": ADMINISTERS | {"circuit.manage"},
    "technical_administrator": ADMINISTERS,
}
BELOW = {
    "above": frozenset({"above", "home", "below", "beside", "addressee"}),
    "home": frozenset({"home", "below"}),
    "below": frozenset({"below"}),
    "beside": frozenset({"beside"}),
    "addressee": frozenset({"addressee"}),
}
"""The unit of each relation, with all that stand below it."""


class Answer(StrEnum):
    """What comes back."""

    OPEN = "open"
    REFUSED = "refused"
    FORBIDDEN = "forbidden"
    NOTHING = "nothing"
    SIGN_IN = "sign in"
    NO_POST = "no post"


@dataclass(frozen=True)
class Who:
    """Somebody who asks: in which roles, for which unit, in whose place, through which door."""

    name: str
    unit: str = ""
    roles: frozenset[str] = frozenset()
    delegated: frozenset[str] | None = None
    scope: frozenset[str] | None = None
    stands_for: str = ""
    is_known: bool = True

    @property
    def post(self) -> str:
        """Whose desk it is: the giver's under a delegation, else the own one."""
        return self.stands_for or self.name

    def holds(self, roles: dict[str, frozenset[str]]) -> frozenset[str]:
        """What may be done in the unit: of the giver's what was given, of the post's the scope."""
        held: frozenset[str] = frozenset().union(*(roles[role] for role in self.roles))
        if self.delegated is not None:
            return held & (self.delegated | {READ})
        return held if self.scope is None else held & self.scope


@dataclass(frozen=True)
class Thing:
    """What an address names: of which unit, in which state, given to whom."""

    kind: str
    name: str
    unit: str = ""
    state: str = ""
    drafter: str = ""
    signer: str = ""
    posts: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()
    lead_unit: str = ""
    lead_person: str = ""
    to_note: frozenset[str] = frozenset()
    step_by: str = ""
    asked_too: frozenset[str] = frozenset()
    lent: frozenset[str] = frozenset()
    opinions: frozenset[str] = frozenset()
    giver: str = ""
    taker: str = ""
    number: int = 0
    uid: str = ""
    ids: dict[str, Any] = field(default_factory=dict, compare=False, hash=False)


DOCUMENTS = ("outgoing", "incoming", "copy")
QUEUES = {
    "to_sign": "outgoing.sign",
    "to_decide": "incoming.assign",
    "follow_up": "incoming.assign",
    "to_extend": "incoming.assign",
    "to_extend_within": "incoming.reassign",
    "asked_again": "incoming.handle",
    "due_soon": "incoming.handle",
    "on_hold": "incoming.handle",
    "to_receive": "incoming.register",
    "to_submit": "incoming.propose",
    "to_number": "outgoing.number",
    "to_seal": "outgoing.seal",
    "to_issue": "outgoing.issue",
    "asked_back": "recall.answer",
    "came_back": "outgoing.issue",
    "soon_late": "incoming.register",
    "to_check": "outgoing.pass_format",
    "to_initial": "outgoing.initial",
    "opinions": "outgoing.give_opinion",
    "to_reassign": "incoming.reassign",
    "to_lead": "incoming.handle",
    "to_collaborate": "incoming.handle",
    "for_information": "incoming.handle",
    "my_drafts": "outgoing.draft",
    "under_way": "outgoing.draft",
    "meeting_papers": "meeting.attend",
    "copies_to_approve": "copy.approve",
    "copies_to_number": "outgoing.number",
    "copies_to_seal": "outgoing.seal",
    "copies_to_issue": "outgoing.issue",
    "my_copies": "copy.draft",
    "dossiers_due": "dossier.keep",
    "to_archive": "dossier.archive",
}
OWN_QUEUES = {
    *("to_sign", "to_lead", "to_collaborate", "for_information", "my_drafts", "under_way"),
    *("meeting_papers", "my_copies"),
    *("dossiers_due", "opinions", "asked_again", "due_soon", "on_hold"),
}
"""Queues of the own post; the others tell what the whole unit has, to those who read in it."""


SEEN: dict[str, Callable[[Who, Thing, frozenset[str]], bool]] = {}
"""Who sees things of kinds that other files tell of."""
MORE_THINGS: dict[str, Callable[[Who, Thing, frozenset[str]], bool]] = {}
"""Who sees things of the kinds that stand with the rows of their area (rows_*.py)."""
MORE_RULES: dict[str, Callable[[Who, Thing, frozenset[str]], Answer]] = {}
"""What comes of acts that stand there."""


def sees(who: Who, thing: Thing, held: frozenset[str]) -> bool:
    """Whether a thing is there for somebody."""
    if thing.kind in (*DOCUMENTS, "delivery"):
        if READ in held and (thing.unit == who.unit or who.unit in thing.units):
            return True
        return who.post in thing.posts and bool(held & (WORKING | {READ}))
    if thing.kind == "webhook":
        return thing.unit == who.unit
    if thing.kind == "report":
        return who.unit in {thing.unit} | thing.units
    if thing.kind in SEEN:
        return SEEN[thing.kind](who, thing, held)
    if thing.kind in ("register", "group", "check", "report_request", "own_report"):
        return thing.unit == who.unit
    if thing.kind in ("meeting", "kept meeting"):
        keeps = {"meeting.hand_round", "outgoing.issue"} <= held or "audit.read" in held
        handed = "meeting.hand_round" in held and who.post == thing.giver
        attends = "meeting.attend" in held and who.post in thing.posts
        ours = thing.unit == who.unit and (keeps or handed)
        return ours or (attends and thing.kind == "meeting")
    if thing.kind == "key" and "key.manage" not in held:
        return thing.unit == who.unit
    if thing.kind in ("person", "post", "token", "key"):
        return not thing.unit or thing.unit in BELOW[who.unit]
    if thing.kind == "given":
        return thing.unit in BELOW[who.unit]
    if thing.kind == "queue":
        return QUEUES[thing.name] in held and (thing.name in OWN_QUEUES or READ in held)
    if thing.kind in MORE_THINGS:
        return MORE_THINGS[thing.kind](who, thing, held)
    return True


@dataclass(frozen=True)
class Move:
    """A step of a life: who may take it, from which states, and what must be so besides."""

    who: str
    states: frozenset[str]
    so: Callable[[Who, Thing], bool] = lambda _who, _thing: True
    at: str = "unit"


def _drafted(who: Who, thing: Thing) -> bool:
    return who.name == thing.drafter


def _not_drafted(who: Who, thing: Thing) -> bool:
    return who.name != thing.drafter


def _is_signer(who: Who, thing: Thing) -> bool:
    return who.post == thing.signer and _not_drafted(who, thing)


def _heads_not_drafted(who: Who, thing: Thing) -> bool:
    """Where no other order is kept, the head of the department initials."""
    return "head_of_department" in who.roles and _not_drafted(who, thing)


def _keeps_the_seal(who: Who, _thing: Thing) -> bool:
    return who.name == "home.clerk"


def _leads(who: Who, thing: Thing) -> bool:
    return thing.lead_person in ("", who.name, who.post)


def _took_step(who: Who, thing: Thing) -> bool:
    """In the own post or in another's place."""
    return thing.step_by in (who.name, who.post)


def _never_so(_who: Who, _thing: Thing) -> bool:
    """What is named as known is the document itself."""
    return False


EDITABLE = frozenset({"draft", "returned", "withdrawn"})
ASKED = frozenset({"initialling", "format_check", "signing"})
AFTER = frozenset({"signed", "numbered", "sealed"})
MOVES = {
    "revise": Move("outgoing.draft", EDITABLE, _drafted),
    "name bodies": Move("outgoing.draft", EDITABLE, _drafted),
    "submit": Move("outgoing.draft", EDITABLE, _drafted),
    "initial": Move("outgoing.initial", frozenset({"initialling"}), _heads_not_drafted),
    "pass_format": Move("outgoing.pass_format", frozenset({"format_check"}), _not_drafted),
    "sign": Move("outgoing.sign", frozenset({"signing"}), _is_signer),
    "sign_on_paper": Move("outgoing.sign_on_paper", frozenset({"signing"})),
    "number": Move("outgoing.number", frozenset({"signed"})),
    "seal": Move("outgoing.seal", frozenset({"numbered"}), _keeps_the_seal),
    "issue": Move("outgoing.issue", frozenset({"sealed"})),
    "send_back": Move("outgoing.send_back", ASKED | {"signed"}),
    "return to a step": Move("outgoing.send_back", frozenset({"format_check", "signing"})),
    "return to the check": Move("outgoing.send_back", frozenset({"signing"})),
    "replace the signer": Move("outgoing.replace_signer", frozenset({"format_check", "signing"})),
    "withdraw": Move("outgoing.draft", ASKED, _drafted),
    "register": Move("incoming.register", frozenset({"verified"})),
    "refuse": Move("incoming.refuse", frozenset({"verified", "verify_failed"})),
    "unregister": Move("incoming.register", frozenset({"registered"})),
    "merge": Move("incoming.register", frozenset({"verified"}), _never_so),
    "submit to the leader": Move("incoming.propose", frozenset({"registered", "returned_inside"})),
    "return_inside": Move("incoming.assign", frozenset({"submitted"})),
    "take_back_proposal": Move("incoming.propose", frozenset({"submitted"}), _took_step),
    "take_back_assignment": Move("incoming.assign", frozenset({"assigned"}), _took_step),
    "give_back": Move("incoming.handle", frozenset({"assigned"}), _leads, at="lead_unit"),
    "assign": Move("incoming.assign", frozenset({"registered", "submitted"})),
    "start": Move("incoming.handle", frozenset({"assigned"}), _leads, at="lead_unit"),
    "finish": Move("incoming.handle", frozenset({"in_progress"}), _leads, at="lead_unit"),
    "acknowledge": Move("outgoing.issue", frozenset({"failed"})),
}


def act(verb: str, who: Who, thing: Thing, held: frozenset[str]) -> Answer:
    """What comes of an act on a thing that is there for whoever asks."""
    if verb in RULES:
        return RULES[verb](who, thing, held)
    if verb in MORE_RULES:
        return MORE_RULES[verb](who, thing, held)
    move = MOVES[verb]
    where = getattr(thing, move.at) or thing.unit
    if move.who not in held or where != who.unit:
        return Answer.FORBIDDEN
    possible = thing.state in move.states and move.so(who, thing)
    return Answer.OPEN if possible else Answer.REFUSED


def _told(is_open: bool) -> Answer:
    return Answer.OPEN if is_open else Answer.REFUSED


def _cancel(who: Who, thing: Thing, held: frozenset[str]) -> Answer:
    if "outgoing.cancel" not in held or thing.unit != who.unit:
        return Answer.FORBIDDEN
    theirs = _drafted(who, thing) or "outgoing.number" in held
    return _told(theirs and thing.state not in ("issued", "cancelled"))


def _recipients(removes: bool) -> Callable[[Who, Thing, frozenset[str]], Answer]:
    def rule(who: Who, thing: Thing, held: frozenset[str]) -> Answer:
        own = thing.unit == who.unit
        if "outgoing.issue" in held and own:
            return _told(thing.state in (EDITABLE | ASKED | (frozenset() if removes else AFTER)))
        if "outgoing.draft" in held and own and _drafted(who, thing):
            return _told(thing.state in EDITABLE)
        return Answer.FORBIDDEN

    return rule


def _groups(who: Who, thing: Thing, held: frozenset[str]) -> Answer:
    is_own = thing.unit == who.unit and held & {"outgoing.draft", "outgoing.issue"}
    return Answer.OPEN if is_own else Answer.FORBIDDEN


def _hand_on(who: Who, thing: Thing, held: frozenset[str]) -> Answer:
    """On the page: the task of one's own unit that no person has yet."""
    if "incoming.reassign" not in held:
        return Answer.FORBIDDEN
    under_way = thing.state in ("assigned", "in_progress")
    return _told(under_way and thing.lead_unit == who.unit and not thing.lead_person)


def _hand_on_task(who: Who, thing: Thing, held: frozenset[str]) -> Answer:
    """By a program: the task that is named."""
    if "incoming.reassign" not in held or thing.lead_unit != who.unit:
        return Answer.FORBIDDEN
    return _told(not thing.lead_person)


def _within_department(permission: str) -> Callable[[Who, Thing, frozenset[str]], Answer]:
    """On the page: of what was handed on in the own unit; here nothing was."""

    def rule(_who: Who, _thing: Thing, held: frozenset[str]) -> Answer:
        return Answer.REFUSED if permission in held else Answer.FORBIDDEN

    return rule


def _handed_on_task(permission: str) -> Callable[[Who, Thing, frozenset[str]], Answer]:
    """By a program: the task that is named, which nobody handed on."""

    def rule(who: Who, thing: Thing, held: frozenset[str]) -> Answer:
        theirs = permission in held and thing.lead_unit == who.unit
        return Answer.REFUSED if theirs else Answer.FORBIDDEN

    return rule


def _note(who: Who, thing: Thing, held: frozenset[str]) -> Answer:
    if "incoming.handle" not in held:
        return Answer.FORBIDDEN
    under_way = thing.state in ("assigned", "in_progress")
    given = who.post in thing.to_note or (READ in held and who.unit in thing.to_note)
    return _told(under_way and given)


def _note_task(who: Who, thing: Thing, held: frozenset[str]) -> Answer:
    if "incoming.handle" not in held or thing.ids["note_unit"] != who.unit:
        return Answer.FORBIDDEN
    return _told(bool({who.post, who.unit} & thing.to_note))


def _within(who: Who, thing: Thing, _held: frozenset[str]) -> Answer:
    """Units are no secret: what stands elsewhere is shown, and refused to be changed."""
    return _told(thing.unit in BELOW[who.unit])


def _ends_unit(who: Who, thing: Thing, _held: frozenset[str]) -> Answer:
    """Only what has nothing below it."""
    return _told(thing.unit in BELOW[who.unit] and len(BELOW[thing.unit]) == 1)


def _moves_unit(who: Who, thing: Thing, _held: frozenset[str]) -> Answer:
    """To below the own unit; nothing is moved below itself."""
    return _told(thing.unit in BELOW[who.unit] - {who.unit})


def _deals_with(who: Who, thing: Thing, _held: frozenset[str]) -> Answer:
    """Nobody deals with the own account, nor with one that has a post elsewhere."""
    return _told(thing.name != who.name)


def _never(_who: Who, _thing: Thing, _held: frozenset[str]) -> Answer:
    return Answer.REFUSED


def _replaces(who: Who, thing: Thing, held: frozenset[str]) -> Answer:
    """Whoever may add may replace; here no recipient has ended, so it is refused all the same."""
    told = _recipients(removes=False)(who, thing, held)
    return Answer.REFUSED if told == Answer.OPEN else told


def _ends_delegation(who: Who, thing: Thing, held: frozenset[str]) -> Answer:
    manages = "people.manage" in held and thing.unit in BELOW[who.unit]
    return Answer.OPEN if manages or who.name == thing.giver else Answer.FORBIDDEN


def _whole(who: Who, thing: Thing, _held: frozenset[str]) -> Answer:
    """Bytes of a file that is being checked, or failed its check, are shown as pictures only."""
    return _told(thing.state not in ("arrived", "verify_failed"))


def _ask(who: Who, thing: Thing, held: frozenset[str]) -> Answer:
    """Its drafter asks for opinions, and who was asked for one asks others."""
    drafts = _drafted(who, thing) and "outgoing.draft" in held and thing.unit == who.unit
    if not drafts and who.post not in thing.opinions:
        return Answer.FORBIDDEN
    return _told(thing.state in EDITABLE | ASKED)


def _give(who: Who, thing: Thing, held: frozenset[str]) -> Answer:
    if "outgoing.give_opinion" not in held:
        return Answer.FORBIDDEN
    return _told(who.post in thing.opinions and _not_drafted(who, thing))


def _sends_report(who: Who, thing: Thing, held: frozenset[str]) -> Answer:
    if "report.answer" not in held or who.unit != thing.unit:
        return Answer.FORBIDDEN
    return _told(thing.state in ("asked", "returned"))


def _passes_on(who: Who, thing: Thing, _held: frozenset[str]) -> Answer:
    if who.unit != thing.unit:
        return Answer.FORBIDDEN
    has_below = len(BELOW[who.unit]) > 1
    return _told(has_below and thing.state in ("asked", "returned"))


def _asks_again(_who: Who, thing: Thing, _held: frozenset[str]) -> Answer:
    """There must be somebody whose report is not here."""
    return _told(thing.state != "sent")


def _takes_report(*states: str) -> Callable[[Who, Thing, frozenset[str]], Answer]:
    def rule(who: Who, thing: Thing, _held: frozenset[str]) -> Answer:
        return _told(thing.state in states) if who.unit in thing.units else Answer.FORBIDDEN

    return rule


def _takes_a_body_out(who: Who, thing: Thing, held: frozenset[str]) -> Answer:
    """Nothing here is issued jointly, so it is refused to whoever drafts there."""
    drafts = "outgoing.draft" in held and thing.unit == who.unit
    return Answer.REFUSED if drafts else Answer.FORBIDDEN


RULES: dict[str, Callable[[Who, Thing, frozenset[str]], Answer]] = {
    "cancel": _cancel,
    "take a body out": _takes_a_body_out,
    "ask for opinions": _ask,
    "give an opinion": _give,
    "add recipients": _recipients(removes=False),
    "remove recipients": _recipients(removes=True),
    "replace recipients": _replaces,
    "save a group": _groups,
    "hand on": _hand_on,
    "hand the task on": _hand_on_task,
    "hand_back": _within_department("incoming.handle"),
    "take_back_task": _within_department("incoming.reassign"),
    "hand the task back": _handed_on_task("incoming.handle"),
    "take back the task": _handed_on_task("incoming.reassign"),
    "take note": _note,
    "take note of the task": _note_task,
    "change within": _within,
    "again": _within,
    "end within": _ends_unit,
    "move within": _moves_unit,
    "deal with an account": _deals_with,
    "never": _never,
    "end a delegation": _ends_delegation,
    "hand out": _whole,
    "ask again": _asks_again,
    "send a report": _sends_report,
    "pass a report on": _passes_on,
    "return a report": _takes_report("sent"),
    "accept a report": _takes_report("sent"),
}


def add(
    kinds: tuple[str, ...],
    seen: Callable[[Who, Thing, frozenset[str]], bool],
    moves: dict[str, Move],
    rules: dict[str, Callable[[Who, Thing, frozenset[str]], Answer]],
) -> None:
    """Take in the law of an area that has a file of its own."""
    SEEN.update(dict.fromkeys(kinds, seen))
    MOVES.update(moves)
    RULES.update(rules)
