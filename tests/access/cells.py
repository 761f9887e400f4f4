"""One cell: ask, compare the answer with the table, the database with what it was, and go back."""

import hashlib
import re
from collections.abc import Callable, Container, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.db import connection, transaction

from docflow.audit.models import Chain, Entry
from tests.access.asking import NOWHERE, Desk
from tests.access.law import DOCUMENTS, ROLES, Answer, Thing, Who, sees
from tests.access.table import GET, Row, expected
from tests.access.world import World

NOISE = {"django_session", "requests_tally", "requests_asked"}
LOG = {"audit_chain", "audit_entry", "audit_entrytext"}
WRITES = re.compile(
    r"\s*(?:INSERT\s+INTO|INSERT\s+OR\s+\w+\s+INTO|UPDATE|DELETE\s+FROM|REPLACE\s+INTO)\s+[\"`]?(\w+)",
    re.I,
)
SHOWN = re.compile(r"dau([a-z_]+)qq")
VARIES = re.compile(
    r'(name="(?:csrfmiddlewaretoken|request_key)" value="|"X-CSRFToken": "'
    r'|X-CSRFToken&quot;: &quot;)[^"&]*'
)
HEADERS_THAT_VARY = {"Content-Length", "Set-Cookie", "Expires", "Date"}
REFUSING = {GET: {200, 409, 422}, "POST": {409, 422}}
FORM_AGAIN = 200


class _Back(Exception):
    """Take everything back."""


@dataclass
class Bench:
    """The world, who asks, and how the database stands before each cell."""

    world: World
    desk: Desk
    before: dict[str, Any] = field(default_factory=dict)
    cells: int = 0
    nothing: dict[Any, Any] = field(default_factory=dict)

    def try_cell(self, row: Row, name: str, thing: Thing | None) -> list[str]:
        """What is wrong with one cell; empty when all is as the table says."""
        self.cells += 1
        who = self.who(row, name)
        wanted = expected(row, who, thing)
        named = f"{row.address} {row.method} by {name}" + (f" on {thing.name}" if thing else "")
        with taken_back(), tables_written() as written:
            try:
                answer = self.desk.ask(row, name, thing)
                content = body(answer)
            except Exception as error:
                return [f"{named}: {type(error).__name__}: {error}"]
            wrong = self._judged(row, who, thing, wanted, answer, content, written)
        if wanted == Answer.NOTHING and thing is not None and not wrong:
            wrong = self._differs(row, name, thing, answer, content)
        return [f"{named}: {each}" for each in wrong]

    def who(self, row: Row, name: str) -> Who:
        """Who asks this row under a name."""
        return (self.world.by_token if row.is_api else self.world.on_pages)[name]

    def _judged(
        self,
        row: Row,
        who: Who,
        thing: Thing | None,
        wanted: Answer,
        answer: Any,
        content: str,
        written: set[str],
    ) -> list[str]:
        wrong = self._leaks(who, content)
        if not _fits(row, wanted, answer):
            wrong.append(f"{answer.status_code} instead of {wanted}")
        kept = _refusals_kept(row, wanted)
        return wrong + (self._changes(who, written, *kept) if kept else [])

    def _leaks(self, who: Who, content: str) -> list[str]:
        """Documents told of that are not there for whoever asks."""
        told = set(SHOWN.findall(content))
        if not told:
            return []
        return [f"tells of {name}" for name in sorted(told - self.visible(who))]

    def visible(self, who: Who) -> set[str]:
        """The documents somebody sees, by name."""
        if not who.unit:
            return set()
        held = who.holds(ROLES)
        rows = [each for kind in DOCUMENTS for each in self.world.things[kind]]
        copies = {"issued"} if who.unit == "addressee" and "document.read" in held else set()
        return {each.name for each in rows if sees(who, each, held)} | copies

    def _changes(self, who: Who, written: set[str], at_least: int, at_most: int) -> list[str]:
        """What changed in the database but for the refusals that may be kept there."""
        touched = written - NOISE
        if not touched:
            return ["no act.refused was kept"] if at_least else []
        after = snapshot(touched)
        changed = {name for name, rows in after.items() if rows != self.before.get(name)} - {
            "lengths"
        }
        wrong = [f"{name} changed" for name in sorted(changed - LOG)]
        entries = self._new_entries()
        refused = [each for each in entries if each.event == "act.refused"]
        if len(refused) != len(entries):
            wrong.append(f"kept {[each.event for each in entries]}")
        if not at_least <= len(refused) <= at_most:
            wrong.append(f"{len(refused)} act.refused instead of {at_least} to {at_most}")
        unit = self.world.units.get(who.unit)
        chains = {each.chain_id for each in refused}
        if refused and (unit is None or chains != {Chain.objects.get(name=str(unit.uid)).pk}):
            wrong.append("the refusal is in another chain")
        return wrong

    def _new_entries(self) -> list[Entry]:
        """What was added to the log since the world was made."""
        before = self.before["lengths"]
        return [
            entry
            for chain in Chain.objects.all()
            if chain.length > before.get(chain.pk, 0)
            for entry in Entry.objects.filter(chain=chain, number__gt=before.get(chain.pk, 0))
        ]

    def _differs(self, row: Row, name: str, thing: Thing, answer: Any, content: str) -> list[str]:
        """In what a thing that may not be seen differs from one that is not there."""
        key = (row.key, name)
        if key not in self.nothing:
            with taken_back():
                other = self.desk.ask(row, name, NOWHERE, thing)
                text = body(other)
            self.nothing[key] = (other.status_code, _plain(text), _headers(other))
        same = (answer.status_code, _plain(content), _headers(answer))
        parts = zip(("status", "text", "headers"), same, self.nothing[key], strict=True)
        return [f"{part} differs from nothing" for part, this, that in parts if this != that]


