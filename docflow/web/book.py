"""Going through a queue one document at a time: where one stands, what comes before and after."""

from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from django.urls import reverse

from docflow.desks.queues import queue_named

PAGE_OF = {
    "to_sign": "outgoing:sign",
    "to_initial": "outgoing:initial",
    "to_check": "outgoing:pass_format",
    "opinions": "outgoing:give_opinion",
    "to_number": "outgoing:number",
    "to_seal": "outgoing:seal",
    "to_issue": "outgoing:issue",
    "to_receive": "incoming:register",
    "to_submit": "incoming:submit",
    "to_decide": "incoming:assign",
    "to_reassign": "incoming:reassign",
    "dossiers_due": "dossiers:show",
    "to_archive": "dossiers:show",
    "copies_to_approve": "copies:approve",
    "copies_to_number": "copies:number",
    "copies_to_seal": "copies:seal",
    "copies_to_issue": "copies:issue",
    "to_extend": "incoming:decide_extension",
    "to_extend_within": "incoming:decide_extension",
    "asked_back": "recalls:agree",
    "asked_again": "incoming:report_progress",
}
"""The page on which a document of the queue is dealt with; other queues show the document."""
AT_MOST = 500


@dataclass(frozen=True)
class Place:
    """A document's place in a queue, counted from 1, and the addresses beside it."""

    queue: str
    number: int
    count: int
    before: str = ""
    after: str = ""


def place_of(actor: Any, code: str, uid: UUID) -> Place | None:
    """Where a document stands in a queue of the actor's; None when it is not in it."""
    uids = _uids(actor, code)
    if uid not in uids:
        return None
    at = uids.index(uid)
    before, after = uids[at - 1 : at], uids[at + 1 : at + 2]
    return Place(
        code,
        at + 1,
        len(uids),
        before=address_in(code, before[0]) if before else "",
        after=address_in(code, after[0]) if after else "",
    )


def first_of(actor: Any, code: str) -> str:
    """The address of the first document of a queue; empty when nothing waits."""
    uids = _uids(actor, code)
    return address_in(code, uids[0]) if uids else ""


def after_act(actor: Any, code: str, uid: UUID) -> str:
    """Where to go when a document of a queue has been dealt with; asked before it is.

    To the next one, else to the first that was kept for later, else to the queue; back to the
    document itself when it was not opened from a queue.
    """
    if queue_named(code, actor) is None:
        return reverse("document", args=[uid])
    uids = _uids(actor, code)
    at = uids.index(uid) if uid in uids else -1
    rest = uids[at + 1 :] + uids[: max(at, 0)]
    following = address_in(code, rest[0]) if rest else reverse("queue", args=[code])
    return f"{following}{'&' if '?' in following else '?'}done={uid}"


def next_page(actor: Any, *codes: str) -> str:
    """The page of the first item in the first of these queues that holds one, else the queue.

    A queue whoever acts can do nothing about is passed over.
    """
    queues = [queue for queue in (queue_named(code, actor) for code in codes) if queue]
    for queue in queues:
        for item in queue.items(actor, 1):
            if queue.closed(actor):
                break
            return address_in(queue.code, item.uid)
    return reverse("queue", args=[queues[0].code]) if queues else reverse("desk")


def address_in(code: str, uid: UUID) -> str:
    """The page on which a document of a queue is dealt with."""
    before, after = _around_uid(PAGE_OF.get(code, "document"))
    page = f"{before}{uid}{after}"
    return f"{page}?queue={code}" if code else page


@cache
def _around_uid(page: str) -> list[str]:
    """What stands in an address before and after the uid; a list has fifty of them."""
    any_uid = UUID(int=0)
    return reverse(page, args=[any_uid]).split(str(any_uid))


def _uids(actor: Any, code: str) -> list[UUID]:
    queue = queue_named(code, actor)
    return [item.uid for item in queue.items(actor, AT_MOST)] if queue else []
