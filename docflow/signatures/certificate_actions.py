"""What becomes of a certificate after it was registered."""

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.audit.events import Event
from docflow.audit.log import action, record
from docflow.errors import Refused
from docflow.people import alerts
from docflow.permissions import Acting, Permission, require
from docflow.signatures import keyring, mark_pictures
from docflow.signatures.models import SigningKey
from docflow.units.conditions import must_be_within, proper_words
from docflow.wording import time_text


@action
def set_picture(key: SigningKey, png: bytes, *, by: Acting) -> SigningKey:
    """Let the key's mark show this picture from now on (Decree 30/2020, Annex I, II.7d, II.8a).

    `png` comes from `mark_pictures.take_in`. Raises Refused: key_retired, outside_own_unit.
    """
    key = _of_a_mark(key, by)
    key.picture = mark_pictures.kept(png)
    key.save(update_fields=["picture"])
    facts = {"serial": key.serial, "picture": key.picture_id}
    record(Event.KEY_PICTURE_SET, key, by, facts=facts)
    return key


@action
def remove_picture(key: SigningKey, *, by: Acting) -> SigningKey:
    """Let the key's mark show the drawn name again.

    Raises Refused: key_retired, picture_missing, outside_own_unit.
    """
    key = _of_a_mark(key, by)
    if key.picture is None:
        raise Refused("picture_missing", _("No picture was given: the mark shows the drawn name."))
    facts = {"serial": key.serial, "picture": key.picture_id}
    key.picture = None
    key.save(update_fields=["picture"])
    record(Event.KEY_PICTURE_REMOVED, key, by, facts=facts)
    return key


@action
def revoke(
    key: SigningKey, because: str, basis: str, since: datetime | None = None, *, by: Acting
) -> SigningKey:
    """Let a key sign nothing from this moment on, whether its issuer has revoked it yet or not.

    `since` is from when its signatures are not to be trusted: what was proven to be made before
    stays good (ETSI EN 319 102-1 §5.5.4); now, when nothing is said. `basis` names the request or
    record. In the sandbox its list of revoked certificates follows.

    Raises Refused: revoked_already, unknown_because, basis_missing, since_impossible,
    outside_own_unit.
    """
    require(by, Permission.KEY_MANAGE, by.unit)
    key = SigningKey.objects.select_for_update(of=("self",)).get(pk=key.pk)
    must_be_within(by, key.owning)
    now = clock.now()
    since = since or now
    if key.revoked:
        raise Refused("revoked_already", _("The certificate is revoked already."))
    if because not in SigningKey.Because.values:
        raise Refused("unknown_because", _("There is no such reason. Choose one of the list."))
    basis = proper_words(basis, 200)
    if not basis:
        raise Refused("basis_missing", _("Name the request or record it is revoked by."))
    if not key.valid_from <= since <= now:
        raise Refused(
            "since_impossible",
            _("Name a moment between %(begins)s, when the certificate began, and now."),
            begins=time_text(key.valid_from),
        )
    key.revoked, key.revoked_because = since, because
    key.retired = key.retired or now
    key.save(update_fields=["revoked", "revoked_because", "retired"])
    told = {"serial": key.serial, "since": since.isoformat(), "because": because}
    record(Event.KEY_REVOKED, key, by, facts=told, basis=basis)
    alerts.raise_alert(
        Event.KEY_REVOKED,
        key,
        key.owning,
        by,
        person=key.appointment.user if key.appointment else None,
        facts={"serial": key.serial},
        basis=basis,
    )
    if settings.DOCFLOW_SANDBOX:
        keyring.authority().revoke(key.certificate.encode(), since)
    return key


def _of_a_mark(key: SigningKey, by: Acting) -> SigningKey:
    """The key locked, when its mark may be changed."""
    require(by, Permission.KEY_MANAGE, by.unit)
    key = SigningKey.objects.select_for_update(of=("self",)).get(pk=key.pk)
    must_be_within(by, key.owning)
    if key.retired:
        raise Refused("key_retired", _("This key signs no more: its mark stays as it was."))
    return key
