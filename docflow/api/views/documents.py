"""Documents: found, shown, told from the beginning, handed out."""

from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from ninja import Router
from pydantic import Field

from docflow.api import cursors, finding
from docflow.api.access import CSV, PDF, XLSX, call
from docflow.api.cursors import Cursor, Limit
from docflow.api.errors import NotHere
from docflow.api.payloads.comparing import Comparison
from docflow.api.payloads.documents import DocumentWhole
from docflow.api.payloads.figures import DocumentAccesses, Reader
from docflow.api.payloads.lines import FoundLine, Timeline, TimelineStep
from docflow.api.payloads.shapes import Page, Text
from docflow.copies.models import Copy
from docflow.desks import exports
from docflow.desks.accesses import accesses_of, may_name_readers
from docflow.desks.comparing import compare
from docflow.desks.downloads import download
from docflow.desks.found_table import of_found
from docflow.desks.stamped import hand_out_stamped
from docflow.desks.timeline import timeline
from docflow.desks.walking import newest
from docflow.documents import filenames
from docflow.documents.models import Document, Version
from docflow.incoming import handing_out
from docflow.incoming.models import Incoming
from docflow.outgoing.models import Outgoing
from docflow.requests.limits import limit as count
from docflow.search.columns import chosen_by
from docflow.search.documents import find

router = Router(tags=["documents"])
Year = Annotated[int | None, Field(ge=1900, le=9999)]
Number = Annotated[int, Field(ge=1, le=9999)]


