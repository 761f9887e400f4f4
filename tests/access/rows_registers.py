"""Rows of registers, reports on handling, the score board, slips, and files of lists."""

from collections.abc import Iterator
from typing import Any

GET, POST = "GET", "POST"
ACTING, TOKEN = "acting", "token"
READS = ("document.read",)
BOOKS = ("register.manage",)
BOARD = ("incoming.assign", "audit.read", "document.read", "incoming.handle")
FORMS = ("csv", "xlsx", "pdf")


def rows(row: Any) -> Iterator[Any]:
    """The rows, made with the class that table.py gives."""
    yield row("registers:pdf", GET, READS, "register")
    yield row("registers:line", GET, READS, "register")
    yield row("registers:line", POST, BOOKS, "register", send="remark")
    yield row("board:show", GET, BOARD)
    yield row("reports:incoming", GET, READS)
    yield row("reports:show", GET, READS, "handled")
    yield row("board:items", GET, BOARD, "outcome")
    yield row("reports:items", GET, READS, "handled")
    for form in FORMS:
        yield row(f"board:{form}", GET, BOARD)
        yield row(f"board:items_{form}", GET, BOARD, "outcome")
        yield row(f"reports:{form}", GET, READS, "handled")
        yield row(f"reports:items_{form}", GET, READS, "handled")
        yield row(f"search_{form}", GET, ACTING)
    yield row("incoming:slip", GET, ACTING, "incoming")
    yield row("incoming:slip_pdf", GET, ACTING, "incoming")
    yield row("document_accesses", GET, ACTING, "document")
    yield row("api:note_register_line", POST, BOOKS, "register", send="remark")
    yield row("api:download_slip", GET, TOKEN, "incoming")
    yield row("api:show_accesses", GET, TOKEN, "document")
    yield row("api:download_found", GET, TOKEN)
    for call in ("show_board", "list_board_tasks", "download_board"):
        yield row(f"api:{call}", GET, BOARD)
    for call in ("show_handling", "list_handled_documents", "download_handling"):
        yield row(f"api:{call}", GET, READS)
