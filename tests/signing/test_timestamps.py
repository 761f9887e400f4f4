"""Time-stamps: good answers are taken, every other one is refused with its reason."""

import hashlib
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from asn1crypto import cms, tsp

from signing.errors import TimeStampFailed
from signing.sandbox_server import serve
from signing.timestamps import HttpTimeStamper, SandboxTimeStamper

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


def test_only_web_addresses_are_asked():
    with pytest.raises(TimeStampFailed, match="no http"):
        HttpTimeStamper("file:///etc/passwd")
