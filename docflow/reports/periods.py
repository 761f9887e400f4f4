"""The reporting periods of Decree 09/2019, Article 12, as first and last day."""

import re
from datetime import date

MONTHS = {"month": 1, "quarter": 3, "half": 6, "nine_months": 9, "year": 12}
FORMS = {"month": r"([0-9]{4})-(0[1-9]|1[0-2])", "quarter": r"([0-9]{4})-Q([1-4])"}
WHOLE = r"([0-9]{4})"


def period(span: str, which: str) -> tuple[date, date]:
    """First and last day of a reporting period, both included.

    `month 2026-11` is 15/10 to 14/11; `quarter 2026-Q4` 15/9 to 14/12; `half`, `nine_months` and
    `year` of 2026 begin on 15/12/2025 and end on 14/6, 14/9 and 14/12. Raises ValueError for
    anything else.
    """
    found = re.fullmatch(FORMS.get(span, WHOLE), which) if span in MONTHS else None
    if not found:
        raise ValueError(
            f"“{span} {which}” is no reporting period. Write month 2026-11, quarter 2026-Q4, "
            "half 2026, nine_months 2026 or year 2026."
        )
    year, position = int(found[1]), int(found[2]) if found.lastindex == 2 else 1
    last = MONTHS[span] * position
    before = year * 12 + last - 1 - MONTHS[span]
    return date(before // 12, before % 12 + 1, 15), date(year, last, 14)
