"""The sandbox authority over HTTP on this machine: python -m signing.sandbox_server FOLDER."""

import argparse
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from signing.sandbox import Sandbox
from signing.sandbox_source import published

LARGEST_REQUEST = 64 * 1024
_KINDS = {
    "/root.crl": "application/pkix-crl",
    "/issuing.crl": "application/pkix-crl",
    "/issuing.crt": "application/pkix-cert",
    "/ocsp": "application/ocsp-response",
}


def serve(sandbox: Sandbox, port: int = 0) -> ThreadingHTTPServer:
    """A server on the loopback address, not yet running; port 0 takes a free one."""

    class Answering(_Answering):
        authority = sandbox

    return ThreadingHTTPServer(("127.0.0.1", port), Answering)


class _Answering(BaseHTTPRequestHandler):
    authority: Sandbox

    def do_GET(self) -> None:
        """Revocation lists and the issuing certificate."""
        self._reply_found(published(self.authority, self.path))

    def do_POST(self) -> None:
        """Time-stamps (RFC 3161 §3.4) and OCSP (RFC 6960, appendix A)."""
        length = int(self.headers.get("Content-Length", 0))
        if length > LARGEST_REQUEST:
            self.send_error(413)
            return
        request = self.rfile.read(length)
        if self.path == "/tsa":
            self._reply("application/timestamp-reply", self.authority.time_stamp(request))
        else:
            self._reply_found(published(self.authority, self.path, request))

    def _reply_found(self, body: bytes | None) -> None:
        if body is None:
            self.send_error(404)
        else:
            self._reply(_KINDS[self.path], body)

    def _reply(self, kind: str, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet: the sandbox's requests are nobody's news."""


def main(arguments: list[str]) -> None:
    """Serve until interrupted; the address is the one line printed."""
    parser = argparse.ArgumentParser(prog="signing.sandbox_server", description=__doc__)
    parser.add_argument("folder", type=Path, help="where the sandbox authority is kept")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    chosen = parser.parse_args(arguments)
    server = serve(Sandbox.open(chosen.folder), chosen.port)
    sys.stdout.write(f"http://127.0.0.1:{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    main(sys.argv[1:])
