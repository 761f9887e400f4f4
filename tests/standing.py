"""The cast put on the stage once in a process; for each further test its rows are written back.

What the real actions wrote the first time is kept as SQL, and put in again where nothing stands
yet: much faster than some sixty acts, and the same to the last byte, the log and its hashes too.
"""

from copy import deepcopy
from functools import cache
from itertools import chain

from django.apps import apps
from django.db import connection

from docflow.audit import newest
from docflow.units.models import Unit
from tests import cast

_kept: dict[bool, tuple[list[str], cast.Cast]] = {}


def gather(keys: bool) -> cast.Cast:
    """The cast on an empty stage; where units stand already it is put there by real actions."""
    if Unit.objects.exists():
        return cast.gather(keys)
    if keys not in _kept:
        before = {table: set(_rows(table)) for table in _tables()}
        standing = cast.gather(keys)
        new = ((table, set(_rows(table)) - before[table]) for table in _tables())
        _kept[keys] = [_insert(table, rows) for table, rows in new if rows], standing
    else:
        newest.file().unlink(missing_ok=True)  # else this is an older database put back
        with connection.cursor() as cursor:
            for statement in _kept[keys][0]:
                cursor.execute(statement)
    return deepcopy(_kept[keys][1])


@cache
def _tables() -> dict[str, list[str]]:
    """Each table of ours with its columns."""
    models = chain(
        *(each.get_models() for each in apps.get_app_configs() if "docflow" in each.name)
    )
    return {
        model._meta.db_table: [field.column for field in model._meta.local_concrete_fields]
        for model in models
    }


def _rows(table: str) -> list[str]:
    """The rows of a table, each as the literals that make it again."""
    literal = "quote_nullable({}::text)" if connection.vendor == "postgresql" else "quote(+{})"
    row = " || ', ' || ".join(literal.format(f'"{column}"') for column in _tables()[table])
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT {row} FROM "{table}"')
        return [each for (each,) in cursor.fetchall()]


def _insert(table: str, rows: set[str]) -> str:
    columns = ", ".join(f'"{column}"' for column in _tables()[table])
    values = ", ".join(f"({row})" for row in sorted(rows))
    return f'INSERT INTO "{table}" ({columns}) VALUES {values}'
