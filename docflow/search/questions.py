"""Questions to the token indexes, and how each database spells them."""

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True)
class Token:
    """The token is there; with `open_ended`, or one that begins like it."""

    text: str
    open_ended: bool = False


@dataclass(frozen=True)
class All:
    """Each of the questions is answered yes."""

    parts: tuple["Question", ...]


@dataclass(frozen=True)
class AnyOf:
    """One of the questions is answered yes."""

    parts: tuple["Question", ...]


@dataclass(frozen=True)
class But:
    """The first question is answered yes, the second no."""

    yes: "Question"
    no: "Question"


Question = Token | All | AnyOf | But


def holds(question: Question, tokens: Collection[str]) -> bool:
    """The answer for one set of tokens."""
    if isinstance(question, All):
        return all(holds(each, tokens) for each in question.parts)
    if isinstance(question, AnyOf):
        return any(holds(each, tokens) for each in question.parts)
    if isinstance(question, But):
        return holds(question.yes, tokens) and not holds(question.no, tokens)
    if question.open_ended:
        return any(each.startswith(question.text) for each in tokens)
    return question.text in tokens


def as_tsquery(question: Question) -> str:
    """PostgreSQL's spelling. Each token is quoted, so that nothing in it is an operator."""
    if isinstance(question, Token):
        quoted = question.text.replace("\\", "\\\\").replace("'", "''")
        return f"'{quoted}':*" if question.open_ended else f"'{quoted}'"
    if isinstance(question, But):
        return f"({as_tsquery(question.yes)} & !({as_tsquery(question.no)}))"
    sign = " & " if isinstance(question, All) else " | "
    return f"({sign.join(map(as_tsquery, question.parts))})"


def as_fts5(question: Question) -> str:
    """SQLite's spelling. Each token is quoted, so that nothing in it is an operator."""
    if isinstance(question, Token):
        quoted = question.text.replace('"', '""')
        return f'"{quoted}"*' if question.open_ended else f'"{quoted}"'
    if isinstance(question, But):
        return f"({as_fts5(question.yes)} NOT {as_fts5(question.no)})"
    sign = " AND " if isinstance(question, All) else " OR "
    return f"({sign.join(map(as_fts5, question.parts))})"
