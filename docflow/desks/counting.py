"""How much waits in each queue: one statement, whose SQL is made once for each set of queues.

Every page tells these numbers, and making the SQL took longer than the database took to answer.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, reduce
from operator import or_
from typing import Any

from django.db import connection
from django.db.models import Count, Q, QuerySet, Value

from docflow import clock
from docflow.desks.items import SOON
from docflow.desks.queues import QUEUES, SOURCES, Queue, queues_of
from docflow.people.models import Appointment, User
from docflow.permissions import Permission
from docflow.units.models import Unit

UNIT, USER, POST = -1, -2, -3
MOMENT = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class StandIn:
    """Whoever asks, while the SQL is made: keys no row has mark where theirs go."""

    held: frozenset[Permission]
    unit: Unit
    user: User
    stands_for: Appointment

    def permissions_in(self, _unit: Unit) -> frozenset[Permission]:
        """What whoever asks may do; as far as a queue's conditions depend on it."""
        return self.held


@dataclass(frozen=True)
class Statement:
    """SQL that counts some queues, its parameters with marks, and the queues' codes in order."""

    sql: str
    marked: tuple[Any, ...]
    codes: tuple[str, ...]


def counts_of(actor: Any) -> dict[str, int]:
    """How much waits in each of the actor's queues."""
    codes = tuple(queue.code for queue in queues_of(actor))
    if not codes:
        return {}
    reads = Permission.DOCUMENT_READ in actor.permissions_in(actor.unit)
    made = _statement(connection.vendor, codes, reads)
    values = {
        UNIT: actor.unit.pk,
        USER: actor.user.pk,
        POST: actor.stands_for.pk,
        _stored(MOMENT): _stored(clock.now() + SOON),
    }
    with connection.cursor() as cursor:
        cursor.execute(made.sql, [values.get(each, each) for each in made.marked])
        return dict(zip(made.codes, cursor.fetchone(), strict=True))


@cache
def _statement(_vendor: str, codes: tuple[str, ...], reads: bool) -> Statement:
    """Each kind of row is counted by a query of one line; the lines stand side by side."""
    held = frozenset({Permission.DOCUMENT_READ} if reads else ())
    asking = StandIn(held, Unit(pk=UNIT), User(pk=USER), Appointment(pk=POST))
    parts, counted = [], []
    marked: list[Any] = []
    for place, source in enumerate(SOURCES):
        queues = [each for each in QUEUES if each.code in codes and each.source is source]
        if queues:
            sql, params = _counted(source.open(asking), asking, queues).query.sql_with_params()
            told, left = _with_constants(sql, params)
            parts.append(f"({told}) part_{place}")
            marked += left
            counted += [queue.code for queue in queues]
    beside = ", ".join(parts)
    sql = f"SELECT * FROM {beside}"  # noqa: S608 - each part is made by Django, its values apart
    return Statement(sql, tuple(marked), tuple(counted))


def _counted(rows: QuerySet[Any], asking: StandIn, queues: Sequence[Queue]) -> QuerySet[Any]:
    conditions = {queue.code: queue.which(asking, MOMENT) for queue in queues}
    counts = {code: Count("pk", filter=which) for code, which in conditions.items()}
    waiting = rows.filter(_any(conditions.values())).order_by()
    return waiting.values(all_of_them=Value(1)).annotate(**counts).values_list(*conditions)


def _with_constants(sql: str, params: Sequence[Any]) -> tuple[str, list[Any]]:
    """The SQL with all but the marks written into it, and the marks.

    A partial index is used where the SQL itself says the condition, whatever the values are.
    """
    marks = (UNIT, USER, POST, _stored(MOMENT))
    words = sql.split("%s")
    told = ["%s" if each in marks else _constant(each) for each in params]
    whole = "".join(word + value for word, value in zip(words, [*told, ""], strict=True))
    return whole, [each for each in params if each in marks]


def _constant(value: str | int) -> str:
    """A state, a role or a level of the queues' own conditions, as SQL writes it."""
    if isinstance(value, int):
        return str(value)
    return "'" + value.replace("'", "''").replace("%", "%%") + "'"


def _any(conditions: Iterable[Q]) -> Q:
    return reduce(or_, conditions)


def _stored(moment: datetime) -> Any:
    """A moment as the database takes it: as text, or as it is."""
    return connection.ops.adapt_datetimefield_value(moment)
