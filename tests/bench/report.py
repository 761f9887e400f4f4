"""What a run found, as text for a terminal, as Markdown and as JSON."""

from dataclasses import dataclass, field
from typing import Any

Row = tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """Rows under a head; all cells are text, the first column is aligned to the left."""

    head: Row
    rows: tuple[Row, ...]

    def text(self) -> str:
        """Aligned columns."""
        widths = [max(map(len, column)) for column in zip(self.head, *self.rows, strict=True)]
        lines = [self.head, tuple("─" * width for width in widths), *self.rows]
        return "\n".join("  " + _aligned(line, widths) for line in lines)

    def markdown(self) -> str:
        """A Markdown table."""
        rule = ("---", *("---:" for _ in self.head[1:]))
        return "\n".join("| " + " | ".join(line) + " |" for line in (self.head, rule, *self.rows))


@dataclass(frozen=True)
class Section:
    """One measured thing: what it is, its figures, how to read them."""

    title: str
    table: Table
    notes: tuple[str, ...] = ()
    figures: dict[str, Any] = field(default_factory=dict)

    def text(self) -> str:
        """For the terminal."""
        notes = "".join(f"\n  {note}" for note in self.notes)
        return f"{self.title}\n{self.table.text()}{notes}\n"

    def markdown(self) -> str:
        """For the documentation."""
        notes = "\n".join(f"- {note}" for note in self.notes)
        return f"## {self.title}\n\n{self.table.markdown()}\n" + (f"\n{notes}\n" if notes else "")


def number(value: float) -> str:
    """Three digits that count: 0,0123 would be noise."""
    if value >= 100:
        return f"{value:,.0f}"
    if value >= 10:
        return f"{value:.1f}"
    return f"{value:.2f}" if value >= 0.1 else f"{value:.3f}"


def times(found: tuple[float, float, float]) -> str:
    """A ratio with its range over the blocks."""
    middle, low, high = found
    return f"{number(middle)} × ({number(low)}–{number(high)})"


def _aligned(line: Row, widths: list[int]) -> str:
    first, *others = line
    cells = [first.ljust(widths[0])]
    cells += [cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True)]
    return "  ".join(cells).rstrip()
