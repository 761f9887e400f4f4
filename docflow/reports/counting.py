"""From an entry of the log to the row it tells about.

An entry may come twice and chains in any order: the rows are the same.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from docflow import clock
from docflow.audit.events import Event
from docflow.audit.reader import Told
from docflow.exchange.states import Code
from docflow.reports import summing
from docflow.reports.models import (
    Counted,
    CountedArrival,
    CountedDelivery,
    CountedDocument,
    CountedTask,
    Dated,
    TrialUnit,
)

READER = "rates"
EARLIEST = ("delivered_at", "done_at", "first_due")
LATEST = ("due",)
NEWEST = "since"


class UnreadableEntry(Exception):
    """An entry that should be counted lacks a fact or has one of the wrong form."""


@dataclass(frozen=True)
class Learnt:
    """What one entry tells about one counted thing."""

    model: type[Counted]
    uid: UUID
    values: dict[str, Any]


def step(told: Told) -> None:
    """Bring the row an entry tells about up to date; the reader's transaction is around it."""
    learnt = learn(told)
    if learnt is None:
        return
    rows = learnt.model._default_manager
    row = rows.select_for_update().filter(uid=learnt.uid).first()
    if row is None:
        rows.bulk_create(
            [learnt.model(uid=learnt.uid, **learnt.values)],
            update_conflicts=True,  # another follower may begin the same row in another chain
            unique_fields=["uid"],
            update_fields=list(learnt.values),
        )
        _sum_anew(learnt.model(uid=learnt.uid, **learnt.values))
        return
    before = learnt.model(uid=row.uid, **_when_and_where_of(row))
    if take(row, learnt):
        row.save(update_fields=list(learnt.values))
        _sum_anew(before)
        _sum_anew(row)


def _sum_anew(row: Counted) -> None:
    """The sums in which a row stands are stale; of a trial unit, all that it took part in."""
    if isinstance(row, TrialUnit):
        summing.mark_all_stale(row.uid)
    elif isinstance(row, Dated) and row.unit and row.day:
        summing.mark_stale(row.unit, row.day)


def _when_and_where_of(row: Counted) -> dict[str, Any]:
    return {"unit": row.unit, "at": row.at, "day": row.day} if isinstance(row, Dated) else {}


def take(row: Counted, learnt: Learnt) -> bool:
    """Write what was learnt into a row; of moments that end something the first one stays.

    What can be done and undone several times says since when it is so: the newest stays. A
    deadline only ever moves to a later moment, so of deadlines the last one stays. Returns whether
    the row is another one now.
    """
    changed, newest = False, getattr(row, NEWEST, None)
    if newest and NEWEST in learnt.values and learnt.values[NEWEST] < newest:
        return False
    for name, value in learnt.values.items():
        known = getattr(row, name)
        value = min(known, value) if known and name in EARLIEST else value
        value = max(known, value) if known and name in LATEST else value
        changed = changed or value != known
        setattr(row, name, value)
    return changed


def learn(told: Told) -> Learnt | None:
    """What the entry tells, or None when nothing counted is touched.

    Raises UnreadableEntry when a fact is missing or wrong: the reader then stops there and says so.
    """
    rule = RULES.get(told.event)
    try:
        return rule(told) if rule else None
    except (KeyError, TypeError, ValueError) as error:
        raise UnreadableEntry(
            f"Entry {told.entry.number} of the chain {told.entry.chain} ({told.event}) cannot be "
            f"counted: {error!r}."
        ) from error


def _created(told: Told) -> Learnt:
    values = {
        "document": _uid(told.facts["document"]),
        "recipient": _uid(told.facts["recipient"]),
        "channel": told.facts["channel"],
    }
    return Learnt(CountedDelivery, _subject(told), values | _when_and_where(told))


def _status_received(told: Told) -> Learnt | None:
    """Whatever the recipient reports, it has the document: 01 or any later code."""
    if told.facts["code"] not in set(Code):
        return None
    return Learnt(CountedDelivery, _subject(told), {"delivered_at": told.at})


def _registered(told: Told) -> Learnt:
    values = {
        "sender": _uid(told.facts["sender"]),
        "channel": told.facts["channel"],
        "finding": told.facts["finding"],
        "since": told.at,
        "void_at": None,
    }
    return Learnt(CountedArrival, _subject(told), values | _when_and_where(told))


def _unregistered(told: Told) -> Learnt:
    return Learnt(CountedArrival, _subject(told), {"since": told.at, "void_at": told.at})


def _issued(told: Told) -> Learnt:
    names = ("kind", "personal", "seal", "electronic", "paper")
    values = {name: told.facts[name] for name in names}
    due = told.facts.get("due")  # entries of earlier versions do not say it
    values["due"] = datetime.fromisoformat(due) if due else None
    return Learnt(CountedDocument, _subject(told), values | _when_and_where(told))


def _assigned(told: Told) -> Learnt:
    values = {
        "arrival": _subject(told),
        "lead": _uid(told.facts["lead"]),
        "due": datetime.fromisoformat(told.facts["due"]),
        "first_due": datetime.fromisoformat(told.facts["due"]),
    }
    return Learnt(CountedTask, UUID(told.facts["assignment"]), values | _when_and_where(told))


def _extended(told: Told) -> Learnt | None:
    """More time for the lead of the first level; for whoever works below it nothing is counted."""
    task = _uid(told.facts["assignment"])
    if task is None:
        return None
    values = {"arrival": _subject(told), "due": datetime.fromisoformat(told.facts["due"])}
    return Learnt(CountedTask, task, values)


def _finished(told: Told) -> Learnt:
    values = {"arrival": _subject(told), "done_at": told.at}
    return Learnt(CountedTask, UUID(told.facts["assignment"]), values)


def _ended_otherwise(told: Told) -> Learnt:
    values = {"arrival": _subject(told), "void_at": told.at}
    return Learnt(CountedTask, UUID(told.facts["assignment"]), values)


def _recalled(told: Told) -> Learnt | None:
    """Work under way ended with the recall; what was issued and registered stays counted."""
    return _ended_otherwise(told) if told.facts["assignment"] else None


def _opened(told: Told) -> Learnt | None:
    return Learnt(TrialUnit, _subject(told), {"at": told.at}) if told.facts.get("trial") else None


def _when_and_where(told: Told) -> dict[str, Any]:
    return {
        "unit": UUID(told.facts["unit"]),
        "at": told.at,
        "day": clock.local_date(told.at),
    }


def _subject(told: Told) -> UUID:
    if told.subject is None:
        raise ValueError("it has no subject")
    return told.subject


def _uid(text: str | None) -> UUID | None:
    return UUID(text) if text else None


RULES: dict[str, Callable[[Told], Learnt | None]] = {
    Event.DELIVERY_CREATED: _created,
    Event.DELIVERY_STATUS_RECEIVED: _status_received,
    Event.INCOMING_REGISTERED: _registered,
    Event.INCOMING_UNREGISTERED: _unregistered,
    Event.OUTGOING_ISSUED: _issued,
    Event.INCOMING_ASSIGNED: _assigned,
    Event.INCOMING_FINISHED: _finished,
    Event.INCOMING_ASSIGNMENT_TAKEN_BACK: _ended_otherwise,
    Event.INCOMING_GIVEN_BACK: _ended_otherwise,
    Event.INCOMING_RECALLED: _recalled,
    Event.INCOMING_EXTENDED: _extended,
    Event.UNIT_OPENED: _opened,
}
