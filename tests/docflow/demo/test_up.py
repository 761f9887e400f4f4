"""Starting Docflow whole: what it prints."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
PATIENCE = 90  # seconds, on a busy machine


def test_the_address_is_the_last_thing_told_and_answers(tmp_path: Path) -> None:
    outside = ("DATABASE_URL", "STORAGE_URL", "CELERY_BROKER_URL")
    env = {name: value for name, value in os.environ.items() if name not in outside}
    port, log = _free_port(), tmp_path / "up.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "up", "--empty", "--port", str(port)],
            stdout=out,
            stderr=subprocess.STDOUT,
            env=env | {"DOCFLOW_DATA": str(tmp_path / "data")},
            cwd=ROOT,
        )
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
