"""The lives of a year's catalogue and of a dossier: states, moves, who makes each, what it needs.

Decree 30/2020 Art. 28–31: the head approves the catalogue; a dossier is opened, closed when the
work has ended, and submitted to the archive.
"""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from docflow.lifecycle import StateField, Stateful, guard, move
from docflow.permissions import Permission


class CatalogueState(models.TextChoices):
    DRAFT = "draft", _("being prepared")
    APPROVED = "approved", _("approved")


class State(models.TextChoices):
    PLANNED = "planned", _("planned")
    OPEN = "open", _("open")
    CLOSED = "closed", _("closed")
    HANDED_IN = "handed_in", _("submitted to the archive")
    ACCEPTED = "accepted", _("in the archive")
    DROPPED = "dropped", _("struck out")


@guard("empty_catalogue", _("The catalogue names no dossier yet. Enter the dossiers first."))
def names_dossiers(catalogue: Any, by: Any) -> bool:
    return catalogue.standing().exists()


@guard("catalogue_not_approved", _("The catalogue is not approved yet. The head approves it."))
def is_in_approved_catalogue(dossier: Any, by: Any) -> bool:
    return dossier.catalogue.state == CatalogueState.APPROVED


@guard(
    "not_the_keeper",
    _("This dossier is kept by %(keeper)s. They do this, or who prepares the catalogue."),
    lambda dossier: {"keeper": dossier.keeper or _("nobody yet")},
)
def is_keeper(dossier: Any, by: Any) -> bool:
    own = dossier.keeper is not None and dossier.keeper == by.stands_for
    return own or Permission.DOSSIER_PREPARE in by.permissions_in(dossier.unit)


@guard("no_keeper", _("Nobody is named who keeps this dossier. Name them in the catalogue first."))
def has_keeper(dossier: Any, by: Any) -> bool:
    return dossier.keeper is not None


@guard("empty_dossier", _("Nothing lies in this dossier. Put its documents in, or strike it out."))
def holds_documents(dossier: Any, by: Any) -> bool:
    return dossier.folder.placings.exists()


@guard(
    "not_for_the_archive",
    _("A dossier kept for less than 5 years is not submitted; the unit keeps it (Art. 30)."),
)
def is_for_the_archive(dossier: Any, by: Any) -> bool:
    return dossier.goes_to_the_archive


class CatalogueLife(Stateful, models.Model):
    """The moves of a catalogue."""

    state = StateField(
        _("state"), choices=CatalogueState.choices, default=CatalogueState.DRAFT, protected=True
    )

    class Meta:
        abstract = True

    @move(
        state,
        CatalogueState.DRAFT,
        CatalogueState.APPROVED,
        who=Permission.DOSSIER_APPROVE,
        needs=[names_dossiers],
    )
    def approve(self) -> None: ...


class Lifecycle(Stateful, models.Model):
    """The moves of a dossier, in the order they are met."""

    state = StateField(_("state"), choices=State.choices, default=State.PLANNED, protected=True)

    class Meta:
        abstract = True

    @move(
        state,
        State.PLANNED,
        State.OPEN,
        who=Permission.DOSSIER_KEEP,
        needs=[is_in_approved_catalogue, has_keeper],
    )
    def open(self) -> None: ...

    @move(
        state,
        State.OPEN,
        State.CLOSED,
        who=Permission.DOSSIER_KEEP,
        needs=[is_keeper, holds_documents],
    )
    def close_dossier(self) -> None: ...

    @move(state, State.CLOSED, State.OPEN, who=Permission.DOSSIER_APPROVE)
    def reopen(self) -> None: ...

    @move(
        state,
        State.CLOSED,
        State.HANDED_IN,
        who=Permission.DOSSIER_KEEP,
        needs=[is_keeper, is_for_the_archive],
    )
    def hand_in(self) -> None: ...

    @move(state, State.HANDED_IN, State.ACCEPTED, who=Permission.DOSSIER_ARCHIVE)
    def archive(self) -> None: ...

    @move(state, State.HANDED_IN, State.CLOSED, who=Permission.DOSSIER_ARCHIVE)
    def return_dossier(self) -> None: ...

    @move(state, State.PLANNED, State.DROPPED, who=Permission.DOSSIER_PREPARE)
    def drop(self) -> None: ...
