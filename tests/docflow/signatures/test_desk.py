"""Keys at a person's own desk: asked for these bytes, answered once, in time, by the right key."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from docflow import clock
from docflow.audit.models import Entry
from docflow.errors import Refused
from docflow.outgoing import actions, at_desk
from docflow.outgoing.models import Outgoing
from docflow.people.actor import Actor
from docflow.signatures import desk, keyring
from docflow.signatures.desk import Answer, Asking
from docflow.signatures.models import DeskRequest
from docflow.units.system import System
from signing.keys.desk import Found
from signing.pending import Pending
from storage import blobs
from tests import builders
from tests.cast import PIN, Cast
from tests.signing import judges

ORIGIN = "https://docflow.example"
Device = Callable[..., Answer]


@pytest.fixture
def device(people: Cast) -> Device:
    """What stands on the leader's desk: it signs what is asked with the key registered for him."""
    return standing(people.minh.appointment, people.minh.user.full_name, people.commune.name)


def standing(owner: Any, name: str, unit: str) -> Device:
    """A key made and registered; how it answers a request."""
    private, certificate = keyring.authority().issue(name, unit)
    issuers = b"".join(keyring.authority().chain_pem)
    keyring.register_found(owner, Found(certificate), issuers, by=System())

    def answered(request: DeskRequest, message: bytes | None = None) -> Answer:
        asked = message or Pending.from_json(request.pending).message
        value = private.sign(asked, padding.PKCS1v15(), hashes.SHA256())
        return Answer(request.nonce, value, certificate, ORIGIN)

    return answered


@pytest.fixture
def paper(people: Cast, device: Device) -> Outgoing:
    """A document that waits for the leader who has a device."""
    return builders.waiting_for_signature(people)


def asked(paper: Outgoing, by: Actor) -> DeskRequest:
    return at_desk.ask_to_sign(paper, asking=Asking(ORIGIN), by=by)


def refusal(act: Any, *args: Any, **options: Any) -> str:
    with pytest.raises(Refused) as refused:
        act(*args, **options)
    return refused.value.code


def is_untouched(paper: Outgoing) -> bool:
    paper.refresh_from_db()
    document = paper.document
    return (paper.state, document.signatures.count(), document.versions.count()) == (
        "signing",
        0,
        1,
    )


def test_the_device_at_the_desk_signs_what_the_server_prepared(
    people: Cast, device: Device, paper: Outgoing
) -> None:
    request = asked(paper, people.minh)

    signed = at_desk.answer(request, device(request), by=people.minh)

    signature = signed.document.signatures.get()
    assert signed.state == "signed"
    assert signature.verdict["signatures"][0]["indication"] == "TOTAL_PASSED"
    assert signature.verdict["signatures"][0]["level"] == "B-T"
    with blobs.local_path(signature.digest_after) as path:
        assert judges.poppler_passes(path) == 1
    assert Entry.objects.filter(event="signature.asked", subject=paper.uid).count() == 1
    assert request.state == "done"


def test_the_clerk_seals_with_the_device_at_his_own(people: Cast) -> None:
    sealing = standing(people.commune, people.commune.name, people.commune.name)
    key = keyring.seal_key_of(people.commune)
    keyring.give_custody(key, people.hoa.appointment, "Biên bản 03", by=System())
    paper = actions.number(builders.signed(people), by=people.hoa)
    request = at_desk.ask_to_seal(paper, asking=Asking(ORIGIN), by=people.hoa)

    paper = at_desk.answer(request, sealing(request), by=people.hoa)

    assert paper.state == "sealed"
    assert [each.verdict["indication"] for each in paper.document.signatures.order_by("pk")] == [
        "TOTAL_PASSED",
        "TOTAL_PASSED",
    ]


def test_an_answer_is_taken_once(people: Cast, device: Device, paper: Outgoing) -> None:
    request = asked(paper, people.minh)
    answer = device(request)
    at_desk.answer(request, answer, by=people.minh)

    assert refusal(at_desk.answer, request, answer, by=people.minh) == "request_ended"
    assert paper.document.signatures.count() == 1


