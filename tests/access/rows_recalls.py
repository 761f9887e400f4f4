"""Recalls in the matrix: their addresses, calls and law. Nobody asks anything back there."""

from tests.access.law import MOVES, RULES, Answer, Move, Thing, Who

GET, POST = "GET", "POST"
READS = ("document.read",)
ASKS = ("recall.ask",)
OUT, IN = "outgoing", "incoming"

MOVES |= {"recall": Move("recall.ask", frozenset({"issued"}))}


def _answers(who: Who, thing: Thing, held: frozenset[str]) -> Answer:
    theirs = "recall.answer" in held and thing.unit == who.unit
    return Answer.REFUSED if theirs else Answer.FORBIDDEN


def _has_paper_back(who: Who, thing: Thing, held: frozenset[str]) -> Answer:
    theirs = "outgoing.issue" in held and thing.unit == who.unit
    return Answer.REFUSED if theirs else Answer.FORBIDDEN


RULES |= {"answer a recall": _answers, "note a paper back": _has_paper_back}

WEB: tuple[tuple[object, ...], ...] = (
    ("recalls:ask", GET, "acting", OUT, "recall"),
    ("recalls:ask", POST, "acting", OUT, "recall", "recall"),
    ("recalls:agree", GET, "acting", IN, "answer a recall"),
    ("recalls:agree", POST, "acting", IN, "answer a recall"),
    ("recalls:decline", GET, "acting", IN, "answer a recall"),
    ("recalls:decline", POST, "acting", IN, "answer a recall", "reason"),
    ("recalls:note_back", POST, READS, "delivery", "note a paper back"),
    ("recalls:rule", GET, ASKS),
    ("recalls:rule", POST, ASKS),
)
API: tuple[tuple[object, ...], ...] = (
    ("api:list_recalls", GET, "token", OUT),
    ("api:recall", POST, "token", OUT, "recall", "reason"),
    ("api:note_paper_back", POST, "token", "delivery", "note a paper back"),
    ("api:list_recall_requests", GET, "token", IN),
    ("api:agree_recall", POST, "token", IN, "answer a recall"),
    ("api:decline_recall", POST, "token", IN, "answer a recall", "reason"),
    ("api:show_recall_rule", GET, ASKS),
    ("api:choose_recall_rule", POST, ASKS, "", "", "recall rule"),
)
