"""Run in an installation: find among many agencies as one types; print the figures.

python -m tests.bench.agencies AGENCIES
"""

import json
import statistics
import sys
import time
from collections.abc import Iterator
from datetime import date
from itertools import islice, product
from typing import Any

from tests.bench.setup import installed

FIRST = ("Hoằng", "Thọ", "Xuân", "Yên", "Triệu", "Vĩnh", "Quảng", "Hà", "Nga", "Cẩm", "Thạch", "An")
SECOND = ("Đông", "Đồng", "Thành", "Lộc", "Sơn", "Phú", "Tiến", "Bình", "Trung", "Tâm", "Giang")
THIRD = ("", " Thượng", " Hạ", " Bắc", " Nam", " Tây", " Trung", " Đoài", " Nội")
BODIES = (
    "Ủy ban nhân dân xã",
    "Hội đồng nhân dân xã",
    "Công an xã",
    "Ban Chỉ huy quân sự xã",
    "Trạm Y tế xã",
    "Trường Mầm non",
    "Trường Tiểu học",
    "Trường Trung học cơ sở",
    "Trung tâm Phục vụ hành chính công xã",
    "Hợp tác xã Dịch vụ nông nghiệp",
)
TYPED = (
    "ủy ban nhân dân xã hoằng đông",
    "hoang dong",
    "truong tieu hoc quang phu",
    "công an xã thọ xuân",
    "tram y te",
    "trường",
    "xa an binh thuong",
    "H00.1234",
)
SINCE = date(2020, 1, 1)
PROVINCES = 34
FOUND = 20


def main(arguments: list[str]) -> None:
    """Fill, type, print as JSON."""
    installed()
    many = int(arguments[0])
    began = time.perf_counter()
    _fill(many)
    filled = time.perf_counter() - began
    from docflow.search.units import find_units

    took: dict[str, list[float]] = {}
    for typed in TYPED:
        for end in range(1, len(typed) + 1):
            find_units(typed[:end], limit=FOUND)
            begin = time.perf_counter()
            find_units(typed[:end], limit=FOUND)
            took.setdefault(typed, []).append((time.perf_counter() - begin) * 1000)
    times = [each for of_one in took.values() for each in of_one]
    found: dict[str, Any] = {
        "agencies": many,
        "filled": filled,
        "keystrokes": len(times),
        "p50": statistics.median(times),
        "p99": statistics.quantiles(times, n=100, method="inclusive")[98],
        "most": max(times),
        "slowest": max(took, key=lambda each: max(took[each])),
    }
    print(json.dumps(found))


def _fill(many: int) -> None:
    """Agencies below the communes of 34 provinces, written in bulk and indexed as ever."""
    from docflow.search import unit_rows
    from docflow.units.models import Level, Unit, UnitCode, UnitName, UnitPlace

    ranks = (("province", 1), ("commune", 2))
    levels = {
        code: Level.objects.create(code=code, name=code, rank=rank, valid_from=SINCE)
        for code, rank in ranks
    }
    above = Unit.objects.bulk_create(Unit(opened=SINCE) for _ in range(PROVINCES))
    below = Unit.objects.bulk_create(
        [Unit(opened=SINCE) for _ in range(many - PROVINCES)], batch_size=1000
    )
    names = [f"Ủy ban nhân dân tỉnh {name}" for name in islice(_places(), PROVINCES)]
    names += islice(_names(), many - PROVINCES)
    units = [*above, *below]
    named = [
        UnitName(unit=unit, name=name, valid_from=SINCE)
        for unit, name in zip(units, names, strict=True)
    ]
    codes = [
        UnitCode(unit=unit, scheme="identifier", code=f"H{at % 64:02}.{at}", valid_from=SINCE)
        for at, unit in enumerate(units)
    ]
    places = [
        UnitPlace(unit=unit, level=levels["province"], valid_from=SINCE) for unit in above
    ] + [
        UnitPlace(
            unit=unit, level=levels["commune"], parent=above[at % PROVINCES], valid_from=SINCE
        )
        for at, unit in enumerate(below)
    ]
    for rows in (named, codes, places):
        type(rows[0]).objects.bulk_create(rows, batch_size=1000)
    for start in range(0, len(units), 1000):
        unit_rows.keep(unit_rows.load(unit.pk for unit in units[start : start + 1000]))


def _places() -> Iterator[str]:
    """Names of communes; some are borne in several provinces."""
    while True:
        yield from (
            f"{first} {second}{third}" for third, first, second in product(THIRD, FIRST, SECOND)
        )


def _names() -> Iterator[str]:
    """All bodies of one place after another."""
    return (f"{body} {place}" for place in _places() for body in BODIES)


if __name__ == "__main__":
    main(sys.argv[1:])
