"""What seems to be here already: the same identifier, or the same number, notation and issuer."""

import unicodedata

from django.db.models import Q

from docflow.documents.models import Document
from docflow.incoming.arriving import Arriving
from docflow.incoming.models import Incoming
from docflow.units.models import Unit

GONE = ("refused", "merged", "recalled")


def has_come(arriving: Arriving, unit: Unit | None) -> Incoming | None:
    """The arrival that this hand-over made before: the same identifier and the same file."""
    same = Incoming.objects.filter(
        unit=unit,
        document__exchange_id=arriving.exchange_id,
        document__versions__number=1,
        document__versions__digest=arriving.file.digest,
    )
    found: Incoming | None = same.order_by("pk").first()
    return found


def duplicates(arrival: Incoming) -> list[Document]:
    """Documents of the unit that seem to be the same one (Decree 30 Annex VI III.1).

    They came under the same identifier, or number, notation and issuer agree. Letter case, spaces
    and the way an accent is encoded do not tell two issuers apart. A document without number and
    notation has only twins of its identifier.
    """
    document = arrival.document
    same = Document.objects.filter(_same(document), unit=document.unit, incoming__isnull=False)
    same = same.exclude(pk=document.pk).exclude(incoming__state__in=GONE).order_by("pk")
    return [
        each
        for each in same
        if each.exchange_id == document.exchange_id
        or _plain(each.issuer) == _plain(document.issuer)
    ]


def _same(document: Document) -> Q:
    identifier = Q(exchange_id=document.exchange_id)
    if not document.number or not document.notation or not document.issued_on:
        return identifier
    return identifier | Q(
        number=document.number,
        notation=document.notation,
        issued_on__year=document.issued_on.year,
    )


def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())
