"""One set of tests for every kind of key: what a key promises, it promises wherever it lies."""

import os
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from signing import sandbox as authority
from signing.errors import (
    KeyLocked,
    KeyUnusable,
    NoAnswer,
    SigningError,
    TokenGone,
    WrongAnswer,
    WrongPin,
)
from signing.keys import remote, token
from signing.keys.key import Key
from signing.keys.software import PrivateKey, open_key, seal_key
from signing.keys.token import Place, TokenKey
from signing.sandbox import Sandbox
from tests.servers.signing_service import SigningService
from tests.servers.softhsm import SoftHsm

PIN, NAME = "246810", "Nguyễn Văn An"


@dataclass(frozen=True)
class Kept:
    """A key where it is kept, and how it is opened with a PIN."""

    certificate: bytes
    opened: Callable[[str], AbstractContextManager[Key]]


@pytest.fixture(scope="session")
def root(tmp_path_factory: pytest.TempPathFactory) -> Sandbox:
    return authority.create(tmp_path_factory.mktemp("sandbox"))


def curve(name: str) -> tuple[PrivateKey, bytes]:
    private = ec.generate_private_key(ec.SECP256R1())
    named = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder().subject_name(named).issuer_name(named).serial_number(7)
    builder = builder.public_key(private.public_key())
    builder = builder.not_valid_before(now).not_valid_after(now + timedelta(days=1))
    return private, builder.sign(private, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def in_file(private: PrivateKey, certificate: bytes, root: Sandbox, *_: object) -> Kept:
    sealed = seal_key(private, certificate, root.chain_pem, PIN)
    return Kept(certificate, lambda pin: nullcontext(open_key(sealed, pin)))


def in_token(
    private: PrivateKey, certificate: bytes, root: Sandbox, hsm: SoftHsm, _: object
) -> Kept:
    place = hsm.token(private, certificate, PIN)

    def opened(pin: str) -> AbstractContextManager[TokenKey]:
        return token.opened(place, certificate, root.chain_pem, pin)

    return Kept(certificate, opened)


def at_service(
    private: PrivateKey, certificate: bytes, root: Sandbox, _: object, service: SigningService
) -> Kept:
    credential = service.credential(private, certificate, root.chain_pem, PIN)

    def opened(pin: str) -> AbstractContextManager[remote.RemoteKey]:
        return remote.opened(service.service(), credential, certificate, root.chain_pem, pin)

    return Kept(certificate, opened)


KINDS = {"file": in_file, "token": in_token, "service": at_service}


@pytest.fixture(scope="session", params=KINDS)
def keep(
    request: pytest.FixtureRequest, root: Sandbox, hsm: SoftHsm, signing_service: SigningService
) -> Callable[..., Kept]:
    kind = KINDS[request.param]
    return lambda private, certificate: kind(private, certificate, root, hsm, signing_service)


@pytest.fixture(scope="session")
def kept(keep: Callable[..., Kept], root: Sandbox) -> Kept:
    return keep(*root.issue(NAME, "UBND xã An Phú"))


def verify(certificate: bytes, value: bytes, message: bytes) -> None:
    public = x509.load_pem_x509_certificate(certificate).public_key()
    if isinstance(public, rsa.RSAPublicKey):
        public.verify(value, message, padding.PKCS1v15(), hashes.SHA256())
    else:
        assert isinstance(public, ec.EllipticCurvePublicKey)
        public.verify(value, message, ec.ECDSA(hashes.SHA256()))


def test_it_signs_as_often_as_asked(kept: Kept) -> None:
    with kept.opened(PIN) as key:
        for message in (b"", b"paper", bytes(100_000)):
            verify(kept.certificate, key.sign_raw(message), message)


def test_an_elliptic_key_signs_too(keep: Callable[..., Kept]) -> None:
    kept = keep(*curve(NAME))

    with kept.opened(PIN) as key:
        verify(kept.certificate, key.sign_raw(b"paper"), b"paper")


def test_it_is_named_and_knows_its_chain(kept: Kept) -> None:
    with kept.opened(PIN) as key:
        assert key.name == NAME
        assert len(key.identity.certificates) == 3
        assert NAME in repr(key)


@pytest.mark.parametrize("wrong", ["246811", "2468101", "", "ồ"])
def test_another_pin_is_wrong_and_is_not_told(kept: Kept, wrong: str) -> None:
    with pytest.raises(WrongPin) as refusal, kept.opened(wrong) as key:
        key.sign_raw(b"paper")

    assert not wrong or wrong not in str(refusal.value)


def test_several_sign_at_once(kept: Kept) -> None:
    values: list[bytes] = []

    def sign() -> None:
        with kept.opened(PIN) as key:
            values.append(key.sign_raw(b"paper"))

    threads = [threading.Thread(target=sign) for _ in range(6)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert len(values) == 6
    for value in values:
        verify(kept.certificate, value, b"paper")


# What a token promises besides.


@pytest.fixture
def held(root: Sandbox, hsm: SoftHsm) -> tuple[Place, bytes]:
    private, certificate = root.issue(NAME, "UBND xã An Phú")
    return hsm.token(private, certificate, PIN), certificate


def test_its_certificate_is_found_without_a_pin(held: tuple[Place, bytes]) -> None:
    place, certificate = held

    found = token.certificates(place.module)

    assert [each.certificate for each in found if each.place == place] == [certificate]


def test_a_key_cannot_be_taken_out_of_its_token(held: tuple[Place, bytes]) -> None:
    from pkcs11 import Attribute, exceptions

    place, certificate = held

    with token.opened(place, certificate, (), PIN) as key:
        private = key._private
        assert not private[Attribute.EXTRACTABLE]
        with pytest.raises(exceptions.AttributeSensitive):
            private[Attribute.PRIVATE_EXPONENT]


def test_a_token_taken_out_in_mid_batch_is_said_and_works_when_it_is_back(
    held: tuple[Place, bytes], hsm: SoftHsm
) -> None:
    place, certificate = held

    with token.opened(place, certificate, (), PIN) as key:
        key.sign_raw(b"first")
        away = hsm.take_out(place)
        with pytest.raises(TokenGone):
            key.sign_raw(b"second")
    with pytest.raises(TokenGone, match="put it in"), token.opened(place, certificate, (), PIN):
        pass
    hsm.put_in(away)

    with token.opened(place, certificate, (), PIN) as key:
        verify(certificate, key.sign_raw(b"second"), b"second")


def test_a_token_without_the_key_is_said(held: tuple[Place, bytes]) -> None:
    place, certificate = held
    other = Place(place.module, place.serial, b"\x00")

    with pytest.raises(KeyUnusable, match="no such key"), token.opened(other, certificate, (), PIN):
        pass


def test_a_module_that_is_none_is_said() -> None:
    with pytest.raises(KeyUnusable, match="cannot be loaded"):
        token.certificates(Path("/nowhere/module.so"))


def test_nobody_signs_in_the_wake_of_another_who_is_logged_in(held: tuple[Place, bytes]) -> None:
    place, certificate = held
    said: list[str] = []

    def intrude() -> None:
        try:
            with token.opened(place, certificate, (), "000000") as key:
                said.append(key.sign_raw(b"paper").hex())
        except WrongPin:
            said.append("wrong")

    with token.opened(place, certificate, (), PIN) as key:
        other = threading.Thread(target=intrude)
        other.start()
        key.sign_raw(b"paper")
        assert said == []
    other.join()

    assert said == ["wrong"]


def test_the_machine_tries_a_pin_once(
    held: tuple[Place, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    place, certificate = held
    tries: list[str] = []
    found = token._token

    class Counted:
        def __init__(self, real: object) -> None:
            self.real = real

        def open(self, user_pin: str) -> object:
            tries.append(user_pin)
            return self.real.open(user_pin=user_pin)  # type: ignore[attr-defined]

    monkeypatch.setattr(token, "_token", lambda place: Counted(found(place)))

    with pytest.raises(WrongPin), token.opened(place, certificate, (), "999999"):
        pass

    assert tries == ["999999"]


def test_a_locked_token_is_said(held: tuple[Place, bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    from pkcs11 import exceptions

    class Locked:
        def open(self, user_pin: str) -> object:
            raise exceptions.PinLocked

    monkeypatch.setattr(token, "_token", lambda place: Locked())

    with pytest.raises(KeyLocked, match="unlocked"), token.opened(*held, (), PIN):
        pass


def test_a_forked_process_begins_the_module_anew(held: tuple[Place, bytes]) -> None:
    place, certificate = held
    with token.opened(place, certificate, (), PIN) as key:
        key.sign_raw(b"paper")

    child = os.fork()
    if child == 0:
        with token.opened(place, certificate, (), PIN) as key:
            key.sign_raw(b"paper")
        os._exit(7)

    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7


# What a signing service promises besides.


@pytest.fixture
def credential(root: Sandbox, signing_service: SigningService) -> tuple[str, bytes]:
    private, certificate = root.issue(NAME, "UBND xã An Phú")
    return signing_service.credential(private, certificate, root.chain_pem, PIN), certificate


def test_an_answer_that_comes_late_is_one_signature(
    credential: tuple[str, bytes], signing_service: SigningService
) -> None:
    name, certificate = credential
    signing_service.change(name, late=2)

    with remote.opened(signing_service.service(0.3), name, certificate, (), PIN) as key:
        verify(certificate, key.sign_raw(b"paper"), b"paper")

    assert signing_service.events(name) == ["authorize", "signed"]


def test_a_service_that_stays_silent_is_said_and_signed_once(
    credential: tuple[str, bytes], signing_service: SigningService
) -> None:
    name, certificate = credential
    signing_service.change(name, late=100)

    with (
        remote.opened(signing_service.service(0.3), name, certificate, (), PIN) as key,
        pytest.raises(NoAnswer, match="does not answer"),
    ):
        key.sign_raw(b"paper")

    assert signing_service.events(name) == ["authorize", "signed"]


def test_a_wrong_pin_is_given_to_the_service_once(
    credential: tuple[str, bytes], signing_service: SigningService
) -> None:
    name, certificate = credential

    with remote.opened(signing_service.service(), name, certificate, (), "000000") as key:
        for _ in range(3):
            with pytest.raises(WrongPin):
                key.sign_raw(b"paper")

    assert signing_service.events(name) == ["authorize"]


def test_a_key_locked_at_the_service_is_said(
    credential: tuple[str, bytes], signing_service: SigningService
) -> None:
    name, certificate = credential
    for _ in range(5):
        with (
            remote.opened(signing_service.service(), name, certificate, (), "000000") as key,
            pytest.raises(WrongPin),
        ):
            key.sign_raw(b"paper")

    with (
        remote.opened(signing_service.service(), name, certificate, (), PIN) as key,
        pytest.raises(KeyLocked, match="unlocked"),
    ):
        key.sign_raw(b"paper")


def test_an_authorisation_is_for_its_hash_alone(
    credential: tuple[str, bytes], signing_service: SigningService
) -> None:
    name, certificate = credential

    with remote.opened(signing_service.service(), name, certificate, (), PIN) as key:
        key.sign_raw(b"paper")
        with pytest.raises(KeyUnusable, match="refused"):
            key._value(remote._text(bytes(32)), key._last)

    assert signing_service.events(name) == ["authorize", "signed"]


def test_one_code_covers_the_stated_number_of_signatures_and_no_more(
    credential: tuple[str, bytes], signing_service: SigningService
) -> None:
    name, certificate = credential
    signing_service.change(name, code="112233")
    given = (signing_service.service(), name, certificate, ())

    with remote.opened(*given, f"{PIN} 112233", signatures=2) as key:
        verify(certificate, key.sign_raw(b"first"), b"first")
        verify(certificate, key.sign_raw(b"second"), b"second")
        with pytest.raises(KeyUnusable, match="refused"):
            key.sign_raw(b"third")
    with pytest.raises(WrongPin, match="both"), remote.opened(*given, PIN):
        pass
    with remote.opened(*given, f"{PIN} 112233") as key, pytest.raises(WrongPin):
        key.sign_raw(b"a code is good for one time")

    assert signing_service.events(name).count("signed") == 2


@pytest.mark.parametrize(
    ("change", "fault"),
    [({"status": "disabled"}, KeyUnusable), ({"forged": True}, WrongAnswer)],
)
def test_a_service_that_gives_something_else_is_said(
    credential: tuple[str, bytes],
    signing_service: SigningService,
    change: dict[str, object],
    fault: type[SigningError],
) -> None:
    name, certificate = credential
    signing_service.change(name, **change)

    with (
        pytest.raises(fault),
        remote.opened(signing_service.service(), name, certificate, (), PIN) as key,
    ):
        key.sign_raw(b"paper")


def test_another_certificate_than_the_registered_one_is_said(
    credential: tuple[str, bytes], root: Sandbox, signing_service: SigningService
) -> None:
    other = root.issue(NAME, "UBND xã An Phú")[1]

    with (
        pytest.raises(KeyUnusable, match="another certificate"),
        remote.opened(signing_service.service(), credential[0], other, (), PIN),
    ):
        pass


def test_a_service_is_spoken_to_by_https_alone_and_must_know_us(
    signing_service: SigningService,
) -> None:
    with pytest.raises(KeyUnusable, match="https"):
        remote.credentials(remote.Service("http://service.example/csc/v1", "x"))
    with pytest.raises(KeyUnusable, match="know us"):
        remote.credentials(remote.Service(signing_service.url, "another"))


def test_a_key_confirmed_in_the_services_own_app_wants_nothing_here(
    root: Sandbox, signing_service: SigningService
) -> None:
    private, certificate = root.issue(NAME, "UBND xã An Phú")
    terms = {"mode": "implicit"}
    name = signing_service.credential(private, certificate, root.chain_pem, "", **terms)

    with remote.opened(signing_service.service(), name, certificate, (), "-") as key:
        verify(certificate, key.sign_raw(b"paper"), b"paper")


def test_a_key_opened_in_the_services_own_window_is_refused_with_what_to_do(
    credential: tuple[str, bytes], signing_service: SigningService
) -> None:
    name, certificate = credential
    signing_service.change(name, mode="oauth2code")

    with (
        pytest.raises(KeyUnusable, match="ask those who run the service for one"),
        remote.opened(signing_service.service(), name, certificate, (), PIN),
    ):
        pass


def test_the_service_sends_the_code_when_it_is_asked_to(
    credential: tuple[str, bytes], signing_service: SigningService
) -> None:
    name, _certificate = credential
    with pytest.raises(KeyUnusable, match="refused"):
        remote.send_code(signing_service.service(), name)
    signing_service.change(name, code="445566", sent=True)

    remote.send_code(signing_service.service(), name)

    found = {each.credential: each for each in remote.credentials(signing_service.service())}
    assert (found[name].wants, found[name].sends_code) == (("PIN", "OTP"), True)
    assert signing_service.events(name) == ["code"]


def test_a_login_is_used_for_a_token_and_again_when_that_has_ended(
    credential: tuple[str, bytes], signing_service: SigningService
) -> None:
    name, certificate = credential
    service = signing_service.by_login()

    for _ in range(2):
        with remote.opened(service, name, certificate, (), PIN) as key:
            verify(certificate, key.sign_raw(b"paper"), b"paper")
        signing_service.forget_tokens()

    with pytest.raises(KeyUnusable, match="know us"):
        remote.credentials(signing_service.by_login("docflow:wrong"))
