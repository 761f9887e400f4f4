"""docflow-desk as its own process, with a person at its terminal."""

import os
import pty
import re
import select
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from tests.servers.process import free_port

ROOT = Path(__file__).parents[2]
PATIENCE = 20  # seconds
PORT = free_port()
"""Where the sites that this process starts look for the program."""


@dataclass
class AtDesk:
    """The program, listening, and what its terminal has shown."""

    process: subprocess.Popen[bytes]
    terminal: int
    shown: str = field(default="")

    @classmethod
    def begin(cls, origin: str, *words: str, port: int = 0) -> "AtDesk":
        """Start it and wait until it listens."""
        ours, theirs = pty.openpty()
        command = [sys.executable, "-m", "signing.desk", "--origin", origin, "--port", str(port)]
        process = subprocess.Popen(
            [*command, "--language", "en", *words],
            cwd=ROOT,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
        )
        os.close(theirs)
        started = cls(process, ours)
        started.wait_for("Ctrl+C ends it")
        return started

    @property
    def port(self) -> int:
        found = re.search(r"http://127\.0\.0\.1:(\d+)/", self.shown)
        assert found, self.shown
        return int(found[1])

    def wait_for(self, text: str) -> None:
        """Until the terminal has shown this."""
        ends = time.monotonic() + PATIENCE
        while text not in self.shown:
            assert time.monotonic() < ends, self.shown
            if select.select([self.terminal], [], [], 0.2)[0]:
                self.shown += os.read(self.terminal, 4096).decode()

    def type(self, text: str) -> None:
        """What the person types where the PIN is asked, and Enter."""
        self.wait_for("PIN: ")
        self.shown = self.shown.replace("PIN: ", "PIN asked", 1)
        os.write(self.terminal, f"{text}\n".encode())

    def end(self) -> None:
        self.process.terminate()
        self.process.wait(PATIENCE)
        os.close(self.terminal)
