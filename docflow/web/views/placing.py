"""Placing marks by sight: the page as a picture with a box for each mark, and what is under it."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from docflow.desks import unseen
from docflow.errors import NotAllowed, Refused
from docflow.outgoing.placing import Places, must_be_placeable, places_of
from docflow.outgoing.placing_actions import place_marks as keep
from docflow.requests.limits import limit
from docflow.web import flash
from docflow.web.access import find_outgoing, page
from docflow.web.forms.act import carry_out
from docflow.web.forms.placing import PlacesForm
from docflow.web.views.documents import context_of


@page()
def place_marks(request: Any, uid: UUID) -> HttpResponse:
    """See where each mark will stand; move those that were not found, or found wrongly."""
    paper = find_outgoing(request, uid)
    if request.method != "POST":
        must_be_placeable(paper, request.actor)
    places = places_of(paper)
    form = PlacesForm(request.POST or None, places=places)
    return carry_out(
        request,
        form,
        lambda given: keep(paper, given["chosen"], by=request.actor),
        lambda _done: _placed(request, uid),
        "web/placing/show.html",
        {
            **context_of(request, paper.document),
            "verb": "place_marks",
            "sheets": _sheets(uid, places),
            "sheet": _sheet_asked(request, places),
        },
        theirs=lambda: must_be_placeable(paper, request.actor),
    )


@require_POST
@page()
def look_at_places(request: Any, uid: UUID) -> HttpResponse:
    """Where the marks would stand with what is on the form, and why one cannot; nothing is kept."""
    paper = find_outgoing(request, uid)
    try:
        must_be_placeable(paper, request.actor)
    except NotAllowed as refusal:
        raise unseen.refuse(place_marks, refusal, by=request.actor) from None
    limit("search", request.actor)
    form = PlacesForm(request.POST, places=places_of(paper))
    if not form.is_valid():
        wrong = [str(each) for errors in form.errors.values() for each in errors]
        return JsonResponse({"wrong": wrong[0]})
    try:
        places = places_of(paper, form.cleaned_data["chosen"])
    except Refused as refusal:
        return JsonResponse({"wrong": str(refusal)})
    marks = {
        each.field: {
            "page": each.page,
            "left": each.left,
            "top": each.top,
            "width": each.width,
            "height": each.height,
            "why": str(each.why),
        }
        for each in places.marks
    }
    return JsonResponse({"marks": marks})


def _placed(request: Any, uid: UUID) -> str:
    flash.say(request, _("The places of the marks are kept."))
    return reverse("document", args=[uid])


def _sheets(uid: UUID, places: Places) -> list[dict[str, Any]]:
    """The pages: number, picture, width and height in mm."""
    version = places.version.number
    return [
        {
            "number": number,
            "address": f"{reverse('viewer:picture', args=[uid, number])}?version={version}",
            "width": width,
            "height": height,
        }
        for number, (width, height) in enumerate(places.pages_mm, 1)
    ]


def _sheet_asked(request: Any, places: Places) -> dict[str, Any]:
    """The page asked for by ?page; else that of the first leader's mark or seal, or the last."""
    asked = request.GET.get("page", "")
    count = len(places.pages_mm)
    if asked.isascii() and asked.isdigit() and len(asked) < 5 and 1 <= int(asked) <= count:
        number = int(asked)
    else:
        found = (each.page for each in places.marks if each.part in ("Leader", "Seal"))
        number = min(next(found, None) or count, count)
    return _sheets(places.version.document.uid, places)[number - 1]


addresses = [
    path("<uuid:uid>/marks/", place_marks, name="place_marks"),
    path("<uuid:uid>/marks/look/", look_at_places, name="look_at_places"),
]
