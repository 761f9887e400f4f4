"""The year's catalogue: begun, filled, approved, and changed afterwards only with a reason."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.audit.events import Event
from docflow.audit.log import action, record
from docflow.documents.folders import Folder, let_read
from docflow.documents.given import text
from docflow.dossiers.deadlines import due_on
from docflow.dossiers.entries import Entry, checked, must_be_new
from docflow.dossiers.models import Catalogue, Dossier
from docflow.dossiers.states import CatalogueState, State
from docflow.errors import Refused
from docflow.people.actor import Actor
from docflow.permissions import Permission, require

FIRST_YEAR, LAST_YEAR = 2000, 2100
LONGEST_REASON = 500
MOST_DOSSIERS = 2000


@action
def begin_catalogue(year: int, *, by: Actor, copying: bool = True) -> Catalogue:
    """Begin the catalogue of a year for the actor's unit (Decree 30 Art. 28).

    `copying` takes over what the newest catalogue before it names: headings, notations, titles
    (the year in them follows), retention and keepers. Raises Refused catalogue_exists, bad_year.
    """
    require(by, Permission.DOSSIER_PREPARE, by.unit)
    if type(year) is not int or not FIRST_YEAR <= year <= LAST_YEAR:
        raise Refused(
            "bad_year",
            _("The year of a catalogue lies from %(first)s to %(last)s. Enter another one."),
            first=FIRST_YEAR,
            last=LAST_YEAR,
        )
    catalogue, made = Catalogue.objects.get_or_create(unit=by.unit, year=year)
    if not made:
        raise Refused(
            "catalogue_exists",
            _("There is a catalogue of %(year)s already. Change that one."),
            year=year,
        )
    before = _before(catalogue) if copying else None
    if before:
        _copy(before, catalogue)
    record(
        Event.CATALOGUE_BEGUN,
        catalogue,
        by,
        facts={
            "unit": str(by.unit.uid),
            "year": year,
            "copied": before.year if before else None,
            "dossiers": catalogue.dossiers.count(),
        },
    )
    return catalogue


@action
def approve(catalogue: Catalogue, *, by: Actor) -> Catalogue:
    """Approve the catalogue: its dossiers can be opened; it changes only with a reason now."""
    catalogue = _locked(catalogue)
    catalogue.approve(by)
    catalogue.approved_by, catalogue.approved_at = by.stands_for, clock.now()
    catalogue.save()
    record(
        Event.CATALOGUE_APPROVED,
        catalogue,
        by,
        facts={"unit": str(catalogue.unit.uid), "year": catalogue.year},
    )
    return catalogue


@action
def plan(catalogue: Catalogue, entry: Entry, *, by: Actor, reason: str = "") -> Dossier:
    """Enter a dossier in the catalogue; in an approved one with a reason (Art. 29).

    Raises Refused: not_allowed, reason_missing, notation_taken, catalogue_full, and what is wrong
    with the entry.
    """
    require(by, Permission.DOSSIER_PREPARE, catalogue.unit)
    catalogue = _locked(catalogue)
    reason = _reason(catalogue, reason)
    entry = checked(entry, catalogue)
    must_be_new(catalogue, entry.notation)
    last = catalogue.dossiers.order_by("-place").values_list("place", flat=True).first() or 0
    if last >= MOST_DOSSIERS:
        raise Refused(
            "catalogue_full",
            _("A catalogue names at most %(most)s dossiers. Put several into one."),
            most=MOST_DOSSIERS,
        )
    dossier = _plan(catalogue, entry, last + 1)
    record(
        Event.DOSSIER_PLANNED,
        dossier,
        by,
        facts={"unit": str(dossier.unit.uid), "year": catalogue.year, **entry.facts()},
        title=entry.title,
        reason=reason,
    )
    return dossier


@action
def amend(dossier: Dossier, entry: Entry, *, by: Actor, reason: str = "") -> Dossier:
    """Change what the catalogue says of a dossier, until it is submitted.

    In an approved catalogue with a reason; the log keeps what stood before. A new keeper reads it.
    """
    require(by, Permission.DOSSIER_PREPARE, dossier.unit)
    catalogue = _locked(dossier.catalogue)
    dossier = Dossier.objects.lock(dossier)
    if dossier.state not in (State.PLANNED, State.OPEN, State.CLOSED):
        raise Refused(
            "not_to_amend",
            _("It was submitted or struck out; its line in the catalogue stays as it is."),
        )
    reason = _reason(catalogue, reason)
    before, entry = Entry.of(dossier), checked(entry, catalogue)
    if entry == before:
        raise Refused("nothing_changed", _("Nothing is changed. Change something first."))
    must_be_new(catalogue, entry.notation, but=dossier)
    _put(dossier, entry)
    dossier.save()
    if entry.keeper and dossier.started_on:
        let_read(dossier.folder, entry.keeper)
    record(
        Event.DOSSIER_AMENDED,
        dossier,
        by,
        facts={"before": before.facts(), **entry.facts()},
        title=entry.title,
        title_before=before.title,
        reason=reason,
    )
    return dossier


@action
def drop(dossier: Dossier, *, by: Actor, reason: str = "") -> Dossier:
    """Strike a dossier out before it is opened; from an approved catalogue with a reason."""
    catalogue = _locked(dossier.catalogue)
    dossier = Dossier.objects.lock(dossier)
    dossier.drop(by)
    reason = _reason(catalogue, reason)
    dossier.save()
    record(
        Event.DOSSIER_DROPPED,
        dossier,
        by,
        facts={"unit": str(dossier.unit.uid), "notation": dossier.notation},
        reason=reason,
    )
    return dossier


def _locked(catalogue: Catalogue) -> Catalogue:
    rows = Catalogue.objects.select_for_update(of=("self",)).select_related("unit")
    return rows.get(pk=catalogue.pk)


def _before(catalogue: Catalogue) -> Catalogue | None:
    """The newest catalogue of an earlier year."""
    earlier = Catalogue.objects.filter(unit=catalogue.unit, year__lt=catalogue.year)
    return earlier.order_by("-year").first()


def _copy(before: Catalogue, catalogue: Catalogue) -> None:
    for line in before.standing().in_order().select_related("keeper__user"):
        _plan(catalogue, Entry.of(line).for_year(before.year, catalogue.year), line.place)


def _reason(catalogue: Catalogue, reason: str) -> str:
    draft = catalogue.state == CatalogueState.DRAFT
    return text(reason, LONGEST_REASON, "reason", may_be_empty=draft)


def _plan(catalogue: Catalogue, entry: Entry, place: int) -> Dossier:
    folder = Folder.objects.create(unit=catalogue.unit)
    dossier = Dossier(folder=folder, unit=catalogue.unit, catalogue=catalogue, place=place)
    _put(dossier, entry)
    dossier.save()
    return dossier


def _put(dossier: Dossier, entry: Entry) -> None:
    """The line's words and facts; with them, when it is due at the archive."""
    values: dict[str, Any] = {name: getattr(entry, name) for name in Entry.__dataclass_fields__}
    for name, value in values.items():
        setattr(dossier, name, value)
    keeps_back = dossier.kept_back_until
    if dossier.ended_on and dossier.state == State.CLOSED:
        due = due_on(dossier.ended_on, construction=dossier.kind == Dossier.Kind.CONSTRUCTION)
        dossier.due_on = (keeps_back or due) if dossier.goes_to_the_archive else None
