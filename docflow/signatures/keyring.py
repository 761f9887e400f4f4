"""Whose key, which clock, which anchors: rows and settings become what signing needs."""

import os
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.audit.events import Event
from docflow.audit.log import action, record
from docflow.errors import Refused
from docflow.people import alerts
from docflow.people.models import Appointment, roles_of
from docflow.permissions import Acting, Permission, Role, require
from docflow.signatures.models import Custody, SigningKey
from docflow.signatures.opening import file_of
from docflow.signatures.signing_words import told
from docflow.units.conditions import must_be_within, proper_words
from docflow.units.models import Unit
from docflow.units.names import tidy
from docflow.wording import date_text
from signing import anchors as trusted
from signing import sandbox
from signing.anchors import Trusted
from signing.errors import SigningError
from signing.keys import desk, remote, token
from signing.keys.chain import chain_of, must_sign
from signing.keys.software import seal_key
from signing.sandbox import Sandbox
from signing.timestamps import HttpTimeStamper, SandboxTimeStamper, TimeStamper, TimeStampers


@lru_cache(maxsize=1)
def authority() -> Sandbox:
    """The sandbox authority of this installation, made when it is first asked for."""
    folder = Path(settings.DOCFLOW_DATA) / "sandbox"
    sandbox.create(folder)
    return Sandbox.open(folder, clock=clock.now)


def anchors() -> list[Trusted]:
    """Whose word counts, and for what time: the sandbox's root only in the sandbox.

    Raises TrustListWrong when the file that names them cannot be used.
    """
    if settings.DOCFLOW_SANDBOX:
        return [authority().root_pem]
    path = Path(settings.DOCFLOW_TRUST)
    told = path.stat() if path.exists() else None
    return list(_anchors(path, (told.st_mtime_ns, told.st_size) if told else None))


@lru_cache(maxsize=1)
def _anchors(path: Path, _state: tuple[int, int] | None) -> tuple[Trusted, ...]:
    """Read once; again when the file has changed."""
    return tuple(trusted.read(path))


def anchors_ever() -> list[bytes]:
    """The certificates (PEM) of all anchors, also of those that count no more."""
    return trusted.blobs(anchors())


def anchors_now() -> list[bytes]:
    """The certificates (PEM) that count for what is signed now."""
    return trusted.blobs(anchors(), clock.now())


def revocation_lists() -> list[bytes]:
    """The revocation lists at hand (DER)."""
    return authority().crls() if settings.DOCFLOW_SANDBOX else []


def time_stamper() -> TimeStamper | None:
    """Who time-stamps: those at DOCFLOW_TSA_URL, or the sandbox's own in this process.

    None where the level wanted is B-B.
    """
    if settings.DOCFLOW_LEVEL == "B-B":
        return None
    if settings.DOCFLOW_TSA_URL:
        return _time_stampers(tuple(settings.DOCFLOW_TSA_URL))
    return SandboxTimeStamper(authority(), clock.now)


@lru_cache(maxsize=1)
def _time_stampers(urls: tuple[str, ...]) -> TimeStamper:
    """One object for all who sign in this process: it knows which of them fail."""
    return TimeStampers([HttpTimeStamper(url, clock=clock.now) for url in urls])


@action
def register_leader_key(
    appointment: Appointment, private_key: Any, certificate: bytes, pin: str, *, by: Acting
) -> SigningKey:
    """Register a person's key for one post; the key file opens with the person's PIN alone.

    Raises Refused: outside_own_unit, certificate_of_another, software_key.
    """
    return _register(
        SigningKey(purpose=SigningKey.Purpose.LEADER, appointment=appointment),
        private_key,
        certificate,
        pin,
        by,
    )


@action
def register_seal_key(
    unit: Unit, private_key: Any, certificate: bytes, pin: str, *, by: Acting
) -> SigningKey:
    """Register a unit's seal key. Raises Refused as `register_leader_key` does."""
    return _register(
        SigningKey(purpose=SigningKey.Purpose.SEAL, unit=unit), private_key, certificate, pin, by
    )


