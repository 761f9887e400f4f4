"""Having a dossier exported: asked for, made by the worker; or made by hand, and noted."""

from django.utils.translation import gettext_lazy as _

from docflow.audit.events import Event
from docflow.audit.log import action, record
from docflow.documents.models import Document
from docflow.dossiers.models import Dossier, Export
from docflow.errors import Refused
from docflow.people.actor import Actor, System
from docflow.permissions import Permission, require
from docflow.work import after_commit


@action
def ask_export(dossier: Dossier, *, by: Actor) -> Export:
    """Have a dossier made into one file; for whoever may read all that lies in it.

    Raises Refused: not_all_readable, empty_dossier, asked_already.
    """
    if not Dossier.objects.visible_to(by).filter(pk=dossier.pk).exists():
        require(by, Permission.DOCUMENT_READ, dossier.unit)
    _must_read_all(dossier, by)
    waiting = Export.objects.waiting().filter(dossier=dossier, by=by.stands_for)
    if waiting.exists():
        raise Refused("asked_already", _("This dossier is being exported. Wait for the file."))
    export = Export.objects.create(dossier=dossier, by=by.stands_for)
    record(
        Event.DOSSIER_EXPORTED,
        dossier,
        by,
        facts={"documents": dossier.documents, "export": str(export.uid)},
    )
    after_commit(export)
    return export


@action
def take_index(dossier: Dossier, *, by: Actor) -> Dossier:
    """Take the index of a dossier along: fields and digests of all that lies in it."""
    if not Dossier.objects.visible_to(by).filter(pk=dossier.pk).exists():
        require(by, Permission.DOCUMENT_READ, dossier.unit)
    _must_read_all(dossier, by)
    record(
        Event.DOSSIER_EXPORTED,
        dossier,
        by,
        facts={"documents": dossier.documents, "index_only": True},
    )
    return dossier


@action
def note_export(dossier: Dossier, documents: int, *, by: System) -> Dossier:
    """Note that whoever keeps the installation wrote a dossier to a file."""
    require(by, Permission.DELIVER, dossier.unit)
    record(Event.DOSSIER_EXPORTED, dossier, by, facts={"documents": documents})
    return dossier


def _must_read_all(dossier: Dossier, by: Actor) -> None:
    """Raise Refused unless everything in the dossier may be read, and there is something."""
    lying = dossier.folder.placings.values("document")
    count = dossier.folder.placings.count()
    if not count:
        raise Refused(
            "empty_dossier",
            _("Nothing lies in this dossier. Put its documents in, or strike it out."),
        )
    seen = Document.objects.visible_to(by).filter(pk__in=lying).count()
    if seen < count:
        raise Refused(
            "not_all_readable",
            _(
                "You may read %(seen)s of its %(count)s documents. A dossier is exported whole: "
                "ask its keeper, or to be let read it."
            ),
            seen=seen,
            count=count,
        )
