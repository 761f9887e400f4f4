"""Rows of saved searches, chosen columns and counted accesses."""

from collections.abc import Iterator
from typing import Any

from tests.access.law import MORE_THINGS

GET, POST = "GET", "POST"
ACTING, TOKEN = "acting", "token"
AUDITS = ("audit.read",)
SAVED = "saved search"


def rows(row: Any) -> Iterator[Any]:
    """The rows, made with the class that table.py gives."""
    yield row("search_save", GET, ACTING)
    yield row("search_save", POST, ACTING, send="search")
    yield row("search_saved", GET, ACTING, SAVED)
    yield row("search_saved", POST, ACTING, SAVED, send="search name")
    yield row("search_delete", POST, ACTING, SAVED)
    yield row("search_columns", POST, ACTING, send="columns")
    yield row("log:accesses", GET, AUDITS)
    yield row("dossiers:accesses", GET, ACTING, "dossier")
    yield row("api:list_searches", GET, TOKEN)
    yield row("api:save_search", POST, TOKEN, send="search")
    yield row("api:rename_search", POST, TOKEN, SAVED, send="search name")
    yield row("api:delete_search", POST, TOKEN, SAVED)
    yield row("api:show_columns", GET, TOKEN)
    yield row("api:choose_columns", POST, TOKEN, send="columns")
    yield row("api:count_accesses", GET, AUDITS)
    yield row("api:show_dossier_accesses", GET, TOKEN, "dossier")


MORE_THINGS[SAVED] = lambda who, thing, _held: who.name == thing.drafter
SENT: dict[str, Any] = {
    "search": lambda *_: {"name": "Tìm lại", "q": "tình hình"},
    "search name": lambda *_: {"name": "Tên khác"},
    "columns": lambda *_: {"column": ["state"]},
}
"""What is sent to pages."""
CALLED: dict[str, Any] = SENT | {
    "search": lambda *_: {"name": "Tìm lại", "text": "tình hình"},
    "columns": lambda *_: {"columns": ["state"]},
}
"""What programs send."""
