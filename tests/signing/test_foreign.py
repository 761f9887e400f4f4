"""Honest files of other programs and of the national kind: each with the verdict it deserves."""

import json
from base64 import b64decode
from datetime import datetime
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from signing.check import check, side_by_side
from signing.report import Indication, Verdict

FOLDER = Path(__file__).parent.parent / "samples" / "signed"
AT = datetime.fromisoformat(json.loads((FOLDER / "moment.json").read_text())["at"])
PASSED, UNKNOWN, FAILED = Indication.PASSED, Indication.UNKNOWN, Indication.FAILED
PLAIN, BASE = "PKCS7", "B-B"

EXPECTED = {
    "endesive": (PASSED, None, [PLAIN], {"plain_cms"}),
    "endesive-stamped": (PASSED, None, [PLAIN], {"plain_cms"}),
    "form-cades": (PASSED, None, [BASE], set()),
    "form-cades-unbound": (UNKNOWN, "SIG_CONSTRAINTS_FAILURE", [BASE], {"weak"}),
    "form-capitals": (PASSED, None, [PLAIN], {"plain_cms"}),
    "form-carriage-returns": (PASSED, None, [PLAIN], {"plain_cms"}),
    "form-key-identifier": (PASSED, None, [PLAIN], {"plain_cms"}),
    "form-no-attributes": (UNKNOWN, "SIG_CONSTRAINTS_FAILURE", [PLAIN], {"weak"}),
    "form-no-chain": (
        *(UNKNOWN, "NO_CERTIFICATE_CHAIN_FOUND", [PLAIN]),
        {"plain_cms", "no_certificate_chain_found"},
    ),
    "form-p384": (PASSED, None, [BASE], set()),
    "form-pss": (PASSED, None, [PLAIN], {"plain_cms"}),
    "form-reference-stream": (PASSED, None, [PLAIN], {"plain_cms"}),
    "form-sha1": (UNKNOWN, "CRYPTO_CONSTRAINTS_FAILURE_NO_POE", [PLAIN], {"weak_algorithm"}),
    "form-sha512": (PASSED, None, [PLAIN], {"plain_cms"}),
    "itext": (PASSED, None, [PLAIN, PLAIN], {"plain_cms"}),
    "itext-certified": (
        *(UNKNOWN, "CHANGED_AT_SEALING", ["B-T", "B-T"]),
        {"changed_at_sealing"},
    ),
    "itext-packed": (PASSED, None, [PLAIN], {"plain_cms"}),
    "itext-sha1": (UNKNOWN, "CRYPTO_CONSTRAINTS_FAILURE_NO_POE", [PLAIN], {"weak_algorithm"}),
    "national": (PASSED, None, [PLAIN, PLAIN], {"plain_cms"}),
    "national-four": (PASSED, None, [PLAIN] * 4, {"plain_cms"}),
    "national-incoming-annotation": (
        *(FAILED, "FORMAT_FAILURE", [PLAIN, PLAIN]),
        {"plain_cms", "changed_after_signing", "changed_at_sealing"},
    ),
    "national-incoming-signed": (PASSED, None, [PLAIN] * 3, {"plain_cms"}),
    "national-note-then-seal": (
        *(UNKNOWN, "CHANGED_AT_SEALING", [PLAIN, PLAIN]),
        {"plain_cms", "changed_at_sealing"},
    ),
    "national-number-at-sealing": (
        *(UNKNOWN, "CHANGED_AT_SEALING", [PLAIN, PLAIN]),
        {"plain_cms", "changed_at_sealing"},
    ),
    "pdfbox": (PASSED, None, [PLAIN], {"plain_cms"}),
    "pdfbox-hybrid": (UNKNOWN, "FORMAT_FAILURE", [PLAIN], {"plain_cms", "hybrid"}),
    "pdfbox-linearised": (PASSED, None, [PLAIN], {"plain_cms"}),
    "poppler": (UNKNOWN, "FORMAT_FAILURE", [PLAIN], {"plain_cms", "not_strict"}),
    "poppler-field": (PASSED, None, [PLAIN], {"plain_cms"}),
    "pyhanko": (PASSED, None, [BASE], set()),
    "pyhanko-lta": (PASSED, None, ["B-LTA"], set()),
    "rust": (PASSED, None, [BASE], set()),
    "rust-lta": (PASSED, None, ["B-T"], set()),  # its /DSS keeps no revocation data
    "signpdf": (PASSED, None, [PLAIN], {"plain_cms", "revocation_not_published"}),
    "signpdf-letters": (
        *(UNKNOWN, "NO_SIGNING_CERTIFICATE_FOUND", [PLAIN]),
        {"no_signing_certificate_found"},
    ),
    "signpdf-pades": (UNKNOWN, "SIG_CONSTRAINTS_FAILURE", [BASE], {"weak"}),
}


