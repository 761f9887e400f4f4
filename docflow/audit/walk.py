"""Proving one chain: each entry follows the one before, says what was hashed, and has its texts."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Exists, OuterRef, Q, TextField
from django.db.models.functions import Cast

from docflow.audit.chain import START, as_text, commitment, link, read
from docflow.audit.heads import LOWEST, Fault, Signed
from docflow.audit.models import Chain, Entry, EntryText

STRIDE = 1000
HOME = "installation"
FACTS = "text.facts"
COLUMNS = ("number", "text", "link", "event", "plain_subject", "plain_actor", "plain_at")

Texts = dict[str, tuple[str, str | None]]


class Row(NamedTuple):
    """A stored entry; its columns for searching as the database spells them."""

    number: int
    text: str
    link: str
    event: str
    subject: str | None
    actor: str | None
    at: str


def through(
    chain: Chain, signed: Signed, progress: Callable[[int], None]
) -> tuple[int, Fault | None]:
    """Go through a chain a stride at a time; returns the entries that hold and the first fault."""
    number, previous, before = 0, START, START
    while rows := _rows(chain, number):
        texts = _texts(chain, number, rows[-1].number)
        for row in rows:
            number += 1
            if not _is_good(chain, row, number, previous, texts.get(row.number, {})):
                fault = _why(chain, row, number, previous, before, texts.get(row.number, {}))
                return number - 1, _first(chain, fault, signed)
            before, previous = previous, row.link
        if strays := texts.keys() - {row.number for row in rows}:
            stray = Fault(chain.name, int(min(strays)), "text_inserted")
            return number, _first(chain, stray, signed)
        progress(len(rows))
    end = _wrong_end(chain, number, previous, signed) or _stray_text(chain)
    return number, _first(chain, end, signed)


def digests(text: str) -> dict[str, str]:
    """The digests an entry names; none when the text is no entry."""
    named = _content(text).get("digests")
    return named if isinstance(named, dict) else {}


def _first(chain: Chain, fault: Fault | None, signed: Signed) -> Fault | None:
    """The links may all hold and yet not be those that were signed."""
    if signed.bad is None or (fault and fault.number <= signed.bad):
        return fault
    return Fault(chain.name, signed.good.number + 1 if signed.good else 1, "rewritten")


def _rows(chain: Chain, after: int) -> list[Row]:
    """The next entries, up to the end the chain had when the walk began: it may grow meanwhile."""
    rows = Entry.objects.filter(
        chain=chain, number__gt=after or LOWEST, number__lte=chain.length
    ).order_by("number")
    plain = {f"plain_{name}": Cast(name, TextField()) for name in ("subject", "actor", "at")}
    return [_row(row) for row in rows.annotate(**plain).values_list(*COLUMNS)[:STRIDE]]


def _row(values: tuple[Any, ...]) -> Row:
    """A row whose text and link are text, whatever somebody put there (SQLite takes all)."""
    row = Row(*values)
    return row._replace(text=as_text(row.text), link=as_text(row.link))


def _texts(chain: Chain, after: int, last: int) -> dict[int, Texts]:
    found: dict[int, Texts] = {}
    rows = EntryText.objects.filter(chain=chain, number__gt=after or LOWEST, number__lte=last)
    for number, name, salt, text in rows.values_list("number", "name", "salt", "text"):
        found.setdefault(number, {})[f"text.{name}"] = (salt, text)
    return found


def _is_good(chain: Chain, row: Row, number: int, previous: str, texts: Texts) -> bool:
    content = _content(row.text)
    return (
        row.number == number == content.get("number")
        and _belongs(chain, content)
        and row.link == link(previous, row.text)
        and not _wrong_columns(chain, row, content)
        and not _wrong_texts(content, texts)
    )


def _why(chain: Chain, row: Row, number: int, previous: str, before: str, texts: Texts) -> Fault:
    """What happened to the entry that belongs here. The names are told in verify_audit's help."""
    if row.number != number:
        return Fault(chain.name, number, "removed" if row.number > number else "inserted")
    content = _content(row.text)
    own = content.get("number")
    if row.link == link(previous, row.text) and own == number:
        reason = _wrong_columns(chain, row, content) or _wrong_texts(content, texts)
        return Fault(chain.name, number, reason or "inserted")
    if own == number - 1 and row.link == link(before, row.text):
        return Fault(chain.name, number - 1, "inserted")
    return Fault(chain.name, number, _displaced(own, number, _number_after(chain, row)))


