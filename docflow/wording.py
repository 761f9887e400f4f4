"""Numbers, shares, dates and times as people here read them: the one formatter.

The form never depends on the server's language. Times are shown in Vietnam's time.
"""

import re
from datetime import date, datetime
from decimal import Decimal

from docflow.clock import VIETNAM

NO_BREAK_SPACE = "\u00a0"
NOTHING_TO_COUNT = "—"
_WHOLE = 10_000  # hundredths of a per cent


def count(number: int) -> str:
    """A whole number with dots between thousands: 1.039.181."""
    return f"{number:,}".replace(",", ".")


def figure(number: Decimal) -> str:
    """A number as reports give it: 1.039.181, or 205,25 where it is not whole."""
    whole, _, decimals = f"{number:,.2f}".partition(".")
    decimals = decimals.rstrip("0")
    return whole.replace(",", ".") + (f",{decimals}" if decimals else "")


def figure_read(text: str) -> str:
    """The number in a text as people write it here, for programs: 1.039,5 is 1039.5.

    Dots between groups of three digits are left out; where a comma stands it is the decimal one.
    A text that is no number comes back as it is.
    """
    plain = text.strip().replace(NO_BREAK_SPACE, "").replace(" ", "")
    if re.fullmatch(r"[0-9]{1,3}(\.[0-9]{3})+(,[0-9]+)?|[0-9]+,[0-9]+", plain):
        return plain.replace(".", "").replace(",", ".")
    return plain


def percent(numerator: int, denominator: int) -> str:
    """A share with two decimals, "99,17 %" with a no-break space; "—" for 0 of 0.

    Rounded half up, and never 100,00 % while something is missing. Raises ValueError where the
    numbers are no share (negative, or more than the whole).
    """
    plain = percent_plain(numerator, denominator)
    if plain is None:
        return NOTHING_TO_COUNT
    return f"{plain.replace('.', ',')}{NO_BREAK_SPACE}%"


def percent_plain(numerator: int, denominator: int) -> str | None:
    """The same share for programs, "99.17"; None for 0 of 0."""
    if not 0 <= numerator <= denominator:
        raise ValueError(f"{numerator} of {denominator} is no share of a whole.")
    if denominator == 0:
        return None
    hundredths = (2 * _WHOLE * numerator + denominator) // (2 * denominator)
    if numerator < denominator:
        hundredths = min(hundredths, _WHOLE - 1)
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def date_text(day: date) -> str:
    """21/11/2026; of a moment, its date in Vietnam."""
    if isinstance(day, datetime):
        day = _local(day).date()
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"


def time_text(moment: datetime) -> str:
    """21/11/2026 14:05 in Vietnam's time. Raises ValueError for a moment without a zone."""
    local = _local(moment)
    return f"{date_text(local)} {local.hour:02d}:{local.minute:02d}"


def day_line(place: str, day: date) -> str:
    """Place and date as a paper bears them: "Thanh Hóa, ngày 05 tháng 02 năm 2026".

    Days below 10 and the months 1 and 2 have a leading zero, other months none (Decree 30/2020,
    Annex I, part I, II.4b).
    """
    month = f"{day.month:02d}" if day.month <= 2 else str(day.month)
    return f"{place}, ngày {day.day:02d} tháng {month} năm {day.year}"


def _local(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError(f"{moment.isoformat()} names no time zone, so it is no moment.")
    return moment.astimezone(VIETNAM)
