"""What the rows say about a file: who signed it, whether that was found good, who keeps the key."""

from datetime import date
from typing import Any

from docflow.documents.models import Version
from docflow.people.models import Appointment
from docflow.signatures.models import Custody, Signature, SigningKey
from docflow.units.models import Unit

PASSED = "TOTAL_PASSED"


def signed_by(version: Version | None, purpose: str) -> bool:
    """Whether the newest bytes are those a signature for the purpose left, checked and passed.

    A seal leaves the leader's signature standing, so the leader's row is also sought behind it.
    """
    if version is None:
        return False
    made = Signature.objects.filter(document=version.document, purpose=purpose)
    newest = made.order_by("-signed_at", "-pk").first()
    if newest is None or newest.verdict.get("indication") != PASSED:
        return False
    if newest.digest_after == version.digest:
        return True
    return Signature.objects.filter(
        document=version.document, digest_before=newest.digest_after, digest_after=version.digest
    ).exists()


def custodian(unit: Unit, by: Any, day: date) -> bool:
    """Whether the actor, in person, keeps the unit's seal key on a day (Decree 30 Art. 33)."""
    if by.appointment is None:
        return False
    held = _custodies(unit, day).filter(custodian=by.appointment)
    return any(custody.covers(day) for custody in held)


def keeper(unit: Unit, day: date) -> Appointment | None:
    """Who keeps the unit's seal key on a day; None when nobody does."""
    held = _custodies(unit, day).select_related("custodian__user")
    return next((custody.custodian for custody in held if custody.covers(day)), None)


def _custodies(unit: Unit, day: date) -> Any:
    keys = SigningKey.objects.working().filter(unit=unit, purpose=SigningKey.Purpose.SEAL)
    return Custody.objects.valid_on(day).filter(key__in=keys)
