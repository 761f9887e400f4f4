"""Keeping circuits: another order for a type of document is a new version of it."""

from django.utils.translation import gettext_lazy as _

from docflow.audit.events import Event
from docflow.audit.log import action, record
from docflow.errors import Refused
from docflow.outgoing.contents import kind_named
from docflow.outgoing.models import Circuit
from docflow.outgoing.order import LONGEST, parse, printed
from docflow.outgoing.participants import must_be_possible
from docflow.people.actor import Actor
from docflow.permissions import Permission, require
from docflow.units.models import Unit


@action
def keep_circuit(kind: str, text: str, *, by: Actor, seen: int | None = None) -> Circuit:
    """Keep this order for a type of document (none: for all that have none) of the own unit.

    An empty text gives the type back to the default. What is under way keeps its version. `seen`
    is the version that was looked at: another one is not replaced.
    """
    require(by, Permission.CIRCUIT_MANAGE, by.unit)
    unit = Unit.objects.select_for_update().get(pk=by.unit.pk)
    kind = kind_named(kind).code if kind else ""
    newest = Circuit.objects.filter(unit=unit, kind=kind).order_by("-version").first()
    _must_be_the_one_seen(newest, seen)
    text = _kept(text, unit)
    if text == (newest.text if newest else ""):
        raise Refused("nothing_changed", _("That is the order kept already."))
    made = Circuit.objects.create(
        unit=unit,
        kind=kind,
        version=newest.version + 1 if newest else 1,
        text=text,
        by=by.appointment,
    )
    record(Event.CIRCUIT_KEPT, made, by, facts={"kind": kind, "version": made.version}, order=text)
    return made


def _kept(text: str, unit: Unit) -> str:
    """The order as it is kept, in its one spelling."""
    if not text.strip():
        return ""
    order = parse(text)
    must_be_possible(order, unit)
    if max(len(printed(order, language)) for language in ("en", "vi")) > LONGEST:
        raise Refused("order_too_long", _("Written out, an order has at most 4000 characters."))
    return printed(order)


def _must_be_the_one_seen(newest: Circuit | None, seen: int | None) -> None:
    if seen is not None and seen != (newest.version if newest else 0):
        raise Refused(
            "changed_meanwhile",
            _("Somebody changed this order since you opened it. Look at it anew."),
        )
