"""A signature whose value is made elsewhere: put in when it is right, refused when it is not."""

from datetime import UTC, datetime

import pytest

from signing.errors import KeyUnusable, WrongAnswer
from signing.keys.key import Key
from signing.pending import Pending
from signing.sign import prepare_leader
from tests.signing.desk import AN


@pytest.fixture
def waiting(desk, report):
    """A prepared file, what it waits for, and the leader's key that lies elsewhere."""
    prepared, _ = desk.prepare(report)
    target = desk.file("waiting.pdf")
    public = Key(desk.leader.certificate, desk.leader.chain)
    pending = prepare_leader(
        prepared, target, key=public, timestamper=desk.stamper, facts=AN, at=datetime.now(UTC)
    )
    return target, Pending.from_json(pending.as_json())


def test_a_value_that_comes_later_completes_the_file(desk, waiting):
    target, pending = waiting

    signed = pending.complete(target, desk.leader.sign_raw(pending.message), desk.stamper)

    verdict = desk.check(target)
    assert verdict.signatures[0].indication == "TOTAL_PASSED"
    assert verdict.signatures[0].level == "B-T"
    assert signed.time_stamped


def test_what_is_kept_until_then_is_what_was_prepared(waiting):
    _, pending = waiting

    assert Pending.from_json(pending.as_json()) == pending
    assert len(pending.digest) == 32


def test_the_public_half_of_a_key_makes_no_value(desk):
    public = Key(desk.leader.certificate, desk.leader.chain)

    with pytest.raises(KeyUnusable, match="device"):
        public.sign_raw(b"paper")


@pytest.mark.parametrize("answer", ["another key", "another document", "noise", "nothing"])
def test_a_wrong_answer_is_refused_and_the_file_is_as_it_was(desk, waiting, answer):
    target, pending = waiting
    before = target.read_bytes()
    value = {
        "another key": desk.custodian.sign_raw(pending.message),
        "another document": desk.leader.sign_raw(b"another document"),
        "noise": bytes(256),
        "nothing": b"",
    }[answer]

    with pytest.raises(WrongAnswer, match="not a signature of this key"):
        pending.complete(target, value, desk.stamper)

    assert target.read_bytes() == before


def test_a_value_for_a_file_that_was_exchanged_is_refused(desk, waiting):
    target, pending = waiting
    value = desk.leader.sign_raw(pending.message)
    target.write_bytes(target.read_bytes().replace(b"%PDF-1", b"%PDF-2", 1))

    with pytest.raises(WrongAnswer, match="not the one that was prepared"):
        pending.complete(target, value, desk.stamper)


def test_a_signature_too_large_for_its_place_is_refused(desk, waiting):
    target, pending = waiting
    value = desk.leader.sign_raw(pending.message)
    before = target.read_bytes()

    class Talkative(type(desk.stamper)):
        def time_stamp(self, digest, algorithm="sha256"):
            return bytes(100_000)

    with pytest.raises(WrongAnswer, match="larger than the place"):
        pending.complete(target, value, Talkative(desk.sandbox))

    assert target.read_bytes() == before
