"""Saved searches and chosen columns: what a person keeps beside the search, for themselves."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from docflow.search import actions
from docflow.search.models import SavedSearch
from docflow.web import flash
from docflow.web.access import page
from docflow.web.forms.act import carry_out
from docflow.web.forms.searches import NameForm
from docflow.web.views.search import address_of, asked_of


@require_http_methods(["GET", "HEAD", "POST"])
@page()
def save(request: Any) -> HttpResponse:
    """Keep the search by a name; refused, the name stays in the form."""
    asked = asked_of(request.POST or request.GET)

    def kept(given: dict[str, Any]) -> SavedSearch:
        return actions.save_search(given["name"], asked.text, **asked.narrowed, by=request.actor)

    def then(saved: SavedSearch) -> str:
        flash.say(request, _("Saved as “%(name)s”.") % {"name": saved.name})
        return address_of(saved)

    form = NameForm(request.POST or None)
    return carry_out(request, form, kept, then, "web/search/save.html", {"asked": asked})


@require_http_methods(["GET", "HEAD", "POST"])
@page()
def saved(request: Any, uid: UUID) -> HttpResponse:
    """An own saved search: rename it, or delete it."""
    found = get_object_or_404(SavedSearch, owner=request.user, uid=uid)
    form = NameForm(request.POST or None, initial={"name": found.name})
    context = {"saved": found, "address": address_of(found)}
    return carry_out(
        request,
        form,
        lambda given: actions.rename_search(found, given["name"], by=request.actor),
        address_of,
        "web/search/saved.html",
        context,
    )


@require_POST
@page()
def delete(request: Any, uid: UUID) -> HttpResponse:
    """Keep a search no longer."""
    found = get_object_or_404(SavedSearch, owner=request.user, uid=uid)
    actions.delete_search(found, by=request.actor)
    flash.say(request, _("The saved search “%(name)s” is deleted.") % {"name": found.name})
    return redirect("search")


@require_POST
@page()
def choose_columns(request: Any) -> HttpResponse:
    """Choose the columns of what is found; back to the same search."""
    actions.choose_columns(request.POST.getlist("column"), by=request.actor)
    asked = asked_of(request.POST)
    return redirect(address_of(SavedSearch(text=asked.text, **asked.narrowed)))


urlpatterns = [
    path("search/save/", save, name="search_save"),
    path("search/saved/<uuid:uid>/", saved, name="search_saved"),
    path("search/saved/<uuid:uid>/delete/", delete, name="search_delete"),
    path("search/columns/", choose_columns, name="search_columns"),
]
