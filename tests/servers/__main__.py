"""Run a command with all servers up, or install what they need."""

import os
import signal
import subprocess
import sys

from tests.servers import MissingServer, Server, all_running
from tests.servers.install import install

USAGE = "Use: python -m tests.servers --install | -- COMMAND …"
WRONG_USE, UNABLE = 3, 1


def main(arguments: list[str]) -> int:
    """The exit code of the command, 1 when the servers cannot be had, 3 for wrong use."""
    if arguments == ["--install"]:
        return install()
    if len(arguments) < 2 or arguments[0] != "--":
        print(USAGE)
        return WRONG_USE
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGHUP, _leave)
    try:
        with all_running() as servers:
            for server in servers:
                print(_line(server), flush=True)
            return _run(arguments[1:], {server.variable: server.url for server in servers})
    except MissingServer as error:
        print(error)
        return UNABLE
    except KeyboardInterrupt:
        return 128 + signal.SIGINT


def _run(command: list[str], addresses: dict[str, str]) -> int:
    with subprocess.Popen(command, env=os.environ | addresses) as process:
        try:
            return _exit_code(process.wait())
        except BaseException:
            process.terminate()
            raise


def _exit_code(returned: int) -> int:
    """As a shell says it: 128 and the signal for a command that was killed."""
    return returned if returned >= 0 else 128 - returned


def _leave(number: int, _: object) -> None:
    sys.exit(128 + number)


def _line(server: Server) -> str:
    return f"{server.name} {server.version()} up in {server.start_seconds:.1f} s"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