@call(router, "GET", "/documents", Page[FoundLine])
def find_documents(
    request: Any,
    text: Text = "",
    kind: Text = "",
    year: Year = None,
    direction: Literal["", "outgoing", "incoming", "copies"] = "",
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[FoundLine]:
    """Documents that bear all words, or, without words and filters, the newest."""
    question = ("documents", text, kind, year, direction, request.token.uid)
    place = cursors.place(question, cursor)
    if not (text or kind or year or direction):
        below = place[0] if place else None
        rows = newest(request.actor, (Outgoing, Incoming, Copy), limit + 1, below=below)
        lines = [(FoundLine.plain(row.document, row), row.pk) for row in rows]
        return cursors.page(Page[FoundLine], question, lines, limit)
    count("search", request.actor)
    after = place[0] if place else None
    found = find(
        request.actor, text, limit=limit, after=after, kind=kind, year=year, direction=direction
    )
    following = cursors.cursor(question, [found.next]) if found.next else None
    return Page[FoundLine](items=[FoundLine.hit(each) for each in found.hits], next=following)


@call(router, "GET", "/documents/table", None, media=(CSV, XLSX, PDF))
def download_found(
    request: Any,
    text: Text = "",
    kind: Text = "",
    year: Year = None,
    direction: Literal["", "outgoing", "incoming", "copies"] = "",
    form: Literal["csv", "xlsx", "pdf"] = "xlsx",
) -> HttpResponseBase:
    """What a search finds as a file with the chosen columns, the first two thousand."""
    count("export", request.actor)
    columns = chosen_by(request.actor.user)
    made = of_found(request.actor, text, kind=kind, year=year, direction=direction, columns=columns)
    return exports.answer(made, form)


@call(router, "GET", "/documents/{uuid:uid}", DocumentWhole, door="subject")
def show_document(request: Any, uid: UUID) -> DocumentWhole:
    """A document with its state, the moves open and closed to the token, files and relations."""
    document = finding.document(request, uid)
    return DocumentWhole.seen(subject_of(request, document), request.actor)


@call(router, "GET", "/documents/{uuid:uid}/accesses", DocumentAccesses, door="subject")
def show_accesses(request: Any, uid: UUID) -> DocumentAccesses:
    """How often a document was read; one reader counts once in ten minutes."""
    document = finding.document(request, uid)
    found = accesses_of(document)
    readers = [Reader.from_orm(each) for each in found.readers]
    named = may_name_readers(request.actor, document)
    return DocumentAccesses(
        times=found.times, people=found.people, readers=readers if named else None
    )


@call(router, "GET", "/documents/{uuid:uid}/timeline", Timeline, door="subject")
def show_timeline(request: Any, uid: UUID) -> Timeline:
    """What happened to a document here, oldest first."""
    steps = timeline(finding.document(request, uid))
    return Timeline(steps=[TimelineStep.of(step) for step in steps])


@call(router, "GET", "/documents/{uuid:uid}/file", None, door="subject", media=("application/pdf",))
def download_file(request: Any, uid: UUID, version: Number | None = None) -> HttpResponseBase:
    """The bytes of the newest version, or of the one named; Range is served."""
    document = finding.document(request, uid)
    asked = _version(document, version) if version else None
    given = handing_out.hand_out(document, asked, by=request.actor)
    name = filenames.of_document(document)
    return download(request, given.digest, given.size, name, "application/pdf")


@call(
    router, "GET", "/documents/{uuid:uid}/lasting", None, door="subject", media=("application/pdf",)
)
def download_lasting(request: Any, uid: UUID) -> HttpResponseBase:
    """The bytes with validation data, checkable in years to come; Range is served."""
    document = finding.document(request, uid)
    found = handing_out.hand_out_lasting(document, by=request.actor)
    name = filenames.of_lasting(document)
    return download(request, found.digest, found.size, name, "application/pdf")


@call(
    router, "GET", "/documents/{uuid:uid}/stamped", None, door="subject", media=("application/pdf",)
)
def download_stamped(request: Any, uid: UUID) -> HttpResponseBase:
    """The pages of a registered incoming document with the stamp of arrival on the first."""
    document = finding.document(request, uid)
    made = hand_out_stamped(document, by=request.actor)
    return HttpResponse(made, content_type="application/pdf")


@call(
    router,
    "GET",
    "/documents/{uuid:uid}/attachments/{position}",
    None,
    door="subject",
    media=("application/octet-stream",),
)
def download_attachment(request: Any, uid: UUID, position: Number) -> HttpResponseBase:
    """The bytes of a file that goes with a document, by its position from 1."""
    document = finding.document(request, uid)
    found = list(document.attachments.order_by("pk")[position - 1 : position])
    if not found:
        raise NotHere
    given = handing_out.hand_out_attachment(found[0], by=request.actor)
    name = filenames.safe(given.name)
    return download(request, given.digest, given.size, name, "application/octet-stream")


@call(
    router,
    "GET",
    "/documents/{uuid:uid}/pages/{number}",
    None,
    door="subject",
    media=("image/png",),
)
def show_page(
    request: Any, uid: UUID, number: Number, version: Number | None = None
) -> HttpResponse:
    """A page as a picture, also of a file in quarantine: what is to be seen, nothing that acts."""
    document = finding.document(request, uid)
    asked = _version(document, version) if version else None
    shown = asked or document.current
    if shown is None or number > len(handing_out.sizes(shown)):
        raise NotHere
    drawn = handing_out.picture(document, number, asked, by=request.actor)
    return HttpResponse(drawn, content_type="image/png", headers={"Cache-Control": "no-store"})


@call(router, "GET", "/documents/{uuid:uid}/changes", Comparison, door="subject")
def show_changes(
    request: Any, uid: UUID, before: Number | None = None, after: Number | None = None
) -> Comparison:
    """What changed to a version, else the newest, from another, else since the last round."""
    document = finding.document(request, uid)
    later = _version(document, after) if after else None
    earlier = _version(document, before) if before else None
    return Comparison.of(compare(document, earlier, later, by=request.actor))


def subject_of(request: Any, document: Document) -> Any:
    """The outgoing, incoming or copied side of a document that may be seen."""
    if Outgoing.objects.filter(document=document).exists():
        return finding.outgoing(request, document.uid)
    if Copy.objects.filter(document=document).exists():
        return finding.copy(request, document.uid)
    return finding.incoming(request, document.uid)


def _version(document: Document, number: int) -> Version:
    found = document.versions.filter(number=number).first()
    if found is None:
        raise NotHere
    return found
