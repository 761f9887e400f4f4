"""What a key at a signing service wants to be given, and the code the service sends for it."""

from django.utils.translation import gettext_lazy as _

from docflow.audit.log import refusals_recorded
from docflow.errors import Refused
from docflow.outgoing import custody
from docflow.people.actor import Actor
from docflow.permissions import Permission, require
from docflow.signatures import keyring, opening
from docflow.signatures.models import SigningKey
from docflow.signatures.signing_words import told
from signing.errors import SigningError
from signing.keys import remote

SENTENCES = {
    ("PIN", "OTP"): _("Your key is at a signing service: write the PIN, a space, and the code."),
    ("OTP",): _("Your key is at a signing service: write the one-time code."),
    (): _(
        "Your key is at a signing service and is confirmed in its app: write a dash, sign, and "
        "confirm there within %(seconds)s seconds."
    ),
}
"""What is to be said, by what the key wants; a PIN alone needs no words."""


def wanted_words(key: SigningKey) -> str:
    """What to write into the field for the PIN, if that is more than the PIN; else empty."""
    if key.kind != SigningKey.Kind.SERVICE:
        return ""
    words = SENTENCES.get(tuple(key.place.get("wants", ("PIN",))), "")
    return str(words) % {"seconds": int(remote.A_PERSON_ANSWERS)}


def key_of(purpose: str, by: Actor) -> SigningKey:
    """The key whoever asks signs or seals with. Raises Refused: no_key, not_custodian."""
    if purpose == SigningKey.Purpose.LEADER:
        return keyring.leader_key(by.appointment)
    refusal = custody.why_not_seal(by)
    if refusal:
        raise refusal
    return keyring.seal_key_of(by.unit)


@refusals_recorded
def send_code(purpose: str, *, by: Actor) -> None:
    """Have the signing service send the one-time code for a key to its owner.

    Nothing is signed by it, and the code does not come this way. Raises Refused: no_code, no_key,
    not_custodian, code_not_sent, no_service, not_allowed.
    """
    is_leader = purpose == SigningKey.Purpose.LEADER
    require(by, Permission.OUTGOING_SIGN if is_leader else Permission.OUTGOING_SEAL, by.unit)
    key = key_of(purpose, by)
    if not key.place.get("sends_code"):
        raise Refused("no_code", _("No code is sent for this key. Sign with its PIN."))
    try:
        remote.send_code(opening.service(), key.place["credential"])
    except SigningError as error:
        raise Refused(
            "code_not_sent",
            _("The signing service sent no code: %(reason)s"),
            reason=told(str(error)),
        ) from error
