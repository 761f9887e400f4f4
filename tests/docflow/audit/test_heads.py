"""Whatever is done to the signed heads or the key, the check names the first wrong one."""

from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from docflow.audit import installation
from docflow.audit.chain import canonical, link, read
from docflow.audit.models import Checkpoint, Installation
from docflow.audit.verify import verify
from tests import cast
from tests.docflow.audit import tampering
from tests.docflow.audit.tampering import first_bad

OTHER = "00" * 32


def test_a_checkpoint_removed(chain: str) -> None:
    Checkpoint.objects.filter(number=1).delete()

    assert first_bad() == ("checkpoints", 1, "removed")


def test_a_checkpoint_removed_and_the_next_moved_up(chain: str) -> None:
    Checkpoint.objects.filter(number=1).delete()
    Checkpoint.objects.filter(number=2).update(number=1)

    assert first_bad() == ("checkpoints", 1, "removed")


def test_the_last_checkpoint_removed(chain: str) -> None:
    Checkpoint.objects.filter(number=2).delete()

    assert first_bad() == ("checkpoints", 2, "removed")


def test_all_checkpoints_removed(chain: str) -> None:
    Checkpoint.objects.all().delete()

    assert first_bad() == ("checkpoints", 1, "removed")


def test_a_checkpoint_changed(chain: str) -> None:
    row = Checkpoint.objects.get(number=2)
    Checkpoint.objects.filter(number=2).update(text=canonical(read(row.text) | {"heads": []}))

    assert first_bad() == ("checkpoints", 2, "changed")


def test_a_checkpoint_that_is_no_json(chain: str) -> None:
    Checkpoint.objects.filter(number=2).update(text="{")

    assert first_bad() == ("checkpoints", 2, "changed")


def test_a_checkpoint_with_another_link(chain: str) -> None:
    Checkpoint.objects.filter(number=2).update(link=OTHER)

    assert first_bad() == ("checkpoints", 2, "changed")


def test_a_checkpoint_without_its_signature(chain: str) -> None:
    Checkpoint.objects.filter(number=2).update(signature="")

    assert first_bad() == ("checkpoints", 2, "bad_signature")


def sign_anew(key: Ed25519PrivateKey, number: int, **fields: Any) -> None:
    row = Checkpoint.objects.get(number=number)
    text = canonical(read(row.text) | fields)
    linked = link(read(text)["previous"], text)
    signature = key.sign(text.encode()).hex()
    Checkpoint.objects.filter(number=number).update(text=text, link=linked, signature=signature)


def test_a_checkpoint_signed_anew_with_another_key(chain: str) -> None:
    sign_anew(Ed25519PrivateKey.generate(), 2, heads=[])

    assert first_bad() == ("checkpoints", 2, "bad_signature")


def public(key: Ed25519PrivateKey) -> str:
    raw = key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return raw.hex()


def test_the_public_key_replaced_together_with_all_signatures(chain: str) -> None:
    key = Ed25519PrivateKey.generate()
    Installation.objects.update(public_key=public(key))
    sign_anew(key, 1)
    sign_anew(key, 2)

    assert first_bad() == ("installation", 1, "wrong_key")


def test_the_public_key_replaced_in_the_first_entry_too(chain: str) -> None:
    key = Ed25519PrivateKey.generate()
    Installation.objects.update(public_key=public(key))
    tampering.say("installation", 1, digests={"public_key": public(key)})
    tampering.rehash("installation", 1)
    sign_anew(key, 1)
    sign_anew(key, 2)

    assert first_bad() == ("installation", 1, "wrong_key")


def test_the_first_entry_changed(chain: str) -> None:
    tampering.say("installation", 1, digests={})

    assert first_bad() == ("installation", 1, "changed")


def test_the_first_entry_removed(chain: str) -> None:
    tampering.remove("installation", 1)

    assert first_bad() == ("installation", 1, "removed")


def test_the_installation_removed(chain: str) -> None:
    Installation.objects.all().delete()

    assert first_bad() == ("installation", 1, "wrong_key")


def test_an_export_is_proven_without_the_private_key(
    log: cast.Cast, settings: Any, tmp_path: Path
) -> None:
    settings.DOCFLOW_DATA = tmp_path

    assert installation.public_key_on_disk() is None
    assert verify().whole
