"""Rows on their way to the tables: collected, then written in bulk (COPY, or executemany)."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from queue import Queue
from typing import Any

from django.db import connection, transaction
from django.db.models import Max, Model

from docflow.search import indexes

Value = str | int | None
Row = tuple[Value, ...]
BATCH = 4000
PLAIN_INDEXES = """SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema()
AND tablename = ANY(%s) AND indexname NOT IN (SELECT conname FROM pg_constraint)"""
NULL = str(None)  # no text of ours says so


class Table:
    """The rows of one model; `columns` are attributes of its fields, the rest takes defaults."""

    def __init__(self, model: type[Model], columns: str) -> None:
        named = columns.split()
        fields = {field.attname: field for field in model._meta.concrete_fields}
        others = [name for name in fields if name not in named]
        self.model = model
        self.name = model._meta.db_table
        self.columns = [fields[name].column for name in [*named, *others]]
        self.defaults: Row = tuple(_default(fields[name]) for name in others)
        self.rows: list[Row] = []
        self.written = 0
        self._numbers = count(self._highest() + 1)

    def add(self, *values: Value) -> None:
        """One row, in the order of the columns named."""
        self.rows.append(values + self.defaults)

    def new_id(self) -> int:
        """The next primary key."""
        return next(self._numbers)

    def _highest(self) -> int:
        key = self.model._meta.pk
        if key is None or key.column is None or key.attname != "id":
            return 0
        return int(self.model._default_manager.aggregate(top=Max("pk"))["top"] or 0)

    def take(self) -> list[Row]:
        """The rows collected so far, which are no longer here."""
        rows, self.rows = self.rows, []
        self.written += len(rows)
        return rows


class Sink:
    """All tables; on PostgreSQL a thread sends rows while the next ones are made."""

    def __init__(self) -> None:
        self.tables: list[Table] = []
        self._queue: Queue[tuple[str, bytes] | None] = Queue(maxsize=6)
        self._failed: list[BaseException] = []
        self._postgres = connection.vendor == "postgresql"
        self._thread = threading.Thread(target=self._send, daemon=True)

    def table(self, model: type[Model], columns: str) -> Table:
        """A table to add rows to."""
        made = Table(model, columns)
        self.tables.append(made)
        return made

    @contextmanager
    def open(self) -> Iterator[None]:
        """Write until the end of the block; no other use of the connection meanwhile."""
        connection.ensure_connection()
        self._raw: Any = connection.connection  # Django's own is bound to its thread
        self._unchecked(True)
        with self._without_indexes(), self._sending():
            yield
            self.flush(1)
        self._unchecked(False)
        self._run(*self._sequences())

    @contextmanager
    def _sending(self) -> Iterator[None]:
        if self._postgres:
            self._thread.start()
        try:
            yield
        finally:
            if self._postgres:
                self._queue.put(None)
                self._thread.join()
        if self._failed:
            raise self._failed[0]

    @contextmanager
    def _without_indexes(self) -> Iterator[None]:
        """On PostgreSQL all but those of constraints are made when the rows are there."""
        if not self._postgres:
            yield
            return
        with connection.cursor() as cursor:
            cursor.execute(PLAIN_INDEXES, [[table.name for table in self.tables]])
            found = cursor.fetchall()
        self._run(*(f'DROP INDEX "{name}"' for name, _ in found))
        yield
        self._run("SET maintenance_work_mem = '1GB'", *(made for _, made in found))
        indexes.make()
        if not connection.in_atomic_block:
            self._run("VACUUM (ANALYZE)")

    def flush(self, least: int = BATCH) -> None:
        """Write the tables that have at least so many rows."""
        if self._failed:
            raise self._failed[0]
        full = [table for table in self.tables if len(table.rows) >= least]
        if self._postgres:
            for table in full:
                self._copy(table)
        elif full:
            with transaction.atomic():
                for table in full:
                    self._insert(table)

    def _copy(self, table: Table) -> None:
        line = "\t".join("%s" for _ in table.columns)
        sent = "\n".join([line % row for row in table.take()]).replace("\\", "\\\\")
        statement = f"COPY \"{table.name}\" ({_names(table)}) FROM STDIN (NULL '{NULL}')"
        self._queue.put((statement, f"{sent}\n".encode()))

    def _insert(self, table: Table) -> None:
        marks = ", ".join("?" for _ in table.columns)
        statement = f'INSERT INTO "{table.name}" ({_names(table)}) VALUES ({marks})'
        with connection.cursor() as cursor:
            cursor.cursor.connection.executemany(statement, table.take())

    def _send(self) -> None:
        while (item := self._queue.get()) is not None:
            if self._failed:
                continue
            try:
                with self._raw.cursor() as cursor, cursor.copy(item[0]) as copy:
                    copy.write(item[1])
            except BaseException as error:
                self._failed.append(error)

    def _unchecked(self, on: bool) -> None:
        """References are not looked up row by row: rows come before those they refer to."""
        if self._postgres:
            role = "replica" if on else "origin"
            self._run("SET timezone = 'UTC'", f"SET session_replication_role = {role}")
        else:
            self._run(f"PRAGMA foreign_keys = {'OFF' if on else 'ON'}")

    def _run(self, *statements: str) -> None:
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    def _sequences(self) -> list[str]:
        if not self._postgres:
            return []
        return [
            f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), "
            f'(SELECT max(id) FROM "{table.name}"))'
            for table in self.tables
            if "id" in table.columns and table.written
        ]


def _default(field: Any) -> Value:
    """What a field holds when nobody says: a constant, never a moment or a name made anew."""
    if field.has_default() and callable(field.default) and field.default not in (dict, list):
        raise TypeError(f"{field} has no constant default; name it among the columns.")
    if not field.has_default():
        return None if field.null else ""
    value = field.get_db_prep_save(field.get_default(), connection)
    return value if value is None or isinstance(value, str | int) else str(value.dumps(value.obj))


def _names(table: Table) -> str:
    return ", ".join(f'"{column}"' for column in table.columns)
