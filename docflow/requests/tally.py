"""None too often: how many tries of one kind there may be in a time."""

from datetime import datetime, timedelta

from django.db import connection
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.errors import Refused
from docflow.requests.models import Tally

ONE_MORE = """
UPDATE requests_tally SET "count" = "count" + 1
 WHERE bucket = %s AND began > %s
RETURNING "count"
"""
THE_FIRST = """
INSERT INTO requests_tally (bucket, began, "count") VALUES (%s, %s, 1)
ON CONFLICT DO NOTHING
RETURNING "count"
"""


def count(bucket: str, limit: int, per: timedelta) -> None:
    """Count one try; Refused `too_many` beyond the limit in the time. Outside of any act."""
    now = clock.wall()
    tries = _one_more(bucket, now - per)
    if tries is None and not _begin(bucket, per, now):
        tries = _one_more(bucket, now - per)
    if tries is not None and tries > limit:
        _must_not_exceed(bucket, limit, per, now)


def must_be_open(bucket: str, limit: int, per: timedelta) -> None:
    """Refused `too_many` when the limit is reached already; counts nothing."""
    _must_not_exceed(bucket, limit - 1, per, clock.wall())


def forget(bucket: str) -> None:
    """Begin to count anew, as after a success."""
    Tally.objects.filter(bucket=bucket).delete()


def give_back(bucket: str) -> None:
    """Take back one counted try."""
    Tally.objects.filter(bucket=bucket, count__gt=0).update(count=F("count") - 1)


def _one_more(bucket: str, after: datetime) -> int | None:
    """The tries of a count begun after a moment, with this one; None when none was begun."""
    return _counted(ONE_MORE, bucket, after)


def _begin(bucket: str, per: timedelta, now: datetime) -> bool:
    """Begin to count with this try; of several at the same moment one does."""
    over = Tally.objects.filter(bucket=bucket, began__lte=now - per)
    if over.update(began=now, count=1):
        return True
    return _counted(THE_FIRST, bucket, now) is not None


def _counted(statement: str, bucket: str, moment: datetime) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [bucket, connection.ops.adapt_datetimefield_value(moment)])
        row = cursor.fetchone()
    return int(row[0]) if row else None


def _must_not_exceed(bucket: str, limit: int, per: timedelta, now: datetime) -> None:
    tally = Tally.objects.filter(bucket=bucket, began__gt=now - per).first()
    if tally is None or tally.count <= limit:
        return
    left = tally.began + per - now
    raise Refused(
        "too_many",
        _("Too many tries. Try again in %(minutes)s minutes."),
        minutes=max(1, -(-int(left.total_seconds()) // 60)),
    )
