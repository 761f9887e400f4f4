"""The system as the one who acts: for a unit, or for the whole installation."""

from dataclasses import dataclass
from typing import Any

from docflow.permissions import Permission, Role, granted
from docflow.units.models import Unit


@dataclass(frozen=True)
class System:
    """The system itself, acting for a unit (or, without one, for the installation)."""

    unit: Unit | None = None
    user: None = None
    appointment: None = None
    on_behalf_of: None = None

    @property
    def label(self) -> str:
        return "Docflow"

    def permissions_in(self, unit: Any) -> frozenset[Permission]:
        """All that the role of the system grants, in every unit."""
        return granted([Role.SYSTEM])
