"""Questions every page asks: their SQL is made once, then only who asks and when is put in.

Making the SQL of a list took longer than the database took to answer it. A question is made for a
stand-in with keys no row has; they mark where those of whoever asks go. All else is written into
the SQL as it stands: a partial index is used where the SQL itself says the condition.
"""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

from django.db import connection, connections
from django.db.models import QuerySet

from docflow import clock
from docflow.desks.items import SOON
from docflow.people.models import Appointment, User
from docflow.permissions import Permission
from docflow.units.models import Unit

UNIT, USER, POST = -1, -2, -3
DAY = date(1, 1, 1)
NEAR = datetime(1, 1, 2, tzinfo=UTC)


@dataclass(frozen=True)
class StandIn:
    """Whoever asks, while the SQL is made."""

    reads: bool
    unit: Unit
    user: User
    stands_for: Appointment

    def permissions_in(self, _unit: Unit) -> frozenset[Permission]:
        """What whoever asks may do; as far as a question depends on it."""
        return frozenset({Permission.DOCUMENT_READ} if self.reads else ())


def stand_in(reads: bool) -> StandIn:
    """Somebody of no unit, who may read there or not."""
    return StandIn(reads, Unit(pk=UNIT), User(pk=USER), Appointment(pk=POST))


def values_of(actor: Any) -> dict[Any, Any]:
    """What goes where the marks are: whoever asks, today, and before when a deadline is near."""
    return {
        UNIT: actor.unit.pk,
        USER: actor.user.pk,
        POST: actor.stands_for.pk,
        _day(DAY): _day(clock.today()),
        _moment(NEAR): _moment(clock.now() + SOON),
    }


def with_constants(sql: str, params: Sequence[Any]) -> tuple[str, list[Any]]:
    """The SQL with all but the marks written into it, and the marks."""
    marks = (UNIT, USER, POST, _day(DAY), _moment(NEAR))
    words = sql.split("%s")
    told = ["%s" if each in marks else _constant(each) for each in params]
    whole = "".join(word + value for word, value in zip(words, [*told, ""], strict=True))
    return whole, [each for each in params if each in marks]


class Rows:
    """A list made for a stand-in, to be asked for by anybody."""

    def __init__(self, rows: QuerySet[Any]) -> None:
        self._rows = rows
        self._compiler = rows.query.get_compiler(rows.db)
        self._sql, self._marked = with_constants(*self._compiler.as_sql())

    def of(self, values: dict[Any, Any]) -> QuerySet[Any]:
        """The same list with these values where the marks are."""
        asked = self._rows.all()
        asked.query.get_compiler = partial(self._again, values)  # type: ignore[method-assign]
        return asked

    def _again(self, values: dict[Any, Any], using: str, **_: Any) -> Any:
        """The compiler that made the SQL, which still knows the columns, on this connection."""
        compiler: Any = copy(self._compiler)
        compiler.connection = connections[using]
        params = tuple(values[each] for each in self._marked)
        compiler.as_sql = lambda **_: (self._sql, params)
        return compiler


def _constant(value: str | int) -> str:
    """A state, a role or a level of a question's own conditions, as SQL writes it."""
    if isinstance(value, int):
        return str(value)
    return "'" + value.replace("'", "''").replace("%", "%%") + "'"


def _day(day: date) -> Any:
    """A day as the database takes it: as text, or as it is."""
    return connection.ops.adapt_datefield_value(day)


def _moment(moment: datetime) -> Any:
    """A moment as the database takes it."""
    return connection.ops.adapt_datetimefield_value(moment)