@contextmanager
def taken_back() -> Iterator[None]:
    """What the block writes is undone, whatever happens."""
    try:
        with transaction.atomic():
            yield
            raise _Back
    except _Back:
        return


@contextmanager
def tables_written() -> Iterator[set[str]]:
    """The names of the tables that are written to in the block, also where it is undone."""
    written: set[str] = set()

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        found = WRITES.match(sql)
        if found:
            written.add(found[1])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield written


def snapshot(among: Container[str] | None = None) -> dict[str, Any]:
    """A hash of the rows of every table, or of these, but for those that only count who asked."""
    found: dict[str, Any] = {}
    with connection.cursor() as cursor:
        for table, question in _questions().items():
            if among is not None and table not in among:
                continue
            cursor.execute(question)
            found[table] = hashlib.sha256(repr(cursor.fetchall()).encode()).hexdigest()
    found["lengths"] = dict(Chain.objects.values_list("pk", "length"))
    return found


@cache
def _questions() -> dict[str, str]:
    """What asks a table for all its rows in a fixed order, for each table."""
    found = {}
    with connection.cursor() as cursor:
        for table in set(connection.introspection.table_names(cursor)) - NOISE:
            described = connection.introspection.get_table_description(cursor, table)
            columns = [each.name for each in described]
            if table == "people_apitoken":
                columns.remove("last_used")
            named = ", ".join(f'"{each}"' for each in columns)
            found[table] = f'SELECT {named} FROM "{table}" ORDER BY {named}'
    return found


def body(answer: Any) -> str:
    """What the answer says, also where it comes piece by piece."""
    raw = b"".join(answer.streaming_content) if answer.streaming else answer.content
    text: str = raw.decode(errors="replace")
    return text


def _refusals_kept(row: Row, wanted: Answer) -> tuple[int, int] | None:
    """How many refusals the log keeps, at least and at most; None where more may change."""
    if wanted == Answer.OPEN or (row.reads and wanted == Answer.REFUSED):
        return None
    if wanted in (Answer.SIGN_IN, Answer.NO_POST):
        return 0, 0
    if row.reads:
        return 0, 0 if wanted == Answer.NOTHING else 1
    return 0 if wanted == Answer.REFUSED else 1, 1


def _fits(row: Row, wanted: Answer, answer: Any) -> bool:
    status = answer.status_code
    location = answer.headers.get("Location", "")
    if wanted == Answer.SIGN_IN:
        if row.is_api or row.method != GET:
            return bool(status == 401)
        return status == 302 and location.startswith("/sign-in/")
    if wanted == Answer.NO_POST:
        return status == 302 and location == "/account/"
    if wanted == Answer.NOTHING:
        return bool(status == 404)
    if wanted == Answer.FORBIDDEN:
        return bool(status == 403)
    if wanted == Answer.REFUSED:
        again = not row.is_api and status == FORM_AGAIN
        return again or status in REFUSING[row.method]
    usual = {200} if row.method == GET else {200, 201, 202} if row.is_api else {302}
    goes_in = location.startswith("/sign-in/") and row.door != "anyone"
    return status in usual | set(row.also) and not (goes_in and "everywhere" not in location)


def _plain(text: str) -> str:
    return VARIES.sub(r"\1", text)


def _headers(answer: Any) -> dict[str, str]:
    return {name: value for name, value in answer.items() if name not in HEADERS_THAT_VARY}
