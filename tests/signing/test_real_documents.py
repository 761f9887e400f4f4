"""Real documents through their whole life, judged by us and by three other programs."""

import re
import socket
import subprocess
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from signing.errors import OutOfOrder
from signing.keys import remote, token
from signing.places import PaperFacts, Signatory
from signing.report import Level
from tests.signing import judges
from tests.signing.desk import AN, COMMUNE, PIN, Desk
from tests.signing.paper import draw_large_report, draw_report

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


@contextmanager
def kept_elsewhere(shared_desk, kept):
    desk = Desk(shared_desk.sandbox, shared_desk.folder)
    pairs = [desk.sandbox.issue(each.name, COMMUNE.unit) for each in (AN, COMMUNE)]
    keys = [kept(*pair, desk.sandbox.chain_pem) for pair in pairs]
    with ExitStack() as open_keys:
        leader, custodian = map(open_keys.enter_context, keys)
        vars(desk).update(leader=leader, custodian=custodian)
        yield desk


KINDS = {"file": "shared_desk", "token": "in_tokens", "service": "at_service"}


@pytest.fixture(scope="module", params=KINDS)
def keyed(request):
    """A desk for each kind of key."""
    return request.getfixturevalue(KINDS[request.param])


@pytest.fixture(scope="module", params=[*ACCEPTED, LARGE], ids=lambda path: path.stem)
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
