"""A line of months as the points of an SVG; drawn on the server, so no script is needed."""

from collections.abc import Sequence
from dataclasses import dataclass

from docflow.desks.rate_tables import Month

WIDTH, HEIGHT = 720, 220
LEFT, RIGHT, TOP, BOTTOM = 56, 32, 12, 28
STEP = 10


@dataclass(frozen=True)
class Point:
    """A month in the drawing; without anything counted it has a name and no point."""

    x: float
    y: float | None
    month: Month


@dataclass(frozen=True)
class Chart:
    """What the template draws: points, the stretches between them, lines for the scale."""

    points: list[Point]
    stretches: list[str]
    scale: list[tuple[float, int]]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    floor: int = HEIGHT - BOTTOM


def chart(months: Sequence[Month]) -> Chart:
    """The line of a rate; the scale ends at 100 per cent and begins below the lowest month."""
    shares = [_share(month) for month in months]
    lowest = min((share for share in shares if share is not None), default=0.0)
    bottom = max(0, int(lowest // STEP) * STEP - STEP)
    step = (WIDTH - LEFT - RIGHT) / max(1, len(months) - 1)
    points = [
        Point(round(LEFT + place * step, 1), _height(share, bottom), month)
        for place, (month, share) in enumerate(zip(months, shares, strict=True))
    ]
    marks = sorted({bottom, (bottom + 100) // 2, 100})
    scale = [(_height(float(mark), bottom) or 0.0, mark) for mark in marks]
    return Chart(points, _stretches(points), scale)


def _share(month: Month) -> float | None:
    plain = month.figure.percent_plain
    return None if plain is None else float(plain)


def _height(share: float | None, bottom: int) -> float | None:
    if share is None:
        return None
    return round(TOP + (100 - share) / (100 - bottom) * (HEIGHT - TOP - BOTTOM), 1)


def _stretches(points: Sequence[Point]) -> list[str]:
    """The line in pieces: a month without a rate breaks it."""
    pieces: list[list[str]] = [[]]
    for point in points:
        if point.y is None:
            pieces.append([])
        else:
            pieces[-1].append(f"{point.x},{point.y}")
    return [" ".join(piece) for piece in pieces if len(piece) > 1]
