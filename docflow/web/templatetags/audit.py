"""What the auditor's pages need: findings, rates and drawings in words."""

from datetime import date

from django import template
from django.utils.translation import gettext as _

from docflow.audit.fault_words import finding
from docflow.desks.drill_down import said
from docflow.reports.definitions import Words

register = template.Library()

register.filter("finding", finding)


@register.filter
def share(done: int, total: int) -> int:
    """How much of a whole is done, in whole per cent; 0 of an empty whole."""
    return min(100, done * 100 // total) if total else 0


@register.filter
def words(both: Words) -> str:
    """The words of a definition in the reader's language."""
    return said(both)


@register.filter
def points(hundredths: int) -> str:
    """How a rate changed: +0,52 points."""
    sign = "+" if hundredths > 0 else "−" if hundredths < 0 else "±"
    whole, rest = divmod(abs(hundredths), 100)
    return _("%(change)s points") % {"change": f"{sign}{whole},{rest:02d}"}


@register.filter
def month_short(day: date) -> str:
    """11/2026."""
    return f"{day.month}/{day.year}"


@register.filter
def plain(number: float) -> str:
    """A number for a drawing, with a point in any language."""
    return f"{number:g}"
