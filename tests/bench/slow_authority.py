"""The sandbox authority, slow with its time-stamps: python -m tests.bench.slow_authority FOLDER."""

import sys
import time
from datetime import datetime
from pathlib import Path

from signing.sandbox import Sandbox
from signing.sandbox_server import serve

WAIT = 0.3  # seconds for each time-stamp


class SlowSandbox(Sandbox):
    """Makes everyone wait for a time-stamp, several at a time."""

    def time_stamp(self, request: bytes, at: datetime | None = None) -> bytes:
        """Answer a time-stamp request after a while."""
        time.sleep(WAIT)
        return super().time_stamp(request, at)


if __name__ == "__main__":
    server = serve(SlowSandbox.open(Path(sys.argv[1])))
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()
