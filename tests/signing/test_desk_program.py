"""docflow-desk over its real door: who may ask, what is signed, and what never is."""

import base64
import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509 import load_pem_x509_certificate

from signing import sandbox as authority
from signing.desk.__main__ import is_origin, main
from signing.keys.key import Key
from signing.sign import SignerFacts, complete, prepare_leader
from tests.servers.at_desk import AtDesk
from tests.servers.softhsm import SoftHsm
from tests.signing import judges

ORIGIN, PIN = "https://docflow.example", "246810"
NAME = "Nguyễn Văn An"


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """An authority, and a key it made out."""
    sandbox = authority.create(tmp_path_factory.mktemp("sandbox"))
    return sandbox, *sandbox.issue(NAME, "UBND xã An Phú")


@pytest.fixture(scope="module")
def p12(issued: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    _sandbox, private, certificate = issued
    path = tmp_path_factory.mktemp("desk") / "an.p12"
    lock = serialization.BestAvailableEncryption(PIN.encode())
    parsed = load_pem_x509_certificate(certificate)
    path.write_bytes(pkcs12.serialize_key_and_certificates(b"an", private, parsed, None, lock))
    return path


@pytest.fixture(scope="module")
def at_desk(p12: Path) -> Iterator[AtDesk]:
    program = AtDesk.begin(ORIGIN, "--p12", str(p12))
    yield program
    program.end()


def waiting(desk: Any, issued: Any, report: Path) -> Any:
    """A report up to the leader's value."""
    sandbox, _private, certificate = issued
    prepared, _ = desk.prepare(report)
    target = desk.file("waiting.pdf")
    key = Key(certificate, sandbox.chain_pem)
    facts = SignerFacts(name=NAME, title="CHỦ TỊCH", unit="UBND xã An Phú")
    at = datetime.now(UTC)
    pending = prepare_leader(prepared, target, key=key, timestamper=None, facts=facts, at=at)
    return pending, target


_count = iter(range(1, 10_000))


def asking(message: bytes, /, **changes: Any) -> dict[str, Any]:
    """What a page sends."""
    content = {
        "request": "01a20731-7ad7-71eb-a91a-9f6c997a56d7",
        "nonce": f"{next(_count):032x}",
        "expires": (datetime.now(UTC) + timedelta(minutes=5)).isoformat(),
        "act": "sign",
        "number": "12/BC-UBND",
        "subject": "Tình hình mưa lũ",
        "file": "ab" * 32,
        "message": base64.b64encode(message).decode(),
    }
    return content | changes


def call(
    program: AtDesk, content: Any, path: str = "/sign", method: str = "", **headers: str | None
) -> tuple[int, dict[str, Any], Any]:
    """Status, answer and headers of one request."""
    given = {"Origin": ORIGIN, "Content-Type": "application/json"}
    given |= {name.replace("_", "-"): text for name, text in headers.items()}
    body = content if isinstance(content, bytes | None) else json.dumps(content).encode()
    kept = {name: text for name, text in given.items() if text is not None}
    address = f"http://127.0.0.1:{program.port}{path}"
    request = urllib.request.Request(address, body, kept, method=method or None)
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            return response.status, json.loads(response.read() or b"{}"), response.headers
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.loads(error.read() or b"{}"), error.headers


@pytest.fixture
def page() -> Iterator[ThreadPoolExecutor]:
    """A page that asks while the person types."""
    with ThreadPoolExecutor(2) as pool:
        yield pool


def ends(asked: Future[Any]) -> tuple[int, dict[str, Any]]:
    status, answer, _ = asked.result(30)
    return status, answer


def test_what_a_page_asks_is_shown_and_signed_with_the_pin_typed_there(
    desk: Any, issued: Any, report: Path, at_desk: AtDesk, page: ThreadPoolExecutor
) -> None:
    pending, target = waiting(desk, issued, report)
    asked = page.submit(call, at_desk, asking(pending.message))
    at_desk.type(PIN)

    status, answer = ends(asked)
    complete(pending, target, base64.b64decode(answer["value"]), None)

    assert status == 200
    assert answer["certificate"] == issued[2].decode()
    assert judges.poppler_passes(target) == 1
    for words in ("12/BC-UBND", "Tình hình mưa lũ", "ab" * 32, ORIGIN):
        assert words in at_desk.shown
    assert PIN not in at_desk.shown


def test_a_token_signs_the_same_way(
    desk: Any, issued: Any, report: Path, hsm: SoftHsm, page: ThreadPoolExecutor
) -> None:
    _sandbox, private, certificate = issued
    hsm.token(private, certificate, PIN)
    serial = f"{load_pem_x509_certificate(certificate).serial_number:x}"
    pending, target = waiting(desk, issued, report)
    program = AtDesk.begin(ORIGIN, "--module", str(hsm.module), "--serial", serial)
    try:
        told = call(program, None, "/status")[1]
        wrong = page.submit(call, program, asking(pending.message))
        program.type("111111")
        refused = ends(wrong)
        right = page.submit(call, program, asking(pending.message))
        program.type(PIN)
        status, answer = ends(right)
    finally:
        program.end()
    complete(pending, target, base64.b64decode(answer["value"]), None)

    assert told == {
        "program": "docflow-desk",
        "version": 1,
        "certificate": certificate.decode(),
        "busy": False,
    }
    assert (refused[0], refused[1]["code"]) == (400, "wrong_pin")
    assert status == 200
    assert judges.poppler_passes(target) == 1


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({"Origin": "https://evil.example"}, "wrong_origin"),
        ({"Origin": "null"}, "wrong_origin"),
        ({"Origin": None}, "wrong_origin"),
        ({"Origin": f"{ORIGIN}.evil.example"}, "wrong_origin"),
        ({"Host": "evil.example"}, "wrong_host"),
        ({"Host": "evil.example:80"}, "wrong_host"),
        ({"Content_Type": "text/plain"}, "unreadable"),
        ({"Content_Type": "application/x-www-form-urlencoded"}, "unreadable"),
    ],
)
def test_only_the_pages_of_one_origin_may_ask(
    at_desk: AtDesk, headers: dict[str, str | None], code: str
) -> None:
    status, answer, told = call(at_desk, asking(b"x"), **headers)

    assert status in (400, 403)
    assert answer["code"] == code
    allowed = told["Access-Control-Allow-Origin"]
    assert allowed in (None, ORIGIN)
    assert (allowed is None) == (code == "wrong_origin")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"expires": "2020-01-01T00:00:00+00:00"}, "expired"),
        ({"expires": "2999-01-01T00:00:00+00:00"}, "expired"),
        ({"expires": "2026-11-21T00:00:00"}, "unreadable"),
        ({"act": "delete"}, "unreadable"),
        ({"nonce": "short"}, "unreadable"),
        ({"file": "zz" * 32}, "unreadable"),
        ({"message": "%%%"}, "unreadable"),
        ({"subject": 7}, "unreadable"),
        ({"subject": "x" * 2000}, "unreadable"),
    ],
)
def test_what_is_asked_wrongly_is_not_even_shown(
    at_desk: AtDesk, changes: dict[str, Any], code: str
) -> None:
    before = at_desk.shown

    assert call(at_desk, asking(b"x", **changes))[1]["code"] == code
    assert at_desk.shown == before


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"[" * 60_000, b"null", b"\xff"])
def test_what_is_no_question_is_answered_and_nothing_falls(at_desk: AtDesk, body: bytes) -> None:
    assert call(at_desk, body)[1]["code"] == "unreadable"


