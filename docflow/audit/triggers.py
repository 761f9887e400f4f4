"""Triggers that let the log grow and nothing else, on SQLite and PostgreSQL.

Django's table rebuild on SQLite drops triggers silently, so they are made anew after every
migration and looked for at start (docflow/audit/checks.py).
"""

from typing import Any

from django.db import connection, transaction

KEYS = {
    "audit_installation": ("id",),
    "audit_entry": ("chain_id", "number"),
    "audit_entrytext": ("chain_id", "number", "name"),
    "audit_checkpoint": ("number",),
}
ERASABLE = "audit_entrytext"
REFUSAL = "the log only grows"


def recreate(**_: Any) -> None:
    """Drop and make every trigger, all or none; nothing happens before the tables exist."""
    if tables_exist():
        with transaction.atomic(), connection.cursor() as cursor:
            for statement in _statements():
                cursor.execute(statement)


def tables_exist() -> bool:
    """Whether the log's tables are there: before the first migration they are not."""
    with connection.cursor() as cursor:
        return set(KEYS) <= set(connection.introspection.table_names(cursor))


def missing() -> list[str]:
    """The names of triggers that should be there and are not, or are switched off."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute(
                "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')"
            )
        present = {name for (name,) in cursor.fetchall()}
    return [name for name in names() if name not in present]


def names() -> list[str]:
    """The name of every trigger, table by table."""
    return [f"{table}_no_{act}" for table in KEYS for act in _acts()]


def _acts() -> tuple[str, ...]:
    """What is refused. SQLite's INSERT OR REPLACE deletes a row without asking delete triggers."""
    last = "replace" if connection.vendor == "sqlite" else "truncate"
    return ("update", "delete", last)


def _statements() -> list[str]:
    if connection.vendor == "sqlite":
        return [line for table in KEYS for act in _acts() for line in _sqlite(table, act)]
    return [_function("audit_refuse", ""), _function("audit_erase_only", _ERASE)] + [
        line for table in KEYS for act in _acts() for line in _postgres(table, act)
    ]


_ONLY_ERASES = """NEW.text IS NULL AND OLD.chain_id = NEW.chain_id AND OLD.number = NEW.number
 AND OLD.name = NEW.name AND OLD.name <> 'facts' AND NEW.salt IN (OLD.salt, '')"""
_ERASE = f"IF {_ONLY_ERASES} THEN RETURN NEW; END IF;"


def _sqlite(table: str, act: str) -> list[str]:
    when = act.upper()
    condition = ""
    if (table, act) == (ERASABLE, "update"):
        condition = f"WHEN NOT ({_ONLY_ERASES})"
    if act == "replace":
        same = " AND ".join(f"{column} = NEW.{column}" for column in KEYS[table])
        when, condition = "INSERT", f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same})"  # noqa: S608
    return [
        f"DROP TRIGGER IF EXISTS {table}_no_{act}",
        f"CREATE TRIGGER {table}_no_{act} BEFORE {when} ON {table} {condition} "
        f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
    ]


def _function(name: str, exception: str) -> str:
    return (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {exception} RAISE EXCEPTION '{REFUSAL}'; END $$"
    )


def _postgres(table: str, act: str) -> list[str]:
    function = "audit_erase_only" if (table, act) == (ERASABLE, "update") else "audit_refuse"
    each = "STATEMENT" if act == "truncate" else "ROW"
    return [
        f"DROP TRIGGER IF EXISTS {table}_no_{act} ON {table}",
        f"CREATE TRIGGER {table}_no_{act} BEFORE {act.upper()} ON {table} "
        f"FOR EACH {each} EXECUTE FUNCTION {function}()",
    ]
