"""The tests' own servers: they serve, survive what tests do to them, and never outlive the run."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
from kombu import Connection

from tests.servers import PostgreSQL, RabbitMQ, address_of, private
from tests.servers.guard import started_at
from tests.servers.install import PACKAGES, MissingServer, missing, program

# A run that starts a server, says where, and waits to be ended.
RUN = """
import signal, time
signal.signal(signal.SIGINT, signal.default_int_handler)  # a run in the background ignores it
from tests.servers import PostgreSQL, private
with private(PostgreSQL) as server:
    print(server.folder.parent, server._process.pid, flush=True)
    time.sleep(60)
"""


def test_the_database_keeps_what_was_committed_when_killed():
    with private(PostgreSQL) as server:
        with psycopg.connect(server.url, autocommit=True) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 1 AS one")
        server.kill()
        server.start()

        with psycopg.connect(server.url) as connection:
            assert connection.execute("SELECT one FROM kept").fetchone() == (1,)


def test_the_database_sorts_as_vietnamese_does():
    query = "SELECT name FROM unnest(ARRAY['Đà','Âu','Da','An','Bắc','Ăn']) AS name ORDER BY name"

    with psycopg.connect(address_of(PostgreSQL)) as connection:
        names = [name for (name,) in connection.execute(query)]

    assert names == ["An", "Ăn", "Âu", "Bắc", "Da", "Đà"]


def test_the_broker_takes_a_quorum_queue_and_gives_back_its_message():
    with Connection(address_of(RabbitMQ)) as connection:
        name = f"papers-{os.getpid()}"
        queue = connection.SimpleQueue(name, queue_args={"x-queue-type": "quorum"})
        queue.put("số đến 12")

        message = queue.get(timeout=10)

        assert message.payload == "số đến 12"
        message.ack()
        queue.close()


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_run_that_is_ended_leaves_neither_processes_nor_files(end):
    with subprocess.Popen([sys.executable, "-c", RUN], stdout=subprocess.PIPE, text=True) as run:
        folder, pid = run.stdout.readline().split()
        server = started_at(int(pid))
        assert server != "gone"

        run.send_signal(end)
        run.wait(20)

    assert _soon(lambda: not _lives(int(pid), server))
    assert _soon(lambda: not Path(folder).exists())


def test_the_command_gets_the_addresses_and_its_exit_code_comes_back():
    told = subprocess.run(
        [sys.executable, "-m", "tests.servers", "--"],
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert (told.returncode, told.stdout) == (
        3,
        "Use: python -m tests.servers --install | -- COMMAND …\n",
    )


def test_a_missing_address_is_a_failure_that_names_the_remedy(monkeypatch):
    monkeypatch.delenv(PostgreSQL.variable, raising=False)

    with pytest.raises(LookupError, match="make test"):
        address_of(PostgreSQL)


def test_a_missing_program_is_named_with_the_line_that_installs_it(monkeypatch):
    monkeypatch.setitem(PACKAGES, "redis-server", ("/nowhere/redis", "no-such-program"))

    assert missing() == ["redis-server"]
    with pytest.raises(MissingServer, match=r"apt-get install -y .+ redis-server$"):
        program("redis-server")


def test_a_server_that_cannot_start_says_what_it_printed(tmp_path):
    with private(PostgreSQL) as server:
        server.stop()
        (server.folder / "data" / "PG_VERSION").write_text("9.6\n")

        with pytest.raises(RuntimeError, match="not compatible"):
            server.start()


def _lives(pid: int, start: str) -> bool:
    """Whether it still runs; a zombie nobody reaped does not."""
    state = Path(f"/proc/{pid}/stat")
    return (
        started_at(pid) == start
        and state.exists()
        and state.read_text().rpartition(")")[2].split()[0] != "Z"
    )


def _soon(holds, patience=10.0) -> bool:
    until = time.monotonic() + patience
    while not holds() and time.monotonic() < until:
        time.sleep(0.05)
    return holds()
