"""Words as tokens: with and without their accents, in full and from their beginnings.

Of the word Đồng in a field come these tokens: `dong` without accents, `=đông` and the tone for the
true word, `^d` `^do` `^don` and `^=đ` `^=đồ` `^=đồn` for its beginnings. A code such as 05/BC-UBND
is a token of its own beside its words: `#5/bc/ubnd`, and `=#…` with its accents. Tokens that begin
with @ are no words: who may read, and of what kind a document is.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from docflow.units.names import same_key, tidy

LONGEST = 40  # of a word, in characters; what is longer is cut
LONGEST_BEGINNING = 6
MOST = 20_000  # tokens of one text
_MOST_PARTS = 8

WORD = r"[^\W_]+"
SEPARATORS = "/.&–‑-"
CODE = rf"[^\W_]*\d[^\W_]*(?:[{SEPARATORS}]{WORD})+"
_CHUNKS = re.compile(rf"(?P<code>{CODE})|{WORD}")
_SEPARATOR = re.compile(rf"[{SEPARATORS}]")


def chunks(text: str) -> Iterator[tuple[str, bool]]:
    """The words and codes of a text in their order; whether each is a code."""
    for found in _CHUNKS.finditer(tidy(text)):
        yield found.group(), found.group("code") is not None


def parts(code: str) -> list[str]:
    """What stands between the separators of a code."""
    return _SEPARATOR.split(code)


@lru_cache(maxsize=50_000)
def folded(word: str) -> str:
    """A word without accents and capitals, đ as d; a number without leading zeros."""
    letters = unicodedata.normalize("NFD", tidy(word).casefold())
    bare = "".join(each for each in letters if not unicodedata.combining(each)).replace("đ", "d")
    return (bare.lstrip("0") or "0" if bare.isdigit() else bare)[:LONGEST]


@lru_cache(maxsize=50_000)
def true(word: str) -> str:
    """A word as it is, but for capitals and where its tone stands (Hoá is Hóa)."""
    return "=" + same_key(word)[:LONGEST]


def is_accented(word: str) -> bool:
    """Whether a word bears a tone, a mark or a đ."""
    return same_key(word) != folded(word) and not word.isdigit()


def code_token(code: str) -> str:
    """The token of a code: without accents, capitals, leading zeros and kinds of separator."""
    return "#" + "/".join(folded(each) for each in parts(code)[:_MOST_PARTS])


def true_code_token(code: str) -> str:
    """The token of a code with its accents."""
    return "=#" + "/".join(
        folded(each) if each.isdigit() else true(each)[1:] for each in parts(code)[:_MOST_PARTS]
    )


def of_field(text: str) -> set[str]:
    """The tokens of a short text, which is also found by the beginnings of its words."""
    found = set()
    for chunk, is_code in chunks(text):
        found |= _of_code(chunk) if is_code else set()
        for word in parts(chunk) if is_code else [chunk]:
            found |= {folded(word), true(word), *_beginnings(word), *_true_beginnings(word)}
    return found


def of_content(text: str) -> set[str]:
    """The tokens of a long text, at most `MOST`."""
    found: set[str] = set()
    for chunk, is_code in chunks(text):
        if len(found) > MOST:
            break
        found |= _of_code(chunk) if is_code else set()
        for word in parts(chunk) if is_code else [chunk]:
            found |= _of_word_in_content(word)
    return found


def joined(tokens: set[str]) -> str:
    """Tokens as they are kept."""
    return " ".join(sorted(tokens))


def beginning(word: str) -> str:
    """The token all words without accents have in common that begin like this one."""
    return f"^{folded(word)}"


def true_beginning(word: str) -> str:
    """The token all words have in common that begin like this one, accents counting."""
    return f"^{true(word)}"


def _of_code(code: str) -> set[str]:
    return {code_token(code), true_code_token(code)}


@lru_cache(maxsize=50_000)
def _of_word_in_content(word: str) -> frozenset[str]:
    starts = () if any(map(str.isdigit, word)) else _beginnings(word)
    return frozenset({folded(word), true(word), *(each for each in starts if len(each) > 2)})


def _beginnings(word: str) -> list[str]:
    bare = folded(word)
    return [f"^{bare[:length]}" for length in range(1, min(len(bare), LONGEST_BEGINNING + 1))]


def _true_beginnings(word: str) -> list[str]:
    longest = min(len(word), LONGEST_BEGINNING + 1)
    return [true_beginning(word[:length]) for length in range(1, longest)]
