"""The register after the fact: undo a registration, merge what came once more."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from docflow.audit.events import Event
from docflow.audit.log import action, record
from docflow.documents import numbering
from docflow.documents.given import text
from docflow.documents.models import Document, Link
from docflow.errors import Refused
from docflow.incoming.models import Incoming
from docflow.incoming.twins import duplicates
from docflow.people.actor import Actor

LONGEST_REASON = 500
KNOWN_OPEN = (
    "verified",
    "registered",
    "returned_inside",
    "submitted",
    "assigned",
    "in_progress",
)
"""States in which a document takes a further version: its work is not done yet."""
FACTS = (
    "kind",
    "subject",
    "urgency",
    "issuer",
    "number",
    "notation",
    "code_as_written",
    "issued_on",
)
"""What a newer arrival says of the document."""


@action
def unregister(arrival: Incoming, reason: str, *, by: Actor) -> Incoming:
    """Undo a registration that was not passed on; its number stays in the book, void.

    Numbers are consecutive and none is given twice (Decree 30 Art. 22): registered again, the
    document gets the next one.
    """
    arrival = Incoming.objects.lock(arrival)
    arrival.unregister(by)
    reason = text(reason, LONGEST_REASON, "reason")
    entry = numbering.void(arrival.document.register_entry, reason)
    entry.document = None
    entry.save(update_fields=["document"])
    arrival.arrival_number = arrival.registered_at = None
    arrival.accept_reason = ""
    arrival.save()
    record(
        Event.INCOMING_UNREGISTERED,
        arrival,
        by,
        facts={
            "unit": str(arrival.unit.uid),
            "number": entry.number,
            "year": entry.year,
            "book": entry.register.book,
        },
        reason=reason,
    )
    return arrival


@action
def merge(arrival: Incoming, known: Document, *, by: Actor) -> Incoming:
    """Make what came once more a further version of the document that is known; returns that one.

    The known document keeps its number and what was done with it; file, attachments and facts are
    those of the newer one. The arrival ends as merged, its own file kept. The sender hears of it
    what they hear of the known one: it was received and is being handled, so it is not refused
    (Decree 30 Art. 21; QĐ 28/2018 Art. 9).
    """
    arrival, twin = _locked(arrival, known)
    arrival.merge(by)
    if twin is None or twin.document not in duplicates(arrival):
        raise Refused("not_a_twin", _("This is not the same document. Choose one of those shown."))
    if twin.state not in KNOWN_OPEN:
        raise Refused(
            "known_is_closed",
            _("The work on %(known)s has ended. Register this one as a new entry."),
            known=twin.document.code or twin.document.subject,
        )
    subject_before = twin.document.subject
    digest = _take_over(arrival, twin)
    arrival.merged_into = twin
    arrival.save()
    twin.save()
    Incoming.objects.filter(merged_into=arrival).update(merged_into=twin)
    Link.objects.get_or_create(source=arrival.document, target=twin.document, kind=Link.Kind.MERGES)
    record(Event.INCOMING_MERGED, arrival, by, facts={"into": str(twin.uid)})
    record(
        Event.INCOMING_UPDATED,
        twin,
        by,
        facts={"from": str(arrival.uid), "finding": twin.finding},
        digests={"file": digest},
        subject_before=subject_before if subject_before != twin.document.subject else "",
    )
    return twin


def _locked(arrival: Incoming, known: Document) -> tuple[Incoming, Incoming | None]:
    """Both rows, locked in the order of their keys: two who merge crosswise do not wait forever."""
    rows: dict[int, Any] = {}
    for key in sorted({arrival.pk, known.pk}):
        found = Incoming.objects.filter(pk=key).first()
        if found:
            rows[key] = Incoming.objects.lock(found)
    return rows[arrival.pk], rows.get(known.pk) if known.pk != arrival.pk else None


def _take_over(arrival: Incoming, twin: Incoming) -> str:
    """Give the known document the newer file, attachments and facts; returns the file's digest."""
    new, old = arrival.document, twin.document
    file, before = new.current, old.current
    assert file is not None
    assert before is not None
    if file.digest != before.digest:
        old.versions.create(
            number=before.number + 1,
            role=file.role,
            digest=file.digest,
            size=file.size,
            facts=file.facts,
        )
        twin.finding, twin.verdict = arrival.finding, arrival.verdict
    there = set(old.attachments.values_list("digest", flat=True))
    for each in new.attachments.order_by("pk"):
        if each.digest not in there:
            old.attachments.create(
                name=each.name, digest=each.digest, size=each.size, verdict=each.verdict
            )
    for name in FACTS:
        setattr(old, name, getattr(new, name))
    old.save(update_fields=FACTS)
    return file.digest
