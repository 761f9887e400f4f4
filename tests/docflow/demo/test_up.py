"""Starting Docflow whole: what it prints."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
PATIENCE = 240  # seconds, on a busy machine


def test_the_address_is_the_last_thing_told_and_answers(tmp_path: Path) -> None:
    port, log = _free_port(), tmp_path / "up.log"
    process = _up(port, tmp_path)
    try:
        said = _said_with(f"http://127.0.0.1:{port}/", log, process)
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
        time.sleep(2)  # a part that still had something to say would say it now
        at_last = log.read_text().strip()
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)

    assert said == at_last
    assert at_last.splitlines()[-1].startswith("Docflow is at ")


def test_a_port_that_is_taken_is_refused_before_anything_starts(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)  # as the server of the pages
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        ended = _up(port, tmp_path).wait(timeout=PATIENCE)

    said = (tmp_path / "up.log").read_text()
    assert (ended, f"Port {port} " in said, "--port" in said) == (3, True, True)
    assert not (tmp_path / "data" / "docflow.sqlite3").exists()


def test_asked_to_end_while_the_pages_start_it_leaves_nothing_behind(tmp_path: Path) -> None:
    process = _up(_free_port(), tmp_path)
    data = str(tmp_path / "data")
    end = time.monotonic() + PATIENCE
    while not any("granian" in line for line in _running(data)) and time.monotonic() < end:
        time.sleep(0.02)

    process.send_signal(signal.SIGTERM)
    ended = process.wait(timeout=PATIENCE)

    assert (ended, _running(data)) == (0, [])


def _up(port: int, folder: Path) -> subprocess.Popen[bytes]:
    outside = ("DATABASE_URL", "STORAGE_URL", "CELERY_BROKER_URL")
    env = {name: value for name, value in os.environ.items() if name not in outside}
    with (folder / "up.log").open("wb") as out:
        return subprocess.Popen(
            [sys.executable, "manage.py", "up", "--empty", "--port", str(port)],
            stdout=out,
            stderr=subprocess.STDOUT,
            env=env | {"DOCFLOW_DATA": str(folder / "data")},
            cwd=ROOT,
        )


def _running(data: str) -> list[str]:
    """The command lines of the processes that work in this folder."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if f"DOCFLOW_DATA={data}\0".encode() in (place / "environ").read_bytes():
                found.append((place / "cmdline").read_text().replace("\0", " "))
    return [line for line in found if line]


def _said_with(words: str, log: Path, process: subprocess.Popen[bytes]) -> str:
    """What was printed once these words are among it."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        said = log.read_text().strip()
        if words in said:
            return said
        time.sleep(0.1)
    raise AssertionError(f"The address was not told: {log.read_text()[-3000:]}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
