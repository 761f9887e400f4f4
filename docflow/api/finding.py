"""What addresses and fields name: found if it may be seen, else there is no such thing."""

from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

from docflow import clock
from docflow.api.errors import NotHere, NothingNamed
from docflow.copies.models import Copy
from docflow.documents.models import Document
from docflow.incoming.models import Assignment, Extension, Incoming
from docflow.outgoing.models import Outgoing
from docflow.people.authority import signers_of
from docflow.people.models import Appointment
from docflow.units.models import Unit
from docflow.units.tree import is_below

Row = TypeVar("Row", bound=Model)


def document(request: Any, uid: UUID) -> Document:
    """The document an address names, if whoever asks may see it now. Raises NotHere."""
    return _found(Document.objects.visible_to(request.actor).select_related("unit"), uid)


def outgoing(request: Any, uid: UUID) -> Outgoing:
    """The outgoing document an address names, if it may be seen. Raises NotHere."""
    paper = _outgoing().filter(document=document(request, uid)).first()
    if paper is None:
        raise NotHere
    return paper


def incoming(request: Any, uid: UUID) -> Incoming:
    """The incoming document an address names, if it may be seen. Raises NotHere."""
    arrival: Incoming | None = _incoming().filter(document=document(request, uid)).first()
    if arrival is None:
        raise NotHere
    return arrival


def copy(request: Any, uid: UUID) -> Copy:
    """The copy an address names, if it may be seen. Raises NotHere."""
    found = _copies().filter(document=document(request, uid)).first()
    if found is None:
        raise NotHere
    return found


def after(act_on: Outgoing | Incoming | Copy) -> Any:
    """The row as an act left it: whoever acted is told what came of it."""
    rows: Any = {Outgoing: _outgoing, Copy: _copies}.get(type(act_on), _incoming)()
    return rows.get(pk=act_on.pk)


def task(request: Any, uid: UUID) -> Assignment:
    """The task an address names, if its document may be seen. Raises NotHere."""
    visible = Document.objects.visible_to(request.actor)
    rows = Assignment.objects.filter(arrival__document__in=visible)
    return _found(rows.select_related("arrival__document", "unit", "person__user"), uid)


def extension(request: Any, uid: UUID) -> Extension:
    """The request for more time an address names, if its document may be seen. Raises NotHere."""
    visible = Document.objects.visible_to(request.actor)
    rows = Extension.objects.filter(task__arrival__document__in=visible)
    found: Extension = _found(
        rows.select_related("task__arrival__document", "task__addressee", "task__parent"), uid
    )
    return found


def unit(uid: UUID) -> Unit:
    """The unit an address names; units are no secret. Raises NotHere."""
    return _found(Unit.objects.all(), uid)


def post(request: Any, uid: UUID) -> Appointment:
    """The post an address names, of the own unit or one below. Raises NotHere."""
    found = _near(request, uid)
    if found is None:
        raise NotHere
    return found


def one(rows: QuerySet[Row], uid: UUID) -> Row:
    """The row an address names among those that may be seen. Raises NotHere."""
    return _found(rows, uid)


def named_document(request: Any, uid: UUID | None, field: str) -> Document | None:
    """The document a field names, if it may be seen; None without one. Raises NothingNamed."""
    if uid is None:
        return None
    found = Document.objects.visible_to(request.actor).filter(uid=uid).first()
    if found is None:
        raise NothingNamed(field)
    return found


def named_unit(uid: UUID, field: str) -> Unit:
    """The unit a field names. Raises NothingNamed."""
    found = Unit.objects.filter(uid=uid).first()
    if found is None:
        raise NothingNamed(field)
    return found


def named_signer(unit: Unit, uid: UUID | None) -> Appointment:
    """The leader of a unit a field names; without a name, its head. Raises NothingNamed."""
    posts = signers_of(unit)
    heads = posts.filter(kind__in=(Appointment.Kind.HEAD, Appointment.Kind.ACTING))
    found: Appointment | None = (posts.filter(uid=uid) if uid else heads).first()
    if found is None:
        raise NothingNamed("signer")
    return found


def named_post(request: Any, uid: UUID, field: str) -> Appointment:
    """The post a field names, of the own unit or one below. Raises NothingNamed."""
    found = _near(request, uid)
    if found is None:
        raise NothingNamed(field)
    return found


def visible(request: Any, keys: list[int]) -> set[int]:
    """Those of the documents that may be seen."""
    rows = Document.objects.visible_to(request.actor).filter(pk__in=keys)
    return set(rows.values_list("pk", flat=True))


def within(request: Any, other: Unit) -> bool:
    """Whether a unit is the actor's own or stands below it today."""
    return is_below(other, request.actor.unit, clock.today())


def _outgoing() -> QuerySet[Outgoing]:
    rows = Outgoing.objects.select_related("document__unit", "unit", "drafter__user")
    return rows.select_related("drafter__unit", "signer__user", "signer__unit")


def _incoming() -> QuerySet[Any]:
    rows: QuerySet[Any] = Incoming.objects.select_related("document__unit", "unit", "sender")
    return rows


def _copies() -> QuerySet[Copy]:
    rows = Copy.objects.select_related("document__unit", "unit", "drafter__user", "drafter__unit")
    return rows.select_related("approver__user", "approver__unit")


def _near(request: Any, uid: UUID) -> Appointment | None:
    found = Appointment.objects.select_related("user", "unit").filter(uid=uid).first()
    return found if found and within(request, found.unit) else None


def _found(rows: QuerySet[Any], uid: UUID) -> Any:
    row = rows.filter(uid=uid).first()
    if row is None:
        raise NotHere
    return row
