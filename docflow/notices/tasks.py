"""Telling, reminding, mailing, delivering to webhooks: the worker's part of notices."""

import time

from celery import shared_task
from django.conf import settings
from django.db import transaction

from docflow import clock
from docflow.audit.following import follows_log
from docflow.notices import (
    expiring,
    following,
    forgetting,
    hook_sending,
    letters,
    mail,
    sealing,
    terms,
)
from docflow.notices.models import Endpoint, HookEvent, Letter, MailChoice
from docflow.work import claim, does

SECONDS = 20.0
"""How long one webhook may keep a worker in one turn; what is left takes another turn."""
AT_ONCE = 100


@follows_log(pause=1.0)
def follow_log() -> None:
    """What was newly recorded is told."""
    following.catch_up()


@shared_task
def remind() -> None:
    """Every ten seconds: what has fallen due is told, daily mails whose hour has come are made."""
    terms.tell_due()
    letters.gather()


@shared_task
def keep_house() -> None:
    """Each night: old notices are forgotten, terms follow the calendar, certificates that end."""
    forgetting.forget_old()
    expiring.tell_expiring()
    terms.renew()


@does(Letter)
def send_letter(letter_id: int) -> None:
    """Hand one mail to the server. Cut off before the row is saved, the same mail goes again."""
    with claim(Letter, letter_id) as letter:
        if letter is None:
            return
        choice = MailChoice.objects.filter(person=letter.person_id).first()
        if choice is None or not choice.address or not mail.is_on():
            _settle(letter)  # chosen otherwise meanwhile: the notices stand in the application
            return
        try:
            mail.send(letters.written(letter, choice.address))
        except mail.Undeliverable as refused:
            _refuse(letter, choice, str(refused))
            return
        letter.sent_at = clock.now()
        _settle(letter)


def _settle(letter: Letter) -> None:
    letter.settle()
    letter.save()


def _refuse(letter: Letter, choice: MailChoice, reason: str) -> None:
    """The server will never take it: the person sees why beside their choices."""
    with transaction.atomic():
        same = MailChoice.objects.filter(pk=choice.pk, address=choice.address)
        same.update(refused=reason[:300])
        letter.give_up(reason)


@does(Endpoint)
def deliver(endpoint_id: int) -> None:
    """Deliver a webhook's events in their order; a try that fails puts the webhook back."""
    until = time.monotonic() + min(SECONDS, settings.DOCFLOW_LEASE / 2)
    with claim(Endpoint, endpoint_id) as endpoint:
        if endpoint is None:
            return
        secret = sealing.opened(endpoint.secret_sealed, endpoint.uid)
        waiting = HookEvent.objects.filter(endpoint=endpoint, number__gt=endpoint.sent)
        for event in waiting.order_by("number")[:AT_ONCE]:
            hook_sending.post(endpoint.url, event, secret)
            if not _delivered(endpoint, event) or time.monotonic() > until:
                break
        _rest(endpoint)


def _delivered(endpoint: Endpoint, event: HookEvent) -> bool:
    """Move on by one, unless another worker or a replay has the webhook by now."""
    ours = Endpoint.objects.filter(pk=endpoint.pk, lease=endpoint.lease, sent=endpoint.sent)
    moved = ours.update(sent=event.number, sent_at=clock.now(), attempts=0, last_error="")
    endpoint.sent = event.number
    return bool(moved)


@transaction.atomic
def _rest(endpoint: Endpoint) -> None:
    """Nothing waits any more, or what came meanwhile waits on."""
    now = Endpoint.objects.lock(endpoint)
    if now.lease != endpoint.lease:
        return
    newest = HookEvent.objects.filter(endpoint=now).order_by("-number").first()
    is_done = newest is None or now.sent >= newest.number
    now.due = None if is_done else clock.wall()
    now.lease, now.last_error = None, ""
    now.save(update_fields=["due", "lease", "last_error"])
