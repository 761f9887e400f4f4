"""The score board and the reports on handling as tables, for spreadsheets and print."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from docflow import wording
from docflow.desks import handling, scoreboard
from docflow.desks.exports import MOST, Table, head_over
from docflow.desks.outcomes import LABELS, OUTCOMES, Item, Line, added_up, heads, told
from docflow.desks.papers import Head
from docflow.desks.papers import Line as Printed

ALL_LABELS = {**LABELS, **handling.LABELS}
BEHIND = (18, 50, 30, 24, 16, 16, 16, 16)


def of_board(asked: scoreboard.Asked, lines: Sequence[Line], *, by: Any) -> Table:
    """The figures of the score board, with their sum in the last row."""
    title = _("Tasks done and open, in time and late")
    return _figures(title, lines, OUTCOMES, head_over(by, title, days(asked.first, asked.last)))


def behind_board(asked: scoreboard.Asked, outcome: str, *, by: Any) -> Table:
    """The tasks behind a figure, up to a limit that stands in the last row."""
    title = _("Tasks: %(what)s") % {"what": label_of(outcome)}
    items = scoreboard.every(asked, by, outcome, MOST + 1)
    return _items(title, items, head_over(by, title, days(asked.first, asked.last)))


def of_report(asked: handling.Asked, lines: Sequence[Line], *, by: Any) -> Table:
    """A report on handling, with the sum in the last row."""
    title = report_title(asked.series)
    head = head_over(by, title, days(asked.first, asked.last))
    return _figures(title, lines, asked.outcomes, head)


def behind_report(asked: handling.Asked, outcome: str, whose: str, *, by: Any) -> Table:
    """The documents behind a figure, up to a limit that stands in the last row."""
    title = f"{report_title(asked.series)}: {label_of(outcome)}"
    items = handling.every(asked, by, outcome, whose, MOST + 1)
    return _items(title, items, head_over(by, title, days(asked.first, asked.last)))


def report_title(series: str) -> str:
    """What a report on handling is called (Decree 30 Annex VI part V)."""
    if series == handling.INCOMING:
        return _("Report on the handling of incoming documents")
    return _("Report on the handling of outgoing documents")


def label_of(outcome: str) -> str:
    """An outcome in words; all of them without one."""
    return str(ALL_LABELS.get(outcome) or _("all"))


def days(first: date | None, last: date | None) -> str:
    """The period in words; without one, what is open now."""
    if not (first and last):
        return _("Open now")
    told = _("From %(first)s to %(last)s")
    return told % {"first": wording.date_text(first), "last": wording.date_text(last)}


def _figures(title: str, lines: Sequence[Line], outcomes: Iterable[str], head: Head) -> Table:
    outcomes = tuple(outcomes)
    names = [capfirst(label_of(each)) for each in outcomes]
    rows: list[Any] = [
        [line.name or _of_nobody(line), line.note, *line.figures.row(outcomes), line.figures.share]
        for line in lines
    ]
    whole = added_up(line.figures for line in lines)
    cells = [_("Total"), "", *whole.row(outcomes), whole.share]
    return Table(
        title,
        title[:31],
        [_("Name"), _("Unit"), _("Total"), *names, _("Share in time")],
        [*rows, Printed(cells, is_sum=True)],
        (34, 40, *[12] * (len(outcomes) + 1), 12),
        head,
    )


def _of_nobody(line: Line) -> str:
    """What has no person yet: a unit's that was not handed on, or nobody's at all."""
    return _("not handed on to a person yet") if line.note else _("nobody yet")


def _items(title: str, items: Iterator[Item], head: Head) -> Table:
    rows: list[Any] = [_printed(item) for item in islice(items, MOST + 1)]
    if len(rows) > MOST:
        limit = _("Only the first %(count)s are in this file.") % {"count": wording.count(MOST)}
        rows[MOST:] = [[limit, *[""] * 7]]
    return Table(title, title[:31], heads(), rows, BEHIND, head, empty=_("There is nothing."))


def _printed(item: Item) -> list[Any]:
    cells = told(item)
    cells[-1] = capfirst(label_of(item.outcome))
    return cells
