"""What must hold before a report is asked for or filled in."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.documents.given import text
from docflow.documents.models import Document
from docflow.errors import Refused, Several
from docflow.reporting.models import Figure, Report
from docflow.units.models import Unit
from docflow.units.tree import subtree

MOST_FIGURES = 100
MOST_UNITS = 5000
PLACES = Decimal("0.01")
LARGEST = Decimal(10) ** 17


def proper_figures(given: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Label and measure of each figure asked for; at least one, each label once.

    Raises Refused: figures_missing, too_many_figures, figure_twice, and those of a text.
    """
    figures = [
        (text(label, 200, "figure"), text(measure, 40, "measure", may_be_empty=True))
        for label, measure in given
    ]
    if not figures:
        raise Refused("figures_missing", _("A report asks for at least one figure. Name it."))
    if len(figures) > MOST_FIGURES:
        raise Refused(
            "too_many_figures",
            _("A report asks for at most %(most)s figures; these are %(count)s."),
            most=MOST_FIGURES,
            count=len(figures),
        )
    seen: set[str] = set()
    for label, _measure in figures:
        if label.casefold() in seen:
            raise Refused(
                "figure_twice", _("“%(label)s” is asked for twice. Leave one out."), label=label
            )
        seen.add(label.casefold())
    return figures


def proper_units(asker: Unit, units: Sequence[Unit]) -> list[Unit]:
    """The units asked, each once; all below the asker today.

    Raises Refused: units_missing, too_many_units, other_unit.
    """
    named = list(dict.fromkeys(units))
    if not named:
        raise Refused("units_missing", _("Nobody is asked. Choose at least one unit below yours."))
    if len(named) > MOST_UNITS:
        raise Refused(
            "too_many_units", _("At most %(most)s units are asked at once."), most=MOST_UNITS
        )
    today = clock.today()
    below = {each.pk for each in subtree(asker, today)} - {asker.pk}
    active = set(Unit.objects.active_on(today).values_list("pk", flat=True))
    strangers = [unit for unit in named if unit.pk not in below & active]
    if strangers:
        raise Refused(
            "other_unit",
            _("A report is asked of units below one's own that exist today. Leave out: %(units)s."),
            units=Several((unit.name for unit in strangers[:10]), "; "),
        )
    return named


def must_be_period(first: date, last: date) -> None:
    """Raise Refused unless the days make a period."""
    if last < first:
        raise Refused("ends_before_it_begins", _("The last day lies before the first day."))


def proper_values(report: Report, given: Mapping[int, Any]) -> dict[Figure, Decimal]:
    """The figures that were filled in, by their place; an empty one is left out.

    Whole numbers or two decimal places, not negative. Raises Refused: unknown_figure, bad_figure.
    """
    figures = {figure.place: figure for figure in report.request.figures.all()}
    found: dict[Figure, Decimal] = {}
    for place, value in given.items():
        if place not in figures:
            raise Refused(
                "unknown_figure", _("This report asks for no figure %(place)s."), place=place
            )
        if value is not None and value != "":
            found[figures[place]] = _number(figures[place], value)
    return found


def must_be_signed_here(report: Report, document: Document | None) -> None:
    """Raise Refused unless the document is one the reporting unit has issued."""
    if document is None:
        return
    paper = getattr(document, "outgoing", None)
    if document.unit != report.unit or paper is None or paper.issued_at is None:
        raise Refused(
            "not_issued_here",
            _("Name a document that your unit has issued; “%(document)s” is none."),
            document=document,
        )


def _number(figure: Figure, value: Any) -> Decimal:
    try:
        number = Decimal(str(value).replace(" ", "").replace("\u00a0", ""))
        if not number.is_finite() or number < 0 or number >= LARGEST:
            raise InvalidOperation
        if number != number.quantize(PLACES):
            raise InvalidOperation
    except InvalidOperation:
        raise Refused(
            "bad_figure",
            _(
                "“%(value)s” is no figure for “%(label)s”. Give a number, 0 or more, with at most "
                "two decimal places."
            ),
            value=str(value)[:40],
            label=figure.label,
            place=figure.place,
        ) from None
    return number
