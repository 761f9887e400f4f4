"""Access tokens of programs: given to a post, for a purpose, in a scope, for a time.

A token is 256 random bits, told once; kept is its SHA-256, which leads to no token.
"""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.audit.events import Event
from docflow.audit.log import action, record
from docflow.errors import NotAllowed, Refused
from docflow.people import alerts, conditions
from docflow.people.actor import Actor, System
from docflow.people.models import ApiToken, Appointment, roles_of
from docflow.people.oneself import Oneself
from docflow.permissions import Acting, Permission, granted, require
from docflow.units.conditions import must_be_within

LONGEST = timedelta(days=366)
USES_APART = timedelta(minutes=1)
PREFIX = "docflow_"  # so that scanners of source code find a lost one


@action
def issue(
    appointment: Appointment,
    purpose: str,
    scope: Iterable[Permission],
    expires: datetime,
    *,
    by: Actor | System,
) -> tuple[ApiToken, str]:
    """A token for a program, with its secret; the secret is told here and never again.

    It works once the holder of the post has confirmed it: what a program reads and does there, it
    does in their name. Given for the own post, or from the server itself, it works at once.

    Raises Refused: not_allowed, outside_own_unit, post_ended, purpose_missing, too_long,
    unknown_permission, scope_missing, scope_too_wide, token_expires_early, token_lasts_too_long.
    """
    _require_manager(appointment, by)
    purpose = conditions.proper_text(
        purpose, 200, "purpose_missing", _("A token needs a purpose. Say which program uses it.")
    )
    named = _within_post(appointment, list(scope))
    now = clock.now()
    _must_be_a_time(expires, now)
    _within_own(named, expires, by)
    secret = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        appointment=appointment,
        purpose=purpose,
        scope=named,
        digest=_digest(secret),
        created=now,
        expires=expires,
        confirmed=now if by.user in (None, appointment.user) else None,
    )
    facts = {"post": str(appointment.uid), "scope": named, "expires": expires.isoformat()}
    record(Event.TOKEN_ISSUED, token, by, facts=facts, purpose=purpose)
    _raise_alert(Event.TOKEN_ISSUED, token, by)
    return token, secret


@action
def confirm(token: ApiToken, *, by: Oneself) -> ApiToken:
    """Let a program act in the own post. Raises Refused: not_your_token, confirmed_already."""
    if by.user != token.appointment.user:
        raise NotAllowed("not_your_token", _("A token is confirmed by the holder of its post."))
    now = clock.now()
    waiting = ApiToken.objects.filter(pk=token.pk, revoked=None, confirmed=None)
    if not waiting.update(confirmed=now):
        raise Refused("confirmed_already", _("The token was confirmed or revoked before."))
    token.confirmed = now
    record(Event.TOKEN_CONFIRMED, token, by, purpose=token.purpose)
    _raise_alert(Event.TOKEN_CONFIRMED, token, by)
    return token


@action
def revoke(token: ApiToken, *, by: Actor | System | Oneself) -> ApiToken:
    """End a token now: an administrator, or the holder of its post.

    Raises Refused: not_allowed, outside_own_unit, revoked_already.
    """
    if not (isinstance(by, Oneself) and by.user == token.appointment.user):
        require(by, Permission.PEOPLE_MANAGE, by.unit)
        must_be_within(by, token.appointment.unit)
    return end_now(token, by=by)


def end_now(token: ApiToken, *, by: Any) -> ApiToken:
    """Let nothing be done by a token from this moment on; inside the caller's act."""
    now = clock.now()
    if not ApiToken.objects.filter(pk=token.pk, revoked=None).update(revoked=now):
        raise Refused("revoked_already", _("The token was revoked before."))
    token.revoked = now
    record(Event.TOKEN_REVOKED, token, by, purpose=token.purpose)
    return token


def actor_of(secret: str) -> tuple[ApiToken, Actor]:
    """The token with this secret and whom its program acts as; its use is noted once a minute.

    Raises Refused: token_unknown, token_revoked, token_expired, token_unconfirmed, post_ended.
    What the post may no longer do, the actor may not either, whatever its scope says.
    """
    rows = ApiToken.objects.select_related("appointment__user", "appointment__unit")
    token = rows.filter(digest=_digest(secret)).first()
    now = clock.now()
    if token is None:
        raise Refused("token_unknown", _("There is no such access token. Ask for a new one."))
    if token.revoked:
        raise Refused("token_revoked", _("The access token was revoked. Ask for a new one."))
    if token.expires <= now:
        raise Refused("token_expired", _("The access token has expired. Ask for a new one."))
    if token.confirmed is None:
        raise Refused(
            "token_unconfirmed",
            _(
                "The access token is not confirmed yet. "
                "The holder of its post does so under “My account”."
            ),
        )
    scope = frozenset(Permission(name) for name in token.scope)
    actor = Actor(token.appointment, None, scope, token)
    _must_hold(actor)
    _note_use(token, now)
    return token, actor


def _note_use(token: ApiToken, now: datetime) -> None:
    unnoted = Q(last_used=None) | Q(last_used__lte=now - USES_APART)
    ApiToken.objects.filter(unnoted, pk=token.pk).update(last_used=now)


def _require_manager(appointment: Appointment, by: Acting) -> None:
    require(by, Permission.PEOPLE_MANAGE, by.unit)
    must_be_within(by, appointment.unit)
    _must_hold(Actor(appointment))


def _must_hold(actor: Actor) -> None:
    if not actor.holds_post_on(clock.today()):
        raise Refused("post_ended", _("The post of %(who)s has ended."), who=actor.label)


def _within_post(appointment: Appointment, scope: list[Permission]) -> list[str]:
    """The permissions named, sorted; each is one the post has."""
    if not scope:
        raise Refused(
            "scope_missing", _("A token names what may be done with it. Choose at least one.")
        )
    named = conditions.known_permissions(scope)
    beyond = named - granted(roles_of(appointment))
    if beyond:
        raise Refused(
            "scope_too_wide",
            _("The post %(post)s may not do this and so no program may for it: %(what)s."),
            post=appointment.post,
            what=", ".join(sorted(str(each.label) for each in beyond)),
        )
    return sorted(str(each) for each in named)


def _within_own(named: list[str], expires: datetime, by: Actor | System) -> None:
    """A program hands on no more than it has: neither in scope nor in time."""
    if isinstance(by, System):
        return
    scope, own = by.scope, by.token
    if scope is not None and not set(named) <= {str(each) for each in scope}:
        raise Refused(
            "scope_too_wide",
            _("A program gives no access wider than its own. Leave out: %(what)s."),
            what=", ".join(sorted(str(each.label) for each in set(map(Permission, named)) - scope)),
        )
    if own is not None and expires > own.expires:
        raise Refused(
            "token_lasts_too_long",
            _("A program gives no access that lasts longer than its own. Name an earlier day."),
        )


def _must_be_a_time(expires: datetime, now: datetime) -> None:
    if expires <= now:
        raise Refused(
            "token_expires_early", _("The token would have expired already. Name a later day.")
        )
    if expires - now > LONGEST:
        raise Refused(
            "token_lasts_too_long", _("A token lasts a year at most. Name an earlier day.")
        )


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _raise_alert(event: Event, token: ApiToken, by: Any) -> None:
    post = token.appointment
    alerts.raise_alert(
        event,
        token,
        post.unit,
        by,
        person=post.user,
        facts={"permissions": list(token.scope), "to": clock.local_date(token.expires)},
        post=post.post,
        purpose=token.purpose,
    )
