"""Writing the log: `record` one thing that happened; `action` makes a function an act of a person."""

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
from docflow.audit.models import Chain, Entry, EntryText
from docflow.errors import Refused

Act = TypeVar("Act", bound=Callable[..., Any])
READS_APART = timedelta(minutes=10)

_acting: ContextVar[bool] = ContextVar("acting", default=False)


def action(function: Act) -> Act:
    """An act: one transaction; when it is refused, nothing remains but one `act.refused` entry."""

    @wraps(function)
    def atomic(*args: Any, **kwargs: Any) -> Any:
        with transaction.atomic():
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
            _record_refusal(function, args, by, refusal)
            raise
        finally:
            _acting.reset(token)

    return act  # type: ignore[return-value]


@transaction.atomic
def record(
    event: Event,
    subject: Any,
    by: Any,
    *,
    facts: Mapping[str, Any] | None = None,
    digests: Mapping[str, str] | None = None,
    **words: str,
) -> Entry:
    """Add an entry to the chain of the actor's unit.

    `facts` are plain values (no personal ones), `words` are names, subjects, reasons: both lie in
    a side table and the entry holds their salted hash as `text.<name>`. `digests` are SHA-256 of
    stored files, by their part in the event.
    """
    moved = getattr(subject, "moved", None) or (None, None)
    if subject is not None and moved != (None, None):
        subject.moved = None
    return _append(_acts_of(by), event, subject, by, moved, facts, digests, words)


@transaction.atomic
def record_read(subject: Any, by: Any) -> Entry | None:
    """Add an entry to the unit's chain of reads, unless the person read it in the last 10 minutes."""
    recent = Entry.objects.filter(
        subject=subject.uid,
        event=Event.DOCUMENT_READ,
        actor=by.user.uid,
        at__gt=clock.now() - READS_APART,
    )
    if recent.exists():
        return None
    return _append(
        f"{by.unit.uid}:reads", Event.DOCUMENT_READ, subject, by, (None, None), None, None, {}
    )


def _acts_of(by: Any) -> str:
    return str(by.unit.uid) if by.unit else "installation"


def _append(
    name: str,
    event: Event,
    subject: Any,
    by: Any,
    moved: tuple[str | None, str | None],
    facts: Mapping[str, Any] | None,
    digests: Mapping[str, str] | None,
    words: Mapping[str, str],
) -> Entry:
    chain = _locked(name, event)
    texts = {key: canonical({"text": value}) for key, value in words.items() if value}
    if facts:
        texts["facts"] = canonical(facts)
    salts = {key: secrets.token_hex(16) for key in texts}
    at = clock.now()
    content = {
        "v": VERSION,
        "installation": str(installation.get().uid),
        "unit": str(by.unit.uid) if by.unit else None,
        "number": chain.length + 1,
        "event": event.value,
        "actor": _uid(by.user),
        "appointment": _uid(by.appointment),
        "on_behalf_of": _uid(by.on_behalf_of),
        "subject": _uid(subject),
        "from": moved[0],
        "to": moved[1],
        "digests": {
            **(digests or {}),
            **{f"text.{key}": commitment(salts[key], text) for key, text in texts.items()},
        },
        "at": moment(at),
    }
    text = canonical(content)
    entry = Entry.objects.create(
        chain=chain,
        number=chain.length + 1,
        text=text,
        link=link(chain.head, text),
        event=event.value,
        subject=subject.uid if subject else None,
        actor=by.user.uid if by.user else None,
        at=at,
    )
    EntryText.objects.bulk_create(
        EntryText(chain=chain, number=entry.number, name=key, salt=salts[key], text=text)
        for key, text in texts.items()
    )
    Chain.objects.filter(pk=chain.pk).update(length=entry.number, head=entry.link)
    return entry


def _locked(name: str, event: Event) -> Chain:
    """The chain, locked until the transaction ends, so that its numbers have no gap."""
    chain = Chain.objects.select_for_update().filter(name=name).first()
    if chain is None:
        if event != Event.INSTALLATION_STARTED:
            _begin_installation()
        Chain.objects.get_or_create(name=name, defaults={"head": START})
        chain = Chain.objects.select_for_update().get(name=name)
    return chain


def _begin_installation() -> None:
    """The first entry of all names the installation and its public key."""
    if not Chain.objects.filter(name="installation", length__gt=0).exists():
        home = installation.get()
        record(
            Event.INSTALLATION_STARTED,
            home,
            Nobody(),
            digests={"public_key": home.public_key},
        )


class Nobody:
    """The installation itself, before there are people and units."""

    user = appointment = on_behalf_of = unit = None


def _uid(thing: Any) -> str | None:
    return str(thing.uid) if thing else None


def _record_refusal(function: Any, args: tuple[Any, ...], by: Any, refusal: Refused) -> None:
    subject = args[0] if args and isinstance(getattr(args[0], "uid", None), UUID) else None
    if subject is not None:
        subject.moved = None
    area = function.__module__.split(".")[1]
    record(
        Event.ACT_REFUSED,
        subject,
        by,
        facts={"act": f"{area}.{function.__name__}", "code": refusal.code},
        reason=str(refusal),
    )
