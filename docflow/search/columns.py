"""The columns a list of found documents can have, and those a person chose of them."""

from collections.abc import Iterable
from typing import Any

from docflow.search.models import ChosenColumns

SUBJECT = "subject"
COLUMNS = (
    *("code", "issued_on", "kind", SUBJECT, "issuer", "state"),
    *("urgency", "arrival_number", "arrived_on"),
)
"""All there are, in their order."""
USUAL = COLUMNS[:6]
"""What is shown to whoever chose nothing."""


def chosen_by(person: Any) -> tuple[str, ...]:
    """The columns a person chose, or the usual ones."""
    kept = ChosenColumns.objects.filter(owner=person).first()
    return in_order(kept.columns) if kept else USUAL


def in_order(codes: Iterable[str]) -> tuple[str, ...]:
    """The known ones of some columns in their order, always with the subject."""
    wanted = {*codes, SUBJECT}
    return tuple(each for each in COLUMNS if each in wanted)
