"""Which order a document of a unit goes by: that of its type, that of all types, or the default."""

from functools import lru_cache

from docflow.outgoing.models import Circuit
from docflow.outgoing.order import DEFAULT, Part, parse
from docflow.units.models import Unit


def circuit_for(unit: Unit, kind: str) -> Circuit | None:
    """The circuit in force for a type of document; None: the default order."""
    return in_force(unit, kind) or in_force(unit, "")


def in_force(unit: Unit, kind: str) -> Circuit | None:
    """The newest version for just this type; None where it was given back to the default."""
    newest = Circuit.objects.filter(unit=unit, kind=kind).order_by("-version").first()
    return newest if newest and newest.text else None


def all_in_force(unit: Unit) -> list[Circuit]:
    """The unit's circuits in force, that for all types first."""
    newest: dict[str, Circuit] = {}
    for each in Circuit.objects.filter(unit=unit).order_by("kind", "version"):
        newest[each.kind] = each
    return [each for each in newest.values() if each.text]


def order_of(circuit: Circuit | None) -> Part:
    """The order of a circuit; the default without one."""
    return _read(circuit.text) if circuit else DEFAULT


@lru_cache(maxsize=500)
def _read(text: str) -> Part:
    return parse(text)
