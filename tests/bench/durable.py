"""A PostgreSQL as in production: what it has committed is on the disk."""

import subprocess
from pathlib import Path

from tests.servers import PostgreSQL

MEMORY = {
    "shared_buffers": "4GB",
    "effective_cache_size": "12GB",
    "work_mem": "16MB",
    "max_wal_size": "8GB",
    "random_page_cost": "1.1",
}


class DurablePostgreSQL(PostgreSQL):
    """The tests' server with fsync and full_page_writes, which tests do without."""

    def _run(self, command: list[str | Path], **environment: str) -> subprocess.Popen[bytes]:
        if Path(command[0]).name == "postgres":
            command = [*command, "-cfsync=on", "-cfull_page_writes=on"]
        return super()._run(command, **environment)


class LargePostgreSQL(DurablePostgreSQL):
    """The same with the memory an administrator would give it on a machine of 24 GiB."""

    def _run(self, command: list[str | Path], **environment: str) -> subprocess.Popen[bytes]:
        if Path(command[0]).name == "postgres":
            command = [*command, *(f"-c{name}={value}" for name, value in MEMORY.items())]
        return super()._run(command, **environment)
