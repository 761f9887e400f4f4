"""Start Docflow whole: the pages and the worker, from one command."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from threading import Event
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from docflow import clock
from docflow.audit.checks import refuse_bad_start
from docflow.commands import Exit
from docflow.demo import worker
from docflow.demo.morning import lay_out
from docflow.demo.scenes import Stage
from docflow.demo.seed import seed
from docflow.demo.story import play, working_days
from docflow.demo.telling import Teller
from docflow.people import demo_people
from docflow.units.models import Unit

Part = subprocess.Popen[bytes]
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PATIENCE = 10  # seconds the parts have to end by themselves
LONGEST_START = 60  # seconds until the address is told even though nothing answers yet


class Command(BaseCommand):
    help = "Start the pages and the worker; on the first start in the sandbox, play the story."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--empty", action="store_true", help="do not play the sample story")

    def handle(self, *, port: int, host: str, empty: bool, **_options: Any) -> None:
        _refuse_taken(host, port)
        _when_to_end(_interrupt)
        try:
            self._prepare(empty)
            _refuse_taken(host, port)  # preparing takes long enough for another to have started
            self._run([worker.command(), _web(host, port)], host, port)
        except KeyboardInterrupt:
            self.stdout.write("Stopping ...")

    def _prepare(self, empty: bool) -> None:
        call_command("migrate", verbosity=0)
        refuse_bad_start()
        call_command("collectstatic", interactive=False, verbosity=0)
        if settings.DOCFLOW_SANDBOX and not empty and not Unit.objects.exists():
            self._play()

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
        asked = Event()
        # Only noted: nothing may come between starting a part and noting it.
        _when_to_end(lambda *_signal: asked.set())
        parts: list[Part] = []
        try:
            for each in commands:
                parts.append(_start(each))
            if _wait(parts, host, port, asked):
                self._tell(host, port)
            while _all_run(parts, asked):
                time.sleep(0.2)
        finally:
            _stop(parts)
        if not asked.is_set():
            raise CommandError("A part ended by itself; what it said stands above.")
        self.stdout.write("Stopping ...")


def _refuse_taken(host: str, port: int) -> None:
    """Two servers may share a port, and then requests are split between them: refuse the second.

    Raises CommandError.
    """
    try:
        family, *_kind, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(place)
            probe.listen(1)
    except (OSError, OverflowError) as error:
        text = _(
            "Port %(port)s of %(host)s cannot be used (%(error)s). "
            "End what uses it, or name another port with --port."
        )
        told = text % {"port": port, "host": host, "error": error}
        raise CommandError(told, returncode=Exit.WRONG_USE) from error


def _start(command: list[str]) -> Part:
    """A part in a group of its own, so that whatever it starts can be ended with it."""
    return subprocess.Popen(
        command, env=os.environ, start_new_session=True, preexec_fn=worker.end_with_us
    )


def _web(host: str, port: int) -> list[str]:
    """One process with threads: enough for an office, and friendly to SQLite."""
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host),
        *("--port", str(port), "--workers", "1", "--blocking-threads", "8"),
        *("--log-level", "warning", "config.wsgi:application"),
    ]


def _all_run(parts: list[Part], asked: Event) -> bool:
    return not asked.is_set() and all(part.poll() is None for part in parts)


def _wait(parts: list[Part], host: str, port: int, asked: Event) -> bool:
    """Until the pages answer or it has taken too long; False when a part or all is to end."""
    end = time.monotonic() + LONGEST_START
    while (running := _all_run(parts, asked)) and time.monotonic() < end:
        with suppress(OSError), socket.create_connection((host, port), timeout=1):
            return True
        time.sleep(0.1)
    return running


def _when_to_end(handle: Callable[..., None]) -> None:
    """What a signal to end does from now on; one that is ignored (nohup) stays ignored."""
    for name in ENDING:
        if signal.getsignal(name) is not signal.SIG_IGN:
            signal.signal(name, handle)


def _interrupt(*_signal: Any) -> None:
    raise KeyboardInterrupt


def _stop(parts: list[Part]) -> None:
    """Ask the parts to end, wait, then end whatever is left of them and of what they started."""
    for part in parts:
        part.terminate()
    end = time.monotonic() + PATIENCE
    for part in parts:
        with suppress(subprocess.TimeoutExpired):
            part.wait(timeout=max(0, end - time.monotonic()))
    for part in parts:
        with suppress(ProcessLookupError):
            os.killpg(part.pid, signal.SIGKILL)
        part.wait()
