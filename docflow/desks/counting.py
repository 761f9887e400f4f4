"""How much waits in each queue: one statement, whose SQL is made once for each set of queues."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from operator import or_
from typing import Any

from django.db import connection
from django.db.models import Count, Q, QuerySet, Value

from docflow.desks.queues import QUEUES, SOURCES, Queue, queues_of
from docflow.desks.standing_in import StandIn, marks, stand_in, values_of
from docflow.permissions import Permission
from docflow.statements import SOME_MOMENT, filled, with_constants


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
    made = _statement(connection.vendor, codes, reads, getattr(actor, "kinds", ()))
    with connection.cursor() as cursor:
        cursor.execute(made.sql, filled(made.marked, values_of(actor)))
        return dict(zip(made.codes, cursor.fetchone(), strict=True))


@lru_cache(maxsize=512)
def _statement(
    _vendor: str, codes: tuple[str, ...], reads: bool, kinds: tuple[str, ...]
) -> Statement:
    """Each kind of row is counted by a query of one line; the lines stand side by side."""
    asking = stand_in(reads, kinds)
    parts, counted = [], []
    marked: list[Any] = []
    for place, source in enumerate(SOURCES):
        queues = [each for each in QUEUES if each.code in codes and each.source is source]
        if queues:
            sql, params = _counted(source.of(asking), asking, queues).query.sql_with_params()
            told, left = with_constants(sql, params, marks())
            parts.append(f"({told}) part_{place}")
            marked += left
            counted += [queue.code for queue in queues]
    beside = ", ".join(parts)
    sql = f"SELECT * FROM {beside}"  # noqa: S608 - each part is made by Django, its values apart
    return Statement(sql, tuple(marked), tuple(counted))


def _counted(rows: QuerySet[Any], asking: StandIn, queues: Sequence[Queue]) -> QuerySet[Any]:
    conditions = {queue.code: queue.which(asking, SOME_MOMENT) for queue in queues}
    counts = {code: Count("pk", filter=which) for code, which in conditions.items()}
    waiting = rows.filter(_any(conditions.values())).order_by()
    return waiting.values(all_of_them=Value(1)).annotate(**counts).values_list(*conditions)


def _any(conditions: Iterable[Q]) -> Q:
    return reduce(or_, conditions)
