"""Passwords: what a new one must be like, changing it, and giving somebody a first one."""

import secrets
import unicodedata
from functools import lru_cache
from threading import BoundedSemaphore

from django.contrib.auth import hashers
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.audit.events import Event
from docflow.audit.log import action, record, refusals_recorded
from docflow.errors import Refused
from docflow.people import alerts
from docflow.people.conditions import must_administer
from docflow.people.models import User
from docflow.people.oneself import Oneself
from docflow.permissions import Acting
from docflow.requests import limits

SHORTEST, LONGEST = 12, 128
_HASHING = BoundedSemaphore(4)  # each takes 100 MB: a flood of tries must wait, not fill memory
CLEAR = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that looks like something else


def normal(password: str) -> str:
    """The password in one form of Unicode: “ệ” has three, depending on the keyboard (NFKC)."""
    return unicodedata.normalize("NFKC", password)


def matches(password: str, encoded: str) -> bool:
    """Whether the password is the stored one; it takes as long when none is stored ("")."""
    with _HASHING:
        return hashers.check_password(normal(password), encoded)


def must_be_good(password: str, username: str) -> None:
    """A new password is long, more than the user name, and in no list of common ones.

    Raises Refused: password_too_short, password_too_long, password_names_user, password_common.
    """
    password = normal(password)
    if len(password) < SHORTEST:
        raise Refused(
            "password_too_short",
            _("The new password is too short. Use %(shortest)s characters or more."),
            shortest=SHORTEST,
        )
    if len(password) > LONGEST:
        raise Refused(
            "password_too_long",
            _("The new password is too long. Use at most %(longest)s characters."),
            longest=LONGEST,
        )
    if len(password.casefold().replace(normal(username).casefold(), "")) < SHORTEST:
        raise Refused(
            "password_names_user",
            _("The new password is little more than the user name. Leave the user name out."),
        )
    if password.casefold().strip() in _common() or len(set(password)) < 4:
        raise Refused(
            "password_common",
            _("Many people use this password, so it is tried first. Put several words together."),
        )


@refusals_recorded
def change_password(old: str, new: str, *, by: Oneself) -> User:
    """Change the own password, naming the old one; every session but a new one is over.

    Raises Refused: too_many, wrong_password, password_unchanged, and those of `must_be_good`.
    """
    limits.limit("password", by)
    user: User = _change(old, new, by=by)
    limits.forget("password", by)
    return user


@action
def give_password(user: User, *, by: Acting) -> str:
    """A new first password for somebody who forgot theirs; it is told once and must be replaced.

    Raises Refused: not_allowed, outside_own_unit, own_account.
    """
    must_administer(user, by)
    password = made_up()
    user.set_password(password)
    user.password_is_initial = True
    user.sessions_from = clock.wall()
    user.save(update_fields=["password", "password_is_initial", "sessions_from"])
    record(Event.PASSWORD_GIVEN, user, by, full_name=user.full_name)
    alerts.raise_alert(Event.PASSWORD_GIVEN, user, None, by, person=user)
    return password


def made_up() -> str:
    """A first password to be read aloud: four groups of four clear signs, 79 random bits."""
    return "-".join("".join(secrets.choice(CLEAR) for _sign in range(4)) for _group in range(4))


@action
def _change(old: str, new: str, *, by: Oneself) -> User:
    user = User.objects.select_for_update().get(pk=by.user.pk)
    must_match(old, user)
    if normal(new) == normal(old):
        raise Refused(
            "password_unchanged", _("The new password is the old one. Choose another one.")
        )
    must_be_good(new, user.username)
    user.set_password(normal(new))
    user.password_is_initial = False
    user.sessions_from = clock.wall()
    user.save(update_fields=["password", "password_is_initial", "sessions_from"])
    record(Event.PASSWORD_CHANGED, user, by)
    return user


def must_match(password: str, user: User) -> None:
    """The password is the person's present one. Raises Refused `wrong_password`."""
    if not matches(password, user.password):
        raise Refused(
            "wrong_password",
            _("The present password is wrong. Type it again, or ask for a new one."),
        )


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    return frozenset(CommonPasswordValidator().passwords)
