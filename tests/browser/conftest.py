"""A real browser before a real installation: pages, worker and the sample story's morning."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.people import Site, Visit

CHROMIUM = "/usr/bin/chromium"
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
PATIENCE = 240  # seconds until the installation has played the story and answers


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """An installation of its own, started the way a new user starts it."""
    data = tmp_path_factory.mktemp("site")
    port = _free_port()
    log = data / "up.log"
    env = {**os.environ, "DOCFLOW_DATA": str(data), "DOCFLOW_LANGUAGE": "vi"}
    env["DOCFLOW_BASE_URL"] = f"http://127.0.0.1:{port}"
    for name in ("DATABASE_URL", "STORAGE_URL", "CELERY_BROKER_URL"):
        env.pop(name, None)
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "up", "--port", str(port)],
            stdout=out,
            stderr=subprocess.STDOUT,
            env=env,
            cwd=Path(__file__).parents[2],
        )
    try:
        _wait(process, port, log)
        yield Site(f"http://127.0.0.1:{port}", data)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium; gone after these tests, as others need this thread's event loop."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield browser
        browser.close()


@pytest.fixture
def visit(site: Site, chromium: Browser) -> Iterator[Visit]:
    """Opens pages as people; at the end of the test no page may have complained or called out."""
    visiting = Visit(site, chromium)
    yield visiting
    visiting.close()
    assert visiting.complaints == []


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        assert process.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/sign-in/", timeout=2):
                return
        except OSError:
            time.sleep(0.3)
    raise AssertionError(f"The site did not come up: {log.read_text()[-3000:]}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
