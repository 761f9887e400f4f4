"""The real server and the worker, as `manage.py up` starts them."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from docflow.demo import worker
from tests.servers.process import free_port

PATIENCE = 60  # seconds until it answers


@contextmanager
def running() -> Iterator[str]:
    """The address of the server, with a worker beside it; both gone at the end."""
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    env = {**os.environ, "DOCFLOW_BASE_URL": base}
    log = Path(settings.DOCFLOW_DATA) / "web.log"
    with log.open("ab") as out, worker.working():
        process = subprocess.Popen(_command(port), env=env, stdout=out, stderr=out)
        try:
            _wait(process, f"{base}/ok/", log)
            yield base
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def workers() -> int:
    """One process where the database is a file; one for each core before a server."""
    return 1 if connection.vendor == "sqlite" else 2


def loaded(orders: dict[str, Any]) -> dict[str, Any]:
    """Run the load generator as a process of its own; what it took."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.pages.load"],
        input=json.dumps(orders).encode(),
        stdout=subprocess.PIPE,
        timeout=orders["seconds"] + 120,
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _command(port: int) -> list[str]:
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"),
        *("--port", str(port), "--workers", str(workers()), "--blocking-threads", "8"),
        *("--log-level", "warning", "tests.bench.pages.served:application"),
    ]


def _wait(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        assert process.poll() is None, log.read_text()[-2000:]
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"The server did not come up: {log.read_text()[-2000:]}")
