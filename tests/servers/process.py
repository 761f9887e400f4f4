"""A server as a child process: start, wait until it really answers, stop, kill, pause."""

import os
import pwd
import random
import shutil
import signal
import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import ClassVar

from tests.servers.guard import Guard, send, tree, wait_until_stopped

GRPC_OFFSET = 10_000  # some servers listen this far above their port, too
PORTS = range(11_000, 22_000)  # below what the system gives to outgoing connections


class Server:
    """What all private servers have in common."""

    name: ClassVar[str]
    variable: ClassVar[str]  # where tests find its address
    account: ClassVar[str] = ""  # whom it runs as when root starts it, if it refuses root
    start_limit: ClassVar[float] = 60  # seconds

    def __init__(self, folder: Path, guard: Guard) -> None:
        self.folder = folder / self.name.lower()
        self.start_seconds = 0.0
        self._guard = guard
        self._process: subprocess.Popen[bytes] | None = None
        self._make_folder(self.folder)

    @property
    def url(self) -> str:
        """The address for clients; the same for the server's whole life."""
        raise NotImplementedError

    def version(self) -> str:
        """Which version runs."""
        raise NotImplementedError

    def start(self) -> str:
        """Start, or start again on the same data; the address once the server answers."""
        began = time.monotonic()
        self._launch()
        while not self._answers():
            self._check(began)
            time.sleep(0.05)
        self.start_seconds = time.monotonic() - began
        return self.url

    def stop(self, patience: float = 30) -> None:
        """End it as its manual says, so that everything is written."""
        if self._process:
            self._process.send_signal(self._stop_signal())
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(patience)
        self.kill()

    def kill(self) -> None:
        """End it at once, as kill -9 does, with all processes it started."""
        if self._process:
            send(tree(self._process.pid), signal.SIGSTOP)
            send(tree(self._process.pid), signal.SIGKILL)
            self._process.wait()
            self._process = None

    def restart(self) -> str:
        """Stop and start on the same data and address."""
        self.stop()
        return self.start()

    def pause(self) -> None:
        """Keep connections open and answer nothing, until `resume`."""
        assert self._process
        pids = tree(self._process.pid)
        send(pids, signal.SIGSTOP)
        wait_until_stopped(pids)

    def resume(self) -> None:
        """Go on after `pause`."""
        assert self._process
        send(tree(self._process.pid), signal.SIGCONT)

    @property
    def running(self) -> bool:
        """Whether the process lives."""
        return self._process is not None and self._process.poll() is None

    def _launch(self) -> None:
        raise NotImplementedError

    def _answers(self) -> bool:
        raise NotImplementedError

    def _stop_signal(self) -> signal.Signals:
        return signal.SIGTERM

    def _run(self, command: list[str | Path], **environment: str) -> subprocess.Popen[bytes]:
        """Start a process of this server, in its own session and under its own account."""
        with (self.folder / "output").open("ab") as output:
            process = subprocess.Popen(
                command,
                cwd=self.folder,
                env=self._environment() | environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                **self._as_account(),  # type: ignore[call-overload]
            )
        self._guard.process(process.pid)
        return process

    def _environment(self) -> dict[str, str]:
        """Nothing of the caller's but the search path: no variable of his bends a server."""
        return {
            "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
            "HOME": str(self.folder),
            "LC_ALL": "C.UTF-8",
        }

    def _as_account(self) -> dict[str, object]:
        if not self._needs_account():
            return {}
        return {"user": self.account, "group": _group(self.account), "extra_groups": []}

    def _needs_account(self) -> bool:
        return bool(self.account) and os.geteuid() == 0

    def _make_folder(self, folder: Path) -> None:
        folder.mkdir(mode=0o700)
        self._give(folder)

    def _write(self, name: str, text: str) -> Path:
        """Write a file only this server reads."""
        path = self.folder / name
        path.touch(mode=0o600)
        path.write_text(text)
        self._give(path)
        return path

    def _give(self, path: Path) -> None:
        if self._needs_account():
            shutil.chown(path, self.account, _group(self.account))

    def _check(self, began: float) -> None:
        late = time.monotonic() - began > self.start_limit
        if late or not self.running:
            lines = (self.folder / "output").read_text(errors="replace").splitlines()
            why = f"did not answer within {self.start_limit:.0f} s" if late else "ended at start"
            self.kill()
            raise RuntimeError("\n".join([f"{self.name} {why}.", *lines[-20:]]))


def free_port(offset: int = 0) -> int:
    """A loopback port nobody listens on; with an offset, that far above it neither."""
    for port in random.sample(PORTS, 200):
        if _is_free(port) and (not offset or _is_free(port + offset)):
            return port
    raise RuntimeError("No free loopback port was found.")


def _is_free(port: int) -> bool:
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _group(account: str) -> int:
    return pwd.getpwnam(account).pw_gid
