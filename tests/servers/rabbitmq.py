"""A private RabbitMQ node from Debian's package, with a port mapper (epmd) of its own."""

import shutil
import subprocess
from pathlib import Path

from amqp.exceptions import AMQPError
from kombu import Connection, Queue
from kombu.exceptions import OperationalError

from tests.servers.guard import Guard
from tests.servers.install import MissingServer, command, program
from tests.servers.process import Server, free_port


class RabbitMQ(Server):
    """One node without plugins; nothing of it listens outside loopback."""

    name = "RabbitMQ"
    variable = "DOCFLOW_TEST_AMQP"
    account = "rabbitmq"

    def __init__(self, folder: Path, guard: Guard) -> None:
        self._program = program("rabbitmq-server")
        self._port, self._mapper_port, self._node_port = free_port(), free_port(), free_port()
        self._mapper: subprocess.Popen[bytes] | None = None
        super().__init__(folder, guard)
        self._plugins = self._write("enabled_plugins", "[].\n")
        self._settings = self._write("rabbitmq.conf", "")

    @property
    def url(self) -> str:
        return f"amqp://guest:guest@127.0.0.1:{self._port}//"

    def version(self) -> str:
        with Connection(self.url) as connection:
            return str(connection.connection.server_properties["version"])

    def kill(self) -> None:
        """End the node and its port mapper."""
        super().kill()
        if self._mapper:
            self._mapper.kill()
            self._mapper.wait()
            self._mapper = None

    def _launch(self) -> None:
        mapper = shutil.which("epmd")
        if not mapper:
            raise MissingServer(f"epmd is missing. Run as root: {command(['rabbitmq-server'])}")
        self._mapper = self._run([mapper, "-port", str(self._mapper_port), "-address", "127.0.0.1"])
        self._process = self._run([self._program])

    def _environment(self) -> dict[str, str]:
        own = {
            "ERL_EPMD_PORT": self._mapper_port,
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODENAME": f"docflow{self._port}@localhost",
            "RABBITMQ_NODE_PORT": self._port,
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_DIST_PORT": self._node_port,
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
            "RABBITMQ_CONF_ENV_FILE": self.folder / "none",
            "RABBITMQ_CONFIG_FILE": self._settings,
            "RABBITMQ_ENABLED_PLUGINS_FILE": self._plugins,
            "RABBITMQ_MNESIA_BASE": self.folder / "data",
            "RABBITMQ_GENERATED_CONFIG_DIR": self.folder / "generated",
            "RABBITMQ_LOG_BASE": self.folder / "log",
            "RABBITMQ_PID_FILE": self.folder / "pid",
            "RUNNING_UNDER_SYSTEMD": "1",  # no shell in between: signals reach the node itself
        }
        return super()._environment() | {name: str(value) for name, value in own.items()}

    def _answers(self) -> bool:
        """Whether a durable queue can be made: a port that is open may not yet serve."""
        try:
            with Connection(self.url, connect_timeout=2) as connection:
                queue = Queue("are-you-there", channel=connection.default_channel)
                queue.declare()
                queue.delete()
        except (OSError, AMQPError, OperationalError):
            return False
        return True
