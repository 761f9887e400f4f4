"""Keys in tokens: registered by their certificate, used by one try of a PIN, said when absent."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from docflow.audit.models import Entry
from docflow.errors import Refused
from docflow.outgoing import actions
from docflow.signatures import keyring
from docflow.signatures.models import SigningKey
from docflow.units.system import System
from signing.keys.token import Found, certificates
from tests import builders
from tests.cast import PIN, Cast
from tests.servers.softhsm import SoftHsm

TOKEN_PIN = "97531"


@pytest.fixture(autouse=True)
def _module(settings: Any, hsm: SoftHsm) -> None:
    settings.DOCFLOW_TOKEN_MODULE = hsm.module


def in_token(hsm: SoftHsm, name: str, unit: str, **terms: Any) -> Found:
    """A token with a key made out to a name."""
    private, certificate = keyring.authority().issue(name, unit, **terms)
    place = hsm.token(private, certificate, TOKEN_PIN)
    return next(each for each in certificates(hsm.module) if each.place == place)


@pytest.fixture
def found(people: Cast, hsm: SoftHsm) -> Found:
    """The leader's token."""
    return in_token(hsm, people.minh.user.full_name, people.commune.name)


def refusal(act: Any, *args: Any, **options: Any) -> Refused:
    with pytest.raises(Refused) as refused:
        act(*args, **options)
    return refused.value


def register(people: Cast, found: Found) -> SigningKey:
    issuers = b"".join(keyring.authority().chain_pem)
    return keyring.register_found(people.minh.appointment, found, issuers, by=System())


def test_a_document_is_signed_with_a_key_that_never_left_its_token(
    people: Cast, found: Found
) -> None:
    register(people, found)
    paper = builders.waiting_for_signature(people)

    paper = actions.sign(paper, pin=TOKEN_PIN, by=people.minh)

    signature = paper.document.signatures.get()
    assert signature.key.kind == "token"
    assert signature.verdict["signatures"][0]["indication"] == "TOTAL_PASSED"
    assert signature.verdict["signatures"][0]["level"] == "B-T"


def test_both_signatures_may_come_from_tokens(people: Cast, found: Found, hsm: SoftHsm) -> None:
    register(people, found)
    seal = in_token(hsm, people.commune.name, people.commune.name)
    issuers = b"".join(keyring.authority().chain_pem)
    key = keyring.register_found(people.commune, seal, issuers, by=System())
    keyring.give_custody(key, people.hoa.appointment, "Biên bản 02", by=System())
    paper = actions.sign(builders.waiting_for_signature(people), pin=TOKEN_PIN, by=people.minh)

    paper = actions.seal(actions.number(paper, by=people.hoa), pin=TOKEN_PIN, by=people.hoa)

    assert [each.verdict["indication"] for each in paper.document.signatures.order_by("pk")] == [
        "TOTAL_PASSED"
    ] * 2


def test_a_token_replaces_the_key_in_a_file(people: Cast, found: Found) -> None:
    key = register(people, found)

    working = SigningKey.objects.filter(appointment=people.minh.appointment, retired__isnull=True)

    assert list(working) == [key]
    assert key.kind == SigningKey.Kind.TOKEN


def test_a_wrong_pin_is_counted_here_too_and_given_to_the_token_once(
    people: Cast, found: Found
) -> None:
    key = register(people, found)
    paper = builders.waiting_for_signature(people)

    codes = [refusal(actions.sign, paper, pin="11111", by=people.minh).code for _ in range(2)]

    key.refresh_from_db()
    assert codes == ["wrong_pin"] * 2
    assert key.wrong_pins == 2
    actions.sign(paper, pin=TOKEN_PIN, by=people.minh)
    key.refresh_from_db()
    assert key.wrong_pins == 0


def test_a_token_that_was_taken_out_is_said_and_counts_no_try(
    people: Cast, found: Found, hsm: SoftHsm
) -> None:
    key = register(people, found)
    paper = builders.waiting_for_signature(people)
    away = hsm.take_out(found.place)

    said = refusal(actions.sign, paper, pin=TOKEN_PIN, by=people.minh)

    key.refresh_from_db()
    assert said.code == "key_unusable"
    assert "put it in" in str(said)
    assert key.wrong_pins == 0
    hsm.put_in(away)
    assert actions.sign(paper, pin=TOKEN_PIN, by=people.minh).state == "signed"


def test_without_a_module_it_is_said_who_can_help(
    people: Cast, found: Found, settings: Any
) -> None:
    register(people, found)
    settings.DOCFLOW_TOKEN_MODULE = None

    said = refusal(
        actions.sign, builders.waiting_for_signature(people), pin=TOKEN_PIN, by=people.minh
    )

    assert said.code == "no_module"


def test_a_certificate_of_another_is_not_registered(people: Cast, hsm: SoftHsm) -> None:
    other = in_token(hsm, "Vũ Thanh Bình", people.commune.name)

    assert refusal(register, people, other).code == "certificate_of_another"


def test_a_certificate_of_an_unknown_authority_is_not_registered(
    people: Cast, found: Found
) -> None:
    said = refusal(keyring.register_found, people.minh.appointment, found, by=System())

    assert said.code == "certificate_unusable"
    assert "issuers" in str(said)


def test_a_certificate_that_is_over_is_not_registered(people: Cast, hsm: SoftHsm) -> None:
    now = datetime.now(UTC)
    over = in_token(
        hsm,
        people.minh.user.full_name,
        people.commune.name,
        not_before=now - timedelta(days=9),
        not_after=now - timedelta(days=1),
    )

    assert refusal(register, people, over).code == "certificate_not_valid"
    assert SigningKey.objects.filter(appointment=people.minh.appointment, kind="file").exists()


def test_no_pin_of_a_token_stands_in_any_table(people: Cast, found: Found) -> None:
    register(people, found)
    actions.sign(builders.waiting_for_signature(people), pin=TOKEN_PIN, by=people.minh)

    texts = " ".join(Entry.objects.values_list("text", flat=True))
    assert TOKEN_PIN not in texts
    assert PIN not in texts
    assert TOKEN_PIN not in repr(list(SigningKey.objects.values()))
