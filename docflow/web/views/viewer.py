"""A document's pages and files: the viewer's frame, downloads, pages as pictures, what changed."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.views.decorators.http import require_safe

from docflow.desks.comparing import compare
from docflow.desks.downloads import download
from docflow.desks.stamped import hand_out_stamped
from docflow.documents import filenames
from docflow.documents.models import Document, Version
from docflow.incoming import handing_out
from docflow.web.access import find_document, page, public

FRAME_CSP = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self' 'wasm-unsafe-eval'",
        "worker-src blob:",
        "style-src 'self'",
        "font-src 'self' data:",
        "img-src blob: data:",
        "connect-src 'none'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'self'",
        "sandbox allow-scripts",
    ]
)


@require_safe
@public
def frame(request: Any) -> HttpResponse:
    """The empty frame of the viewer: no origin, no network; the page around gives it the file."""
    response = render(request, "web/viewer/frame.html")
    response.headers["Content-Security-Policy"] = FRAME_CSP
    return response


@require_safe
@page()
def file(request: Any, uid: UUID) -> HttpResponseBase:
    """The bytes of a document, the newest or ?version=n."""
    document = find_document(request, uid)
    version = handing_out.hand_out(document, asked_version(request, document), by=request.actor)
    name = filenames.of_document(document)
    return download(request, version.digest, version.size, name, "application/pdf")


@require_safe
@page()
def lasting(request: Any, uid: UUID) -> HttpResponseBase:
    """The bytes of a document with its validation data, checkable in years to come."""
    document = find_document(request, uid)
    found = handing_out.hand_out_lasting(document, by=request.actor)
    name = filenames.of_lasting(document)
    return download(request, found.digest, found.size, name, "application/pdf")


@require_safe
@page()
def stamped(request: Any, uid: UUID) -> HttpResponse:
    """The pages of an incoming document with the stamp of arrival on the first."""
    document = find_document(request, uid)
    made = hand_out_stamped(document, by=request.actor)
    response = HttpResponse(made, content_type="application/pdf")
    response.headers["Content-Disposition"] = filenames.disposition(filenames.of_stamped(document))
    return _private(response)


@require_safe
@page()
def attachment(request: Any, uid: UUID, number: int) -> HttpResponseBase:
    """The bytes of a file that goes with a document."""
    document = find_document(request, uid)
    found = get_object_or_404(document.attachments, pk=number)
    handed = handing_out.hand_out_attachment(found, by=request.actor)
    name = filenames.safe(handed.name)
    return download(request, handed.digest, handed.size, name, "application/octet-stream")


@require_safe
@page()
def picture(request: Any, uid: UUID, number: int) -> HttpResponse:
    """A page as a picture: what is to be seen, and nothing that could act."""
    document = find_document(request, uid)
    version = asked_version(request, document)
    if not 1 <= number <= len(_sizes(document, version)):
        raise Http404
    drawn = handing_out.picture(document, number, version, by=request.actor)
    return _private(HttpResponse(drawn, content_type="image/png"))


@require_safe
@page()
def changes(request: Any, uid: UUID) -> HttpResponse:
    """What changed from one version to another: ?from and ?to; else since the last round."""
    document = find_document(request, uid)
    after = asked_version(request, document, "to")
    before = asked_version(request, document, "from")
    found = compare(document, before, after, by=request.actor)
    told = {
        "document": document,
        "before": found.before,
        "after": found.after,
        "changes": found.changes,
    }
    return _private(render(request, "web/viewer/_changes.html", told))


def asked_version(request: Any, document: Document, name: str = "version") -> Version | None:
    """The version asked for by number, none when none is; 404 for one there is not."""
    asked = request.GET.get(name, "")
    if not asked:
        return None
    if not (asked.isascii() and asked.isdigit() and len(asked) < 5):
        raise Http404
    return get_object_or_404(document.versions, number=int(asked))


def _sizes(document: Document, version: Version | None) -> Any:
    shown = version or document.current
    return handing_out.sizes(shown) if shown else ()


def _private(response: Any) -> Any:
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


app_name = "viewer"
urlpatterns = [
    path("viewer/frame/", frame, name="frame"),
    path("document/<uuid:uid>/file/", file, name="file"),
    path("document/<uuid:uid>/lasting/", lasting, name="lasting"),
    path("document/<uuid:uid>/stamped/", stamped, name="stamped"),
    path("document/<uuid:uid>/attachments/<int:number>/", attachment, name="attachment"),
    path("document/<uuid:uid>/pages/<int:number>.png", picture, name="picture"),
    path("document/<uuid:uid>/changes/", changes, name="changes"),
]
