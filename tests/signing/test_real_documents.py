"""Real documents through their whole life, judged by us and by three other programs."""

import base64
import os
import re
import socket
import subprocess
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509 import load_pem_x509_certificate
from pyhanko.pdf_utils.generic import pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from signing.errors import OutOfOrder
from signing.keys import remote, token
from signing.keys.key import Key
from signing.places import PaperFacts, Signatory
from signing.report import Level
from tests.servers.at_desk import AtDesk
from tests.signing import judges
from tests.signing.desk import AN, COMMUNE, PIN, Desk
from tests.signing.paper import draw_large_report, draw_report
from tests.signing.test_desk_program import ORIGIN, asking, call

SAMPLES = Path(__file__).parent.parent / "samples"
ACCEPTED = sorted(path for path in SAMPLES.glob("*.pdf") if path.name != "distiller-10.pdf")
LARGE = Path("100-pages-16-mb.pdf")
JOINT = PaperFacts(
    leaders=(Signatory("Nguyễn Văn An", field="An"), Signatory("Lê Bình", field="Binh")),
    seals=("SealA", "SealB"),
    year=2026,
)


@pytest.fixture(scope="module")
def in_tokens(hsm, shared_desk):
    """The same leader and custodian with keys in tokens, both open."""

    def kept(private, certificate, chain):
        place = hsm.token(private, certificate, PIN)
        return token.opened(place, certificate, chain, PIN)

    with kept_elsewhere(shared_desk, kept) as desk:
        yield desk


@pytest.fixture(scope="module")
def at_service(signing_service, shared_desk):
    """The same two with keys at a signing service, in another process."""

    def kept(private, certificate, chain):
        name = signing_service.credential(private, certificate, chain, PIN)
        return remote.opened(signing_service.service(), name, certificate, chain, PIN)

    with kept_elsewhere(shared_desk, kept) as desk:
        yield desk


class KeyAtDesk(Key):
    """Its public half; a value is asked of the program at the desk, where the PIN is typed."""

    def __init__(self, program, certificate, chain):
        super().__init__(certificate, chain)
        self.program = program

    def sign_raw(self, message):
        with ThreadPoolExecutor(1) as page:
            asked = page.submit(call, self.program, asking(message))
            self.program.type(PIN)
            _status, answer, _headers = asked.result(30)
        return base64.b64decode(answer["value"])


@pytest.fixture(scope="module")
def at_desks(shared_desk):
    """The same two at their own desks, each with the program and a key in a file."""

    @contextmanager
    def kept(private, certificate, chain):
        lock = serialization.BestAvailableEncryption(PIN.encode())
        parsed = load_pem_x509_certificate(certificate)
        path = shared_desk.file(f"{parsed.serial_number}.p12")
        path.write_bytes(pkcs12.serialize_key_and_certificates(b"", private, parsed, None, lock))
        program = AtDesk.begin(ORIGIN, "--p12", str(path))
        yield KeyAtDesk(program, certificate, chain)
        program.end()

    with kept_elsewhere(shared_desk, kept) as desk:
        yield desk


@contextmanager
def kept_elsewhere(shared_desk, kept):
    desk = Desk(shared_desk.sandbox, shared_desk.folder)
    pairs = [desk.sandbox.issue(each.name, COMMUNE.unit) for each in (AN, COMMUNE)]
    keys = [kept(*pair, desk.sandbox.chain_pem) for pair in pairs]
    with ExitStack() as open_keys:
        leader, custodian = map(open_keys.enter_context, keys)
        vars(desk).update(leader=leader, custodian=custodian)
        yield desk


KINDS = {
    "file": "shared_desk",
    "token": "in_tokens",
    "service": "at_service",
    "desk": "at_desks",
}


SOURCES = [*ACCEPTED, LARGE]
PAIRS = [
    pytest.param(source, kind, id=f"{source.stem}-{kind}")
    for row, source in enumerate(SOURCES)
    for column, kind in enumerate(KINDS)
    if os.environ.get("MATRIX") or (row + column) % 2 == 0
]
"""Each document with two kinds of keys, each kind with half of the documents; MATRIX=1: all."""


@pytest.fixture(scope="module")
def keyed(request):
    """A desk for each kind of key."""
    return request.getfixturevalue(KINDS[request.param])


@pytest.fixture(scope="module")
def source(request, shared_desk):
    if request.param == LARGE:
        return draw_large_report(shared_desk.folder / LARGE)
    return request.param


@pytest.fixture(scope="module")
def prepared(source, shared_desk):
    return shared_desk.prepare(source)[0]


