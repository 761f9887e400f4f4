"""When a dossier is due at the archive: Decree 30/2020 Art. 30 and 31."""

from calendar import monthrange
from datetime import date, timedelta

WARNING = timedelta(days=30)
"""How long before the day the warning comes (Annex VI I.III.5)."""
LONGEST_KEPT_BACK = 2  # years
SHORTEST_IN_ARCHIVE = 5  # years of retention


def due_on(ended_on: date, *, construction: bool) -> date:
    """The last day to submit: a year after the work ended; for construction, three months.

    For construction `ended_on` is the day the final account was settled.
    """
    return months_after(ended_on, 3 if construction else 12)


def latest_kept_back(due: date) -> date:
    """The last day a unit may keep a dossier back, with written consent."""
    return months_after(due, 12 * LONGEST_KEPT_BACK)


def months_after(day: date, months: int) -> date:
    """The same day of a later month, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
