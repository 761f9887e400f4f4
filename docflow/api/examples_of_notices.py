"""An example of each thing about notices, webhooks and the calendar, for the description."""

from typing import Any

from docflow.api.examples_of_documents import AT, OTHER, UID

HOOK = {
    "uid": UID,
    "url": "https://van-ban.example.vn/docflow",
    "events": ["outgoing.issued"],
    "created": AT,
    "last": 12,
    "sent": 12,
    "sent_at": AT,
    "last_error": None,
    "given_up_at": None,
    "stopped_at": None,
}
BODY = '{"id":"' + UID + '","number":12,"event":"outgoing.issued"}'
DAY = {
    "day": "2027-02-08",
    "kind": "holiday",
    "name": "Tết Nguyên đán",
    "basis": "TB 1/TB-BNV",
}
OF: dict[str, Any] = {
    "NoticeLine": {
        "uid": UID,
        "line": "to_sign",
        "topic": "waiting",
        "sentence": "A document waits for your signature.",
        "urgent": False,
        "at": AT,
        "read_at": None,
        "document": OTHER,
        "code": None,
        "subject": "Tình hình mưa lũ",
    },
    "NoticesRead": {"notices": [UID]},
    "ReadCount": {"read": 1},
    "NewWebhook": {"url": HOOK["url"], "events": HOOK["events"]},
    "WebhookLine": HOOK,
    "OpenedWebhook": {"webhook": HOOK, "secret": "docflow_hook_…"},
    "Replay": {"first": 7},
    "WebhookEvent": {
        "id": UID,
        "number": 12,
        "event": "outgoing.issued",
        "at": AT,
        "body": BODY,
    },
    "CalendarLine": DAY,
    "DayChange": DAY,
}
