"""Keys are opened: by their PIN, from where they are kept, each try counted."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from pathlib import Path

from django.conf import settings
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from docflow.audit.events import Event
from docflow.audit.log import record
from docflow.errors import Refused
from docflow.permissions import Acting
from docflow.signatures.models import SigningKey
from docflow.signatures.signing_words import told
from signing.errors import SigningError, WrongPin
from signing.keys import remote, token
from signing.keys.chain import pem_parts
from signing.keys.key import Key
from signing.keys.software import open_key
from signing.keys.token import Place

TRIES = 5


@contextmanager
def opened(row: SigningKey, pin: str, by: Acting, signatures: int = 1) -> Iterator[Key]:
    """A key opened with its PIN, until the end of the block. Each try is counted before it is made;
    the fifth wrong one locks, and no PIN is ever tried twice. A signing service says only at the
    first signature that the PIN is wrong: then that is what the block raises. `signatures` is how
    many are to be made.

    Raises Refused: wrong_pin, key_locked, key_unusable, key_at_desk.
    """
    counted = SigningKey.objects.filter(pk=row.pk, wrong_pins__lt=TRIES).update(
        wrong_pins=F("wrong_pins") + 1
    )
    if not counted:
        raise Refused(
            "key_locked",
            _("The key is locked after %(tries)s wrong PINs. Have it registered anew."),
            tries=TRIES,
        )
    with ExitStack() as stack:
        try:
            key = stack.enter_context(_kept(row, pin, signatures))
        except WrongPin as error:
            raise _wrong_pin(row, by) from error
        except Refused:
            SigningKey.objects.filter(pk=row.pk).update(wrong_pins=row.wrong_pins)
            raise
        except (SigningError, OSError) as error:
            SigningKey.objects.filter(pk=row.pk).update(wrong_pins=row.wrong_pins)
            raise Refused(
                "key_unusable", _("The key cannot be used: %(reason)s"), reason=told(str(error))
            ) from error
        at_service = row.kind == SigningKey.Kind.SERVICE
        SigningKey.objects.filter(pk=row.pk).update(wrong_pins=row.wrong_pins if at_service else 0)
        try:
            yield key
        except WrongPin as error:
            SigningKey.objects.filter(pk=row.pk).update(wrong_pins=F("wrong_pins") + 1)
            raise _wrong_pin(row, by) from error
        if at_service:
            SigningKey.objects.filter(pk=row.pk).update(wrong_pins=0)


def _kept(row: SigningKey, pin: str, signatures: int) -> AbstractContextManager[Key]:
    """The key from where it is kept."""
    if row.kind == SigningKey.Kind.FILE:
        return nullcontext(open_key(file_of(row).read_bytes(), pin))
    if row.kind == SigningKey.Kind.DESK:
        raise Refused(
            "key_at_desk",
            _("This key is in a device at the person's own desk. Sign there, from the page."),
        )
    certificate, *chain = pem_parts(row.certificate + row.chain)
    if row.kind == SigningKey.Kind.SERVICE:
        credential = row.place["credential"]
        return remote.opened(service(), credential, certificate, chain, pin, signatures)
    place = Place(module(), row.place["serial"], bytes.fromhex(row.place["key"]))
    return token.opened(place, certificate, chain, pin)


def module() -> Path:
    """The library that speaks to the tokens. Raises Refused: no_module."""
    if not settings.DOCFLOW_TOKEN_MODULE:
        raise Refused(
            "no_module",
            _("No module for tokens is set up. Have DOCFLOW_TOKEN_MODULE name its library."),
        )
    return Path(settings.DOCFLOW_TOKEN_MODULE)


def service() -> remote.Service:
    """The signing service. Raises Refused: no_service."""
    if not settings.DOCFLOW_SIGNING_SERVICE:
        raise Refused(
            "no_service",
            _("No signing service is set up. Have DOCFLOW_SIGNING_SERVICE name its address."),
        )
    return remote.Service(
        settings.DOCFLOW_SIGNING_SERVICE,
        settings.DOCFLOW_SIGNING_SERVICE_TOKEN,
        login=settings.DOCFLOW_SIGNING_SERVICE_LOGIN,
    )


def file_of(row: SigningKey) -> Path:
    """Where the file of a key of that kind lies, sealed with its PIN."""
    return Path(settings.DOCFLOW_DATA) / "keys" / f"{row.uid}.key"


def _wrong_pin(row: SigningKey, by: Acting) -> Refused:
    row.refresh_from_db()
    left = TRIES - row.wrong_pins
    if left == 0:
        record(Event.KEY_LOCKED, row, by)
    return Refused("wrong_pin", _("The PIN is wrong. Tries left: %(left)s."), left=left)
