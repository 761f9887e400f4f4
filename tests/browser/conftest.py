"""A real browser before a real installation: pages, worker and the sample story's morning."""

import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests import empty_tables
from tests.browser.people import Site, Visit
from tests.servers import plugin
from tests.servers.at_desk import PORT

ROOT = Path(__file__).parents[2]
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
MORNING = "from tests.browser.morning import prepare; prepare()"
PATIENCE = 240  # seconds until the installation has played the story and answers


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data of an installation that has told its story, told once for all workers of a run."""
    shared = empty_tables.shared(tmp_path_factory)
    folder = shared / "played"
    with (shared / "played.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            data = shared / "playing"
            data.mkdir()
            empty_tables.copy_file(tmp_path_factory, data / "docflow.sqlite3")
            with _up(data):
                pass
            subprocess.run(
                [sys.executable, "manage.py", "shell", "--no-imports", "-c", MORNING],
                env=_env(data),
                cwd=ROOT,
                check=True,
            )
            data.rename(folder)
    return folder


@pytest.fixture(scope="package")
def site(played: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """An installation of its own, started the way a new user starts it; gone after these tests."""
    data = tmp_path_factory.mktemp("site") / "data"
    shutil.copytree(played, data)
    with _up(data) as address:
        yield Site(address, data)


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


@pytest.fixture
def at_site(site: Site) -> Callable[[str], str]:
    """Runs a few lines of Python inside the installation; what they printed."""

    def run(lines: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", "shell", "--no-imports", "-c", lines],
            env=_env(site.data),
            cwd=ROOT,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
        return done.stdout

    return run


@contextmanager
def _up(data: Path) -> Iterator[str]:
    """The installation over this data while it runs; where it answers."""
    port = _free_port()
    log = data.with_suffix(".log")
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "up", "--port", str(port)],
            stdout=out,
            stderr=subprocess.STDOUT,
            env={**_env(data), "DOCFLOW_BASE_URL": f"http://127.0.0.1:{port}"},
            cwd=ROOT,
        )
    try:
        _wait(process, port, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()


def _env(data: Path) -> dict[str, str]:
    outside = ("DATABASE_URL", "STORAGE_URL", "CELERY_BROKER_URL")
    env = {name: value for name, value in os.environ.items() if name not in outside}
    ours = {"DOCFLOW_DATA": str(data), "DOCFLOW_LANGUAGE": "vi", "DOCFLOW_DESK_PORT": str(PORT)}
    ours["DOCFLOW_PLUGIN"] = f"ws://127.0.0.1:{plugin.PORT}"
    return env | ours


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
