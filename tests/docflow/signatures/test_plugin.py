"""The signing plug-in of the state, its own process: a file is taken once, in time, unspoilt."""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from aiohttp import ClientSession, WSMsgType
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509 import load_pem_x509_certificate
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client

from docflow import clock
from docflow.audit.models import Entry
from docflow.outgoing import actions
from docflow.outgoing.models import Outgoing
from docflow.signatures import keyring
from docflow.signatures.models import DeskRequest
from docflow.units.system import System
from signing.keys.desk import Found
from storage import blobs
from tests import builders
from tests.cast import Cast
from tests.docflow.web.browsing import browser_of
from tests.servers.plugin import Plugin
from tests.signing import judges

PASSWORD = "97531"


class Quiet(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Nothing on the terminal."""


@dataclass
class Office:
    """The installation over HTTP, answering in the test's own thread and transaction."""

    server: WSGIServer
    before_upload: Callable[[], Any] = lambda: None

    def ask(self, browser: Client, address: str, **given: str) -> dict[str, Any]:
        host = f"127.0.0.1:{self.server.server_port}"
        answer = browser.post(address, {"way": "file", **given}, headers={"host": host})
        assert answer.status_code == 200, answer.content
        return dict(answer.json())

    def call(self, plugin: Plugin, question: dict[str, Any]) -> dict[str, Any] | None:
        """What the plug-in calls back with, while its requests are answered here."""
        with ThreadPoolExecutor(1) as page:
            asked = page.submit(asyncio.run, _asked(plugin.port, question))
            while not asked.done():
                self.server.handle_request()
            return asked.result()


async def _asked(port: int, question: dict[str, Any]) -> dict[str, Any] | None:
    async with (
        ClientSession() as session,
        session.ws_connect(f"http://127.0.0.1:{port}/{question['call']}") as line,
    ):
        await line.send_json(question["input"])
        message = await line.receive(timeout=30)
        return message.json() if message.type is WSMsgType.TEXT else None


@pytest.fixture
def office(settings: Any) -> Iterator[Office]:
    settings.ALLOWED_HOSTS = ["127.0.0.1", "testserver"]
    office: Office
    handler = WSGIHandler()
    signals = (request_started, request_finished)

    def application(environ: Any, start: Any) -> Any:
        for each in signals:  # as django.test.Client does: the test's transaction goes on
            each.disconnect(close_old_connections)
        if environ["REQUEST_METHOD"] == "POST":
            office.before_upload()
        return handler(environ, start)

    with make_server("127.0.0.1", 0, application, handler_class=Quiet) as server:
        server.timeout = 0.1
        office = Office(server)
        yield office
    for each in signals:
        each.connect(close_old_connections)


def a_key(people: Cast, folder: Path, owner: Any, name: str) -> Path:
    """A key registered as one at the desk, in a file the plug-in opens."""
    private, certificate = keyring.authority().issue(name, people.commune.name)
    issuers = b"".join(keyring.authority().chain_pem)
    keyring.register_found(owner, Found(certificate), issuers, by=System())
    path = folder / f"{name}.p12"
    path.write_bytes(
        pkcs12.serialize_key_and_certificates(
            *(b"key", private, load_pem_x509_certificate(certificate)),
            [load_pem_x509_certificate(each) for each in keyring.authority().chain_pem],
            BestAvailableEncryption(PASSWORD.encode()),
        )
    )
    return path


@pytest.fixture
def p12(people: Cast, tmp_path: Path) -> Path:
    return a_key(people, tmp_path, people.minh.appointment, people.minh.user.full_name)


@pytest.fixture
def paper(people: Cast, p12: Path) -> Outgoing:
    """A document that waits for the leader whose key the plug-in holds."""
    return builders.waiting_for_signature(people)


def asked_to_sign(office: Office, people: Cast, paper: Outgoing) -> dict[str, Any]:
    return office.ask(browser_of(people.minh), f"/outgoing/{paper.uid}/sign/at_desk/")


def called(office: Office, p12: Path, question: dict[str, Any], fault: str = "") -> Any:
    plugin = Plugin.begin(p12, PASSWORD, fault)
    try:
        return office.call(plugin, question)
    finally:
        plugin.end()


def is_untouched(paper: Outgoing) -> bool:
    found = Outgoing.objects.get(pk=paper.pk)
    document = found.document
    return (found.state, document.signatures.count(), document.versions.count()) == (
        "signing",
        0,
        1,
    )


def state(people: Cast, question: dict[str, Any]) -> Any:
    return browser_of(people.minh).get(question["state"]).json()


def test_the_plugin_signs_for_the_leader_and_seals_with_number_and_date(
    people: Cast, office: Office, paper: Outgoing, p12: Path, tmp_path: Path
) -> None:
    question = asked_to_sign(office, people, paper)
    back = called(office, p12, question)

    assert (question["call"], back["Status"]) == ("vgca_sign_approved", 0), back
    assert state(people, question)["state"] == "done"
    sealing = a_key(people, tmp_path, people.commune, people.commune.name)
    key = keyring.seal_key_of(people.commune)
    keyring.give_custody(key, people.hoa.appointment, "Biên bản 03", by=System())
    numbered = actions.number(Outgoing.objects.get(pk=paper.pk), by=people.hoa)
    question = office.ask(browser_of(people.hoa), f"/outgoing/{paper.uid}/seal/at_desk/")
    back = called(office, sealing, question)

    assert (question["call"], back["Status"]) == ("vgca_sign_issued", 0), back
    assert question["input"]["DocNumber"] == numbered.document.code
    signatures = list(numbered.document.signatures.order_by("pk"))
    assert [each.verdict["indication"] for each in signatures] == ["TOTAL_PASSED"] * 2
    with blobs.local_path(signatures[-1].digest_after) as path:
        assert judges.poppler_passes(path) == 2


def test_a_lost_callback_and_a_file_sent_twice_do_no_harm(
    people: Cast, office: Office, paper: Outgoing, p12: Path
) -> None:
    question = asked_to_sign(office, people, paper)
    assert called(office, p12, question, "lost_callback") is None
    assert state(people, question)["state"] == "done"

    second = builders.waiting_for_signature(people)
    back = called(office, p12, asked_to_sign(office, people, second), "twice")

    assert back["Answers"][0] == back["Answers"][1]
    assert back["Status"] == 0
    assert second.document.signatures.count() == 1


def test_another_file_after_the_first_is_refused(
    people: Cast, office: Office, paper: Outgoing, p12: Path
) -> None:
    back = called(office, p12, asked_to_sign(office, people, paper), "another_after")

    first, second = back["Answers"]
    assert (first["Status"], second["Status"], second["Code"]) == (0, 1, "request_ended")
    assert paper.document.signatures.count() == 1


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("wrong_file", "not_this_document"),
        ("draws_over", "more_than_one_change"),
        ("own_place", "other_place"),
        ("without_lock", "more_than_one_change"),
    ],
)
def test_a_file_that_is_not_the_given_one_and_a_signature_is_refused(
    people: Cast, office: Office, paper: Outgoing, p12: Path, fault: str, code: str
) -> None:
    question = asked_to_sign(office, people, paper)
    back = called(office, p12, question, fault)

    assert (back["Status"], back.get("Code")) == (1, code), back
    assert is_untouched(paper)
    assert state(people, question)["state"] == "refused"


