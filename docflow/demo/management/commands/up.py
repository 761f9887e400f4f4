"""Start Docflow whole: the pages and the worker, from one command."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from docflow import clock
from docflow.audit.checks import refuse_bad_start
from docflow.demo import worker
from docflow.demo.morning import lay_out
from docflow.demo.scenes import Stage
from docflow.demo.seed import seed
from docflow.demo.story import play, working_days
from docflow.demo.telling import Teller
from docflow.people import demo_people
from docflow.units.models import Unit

PATIENCE = 10  # seconds the parts have to end by themselves
LONGEST_START = 60  # seconds until the address is told even though nothing answers yet


class Command(BaseCommand):
    help = "Start the pages and the worker; on the first start in the sandbox, play the story."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--empty", action="store_true", help="do not play the sample story")

    def handle(self, *, port: int, host: str, empty: bool, **_: Any) -> None:
        call_command("migrate", verbosity=0)
        refuse_bad_start()
        call_command("collectstatic", interactive=False, verbosity=0)
        if settings.DOCFLOW_SANDBOX and not empty and not Unit.objects.exists():
            self._play()
        self._run([worker.command(), _web(host, port)], host, port)

    def _play(self) -> None:
        tell = Teller(sys.stdout)
        tell.plain("First start: playing the sample story (under a minute).")
        days = working_days()
        clock.set_to(clock.at(days[0], 7))
        cast = seed(3, tell)
        stage = Stage(tell)
        with worker.working():
            play(cast, stage, days)
            lay_out(cast, stage)

    def _tell(self, host: str, port: int) -> None:
        self.stdout.write(f"\nDocflow is at http://{host}:{port}/  (end with Ctrl+C)")
        people = demo_people.listed()
        if people:
            self.stdout.write(
                f"Sign in as one of the {len(people)} people listed there; "
                f"the password of all is {people[0].password}."
            )
        self.stdout.flush()

    def _run(self, commands: list[list[str]], host: str, port: int) -> None:
        """Run the parts until one ends or we are asked to stop; then stop the others.

        The address is told last, when it answers: what the parts say as they start stands above.
        """
        parts = [subprocess.Popen(each, env=os.environ) for each in commands]
        signal.signal(signal.SIGTERM, _interrupt)
        try:
            _wait(parts, host, port)
            self._tell(host, port)
            while all(part.poll() is None for part in parts):
                time.sleep(0.2)
        except KeyboardInterrupt:
            self.stdout.write("Stopping ...")
            return
        finally:
            _stop(parts)
        raise CommandError("A part ended by itself; what it said stands above.")


def _web(host: str, port: int) -> list[str]:
    """One process with threads: enough for an office, and friendly to SQLite."""
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host),
        *("--port", str(port), "--workers", "1", "--blocking-threads", "8"),
        *("--log-level", "warning", "config.wsgi:application"),
    ]


def _wait(parts: list[subprocess.Popen[bytes]], host: str, port: int) -> None:
    """Until the pages answer, a part has ended, or it has taken too long."""
    end = time.monotonic() + LONGEST_START
    while time.monotonic() < end and all(part.poll() is None for part in parts):
        with suppress(OSError), socket.create_connection((host, port), timeout=1):
            return
        time.sleep(0.1)


def _interrupt(*_: Any) -> None:
    raise KeyboardInterrupt


def _stop(parts: list[subprocess.Popen[bytes]]) -> None:
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, signal.SIG_IGN)  # whoever asks twice: the parts are ending already
    for part in parts:
        part.terminate()
    for part in parts:
        try:
            part.wait(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            part.kill()
            part.wait()
