"""check_pdf answers every file and every use: one JSON object, the right exit code, in time."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils.translation import override

from docflow.signatures import keyring
from docflow.signatures.management.commands.check_pdf import Command
from signing import sandbox as authority
from tests import schemas
from tests.conftest import SAMPLES
from tests.signing.desk import Desk
from tests.signing.paper import draw_report

UNSIGNED = SAMPLES / "word-365.pdf"
HUGE = 200 << 20  # bytes
LONGEST = 12  # seconds: the ten of the limited child, and what is around it
SEALED_FIELDS = ["Leader", "Seal"]


@pytest.fixture(scope="module")
def sealed(tmp_path_factory):
    """A report signed and sealed with keys of this installation's authority."""
    desk = Desk(keyring.authority(), tmp_path_factory.mktemp("desk"))
    return desk.whole_life(draw_report(desk.file("report.pdf")))


@pytest.fixture(scope="module")
def strangers(tmp_path_factory):
    """A desk with keys of an authority nobody here trusts, and the report it sealed."""
    folder = tmp_path_factory.mktemp("strangers")
    authority.create(folder / "authority")
    desk = Desk(authority.Sandbox.open(folder / "authority"), folder)
    return desk, desk.whole_life(draw_report(desk.file("report.pdf")))


@pytest.fixture
def check(capfd):
    """Run the command with --json: its exit code, its answer, and how it was given."""

    def run(*words):
        start = time.monotonic()
        with pytest.raises(SystemExit) as ended:
            call_command("check_pdf", *map(str, words), "--json")
        took = time.monotonic() - start
        printed = capfd.readouterr()
        answer = json.loads(printed.out)
        assert list(schemas.faults(answer, schemas.schema("check_pdf"))) == []
        assert "Traceback" not in printed.err
        assert took < LONGEST
        return ended.value.code, answer

    return run


@pytest.fixture
def say(capfd):
    """Run the command for people: its exit code, what it printed, and what it complained of."""

    def run(*words, language="en"):
        with override(language), pytest.raises(SystemExit) as ended:
            call_command("check_pdf", *map(str, words))
        return ended.value.code, *capfd.readouterr()

    return run


def code_of(answer):
    [problem] = answer["problems"]
    return problem["code"]


def test_a_report_of_ours_is_valid(check, sealed):
    code, answer = check(sealed)

    assert code == 0
    assert answer["indication"] == "TOTAL_PASSED"
    assert [each["field"] for each in answer["signatures"]] == SEALED_FIELDS
    assert [each["level"] for each in answer["signatures"]] == ["B-T", "B-T"]
    assert answer["signatures"][0]["changes"] == ["fields filled when sealed: Date, Number"]
    assert answer["problems"] == []


def test_a_byte_more_makes_it_invalid(check, sealed, tmp_path):
    tampered = tmp_path / "tampered.pdf"
    tampered.write_bytes(sealed.read_bytes() + b"\n")

    code, answer = check(tampered)

    assert code == 1
    assert (answer["indication"], code_of(answer)) == ("TOTAL_FAILED", "bytes_after_signature")


def test_a_changed_byte_makes_it_invalid(check, sealed, tmp_path):
    content = bytearray(sealed.read_bytes())
    content[len(content) // 4] ^= 1
    tampered = tmp_path / "tampered.pdf"
    tampered.write_bytes(content)

    code, answer = check(tampered)

    assert code == 1
    assert answer["sub_indication"] == "HASH_FAILURE"


def test_a_file_without_a_signature_cannot_be_said(check):
    code, answer = check(UNSIGNED)

    assert code == 2
    assert (answer["indication"], answer["sub_indication"]) == ("INDETERMINATE", "NO_SIGNATURE")
    assert answer["signatures"] == []


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF-",
        b"%PDF-1.7\n%%EOF\n",
        b"garbage\x00\xff" * 1000,
        b"%PDF-1.7\n" + b"[" * 200_000,
        b"PK\x03\x04word/document.xml",
        b"<html>%PDF-1.7</html>",
    ],
    ids=["empty", "five bytes", "no body", "garbage", "nested", "docx", "web page"],
)
def test_what_is_no_signed_pdf_cannot_be_said(check, tmp_path, content):
    file = tmp_path / "file.pdf"
    file.write_bytes(content)

    code, answer = check(file)

    assert code == 2
    assert answer["indication"] == "INDETERMINATE"
    assert answer["sub_indication"] is not None
    assert answer["problems"] != []


