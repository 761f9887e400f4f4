"""What opens after an act: the next item of the queue, by itself."""

from typing import Any

from django.urls import reverse

from docflow.desks.queues import queue_named

PAGE_OF = {
    "to_receive": "incoming:register",
    "to_number": "outgoing:number",
    "to_seal": "outgoing:seal",
    "to_issue": "outgoing:issue",
}


def next_page(actor: Any, *codes: str) -> str:
    """The page of the first item in the first of these queues that holds one, else the queue."""
    queues = [queue for queue in (queue_named(code, actor) for code in codes) if queue]
    for queue in queues:
        for item in queue.items(actor, 1):
            return reverse(PAGE_OF[queue.code], args=[item.uid])
    return reverse("queue", args=[queues[0].code]) if queues else reverse("desk")