@action
def register_found(
    owner: Appointment | Unit,
    found: token.Found | remote.Found | desk.Found,
    issuers: bytes = b"",
    *,
    by: Acting,
) -> SigningKey:
    """Register the key of a person's post or a unit's seal that lies in a token, at a service or
    at a desk.

    No PIN is needed.

    `issuers` (PEM) are certificates between it and an anchor.
    Raises Refused: outside_own_unit, certificate_of_another, certificate_unusable.
    """
    certificate = x509.load_pem_x509_certificate(found.certificate)
    try:
        if isinstance(found, remote.Found):
            found.must_be_opened_here()
        must_sign(certificate)
        known = () if isinstance(found, token.Found) else found.chain
        chain = chain_of(found.certificate, [*filter(None, [issuers]), *known], anchors_now())
    except SigningError as error:
        raise Refused(
            "certificate_unusable",
            _("The certificate cannot be registered: %(reason)s"),
            reason=told(str(error)),
        ) from error
    row = SigningKey(
        purpose=SigningKey.Purpose.LEADER
        if isinstance(owner, Appointment)
        else SigningKey.Purpose.SEAL,
        **_whereabouts(found),
        chain=b"".join(chain).decode(),
    )
    if isinstance(owner, Appointment):
        row.appointment = owner
    else:
        row.unit = owner
    return _registered(row, found.certificate, by)


@action
def give_custody(key: SigningKey, custodian: Appointment, handover: str, *, by: Acting) -> Custody:
    """Hand the agency's key to a named clerk, by a hand-over record (Decree 30 Art. 32).

    Whoever had it before had it until yesterday: on no day has a key two custodians.
    Raises Refused: no_seal_key, outside_own_unit, custody_refused.
    """
    require(by, Permission.KEY_MANAGE, by.unit)
    today = clock.today()
    key = SigningKey.objects.select_for_update(of=("self",)).get(pk=key.pk)
    if key.unit is None:
        raise Refused(
            "no_seal_key",
            _("Only the agency's key is in custody; a person's own key is with that person."),
        )
    must_be_within(by, key.unit)
    handover = proper_words(handover, 200)
    if custodian.unit != key.unit or not _is_clerk(custodian, today) or not handover:
        raise Refused(
            "custody_refused",
            _("The agency's key goes to a clerk of the same unit, with a hand-over record."),
        )
    before = _end_custody(key, today)
    custody = Custody.objects.create(
        key=key, custodian=custodian, handover=handover, valid_from=today
    )
    record(
        Event.CUSTODY_GIVEN,
        key,
        by,
        facts={"custodian": str(custodian.uid), "from": str(before.uid) if before else None},
        handover=handover,
        giver=before.user.full_name if before else "",
        taker=custodian.user.full_name,
    )
    alerts.raise_alert(
        Event.CUSTODY_GIVEN, key, key.unit, by, person=custodian.user, basis=handover
    )
    return custody


def leader_key(appointment: Appointment) -> SigningKey:
    """The key of a person's post that works now; Refused when there is none."""
    keys = SigningKey.objects.filter(
        appointment=appointment, purpose=SigningKey.Purpose.LEADER, retired__isnull=True
    )
    return _working(list(keys.order_by("pk")), appointment.user.full_name)


def seal_key_of(unit: Unit) -> SigningKey:
    """The seal key of a unit that works now; Refused when there is none."""
    keys = SigningKey.objects.filter(
        unit=unit, purpose=SigningKey.Purpose.SEAL, retired__isnull=True
    )
    return _working(list(keys.order_by("pk")), unit.name)


def names_of(row: SigningKey) -> dict[str, str]:
    """To whom a certificate is made out and by whom it is issued, as it says itself (RFC 4514)."""
    parsed = x509.load_pem_x509_certificate(row.certificate.encode())
    return {"subject": parsed.subject.rfc4514_string(), "issuer": parsed.issuer.rfc4514_string()}


def _whereabouts(found: token.Found | remote.Found | desk.Found) -> dict[str, Any]:
    if isinstance(found, desk.Found):
        return {"kind": SigningKey.Kind.DESK}
    if isinstance(found, remote.Found):
        opens = {"wants": list(found.wants), "sends_code": found.sends_code}
        place = {"credential": found.credential} | opens
        return {"kind": SigningKey.Kind.SERVICE, "place": place}
    place = {"serial": found.place.serial, "key": found.place.key.hex()}
    return {"kind": SigningKey.Kind.TOKEN, "place": place}


