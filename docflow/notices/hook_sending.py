"""Delivering events to webhooks: signed, in order, with limits on time and size, no redirects.

Headers: `X-Docflow-Delivery` (uid, the same at every try), `X-Docflow-Number` (per webhook, without
gaps), `X-Docflow-Event`, `X-Docflow-Timestamp` (Unix seconds of this try) and
`X-Docflow-Signature`: `sha256=` and the HMAC-SHA256 of timestamp, full stop and body, in hex.
"""

import hashlib
import hmac
import http.client
import time

from docflow.notices.hook_addresses import Forbidden, target
from docflow.notices.models import HookEvent
from signing import reach

SECONDS = 10.0
"""For the whole of one try; a server that trickles its answer gains nothing."""
MOST_ANSWERED = 16 * 1024
AGENT = "Docflow-Webhook/1"
HTTP_OK = range(200, 300)


class NotTaken(Exception):
    """The endpoint did not take the event; the words go to its page and to the health page."""


def signature(secret: str, timestamp: int, body: str) -> str:
    """What the header says, and what a receiver computes anew to compare in constant time."""
    text = f"{timestamp}.{body}".encode()
    return "sha256=" + hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()


def headers_of(event: HookEvent, secret: str, timestamp: int) -> dict[str, str]:
    """All headers of one try."""
    return {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": AGENT,
        "X-Docflow-Delivery": str(event.uid),
        "X-Docflow-Number": str(event.number),
        "X-Docflow-Event": event.event,
        "X-Docflow-Timestamp": str(timestamp),
        "X-Docflow-Signature": signature(secret, timestamp, event.body),
    }


def post(url: str, event: HookEvent, secret: str) -> None:
    """One try: taken when the answer is 2xx. Raises NotTaken."""
    timestamp = int(time.time())
    try:
        answer = reach.ask(
            target(url),
            "POST",
            event.body.encode(),
            headers_of(event, secret, timestamp),
            seconds=SECONDS,
            most=MOST_ANSWERED,
        )
    except Forbidden as error:
        raise NotTaken(str(error)) from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise NotTaken(f"{type(error).__name__}: {error}"[:300]) from error
    if answer.status not in HTTP_OK:
        raise NotTaken(f"HTTP {answer.status}")
