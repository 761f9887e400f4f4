"""Verify any document by upload: for everyone; nothing that is given is kept."""

import hashlib
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core import signing as tokens
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from docflow import clock
from docflow.documents.models import Document
from docflow.errors import Refused
from docflow.people.actor import ways_to_act
from docflow.requests.addresses import address_of
from docflow.requests.limits import limit
from docflow.signatures.checking import check_file
from docflow.web.access import chosen, public
from docflow.web.checked import aspects
from docflow.web.middleware import STATUS_OF
from docflow.web.verdicts import shown
from signing.check import LARGEST_CHECKED
from signing.child import warm_up

SALT = "docflow.web.verify"
LONGEST_WAIT = 60 * 60  # seconds a report can be downloaded
LONGEST_NAME = 200


@require_http_methods(["GET", "HEAD", "POST"])
@public
def show(request: Any) -> HttpResponse:
    """Take a file, say in one sentence what its signatures are worth, and why."""
    whose = _who_asks(request)
    context: dict[str, Any] = {"largest": LARGEST_CHECKED >> 20, "current_place": "verify"}
    status = 200
    if request.method == "POST":
        try:
            limit("verify", whose)
            report = _report(_given(request))
            context |= _told(report) | {"ours": _ours(request, report["sha256"])}
        except Refused as refusal:
            context["refusal"] = refusal
            status = STATUS_OF.get(refusal.code, 200)
    else:
        warm_up()  # while the file is being chosen
    part = request.headers.get("HX-Request") == "true"
    template = "web/verify/_answer.html" if part else _template(request)
    return render(request, template, context, status=200 if part else status)


@require_POST
@public
def report(request: Any) -> HttpResponse:
    """The report of a check just made, as JSON: it comes back in the form, signed by us."""
    try:
        content = tokens.loads(request.POST.get("report", ""), salt=SALT, max_age=LONGEST_WAIT)
    except tokens.BadSignature as error:
        raise Http404 from error
    text = json.dumps(content, ensure_ascii=False, indent=2)
    response = HttpResponse(text, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="verify-{content["sha256"][:12]}.json"'
    return response


def _who_asks(request: Any) -> Any:
    """Whose tries are counted: of a person who acts for a unit, else of the address."""
    request.ways = ways_to_act(request.user) if request.user.is_authenticated else []
    actor = chosen(request)
    if actor is None:
        return address_of(request)
    request.actor = actor
    return actor


def _template(request: Any) -> str:
    return "web/verify/inside.html" if hasattr(request, "actor") else "web/verify/show.html"


def _given(request: Any) -> "UploadedFile[Any]":
    file = request.FILES.get("file")
    if file is None or not file.size:
        raise Refused("file_missing", _("There is no file, or it is empty. Choose a PDF file."))
    if file.size > LARGEST_CHECKED:
        raise Refused(
            "file_too_large",
            _("The file is larger than %(largest)s MB; it is not checked. Ask for a smaller one."),
            largest=LARGEST_CHECKED >> 20,
        )
    return file


def _report(file: "UploadedFile[Any]") -> dict[str, Any]:
    """What is found about a file, as plain values; the file itself is gone afterwards."""
    with _on_disk(file) as (place, digest):
        verdict = check_file(place)
    return {
        "file": (file.name or "")[:LONGEST_NAME],
        "size": file.size,
        "sha256": digest,
        "checked_at": clock.now().isoformat(),
        **verdict.as_json(),
    }


@contextmanager
def _on_disk(file: "UploadedFile[Any]") -> Iterator[tuple[Path, str]]:
    digest = hashlib.sha256()
    with tempfile.TemporaryDirectory(prefix="docflow-verify-") as folder:
        place = Path(folder) / "file"
        with place.open("wb") as target:
            for chunk in file.chunks():
                digest.update(chunk)
                target.write(chunk)
        yield place, digest.hexdigest()


def _told(report: dict[str, Any]) -> dict[str, Any]:
    return {
        "report": report,
        "verdict": shown(report),
        "problems": list(dict.fromkeys(each["text"] for each in report["problems"])),
        "signatures": [(each, aspects(each)) for each in report["signatures"]],
        "token": tokens.dumps(report, salt=SALT, compress=True),
    }


def _ours(request: Any, digest: str) -> list[Document]:
    """Documents of this installation with these bytes, as far as whoever asks may see them."""
    if not hasattr(request, "actor"):
        return []
    visible = Document.objects.visible_to(request.actor)
    return list(visible.filter(versions__digest=digest).distinct().order_by("-pk")[:5])


addresses = [
    path("", show, name="verify"),
    path("report/", report, name="verify_report"),
]