@pytest.mark.parametrize("head", [b"", b"%PDF-1.7\n"], ids=["zeros", "called a PDF"])
def test_a_huge_file_of_nothing_cannot_be_said(check, tmp_path, head):
    file = tmp_path / "huge.pdf"
    file.write_bytes(head)
    os.truncate(file, HUGE)

    code, answer = check(file)

    assert (code, answer["indication"]) == (2, "INDETERMINATE")


def test_a_report_cut_off_anywhere_is_never_valid(check, sealed, tmp_path):
    content = sealed.read_bytes()
    part = tmp_path / "part.pdf"

    for tenths in range(1, 10):
        part.write_bytes(content[: len(content) * tenths // 10])
        code, _ = check(part)

        assert code in (1, 2)


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("missing.pdf", "no_such_file"),
        ("", "not_a_file"),
        ("pipe", "not_a_file"),
        ("no\udcffsuch", "no_such_file"),
        ("a" * 5000, "unreadable_file"),
        ("nul\0byte", "no_such_file"),
    ],
    ids=["missing", "folder", "pipe", "strange bytes", "too long", "nul"],
)
def test_what_is_no_file_is_wrong_use(check, tmp_path, name, problem):
    os.mkfifo(tmp_path / "pipe")

    code, answer = check(tmp_path / name)

    assert code == 3
    assert answer["indication"] is None
    assert code_of(answer) == problem


def test_a_file_that_cannot_be_reached_is_wrong_use(check, tmp_path):
    code, answer = check(tmp_path / ("x" * 300))

    assert (code, code_of(answer)) == (3, "unreadable_file")


def test_a_device_without_end_is_wrong_use(check):
    code, answer = check("/dev/zero")

    assert (code, code_of(answer)) == (3, "not_a_file")


def test_strangers_are_not_trusted_by_themselves(check, strangers):
    _, report = strangers

    code, answer = check(report)

    assert code == 2
    assert answer["sub_indication"] == "NO_CERTIFICATE_CHAIN_FOUND"
    assert answer["signatures"][0]["signer"]["name"] == "Nguyễn Văn An"


def test_with_their_root_only_revocation_is_not_known(check, strangers, tmp_path):
    desk, report = strangers
    root = tmp_path / "root.pem"
    root.write_bytes(desk.sandbox.root_pem)

    code, answer = check(report, "--trust", root)

    assert (code, answer["sub_indication"]) == (2, "TRY_LATER")


@pytest.mark.parametrize("bundled", [True, False], ids=["a bundle", "two files"])
def test_a_certificate_trusted_by_itself_needs_no_chain(check, strangers, tmp_path, bundled):
    desk, report = strangers
    certificates = [desk.leader.certificate, desk.custodian.certificate]
    files = [b"".join(certificates)] if bundled else certificates
    words = []
    for order, content in enumerate(files):
        pem = tmp_path / f"{order}.pem"
        pem.write_bytes(b"A note before it\n" + content)
        words += ["--trust", pem]

    code, answer = check(report, *words)

    assert (code, answer["indication"]) == (0, "TOTAL_PASSED")


def test_trusting_one_of_two_signers_is_not_enough(check, strangers, tmp_path):
    desk, report = strangers
    pem = tmp_path / "leader.pem"
    pem.write_bytes(desk.leader.certificate)

    code, answer = check(report, "--trust", pem)

    indications = [each["indication"] for each in answer["signatures"]]
    assert (code, indications) == (2, ["TOTAL_PASSED", "INDETERMINATE"])


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no certificate",
        b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        b"-----BEGIN CERTIFICATE-----\n",
        b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
        b"\x00" * (2 << 20),
    ],
    ids=["empty", "words", "broken", "cut off", "a key", "too large"],
)
def test_trusting_what_is_no_certificate_is_wrong_use(check, sealed, tmp_path, content):
    pem = tmp_path / "trust.pem"
    pem.write_bytes(content)

    code, answer = check(sealed, "--trust", pem)

    assert (code, code_of(answer)) == (3, "no_certificate")
    assert "trust.pem" in answer["problems"][0]["text"]


