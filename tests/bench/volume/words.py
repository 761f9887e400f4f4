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
        found |= tokens.of_field(code)
        found.add(rows.own_code(tokens.code_token(code)))
    found -= file.tokens
    w.put(Words, document, file.text, " ".join(sorted([*sorted(found), *file.ordered])))


@lru_cache(maxsize=50_000)
def _of_field(text: str) -> frozenset[str]:
    return frozenset(tokens.of_field(text))
