"""check_upload answers every file and every use: one JSON object, the right exit code, in time."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pikepdf
import pytest
from django.core.management import call_command
from django.utils.translation import override

from docflow.signatures.management.commands.check_upload import Command
from tests import schemas
from tests.conftest import SAMPLES

WORD = SAMPLES / "word-365.pdf"
SCRIPTED = SAMPLES / "distiller-10.pdf"
PLAIN = sorted(set(SAMPLES.glob("*.pdf")) - {SCRIPTED})
LONGEST = 12  # seconds: the ten of the limited child, and what is around it


@pytest.fixture
def check(capfd):
    """Run the command with --json: its exit code and its answer."""

    def run(path):
        start = time.monotonic()
        with pytest.raises(SystemExit) as ended:
            call_command("check_upload", str(path), "--json")
        took = time.monotonic() - start
        printed = capfd.readouterr()
        answer = json.loads(printed.out)
        assert list(schemas.faults(answer, schemas.schema("check_upload"))) == []
        assert "Traceback" not in printed.err
        assert took < LONGEST
        return ended.value.code, answer

    return run


def codes(answer):
    return {problem["code"] for problem in answer["problems"]}


def with_opening_action(path, action):
    with pikepdf.open(WORD) as document:
        document.Root.OpenAction = document.make_indirect(pikepdf.Dictionary(action))
        document.save(path)
    return path


@pytest.mark.parametrize("sample", PLAIN, ids=lambda path: path.stem)
def test_real_documents_are_accepted(check, sample):
    code, answer = check(sample)

    assert (code, answer["indication"]) == (0, "ACCEPTED")


def test_a_real_document_with_javascript_is_set_aside(check):
    code, answer = check(SCRIPTED)

    assert (code, codes(answer)) == (2, {"javascript"})


def test_a_file_that_starts_a_program_is_set_aside(check, tmp_path):
    file = with_opening_action(tmp_path / "launch.pdf", {"/S": pikepdf.Name.Launch, "/F": "x.exe"})

    code, answer = check(file)

    assert (code, answer["indication"]) == (2, "QUARANTINED")
    assert "launch" in codes(answer)


def test_an_encrypted_file_is_rejected(check, tmp_path):
    file = tmp_path / "locked.pdf"
    with pikepdf.open(WORD) as document:
        document.save(file, encryption=pikepdf.Encryption(owner="x", user="y"))

    code, answer = check(file)

    assert (code, codes(answer)) == (1, {"encrypted"})


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "not_a_pdf"),
        (b"garbage\x00\xff" * 1000, "not_a_pdf"),
        (b"PK\x03\x04word/document.xml", "not_a_pdf"),
        (b"%PDF-1.7\n%%EOF\n", "broken"),
        (b"%PDF-1.7\n" + b"[" * 200_000 + b"\n%%EOF\n", "broken"),
    ],
    ids=["empty", "garbage", "docx", "no body", "nested"],
)
def test_what_is_no_document_is_rejected(check, tmp_path, content, problem):
    file = tmp_path / "file.pdf"
    file.write_bytes(content)

    code, answer = check(file)

    assert (code, answer["indication"], codes(answer)) == (1, "REJECTED", {problem})


def test_a_huge_file_is_rejected(check, tmp_path):
    file = tmp_path / "huge.pdf"
    file.write_bytes(b"%PDF-1.7\n")
    os.truncate(file, 200 << 20)

    code, answer = check(file)

    assert (code, answer["indication"]) == (1, "REJECTED")


@pytest.mark.parametrize(
    ("path", "problem"),
    [("missing.pdf", "no_such_file"), ("", "not_a_file"), ("pipe", "not_a_file")],
    ids=["missing", "folder", "pipe"],
)
def test_what_is_no_file_is_wrong_use(check, tmp_path, path, problem):
    os.mkfifo(tmp_path / "pipe")

    code, answer = check(tmp_path / path)

    assert (code, answer["indication"], codes(answer)) == (3, None, {problem})


def test_wrong_arguments_are_answered_in_json_too(capfd):
    with pytest.raises(SystemExit) as ended:
        Command().run_from_argv(["manage.py", "check_upload", "--json", "--colour", "x.pdf"])

    answer = json.loads(capfd.readouterr().out)
    assert (ended.value.code, codes(answer)) == (3, {"wrong_use"})
    assert list(schemas.faults(answer, schemas.schema("check_upload"))) == []


def test_people_read_why_in_their_language(capfd, tmp_path):
    file = with_opening_action(tmp_path / "launch.pdf", {"/S": pikepdf.Name.Launch, "/F": "x.exe"})

    with override("vi"), pytest.raises(SystemExit):
        call_command("check_upload", str(file))

    first, *reasons = capfd.readouterr().out.splitlines()
    assert first == f"{file}: TẠM GIỮ"
    assert any(line.startswith("  Tệp có hành động khởi chạy chương trình. Đề") for line in reasons)


def test_from_a_shell_it_needs_no_database_and_prints_only_json(tmp_path):
    env = {**os.environ, "DOCFLOW_DATA": str(tmp_path / "data"), "LC_ALL": "C"}

    done = subprocess.run(
        [sys.executable, "manage.py", "check_upload", str(WORD), "--json"],
        cwd=Path(__file__).parents[3],
        env=env,
        capture_output=True,
        timeout=60,
    )

    assert (done.returncode, done.stderr, done.stdout.count(b"\n")) == (0, b"", 1)
    assert json.loads(done.stdout)["indication"] == "ACCEPTED"
