"""A program asks the device at the desk and brings its answer: once, in time, of the right key."""

import base64

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from docflow.outgoing.models import Outgoing
from docflow.signatures import keyring
from docflow.units.system import System
from signing.keys.desk import Found
from tests import builders

ORIGIN = "https://docflow.example"


def test_what_the_device_answers_signs_the_document_once(signers):
    minh = signers.cast.minh
    private, certificate = keyring.authority().issue(minh.user.full_name, minh.unit.name)
    issuers = b"".join(keyring.authority().chain_pem)
    keyring.register_found(minh.appointment, Found(certificate), issuers, by=System())
    paper = builders.waiting_for_signature(signers.cast)

    asked = signers.minh.post(f"/outgoing/{paper.uid}/ask_to_sign", {"origin": ORIGIN}).json()
    message = base64.b64decode(asked["message"])
    value = base64.b64encode(private.sign(message, padding.PKCS1v15(), hashes.SHA256())).decode()
    given = {"origin": ORIGIN, "nonce": asked["nonce"], "certificate": certificate.decode()}
    address = f"/desk_requests/{asked['request']}/answer"
    taken = signers.minh.post(address, given | {"value": value})
    again = signers.minh.post(address, given | {"value": value})

    assert (taken.status_code, taken.json()) == (200, {"document": str(paper.uid), "act": "sign"})
    assert (again.status_code, again.json()["code"]) == (422, "request_ended")
    assert Outgoing.objects.get(pk=paper.pk).state == "signed"
    assert asked["file"] == paper.document.versions.get(number=1).digest


def test_a_key_on_the_server_is_not_asked_so(signers):
    paper = builders.waiting_for_signature(signers.cast)

    answer = signers.minh.post(f"/outgoing/{paper.uid}/ask_to_sign", {})

    assert (answer.status_code, answer.json()["code"]) == (422, "not_at_desk")
