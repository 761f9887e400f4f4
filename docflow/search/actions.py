"""What people keep beside the search: searches by a name, and the columns they want to see."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from docflow.audit.events import Event
from docflow.audit.log import action, record
from docflow.documents import kinds
from docflow.errors import Refused
from docflow.people.models import User
from docflow.search.columns import COLUMNS, in_order
from docflow.search.documents import DIRECTIONS
from docflow.search.models import ChosenColumns, SavedSearch
from docflow.search.typed import LONGEST

MOST_SAVED = 50
LONGEST_NAME = 80


@action
def save_search(
    name: str,
    text: str,
    *,
    kind: str = "",
    year: int | None = None,
    direction: str = "",
    by: Any,
) -> SavedSearch:
    """Keep a search by a name, for oneself (Decree 30/2020, Annex VI part III.6).

    Raises Refused: name_missing, name_taken, nothing_searched, too_many_searches.
    """
    _lock(by)
    named = _free_name(name, by)
    narrowed = (kinds.find(kind) is not None, year is not None, direction in DIRECTIONS)
    if not text.strip() and not any(narrowed):
        raise Refused("nothing_searched", _("Search for something first; then save the search."))
    if SavedSearch.objects.filter(owner=by.user).count() >= MOST_SAVED:
        raise Refused(
            "too_many_searches",
            _("You keep %(most)s searches already. Delete one you no longer need."),
            most=MOST_SAVED,
        )
    saved = SavedSearch.objects.create(
        owner=by.user,
        name=named,
        text=text.strip()[:LONGEST],
        kind=kind if narrowed[0] else "",
        year=year,
        direction=direction if narrowed[2] else "",
    )
    record(Event.SEARCH_SAVED, saved, by, name=named)
    return saved


@action
def rename_search(search: SavedSearch, name: str, *, by: Any) -> SavedSearch:
    """Give an own search another name. Raises Refused: name_missing, name_taken, search_gone."""
    _lock(by)
    saved = _own(search, by)
    saved.name = _free_name(name, by, but=saved)
    saved.save(update_fields=["name"])
    record(Event.SEARCH_RENAMED, saved, by, name=saved.name)
    return saved


@action
def delete_search(search: SavedSearch, *, by: Any) -> None:
    """Keep an own search no longer. Raises Refused: search_gone."""
    _lock(by)
    saved = _own(search, by)
    record(Event.SEARCH_DELETED, saved, by, name=saved.name)
    saved.delete()


@action
def choose_columns(columns: Sequence[str], *, by: Any) -> tuple[str, ...]:
    """Say which columns one wants to see of what is found; the subject always stands there.

    Raises Refused: unknown_column.
    """
    unknown = sorted({*columns} - {*COLUMNS})
    if unknown:
        raise Refused(
            "unknown_column",
            _("There is no column %(name)s. There are: %(columns)s."),
            name=unknown[0],
            columns=", ".join(COLUMNS),
        )
    chosen = in_order(columns)
    ChosenColumns.objects.update_or_create(owner=by.user, defaults={"columns": list(chosen)})
    record(Event.COLUMNS_CHOSEN, by.user, by, facts={"columns": list(chosen)})
    return chosen


def _lock(by: Any) -> None:
    """One change of a person's searches at a time, so that two can not take one name."""
    User.objects.select_for_update(no_key=True).get(pk=by.user.pk)


def _own(search: SavedSearch, by: Any) -> SavedSearch:
    saved = SavedSearch.objects.filter(owner=by.user, pk=search.pk).first()
    if saved is None:
        raise Refused("search_gone", _("This search was deleted meanwhile. Save it anew."))
    return saved


def _free_name(name: str, by: Any, but: SavedSearch | None = None) -> str:
    named = " ".join(name.split())[:LONGEST_NAME]
    if not named:
        raise Refused("name_missing", _("Give the search a name."))
    others = SavedSearch.objects.filter(owner=by.user, name=named)
    if but:
        others = others.exclude(pk=but.pk)
    if others.exists():
        raise Refused(
            "name_taken",
            _("You keep a search named %(name)s already. Choose another name, or delete that one."),
            name=named,
        )
    return named