def test_trusting_a_missing_file_names_it(check, sealed, tmp_path):
    code, answer = check(sealed, "--trust", tmp_path / "missing.pem")

    assert (code, code_of(answer)) == (3, "no_such_file")
    assert "missing.pem" in answer["problems"][0]["text"]


@pytest.mark.parametrize(
    "moment",
    [
        "2026-11-21",
        "2026-11-21T15:00:00",
        "tomorrow",
        "",
        "2026-02-30T00:00Z",
        "0001-01-01T00:00+07",
        "9999-12-31T23:59:59Z",
    ],
)
def test_a_moment_without_zone_or_sense_is_wrong_use(check, sealed, moment):
    code, answer = check(sealed, "--at", moment)

    assert (code, code_of(answer)) == (3, "bad_time")


@pytest.mark.parametrize(
    ("moment", "code"),
    [
        ("2000-01-01T00:00:00+07:00", {1, 2}),
        ("2100-01-01T00:00:00Z", {2}),
        ("0002-01-01T00:00:00Z", {1, 2}),
        ("9998-12-31T23:59:59Z", {2}),
    ],
)
def test_at_another_time_the_report_is_not_valid(check, sealed, moment, code):
    found, answer = check(sealed, "--at", moment)

    assert found in code
    assert [each["field"] for each in answer["signatures"]] == SEALED_FIELDS


@pytest.mark.parametrize(
    "words",
    [
        ["--json"],
        ["--json", "--colour", "x.pdf"],
        ["--json", "x.pdf", "y.pdf"],
        ["--json", "x.pdf", "--trust"],
        ["--json", "x.pdf", "--tru", "y.pem"],
        ["--json", "--verbosity", "9", "x.pdf"],
    ],
    ids=["no file", "unknown option", "two files", "no value", "shortened", "bad value"],
)
def test_wrong_arguments_are_answered_in_json_too(capfd, words):
    with pytest.raises(SystemExit) as ended:
        Command().run_from_argv(["manage.py", "check_pdf", *words])

    printed = capfd.readouterr()
    answer = json.loads(printed.out)
    assert (ended.value.code, code_of(answer), printed.err) == (3, "wrong_use", "")
    assert list(schemas.faults(answer, schemas.schema("check_pdf"))) == []


def test_without_json_wrong_arguments_are_told_on_stderr(capfd):
    with pytest.raises(SystemExit) as ended:
        Command().run_from_argv(["manage.py", "check_pdf", "--colour", "x.pdf"])

    printed = capfd.readouterr()
    assert (ended.value.code, printed.out) == (3, "")
    assert "--colour" in printed.err


def test_people_read_a_line_for_each_signature(say, sealed):
    code, out, _ = say(sealed)

    first, leader, change, seal = out.splitlines()
    assert code == 0
    assert first == f"{sealed}: VALID"
    assert leader.startswith("  Leader: VALID; Nguyễn Văn An, ")
    assert leader.endswith("(time-stamped); B-T")
    assert change == "    after it: fields filled when sealed: date, number"
    assert seal.startswith("  Seal: VALID; Ủy ban nhân dân xã An Phú, ")


def test_vietnamese_people_read_vietnamese(say):
    _, out, _ = say(UNSIGNED, language="vi")

    assert out.splitlines()[1] == "  ! Tệp không có chữ ký số."


def test_a_file_name_cannot_play_tricks_on_the_terminal(say, tmp_path):
    file = tmp_path / "\x1b[2J\u202efdp.exe\n  Seal: VALID"
    file.write_bytes(UNSIGNED.read_bytes())

    _, out, _ = say(file)

    assert not [line for line in out.splitlines() if line.startswith("  Seal")]
    assert not set(out) & {"\x1b", "\u202e"}


def test_from_a_shell_it_needs_no_database_and_prints_only_json(sealed, tmp_path):
    root = tmp_path / "root.pem"
    root.write_bytes(keyring.authority().root_pem)
    env = {**os.environ, "DOCFLOW_DATA": str(tmp_path / "data"), "LC_ALL": "C"}

    done = subprocess.run(
        [sys.executable, "manage.py", "check_pdf", str(sealed), "--trust", str(root), "--json"],
        cwd=Path(__file__).parents[3],
        env=env,
        capture_output=True,
        timeout=60,
    )

    assert done.returncode == 2
    assert json.loads(done.stdout)["sub_indication"] == "TRY_LATER"
    assert done.stdout.count(b"\n") == 1
    assert done.stderr == b""
