"""Files of the national kind: adbe.pkcs7.detached, marks and number drawn as its tools do."""

from collections.abc import Iterator
from typing import Protocol

from tests.foreign.increment import Form, annotate, signed
from tests.foreign.people import Person

LEADER, SEAL = (370, 380, 490, 450), (300, 365, 390, 455)
STAMP, COPY = (380, 790, 580, 835), (60, 60, 180, 120)
NUMBER = b"1 0 0 1 118 730 Tm (15) Tj 1 0 0 1 392 730 Tm (20) Tj 1 0 0 1 470 730 Tm (11) Tj"


class People(Protocol):
    """Who signs."""

    @property
    def leader(self) -> Person: ...
    @property
    def custodian(self) -> Person: ...
    @property
    def on_curve(self) -> Person: ...


def files(report: bytes, people: People) -> Iterator[tuple[str, bytes]]:
    """Each file with its name."""
    leader, seal = people.leader, people.custodian
    led = signed(report, leader, "Signature1", LEADER)
    sealed = signed(led, seal, "Signature2", SEAL)
    yield "national", sealed
    numbered = signed(led, seal, "Signature2", SEAL, drawn=NUMBER, shown="UBND XA AN PHU")
    yield "national-number-at-sealing", numbered
    yield (
        "national-incoming-signed",
        signed(sealed, seal, "Signature3", STAMP, shown="CONG VAN DEN So 123 Ngay 21/11/2026"),
    )
    yield "national-incoming-annotation", annotate(sealed, "Stamp", STAMP, "CONG VAN DEN So 123")
    noted = annotate(led, "FreeText", COPY, "Chuyen van thu phat hanh")
    yield "national-note-then-seal", signed(noted, seal, "Signature2", SEAL)
    four = signed(signed(sealed, leader, "Signature3", COPY), seal, "Signature4", STAMP)
    yield "national-four", four
    yield from _forms(report, people)


def _forms(report: bytes, people: People) -> Iterator[tuple[str, bytes]]:
    pades = "ETSI.CAdES.detached"
    pss = ("-keyopt", "rsa_padding_mode:pss", "-keyopt", "rsa_pss_saltlen:32")
    forms = {
        "cades": Form(pades, options=("-cades",)),
        "cades-unbound": Form(pades),
        "capitals": Form(capitals=True),
        "carriage-returns": Form(line=b"\r\n"),
        "key-identifier": Form(options=("-keyid",)),
        "no-attributes": Form(options=("-noattr",)),
        "no-chain": Form(chain=False),
        "pss": Form(options=pss),
        "reference-stream": Form(as_stream=True),
        "sha1": Form(digest="sha1"),
        "sha512": Form(digest="sha512"),
    }
    for name, form in forms.items():
        yield f"form-{name}", signed(report, people.leader, "Signature1", LEADER, form)
    curve = Form(pades, "sha384", ("-cades",))
    yield "form-p384", signed(report, people.on_curve, "Signature1", LEADER, curve)
