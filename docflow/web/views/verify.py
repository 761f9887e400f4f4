"""Verify any document by upload: for everyone; nothing that is given is kept."""

import json
from typing import Any

from django.core import signing as tokens
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST

from docflow.desks import verifying
from docflow.documents.models import Document
from docflow.errors import Refused
from docflow.people.actor import ways_to_act
from docflow.requests.addresses import address_of
from docflow.requests.limits import limit
from docflow.web.access import chosen, public
from docflow.web.checked import aspects, changes_for_reader, not_checked, problem_words
from docflow.web.middleware import STATUS_OF
from docflow.web.verdicts import shown
from signing.check import LARGEST_CHECKED
from signing.child import warm_up

SALT = "docflow.web.verify"
LONGEST_WAIT = 60 * 60  # seconds a report can be downloaded


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
            report, pictures = verifying.report_with_pictures(request.FILES.get("file"))
            context |= _told(report, pictures) | {"ours": _ours(request, report["sha256"])}
        except Refused as refusal:
            context["refusal"] = refusal
            status = STATUS_OF.get(refusal.code, 200)
    else:
        warm_up()  # while the file is being chosen
        context["named"] = _named(request)
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


def _told(report: dict[str, Any], pictures: list[Any]) -> dict[str, Any]:
    return {
        "report": report,
        "verdict": shown(report),
        "not_checked": not_checked(report),
        "problems": list(dict.fromkeys(str(problem_words(each)) for each in report["problems"])),
        "signatures": [
            (each, aspects(each), changes_for_reader(each), pairs)
            for each, pairs in zip(report["signatures"], pictures, strict=True)
        ],
        "token": tokens.dumps(report, salt=SALT, compress=True),
    }


def _named(request: Any) -> list[Document]:
    """The document that the code on a paper names, for whoever may see it."""
    if not hasattr(request, "actor"):
        return []
    return verifying.named(request.GET.get("document", ""), by=request.actor)


def _ours(request: Any, digest: str) -> list[Document]:
    """Documents of this installation with these bytes, as far as whoever asks may see them."""
    return verifying.ours(digest, by=request.actor) if hasattr(request, "actor") else []


addresses = [
    path("", show, name="verify"),
    path("report/", report, name="verify_report"),
]