def test_more_than_is_ever_needed_is_not_read(at_desk: AtDesk) -> None:
    assert call(at_desk, b"x" * 70_000)[1]["code"] == "unreadable"


def test_what_steers_a_terminal_is_not_shown(at_desk: AtDesk, page: ThreadPoolExecutor) -> None:
    asked = page.submit(call, at_desk, asking(b"x", subject="Báo cáo\x1b[2J\nnumber 99/QĐ"))
    at_desk.type("")

    assert ends(asked)[1]["code"] == "refused"
    assert "\x1b[2J" not in at_desk.shown
    assert "Báo cáo [2J number 99/QĐ" in at_desk.shown


def test_a_question_is_answered_once(at_desk: AtDesk, page: ThreadPoolExecutor) -> None:
    content = asking(b"x")
    asked = page.submit(call, at_desk, content)
    at_desk.type("")

    assert ends(asked)[1]["code"] == "refused"
    assert call(at_desk, content)[:2] == (409, call(at_desk, content)[1])
    assert call(at_desk, content)[1]["code"] == "replayed"


def test_one_is_asked_at_a_time(at_desk: AtDesk, page: ThreadPoolExecutor) -> None:
    first = page.submit(call, at_desk, asking(b"x"))
    at_desk.wait_for("PIN: ")

    second = call(at_desk, asking(b"x"))
    busy = call(at_desk, None, "/status")[1]["busy"]
    at_desk.type("")
    ends(first)

    assert (second[0], second[1]["code"]) == (409, "busy")
    assert busy


