"""A stated list to be signed under one consent: which documents, and what became of each."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Max, Q
from django.utils.translation import gettext_lazy as _

from docflow.batches.actions import AT_MOST as AT_MOST
from docflow.batches.models import Batch, Item
from docflow.desks.queues import queue_named
from docflow.documents.models import Document
from docflow.outgoing.models import Outgoing

WHY: dict[str, Any] = {
    "wrong_state": _("It waited for this signature no more."),
    "changed_meanwhile": _("The file was changed after it stood on the list. Look at it anew."),
    "not_signed": _("The file cannot take the signature. Open it and try to sign it by itself."),
    "signature_not_verified": _("The new signature did not pass its check and was thrown away."),
    "post_ended": _("The post with which it was to be signed has ended."),
    "delegation_ended": _("The delegation under which it was to be signed has ended."),
    "key_revoked": _("The certificate was revoked meanwhile."),
    "fault": _("A fault in the system. Sign it again later."),
}
"""What a refusal means to whoever reads the list later, by its code."""
OTHERWISE = _("It may not be signed like this. Open it: there stands why.")


def chosen(uids: Sequence[UUID], *, by: Any) -> list[Outgoing]:
    """Those of the documents on the own unit's desk that may be seen, in the order of the queue."""
    visible = Document.objects.visible_to(by).filter(uid__in=uids[:AT_MOST])
    here = Q(desk__isnull=True, unit=by.unit) | Q(desk=by.unit)
    papers = Outgoing.objects.filter(here, document__in=visible)
    rows = papers.select_related("document__unit", "unit", "drafter__user", "signer__user")
    order = {uid: place for place, uid in enumerate(waiting(by=by))}
    found = rows.prefetch_related("document__versions")
    return sorted(found, key=lambda paper: order.get(paper.uid, AT_MOST))


def waiting(*, by: Any) -> list[UUID]:
    """The documents that wait for the actor's signature, in the order of the queue."""
    queue = queue_named("to_sign", by)
    return [item.uid for item in queue.items(by, AT_MOST)] if queue else []


def unfinished(*, by: Any) -> list[Batch]:
    """The actor's consents under which something still waits, the newest first."""
    return list(Batch.objects.of(by).unfinished().counted())


def items_of(batch: Batch) -> list[Item]:
    """The list of a consent, each with its document."""
    return list(batch.items.select_related("paper__document"))


def why_not(item: Item) -> Any:
    """Why the file was not signed, in a sentence; empty when it was, or still waits."""
    return WHY.get(item.refusal, OTHERWISE) if item.refusal else ""


def last_result(batch: Batch) -> Any:
    """When the newest result of a list came; None before the first."""
    return batch.items.aggregate(at=Max("ended_at"))["at"]
