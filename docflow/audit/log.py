"""Writing the log: `record` what happened; `action` makes a function an act of a person."""

import json
import secrets
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from datetime import timedelta
from functools import wraps
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction

from docflow import clock
from docflow.audit import installation
from docflow.audit.chain import START, VERSION, canonical, commitment, link, moment
from docflow.audit.events import Event
from docflow.audit.models import Chain, Entry, EntryText, Installation
from docflow.audit.refusal_words import kept
from docflow.errors import Refused
from docflow.requests import once

Act = TypeVar("Act", bound=Callable[..., Any])
READS_APART = timedelta(minutes=10)
HOME = "installation"

_acting: ContextVar[bool] = ContextVar("acting", default=False)


def action(function: Act) -> Act:
    """An act: one transaction; when it is refused, nothing remains but one `act.refused` entry."""

    @wraps(function)
    def atomic(*args: Any, **kwargs: Any) -> Any:
        with transaction.atomic(), once.claimed():
            return function(*args, **kwargs)

    return refusals_recorded(atomic)  # type: ignore[return-value]


def refusals_recorded(function: Act) -> Act:
    """Record a refusal of the outermost act, after its rollback, and let it pass on.

    For acts that use a key or the network between transactions; all others use `action`.
    """

    @wraps(function)
    def act(*args: Any, by: Any, **kwargs: Any) -> Any:
        if _acting.get():
            return function(*args, by=by, **kwargs)
        token = _acting.set(True)
        try:
            return function(*args, by=by, **kwargs)
        except Refused as refusal:
            _record_refusal(function, [*args, *kwargs.values()], by, refusal)
            raise
        finally:
            _acting.reset(token)

    return act  # type: ignore[return-value]


def record(
    event: Event,
    subject: Any,
    by: Any,
    /,
    *,
    facts: Mapping[str, Any] | None = None,
    digests: Mapping[str, str] | None = None,
    **words: str,
) -> Entry:
    """Add an entry to the chain of the actor's unit.

    `facts` are plain values (no personal ones), `words` are names, subjects, reasons: both lie in
    a side table and the entry holds their salted hash as `text.<name>`. `digests` are SHA-256 of
    stored files, by their part in the event. Raises Refused without the installation's key.
    """
    moved = getattr(subject, "moved", None)
    if moved:
        subject.moved = None
    return _append(
        _acts_of(by), event, subject, by, moved=moved, facts=facts, digests=digests, words=words
    )


def record_read(subject: Any, by: Any) -> Entry | None:
    """Add an entry to the unit's chain of reads; one for each reader, document and ten minutes.

    The same person in another post, in another's place or by another program is another reader.
    """
    now = clock.now()
    recent = Entry.objects.filter(
        subject=subject.uid,
        event=Event.DOCUMENT_READ,
        actor=by.user.uid,
        at__gt=now - READS_APART,
        at__lte=now,
    )
    if any(_was_by(entry, by) for entry in recent):
        return None
    return _append(f"{by.unit.uid}:reads", Event.DOCUMENT_READ, subject, by)


def _was_by(entry: Entry, by: Any) -> bool:
    """Whether an entry names this very reader."""
    told = json.loads(entry.text)
    if (told["appointment"], told["on_behalf_of"]) != (_uid(by.appointment), _uid(by.on_behalf_of)):
        return False
    facts = EntryText.objects.filter(chain=entry.chain_id, number=entry.number, name="facts")
    program = json.loads(facts.values_list("text", flat=True).first() or "{}").get("token")
    return bool(program == _uid(getattr(by, "token", None)))


def _acts_of(by: Any) -> str:
    return str(by.unit.uid) if by.unit else HOME


@transaction.atomic(savepoint=False)
def _append(
    name: str,
    event: Event,
    subject: Any,
    by: Any,
    *,
    moved: tuple[str, str] | None = None,
    facts: Mapping[str, Any] | None = None,
    digests: Mapping[str, str] | None = None,
    words: Mapping[str, Any] | None = None,
) -> Entry:
    chain = _locked(name)
    installation.require_key()
    texts = _texts(_with_program(facts, by), words)
    salts = {key: secrets.token_hex(16) for key in texts}
    committed = {f"text.{key}": commitment(salts[key], text) for key, text in texts.items()}
    number, at = chain.length + 1, clock.now()
    before, after = moved or (None, None)
    content = {
        "v": VERSION,
        "installation": str(chain.installation),
        "unit": _uid(by.unit),
        "number": number,
        "event": event.value,
        "actor": _uid(by.user),
        "appointment": _uid(by.appointment),
        "on_behalf_of": _uid(by.on_behalf_of),
        "subject": _uid(subject),
        "from": before,
        "to": after,
        "digests": {**(digests or {}), **committed},
        "at": moment(at),
    }
    text = canonical(content)
    entry = Entry.objects.create(
        chain=chain,
        number=number,
        text=text,
        link=link(chain.head, text),
        event=event.value,
        subject=subject.uid if subject else None,
        actor=by.user.uid if by.user else None,
        at=at,
    )
    EntryText.objects.bulk_create(
        EntryText(chain=chain, number=number, name=key, salt=salts[key], text=text)
        for key, text in texts.items()
    )
    Chain.objects.filter(pk=chain.pk).update(length=number, head=entry.link)
    return entry


def _with_program(facts: Mapping[str, Any] | None, by: Any) -> Mapping[str, Any] | None:
    """The facts, with the access token where a program acts by one."""
    token = getattr(by, "token", None)
    return {**(facts or {}), "token": str(token.uid)} if token else facts


def _texts(facts: Mapping[str, Any] | None, words: Mapping[str, Any] | None) -> dict[str, str]:
    texts = {key: _text(word) for key, word in (words or {}).items() if word}
    return {**texts, "facts": canonical(facts)} if facts else texts


def _text(word: Any) -> str:
    return canonical(word if isinstance(word, Mapping) else {"text": str(word)})


def _locked(name: str) -> Chain:
    """The chain, locked until the transaction ends, so that its numbers have no gap."""
    if (found := _lock(name)) is not None:
        return found
    home = installation.get()
    if not Chain.objects.filter(name=HOME, length__gt=0).exists():
        _begin(home)
    return _opened(name, home)


def _lock(name: str) -> Chain | None:
    return next(iter(Chain.objects.select_for_update(no_key=True).filter(name=name)), None)


def _opened(name: str, home: Installation) -> Chain:
    """A new chain, or the one another process opened just now; locked."""
    Chain.objects.get_or_create(name=name, defaults={"installation": home.uid, "head": START})
    return Chain.objects.select_for_update(no_key=True).get(name=name)


def _begin(home: Installation) -> None:
    """The first entry of all names the installation and its key; of several starts one does."""
    if _opened(HOME, home).length == 0:
        key = {"public_key": home.public_key}
        _append(HOME, Event.INSTALLATION_STARTED, home, _Nobody, digests=key)


class _Nobody:
    """The installation itself, before there are people and units."""

    user = appointment = on_behalf_of = unit = None


def _uid(thing: Any) -> str | None:
    return str(thing.uid) if thing else None


def _record_refusal(function: Any, given: list[Any], by: Any, refusal: Refused) -> None:
    """Keep code, parameters and the untranslated template: readers see it in their language."""
    first = given[0] if given else None
    area = function.__module__.removeprefix("docflow.").split(".")[0]
    _append(
        _acts_of(by),
        Event.ACT_REFUSED,
        first if isinstance(getattr(first, "uid", None), UUID) else None,
        by,
        facts={"act": f"{area}.{function.__name__}", "code": refusal.code},
        words=kept(refusal),
    )