def test_two_answers_at_once_are_one(people: Cast, device: Device, paper: Outgoing) -> None:
    request = asked(paper, people.minh)
    answer, late = device(request), DeskRequest.objects.get()
    at_desk.answer(request, answer, by=people.minh)

    assert refusal(at_desk.answer, late, answer, by=people.minh) == "request_ended"


def test_a_late_answer_is_not_taken(
    people: Cast, device: Device, paper: Outgoing, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = asked(paper, people.minh)
    later = clock.now() + desk.LASTS + timedelta(seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)

    said = refusal(at_desk.answer, request, device(request), by=people.minh)

    assert said == "request_expired"
    assert is_untouched(paper)


def test_what_comes_back_wrong_is_refused_and_ends_the_request(
    people: Cast, device: Device, paper: Outgoing
) -> None:
    other, _certificate = keyring.authority().issue("Người khác", people.commune.name)
    elsewhere = standing(people.binh.appointment, people.binh.user.full_name, people.district.name)

    def wrong(code: str, spoiled: Callable[[DeskRequest, Answer], Answer]) -> None:
        request = asked(paper, people.minh)
        good = device(request)
        bad = spoiled(request, good)

        assert refusal(at_desk.answer, request, bad, by=people.minh) == code
        assert refusal(at_desk.answer, request, good, by=people.minh) == "request_ended"
        assert is_untouched(paper)

    wrong("wrong_key", lambda request, good: elsewhere(request))
    wrong("wrong_key", lambda request, good: replace(good, certificate=b"nothing"))
    wrong("wrong_answer", lambda request, good: device(request, b"another document"))
    wrong(
        "wrong_answer",
        lambda request, good: replace(
            good,
            value=other.sign(
                Pending.from_json(request.pending).message, padding.PKCS1v15(), hashes.SHA256()
            ),
        ),
    )
    wrong("wrong_page", lambda request, good: replace(good, nonce="0" * 32))
    wrong("wrong_page", lambda request, good: replace(good, origin="https://evil.example"))


def test_the_answer_to_another_document_is_not_this_ones(
    people: Cast, device: Device, paper: Outgoing
) -> None:
    second = builders.waiting_for_signature(people)
    mine, others = asked(paper, people.minh), asked(second, people.minh)
    swapped = replace(device(others), nonce=mine.nonce)

    assert refusal(at_desk.answer, mine, swapped, by=people.minh) == "wrong_answer"
    assert refusal(at_desk.answer, mine, swapped, by=people.minh) == "request_ended"
    assert is_untouched(paper)
    assert is_untouched(second)


def test_a_request_is_its_persons_alone(people: Cast, paper: Outgoing) -> None:
    request = asked(paper, people.minh)

    assert desk.find(request.uid, people.binh) is None
    assert desk.find(request.uid, people.minh) == request


def test_a_document_changed_meanwhile_is_not_signed(
    people: Cast, device: Device, paper: Outgoing
) -> None:
    request = asked(paper, people.minh)
    actions.send_back(paper, "Sai số liệu", by=people.minh)

    said = refusal(at_desk.answer, request, device(request), by=people.minh)

    assert said == "wrong_state"
    assert paper.document.signatures.count() == 0


def test_whoever_may_not_sign_is_asked_nothing(people: Cast, paper: Outgoing) -> None:
    with pytest.raises(Refused):
        asked(paper, people.hoa)

    assert DeskRequest.objects.count() == 0


def test_a_key_at_the_desk_opens_with_no_pin_here(people: Cast, paper: Outgoing) -> None:
    assert refusal(actions.sign, paper, pin=PIN, by=people.minh) == "key_at_desk"
    assert is_untouched(paper)


def test_a_key_on_the_server_is_not_asked_at_the_desk(people: Cast) -> None:
    paper = builders.waiting_for_signature(people)

    assert refusal(asked, paper, people.minh) == "not_at_desk"
    assert DeskRequest.objects.count() == 0
