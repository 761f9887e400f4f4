"""Saved searches and chosen columns of whoever the token stands for."""

from typing import Any
from uuid import UUID

from ninja import Router

from docflow.api import finding
from docflow.api.access import call
from docflow.api.payloads import searches as told
from docflow.search import actions
from docflow.search.columns import chosen_by
from docflow.search.models import SavedSearch

router = Router(tags=["documents"])


@call(router, "GET", "/searches", list[told.SearchLine])
def list_searches(request: Any) -> list[told.SearchLine]:
    """The saved searches, by their names, at most fifty."""
    return [told.SearchLine.of(each) for each in _own(request).order_by("name")]


@call(
    router,
    "POST",
    "/searches",
    told.SearchLine,
    status=201,
    needs_key=True,
    codes=("name_missing", "name_taken", "nothing_searched", "too_many_searches"),
    places={"name_missing": "name", "name_taken": "name", "nothing_searched": "text"},
)
def save_search(request: Any, given: told.NewSearch) -> told.SearchLine:
    """Keep a search by a name."""
    saved = actions.save_search(
        given.name,
        given.text,
        kind=given.kind,
        year=given.year,
        direction=given.direction,
        by=request.actor,
    )
    return told.SearchLine.of(saved)


@call(
    router,
    "POST",
    "/searches/{uuid:uid}/rename",
    told.SearchLine,
    codes=("name_missing", "name_taken", "search_gone"),
    places={"name_missing": "name", "name_taken": "name"},
    door="subject",
)
def rename_search(request: Any, uid: UUID, given: told.SearchName) -> told.SearchLine:
    """Give a saved search another name."""
    saved = finding.one(_own(request), uid)
    return told.SearchLine.of(actions.rename_search(saved, given.name, by=request.actor))


@call(
    router,
    "POST",
    "/searches/{uuid:uid}/delete",
    told.SearchLine,
    codes=("search_gone",),
    door="subject",
)
def delete_search(request: Any, uid: UUID) -> told.SearchLine:
    """Keep a saved search no longer; it is told once more."""
    saved = finding.one(_own(request), uid)
    line = told.SearchLine.of(saved)
    actions.delete_search(saved, by=request.actor)
    return line


@call(router, "GET", "/search-columns", told.Columns)
def show_columns(request: Any) -> told.Columns:
    """The columns of the pages and files of what is found."""
    return told.Columns(columns=list(chosen_by(request.actor.user)))


@call(router, "POST", "/search-columns", told.Columns, codes=("unknown_column",))
def choose_columns(request: Any, given: told.ColumnsGiven) -> told.Columns:
    """Choose the columns of what is found, on pages and in files."""
    return told.Columns(columns=list(actions.choose_columns(given.columns, by=request.actor)))


def _own(request: Any) -> Any:
    return SavedSearch.objects.filter(owner=request.actor.user)
