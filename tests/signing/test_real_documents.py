"""Real documents through their whole life, judged by us and by three other programs."""

import re
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from asn1crypto import pem, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from signing.report import Indication, Level

SAMPLES = Path(__file__).parent.parent / "samples"
ACCEPTED = sorted(path for path in SAMPLES.glob("*.pdf") if path.name != "distiller-10.pdf")


@pytest.fixture(scope="module", params=ACCEPTED, ids=lambda path: path.stem)
def document(request, lived):
    return lived(request.param)


def test_our_check_passes_both_signatures(document, shared_desk):
    verdict = shared_desk.check(document)

    assert verdict.indication is Indication.PASSED, verdict
    assert [each.field for each in verdict.signatures] == ["Leader", "Seal"]
    assert {each.level for each in verdict.signatures} == {Level.T}


def test_poppler_says_each_signature_is_valid(document):
    assert shutil.which("pdfsig"), "pdfsig is missing: run apt-get install poppler-utils"

    told = subprocess.run(["pdfsig", "-nocert", document], capture_output=True, text=True)

    assert told.stdout.count("Signature is Valid") == 2, told.stdout


def test_openssl_verifies_each_cms_against_the_root(document, shared_desk, tmp_path):
    root = shared_desk.sandbox.folder / "root.pem"
    content = document.read_bytes()
    ranges = re.findall(rb"/ByteRange\s*\[\s*(\d+) (\d+) (\d+) (\d+)", content)
    (tmp_path / "cms.der").touch()

    for first, length, second, rest in [tuple(map(int, each)) for each in ranges]:
        signed = content[first : first + length] + content[second : second + rest]
        value = bytes.fromhex(content[length + 1 : second - 1].decode())
        (tmp_path / "signed").write_bytes(signed)
        (tmp_path / "cms.der").write_bytes(value)
        command = "openssl cms -verify -binary -purpose any -inform DER -in cms.der -out /dev/null"
        told = subprocess.run(
            [*command.split(), "-CAfile", root, "-content", "signed"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
        )

        assert told.returncode == 0, told.stderr
    assert len(ranges) == 2


def test_pyhanko_itself_agrees(document, shared_desk):
    root = x509.Certificate.load(pem.unarmor(shared_desk.sandbox.root_pem)[2])
    with document.open("rb") as stream:
        for each in PdfFileReader(stream).embedded_signatures:
            status = validate_pdf_signature(
                each,
                ValidationContext(
                    trust_roots=[root],
                    crls=shared_desk.sandbox.crls(),
                    revocation_mode="hard-fail",
                    moment=datetime.now(UTC),
                ),
            )

            assert status.bottom_line, status.pretty_print_details()
            assert status.timestamp_validity.trusted


def test_the_original_stays_the_beginning_of_the_signed_file(document, shared_desk):
    source = SAMPLES / document.name.replace("-prepared-led-sealed", "")
    hybrid = source.stem in ("word-365", "excel-2016")

    begins_so = document.read_bytes().startswith(source.read_bytes())

    assert begins_so is not hybrid
