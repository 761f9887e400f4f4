"""Real documents through their whole life, judged by us and by three other programs."""

import re
import subprocess
from contextlib import ExitStack
from pathlib import Path

import pytest

from signing.errors import OutOfOrder
from signing.keys import token
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


def bare(desk, prepared):
    return desk.seal(desk.lead(prepared, stamper=None), stamper=None)


def stamped(desk, prepared):
    return desk.seal(desk.lead(prepared))


PROFILES = {Level.B: bare, Level.T: stamped}
"""How a prepared file comes to each level."""


@pytest.fixture(scope="module")
def in_tokens(hsm, shared_desk):
    """The same leader and custodian with keys in tokens, both open."""
    pairs = [shared_desk.sandbox.issue(each.name, COMMUNE.unit) for each in (AN, COMMUNE)]
    places = [hsm.token(*pair, PIN) for pair in pairs]
    desk = Desk(shared_desk.sandbox, shared_desk.folder)
    with ExitStack() as open_keys:
        leader, custodian = (
            open_keys.enter_context(token.opened(place, pair[1], desk.sandbox.chain_pem, PIN))
            for place, pair in zip(places, pairs, strict=True)
        )
        vars(desk).update(leader=leader, custodian=custodian)
        yield desk


@pytest.fixture(params=["file", "token"])
def keyed(request):
    """A desk for each kind of key."""
    return request.getfixturevalue({"file": "shared_desk", "token": "in_tokens"}[request.param])


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


@pytest.mark.parametrize("level", PROFILES)
def test_every_judge_passes_both_signatures(level, prepared, keyed):
    signed = PROFILES[level](keyed, prepared)

    verdict = keyed.check(signed)
    assert verdict.passed, verdict
    assert [each.field for each in verdict.signatures] == ["Leader", "Seal"]
    assert {each.level for each in verdict.signatures} == {level}
    assert others_pass(keyed, signed) == {2}


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


def others_pass(desk, path):
    """How many signatures pyHanko, pdfsig and openssl accept."""
    return {
        judges.pyhanko_passes(path, desk.sandbox, desk.sandbox.crls()),
        judges.poppler_passes(path),
        judges.openssl_passes(path, desk.sandbox),
    }