@pytest.mark.parametrize("what", ["a digest", "another certificate", "more attributes"])
def test_nothing_but_a_documents_signature_by_this_key_is_made(
    desk: Any,
    issued: Any,
    report: Path,
    at_desk: AtDesk,
    page: ThreadPoolExecutor,
    what: str,
) -> None:
    sandbox, _private, _certificate = issued
    pending, _ = waiting(desk, issued, report)
    other = (sandbox, *sandbox.issue("Lê Văn Bình", "UBND xã An Phú"))
    message = {
        "a digest": b"\x31\x00",
        "another certificate": waiting(desk, other, report)[0].message,
        "more attributes": pending.message + b"\x30\x00",
    }[what]
    asked = page.submit(call, at_desk, asking(message))
    at_desk.type(PIN)

    status, answer = ends(asked)

    assert status == 400
    assert answer["code"] in ("wrong_key", "unreadable")
    assert "value" not in answer


def test_nobody_answers_in_time(at_desk: AtDesk, page: ThreadPoolExecutor) -> None:
    soon = (datetime.now(UTC) + timedelta(seconds=1)).isoformat()
    asked = page.submit(call, at_desk, asking(b"x", expires=soon))

    status, answer = ends(asked)
    at_desk.type(PIN)
    at_desk.wait_for("out of time")

    assert (status, answer["code"]) == (410, "expired")


def test_the_browser_is_told_that_the_page_may_ask(at_desk: AtDesk) -> None:
    asks = {
        "Access_Control_Request_Method": "POST",
        "Access_Control_Request_Headers": "content-type",
        "Access_Control_Request_Private_Network": "true",
    }
    status, _, told = call(at_desk, None, method="OPTIONS", **asks)
    refused = call(at_desk, None, method="OPTIONS", **asks, Origin="https://evil.example")

    assert status == 204
    assert told["Access-Control-Allow-Origin"] == ORIGIN
    assert told["Access-Control-Allow-Private-Network"] == "true"
    assert refused[0] == 403
    assert refused[2]["Access-Control-Allow-Origin"] is None


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("https://docflow.example", True),
        ("https://docflow.example:8443", True),
        ("http://127.0.0.1:8000", True),
        ("http://docflow.example", False),
        ("https://docflow.example/", False),
        ("https://docflow.example/path", False),
        ("https://a@docflow.example", False),
        ("docflow.example", False),
        ("https://docflow.example:port", False),
        ("null", False),
        ("*", False),
    ],
)
def test_an_origin_is_named_exactly(text: str, good: bool) -> None:
    assert is_origin(text) is good


