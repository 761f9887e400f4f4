"""Questions that are asked again and again: their SQL is made once, with marks for what varies.

Making the SQL of a list takes longer than the database takes to answer it. A question is made with
values no row has, the marks; asked again, the values of the day go where they stand. All else is
written into the SQL: a partial index is used where the SQL itself says the condition.
"""

from collections.abc import Iterable, Sequence
from copy import copy
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

from django.db import connection, connections
from django.db.models import QuerySet

SOME_DAY = date(1, 1, 1)
SOME_MOMENT = datetime(1, 1, 2, tzinfo=UTC)


class Rows:
    """A list made with marks, to be asked for with any values."""

    def __init__(self, rows: QuerySet[Any], marks: Iterable[Any]) -> None:
        self._rows = rows
        self._compiler = rows.query.get_compiler(rows.db)
        sql, params = self._compiler.as_sql()
        self._sql, self._params = with_constants(sql, params, marks)

    def of(self, values: dict[Any, Any]) -> QuerySet[Any]:
        """The list with these values where the marks are."""
        asked = self._rows.all()
        asked.query.get_compiler = partial(self._again, values)  # type: ignore[method-assign]
        return asked

    def _again(self, values: dict[Any, Any], using: str, **_: Any) -> Any:
        """The compiler that made the SQL, which still knows the columns, on this connection."""
        compiler: Any = copy(self._compiler)
        compiler.connection = connections[using]
        compiler.as_sql = lambda **_: (self._sql, filled(self._params, values))
        return compiler


def with_constants(
    sql: str, params: Sequence[Any], marks: Iterable[Any]
) -> tuple[str, tuple[Any, ...]]:
    """The SQL with all words and numbers written into it, and what is left: marks and the rest."""
    left = [each in [*marks] or not _is_constant(each) for each in params]
    told = ["%s" if stays else _constant(each) for stays, each in zip(left, params, strict=True)]
    words = sql.split("%s")
    whole = "".join(word + value for word, value in zip(words, [*told, ""], strict=True))
    return whole, tuple(each for stays, each in zip(left, params, strict=True) if stays)


def filled(params: Iterable[Any], values: dict[Any, Any]) -> tuple[Any, ...]:
    """The parameters with the values where the marks are."""
    return tuple(values.get(each, each) for each in params)


def day_value(day: date) -> Any:
    """A day as the database takes it: as text, or as it is."""
    return connection.ops.adapt_datefield_value(day)


def moment_value(moment: datetime) -> Any:
    """A moment as the database takes it."""
    return connection.ops.adapt_datetimefield_value(moment)


def _is_constant(value: Any) -> bool:
    return type(value) in (int, str)


def _constant(value: str | int) -> str:
    """A state, a role or a level of a question's own conditions, as SQL writes it."""
    if isinstance(value, int):
        return str(value)
    return "'" + value.replace("'", "''").replace("%", "%%") + "'"