@pytest.fixture(scope="module")
def joint(shared_desk):
    """A prepared document of two bodies."""
    return shared_desk.prepare(draw_report(shared_desk.file("joint.pdf")), JOINT)[0]


@pytest.fixture(scope="module")
def signed(prepared, keyed):
    """The document signed with and without time, and the first brought to each higher level."""
    bare = keyed.seal(keyed.lead(prepared, stamper=None), stamper=None)
    files = {Level.B: bare.rename(keyed.file("bare.pdf"))}
    files[Level.T] = keyed.seal(keyed.lead(prepared))
    files[Level.LT] = keyed.raised(files[Level.T], Level.LT)
    files[Level.LTA] = keyed.raised(files[Level.LT], Level.LTA)
    return files


@pytest.mark.parametrize("level", [Level.B, Level.T, Level.LT, Level.LTA])
@pytest.mark.parametrize(("source", "keyed"), PAIRS, indirect=True, scope="module")
def test_every_judge_passes_both_signatures(level, signed, keyed, monkeypatch):
    monkeypatch.setattr(socket.socket, "connect", no_network)
    at_hand = [] if level in (Level.LT, Level.LTA) else keyed.sandbox.crls()
    later = timedelta(days=400) if level is Level.LTA else timedelta()

    verdict = keyed.check(signed[level], crls=at_hand, at=datetime.now(UTC) + later)

    assert verdict.passed, verdict
    assert [each.field for each in verdict.signatures] == ["Leader", "Seal"]
    assert {each.level for each in verdict.signatures} == {level}
    assert others_pass(keyed, signed[level], at_hand) == {2}


def no_network(*_):
    raise AssertionError("the network was used")


@pytest.mark.parametrize("source", SOURCES, indirect=True, ids=lambda path: path.stem)
def test_the_original_stays_the_beginning_of_the_prepared_file(source, prepared):
    hybrid = source.stem in ("word-365", "excel-2016")

    begins_so = prepared.read_bytes().startswith(source.read_bytes())

    assert begins_so is not hybrid


@pytest.mark.parametrize("own_number", ["", "12/BC-MTTQ"])
def test_every_judge_passes_the_four_signatures_of_a_joint_document(own_number, desk, joint):
    led = desk.lead(desk.lead(joint, field="An"), field="Binh")
    sealed = desk.seal(desk.seal(led, field="SealA"), field="SealB", number=own_number)

    verdict = desk.check(sealed)
    assert verdict.passed, verdict
    assert [each.field for each in verdict.signatures] == ["An", "Binh", "SealA", "SealB"]
    assert others_pass(desk, sealed) == {4}
    told = subprocess.run(["pdftotext", sealed, "-"], capture_output=True, text=True, check=True)
    assert re.findall(r"Số: \d+/\S+,", told.stdout) == ([f"Số: {own_number},"] * bool(own_number))


@pytest.mark.parametrize("name", ["Number", "Date"])
def test_number_and_date_stay_locked_after_the_last_seal(name, desk, joint, tmp_path):
    led = desk.lead(desk.lead(joint, field="An"), field="Binh")
    sealed = desk.seal(desk.seal(led, field="SealA"), field="SealB", number="")
    with sealed.open("rb") as file:
        writer = IncrementalPdfFileWriter(file)
        fields = [each.get_object() for each in writer.root["/AcroForm"]["/Fields"]]
        [field] = [each for each in fields if each["/T"] == name]
        field["/V"] = pdf_string("99")
        writer.update_container(field)
        changed = tmp_path / "changed.pdf"
        with changed.open("wb") as out:
            writer.write(out)

    assert desk.check(sealed).passed
    assert not desk.check(changed).passed


@pytest.mark.parametrize("early", ["Binh", "SealA", "SealB"])
def test_a_joint_document_is_signed_in_its_order_only(early, joint, shared_desk):
    sign = shared_desk.seal if early.startswith("Seal") else shared_desk.lead

    with pytest.raises(OutOfOrder, match=r"comes before this one \(An\)"):
        sign(joint, field=early)


def test_no_judge_passes_a_file_with_a_changed_byte(sealed, shared_desk, tmp_path):
    content = bytearray(sealed.read_bytes())
    content[20] ^= 1
    (tmp_path / "changed.pdf").write_bytes(content)

    assert others_pass(shared_desk, tmp_path / "changed.pdf") == {0}


def others_pass(desk, path, at_hand=None):
    """How many signatures pyHanko (with these lists), pdfsig and openssl accept."""
    crls = desk.sandbox.crls() if at_hand is None else at_hand
    return {
        judges.pyhanko_passes(path, desk.sandbox, crls),
        judges.poppler_passes(path),
        judges.openssl_passes(path, desk.sandbox),
    }
