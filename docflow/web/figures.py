"""Tables of figures: each number with the address of its list, and a bar drawn on the server."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst

from docflow.desks.figure_tables import label_of
from docflow.desks.outcomes import ALL, Figures, Line

WIDTH = 200
Href = Callable[[str, str], str]
"""The address of the list behind a figure, by outcome and key of the line."""


@dataclass(frozen=True)
class Cell:
    """A figure with its words and the address of its list."""

    outcome: str
    label: str
    number: int
    href: str


@dataclass(frozen=True)
class Segment:
    """A part of a bar: where it begins and how wide it is, of WIDTH."""

    outcome: str
    label: str
    number: int
    x: float
    width: float


@dataclass(frozen=True)
class Shown:
    """A line of the table."""

    line: Line
    cells: Sequence[Cell]
    bar: Sequence[Segment]
    href: str = ""


def shown(
    lines: Iterable[Line],
    outcomes: Sequence[str],
    href: Href,
    into: Callable[[Line], str] = lambda _line: "",
) -> list[Shown]:
    """Lines with their cells and bars; `into` is the address of what lies below a line."""
    return [
        Shown(
            line,
            cells(line.figures, outcomes, _of(line.key, href)),
            bar(line.figures, outcomes),
            into(line),
        )
        for line in lines
    ]


def _of(key: str, href: Href) -> Callable[[str], str]:
    """The addresses of one line's lists, by outcome."""
    return lambda outcome: href(outcome, key)


def cells(
    figures: Figures, outcomes: Sequence[str], href: Callable[[str], str]
) -> tuple[Cell, ...]:
    """The total and each outcome."""
    return tuple(
        Cell(each, capfirst(label_of(each)), figures.of(each), href(each))
        for each in (ALL, *outcomes)
    )


def bar(figures: Figures, outcomes: Sequence[str]) -> tuple[Segment, ...]:
    """The outcomes side by side, as wide as their shares."""
    segments, x = [], 0.0
    for outcome in outcomes:
        number = figures.of(outcome)
        if number:
            width = WIDTH * number / figures.total
            label = capfirst(label_of(outcome))
            segments.append(Segment(outcome, label, number, round(x, 2), round(width, 2)))
            x += width
    return tuple(segments)


def heads(outcomes: Sequence[str]) -> list[Any]:
    """The heads of the columns of figures."""
    return [(each, capfirst(label_of(each))) for each in (ALL, *outcomes)]
