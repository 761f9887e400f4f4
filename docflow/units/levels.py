"""The levels of the organisation: those known here, else those shipped (data/levels.csv)."""

import csv
from datetime import date
from pathlib import Path

from docflow.units.models import Level

SHIPPED = Path(__file__).parent / "data" / "levels.csv"


def known_levels() -> dict[str, Level]:
    """Levels by code; a shipped one is not saved before `keep`."""
    with SHIPPED.open(encoding="utf-8", newline="") as lines:
        shipped = {row["code"]: _level(row) for row in csv.DictReader(lines)}
    return shipped | {level.code: level for level in Level.objects.all()}


def keep(level: Level) -> Level:
    """The level, saved if it was not."""
    if level.pk is None:
        level.save()
    return level


def _level(row: dict[str, str]) -> Level:
    return Level(
        code=row["code"],
        name=row["name"],
        rank=int(row["rank"]),
        valid_from=date.fromisoformat(row["valid_from"]),
        valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
    )
