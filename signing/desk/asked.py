"""What a page asks to be signed: read strictly, and nothing but signatures over documents."""

import base64
import binascii
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from asn1crypto import cms as asn1_cms

from signing import cms
from signing.cms import Identity

LONGEST_WAIT = timedelta(minutes=15)
AT_MOST = 500
ACTS = ("sign", "seal", "seal_attachment", "seal_copy")
UUID, NONCE, TIME = r"[0-9a-f-]{36}", r"[0-9a-f]{32}", r"[0-9T:.+Z-]{1,40}"


class Unfit(Exception):
    """What was asked is not answered: a code for the page, a sentence for the person."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


@dataclass(frozen=True)
class Line:
    """One document of a list, as it is shown; `file` is its SHA-256, hexadecimal."""

    number: str
    subject: str
    file: str

    @classmethod
    def read(cls, given: dict[str, Any]) -> "Line":
        """Raises KeyError, TypeError, ValueError."""
        return cls(
            _shown(given["number"], 100),
            _shown(given["subject"], 1000),
            _matching(given["file"], r"[0-9a-f]{64}"),
        )


@dataclass(frozen=True)
class Listed:
    """A list that is agreed to once: a signature for each of its files, and for no other."""

    list: str
    nonce: str
    expires: datetime
    documents: tuple[Line, ...]

    @classmethod
    def read(cls, body: bytes, now: datetime) -> "Listed":
        """What the body of a request says. Raises Unfit: unreadable, expired."""
        with _understood():
            given = json.loads(body)
            listed = cls(
                list=_matching(given["list"], UUID),
                nonce=_matching(given["nonce"], NONCE),
                expires=datetime.fromisoformat(_matching(given["expires"], TIME)),
                documents=tuple(map(Line.read, given["documents"])),
            )
            left = listed.expires - now.astimezone(UTC)
            if not 0 < len(listed.documents) <= AT_MOST:
                raise ValueError
        _must_last(left)
        return listed


@dataclass(frozen=True)
class Asked:
    """One signature asked for; `message` is its signed attributes (RFC 5652 §5.4).

    `list` names the list it is one of, if it is of one.
    """

    request: str
    nonce: str
    expires: datetime
    act: str
    line: Line
    message: bytes
    list: str | None = None

    @classmethod
    def read(cls, body: bytes, now: datetime) -> "Asked":
        """What the body of a request says. Raises Unfit: unreadable, expired."""
        with _understood():
            given = json.loads(body)
            asked = cls(
                request=_matching(given["request"], UUID),
                nonce=_matching(given["nonce"], NONCE),
                expires=datetime.fromisoformat(_matching(given["expires"], TIME)),
                act=_matching(given["act"], "|".join(ACTS)),
                line=Line.read(given),
                message=base64.b64decode(given["message"], validate=True),
                list=_matching(given["list"], UUID) if "list" in given else None,
            )
            left = asked.expires - now.astimezone(UTC)
        _must_last(left)
        return asked

    def must_be_for(self, certificate: bytes) -> None:
        """Raise Unfit unless it is a document's signature by this certificate (DER).

        Only attributes that Docflow itself would write are signed: a content type, one digest, the
        certificate's own hash. So nothing else can be made out of the answer.
        """
        try:
            found = asn1_cms.CMSAttributes.load(self.message, strict=True)
            values = {each["type"].native: each["values"][0].native for each in found}
            digest = values["message_digest"]
        except (ValueError, TypeError, KeyError, IndexError):
            raise Unfit("unreadable", "What is to be signed is no document's signature.") from None
        if cms.to_be_signed(Identity((certificate,)), digest) != self.message:
            raise Unfit(
                "wrong_key", "The page asks for the signature of another certificate than this one."
            )


@contextmanager
def _understood() -> Iterator[None]:
    try:
        yield
    except (KeyError, TypeError, ValueError, binascii.Error, RecursionError):
        raise Unfit("unreadable", "The page asked in a way that is not understood.") from None


def _must_last(left: timedelta) -> None:
    if not timedelta() < left <= LONGEST_WAIT:
        raise Unfit("expired", "What the page asked is out of time. Ask anew on the page.")


def _matching(value: object, pattern: str) -> str:
    if not isinstance(value, str) or not re.fullmatch(pattern, value):
        raise ValueError
    return value


def _shown(value: object, longest: int) -> str:
    """A text to be shown on a terminal: without anything that steers it."""
    if not isinstance(value, str) or len(value) > longest:
        raise ValueError
    return "".join(letter if letter.isprintable() else " " for letter in value)
