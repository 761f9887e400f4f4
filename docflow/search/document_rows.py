"""The tokens of documents: what they say, who may read them, of what kind they are."""

from collections.abc import Iterable, Iterator

from django.db import transaction

from docflow import clock
from docflow.copies.models import Copy
from docflow.documents import kinds
from docflow.documents.models import Document, Version
from docflow.incoming.models import Incoming
from docflow.outgoing.models import Outgoing
from docflow.search import file_texts, tokens
from docflow.search.models import FileText, Words

_TOLD = (
    *("attachments", "access", "loans", "deliveries", "versions"),
    *("outgoing__recipients", "copy__recipients"),
)
_NAMES = {kind.code: kind.name for kind in (*kinds.KINDS, *kinds.COPIES)}
OUTGOING, INCOMING, COPIES = "outgoing", "incoming", "copies"


def load(keys: Iterable[int]) -> list[Document]:
    """Documents with all their tokens are made of, in a constant number of queries."""
    documents = Document.objects.filter(pk__in=list(keys)).order_by("pk")
    documents = documents.select_related("outgoing", "copy", "incoming__sender")
    return list(documents.prefetch_related(*_TOLD, "incoming__sender__names"))


def newest_version(document: Document) -> Version | None:
    """The current version, out of what was loaded."""
    return max(document.versions.all(), key=lambda version: version.number, default=None)


def tokens_of(document: Document, file: FileText | None) -> str:
    """All tokens of a document, as they are kept."""
    found = {*readers(document), *features(document)}
    for text in _fields(document):
        found |= tokens.of_field(text)
    if document.code:
        found.add(own_code(tokens.code_token(document.code)))
    return tokens.joined(found | tokens.of_content(file.text if file else ""))


@transaction.atomic
def keep_current(key: int) -> None:
    """Write the row of a document as it is now, with what was read of its file."""
    for document in load([key]):
        if _is_tombstone(document):
            _forget(document)
            continue
        version = newest_version(document)
        keep(document, file_texts.known(version.digest) if version else None)


def _is_tombstone(document: Document) -> bool:
    """Whether it came, was recalled and cancelled: nothing of it is found (Annex VI III.8)."""
    return document.recalled_at is not None and hasattr(document, "incoming")


def _forget(document: Document) -> None:
    row = Words.objects.select_for_update().filter(document=document).first()
    if row:
        file, row.file_id = row.file_id, None
        row.delete()
        file_texts.forget(file)


@transaction.atomic
def keep(document: Document, file: FileText | None) -> None:
    """Write the row of a document, unless it says the same already."""
    row = Words.objects.select_for_update().filter(document=document).first()
    made = Words(document=document, file=file, words=tokens_of(document, file))
    if row is None:
        made.save(force_insert=True)
        return
    if row.words != made.words:
        made.save(update_fields=["words", "file"])
    elif row.file_id != made.file_id:
        made.save(update_fields=["file"])
    if row.file_id != made.file_id:
        file_texts.forget(row.file_id)


def readers(document: Document) -> Iterator[str]:
    """Who may read: the holder, and the units and posts it was given to."""
    yield of_unit(document.unit_id)
    for access in document.access.all():
        if access.unit_id is not None:
            yield of_unit(access.unit_id)
        if access.appointment_id is not None:
            yield of_post(access.appointment_id)
    for loan in document.loans.all():  # ended ones too: the documents themselves are asked again
        yield of_post(loan.appointment_id)


def features(document: Document) -> Iterator[str]:
    """What a search can be narrowed by."""
    yield of_kind(document.kind)
    yield of_year((document.issued_on or clock.local_date(document.created)).year)
    if getattr(document, "outgoing", None):
        yield of_direction(OUTGOING)
    if getattr(document, "incoming", None):
        yield of_direction(INCOMING)
    if getattr(document, "copy", None):
        yield of_direction(COPIES)


def of_unit(unit_id: int) -> str:
    """The token of what a unit may read."""
    return f"@u{unit_id}"


def of_post(appointment_id: int) -> str:
    """The token of what was given to a post."""
    return f"@p{appointment_id}"


def of_kind(kind: str) -> str:
    """The token of a type of paper."""
    return f"@k{kind.lower()}"


def of_year(year: int) -> str:
    """The token of a year: of the document's date, or of its making before it has one."""
    return f"@y{year}"


def of_direction(direction: str) -> str:
    """The token of what a unit made itself or got."""
    return f"@d{direction}"


def own_code(code_token: str) -> str:
    """The token of the document that bears a code, which others only mention."""
    return f"@{code_token}"


def _fields(document: Document) -> Iterator[str]:
    yield from (document.code, document.notation, document.subject, document.issuer)
    yield _NAMES.get(document.kind, "")
    yield from (each.name for each in document.attachments.all())
    yield from (each.name for each in document.deliveries.all())
    outgoing: Outgoing | None = getattr(document, "outgoing", None)
    if outgoing:
        yield from (each.name for each in outgoing.recipients.all())
    copy: Copy | None = getattr(document, "copy", None)
    if copy:
        yield from (each.name for each in copy.recipients.all())
    incoming: Incoming | None = getattr(document, "incoming", None)
    if incoming and incoming.sender:
        yield from (each.name for each in incoming.sender.names.all())
