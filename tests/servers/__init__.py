"""Real servers for the tests: PostgreSQL, RabbitMQ and S3, private, on free loopback ports.

    python -m tests.servers -- COMMAND ...    run a command with all three up
    python -m tests.servers --install         install what is missing, as root through apt

The command finds them in the variables below. A test that breaks a server starts its own:

    with private(RabbitMQ) as server:
        server.kill()
        server.start()
"""

from tests.servers.install import MissingServer
from tests.servers.postgres import PostgreSQL
from tests.servers.process import Server
from tests.servers.rabbitmq import RabbitMQ
from tests.servers.run import VARIABLES, address_of, all_running, private
from tests.servers.seaweedfs import SeaweedFS

__all__ = [
    "VARIABLES",
    "MissingServer",
    "PostgreSQL",
    "RabbitMQ",
    "SeaweedFS",
    "Server",
    "address_of",
    "all_running",
    "private",
]
