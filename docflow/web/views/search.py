"""Search: documents by fields and content, as far as whoever asks may read them; and as files."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from docflow.desks import exports, found_columns, found_table
from docflow.desks.sheets import plain
from docflow.documents.kinds import COPIES, KINDS
from docflow.errors import Refused
from docflow.permissions import Permission, may
from docflow.requests.limits import limit
from docflow.search.columns import COLUMNS, chosen_by
from docflow.search.documents import DIRECTIONS, Found, Hit, find
from docflow.search.models import SavedSearch
from docflow.web.access import page
from docflow.web.middleware import STATUS_OF

LONGEST = 200
PER_PAGE = 30
YEARS = range(2000, 2101)


@dataclass(frozen=True)
class Asked:
    """What is searched for: words, and what narrows them."""

    text: str
    kind: str
    year: int | None
    direction: str

    @property
    def is_any(self) -> bool:
        """Whether anything is asked for."""
        return bool(self.text.strip() or self.kind or self.year or self.direction)

    @property
    def narrowed(self) -> dict[str, Any]:
        """What narrows the words."""
        return {"kind": self.kind, "year": self.year, "direction": self.direction}


@dataclass(frozen=True)
class Shown:
    """A found document with what stands in each column."""

    hit: Hit
    cells: list[tuple[found_columns.Column, str]]


@require_safe
@page()
def show(request: Any) -> HttpResponse:
    """What bears the words; those with the very accents typed come first.

    From the box above every page, a number that only one document bears opens that document.
    """
    asked = asked_of(request.GET)
    found, refusal, status = Found(), None, 200
    if asked.is_any:
        try:
            limit("search", request.actor)
            found = find(
                request.actor,
                asked.text,
                limit=PER_PAGE,
                after=request.GET.get("after") or None,
                **asked.narrowed,
            )
        except Refused as refused:
            refusal, status = refused, STATUS_OF.get(refused.code, 200)
    named = [hit.document for hit in found.hits if _is_named(hit.document, asked.text)]
    if "open" in request.GET and len(named) == 1 and not found.next:
        return redirect("document", named[0].uid)
    codes = chosen_by(request.user)
    kept = request.GET.copy()
    kept.pop("after", None)
    context = {
        "found": found,
        "refusal": refusal,
        "searched": asked.text,
        "may_freeze": may(request.actor, Permission.HOLD_MANAGE, request.actor.unit),
        "asked": asked.is_any,
        "kinds": (*KINDS, *COPIES),
        "kind": asked.kind,
        "year": asked.year,
        "direction": asked.direction,
        "query": kept.urlencode(),
        "narrowed": asked.narrowed,
        "saved": [(each, address_of(each)) for each in _saved(request)],
        "columns": found_columns.of(codes),
        "rows": [Shown(hit, _cells(hit.document, codes)) for hit in found.hits],
        "choices": [(each, each.code in codes) for each in found_columns.of(COLUMNS)],
        "most": found_table.MOST,
        "following": f"{kept.urlencode()}&after={found.next}" if found.next else "",
    }
    return render(request, "web/search/show.html", context, status=status)


def _is_named(document: Any, text: str) -> bool:
    return bool(document.code) and document.code.casefold() == text.strip().casefold()


@require_safe
@page()
def table(request: Any, form: str) -> HttpResponseBase:
    """What is found as a file, in the same order, up to a limit that stands in its last row."""
    asked = asked_of(request.GET)
    limit("export", request.actor)
    made = found_table.of_found(
        request.actor, asked.text, **asked.narrowed, columns=chosen_by(request.user)
    )
    return exports.answer(made, form)


def address_of(saved: SavedSearch) -> str:
    """Where what was saved is searched for again."""
    asked = {"q": saved.text, "kind": saved.kind, "year": saved.year, "direction": saved.direction}
    found = urlencode({name: value for name, value in asked.items() if value})
    return f"{reverse('search')}?{found}"


def _saved(request: Any) -> Iterable[SavedSearch]:
    """The searches of whoever asks, by their names; how many there can be is limited."""
    return SavedSearch.objects.filter(owner=request.user).order_by("name")


def _cells(document: Any, codes: Iterable[str]) -> list[tuple[found_columns.Column, str]]:
    shown = found_columns.of(tuple(codes))
    return [(each, plain(each.tell(document))) for each in shown]


def asked_of(given: Any) -> Asked:
    """What an address or a form asks for; what is no year or direction narrows nothing."""
    direction = given.get("direction", "")
    return Asked(
        given.get("q", "")[:LONGEST],
        given.get("kind", ""),
        _year(given.get("year", "")),
        direction if direction in DIRECTIONS else "",
    )


def _year(text: str) -> int | None:
    year = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else 0
    return year if year in YEARS else None