def test_wrong_use_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    missing = str(tmp_path / "missing.p12")

    assert main(["--origin", "https://x/", "--p12", missing, "--language", "en"]) == 3
    assert main(["--origin", ORIGIN, "--p12", missing, "--port", "0"]) == 1
    assert "missing.p12" in capsys.readouterr().err


def listing(*files: str, **changes: Any) -> dict[str, Any]:
    """A list as a page sends it."""
    lines = [{"number": f"{n}/BC", "subject": f"Việc {n}", "file": f} for n, f in enumerate(files)]
    ends_at = (datetime.now(UTC) + timedelta(minutes=5)).isoformat()
    content = {"list": LIST, "nonce": f"{next(_count):032x}", "expires": ends_at}
    return content | {"documents": lines} | changes


LIST = "01a20731-7ad7-71eb-a91a-9f6c997a56d8"
FILES = ("ab" * 32, "cd" * 32, "ef" * 32)


def test_a_list_is_shown_once_and_each_of_its_files_signed_once_under_one_pin(
    desk: Any, issued: Any, report: Path, p12: Path, page: ThreadPoolExecutor
) -> None:
    pending, _ = waiting(desk, issued, report)
    program = AtDesk.begin(ORIGIN, "--p12", str(p12))

    def sign(file: str, **changes: Any) -> str:
        content = asking(pending.message, file=file, list=LIST, **changes)
        status, answer, _ = call(program, content)
        return "signed" if status == 200 else answer["code"]

    try:
        before = sign(FILES[0])
        agreed = page.submit(call, program, listing(*FILES), "/list")
        program.type(PIN)
        status, answer = ends(agreed)
        told = [
            sign(FILES[0]),
            sign(FILES[0]),
            sign("77" * 32),
            sign(FILES[1], act="seal"),
            sign(FILES[1]),
            sign(FILES[2]),
            sign(FILES[2]),
        ]
    finally:
        program.end()

    assert (before, status, answer["certificate"]) == ("list_closed", 200, issued[2].decode())
    assert told == ["signed", *["not_listed"] * 3, "signed", "signed", "list_closed"]
    for words in ("3 documents", "0/BC", "Việc 2", *FILES):
        assert words in program.shown
    assert PIN not in program.shown


def test_a_wrong_pin_or_another_question_closes_a_list(
    desk: Any, issued: Any, report: Path, p12: Path, page: ThreadPoolExecutor
) -> None:
    pending, _ = waiting(desk, issued, report)
    program = AtDesk.begin(ORIGIN, "--p12", str(p12))
    try:
        wrong = page.submit(call, program, listing(*FILES), "/list")
        program.type("111111")
        refused = ends(wrong)
        agreed = page.submit(call, program, listing(*FILES), "/list")
        program.type(PIN)
        ends(agreed)
        other = page.submit(call, program, asking(pending.message))
        program.type("")
        alone = ends(other)
        after = call(program, asking(pending.message, file=FILES[0], list=LIST))
    finally:
        program.end()

    assert (refused[0], refused[1]["code"]) == (400, "wrong_pin")
    assert (alone[0], alone[1]["code"]) == (400, "refused")
    assert after[1]["code"] == "list_closed"


@pytest.mark.parametrize(
    "changes",
    [{"documents": []}, {"documents": ["x"]}, {"documents": "x"}, {"list": "x"}, {"expires": "x"}],
)
def test_a_list_that_is_none_is_not_shown(at_desk: AtDesk, changes: dict[str, Any]) -> None:
    shown = at_desk.shown

    status, answer, _ = call(at_desk, listing(*FILES, **changes), "/list")

    assert (status, answer["code"], at_desk.shown) == (400, "unreadable", shown)


def test_a_list_is_as_long_as_one_consent_at_most(at_desk: AtDesk) -> None:
    status, answer, _ = call(at_desk, listing(*("ab" * 32 for _ in range(501))), "/list")

    assert (status, answer["code"]) == (400, "unreadable")