def judged(name, **terms):
    lists = [(FOLDER / f"{each}.crl").read_bytes() for each in ("root", "issuing")]
    anchors = [(FOLDER / "root.pem").read_bytes()]
    given = {"anchors": anchors, "crls": lists, "at": AT} | terms
    return check(FOLDER / f"{name}.pdf", **given)


@pytest.mark.parametrize("name", EXPECTED)
def test_an_honest_foreign_file_is_named_for_what_it_is(name):
    verdict = judged(name)

    codes = {problem.code for problem in verdict.problems}
    levels = [str(each.level) for each in verdict.signatures]
    assert (verdict.indication, verdict.sub_indication, levels, codes) == EXPECTED[name], verdict


def test_every_file_of_the_folder_is_judged():
    assert {path.stem for path in FOLDER.glob("*.pdf")} == set(EXPECTED)


@pytest.mark.parametrize("name", ["endesive-stamped", "rust-lta", "pyhanko-lta"])
def test_a_time_stamp_of_another_program_proves_the_time(name):
    signature = judged(name).signatures[0]

    assert abs(signature.time_stamp - AT).total_seconds() < 600


def test_what_was_drawn_at_sealing_is_located():
    drawn = judged("national-number-at-sealing").signatures[0]

    assert any(line.startswith("page 1 looks different between (1") for line in drawn.changes)


NOT_ASKED = "not_checked"


@pytest.mark.parametrize(
    ("name", "outcomes"),
    [
        ("endesive-stamped", ["good", "good", "good", "good"]),
        ("signpdf", ["good", "good", NOT_ASKED, NOT_ASKED]),
        ("form-no-chain", ["good", "undecided", NOT_ASKED, NOT_ASKED]),
        ("form-sha1", ["undecided", NOT_ASKED, NOT_ASKED, NOT_ASKED]),
        ("signpdf-letters", [NOT_ASKED, "undecided", NOT_ASKED, NOT_ASKED]),
        ("national-number-at-sealing", ["undecided", "good", "good", NOT_ASKED]),
    ],
)
def test_the_report_says_what_was_checked_and_what_was_not(name, outcomes):
    checks = judged(name).signatures[0].as_json()["checks"]

    assert list(checks.items()) == list(
        zip(["unchanged", "certificate", "revocation", "time"], outcomes, strict=True)
    )


def test_the_region_is_shown_as_signed_and_as_it_is_now():
    signature = judged("national-number-at-sealing").signatures[0]

    pairs = side_by_side(FOLDER / "national-number-at-sealing.pdf", signature)

    ((region, before, after),) = pairs
    pictures = [Image.open(BytesIO(b64decode(each))).convert("L") for each in (before, after)]
    assert region.page == 1
    assert pictures[0].size == pictures[1].size
    dark = [sum(each.histogram()[:128]) for each in pictures]
    assert dark[1] > dark[0] > 0


def test_the_same_evidence_gives_the_same_report_for_ever():
    first, second = (judged("rust-lta").as_json() for _ in range(2))

    assert first == second
    assert Verdict.from_json(first).as_json() == first


def test_the_issuing_authority_as_anchor_makes_the_chain_whole():
    from asn1crypto import cms, pem

    with (FOLDER / "national.pdf").open("rb") as file:
        content = file.read()
    start = content.index(b"/Contents <") + len(b"/Contents <")
    value = bytes.fromhex(content[start : content.index(b">", start)].decode())
    chain = cms.ContentInfo.load(value)["content"]["certificates"]
    issuing = next(each.chosen for each in chain if "Issuing" in str(each.chosen.subject.native))

    anchors = [(FOLDER / "root.pem").read_bytes(), pem.armor("CERTIFICATE", issuing.dump())]

    assert judged("form-no-chain", anchors=anchors).passed
