"""Triggers that let the log grow and nothing else, on SQLite and PostgreSQL.

Django's table rebuild on SQLite drops triggers silently, so they are made anew after every
migration and looked for at start.
"""

from typing import Any

from django.db import connection

TABLES = ("audit_entry", "audit_entrytext", "audit_checkpoint")
ERASABLE = "audit_entrytext"
REFUSAL = "the log only grows"


def recreate(**_: Any) -> None:
    """Drop and make every trigger; nothing happens before the tables exist."""
    with connection.cursor() as cursor:
        if set(TABLES) <= set(connection.introspection.table_names(cursor)):
            for statement in _statements():
                cursor.execute(statement)


def missing() -> list[str]:
    """The names of triggers that should be there and are not."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute(
                "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'"
            )
        present = {name for (name,) in cursor.fetchall()}
    return [name for name in _names() if name not in present]


def _acts() -> tuple[str, ...]:
    return ("update", "delete") + (("truncate",) if connection.vendor == "postgresql" else ())


def _names() -> list[str]:
    return [f"{table}_no_{act}" for table in TABLES for act in _acts()]


def _statements() -> list[str]:
    if connection.vendor == "sqlite":
        return [line for table in TABLES for act in _acts() for line in _sqlite(table, act)]
    return [_function("audit_refuse", ""), _function("audit_erase_only", _ERASE)] + [
        line for table in TABLES for act in _acts() for line in _postgres(table, act)
    ]


_ONLY_ERASES = """NEW.text IS NULL AND OLD.chain_id = NEW.chain_id AND OLD.number = NEW.number
 AND OLD.name = NEW.name AND OLD.salt = NEW.salt"""
_ERASE = f"IF {_ONLY_ERASES} THEN RETURN NEW; END IF;"


def _sqlite(table: str, act: str) -> list[str]:
    condition = f"WHEN NOT ({_ONLY_ERASES})" if (table, act) == (ERASABLE, "update") else ""
    return [
        f"DROP TRIGGER IF EXISTS {table}_no_{act}",
        f"CREATE TRIGGER {table}_no_{act} BEFORE {act.upper()} ON {table} {condition} "
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
