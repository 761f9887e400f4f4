"""What people do about notices: choose how they hear, and open, stop and replay webhooks."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.audit.events import Event
from docflow.audit.log import action, record
from docflow.errors import Refused
from docflow.notices import hook_addresses, mail, sealing
from docflow.notices.hook_events import CHOICES
from docflow.notices.letters import next_digest
from docflow.notices.models import Endpoint, HookEvent, MailChoice, Topic, Way
from docflow.permissions import Acting, Permission, require
from docflow.work import after_commit

LONGEST_ADDRESS = 254
MOST_ENDPOINTS = 20
HOURS = range(24)


@action
def choose(address: str, ways: Mapping[str, str], digest_hour: int = 8, *, by: Any) -> MailChoice:
    """Say how one wants to hear of each topic, and where one's mail goes; for oneself.

    A topic not named is told in the application only. Raises Refused: mail_address, mail_missing,
    mail_off, unknown_topic, bad_hour.
    """
    chosen = _ways(ways)
    address = _address(address)
    wants_mail = any(way != Way.APPLICATION for way in chosen.values())
    if wants_mail and not mail.is_on():
        raise Refused(
            "mail_off",
            _("This installation sends no mail. Choose the application, or ask its operator."),
        )
    if wants_mail and not address:
        raise Refused("mail_missing", _("Give the address your mail goes to."))
    if digest_hour not in HOURS:
        raise Refused("bad_hour", _("The hour of the daily mail is a number from 0 to 23."))
    wants_digest = Way.DIGEST in chosen.values()
    choice, _made = MailChoice.objects.update_or_create(
        person=by.user,
        defaults={
            "address": address,
            "ways": chosen,
            "digest_hour": digest_hour,
            "next_digest": next_digest(digest_hour, clock.now()) if wants_digest else None,
            "refused": "",
        },
    )
    record(
        Event.NOTICES_CHOSEN,
        by.user,
        by,
        facts={"ways": dict(chosen), "hour": digest_hour},
        address=address,
    )
    return choice


@action
def open_endpoint(url: str, events: Iterable[str], *, by: Acting) -> tuple[Endpoint, str]:
    """A webhook of the own unit, with its secret; the secret is told here and never again.

    Raises Refused: not_allowed, webhook_address, events_missing, unknown_event, too_many_webhooks.
    """
    require(by, Permission.UNIT_MANAGE, by.unit)
    url, named = hook_addresses.checked(url), _events(events)
    if Endpoint.objects.of(by.unit).filter(stopped_at=None).count() >= MOST_ENDPOINTS:
        raise Refused(
            "too_many_webhooks",
            _("A unit has at most %(most)s webhooks. Stop one that is not needed."),
            most=MOST_ENDPOINTS,
        )
    secret = sealing.new_secret()
    endpoint = Endpoint(unit=by.unit, url=url, events=named, due=None)
    endpoint.secret_sealed = sealing.sealed(secret, endpoint.uid)
    endpoint.save()
    record(Event.WEBHOOK_OPENED, endpoint, by, facts={"events": named}, address=url)
    return endpoint, secret


@action
def stop_endpoint(endpoint: Endpoint, *, by: Acting) -> Endpoint:
    """End a webhook: it gets no further event. Raises Refused: not_allowed, stopped_already."""
    endpoint = _locked(endpoint, by)
    endpoint.stopped_at = clock.now()
    endpoint.settle()
    endpoint.save()
    record(Event.WEBHOOK_STOPPED, endpoint, by, address=endpoint.url)
    return endpoint


@action
def replay(endpoint: Endpoint, first: int, *, by: Acting) -> Endpoint:
    """Deliver again from a number on, in order; also wakes one that was given up.

    `first` one above the newest number sends nothing anew. Raises Refused: not_allowed,
    stopped_already, bad_number.
    """
    endpoint = _locked(endpoint, by)
    oldest = HookEvent.objects.filter(endpoint=endpoint).order_by("number").first()
    lowest = oldest.number if oldest else endpoint.last + 1
    if not lowest <= first <= endpoint.last + 1:
        raise Refused(
            "bad_number",
            _("Events are kept from number %(lowest)s to %(last)s. Name one of them."),
            lowest=lowest,
            last=endpoint.last,
        )
    endpoint.sent = first - 1
    endpoint.settle()
    endpoint.attempts, endpoint.given_up_at = 0, None
    endpoint.due = clock.wall() if endpoint.sent < endpoint.last else None
    endpoint.save()
    record(Event.WEBHOOK_REPLAYED, endpoint, by, facts={"first": first}, address=endpoint.url)
    if endpoint.due:
        after_commit(endpoint)
    return endpoint


def _locked(endpoint: Endpoint, by: Acting) -> Endpoint:
    require(by, Permission.UNIT_MANAGE, endpoint.unit)
    endpoint = Endpoint.objects.lock(endpoint)
    if endpoint.stopped_at:
        raise Refused("stopped_already", _("This webhook was stopped. Open a new one."))
    return endpoint


def _ways(ways: Mapping[str, str]) -> dict[str, str]:
    strange = [
        topic for topic, way in ways.items() if topic not in Topic.values or way not in Way.values
    ]
    if strange:
        raise Refused(
            "unknown_topic",
            _("There is no such choice: %(what)s."),
            what=", ".join(sorted(str(each)[:30] for each in strange)),
        )
    return {topic: str(way) for topic, way in ways.items()}


def _address(address: str) -> str:
    address = (address or "").strip()
    if not address:
        return ""
    try:
        validate_email(address)
    except ValidationError:
        address = ""
    if not address or len(address) > LONGEST_ADDRESS or not address.isascii():
        raise Refused("mail_address", _("This is no mail address. Write it like lan@example.vn."))
    return address


def _events(events: Iterable[str]) -> list[str]:
    named = sorted({str(each) for each in events})
    if not named:
        raise Refused("events_missing", _("Choose at least one event."))
    strange = [each for each in named if each not in CHOICES]
    if strange:
        raise Refused(
            "unknown_event",
            _("No webhook is told this: %(what)s."),
            what=", ".join(each[:40] for each in strange[:5]),
        )
    return named