def _register(
    row: SigningKey, private_key: Any, certificate: bytes, pin: str, by: Acting
) -> SigningKey:
    if not settings.DOCFLOW_SANDBOX:
        raise Refused(
            "software_key",
            _("Software keys are for the sandbox and training; use a token or a signing service."),
        )
    row = _registered(row, certificate, by)
    _write(file_of(row), seal_key(private_key, certificate, authority().chain_pem, pin))
    return row


def _registered(row: SigningKey, certificate: bytes, by: Acting) -> SigningKey:
    owning = row.owning
    require(by, Permission.KEY_MANAGE, by.unit)
    must_be_within(by, owning)
    parsed = x509.load_pem_x509_certificate(certificate)
    _must_be_valid(parsed)
    _must_be_named(parsed, _owner(row))
    earlier = _earlier(row)
    row.picture = earlier[-1].picture if earlier else None
    row.certificate = certificate.decode()
    row.serial = f"{parsed.serial_number:x}"
    row.valid_from, row.valid_to = parsed.not_valid_before_utc, parsed.not_valid_after_utc
    row.save()
    _replace(earlier, row, by)
    record(
        Event.KEY_REGISTERED,
        row,
        by,
        facts={"purpose": row.purpose, "serial": row.serial, "kind": row.kind},
        subject_name=parsed.subject.rfc4514_string(),
    )
    alerts.raise_alert(
        Event.KEY_REGISTERED,
        row,
        owning,
        by,
        person=row.appointment.user if row.appointment else None,
        facts={"serial": row.serial},
    )
    return row


def _must_be_valid(certificate: x509.Certificate) -> None:
    begins, ends = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    if not begins <= clock.now() <= ends:
        raise Refused(
            "certificate_not_valid",
            _("The certificate is valid from %(begins)s to %(ends)s only. Have a new one issued."),
            begins=date_text(clock.local_date(begins)),
            ends=date_text(clock.local_date(ends)),
        )


def _owner(row: SigningKey) -> str:
    """The name that must stand in the certificate: the person's, or the unit's today."""
    if row.appointment:
        return str(row.appointment.user.full_name)
    assert row.unit is not None
    return row.unit.name


def _must_be_named(certificate: x509.Certificate, owner: str) -> None:
    """The certificate is the owner's: its common name is theirs but for capitals and spaces."""
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    name = " ".join(str(each.value) for each in names)
    if tidy(name).casefold() != tidy(owner).casefold():
        raise Refused(
            "certificate_of_another",
            _(
                "The certificate is made out to “%(name)s” and not to “%(owner)s”. "
                "Register the certificate of %(owner)s."
            ),
            name=name,
            owner=owner,
        )


def _earlier(row: SigningKey) -> list[SigningKey]:
    """The keys of the same post or unit that work until now; no other is registered meanwhile."""
    owner = row.appointment or row.unit
    assert owner is not None
    type(owner).objects.select_for_update().get(pk=owner.pk)
    return list(owner.keys.working().filter(purpose=row.purpose))


def _replace(earlier: list[SigningKey], row: SigningKey, by: Acting) -> None:
    """The earlier keys work no more: exactly one does."""
    for each in earlier:
        each.retired, each.replaced_by = clock.now(), row
        each.save(update_fields=["retired", "replaced_by"])
        record(Event.KEY_REPLACED, each, by, facts={"serial": each.serial, "by": row.serial})


def _is_clerk(post: Appointment, day: date) -> bool:
    held = Appointment.objects.valid_on(day).filter(pk=post.pk, user__is_active=True)
    return held.exists() and Role.CLERK in roles_of(post)


def _end_custody(key: SigningKey, today: date) -> Appointment | None:
    """Whoever has the key, if anybody, had it until yesterday; what began today never was."""
    running = Custody.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=today), key=key)
    last = running.select_related("custodian__user").order_by("pk").last()
    running.filter(valid_from__gte=today).delete()
    running.update(valid_to=today - timedelta(days=1))
    return last.custodian if last else None


def _working(keys: list[SigningKey], whose: str) -> SigningKey:
    working = [key for key in keys if key.works_at(clock.now())]
    if not working:
        raise Refused(
            "no_key",
            _("%(whose)s has no valid signing key. Have one registered."),
            whose=whose,
        )
    return working[-1]


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
