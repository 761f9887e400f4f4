"""Sign at one's own desk: python -m signing.desk --origin URL (--p12 FILE | --module LIBRARY)."""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from getpass import getpass
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

from cryptography import x509

from signing.desk.asked import Asked, Listed, Unfit
from signing.desk.door import PORT, Door
from signing.desk.holder import Holder, P12File, der_of, in_token
from signing.desk.words import LANGUAGES
from signing.errors import KeyLocked, SigningError, TokenGone, WrongPin
from signing.keys.key import Key

IDLE = 120  # seconds without a question, after which a list is closed
CODES = ((WrongPin, "wrong_pin"), (KeyLocked, "key_locked"), (TokenGone, "token_gone"))
Outcome = tuple[bytes, bytes] | Unfit
Question = tuple[Asked | Listed, Queue[Outcome]]


_FAULTS = (Unfit, SigningError, OSError)


class Desk:
    """The person at the desk: asked one thing after another, on the terminal."""

    def __init__(self, origin: str, holder: Holder, words: dict[str, str]) -> None:
        self.origin, self.holder, self.words = origin, holder, words
        self._waiting: Queue[Question] = Queue()

    def answering(self, asked: Asked | Listed) -> tuple[bytes, bytes]:
        """The value and the certificate, once the person agreed. Raises Unfit."""
        told: Queue[Outcome] = Queue(1)
        self._waiting.put((asked, told))
        left = (asked.expires - datetime.now(UTC)).total_seconds()
        try:
            outcome = told.get(timeout=max(left, 0))
        except Empty:
            raise Unfit("expired", "Nobody answered in time. Ask anew on the page.") from None
        if isinstance(outcome, Unfit):
            raise outcome
        return outcome

    def status(self) -> dict[str, Any]:
        """What the page may know."""
        certificate = self.holder.certificate
        return {
            "program": "docflow-desk",
            "version": 1,
            "certificate": certificate.decode() if certificate else None,
        }

    def ask_for_ever(self) -> None:
        """Ask the person whatever a page asks."""
        following: Question | None = None
        while True:
            asked, told = following or self._waiting.get()
            following = None
            if isinstance(asked, Listed):
                following = self._listed(asked, told)
            elif asked.list:
                told.put(self._unfit("list_closed"))
            else:
                told.put(self._asked(asked))

    def _asked(self, asked: Asked) -> Outcome:
        say = self.say
        print()
        say("asks", origin=self.origin, act=self.words[asked.act])
        say("number", text=asked.line.number or self.words["no_number"])
        say("subject", text=asked.line.subject)
        say("file", text=asked.line.file)
        try:
            with self._agreed(asked) as key:
                value = _signed(asked, key)
        except _FAULTS as fault:
            return self._told(fault)
        say("signed")
        return value, key.certificate

    def _listed(self, listed: Listed, told: Queue[Outcome]) -> Question | None:
        """Sign what stands on a list under one PIN; what was asked that is not of the list."""
        count = len(listed.documents)
        print()
        self.say("asks_list", origin=self.origin, count=count)
        for place, line in enumerate(listed.documents, 1):
            number = line.number or self.words["no_number"]
            print(f"{place:4}. {number}  {line.subject}\n      {line.file}", flush=True)
        following = None
        try:
            with self._agreed(listed) as key:
                told.put((b"", key.certificate))
                following = self._signed_in_turn(listed, key)
        except _FAULTS as fault:
            told.put(self._told(fault))
        return following

    def _signed_in_turn(self, listed: Listed, key: Key) -> Question | None:
        """Each file of a list once, in the order the page asks; until the list ends."""
        left = Counter(line.file for line in listed.documents)
        while count := left.total():
            try:
                asked, told = self._waiting.get(timeout=IDLE)
            except Empty:
                self.say("list_left", count=count)
                return None
            if isinstance(asked, Listed) or asked.list != listed.list:
                self.say("list_left", count=count)
                return asked, told
            if asked.act != "sign" or not left[asked.line.file]:
                told.put(self._unfit("not_listed"))
                continue
            try:
                value = _signed(asked, key)
            except _FAULTS as fault:
                told.put(self._told(fault))
                return None
            left[asked.line.file] -= 1
            told.put((value, key.certificate))
            self.say("signed_one", text=asked.line.subject, count=left.total())
        return None

    @contextmanager
    def _agreed(self, asked: Asked | Listed) -> Iterator[Key]:
        """The key, once the person gave its PIN. Raises Unfit, and what opening it raises."""
        self.say("compare")
        pin = getpass("PIN: ")
        if not pin:
            raise Unfit("refused", "")
        if datetime.now(UTC) >= asked.expires:
            raise Unfit("expired", "")
        with self.holder.opened(pin) as key:
            yield key

    def _told(self, fault: Exception) -> Unfit:
        if isinstance(fault, Unfit):
            return self._unfit(fault.code)
        code = next((code for kind, code in CODES if isinstance(fault, kind)), "key_unusable")
        return self._unfit(code, str(fault))

    def _unfit(self, code: str, text: str = "") -> Unfit:
        """What was not signed, said to the person and to the page."""
        self.say(code, text=text)
        return Unfit(code, self.words[code].format(text=text))

    def say(self, name: str, **params: object) -> None:
        """A line on the terminal."""
        print(self.words[name].format(**params), flush=True)


def _signed(asked: Asked, key: Key) -> bytes:
    asked.must_be_for(der_of(key.certificate))
    return key.sign_raw(asked.message)


def main(arguments: list[str]) -> int:
    """Answer until Ctrl+C; 1 when there is no key or the port is taken, 3 for wrong use."""
    parser = argparse.ArgumentParser(prog="docflow-desk", description=__doc__)
    parser.add_argument("--origin", required=True, help="of Docflow's pages: https://host[:port]")
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--p12", type=Path, help="the key is in this PKCS#12 file")
    where.add_argument("--module", type=Path, help="the key is in a token; its maker's library")
    parser.add_argument("--serial", help="of the certificate, if the tokens hold several")
    parser.add_argument("--port", type=int, default=PORT)
    parser.add_argument("--language", choices=sorted(LANGUAGES), default="vi")
    chosen = parser.parse_args(arguments)
    words = LANGUAGES[chosen.language]
    if not is_origin(chosen.origin):
        print(words["no_origin"].format(text=chosen.origin), file=sys.stderr)
        return 3
    try:
        holder = P12File(chosen.p12) if chosen.p12 else in_token(chosen.module, chosen.serial)
        if chosen.p12:
            chosen.p12.open("rb").close()
        desk = Desk(chosen.origin, holder, words)
        door = Door(chosen.origin, desk.answering, desk.status, chosen.port)
    except (SigningError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    Thread(target=door.serve_forever, daemon=True).start()
    desk.say("here", origin=chosen.origin, port=door.server_port)
    if holder.certificate:
        print(f"  {subject_of(holder.certificate)}")
    else:
        desk.say("in_file")
    desk.say("stay")
    try:
        desk.ask_for_ever()
    except (KeyboardInterrupt, EOFError):
        print()
    return 0


def is_origin(text: str) -> bool:
    """Whether it is an origin as browsers send it; plain http only on this machine."""
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    written = f"{parts.scheme}://{host}" + (f":{port}" if port else "")
    return (
        written == text
        and bool(host)
        and (
            parts.scheme == "https"
            or (parts.scheme == "http" and host in ("127.0.0.1", "localhost"))
        )
    )


def subject_of(certificate: bytes) -> str:
    """Whose a certificate (PEM) is, as it says itself (RFC 4514)."""
    return x509.load_pem_x509_certificate(certificate).subject.rfc4514_string()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
