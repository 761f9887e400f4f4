"""What a device at the desk is asked, and what it answers."""

import base64
from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field

from docflow.api.payloads.shapes import Given, Text, Told
from docflow.api.payloads.words import DeskAct
from docflow.desks import at_desk
from docflow.signatures.models import DeskRequest


class Asking(Given):
    """The origin of the page or program that asks the device: the answer must come from it."""

    origin: Annotated[str, Field(max_length=200)] = ""


class ToAsk(Asking):
    """And, to be sure, the SHA-256 of the file that was looked at: else the newest is signed."""

    seen: Text = ""


class Question(Told):
    """What `docflow-desk` is asked, as it stands; `message` (base64) is what is to be signed."""

    request: UUID
    nonce: str
    expires: datetime
    act: DeskAct
    number: str
    subject: str
    file: str
    message: str

    @classmethod
    def of(cls, request: DeskRequest) -> Self:
        """The question of a request."""
        content = at_desk.question(request)
        return cls(**content | {"message": base64.b64encode(content["message"]).decode()})


class DeskAnswer(Asking):
    """What the device answered: the value (base64) and the certificate (PEM) it was made with."""

    nonce: Annotated[str, Field(max_length=32)]
    value: Annotated[str, Field(max_length=2000, pattern=r"^[A-Za-z0-9+/]*={0,2}$")]
    certificate: Annotated[str, Field(max_length=20_000)]


class Taken(Told):
    """The document that is signed now, and what was done."""

    document: UUID
    act: DeskAct
