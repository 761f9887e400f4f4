"""Time-stamps: good answers are taken, every other one is refused with its reason."""

import hashlib
import shutil
import threading
import time
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from asn1crypto import cms, tsp
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509.oid import ExtendedKeyUsageOID

from signing import sandbox as authority
from signing.errors import TimeStampFailed
from signing.sandbox_server import serve
from signing.timestamps import HttpTimeStamper, SandboxTimeStamper, TimeStampers
from tests.signing.test_gate import drips, serving

NOW = datetime.now(UTC)
DIGEST = hashlib.sha256(b"paper").digest()


class Crooked(SandboxTimeStamper):
    """The sandbox's authority, its answer changed on the way."""

    def __init__(self, sandbox, bend):
        super().__init__(sandbox)
        self.bend = bend

    def answer(self, request):
        return self.bend(self.sandbox, request)


def other_imprint(sandbox, request):
    asked = tsp.TimeStampReq.load(request)
    asked["message_imprint"]["hashed_message"] = b"0" * 32
    return sandbox.time_stamp(asked.dump(force=True))


def other_nonce(sandbox, request):
    asked = tsp.TimeStampReq.load(request)
    asked["nonce"] = 12345
    return sandbox.time_stamp(asked.dump(force=True))


def an_hour_late(sandbox, request):
    return sandbox.time_stamp(request, at=datetime.now(UTC) + timedelta(hours=1))


def broken_signature(sandbox, request):
    answer = bytearray(sandbox.time_stamp(request))
    answer[-5] ^= 1
    return bytes(answer)


def refused(sandbox, request):
    asked = tsp.TimeStampReq.load(request)
    asked["message_imprint"]["hash_algorithm"]["algorithm"] = "sha1"
    return sandbox.time_stamp(asked.dump(force=True))


def test_a_time_stamp_tells_the_clocks_time_over_our_digest(sandbox):
    now = datetime(2026, 11, 5, 3, 0, tzinfo=UTC)

    token = SandboxTimeStamper(sandbox, clock=lambda: now).time_stamp(DIGEST)

    content = cms.ContentInfo.load(token)["content"]["encap_content_info"]["content"].parsed
    assert content["gen_time"].native == now
    assert content["message_imprint"]["hashed_message"].native == DIGEST


@pytest.mark.parametrize(
    ("bend", "reason"),
    [
        (other_imprint, "wrong imprint"),
        (other_nonce, "wrong nonce"),
        (an_hour_late, "too far from our own clock"),
        (broken_signature, "damaged"),
        (refused, "refused"),
        (lambda sandbox, request: b"", "damaged"),
        (lambda sandbox, request: b"<html>", "damaged"),
    ],
)
def test_a_wrong_answer_is_refused_with_its_reason(sandbox, bend, reason):
    with pytest.raises(TimeStampFailed, match=reason):
        Crooked(sandbox, bend).time_stamp(DIGEST)


def test_an_authority_over_http_answers(sandbox):
    server = serve(sandbox)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"

    token = HttpTimeStamper(f"{address}/tsa").time_stamp(DIGEST)

    with pytest.raises(TimeStampFailed, match="does not answer"):
        HttpTimeStamper(f"{address}/elsewhere").time_stamp(DIGEST)
    server.shutdown()
    server.server_close()
    assert token


def test_an_authority_that_is_down_fails_with_its_address():
    with pytest.raises(TimeStampFailed, match="tsa does not answer"):
        HttpTimeStamper("http://127.0.0.1:9/tsa", timeout=1).time_stamp(DIGEST)


def test_a_slow_authority_is_given_up_on():
    class Slow(BaseHTTPRequestHandler):
        def do_POST(self):
            threading.Event().wait(1)

    server = HTTPServer(("127.0.0.1", 0), Slow)
    threading.Thread(target=server.handle_request, daemon=True).start()

    with pytest.raises(TimeStampFailed, match="does not answer"):
        HttpTimeStamper(f"http://127.0.0.1:{server.server_port}", timeout=0.2).time_stamp(DIGEST)
    server.server_close()


