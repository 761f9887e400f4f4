"""Where the words that were searched for stand in a text, as plain text and ranges."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from docflow.search import tokens
from docflow.search.typed import Word, words

BEFORE, LENGTH = 60, 220  # characters of a snippet: before what was found, and in all
LOOKED_THROUGH = 50_000  # characters of a text
_MATCHES = 200  # looked at for one with the true accents

_START, _END = r"(?<![^\W_])", r"(?![^\W_])"


@dataclass(frozen=True)
class Marked:
    """A plain text (no HTML) and the ranges in it to be marked: first character, first after."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()


def marked(text: str, typed: str) -> Marked:
    """A short text, such as a subject, with the words that were typed marked in it."""
    return Marked(text, tuple(_marks(text, words(typed))))


def snippet(text: str, asked: tuple[Word, ...]) -> Marked | None:
    """The place in a long text where the words stand together, or one of them; None if nowhere.

    A place with exactly the accents that were typed is preferred.
    """
    looked_through = text[:LOOKED_THROUGH]
    place = _place(looked_through, asked)
    if place is None:
        return None
    first = looked_through.rfind(" ", 0, max(place - BEFORE, 0)) + 1
    last = looked_through.rfind(" ", place, first + LENGTH)
    cut = looked_through[first : last if len(looked_through) > first + LENGTH else None]
    shown = f"{'… ' if first else ''}{cut}{' …' if first + len(cut) < len(text) else ''}"
    return Marked(shown, tuple(_marks(shown, asked)))


def _place(text: str, asked: tuple[Word, ...]) -> int | None:
    together = r"[\W_]+".join(_pattern(word) for word in asked)
    longest = max(asked, key=lambda word: len(word.text), default=None)
    for pattern in (together, _pattern(longest) if longest else ""):
        if pattern and (found := _truest(text, pattern, asked)) is not None:
            return found
    return None


def _truest(text: str, pattern: str, asked: tuple[Word, ...]) -> int | None:
    """Where the first match with the true accents begins, or else the first match."""
    first = None
    for number, found in enumerate(_compiled(pattern).finditer(text)):
        if first is None:
            first = found.start()
        if number >= _MATCHES or not any(word.is_accented for word in asked):
            break
        if all(_is_true(part, asked) for part, _ in tokens.chunks(found.group())):
            return found.start()
    return first


def _marks(text: str, asked: tuple[Word, ...]) -> Iterator[tuple[int, int]]:
    if not asked:
        return
    each = "|".join(_pattern(word) for word in sorted(asked, key=lambda word: -len(word.text)))
    for found in _compiled(each).finditer(text):
        yield found.span()


def _is_true(part: str, asked: Iterable[Word]) -> bool:
    return any(
        tokens.true(part[: len(word.text)] if word.is_begun else part) == tokens.true(word.text)
        for word in asked
    )


@lru_cache(maxsize=500)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(f"{_START}(?:{pattern})", re.IGNORECASE)


@lru_cache(maxsize=500)
def _pattern(word: Word) -> str:
    """What the word matches in a text, whatever the accents."""
    if word.is_code:
        separator = f"[{tokens.SEPARATORS}]"
        return separator.join(map(_letters, tokens.parts(word.text))) + r"[^\W_]*"
    return _letters(word.text) + (r"[^\W_]*" if word.is_begun else _END)


def _letters(word: str) -> str:
    bare = tokens.folded(word)
    zeros = "0*" if bare.isdigit() else ""
    return zeros + "".join(_LETTERS.get(letter, re.escape(letter)) for letter in bare)


def _alike() -> dict[str, str]:
    """For each letter without accents the class of those that differ by accents alone."""
    classes: dict[str, str] = {}
    for number in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        bare = tokens.folded(chr(number))
        if len(bare) == 1 and bare.isascii() and bare.isalpha():
            classes[bare] = classes.get(bare, bare) + chr(number)
    return {letter: f"[{alike}]" for letter, alike in classes.items()}


_LETTERS = _alike()