def test_another_key_than_the_registered_one_is_refused(
    people: Cast, office: Office, paper: Outgoing, tmp_path: Path
) -> None:
    other = a_key(people, tmp_path, people.binh.appointment, people.binh.user.full_name)

    back = called(office, other, asked_to_sign(office, people, paper))

    assert back["Code"] == "wrong_key"
    assert is_untouched(paper)


def test_a_closed_window_leaves_the_request_to_lapse(
    people: Cast, office: Office, paper: Outgoing, p12: Path
) -> None:
    question = asked_to_sign(office, people, paper)

    assert called(office, p12, question, "closed_window")["Status"] == 2
    assert state(people, question)["state"] == "waiting"
    DeskRequest.objects.update(expires_at=clock.now())
    assert state(people, question)["state"] == "refused"
    assert called(office, p12, question)["Message"] == "No file: 404"
    assert is_untouched(paper)


def test_a_late_file_is_refused_and_stands_in_the_log(
    people: Cast, office: Office, paper: Outgoing, p12: Path
) -> None:
    question = asked_to_sign(office, people, paper)
    office.before_upload = lambda: DeskRequest.objects.update(expires_at=clock.now())

    back = called(office, p12, question, "late")

    assert back["Code"] == "request_expired"
    assert is_untouched(paper)
    assert Entry.objects.filter(event="act.refused").exists()


def test_only_the_bearer_of_the_address_finds_anything(
    people: Cast, office: Office, paper: Outgoing
) -> None:
    question = asked_to_sign(office, people, paper)
    address = question["input"]["FileName"].split("/", 3)[3]
    nonce = DeskRequest.objects.get().nonce

    stranger = Client()
    assert stranger.get(f"/{address}").status_code == 200
    spoilt = f"/{address}".replace(nonce, "0" * 32)
    assert stranger.get(spoilt).status_code == 404
    assert stranger.post(spoilt.removesuffix("file.pdf")).status_code == 404
    assert stranger.get(question["state"]).status_code == 302