def _belongs(chain: Chain, content: dict[str, Any]) -> bool:
    """Whether the entry was written into this chain: that of its unit, or of the installation."""
    return chain.name.removesuffix(":reads") == (content.get("unit") or HOME)


def _displaced(own: Any, number: int, after: Any) -> str:
    """From the numbers inside the texts: of the entry that stands here and of the next."""
    if after == number:
        return "reordered" if own == number + 1 else "inserted"
    if own in (number, None):
        return "changed"
    return "removed" if own == number + 1 and after in (None, number + 2) else "reordered"


def _number_after(chain: Chain, row: Row) -> Any:
    following = Entry.objects.filter(chain=chain, number__gt=row.number).order_by("number")
    text = following.values_list("text", flat=True).first()
    return None if text is None else _content(as_text(text)).get("number")


def _content(text: str) -> dict[str, Any]:
    try:
        return read(text)
    except ValueError:
        return {}


def _wrong_columns(chain: Chain, row: Row, content: dict[str, Any]) -> str | None:
    """The searching columns and the row of the chain must say what the hashed text says."""
    try:
        same = (
            row.event == content["event"]
            and is_same_uid(row.subject, content["subject"])
            and is_same_uid(row.actor, content["actor"])
            and is_same_uid(chain.plain_installation, content["installation"])  # type: ignore[attr-defined]
            and utc(row.at) == utc(content["at"])
        )
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        return "changed"
    return None if same else "columns_changed"


def _wrong_texts(content: dict[str, Any], texts: Texts) -> str | None:
    named = content.get("digests")
    if not isinstance(named, dict):
        return "changed"
    for name, digest in named.items():
        if not name.startswith("text."):
            continue
        if name not in texts:
            return "text_removed"
        salt, text = texts[name]
        if text is None and name == FACTS:
            return "text_removed"
        if text is not None and not _commits(digest, salt, text):
            return "text_changed"
    return None if texts.keys() <= named.keys() else "text_inserted"


def _commits(digest: str, salt: str, text: str) -> bool:
    try:
        return commitment(salt, text) == digest and bytes.fromhex(salt).hex() == salt
    except (ValueError, TypeError, AttributeError):
        return False


def _wrong_end(chain: Chain, number: int, previous: str, signed: Signed) -> Fault | None:
    numbers = Entry.objects.filter(chain=chain).order_by("-number").values_list("number", flat=True)
    beyond = numbers.filter(number__gt=chain.length).first()
    lengths = Chain.objects.filter(pk=chain.pk).values_list("length", flat=True)
    if beyond is not None and (not isinstance(beyond, int) or beyond > lengths.get()):
        genuine = isinstance(beyond, int) and signed.good and signed.good.number >= beyond
        return Fault(chain.name, chain.length + 1, "end_changed" if genuine else "inserted")
    promised = max(chain.length, signed.bad or 0, signed.good.number if signed.good else 0)
    if number < promised:
        return Fault(chain.name, number + 1, "tail_cut" if number else "removed")
    return None if chain.head == previous else Fault(chain.name, number, "end_changed")


def _stray_text(chain: Chain) -> Fault | None:
    """A text outside the chain that was walked, without an entry written meanwhile."""
    outside = EntryText.objects.filter(Q(number__lt=1) | Q(number__gt=chain.length), chain=chain)
    entry = Entry.objects.filter(chain=OuterRef("chain"), number=OuterRef("number"))
    numbers = outside.filter(~Exists(entry)).order_by("number").values_list("number", flat=True)
    stray = numbers.first()
    if stray is None:
        return None
    number = stray if isinstance(stray, int) else chain.length + 1
    return Fault(chain.name, number, "text_inserted")


def is_same_uid(shown: str | None, said: str | None) -> bool:
    """Whether a column holds the uid an entry names; SQLite spells it without dashes."""
    if said is None or connection.features.has_native_uuid_field:
        return shown == said
    return shown == said.replace("-", "")


def utc(text: str) -> datetime:
    """The instant a column or an entry names; SQLite writes no zone and means UTC."""
    at = datetime.fromisoformat(text)
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
