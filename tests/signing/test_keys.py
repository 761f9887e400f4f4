"""A person's key in a file that only his PIN opens."""

import logging

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.serialization import pkcs12

from signing.errors import KeyUnusable, WrongPin
from signing.keys import software
from signing.keys.software import import_p12, open_key, seal_key, sealed_certificate
from tests.conftest import COST_OF_A_PIN

PIN = "246810-bí mật"


@pytest.fixture(scope="module")
def pair(sandbox):
    return sandbox.issue("Trần Thị Hoa", "UBND xã An Phú")


@pytest.fixture(scope="module")
def sealed_key(pair, sandbox):
    return seal_key(*pair, sandbox.chain_pem, PIN)


def test_the_pin_opens_the_key_and_it_signs(pair, sealed_key):
    key = open_key(sealed_key, PIN)

    value = key.sign_raw(b"paper")

    public = x509.load_pem_x509_certificate(pair[1]).public_key()
    public.verify(value, b"paper", padding.PKCS1v15(), hashes.SHA256())
    assert key.name == "Trần Thị Hoa"
    assert len(key.chain) == 2


@pytest.mark.parametrize("wrong", ["", "246810", PIN.upper(), PIN + " "])
def test_any_other_pin_is_wrong(sealed_key, wrong):
    with pytest.raises(WrongPin, match="PIN is not right"):
        open_key(sealed_key, wrong)


def test_a_pin_is_never_told(sealed_key, caplog):
    caplog.set_level(logging.DEBUG)

    with pytest.raises(WrongPin) as caught:
        open_key(sealed_key, "999999")
    key = open_key(sealed_key, PIN)

    told = [repr(key), str(key), str(vars(key)), repr(caught.value), caplog.text]
    assert not any("999999" in text or PIN in text for text in told)
    assert PIN.encode() not in sealed_key


def test_the_certificate_can_be_read_without_a_pin(pair, sealed_key):
    assert sealed_certificate(sealed_key) == pair[1]


@pytest.mark.parametrize("damage", [b"", b"{}", b"no key", b'{"kind": "other", "v": 1}', b"[]"])
def test_a_damaged_key_file_is_named_so(damage):
    with pytest.raises(KeyUnusable, match="register the key again"):
        open_key(damage, PIN)


def test_a_changed_certificate_does_not_open(sealed_key, sandbox):
    other = sandbox.issue("Người khác", "UBND xã An Phú")[1].decode()
    mine = sealed_certificate(sealed_key).decode()
    swapped = sealed_key.replace(mine.encode("unicode_escape"), other.encode("unicode_escape"))
    assert swapped != sealed_key

    with pytest.raises(WrongPin):
        open_key(swapped, PIN)


def test_a_key_is_not_sealed_with_someone_elses_certificate(pair, sandbox):
    other = sandbox.issue("Người khác", "UBND xã An Phú")[1]

    with pytest.raises(KeyUnusable, match="do not belong together"):
        seal_key(pair[0], other, (), PIN)


def test_a_pkcs12_file_is_taken_over(pair, sandbox):
    certificate = x509.load_pem_x509_certificate(pair[1])
    lock = serialization.BestAvailableEncryption(b"old password")
    p12 = pkcs12.serialize_key_and_certificates(
        b"hoa", pair[0], certificate, [sandbox.issuing, sandbox.root], lock
    )

    private, pem, chain = import_p12(p12, "old password")

    assert pem == pair[1]
    assert set(chain) == set(sandbox.chain_pem)
    assert open_key(seal_key(private, pem, chain, PIN), PIN).name == "Trần Thị Hoa"


def test_a_pkcs12_file_with_another_password_is_refused(pair):
    certificate = x509.load_pem_x509_certificate(pair[1])
    lock = serialization.BestAvailableEncryption(b"right")
    p12 = pkcs12.serialize_key_and_certificates(b"hoa", pair[0], certificate, None, lock)

    with pytest.raises(WrongPin, match="password does not open"):
        import_p12(p12, "wrong")


def test_an_elliptic_key_signs_too():
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Curve")])
    from datetime import UTC, datetime, timedelta

    now = datetime.now(UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name)
    builder = builder.public_key(key.public_key()).serial_number(7)
    builder = builder.not_valid_before(now).not_valid_after(now + timedelta(days=1))
    pem = builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)

    value = open_key(seal_key(key, pem, (), PIN), PIN).sign_raw(b"paper")

    key.public_key().verify(value, b"paper", ec.ECDSA(hashes.SHA256()))


def test_guessing_a_pin_costs_64_mebibytes_and_three_passes_for_each_try():
    assert COST_OF_A_PIN == {"time": 3, "memory": 64 * 1024, "lanes": 1}


def test_a_key_sealed_at_the_full_cost_opens(pair, sandbox, monkeypatch):
    monkeypatch.setattr(software, "COST", COST_OF_A_PIN)

    sealed = seal_key(*pair, sandbox.chain_pem, PIN)

    assert open_key(sealed, PIN).name == "Trần Thị Hoa"
