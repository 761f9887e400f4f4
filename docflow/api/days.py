"""Days that a call names."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from docflow.errors import Refused


def must_be_in_order(first: date | None, last: date | None) -> None:
    """The last day is not before the first, where both are named. Raises Refused."""
    if first and last and last < first:
        raise Refused("from_after_to", _("The period ends before it begins. Swap the dates."))
