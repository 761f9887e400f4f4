"""What the rows say about a file: who signed it, whether that was found good, who keeps the key."""

from datetime import date
from typing import Any

from docflow.documents.models import Version
from docflow.people.models import Appointment
from docflow.signatures.models import Custody, Signature, SigningKey
from docflow.units.models import Unit

PASSED = "TOTAL_PASSED"


def signed_by(version: Version | None, purpose: str) -> bool:
    """Whether the newest bytes bear signatures for the purpose, each checked and passed.

    Each signature leaves those before it standing, so they are followed from the newest bytes back
    to the bytes that nobody had signed.
    """
    if version is None:
        return False
    made = {row.digest_after: row for row in Signature.objects.filter(document=version.document)}
    digest, verdicts = version.digest, []
    while row := made.pop(digest, None):
        digest = row.digest_before
        if row.purpose == purpose:
            verdicts.append(row.verdict.get("indication"))
    return bool(verdicts) and set(verdicts) == {PASSED}


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
