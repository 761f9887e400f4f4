"""A private PostgreSQL cluster from Debian's package, sorting as Vietnamese does."""

import signal
from pathlib import Path

import psycopg

from tests.servers.guard import Guard
from tests.servers.install import program
from tests.servers.process import Server, free_port

LOCALE = ("--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=vi")
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "200",
    "fsync": "off",  # power is not cut in tests; kill -9 loses nothing without it
    "full_page_writes": "off",
    "timezone": "UTC",
}


class PostgreSQL(Server):
    """One cluster, its superuser and one database both named docflow."""

    name = "PostgreSQL"
    variable = "DOCFLOW_TEST_POSTGRES"
    account = "postgres"

    def __init__(self, folder: Path, guard: Guard) -> None:
        self._programs = program("postgresql").parent
        self._port = free_port()
        super().__init__(folder, guard)

    @property
    def url(self) -> str:
        return f"postgres://docflow@127.0.0.1:{self._port}/docflow"

    def version(self) -> str:
        with self._connect("postgres") as connection:
            row = connection.execute("SHOW server_version").fetchone()
        return str(row[0]).split()[0] if row else ""

    def start(self) -> str:
        """Start; the database is made the first time."""
        super().start()
        with self._connect("postgres") as connection:
            query = "SELECT 1 FROM pg_database WHERE datname = 'docflow'"
            if not connection.execute(query).fetchone():
                connection.execute("CREATE DATABASE docflow")
        return self.url

    def _launch(self) -> None:
        data = self.folder / "data"
        if not (data / "PG_VERSION").exists():
            self._make_cluster(data)
        settings = [f"-c{name}={value}" for name, value in SETTINGS.items()]
        self._process = self._run(
            [self._programs / "postgres", "-D", data, "-p", str(self._port), *settings]
        )

    def _make_cluster(self, data: Path) -> None:
        made = self._run(
            [self._programs / "initdb", "-D", data, "-U", "docflow", "-A", "trust", "-N", *LOCALE]
        )
        if made.wait():
            raise RuntimeError("initdb failed:\n" + (self.folder / "output").read_text())

    def _answers(self) -> bool:
        try:
            with self._connect("postgres") as connection:
                return connection.execute("SELECT 1").fetchone() == (1,)
        except psycopg.OperationalError:
            return False

    def _stop_signal(self) -> signal.Signals:
        return signal.SIGINT  # "fast": ends sessions, writes everything

    def _connect(self, database: str) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(
            host="127.0.0.1",
            port=self._port,
            user="docflow",
            dbname=database,
            autocommit=True,
            connect_timeout=5,
        )
