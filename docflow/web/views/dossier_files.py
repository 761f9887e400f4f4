"""Files made of a dossier: asked for, waited for, and handed out to who asked."""

import tempfile
from pathlib import Path
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import path
from django.views.decorators.http import require_POST, require_safe

from docflow.desks.downloads import download
from docflow.documents.filenames import disposition, safe
from docflow.dossiers import export_actions
from docflow.dossiers.models import Dossier, Export
from docflow.dossiers.package import whole_index
from docflow.requests.limits import limit
from docflow.web.access import page
from docflow.web.within_dossiers import find_dossier


@require_POST
@page()
def export(request: Any, uid: UUID) -> HttpResponse:
    """Have the dossier made into one file."""
    dossier = find_dossier(request, uid)
    limit("export", request.actor)
    export_actions.ask_export(dossier, by=request.actor)
    return redirect("dossiers:show", uid)


@require_safe
@page()
def file(request: Any, uid: UUID) -> HttpResponseBase:
    """The file that was made, for who asked for it."""
    rows = Export.objects.filter(by=request.actor.stands_for, uid=uid).exclude(digest="")
    found = rows.select_related("dossier__catalogue").first()
    if found is None:
        raise Http404
    dossier = find_dossier(request, found.dossier.uid)
    return download(request, found.digest, found.size, name_of(dossier), "application/zip")


@require_safe
@page()
def index(request: Any, uid: UUID) -> HttpResponse:
    """The index alone, as XML; an export like the whole, and noted like it."""
    dossier = find_dossier(request, uid)
    limit("export", request.actor)
    return index_of(dossier, request.actor)


def index_of(dossier: Dossier, actor: Any) -> HttpResponse:
    """The index as an answer, for who may read all that lies in the dossier."""
    export_actions.take_index(dossier, by=actor)
    with tempfile.TemporaryDirectory(prefix="docflow-index-") as folder:
        target = Path(folder) / "index.xml"
        whole_index(dossier, target)
        answer = HttpResponse(target.read_bytes(), content_type="application/xml")
    answer["Content-Disposition"] = disposition(name_of(dossier, ".xml"))
    return answer


def name_of(dossier: Dossier, ending: str = ".zip") -> str:
    """What the file is called: year, notation and title."""
    return safe(f"{dossier.year} {dossier.notation} {dossier.title}{ending}", ending)


addresses = [
    path("<uuid:uid>/export/", export, name="export"),
    path("<uuid:uid>/index/", index, name="index"),
    path("file/<uuid:uid>/", file, name="file"),
]
