"""The search rows of documents, as docflow.search.document_rows makes them."""

from collections.abc import Iterable
from functools import lru_cache

from docflow.documents.kinds import KINDS
from docflow.search import document_rows as rows
from docflow.search import tokens
from docflow.search.models import Words
from tests.bench.volume.files import File
from tests.bench.volume.world import World

NAMES = {kind.code: kind.name for kind in KINDS}


def keep(
    w: World,
    document: int,
    file: File,
    kind: str,
    year: str,
    direction: str,
    code: str,
    readers: Iterable[str],
    fields: Iterable[str],
) -> None:
    """Write the row of a document."""
    found = {*readers, f"@k{kind.lower()}", f"@y{year}", f"@d{direction}"}
    for text in fields:
        found |= _of_field(text)
    found |= _of_field(NAMES[kind])
    if code:
        found |= _of_code(code)
    found -= file.tokens
    w.put(Words, document, file.text, " ".join(sorted([*sorted(found), *file.ordered])))


def _of_code(code: str) -> set[str]:
    """What `of_field` and `own_code` find in number and notation, from parts known before."""
    number, _, notation = code.partition("/")
    bare, accented = _code_of(notation)
    plain = f"#{tokens.folded(number)}/{bare}"
    true = f"=#{tokens.folded(number)}/{accented}"
    return {plain, true, rows.own_code(plain), *_of_field(number), *_of_field(notation)}


@lru_cache(maxsize=5_000)
def _code_of(notation: str) -> tuple[str, str]:
    return tokens.code_token(notation)[1:], tokens.true_code_token(notation)[2:]


@lru_cache(maxsize=50_000)
def _of_field(text: str) -> frozenset[str]:
    return frozenset(tokens.of_field(text))
