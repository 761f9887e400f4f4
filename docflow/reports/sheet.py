"""The rates as a page of text, in the reader's language."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from docflow.reports.definitions import RATES, REASONS, Rate, Words
from docflow.reports.rates import Figure, Report
from docflow.units.models import Unit, UnitCode
from docflow.wording import count, date_text, time_text


def text(unit: Unit, report: Report, tree: bool) -> str:
    """Title, one line for each rate, what was left out, and what each rate means."""
    lines = [*_title(unit, report, tree), "", *_table(report), ""]
    return "\n".join(lines + [line for rate in RATES for line in _definition(rate)])


def _title(unit: Unit, report: Report, tree: bool) -> list[str]:
    code = unit.code(UnitCode.Scheme.IDENTIFIER, report.last)
    name = unit.name_on(report.last).name + (f" ({code})" if code else "")
    once = _("Exchanges between these units are counted once, by the sender.")
    twice = _("Exchanges between these units are counted by the sender and by the receiver.")
    return [
        _("Rates by definition %(id)s") % {"id": report.definition},
        _("Unit: %(name)s") % {"name": name} + (_(", with all units below it") if tree else ""),
        _("Period: %(first)s to %(last)s, as known on %(at)s")
        % {
            "first": date_text(report.first),
            "last": date_text(report.last),
            "at": time_text(report.scope.at),
        },
        *([once if report.scope.inside_once else twice] if tree else []),
    ]


def _table(report: Report) -> list[str]:
    width = max(len(_word(rate.name)) for rate in RATES)
    lines = []
    for rate in RATES:
        figure = report.figures[rate.id]
        counts = f"{count(figure.numerator)} / {count(figure.denominator)}"
        lines.append(
            f"{rate.id:<4} {_word(rate.name):<{width}} {figure.percent:>9}  {counts} "
            f"{_word(rate.unit)}"
        )
        lines += [f"     {note}" for note in _notes(figure)]
    return lines


def _notes(figure: Figure) -> list[str]:
    notes = [
        _("left out: %(count)s (%(reason)s)")
        % {"count": count(number), "reason": _word(REASONS[reason])}
        for reason, number in figure.reasons.items()
    ]
    if figure.open_in_time:
        notes.append(f"{_word(REASONS['open_in_time'])}: {count(figure.open_in_time)}")
    return notes


def _definition(rate: Rate) -> list[str]:
    return [
        f"{rate.id} = {_word(rate.numerator)}",
        f"     / {_word(rate.denominator)} [{rate.source}]",
    ]


def _word(words: Words) -> str:
    return words.en if (get_language() or "").startswith("en") else words.vi
