"""Each request once: its key is kept in the transaction of the act it asks for.

A crash can fall before the act, which then did not happen, or after it, when the key is there:
asked again with the same key, the act is not done a second time.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.errors import Refused
from docflow.requests.models import Asked

LONGEST_KEY = 64


@dataclass
class Asking:
    """The request being answered; `claimed` once its key is kept."""

    owner: UUID
    key: str
    body: str
    claimed: bool = False


_asking: ContextVar[Asking | None] = ContextVar("asking", default=None)


@contextmanager
def asking(owner: UUID, key: str, body: bytes) -> Iterator[Asking]:
    """Every act in the block keeps this key; the second of two with one key is refused."""
    this = Asking(owner, key, hashlib.sha256(body).hexdigest())
    token = _asking.set(this)
    try:
        yield this
    finally:
        _asking.reset(token)


@contextmanager
def claimed() -> Iterator[None]:
    """Keep the key of the request, inside the transaction of its act. Raises Refused."""
    this = _asking.get()
    if this is None or this.claimed:
        yield
        return
    _keep(this)
    this.claimed = True
    try:
        yield
    except BaseException:
        this.claimed = False
        raise


def answered(this: Asking) -> dict[str, Any] | None:
    """The answer given to this key before; None when it is new.

    Raises Refused: `key_reused` when something else was asked with it, `asked_already` when the
    act was done but its answer was lost on the way.
    """
    before = Asked.objects.filter(owner=this.owner, key=this.key).first()
    if before is None:
        return None
    if before.body != this.body:
        raise Refused(
            "key_reused",
            _("This key was used for another request. Ask with a new key."),
        )
    if before.answer is None:
        raise _asked_already()
    kept: dict[str, Any] = before.answer
    return kept


def keep_answer(this: Asking, answer: dict[str, Any]) -> None:
    """Keep the first answer to a key, for whoever asks again; of two at once the act's own."""
    asked = Asked.objects.filter(owner=this.owner, key=this.key)
    if this.claimed:
        asked.filter(answer__isnull=True).update(answer=answer)
        return
    first = {"answer": answer, "body": this.body, "at": clock.wall()}
    Asked.objects.get_or_create(owner=this.owner, key=this.key, defaults=first)


def _keep(this: Asking) -> None:
    try:
        with transaction.atomic():
            Asked.objects.create(owner=this.owner, key=this.key, body=this.body, at=clock.wall())
    except IntegrityError as error:
        raise _asked_already() from error


def _asked_already() -> Refused:
    return Refused(
        "asked_already",
        _("This was sent twice and has been done once. Look at the page anew."),
    )
