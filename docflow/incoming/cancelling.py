"""What is left of an incoming document that its sender recalled: a tombstone.

Decree 30/2020 Art. 18.4, Annex VI III.8. Files and searchable facts go; the line of the register
stays with its number, the sender, the digests of what was cancelled and the reason.
"""

from typing import Any

from docflow import clock
from docflow.documents.models import Document, Hold
from docflow.incoming.models import Assignment, Extension, Incoming, Proposal
from docflow.people.actor import System

EMPTIED = {
    "subject": "",
    "number": None,
    "notation": "",
    "code_as_written": "",
    "issued_on": None,
}
"""What of a document could be searched for; who issued it stays in the register."""


def same_as(arrival: Incoming) -> list[Incoming]:
    """The arrival with those merged with it, locked; first the one the work is done on."""
    root = arrival.merged_into or arrival
    keys = sorted(
        {root.pk, *Incoming.objects.filter(merged_into=root).values_list("pk", flat=True)}
    )
    rows = {key: Incoming.objects.lock(Incoming(pk=key)) for key in keys}
    return [rows.pop(root.pk), *rows.values()]


def cancel(arrivals: list[Incoming], reason: str, by: Any) -> dict[str, str]:
    """Make tombstones of these, and end what was under way; returns the digests of what went.

    Inside the act that records it. Whoever holds the same bytes on another ground keeps them.
    """
    root, *_merged = arrivals
    _end_work(root, reason, by)
    root.recall(System(root.unit))
    gone = [digest for arrival in arrivals for digest in _empty(arrival.document)]
    for arrival in arrivals:
        arrival.verdict = {}
        arrival.settle()
        arrival.save()
    return {f"cancelled_{place}": each for place, each in enumerate(dict.fromkeys(gone), start=1)}


def lead_under_way(arrival: Incoming) -> Assignment | None:
    """The lead's task of the first level, if it is open: rates know the work by it."""
    lead = arrival.lead_of(1)
    return lead.counted if lead and lead.done_at is None else None


def _empty(document: Document) -> list[str]:
    """Take files and facts off; parts that people here gave to the work stay theirs."""
    attached = document.attachments.filter(part__isnull=True)
    gone = list(document.versions.order_by("number").values_list("digest", flat=True))
    gone += attached.order_by("pk").values_list("digest", flat=True)
    lasting = document.lasting.exclude(digest="").order_by("pk")
    gone += lasting.values_list("digest", flat=True)
    document.lasting.all().delete()
    document.versions.all().delete()
    attached.delete()
    Hold.objects.filter(document=document).delete()
    for name, value in EMPTIED.items():
        setattr(document, name, value)
    document.recalled_at = clock.now()
    document.save(update_fields=[*EMPTIED, "recalled_at"])
    return gone


def _end_work(arrival: Incoming, reason: str, by: Any) -> None:
    now = clock.now()
    arrival.proposals.filter(outcome=Proposal.Outcome.OPEN).update(
        outcome=Proposal.Outcome.TAKEN_BACK,
        ended_at=now,
        ended_by=getattr(by, "stands_for", None),
        reason=reason,
    )
    for request in Extension.objects.filter(task__arrival=arrival, state="asked"):
        request.lapse_by_itself(System(arrival.unit))
        request.save()
    for holding in arrival.holdings.filter(ended_at__isnull=True):
        holding.settle()
        holding.ended_at = now
        holding.save()
    arrival.assignments.filter(done_at__isnull=True).update(
        done_at=now, ended_as=Assignment.Ended.TAKEN_BACK, ended_reason=reason
    )
