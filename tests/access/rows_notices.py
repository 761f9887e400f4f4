"""Rows of notices, webhooks and the calendar, added to the table of table.py."""

from typing import Any

GET, POST = "GET", "POST"
SIGNED_IN, ACTING, TOKEN = "signed in", "acting", "token"
UNITS = ("unit.manage",)


def rows(row: Any) -> tuple[Any, ...]:
    """The rows, made with the class that table.py gives."""
    return (
        row("notices_read", POST, ACTING),
        row("account_notices", GET, SIGNED_IN),
        row("account_notices", POST, SIGNED_IN, send="ways"),
        row("webhooks:list", GET, UNITS),
        row("webhooks:open", GET, UNITS),
        row("webhooks:open", POST, UNITS, send="webhook", also=(200,)),
        row("webhooks:show", GET, UNITS, "webhook"),
        row("webhooks:show", POST, UNITS, "webhook", send="first"),
        row("webhooks:stop", POST, UNITS, "webhook"),
        row("calendar:show", GET, ACTING),
        row("calendar:change", GET, UNITS),
        row("calendar:change", POST, UNITS, send="feast", also=(200,)),
        row("api:list_notices", GET, TOKEN),
        row("api:mark_notices_read", POST, TOKEN),
        row("api:list_webhooks", GET, UNITS),
        row("api:open_webhook", POST, UNITS, send="webhook"),
        row("api:list_webhook_events", GET, UNITS, "webhook"),
        row("api:replay_webhook", POST, UNITS, "webhook", send="first"),
        row("api:stop_webhook", POST, UNITS, "webhook"),
        row("api:list_days", GET, TOKEN),
        row("api:change_calendar_day", POST, UNITS, send="feast", also=(422,)),
    )


SENT: dict[str, Any] = {
    "ways": lambda *_: {
        "address": "",
        "digest_hour": "8",
        **dict.fromkeys(("waiting", "own", "deadline", "delivery", "account"), "application"),
    },
    "webhook": lambda *_: {"url": "http://127.0.0.1:9/", "events": ["outgoing.issued"]},
    "first": lambda *_: {"first": 1},
    "feast": lambda *_: {"day": "2030-09-03", "kind": "holiday", "name": "Quốc khánh"},
}
"""What is sent, to pages and by programs alike."""
ASKED: dict[str, Any] = {"api:list_days": {"year": 2026}}
