"""The second factor: codes of an app on the phone that change every 30 seconds (RFC 6238).

The secret is kept encrypted (AES-256-GCM) with a key derived from SECRET_KEY and bound to its
owner: a copy of the database makes no codes, and a row moved to another account opens nothing.
"""

import base64
import io
import os
import secrets

import segno
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.constant_time import bytes_eq
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.audit.events import Event
from docflow.audit.log import action, record, refusals_recorded
from docflow.errors import Refused
from docflow.people import alerts
from docflow.people.conditions import must_administer, running_posts
from docflow.people.models import RoleGrant, User
from docflow.people.oneself import Oneself
from docflow.people.passwords import must_match
from docflow.permissions import Acting, Role
from docflow.requests import limits

STEP = 30  # seconds a code counts (RFC 6238 §5.2)
DIGITS = 6
AROUND = 1  # steps before and after, for clocks that differ (RFC 6238 §6)
SECRET = 20  # bytes (RFC 4226 §4: 160 bits)
NONCE = 12
REQUIRED_OF = (Role.LEADER, Role.UNIT_ADMINISTRATOR, Role.TECHNICAL_ADMINISTRATOR)


def is_required_of(user: User) -> bool:
    """Whether a role of theirs, now or soon, demands a second factor; none does in the sandbox."""
    if settings.DOCFLOW_SANDBOX:
        return False
    return RoleGrant.objects.filter(
        appointment__in=running_posts(user), role__in=REQUIRED_OF
    ).exists()


def new_secret(user: User) -> str:
    """A fresh secret, encrypted for its owner; nothing counts until it is confirmed."""
    return _sealed(secrets.token_bytes(SECRET), user)


def shown(sealed: str, user: User) -> str:
    """The secret to type into the app by hand, in groups of four."""
    text = base64.b32encode(_opened(sealed, user)).decode()
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def picture(sealed: str, user: User) -> bytes:
    """The secret as a QR code for the app to scan: SVG without styles or scripts."""
    app = _codes(_opened(sealed, user))
    address = app.get_provisioning_uri(user.username, "Docflow")
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        drawn, kind="svg", scale=5, border=4, light="#fff", svgclass=None, lineclass=None
    )
    return drawn.getvalue()


@refusals_recorded
def confirm(sealed: str, code: str, *, by: Oneself, password: str = "") -> User:
    """Take the secret as the second factor: the app shows its code. Other sessions are over.

    Replacing one that works needs the password. Raises Refused: too_many, wrong_code,
    wrong_password, second_factor_unreadable.
    """
    limits.limit("code", by)
    user: User = _confirm(sealed, code, password, by=by)
    limits.forget("code", by)
    return user


def check(user: User, code: str) -> None:
    """Take a code of the person's app, once. Raises Refused: too_many, wrong_code."""
    whose = Oneself(user)
    limits.limit("code", whose)
    step = _matching(_opened(user.totp_sealed, user), code)
    if step is None or not _taken(user, step):
        raise _wrong_code()
    limits.forget("code", whose)


@action
def reset(user: User, *, by: Acting) -> User:
    """Take a lost second factor away; where it is required, the next sign-in asks for a new one.

    Raises Refused: not_allowed, outside_own_unit, own_account, no_second_factor.
    """
    must_administer(user, by)
    if not user.totp_confirmed:
        raise Refused("no_second_factor", _("%(who)s has no second factor."), who=user.full_name)
    user.totp_sealed, user.totp_confirmed, user.totp_last_step = "", None, None
    user.sessions_from = clock.wall()
    user.save(update_fields=["totp_sealed", "totp_confirmed", "totp_last_step", "sessions_from"])
    record(Event.TOTP_RESET, user, by, full_name=user.full_name)
    alerts.raise_alert(Event.TOTP_RESET, user, None, by, person=user)
    return user


@action
def _confirm(sealed: str, code: str, password: str, *, by: Oneself) -> User:
    user = User.objects.select_for_update().get(pk=by.user.pk)
    if user.totp_confirmed:
        must_match(password, user)
    step = _matching(_opened(sealed, user), code)
    if step is None:
        raise _wrong_code()
    user.totp_sealed, user.totp_confirmed, user.totp_last_step = sealed, clock.now(), step
    user.sessions_from = clock.wall()
    user.save(update_fields=["totp_sealed", "totp_confirmed", "totp_last_step", "sessions_from"])
    record(Event.TOTP_CONFIRMED, user, by)
    return user


def _taken(user: User, step: int) -> bool:
    """Whether this try is the one for which the code of the step counts."""
    earlier = Q(totp_last_step__isnull=True) | Q(totp_last_step__lt=step)
    return User.objects.filter(earlier, pk=user.pk).update(totp_last_step=step) == 1


def _matching(secret: bytes, code: str) -> int | None:
    """The step whose code this is, among those around now."""
    typed = "".join(code.split()).encode()
    app = _codes(secret)
    now = int(clock.wall().timestamp()) // STEP
    steps = range(now - AROUND, now + AROUND + 1)
    right = [step for step in steps if bytes_eq(app.generate(step * STEP), typed)]
    return right[-1] if right else None


def _codes(secret: bytes) -> TOTP:
    return TOTP(secret, DIGITS, SHA1(), STEP)  # noqa: S303 - what all apps do (RFC 6238 §1.2)


def _sealed(secret: bytes, user: User) -> str:
    nonce = os.urandom(NONCE)
    return base64.b64encode(nonce + _cipher().encrypt(nonce, secret, user.uid.bytes)).decode()


def _opened(sealed: str, user: User) -> bytes:
    try:
        content = base64.b64decode(sealed, validate=True)
        return _cipher().decrypt(content[:NONCE], content[NONCE:], user.uid.bytes)
    except (ValueError, InvalidTag) as error:
        raise Refused(
            "second_factor_unreadable",
            _("The second factor cannot be read. Ask an administrator to reset it."),
        ) from error


def _cipher() -> AESGCM:
    key = HKDF(SHA256(), 32, salt=None, info=b"docflow second factor")
    return AESGCM(key.derive(settings.SECRET_KEY.encode()))


def _wrong_code() -> Refused:
    return Refused(
        "wrong_code",
        _("The code is wrong or was used before. Wait for the next one; check the phone's time."),
    )