def certified(
    sandbox, folder, *, critical=True, usages=(ExtendedKeyUsageOID.TIME_STAMPING,), **ends
):
    """The sandbox with another certificate of its time-stamping service."""
    shutil.copytree(sandbox.folder, folder)
    other = authority.Sandbox.open(folder)
    old = other.certificate("tsa")
    builder = x509.CertificateBuilder(
        old.issuer,
        old.subject,
        old.public_key(),
        old.serial_number,
        ends.get("begins", old.not_valid_before_utc),
        ends.get("ends", old.not_valid_after_utc),
    )
    if usages:
        builder = builder.add_extension(x509.ExtendedKeyUsage(usages), critical)
    new = builder.sign(other.key("issuing"), hashes.SHA256())
    (folder / "tsa.pem").write_bytes(new.public_bytes(serialization.Encoding.PEM))
    return authority.Sandbox.open(folder)


@pytest.mark.parametrize(
    ("terms", "reason"),
    [
        ({"ends": NOW - timedelta(days=1)}, "is not valid"),
        ({"begins": NOW + timedelta(days=1)}, "is not valid"),
        ({"critical": False}, "not for time-stamps alone"),
        ({"usages": ()}, "not for time-stamps alone"),
        ({"usages": (ExtendedKeyUsageOID.CODE_SIGNING,)}, "not for time-stamps alone"),
        (
            {"usages": (ExtendedKeyUsageOID.TIME_STAMPING, ExtendedKeyUsageOID.CODE_SIGNING)},
            "not for time-stamps alone",
        ),
        ({}, ""),
    ],
    ids=["expired", "not yet", "not critical", "none", "another", "also another", "as it should"],
)
def test_only_a_valid_certificate_for_time_stamps_alone_is_taken(sandbox, tmp_path, terms, reason):
    stamper = SandboxTimeStamper(certified(sandbox, tmp_path / "other", **terms))
    if not reason:
        assert stamper.time_stamp(DIGEST)
        return
    with pytest.raises(TimeStampFailed, match=reason):
        stamper.time_stamp(DIGEST)


class Counted(SandboxTimeStamper):
    """An authority that counts the questions and may be bent."""

    def __init__(self, sandbox, bend=None):
        super().__init__(sandbox)
        self.bend, self.asked = bend, 0

    def answer(self, request):
        self.asked += 1
        return self.bend(self.sandbox, request) if self.bend else super().answer(request)


def down(sandbox, request):
    raise TimeStampFailed("The time-stamping authority at x does not answer (down); try later.")


@pytest.mark.parametrize(
    "bend", [down, other_imprint, other_nonce, an_hour_late, broken_signature, refused]
)
def test_another_authority_is_asked_and_the_faulty_one_left_out_for_a_while(sandbox, bend, caplog):
    now = [0.0]
    faulty, good = Counted(sandbox, bend), Counted(sandbox)
    several = TimeStampers([faulty, good], rest=60, seconds=lambda: now[0])

    assert several.time_stamp(DIGEST)
    assert several.time_stamp(DIGEST)
    assert (faulty.asked, good.asked) == (1, 2)
    assert "left out" in caplog.text

    now[0], faulty.bend = 60.0, None
    assert several.time_stamp(DIGEST)
    assert (faulty.asked, good.asked) == (2, 2)


def test_when_all_are_left_out_the_refusal_comes_without_waiting(sandbox):
    now = [0.0]
    one, two = Counted(sandbox, down), Counted(sandbox, other_nonce)
    several = TimeStampers([one, two], rest=60, seconds=lambda: now[0])

    for _ in range(3):
        with pytest.raises(TimeStampFailed, match="wrong nonce"):
            several.time_stamp(DIGEST)
    assert (one.asked, two.asked) == (1, 1)


def test_there_is_room_for_the_longest_answer_of_all(sandbox):
    one, two = Counted(sandbox), Counted(sandbox)
    several = TimeStampers([one, two])

    several.time_stamp(DIGEST)

    assert one.room < two.room == several.room


def test_an_answer_in_drops_is_given_up_after_the_time_for_all_of_it():
    with serving(drips) as (host, _):
        begun = time.monotonic()
        with pytest.raises(TimeStampFailed, match="does not answer"):
            HttpTimeStamper(f"http://{host}/tsa", timeout=0.3).time_stamp(DIGEST)
        assert time.monotonic() - begun < 1


def test_only_web_addresses_are_asked():
    with pytest.raises(TimeStampFailed, match="no http"):
        HttpTimeStamper("file:///etc/passwd")
