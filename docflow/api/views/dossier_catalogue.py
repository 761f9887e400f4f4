"""The year's catalogue of dossiers, and the files made of a dossier."""

import tempfile
from pathlib import Path
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from ninja import Router

from docflow.api import finding
from docflow.api.access import call
from docflow.api.errors import NotHere
from docflow.api.payloads import dossiers as told
from docflow.api.payloads.dossiers import CatalogueTold, DossierWhole, ExportTold
from docflow.api.views.dossiers import AT, dossier, whole
from docflow.desks.downloads import download
from docflow.documents.filenames import disposition, safe
from docflow.dossiers import catalogue_actions, export_actions
from docflow.dossiers.entries import Entry
from docflow.dossiers.models import Catalogue, Dossier, Export
from docflow.dossiers.package import whole_index
from docflow.permissions import Permission as P
from docflow.requests.limits import limit as count

router = Router(tags=["dossiers"])
KNOWS = (P.DOSSIER_KEEP, P.DOSSIER_PREPARE, P.DOSSIER_APPROVE, P.DOCUMENT_READ)
WRONG = ("notation_taken", "not_a_keeper", "bad_retention", "unknown_kind", "reason_missing")
PLACES = {"notation_taken": "notation", "not_a_keeper": "keeper", "bad_retention": "retention"}
ZIP, XML = "application/zip", "application/xml"


@call(router, "GET", "/catalogues/{year}", CatalogueTold, *KNOWS)
def show_catalogue(request: Any, year: int) -> CatalogueTold:
    """The catalogue of a year of the token's unit."""
    return CatalogueTold.of(_catalogue(request, year))


@call(
    router,
    "POST",
    "/catalogues",
    CatalogueTold,
    P.DOSSIER_PREPARE,
    status=201,
    codes=("catalogue_exists", "bad_year"),
    places={"catalogue_exists": "year"},
)
def begin_catalogue(request: Any, given: told.NewCatalogue) -> CatalogueTold:
    """Begin the catalogue of a year."""
    made = catalogue_actions.begin_catalogue(given.year, by=request.actor, copying=given.copying)
    return CatalogueTold.of(made)


@call(
    router,
    "POST",
    "/catalogues/{year}/approve",
    CatalogueTold,
    P.DOSSIER_APPROVE,
    codes=("wrong_state", "empty_catalogue"),
)
def approve_catalogue(request: Any, year: int) -> CatalogueTold:
    """Approve the catalogue, by the head."""
    return CatalogueTold.of(catalogue_actions.approve(_catalogue(request, year), by=request.actor))


@call(
    router,
    "POST",
    "/catalogues/{year}/dossiers",
    DossierWhole,
    P.DOSSIER_PREPARE,
    status=201,
    codes=WRONG,
    places=PLACES,
)
def plan_dossier(request: Any, year: int, given: told.DossierEntry) -> DossierWhole:
    """Enter a dossier in the catalogue."""
    catalogue = _catalogue(request, year)
    made = catalogue_actions.plan(
        catalogue, _entry(request, given), by=request.actor, reason=given.reason
    )
    return whole(request, made.uid)


@call(
    router,
    "POST",
    f"{AT}/amend",
    DossierWhole,
    P.DOSSIER_PREPARE,
    door="subject",
    codes=(*WRONG, "nothing_changed", "not_to_amend", "frozen"),
    places=PLACES,
)
def amend_dossier(request: Any, uid: UUID, given: told.DossierEntry) -> DossierWhole:
    """Change what the catalogue says of a dossier."""
    found = dossier(request, uid)
    catalogue_actions.amend(found, _entry(request, given), by=request.actor, reason=given.reason)
    return whole(request, uid)


@call(
    router,
    "POST",
    f"{AT}/drop",
    DossierWhole,
    P.DOSSIER_PREPARE,
    door="subject",
    codes=("wrong_state", "reason_missing", "frozen"),
)
def drop_dossier(request: Any, uid: UUID, given: told.MaybeReason) -> DossierWhole:
    """Strike a planned dossier out of the catalogue."""
    catalogue_actions.drop(dossier(request, uid), by=request.actor, reason=given.reason)
    return whole(request, uid)


@call(
    router,
    "POST",
    f"{AT}/export",
    ExportTold,
    door="subject",
    status=201,
    codes=("not_all_readable", "empty_dossier", "asked_already"),
)
def export_dossier(request: Any, uid: UUID) -> ExportTold:
    """Have a dossier made into a ZIP: originals, a PDF of all pages, and the index as XML."""
    found = dossier(request, uid)
    count("export", request.actor)
    return ExportTold.of(export_actions.ask_export(found, by=request.actor))


@call(router, "GET", "/exports/{uuid:uid}", ExportTold, door="subject")
def show_export(request: Any, uid: UUID) -> ExportTold:
    """How far an export of the token's post has come."""
    return ExportTold.of(_export(request, uid))


@call(router, "GET", "/exports/{uuid:uid}/file", None, door="subject", media=(ZIP,))
def download_export(request: Any, uid: UUID) -> HttpResponseBase:
    """The file that was made; it can be fetched for a day."""
    export = _export(request, uid)
    found = dossier(request, export.dossier.uid)
    if not export.digest:
        raise NotHere
    return download(request, export.digest, export.size, _name(found, ".zip"), ZIP)


@call(
    router,
    "GET",
    f"{AT}/index",
    None,
    door="subject",
    media=(XML,),
    codes=("not_all_readable", "empty_dossier"),
)
def download_index(request: Any, uid: UUID) -> HttpResponseBase:
    """The index of a dossier as XML, with the fields of the metadata standard."""
    found = dossier(request, uid)
    count("export", request.actor)
    export_actions.take_index(found, by=request.actor)
    with tempfile.TemporaryDirectory(prefix="docflow-index-") as folder:
        target = Path(folder) / "index.xml"
        whole_index(found, target)
        answer = HttpResponse(target.read_bytes(), content_type=XML)
    answer["Content-Disposition"] = disposition(_name(found, ".xml"))
    return answer


def _name(found: Dossier, ending: str) -> str:
    return safe(f"{found.year} {found.notation} {found.title}{ending}", ending)


def _catalogue(request: Any, year: int) -> Catalogue:
    rows = Catalogue.objects.select_related("unit")
    found = rows.filter(unit=request.actor.unit, year=year).first() if year < 32767 else None
    if found is None:
        raise NotHere
    return found


def _export(request: Any, uid: UUID) -> Export:
    rows = Export.objects.filter(by=request.actor.stands_for).select_related("dossier__folder")
    found: Export = finding.one(rows, uid)
    return found


def _entry(request: Any, given: told.DossierEntry) -> Entry:
    values = given.model_dump()
    values.pop("reason")
    if given.keeper:
        values["keeper"] = finding.named_post(request, given.keeper, "keeper")
    return Entry(**values)
