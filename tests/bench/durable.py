"""A PostgreSQL as in production: what it has committed is on the disk."""

import subprocess
from pathlib import Path

from tests.servers import PostgreSQL


class DurablePostgreSQL(PostgreSQL):
    """The tests' server with fsync and full_page_writes, which tests do without."""

    def _run(self, command: list[str | Path], **environment: str) -> subprocess.Popen[bytes]:
        if Path(command[0]).name == "postgres":
            command = [*command, "-cfsync=on", "-cfull_page_writes=on"]
        return super()._run(command, **environment)
