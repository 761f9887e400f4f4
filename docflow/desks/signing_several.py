"""One PIN for a stated list: each document is signed by itself and has a result of its own."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from docflow.batches import signing
from docflow.batches.actions import consent
from docflow.desks.queues import queue_named
from docflow.documents.models import Document
from docflow.errors import Refused
from docflow.outgoing.models import Outgoing
from docflow.people.actor import Actor

AT_MOST = 50  # what one looks through on one page
PIN_TROUBLE = {"wrong_pin", "key_locked", "key_unusable", "no_key", "pin_missing"}
"""Refusals that are about the key and not the document: trying on would only lock the key."""


@dataclass(frozen=True)
class Result:
    """What became of one document of the list; `refusal` says why it was not signed."""

    paper: Outgoing
    refusal: Refused | None = None
    is_tried: bool = True

    @property
    def is_of_the_key(self) -> bool:
        """Whether it is the key or its PIN that stood in the way, so nothing more is tried."""
        return self.refusal is not None and self.refusal.code in PIN_TROUBLE


def chosen(uids: Sequence[UUID], *, by: Any) -> list[Outgoing]:
    """Those of the documents of the own unit that may be seen, in the order of the queue."""
    visible = Document.objects.visible_to(by).filter(uid__in=uids[:AT_MOST])
    papers = Outgoing.objects.filter(document__in=visible, unit=by.unit)
    found = list(papers.select_related("document__unit", "unit", "drafter__user", "signer__user"))
    queue = queue_named("to_sign", by)
    order = [item.uid for item in queue.items(by, 500)] if queue else []
    return sorted(found, key=lambda paper: order.index(paper.uid) if paper.uid in order else 500)


def sign_each(
    papers: Sequence[Outgoing], pin: str, seen: Mapping[str, str], *, by: Actor
) -> Iterator[Result]:
    """Sign each under one consent; one that fails stops nothing, a wrong PIN stops all.

    `seen` says by uid which file was looked at: no other is signed.
    """
    if not papers:
        return
    batch = consent([(paper, seen.get(str(paper.uid), "")) for paper in papers], by=by)
    try:
        for each in signing.sign(batch, pin, by=by):
            yield Result(each.item.paper, each.refusal)
    except Refused as refusal:
        for place, paper in enumerate(papers):
            yield Result(paper, refusal, is_tried=place == 0)
