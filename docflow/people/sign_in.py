"""Signing in and out, and how often somebody may try.

Three counts stand before each try. A person and a place: five wrong tries and this place waits
fifteen minutes for this name, all others go on. An address: fifty, whatever the names. A name from
everywhere: fifty, so that many addresses do not guess together. Only this last one an attacker
could use to keep the owner out; so a browser that once signed in carries a signed mark, and with
it only its own five tries count. Names nobody bears count alike, and take as long: whether an
account exists does not show. What is beyond a limit is counted, not recorded, or a flood of tries
would be a flood of the log.
"""

import secrets
from datetime import timedelta
from ipaddress import IPv6Address, ip_address

from django.core import signing
from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.audit.events import Event
from docflow.audit.log import action, record
from docflow.errors import Refused
from docflow.people import one_time, passwords
from docflow.people.models import User
from docflow.people.oneself import Oneself
from docflow.requests import limits
from docflow.units.names import tidy
from docflow.units.system import System

SALT = "docflow.people.sign_in"
MARK_LASTS = timedelta(days=90)


def check_password(username: str, password: str, address: str, mark: str = "") -> User:
    """Whose name and password these are.

    `address` is where the try comes from, `mark` what `mark_of` gave this browser. Raises
    Refused: too_many, not_signed_in (the same for a wrong name, a wrong password, a closed
    account).
    """
    name = tidy(username).replace("\0", "")[:100]
    counted = _counts(name, network(address), mark)
    limits.limit("sign_in", counted)
    user = User.objects.filter(username=name).first()
    right = passwords.matches(password, user.password if user else "")
    if user is None or not right or not user.is_active:
        _refuse(user, "not_signed_in", address)
        raise Refused(
            "not_signed_in",
            _("User name or password is wrong. Type both again, or ask your administrator."),
        )
    limits.forget("sign_in", {"here": counted.pop("here")})
    limits.give_back("sign_in", counted)
    return user


def check_code(user: User, code: str, address: str) -> None:
    """Take the code of the second factor. Raises Refused: too_many, wrong_code."""
    try:
        one_time.check(user, code)
    except Refused as refusal:
        if refusal.code != "too_many":
            _refuse(user, refusal.code, address)
        raise


@action
def begin(*, by: Oneself, address: str) -> None:
    """Somebody has shown who they are: a session begins."""
    if not by.user.is_active:
        raise Refused("account_closed", _("This account is closed. Ask your administrator."))
    facts = {"second_factor": by.user.totp_confirmed is not None}
    record(Event.SESSION_BEGAN, by.user, by, facts=facts, address=address)


@action
def end(why: str, *, by: Oneself) -> None:
    """A session is over: `signed_out`, `idle`, `long` or `ended` (by a change of the account)."""
    record(Event.SESSION_ENDED, by.user, by, facts={"why": why})


@action
def end_everywhere(*, by: Oneself) -> User:
    """End every session of the person, on every device."""
    user = User.objects.select_for_update().get(pk=by.user.pk)
    user.sessions_from = clock.wall()
    user.save(update_fields=["sessions_from"])
    record(Event.SESSION_ENDED, user, by, facts={"why": "everywhere"})
    return user


def owed_by(user: User) -> str:
    """What must be done before anything else: `password`, `second_factor`, or nothing."""
    if user.password_is_initial:
        return "password"
    if not user.totp_confirmed and one_time.is_required_of(user):
        return "second_factor"
    return ""


def mark_of(user: User) -> str:
    """The mark of a browser that signed this person in; it opens nothing."""
    return signing.dumps([user.username, secrets.token_hex(8)], salt=SALT)


def network(address: str) -> str:
    """The address as it is counted: of IPv6 the first 64 bits, for the rest is the owner's own."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return "local"
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    return str(parsed.ipv4_mapped or IPv6Address(int(parsed) >> 64 << 64))


def _counts(name: str, address: str, mark: str) -> dict[str, str]:
    known = _known(name, mark)
    if known:
        return {"here": f"{name} {known}"}
    return {"here": f"{name} {address}", "address": address, "account": name}


def _known(name: str, mark: str) -> str:
    """The browser's own number, if its mark is genuine, young enough and for this name."""
    try:
        whose, number = signing.loads(mark, salt=SALT, max_age=MARK_LASTS)
    except (signing.BadSignature, ValueError, TypeError):
        return ""
    return str(number) if whose == name else ""


def _refuse(user: User | None, code: str, address: str) -> None:
    """Record the try, without the name that was typed: it may have been the password."""
    by = Oneself(user) if user else System()
    record(Event.SESSION_REFUSED, user, by, facts={"code": code}, address=address)
