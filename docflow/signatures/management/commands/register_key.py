"""List the keys in tokens and at the signing service, and register one to a post or a unit."""

from pathlib import Path
from typing import Any, ClassVar

from cryptography import x509
from cryptography.x509.oid import NameOID
from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from docflow import clock
from docflow.commands import Answer, Answering, Exit, WrongUse
from docflow.errors import Refused
from docflow.people.models import Appointment
from docflow.signatures import keyring, opening
from docflow.signatures.given import certificates as pem_of
from docflow.signatures.signing_words import told
from docflow.units.models import Unit
from docflow.units.system import System
from docflow.units.unit_words import find_unit
from signing.errors import SigningError
from signing.keys import desk, remote, token
from signing.keys.chain import pem_parts
from signing.keys.remote import credentials
from signing.keys.token import certificates

Found = token.Found | remote.Found | desk.Found


class Command(Answering):
    help = (
        "Without options: list the certificates in the tokens that are there, with --service those "
        "at the signing service. With --serial and --unit or --post: register that key; with "
        "--certificate the key of a device at somebody's own desk. "
        "Exit code 0: done; 1: refused; 3: wrong use."
    )
    nothing: ClassVar[dict[str, Any]] = {"found": [], "registered": None}

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--service", action="store_true", help="keys at the signing service")
        parser.add_argument(
            "--certificate", type=Path, help="PEM: the key is in a device at the person's desk"
        )
        parser.add_argument("--serial", help="serial number of the certificate, as listed")
        parser.add_argument("--unit", help="code or uid: the key is the seal of this unit")
        parser.add_argument("--post", help="uid: the key is of the person in this post")
        parser.add_argument("--issuers", type=Path, help="PEM: certificates up to an anchor")

    def answer(
        self,
        *,
        service: bool,
        certificate: Path | None,
        serial: str | None,
        unit: str | None,
        post: str | None,
        issuers: Path | None,
        **_options: Any,
    ) -> Answer:
        try:
            found = _found(service, certificate)
        except Refused as error:
            return self.without_answer(Exit.BAD, error.code, str(error))
        except SigningError as error:
            return self.without_answer(Exit.BAD, "key_unusable", told(str(error)))
        if serial is None and certificate is None:
            return _listed(found)
        chosen = _chosen(found, serial) if serial else found[0]
        owner = _owner(unit, post)
        try:
            row = keyring.register_found(
                owner, chosen, pem_of(issuers) if issuers else b"", by=System()
            )
        except Refused as error:
            return self.without_answer(Exit.BAD, error.code, str(error))
        text = _("%(name)s: the key is registered. Whoever signs with it gives the key's own PIN.")
        return Answer(
            Exit.GOOD,
            {"found": [], "registered": str(row.uid)},
            (text % {"name": _name(chosen)},),
        )


def _found(service: bool, certificate: Path | None) -> list[Found]:
    if certificate:
        first, *others = pem_parts(pem_of(certificate).decode())
        return [desk.Found(first, tuple(others))]
    if service:
        return list(credentials(opening.service()))
    return list(certificates(opening.module()))


def _listed(found: list[Found]) -> Answer:
    lines = [
        f"{_serial(each)}  {_name(each)}  ({_place(each)}, "
        f"{_parsed(each).not_valid_after_utc.date().isoformat()})"
        for each in found
    ]
    content = [
        {
            "serial": _serial(each),
            "name": _name(each),
            "token": _place(each),
            "valid_to": _parsed(each).not_valid_after_utc.isoformat(),
        }
        for each in found
    ]
    return Answer(
        Exit.GOOD,
        {"found": content, "registered": None},
        tuple(lines) or (_("There is no certificate there."),),
    )


def _chosen(found: list[Found], serial: str) -> Found:
    for each in found:
        if _serial(each) == serial.lower():
            return each
    raise WrongUse(
        "unknown_certificate",
        _("No key that is there has the certificate %(serial)s.") % {"serial": serial},
        [_serial(each) for each in found],
    )


def _owner(unit: str | None, post: str | None) -> Unit | Appointment:
    if bool(unit) == bool(post):
        raise WrongUse("owner_missing", _("Name either the unit or the post the key is for."))
    if unit:
        return find_unit(unit, clock.today())
    held = Appointment.objects.valid_on(clock.today()).filter(uid=post).first()
    if held is None:
        raise WrongUse("unknown_post", _("There is no post %(uid)s today.") % {"uid": post})
    return held


def _place(found: Found) -> str:
    if isinstance(found, desk.Found):
        return ""
    return found.token if isinstance(found, token.Found) else found.credential


def _parsed(found: Found) -> x509.Certificate:
    return x509.load_pem_x509_certificate(found.certificate)


def _serial(found: Found) -> str:
    return f"{_parsed(found).serial_number:x}"


def _name(found: Found) -> str:
    names = _parsed(found).subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return " ".join(str(each.value) for each in names)
