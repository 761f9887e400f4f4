"""Keys at a signing service: registered, used under one consent, their wrong PINs counted."""

from typing import Any

import pytest
from django.urls import reverse

from docflow.batches import signing
from docflow.batches.actions import consent
from docflow.batches.models import Item
from docflow.errors import Refused
from docflow.outgoing import actions, codes
from docflow.signatures import keyring, opening
from docflow.signatures.models import SigningKey
from docflow.units.system import System
from signing.keys import remote
from tests import builders
from tests.cast import Cast
from tests.docflow.web.asking import opened, sent, text_of
from tests.servers.signing_service import TOKEN, SigningService

SERVICE_PIN, CODE = "86420", "112233"


@pytest.fixture
def credential(people: Cast, signing_service: SigningService, settings: Any) -> str:
    """The leader's key at the service."""
    settings.DOCFLOW_SIGNING_SERVICE = signing_service.url
    settings.DOCFLOW_SIGNING_SERVICE_TOKEN = TOKEN
    sandbox = keyring.authority()
    issued = sandbox.issue(people.minh.user.full_name, people.commune.name)
    return signing_service.credential(*issued, sandbox.chain_pem, SERVICE_PIN)


@pytest.fixture
def key(people: Cast, credential: str) -> SigningKey:
    listed = remote.credentials(opening.service())
    found = next(each for each in listed if each.credential == credential)
    return keyring.register_found(people.minh.appointment, found, by=System())


def test_a_document_is_signed_with_a_key_at_a_service(people: Cast, key: SigningKey) -> None:
    paper = actions.sign(builders.waiting_for_signature(people), pin=SERVICE_PIN, by=people.minh)

    signature = paper.document.signatures.get()
    assert signature.key == key
    assert signature.key.kind == "service"
    assert signature.verdict["signatures"][0]["indication"] == "TOTAL_PASSED"
    assert signature.verdict["signatures"][0]["level"] == "B-T"


def test_a_wrong_pin_is_counted_and_said_as_one(
    people: Cast, key: SigningKey, credential: str, signing_service: SigningService
) -> None:
    paper = builders.waiting_for_signature(people)

    for left in (4, 3):
        with pytest.raises(Refused) as refused:
            actions.sign(paper, pin="11111", by=people.minh)
        key.refresh_from_db()
        assert (refused.value.code, 5 - key.wrong_pins) == ("wrong_pin", left)

    assert signing_service.events(credential) == ["authorize"] * 2
    actions.sign(paper, pin=SERVICE_PIN, by=people.minh)
    key.refresh_from_db()
    assert key.wrong_pins == 0


def test_one_code_signs_a_stated_list(
    people: Cast, key: SigningKey, credential: str, signing_service: SigningService
) -> None:
    signing_service.change(credential, code=CODE, late=0)
    papers = [builders.waiting_for_signature(people) for _ in range(2)]
    batch = consent([(each, "") for each in papers], by=people.minh)

    results = list(signing.sign(batch, f"{SERVICE_PIN} {CODE}", by=people.minh))

    assert [each.refusal for each in results] == [None, None]
    told = signing_service.events(credential)
    assert (told.count("authorize"), told.count("extend"), told.count("signed")) == (1, 1, 2)


def test_a_wrong_pin_stops_a_list_and_leaves_it_waiting(
    people: Cast, key: SigningKey, credential: str, signing_service: SigningService
) -> None:
    papers = [builders.waiting_for_signature(people) for _ in range(2)]
    batch = consent([(each, "") for each in papers], by=people.minh)

    with pytest.raises(Refused, match="PIN"):
        list(signing.sign(batch, "11111", by=people.minh))

    assert signing_service.events(credential) == ["authorize"]
    assert {each.state for each in batch.items.all()} == {Item.State.WAITING}


def test_without_a_service_nothing_is_asked(people: Cast, key: SigningKey, settings: Any) -> None:
    settings.DOCFLOW_SIGNING_SERVICE = ""

    with pytest.raises(Refused) as refused:
        actions.sign(builders.waiting_for_signature(people), pin=SERVICE_PIN, by=people.minh)

    key.refresh_from_db()
    assert (refused.value.code, key.wrong_pins) == ("no_service", 0)


@pytest.fixture
def sending(credential: str, signing_service: SigningService) -> str:
    """The credential, with a code that the service sends."""
    signing_service.change(credential, code=CODE, sent=True)
    return credential


def test_the_page_says_what_to_write_and_has_the_code_sent(
    people: Cast, sending: str, key: SigningKey, signing_service: SigningService
) -> None:
    paper = builders.waiting_for_signature(people)
    page = reverse("outgoing:sign", args=[paper.uid])

    assert "write the PIN, a space, and the code" in text_of(opened(people.minh, page))
    answer = sent(people.minh, reverse("signing:code"), purpose="leader", next=page)

    assert answer.url == page
    assert signing_service.events(sending) == ["code"]
    actions.sign(paper, pin=f"{SERVICE_PIN} {CODE}", by=people.minh)


def test_no_code_is_sent_for_a_key_that_wants_none(people: Cast, key: SigningKey) -> None:
    with pytest.raises(Refused) as refused:
        codes.send_code("leader", by=people.minh)
    assert refused.value.code == "no_code"

    with pytest.raises(Refused) as refused:
        codes.send_code("seal", by=people.minh)
    assert refused.value.code == "not_allowed"


def test_a_key_opened_in_the_services_own_window_is_not_registered(
    people: Cast, credential: str, signing_service: SigningService
) -> None:
    signing_service.change(credential, mode="oauth2code")
    listed = remote.credentials(opening.service())
    found = next(each for each in listed if each.credential == credential)

    with pytest.raises(Refused) as refused:
        keyring.register_found(people.minh.appointment, found, by=System())

    assert refused.value.code == "certificate_unusable"
    assert "own window" in str(refused.value)
