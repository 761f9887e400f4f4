"""What someone who owns the database can do to the log once its triggers are dropped."""

from typing import Any

from django.db import connection
from django.db.models import F

from docflow.audit import triggers
from docflow.audit.chain import START, canonical, link, read
from docflow.audit.models import Chain, Entry, EntryText
from docflow.audit.verify import verify

FAR = 1_000_000


def drop_triggers() -> None:
    """Take the guard away."""
    with connection.cursor() as cursor:
        for name in triggers.names():
            table, _, _ = name.partition("_no_")
            on = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")


def first_bad() -> tuple[str, int, str] | None:
    """The first fault the check names."""
    fault = verify().first_bad
    return (fault.unit, fault.number, fault.reason) if fault else None


def entries(chain: str) -> Any:
    """All entries of a chain."""
    return Entry.objects.filter(chain__name=chain)


def change(chain: str, number: int, **fields: Any) -> None:
    """Change an entry's columns."""
    assert entries(chain).filter(number=number).update(**fields) == 1


def say(chain: str, number: int, **fields: Any) -> None:
    """Change what an entry's text says."""
    text = entries(chain).get(number=number).text
    change(chain, number, text=canonical(read(text) | fields))


def remove(chain: str, number: int, last: int | None = None) -> None:
    """Delete entries with their texts; the gap stays."""
    gone = {"chain__name": chain, "number__gte": number, "number__lte": last or number}
    EntryText.objects.filter(**gone).delete()
    assert Entry.objects.filter(**gone).delete()[0]


def shift(chain: str, after: int, by: int) -> None:
    """Give all entries after a place another number, by columns alone; the row of the chain too."""
    for model in (Entry, EntryText):
        rows = model.objects.filter(chain__name=chain, number__gt=after)
        rows.update(number=F("number") + FAR)
        rows.update(number=F("number") - FAR + by)
    Chain.objects.filter(name=chain).update(length=F("length") + by)


def forge(chain: str, number: int, **fields: Any) -> None:
    """Write an entry that follows the one before it as it should."""
    model = entries(chain).get(number=1)
    before = entries(chain).filter(number=number - 1).first()
    text = canonical(read(model.text) | {"number": number, "digests": {}} | fields)
    linked = link(before.link if before else START, text)
    Entry.objects.create(
        chain=model.chain,
        number=number,
        text=text,
        link=linked,
        event=model.event,
        subject=model.subject,
        actor=model.actor,
        at=model.at,
    )


def swap(chain: str, one: int, other: int) -> None:
    """Let two entries change places, with their texts."""
    for model in (Entry, EntryText):
        rows = model.objects.filter(chain__name=chain)
        rows.filter(number=one).update(number=FAR)
        rows.filter(number=other).update(number=one)
        rows.filter(number=FAR).update(number=other)


def rehash(chain: str, start: int = 1, *, renumber: bool = True) -> None:
    """Make all links hold again from a place on, and the row of the chain fit."""
    before = entries(chain).filter(number=start - 1).first()
    previous, length = (before.link if before else START), start - 1
    for entry in entries(chain).filter(number__gte=start).order_by("number"):
        text = entry.text
        if renumber:
            text = canonical(read(text) | {"number": entry.number})
        previous, length = link(previous, text), entry.number
        change(chain, entry.number, text=text, link=previous)
    Chain.objects.filter(name=chain).update(head=previous, length=length)
