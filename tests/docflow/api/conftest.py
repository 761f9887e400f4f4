"""A program with an access token for each of the cast."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from docflow import clock
from docflow.people import tokens
from docflow.people.actor import Actor, System
from docflow.people.models import roles_of
from docflow.permissions import Permission, granted
from tests.builders import PAGE
from tests.cast import Cast

V1 = "/api/v1"


class Program:
    """Calls the API with a token, in English, with a new key for each change."""

    def __init__(self, secret: str, language: str = "en") -> None:
        self.secret = secret
        self.client = Client(
            headers={"Authorization": f"Bearer {secret}", "Accept-Language": language}
        )

    def get(self, address: str, **asked: Any) -> Any:
        headers = asked.pop("headers", None)
        return self.client.get(V1 + address, asked, headers=headers)

    def post(self, address: str, content: Any = None, *, key: str = "", **headers: str) -> Any:
        return self.client.post(
            V1 + address,
            json.dumps({} if content is None else content),
            content_type="application/json",
            headers={"Idempotency-Key": key or str(uuid4())} | headers,
        )

    def upload(self, address: str = "/files", path: Path = PAGE, *, key: str = "") -> Any:
        file = SimpleUploadedFile(path.name, path.read_bytes(), "application/pdf")
        return self.client.post(
            V1 + address, {"file": file}, headers={"Idempotency-Key": key or str(uuid4())}
        )

    def file(self) -> str:
        """The token of a page written by Word."""
        answer = self.upload()
        assert answer.status_code == 200, answer.content
        token: str = answer.json()["token"]
        return token


def token_for(actor: Actor, *scope: Permission, days: int = 30) -> str:
    """The secret of a token for somebody's post, with all it may do or what is named."""
    named = scope or granted(roles_of(actor.appointment))
    expires = clock.now() + timedelta(days=days)
    _token, secret = tokens.issue(
        actor.appointment, "Phần mềm một cửa", named, expires, by=System()
    )
    return secret


class Programs:
    """A program for each of the cast, by first name."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self._made: dict[str, Program] = {}

    def __getattr__(self, name: str) -> Program:
        if name not in self._made:
            self._made[name] = Program(token_for(getattr(self.cast, name)))
        return self._made[name]


@pytest.fixture
def programs(units: Cast) -> Programs:
    """Programs of people without keys."""
    return Programs(units)


@pytest.fixture
def signers(people: Cast) -> Programs:
    """Programs of people with keys."""
    return Programs(people)
