"""Who may read a dossier beyond what is their own: opened to posts and units, and taken again."""

from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.audit.events import Event
from docflow.audit.log import action, record
from docflow.documents import folders
from docflow.documents.folders import FolderReader
from docflow.dossiers.models import Dossier
from docflow.dossiers.states import State
from docflow.errors import Refused
from docflow.people.actor import Actor
from docflow.people.models import Appointment
from docflow.permissions import Permission, require
from docflow.units.models import Unit
from docflow.units.tree import is_below

MOST_READERS = 50


@action
def add_reader(dossier: Dossier, taker: Appointment | Unit, *, by: Actor) -> FolderReader:
    """Let a post or a unit read all that lies in a dossier, now and later (Annex VI I.III.3).

    Of the dossier's unit or below it. In a unit, whoever may read there reads it. Raises Refused:
    not_allowed, reads_already, not_to_read, too_many_readers.
    """
    require(by, Permission.DOSSIER_PREPARE, dossier.unit)
    dossier = Dossier.objects.lock(dossier)
    _must_be_near(dossier, taker)
    if dossier.state == State.DROPPED:
        raise Refused("dossier_dropped", _("This dossier was struck out of the catalogue."))
    if dossier.folder.readers.count() >= MOST_READERS:
        raise Refused(
            "too_many_readers",
            _("A dossier is opened to at most %(most)s posts and units. Name a unit instead."),
            most=MOST_READERS,
        )
    reader = folders.let_read(dossier.folder, taker)
    if reader is None:
        raise Refused("reads_already", _("%(who)s reads this dossier already."), who=taker)
    record(Event.DOSSIER_READER_ADDED, dossier, by, facts=_facts(reader))
    return reader


@action
def remove_reader(dossier: Dossier, reader: FolderReader, *, by: Actor) -> Dossier:
    """Take a dossier from a reader; what they may read by another way stays theirs."""
    require(by, Permission.DOSSIER_PREPARE, dossier.unit)
    dossier = Dossier.objects.lock(dossier)
    found = dossier.folder.readers.filter(pk=reader.pk).first()
    if found is None:
        raise Refused("no_reader", _("They do not read this dossier any more."))
    if found.appointment_id and found.appointment_id == dossier.keeper_id:
        raise Refused(
            "reads_as_keeper", _("Who keeps a dossier reads it. Name another keeper first.")
        )
    facts = _facts(found)
    folders.stop_reading(found)
    record(Event.DOSSIER_READER_REMOVED, dossier, by, facts=facts)
    return dossier


def _must_be_near(dossier: Dossier, taker: Appointment | Unit) -> None:
    unit = taker if isinstance(taker, Unit) else taker.unit
    today = clock.today()
    ended = isinstance(taker, Appointment) and not (
        Appointment.objects.valid_on(today).filter(pk=taker.pk).exists()
    )
    if ended or not is_below(unit, dossier.unit, today):
        raise Refused(
            "not_to_read",
            _("%(who)s is not of %(unit)s or a unit below it today. Choose somebody who is."),
            who=taker,
            unit=dossier.unit,
        )


def _facts(reader: FolderReader) -> dict[str, str | None]:
    return {
        "appointment": str(reader.appointment.uid) if reader.appointment else None,
        "unit": str(reader.unit.uid) if reader.unit else None,
    }
