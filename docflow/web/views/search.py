"""Search: documents by fields and content, as far as whoever asks may read them."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from docflow.documents.kinds import KINDS
from docflow.errors import Refused
from docflow.permissions import Permission, may
from docflow.requests.limits import limit
from docflow.search.documents import DIRECTIONS, Found, find
from docflow.web.access import page
from docflow.web.middleware import STATUS_OF

LONGEST = 200
PER_PAGE = 30
YEARS = range(2000, 2101)


@require_safe
@page()
def show(request: Any) -> HttpResponse:
    """What bears the words; those with the very accents typed come first."""
    asked = request.GET
    text = asked.get("q", "")[:LONGEST]
    kind = asked.get("kind", "")
    year = _year(asked.get("year", ""))
    direction = asked.get("direction", "") if asked.get("direction") in DIRECTIONS else ""
    found, refusal, status = Found(), None, 200
    if text.strip() or kind or year or direction:
        try:
            limit("search", request.actor)
            found = find(
                request.actor,
                text,
                limit=PER_PAGE,
                after=asked.get("after") or None,
                kind=kind,
                year=year,
                direction=direction,
            )
        except Refused as refused:
            refusal, status = refused, STATUS_OF.get(refused.code, 200)
    kept = asked.copy()
    kept.pop("after", None)
    context = {
        "found": found,
        "refusal": refusal,
        "searched": text,
        "may_freeze": may(request.actor, Permission.HOLD_MANAGE, request.actor.unit),
        "asked": bool(text.strip() or kind or year or direction),
        "kinds": KINDS,
        "kind": kind,
        "year": year,
        "direction": direction,
        "following": f"{kept.urlencode()}&after={found.next}" if found.next else "",
    }
    return render(request, "web/search/show.html", context, status=status)


def _year(text: str) -> int | None:
    year = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else 0
    return year if year in YEARS else None
