"""Find documents a person may read: by fields and content, accents ranked and not required."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from docflow.documents import kinds
from docflow.documents.models import Document
from docflow.errors import Refused
from docflow.people.actor import Actor
from docflow.permissions import WORKING, Permission, may
from docflow.search import document_rows as rows
from docflow.search import indexes, tokens
from docflow.search.models import Words
from docflow.search.questions import All, AnyOf, Question, Token
from docflow.search.snippets import Marked, marked, snippet
from docflow.search.typed import Word, apart, tiers, words

MOST = 200
DIRECTIONS = (rows.OUTGOING, rows.INCOMING, rows.COPIES)


@dataclass(frozen=True)
class Hit:
    """A found document, its subject and a place in its content with the searched words marked.

    `exact`: of the first rank, as it bears the words with the very accents that were typed.
    `snippet` is None where only the fields bear them.
    """

    document: Document
    subject: Marked
    snippet: Marked | None
    exact: bool


@dataclass(frozen=True)
class Found:
    """Some answers in the order of their rank; `next` is where to go on, empty at the end."""

    hits: tuple[Hit, ...] = ()
    next: str = ""


@dataclass(frozen=True)
class _Mark:
    """How far the answers were given: the tier, and the key of the last document in it."""

    tier: int = 0
    below: int = indexes.HIGHEST

    def __str__(self) -> str:
        return f"{self.tier}-{self.below}"


def find(
    actor: Actor,
    text: str,
    *,
    limit: int = 50,
    after: str | None = None,
    kind: str = "",
    year: int | None = None,
    direction: str = "",
) -> Found:
    """The documents the actor may read now that bear all words of the text, at most `limit`.

    Words count in fields (number and notation, subject, issuer, type, sender, recipients, names of
    attachments) and in the current file; the last one may be only begun. First those with exactly
    the accents typed, then those alike without accents; the newest first among equals. With a
    `kind` (code or abbreviation), `year` (of the date, or of the making) or `direction`
    ("outgoing", "incoming" or "copies") and no text: all of those. `after` is `next` of an earlier
    answer to the same question. Raises Refused `bad_cursor` for one that is none.
    """
    start = _mark(after)
    asked = words(text)
    narrowed = _narrowed(kind, year, direction)
    reader = _reader(actor)
    if reader is None or narrowed is None or not (asked or (narrowed and not text.strip())):
        return Found()
    questions: list[Question] = [
        All((reader, *narrowed, question)) if question else All((reader, *narrowed))
        for question in (_ranked(asked) if asked else [None])
    ]
    most = max(1, min(limit, MOST))
    found = _visible(actor, questions, start, most + 1)
    shown = found[:most]
    going_on = str(shown[-1][1]) if len(found) > most else ""
    return Found(tuple(_hits(shown, text, asked)), going_on)


def _ranked(asked: tuple[Word, ...]) -> list[Question]:
    """The tiers; in front of them, for a code, the documents that bear it themselves."""
    if not any(word.is_code for word in asked):
        return tiers(asked)
    own = All(
        tuple(
            Token(rows.own_code(tokens.code_token(word.text)), open_ended=True)
            if word.is_code
            else word.loosely()
            for word in asked
        )
    )
    return apart([own, *_together(asked)])


def _together(asked: tuple[Word, ...]) -> list[Question]:
    """The tiers as they are before the answers of earlier ones are taken out."""
    return [getattr(each, "yes", each) for each in tiers(asked)]


def _reader(actor: Actor) -> Question | None:
    """The same filter as `Document.objects.visible_to`, as tokens; None: nothing may be read."""
    unit = actor.unit
    if unit is None:
        return None
    own = Token(rows.of_post(actor.stands_for.pk))
    if may(actor, Permission.DOCUMENT_READ, unit):
        return AnyOf((Token(rows.of_unit(unit.pk)), own))
    return own if actor.permissions_in(unit) & WORKING else None


def _narrowed(kind: str, year: int | None, direction: str) -> list[Question] | None:
    """What narrows the answers; None where nothing can be of that kind or direction."""
    known = kinds.find(kind) if kind else None
    if (kind and known is None) or (direction and direction not in DIRECTIONS):
        return None
    found: list[Question] = [Token(rows.of_kind(known.code))] if known else []
    found += [Token(rows.of_year(year))] if year is not None else []
    return found + ([Token(rows.of_direction(direction))] if direction else [])


def _visible(
    actor: Actor, questions: list[Question], start: _Mark, many: int
) -> list[tuple[Document, _Mark, bool]]:
    """Answers the actor may read by the documents themselves too, each with its mark and rank."""
    readable = Document.objects.visible_to(actor).select_related(
        "unit", "outgoing", "incoming", "copy"
    )
    found: list[tuple[Document, _Mark, bool]] = []
    for tier, keys in _answers(questions, start, many):
        seen = readable.in_bulk(keys)
        found += [(seen[key], _Mark(tier, key), tier == 0) for key in keys if key in seen]
        if len(found) >= many:
            break
    return found[:many]


def _answers(questions: list[Question], start: _Mark, many: int) -> Iterator[tuple[int, list[int]]]:
    """Keys by tier, in portions, until nobody asks for more."""
    for tier, question in enumerate(questions):
        if tier < start.tier:
            continue
        below = start.below if tier == start.tier else indexes.HIGHEST
        while keys := indexes.documents(question, below, many):
            yield tier, keys
            below = keys[-1]
            if len(keys) < many:
                break


def _hits(
    shown: list[tuple[Document, _Mark, bool]], text: str, asked: tuple[Word, ...]
) -> Iterator[Hit]:
    keys = [document.pk for document, _, _ in shown]
    texts: dict[int, Any] = dict(
        Words.objects.filter(document__in=keys, file__isnull=False).values_list(
            "document", "file__text"
        )
    )
    for document, _mark, exact in shown:
        content = texts.get(document.pk, "")
        yield Hit(document, marked(document.subject, text), snippet(content, asked), exact)


def _mark(after: str | None) -> _Mark:
    if not after:
        return _Mark()
    tier, _dash, below = after.partition("-")
    if not (tier.isdecimal() and below.isdecimal() and len(after) <= 25):
        raise Refused(
            "bad_cursor",
            _("The place to go on from is none of this list. Begin at the start again."),
        )
    return _Mark(int(tier), min(int(below), indexes.HIGHEST))
