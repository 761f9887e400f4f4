"""The state's signing plug-in fetches a file and brings it back signed, by one-use addresses.

The plug-in is not the browser: it has no session. The address bears the request's nonce, which
the page of whoever was asked alone has been told; it opens one file, takes one answer and ends
with the request.
"""

import hashlib
import tempfile
from pathlib import Path
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from docflow.desks import at_desk, plugin
from docflow.desks.downloads import download
from docflow.errors import Refused
from docflow.requests.limits import limit
from docflow.signatures import desk
from docflow.signatures.models import DeskRequest
from docflow.web.access import public
from storage import blobs

PDF = "application/pdf"


def asked(request: Any, waiting: DeskRequest) -> dict[str, Any]:
    """What the page tells the plug-in, and where it asks how the request stands."""
    given = [waiting.uid, waiting.nonce]
    file, upload = reverse("signing:plugin_file", args=given), reverse("signing:plugin", args=given)
    question = plugin.question(
        waiting, request.build_absolute_uri(file), request.build_absolute_uri(upload)
    )
    return question | {"state": reverse("signing:asked_at_desk", args=[waiting.uid])}


@require_safe
@public
def file(request: Any, uid: UUID, nonce: str) -> HttpResponseBase:
    """The file to be signed, while its request waits."""
    waiting = _borne(uid, nonce)
    try:
        desk.must_wait(waiting)
    except Refused as refusal:
        raise Http404 from refusal
    with blobs.local_path(waiting.prepared) as stored:
        size = stored.stat().st_size
    return download(request, waiting.prepared, size, f"{waiting.document.uid}.pdf", PDF)


@csrf_exempt
@require_POST
@public
def upload(request: Any, uid: UUID, nonce: str) -> HttpResponse:
    """Take the signed file, in the plug-in's own form; the same file may come twice."""
    waiting = _borne(uid, nonce)
    by = plugin.acting(waiting)
    if by is None:
        raise Http404
    try:
        limit("upload", by)
        name = _taken(request, waiting, by)
    except Refused as refusal:
        return JsonResponse({"Status": 1, "Code": refusal.code, "Message": str(refusal)})
    return JsonResponse({"Status": 0, "Message": "", "FileName": name, "FileServer": name})


def _borne(uid: UUID, nonce: str) -> DeskRequest:
    found = desk.find_given(uid, nonce)
    if found is None:
        raise Http404
    return found


def _taken(request: Any, waiting: DeskRequest, by: Any) -> str:
    """Keep the one file that was sent, unless it was kept before; its name."""
    files = [each for name in request.FILES for each in request.FILES.getlist(name)]
    if len(files) != 1:
        raise Refused("no_file", _("The plug-in must send exactly one file."))
    with tempfile.TemporaryDirectory(prefix="docflow-upload-") as folder:
        path = Path(folder) / "signed.pdf"
        digest = hashlib.sha256()
        with path.open("wb") as target:
            for chunk in files[0].chunks():
                target.write(chunk)
                digest.update(chunk)
        if not desk.was_taken(waiting, digest.hexdigest()):
            at_desk.answer(waiting, path, by=by)
    return f"{waiting.document.uid}.pdf"


addresses = [
    path("plugin/<uuid:uid>/<slug:nonce>/file.pdf", file, name="plugin_file"),
    path("plugin/<uuid:uid>/<slug:nonce>/", upload, name="plugin"),
]
