"""What a command is given to check: a file, certificates to trust, a moment."""

from datetime import MAXYEAR, MINYEAR, UTC, datetime
from pathlib import Path

from cryptography.x509 import load_pem_x509_certificates
from django.utils.translation import gettext as _

from docflow.commands import WrongUse

LARGEST_PEM = 1 << 20  # bytes


def readable(path: Path) -> Path:
    """The path, when it names a file that can be read. Raises WrongUse.

    A pipe or a device is no file: it need not have an end.
    """
    try:
        if path.is_dir():
            raise WrongUse("not_a_file", _("%(path)s is a folder. Name a file.") % {"path": path})
        if not path.exists():
            raise WrongUse("no_such_file", _("There is no file %(name)s.") % {"name": path})
        if not path.is_file():
            raise WrongUse("not_a_file", _("%(path)s is no file. Name a file.") % {"path": path})
        with path.open("rb"):
            return path
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        text = _("%(path)s cannot be read: %(why)s.") % {"path": path, "why": why}
        raise WrongUse("unreadable_file", text) from error


def certificates(path: Path) -> bytes:
    """The bytes of a PEM file that holds one or more certificates. Raises WrongUse."""
    with readable(path).open("rb") as file:
        content = file.read(LARGEST_PEM + 1)
    try:
        if len(content) > LARGEST_PEM or not load_pem_x509_certificates(content):
            raise ValueError
    except ValueError as error:
        text = _("%(path)s holds no certificates in PEM form. Name a PEM file.") % {"path": path}
        raise WrongUse("no_certificate", text) from error
    return content


def lists_beside(pem: Path) -> list[bytes]:
    """The revocation lists (*.crl) that lie beside a PEM file of anchors."""
    found = [path for path in sorted(pem.parent.glob("*.crl")) if path.is_file()]
    return [path.read_bytes() for path in found if path.stat().st_size <= LARGEST_PEM]


def moment(text: str) -> datetime:
    """The moment, in UTC, that an ISO 8601 text with a zone names. Raises WrongUse.

    The calendar's first and last year are not taken: whoever reckons from them leaves it.
    """
    told = _("“%(text)s” is no moment. Write it as 2026-11-21T15:00:00+07:00.")
    try:
        named = datetime.fromisoformat(text)
    except ValueError:
        raise WrongUse("bad_time", told % {"text": text}) from None
    if named.tzinfo is None:
        told = _("“%(text)s” has no zone. Write it as 2026-11-21T15:00:00+07:00.")
    elif MINYEAR < named.year < MAXYEAR:
        return named.astimezone(UTC)
    raise WrongUse("bad_time", told % {"text": text})
