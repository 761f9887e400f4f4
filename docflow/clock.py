"""The one clock to ask: UTC inside, Vietnam time for days and years.

The sandbox's clock can be set back, so that a story of several days plays in seconds; every
process of the sandbox sees the same clock, because it lies in a file. Production has no such file.
"""

import os
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings

SANDBOX_CLOCK = "sandbox-clock"
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def now() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC) - _setback()


def today() -> date:
    """The present date in Vietnam: decides the year of a number and the day of a rate."""
    return local_date(now())


def local_date(moment: datetime) -> date:
    """The date in Vietnam at a moment."""
    return moment.astimezone(VIETNAM).date()


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment by Vietnam's clock."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=VIETNAM)


def wall() -> datetime:
    """The machine's own time, for leases and second tries only; never shown or recorded."""
    return datetime.now(UTC)


def set_to(moment: datetime | None) -> None:
    """Set the sandbox's clock to a past moment, or (None) to the present."""
    if not settings.DOCFLOW_SANDBOX:
        raise RuntimeError("Only the sandbox's clock can be set.")
    behind = (datetime.now(UTC) - moment).total_seconds() if moment else 0
    new = _file().with_suffix(".new")
    new.write_text(str(max(behind, 0)))
    new.rename(_file())


def _setback() -> timedelta:
    if not settings.DOCFLOW_SANDBOX:
        return timedelta()
    try:
        seen = os.stat(f"{settings.DOCFLOW_DATA}/{SANDBOX_CLOCK}")
    except FileNotFoundError:
        return timedelta()
    return _read(f"{settings.DOCFLOW_DATA}/{SANDBOX_CLOCK}", seen.st_ino, seen.st_mtime_ns)


@lru_cache(maxsize=1)
def _read(path: str, _inode: int, _changed: int) -> timedelta:
    """What the file says; read once for each time it is written."""
    return timedelta(seconds=float(Path(path).read_text()))


def _file() -> Path:
    return Path(settings.DOCFLOW_DATA) / SANDBOX_CLOCK
