"""A signing service (Cloud Signature Consortium API 1.0.4) over HTTP: as its own process.

python -m tests.servers.signing_service FOLDER: FOLDER/credentials.json says what it holds, by
credential: key and certificates (PEM), PIN, one-time code, how often it keeps an answer back.
Prints its address; notes each event in FOLDER/events as a line.
"""

import base64
import json
import secrets
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

from signing.keys.remote import Service
from signing.keys.software import PrivateKey

TOKEN, LATE = "let-us-in", 1.5  # seconds
LOGIN = "docflow:open"
TRIES = 5


@dataclass(frozen=True)
class SigningService:
    """The process and what it holds."""

    folder: Path
    process: "subprocess.Popen[str]"
    url: str

    @classmethod
    def begin(cls, folder: Path) -> "SigningService":
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "credentials.json").write_text("{}")
        (folder / "events").write_text("")
        command = [sys.executable, "-m", "tests.servers.signing_service", str(folder)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert process.stdout
        return cls(folder, process, process.stdout.readline().strip())

    def end(self) -> None:
        self.process.terminate()
        self.process.wait()
        assert self.process.stdout
        self.process.stdout.close()

    def service(self, timeout: float = 10.0) -> Service:
        return Service(self.url, TOKEN, timeout)

    def by_login(self, login: str = LOGIN) -> Service:
        """The same, entered by name and password."""
        return Service(self.url, login=login)

    def forget_tokens(self) -> None:
        """Let every token that was given for a login end."""
        (self.folder / "tokens").unlink(missing_ok=True)

    def credential(
        self, private: PrivateKey, certificate: bytes, chain: list[bytes], pin: str, **more: object
    ) -> str:
        """A new credential; `code` is the one-time code it wants, `sent` that the service sends it,
        `mode` how it is authorised, `late` how many values come late, `plain` gives ECDSA's numbers
        one after the other."""
        name = secrets.token_hex(6)
        kind, lock = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        held = {
            "key": private.private_bytes(serialization.Encoding.PEM, kind, lock).decode(),
            "certificates": [each.decode() for each in (certificate, *chain)],
            "pin": pin,
        }
        self._write(name, held | more)
        return name

    def change(self, name: str, **more: object) -> None:
        self._write(name, json.loads((self.folder / "credentials.json").read_text())[name] | more)

    def _write(self, name: str, held: dict) -> None:
        path = self.folder / "credentials.json"
        fresh = path.with_suffix(".new")
        fresh.write_text(json.dumps(json.loads(path.read_text()) | {name: held}))
        fresh.replace(path)

    def events(self, name: str) -> list[str]:
        lines = (self.folder / "events").read_text().splitlines()
        return [line.split()[1] for line in lines if line.split()[0] == name]


class Fault(Exception):
    """An answer that refuses: HTTP 400 with an error code."""


class Rules:
    """What the service does with each call."""

    def __init__(self, folder: Path):
        self.folder, self.turn = folder, threading.Lock()
        self.tries: dict[str, int] = {}
        self.used_codes: set[tuple[str, str]] = set()
        self.given: dict[str, dict] = {}
        self.late: dict[str, int] = {}

    def note(self, name: str, event: str) -> None:
        with (self.folder / "events").open("a") as file:
            file.write(f"{name} {event}\n")

    def held(self, name: str) -> dict:
        known = json.loads((self.folder / "credentials.json").read_text())
        if name not in known:
            raise Fault("invalid_request")
        return known[name]

    def credentials_list(self, _: dict) -> dict:
        return {"credentialIDs": list(json.loads((self.folder / "credentials.json").read_text()))}

    def credentials_info(self, asked: dict) -> dict:
        held = self.held(asked["credentialID"])
        ders = [
            x509.load_pem_x509_certificate(each.encode()).public_bytes(serialization.Encoding.DER)
            for each in held["certificates"]
        ]
        told = {
            "key": {"status": held.get("status", "enabled")},
            "cert": {"certificates": [base64.b64encode(each).decode() for each in ders]},
            "authMode": held.get("mode", "explicit"),
            "SCAL": "2",
            "PIN": {"presence": "true" if held["pin"] else "false"},
            "multisign": 500,
        }
        kind = "online" if held.get("sent") else "offline"
        return told | ({"OTP": {"presence": "true", "type": kind}} if "code" in held else {})

    def credentials_sendOTP(self, asked: dict) -> None:
        name = asked["credentialID"]
        if not self.held(name).get("sent"):
            raise Fault("invalid_request")
        self.note(name, "code")

    def auth_login(self, _: dict) -> dict:
        token = secrets.token_hex(8)
        with (self.folder / "tokens").open("a") as file:
            file.write(f"{token}\n")
        return {"access_token": token, "expires_in": 3600}

    def lets_in(self, method: str, authorization: str) -> bool:
        """Whether name and password, or one of the tokens, are right."""
        if method == "auth_login":
            return authorization == f"Basic {base64.b64encode(LOGIN.encode()).decode()}"
        given = self.folder / "tokens"
        tokens = [TOKEN, *(given.read_text().split() if given.exists() else ())]
        return authorization in [f"Bearer {token}" for token in tokens]

    def credentials_authorize(self, asked: dict) -> dict:
        name = asked["credentialID"]
        held = self.held(name)
        self.note(name, "authorize")
        if self.tries.get(name, 0) >= TRIES:
            raise Fault("locked")
        if asked.get("PIN", "") != held["pin"]:
            self.tries[name] = self.tries.get(name, 0) + 1
            raise Fault("invalid_pin")
        if "code" in held:
            code = (name, asked.get("OTP", ""))
            if code[1] != held["code"] or code in self.used_codes:
                raise Fault("invalid_otp")
            self.used_codes.add(code)
        self.tries[name] = 0
        return self._activation(name, asked["hash"], asked["numSignatures"])

    def credentials_extendTransaction(self, asked: dict) -> dict:
        self.note(asked["credentialID"], "extend")
        before = self._of(asked)
        return self._activation(asked["credentialID"], asked["hash"], before["left"])

    def signatures_signHash(self, asked: dict) -> dict:
        name = asked["credentialID"]
        activation, held = self._of(asked), self.held(name)
        if asked["hash"] != activation["hashes"]:
            raise Fault("invalid_request")
        if "values" not in activation:
            if activation["left"] < 1:
                raise Fault("invalid_request")
            activation["left"] -= 1
            activation["values"] = [self._value(held, each) for each in asked["hash"]]
            self.note(name, "signed")
        if self.late.get(name, 0) < held.get("late", 0):
            self.late[name] = self.late.get(name, 0) + 1
            raise TimeoutError
        return {"signatures": activation["values"]}

    def _activation(self, name: str, hashes_: list, left: int) -> dict:
        activation = secrets.token_hex(16)
        self.given[activation] = {"credential": name, "hashes": hashes_, "left": left}
        return {"SAD": activation, "expiresIn": 300}

    def _of(self, asked: dict) -> dict:
        found = self.given.get(asked["SAD"])
        if found is None or found["credential"] != asked["credentialID"]:
            raise Fault("invalid_request")
        return found

    def _value(self, held: dict, text: str) -> str:
        digest, way = base64.b64decode(text), Prehashed(hashes.SHA256())
        if held.get("forged"):
            digest = digest[::-1]
        key = serialization.load_pem_private_key(held["key"].encode(), None)
        if isinstance(key, rsa.RSAPrivateKey):
            value = key.sign(digest, padding.PKCS1v15(), way)
        else:
            assert isinstance(key, ec.EllipticCurvePrivateKey)
            value = key.sign(digest, ec.ECDSA(way))
        return base64.b64encode(value).decode()


class Answering(BaseHTTPRequestHandler):
    rules: Rules

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])) or b"{}")
        method = self.path.removeprefix("/csc/v1/").replace("/", "_")
        if not self.rules.lets_in(method, self.headers.get("Authorization", "")):
            self._reply(401, {"error": "invalid_token"})
            return
        try:
            with self.rules.turn:
                told = getattr(self.rules, method)(asked)
        except Fault as fault:
            self._reply(400, {"error": str(fault)})
        except TimeoutError:
            time.sleep(LATE)
            self.close_connection = True
        else:
            self._reply(200 if told is not None else 204, told)

    def _reply(self, status: int, told: dict | None) -> None:
        body = json.dumps(told).encode() if told is not None else b""
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet."""


def main(folder: Path) -> None:
    Answering.rules = Rules(folder)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    print(f"http://127.0.0.1:{server.server_port}/csc/v1", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
