"""The limited child: whatever it meets, its parent lives and gives an answer."""

import json
import os
import socket
import subprocess
import sys
import textwrap
import time

import pytest

from signing import child
from signing.check import LARGEST_CHECKED, check
from signing.upload import Reception, check_upload
from tests.signing.paper import draw_report
from tests.signing.test_upload import PAGE, PAGES, ROOT, built

CONFINED = """
    import os, socket, subprocess, sys
    from signing import child
    child.confine()
    try:
        {act}
    except (OSError, MemoryError) as error:
        os.write(1, type(error).__name__.encode())
        os._exit(0)
    os.write(1, b"done")
    os._exit(0)
"""


@pytest.mark.parametrize(
    "act",
    [
        "socket.socket(socket.AF_INET, socket.SOCK_STREAM)",
        "socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)",
        "open('/tmp/should-not-be-written', 'w')",
        "os.unlink('/tmp/nothing')",
        "os.mkdir('/tmp/should-not-be-made')",
        "os.kill(os.getppid(), 9)",
        "os.execv('/bin/true', ['true'])",
        "bytearray(600 << 20)",
    ],
)
def test_a_confined_process_is_refused(act):
    program = textwrap.dedent(CONFINED).format(act=act)

    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)

    assert told.stdout in ("PermissionError", "MemoryError"), told


def test_a_confined_process_can_still_read(tmp_path):
    program = textwrap.dedent(CONFINED).format(act="open('/etc/hostname').read()")

    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)

    assert told.stdout == "done", told


def test_a_file_that_takes_too_long_is_answered_and_the_next_one_works(tmp_path):
    source, slow = draw_report(tmp_path / "r.pdf"), tmp_path / "slow.pdf"
    many = [b"<< /A [1 2 3 4 5 6 7 8] /B << /C << /D << /E (x) >> >> >> >>"] * 300_000
    built(slow, [PAGES, PAGE, *many, ROOT])
    started = time.monotonic()

    verdict = check_upload(slow)

    assert verdict.indication is Reception.REJECTED
    assert verdict.problems[0].code == "too_complex"
    assert time.monotonic() - started < child.PATIENCE + 2
    assert "BÁO CÁO" in json.loads(child.run("look", source))["text"]


def test_a_killed_warm_parent_is_replaced(tmp_path):
    source = draw_report(tmp_path / "r.pdf")
    child.warm_up()
    nursery = child._nursery()

    nursery._process.kill()
    nursery._process.wait()

    assert "BÁO CÁO" in json.loads(child.run("look", source))["text"]


def test_a_forked_worker_gets_its_own_warm_parent(tmp_path):
    source = draw_report(tmp_path / "r.pdf")
    child.warm_up()
    ours, theirs = socket.socketpair()

    if os.fork() == 0:
        theirs.sendall(child.run("look", source)[:20].encode())
        child.close()
        os._exit(0)
    os.wait()

    assert ours.recv(100)
    ours.close()
    theirs.close()


def test_many_ask_at_once(tmp_path):
    from concurrent.futures import ThreadPoolExecutor

    source = draw_report(tmp_path / "r.pdf")

    with ThreadPoolExecutor(8) as pool:
        texts = list(pool.map(lambda _: child.run("look", source), range(24)))

    assert len(set(texts)) == 1


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.7", b"%PDF-1.7\n%%EOF", bytes(5000), b"\xff" * 99]
)
def test_rubbish_is_a_verdict_and_no_exception(tmp_path, content):
    (tmp_path / "x.pdf").write_bytes(content)

    verdict = check(tmp_path / "x.pdf", anchors=[])

    assert not verdict.passed
    assert verdict.problems


def test_a_missing_file_is_the_callers_mistake(tmp_path):
    with pytest.raises(FileNotFoundError):
        check(tmp_path / "nothing.pdf", anchors=[])


def test_a_file_far_too_large_to_check_is_answered_at_once(tmp_path):
    path = draw_report(tmp_path / "r.pdf")
    with path.open("r+b") as stream:
        stream.truncate(LARGEST_CHECKED + 1)
    started = time.monotonic()

    verdict = check(path, anchors=[])

    assert verdict.problems[0].text == "The file is larger than 200 MB; it is not checked."
    assert time.monotonic() - started < 0.5


def test_a_file_that_ends_as_no_pdf_is_answered_at_once(tmp_path):
    path = tmp_path / "junk.pdf"
    path.write_bytes(b"%PDF-1.7\n" + b"1 0 obj\n<<" * 4_000_000)
    started = time.monotonic()

    verdict = check(path, anchors=[])

    assert "does not end as a PDF does" in verdict.problems[0].text
    assert time.monotonic() - started < 0.5


def test_a_check_that_takes_too_long_says_so_in_a_sentence(tmp_path):
    path = tmp_path / "slow.pdf"
    table = b"xref\n0 3000000\n" + b"0000000009 00000 n \n" * 3_000_000
    end = b"trailer\n<< /Size 3000000 /Root 1 0 R >>\nstartxref\n9\n%%EOF\n"
    path.write_bytes(b"%PDF-1.7\n" + table + end)
    started = time.monotonic()

    verdict = check(path, anchors=[])

    assert not verdict.passed
    assert "; get it anew from its sender." in verdict.problems[0].text
    assert time.monotonic() - started < child.PATIENCE + 2


def test_a_check_that_stood_still_is_tried_as_often_as_asked(tmp_path, monkeypatch):
    source, ran = draw_report(tmp_path / "r.pdf"), child.run
    stood_still = [True]

    def run(task, path, **given):
        if stood_still and stood_still.pop():
            raise child.ChildFailed("killed")
        return ran(task, path, **given)

    monkeypatch.setattr(child, "run", run)

    assert check(source, anchors=[]).problems[0].code == "unreadable"
    stood_still.append(True)
    assert check(source, anchors=[], tries=2).problems[0].code == "no_signature"
