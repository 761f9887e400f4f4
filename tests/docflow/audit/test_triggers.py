"""The database itself lets the log grow and do nothing else."""

from typing import Any

import pytest
from django.core.management.sql import emit_post_migrate_signal
from django.db import DatabaseError, connection, models, transaction

from docflow.audit import triggers
from docflow.audit.checkpoints import sign_heads
from docflow.audit.events import Event
from docflow.audit.log import record
from docflow.audit.models import Checkpoint, Entry, EntryText, Installation
from docflow.audit.verify import verify
from tests import cast
from tests.docflow.audit import tampering

TABLES = [Installation, Entry, EntryText, Checkpoint]


@pytest.fixture
def full(units: cast.Cast) -> cast.Cast:
    """Rows in every table that is protected."""
    record(Event.OUTGOING_SENT_BACK, None, units.lan, reason="Gấp", note="x")
    sign_heads()
    return units


def execute(sql: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_they_are_all_there_after_migrate(db: None) -> None:
    assert len(triggers.names()) == 12
    assert triggers.missing() == []


@pytest.mark.parametrize("table", TABLES)
def test_rows_cannot_be_deleted(full: cast.Cast, table: type[models.Model]) -> None:
    with pytest.raises(DatabaseError, match=triggers.REFUSAL):
        execute(f"DELETE FROM {table._meta.db_table}")

    assert verify().whole


@pytest.mark.parametrize("table", TABLES)
def test_no_column_can_be_changed(full: cast.Cast, table: type[models.Model]) -> None:
    for column in (field.column for field in table._meta.concrete_fields if field.column):
        with pytest.raises(DatabaseError, match=triggers.REFUSAL):
            execute(f"UPDATE {table._meta.db_table} SET {column} = {column}")


@pytest.mark.parametrize("table", TABLES)
def test_rows_cannot_be_replaced(full: cast.Cast, table: type[models.Model]) -> None:
    name = table._meta.db_table
    columns = [field.column for field in table._meta.concrete_fields if field.column]
    replace = f"INSERT OR REPLACE INTO {name} SELECT * FROM {name}"
    if connection.vendor == "postgresql":
        replace = (
            f"INSERT INTO {name} SELECT * FROM {name} ON CONFLICT ON CONSTRAINT {name}_pkey "
            f"DO UPDATE SET {columns[-1]} = EXCLUDED.{columns[-1]}"
        )

    with pytest.raises(DatabaseError, match=triggers.REFUSAL):
        execute(replace)


@pytest.mark.parametrize("table", TABLES)
def test_tables_cannot_be_emptied(full: cast.Cast, table: type[models.Model]) -> None:
    connection.check_constraints()
    empty = {"sqlite": "DELETE FROM {} WHERE TRUE", "postgresql": "TRUNCATE {} CASCADE"}

    with pytest.raises(DatabaseError, match=triggers.REFUSAL):
        execute(empty[connection.vendor].format(table._meta.db_table))


def the_text(**changes: Any) -> None:
    with transaction.atomic():
        EntryText.objects.filter(name="reason").update(**changes)


def test_facts_cannot_be_erased(full: cast.Cast) -> None:
    record(Event.OUTGOING_REVISED, None, full.lan, facts={"round": 1})

    with pytest.raises(DatabaseError, match=triggers.REFUSAL), transaction.atomic():
        EntryText.objects.filter(name="facts").update(text=None)


@pytest.mark.parametrize("salt", [{}, {"salt": ""}])
def test_a_text_can_be_erased_alone_or_with_its_salt(full: cast.Cast, salt: dict[str, str]) -> None:
    the_text(text=None, **salt)

    assert EntryText.objects.get(name="reason").text is None
    assert verify().whole


@pytest.mark.parametrize(
    "changes",
    [
        {"text": '{"text":"khác"}'},
        {"text": ""},
        {"salt": "00" * 16},
        {"salt": ""},
        {"text": None, "salt": "00" * 16},
        {"text": None, "number": 99},
        {"text": None, "name": "other"},
    ],
)
def test_nothing_else_can_be_done_to_a_text(full: cast.Cast, changes: dict[str, Any]) -> None:
    with pytest.raises(DatabaseError, match=triggers.REFUSAL):
        the_text(**changes)


def test_an_erased_text_cannot_be_written_again(full: cast.Cast) -> None:
    the_text(text=None)

    with pytest.raises(DatabaseError, match=triggers.REFUSAL):
        the_text(text='{"text":"Gấp"}')


@pytest.mark.parametrize("name", ["audit_entry_no_delete", "audit_checkpoint_no_update"])
def test_a_trigger_that_was_dropped_or_switched_off_is_missed_by_name(db: None, name: str) -> None:
    table = name.partition("_no_")[0]
    off = {
        "sqlite": f"DROP TRIGGER {name}",
        "postgresql": f"ALTER TABLE {table} DISABLE TRIGGER {name}",
    }

    execute(off[connection.vendor])

    assert triggers.missing() == [name]


def test_they_are_back_after_the_next_migrate(db: None) -> None:
    tampering.drop_triggers()
    lost = triggers.missing()

    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")

    assert lost == triggers.names()
    assert triggers.missing() == []


def test_they_are_back_after_a_table_was_rebuilt(committed: None, units: cast.Cast) -> None:
    wider = models.CharField(max_length=41)
    wider.set_attributes_from_name("event")
    with connection.schema_editor() as editor:
        editor.alter_field(Entry, Entry._meta.get_field("event"), wider, strict=True)
    lost = triggers.missing()
    with connection.schema_editor() as editor:
        editor.alter_field(Entry, wider, Entry._meta.get_field("event"), strict=True)

    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")

    rebuilt = connection.vendor == "sqlite"
    assert ("audit_entry_no_update" in lost) == rebuilt
    assert triggers.missing() == []
    assert verify().whole


def test_before_the_first_migrate_there_is_nothing_to_do(db: None) -> None:
    tampering.drop_triggers()
    execute("ALTER TABLE audit_checkpoint RENAME TO audit_checkpoint_away")

    triggers.recreate()

    assert triggers.missing() == triggers.names()
