"""The token indexes and questions to them: GIN on PostgreSQL, FTS5 on SQLite.

They are made after every migration, where they are missing: Django's table rebuild on SQLite drops
triggers silently. SQLite gives answers in the order of the key and stops when there are enough;
PostgreSQL collects them all first. For documents the reader keeps them few; units, which everybody
may find, are asked band by band (docflow/search/unit_rows.py) where more than 2,000 answer.
"""

from typing import Any

from django.db import connection, transaction

from docflow.search.questions import Question, as_fts5, as_tsquery

HIGHEST = 2**63 - 1

_TOKENS = "array_to_tsvector(string_to_array(words, ' '))"
_GIN = (
    "ALTER TABLE {table} SET (toast_tuple_target = 128)",
    """CREATE INDEX IF NOT EXISTS {table}_tokens ON {table} USING gin ({tokens})
    WITH (fastupdate = off)""",
    "ALTER INDEX {table}_tokens ALTER COLUMN 1 SET STATISTICS 0",
)
_ANSWERS_OF_DOCUMENTS = """
CREATE OR REPLACE FUNCTION search_words_answers(question tsquery, below bigint, many integer)
RETURNS SETOF bigint LANGUAGE sql STABLE SET enable_seqscan = off SET jit = off AS $$
    SELECT key FROM (
        SELECT document_id AS key FROM search_words WHERE {tokens} @@ question OFFSET 0
    ) AS answers WHERE key < below ORDER BY key DESC LIMIT many $$"""
_ANSWERS_OF_UNITS = """
CREATE OR REPLACE FUNCTION search_unitwords_answers(question tsquery, after bigint, many integer)
RETURNS SETOF bigint LANGUAGE plpgsql STABLE SET enable_seqscan = off SET jit = off AS $$
DECLARE
    given integer;
    missing integer := many;
BEGIN
    PERFORM 1 FROM search_unitwords WHERE {tokens} @@ question OFFSET 2000 LIMIT 1;
    IF NOT FOUND THEN
        RETURN QUERY SELECT key FROM (
            SELECT place AS key FROM search_unitwords WHERE {tokens} @@ question OFFSET 0
        ) AS answers WHERE key > after ORDER BY key LIMIT many;
        RETURN;
    END IF;
    FOR band IN 0..255 LOOP
        RETURN QUERY SELECT key FROM (
            SELECT place AS key FROM search_unitwords
            WHERE {tokens} @@ (question && ('@b' || band)::tsquery) OFFSET 0
        ) AS answers WHERE key > after ORDER BY key LIMIT missing;
        GET DIAGNOSTICS given = ROW_COUNT;
        missing := missing - given;
        EXIT WHEN missing <= 0;
    END LOOP;
END $$"""
_FORGET = (
    "INSERT INTO {table}_tokens({table}_tokens, rowid, words) "
    "VALUES ('delete', old.{key}, old.words)"
)
_KEEP = "INSERT INTO {table}_tokens(rowid, words) VALUES (new.{key}, new.words)"
_TRIGGER = "CREATE TRIGGER IF NOT EXISTS {table}_tokens_"
_FTS5 = (
    """CREATE VIRTUAL TABLE IF NOT EXISTS {table}_tokens USING fts5(
    words, content='{table}', content_rowid='{key}', detail=none, columnsize=0,
    tokenize="ascii tokenchars '=@#/^'")""",
    f"{_TRIGGER}added AFTER INSERT ON {{table}} BEGIN {_KEEP}; END",
    f"{_TRIGGER}changed AFTER UPDATE OF words ON {{table}} BEGIN {_FORGET}; {_KEEP}; END",
    f"{_TRIGGER}gone AFTER DELETE ON {{table}} BEGIN {_FORGET}; END",
)

_ASK_GIN = "SELECT * FROM {table}_answers(%s::tsquery, %s, %s)"
_ASK_FTS5 = (
    "SELECT rowid FROM {table}_tokens WHERE {table}_tokens MATCH %s "
    "AND rowid {beyond} %s ORDER BY rowid {order} LIMIT %s"
)
_DOCUMENTS = {"table": "search_words", "key": "document_id", "order": "DESC", "beyond": "<"}
_UNITS = {"table": "search_unitwords", "key": "place", "order": "ASC", "beyond": ">"}


def make(**_: Any) -> None:
    """Make what is missing; nothing happens before the tables exist."""
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
    if not {_DOCUMENTS["table"], _UNITS["table"]} <= tables:
        return
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in (*_statements(_DOCUMENTS), *_statements(_UNITS)):
            cursor.execute(statement)
        if connection.vendor == "postgresql":
            cursor.execute(_ANSWERS_OF_DOCUMENTS.format(tokens=_TOKENS))
            cursor.execute(_ANSWERS_OF_UNITS.format(tokens=_TOKENS))


def documents(question: Question, below: int, many: int) -> list[int]:
    """Keys of documents that answer yes, the newest first, from the next older than `below` on."""
    return _answers(_DOCUMENTS, question, below, many)


def units(question: Question, many: int) -> list[int]:
    """Places of units that answer yes, in their order."""
    return _answers(_UNITS, question, -1, many)


def _answers(names: dict[str, str], question: Question, after: int, many: int) -> list[int]:
    is_sqlite = connection.vendor == "sqlite"
    asked, spelled = (_ASK_FTS5, as_fts5) if is_sqlite else (_ASK_GIN, as_tsquery)
    with connection.cursor() as cursor:
        cursor.execute(asked.format(**names), [spelled(question), after, many])
        return [key for (key,) in cursor.fetchall()]


def _statements(names: dict[str, str]) -> list[str]:
    statements = _FTS5 if connection.vendor == "sqlite" else _GIN
    return [each.format(tokens=_TOKENS, **names) for each in statements]
