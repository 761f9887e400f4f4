"""The checker's rules by their names, V1 to V8: for each a file that breaks it and nothing else."""

import hashlib
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pikepdf
import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import SigSeedSubFilter

from signing.check import Registered
from signing.report import Indication

FAILED, UNKNOWN, PASSED = Indication.FAILED, Indication.UNKNOWN, Indication.PASSED


def checked(desk, content, **terms):
    target = desk.file("rule.pdf")
    target.write_bytes(content)
    verdict = desk.check(target, **terms)
    return verdict.indication, [problem.code for problem in verdict.problems]


def added(path, change):
    writer = IncrementalPdfFileWriter(BytesIO(path.read_bytes()))
    change(writer)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def field(writer, name):
    fields = [each.get_object() for each in writer.root["/AcroForm"]["/Fields"]]
    return next(each for each in fields if each["/T"] == name)


def signed(desk, draft, **terms):
    out = BytesIO()
    meta = signers.PdfSignatureMetadata(field_name="Sig", **terms)
    writer = IncrementalPdfFileWriter(BytesIO(draft), strict=False)
    signers.PdfSigner(meta, desk.leader).sign_pdf(writer, output=out)
    return out.getvalue()


def test_v1_the_newest_signature_covers_the_whole_file(desk, sealed):
    nothing_said = added(sealed, lambda writer: writer.update_root())

    assert checked(desk, nothing_said) == (FAILED, ["bytes_after_signature"])


def test_v2_a_field_no_signature_covers_may_not_change(desk, sealed):
    def fill(writer):
        number = field(writer, "Number")
        number[pdf_name("/V")] = generic.pdf_string("99")
        writer.update_container(number)

    indication, _ = checked(desk, added(sealed, fill))

    assert indication in (FAILED, UNKNOWN)


def test_v2a_number_and_date_reserved_for_the_seal_may_be_filled_with_it(desk, sealed):
    verdict = desk.check(sealed)

    assert verdict.passed
    assert verdict.signatures[0].changes == ("fields filled when sealed: Date, Number",)


def test_v3_validation_data_brings_nothing_else(desk, sealed):
    def store_and_rotate(writer):
        writer.root["/DSS"] = writer.add_object(generic.DictionaryObject())
        writer.update_root()
        page = writer.find_page_for_modification(0)[0].get_object()
        page[pdf_name("/Rotate")] = generic.NumberObject(180)
        writer.update_container(page)

    indication, codes = checked(desk, added(sealed, store_and_rotate))

    assert (indication, codes[-1]) == (FAILED, "changed_after_signing")


def test_v4_one_signature_in_two_fields_counts_once(desk, led):
    def twin(writer):
        shared = field(writer, "Leader").raw_get("/V")
        again = {pdf_name("/FT"): pdf_name("/Sig"), pdf_name("/V"): shared}
        again[pdf_name("/T")] = generic.pdf_string("Again")
        fields = writer.root["/AcroForm"]["/Fields"]
        fields.append(writer.add_object(generic.DictionaryObject(again)))
        writer.update_container(fields)

    target = desk.file("twins.pdf")
    target.write_bytes(added(led, twin))

    verdict = desk.check(target)

    assert not verdict.passed
    assert len(verdict.signatures) == 1


def test_v5_pades_names_its_certificate_and_digests_well(desk, report):
    weak = signed(desk, report.read_bytes(), md_algorithm="sha1", subfilter=SigSeedSubFilter.PADES)

    indication, codes = checked(desk, weak)

    assert (indication, "weak_algorithm" in codes) == (UNKNOWN, True)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\nstartxref\n0\n%%EOF", b"PK\x03\x04startxref"])
def test_v6_whatever_happens_there_is_a_verdict(desk, content):
    indication, codes = checked(desk, content)

    assert indication is UNKNOWN
    assert codes in (["not_a_pdf"], ["unreadable"])


def test_v7_two_readers_see_the_same_pages(desk, report):
    with pikepdf.open(report) as document:
        document.add_blank_page()
        count = len(document.pages)
        out = BytesIO()
        document.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    written = b"/Count %d" % count
    assert out.getvalue().count(written) == 1
    fewer = out.getvalue().replace(written, b"/Count %d" % (count - 1))

    indication, codes = checked(desk, signed(desk, fewer))

    assert (indication, "parsers_disagree" in codes) == (UNKNOWN, True)


def test_v8_our_own_file_is_first_of_all_the_bytes_in_the_register(desk, sealed):
    own = Registered(hashlib.sha256(sealed.read_bytes()).hexdigest())

    assert checked(desk, sealed.read_bytes(), registered=own) == (PASSED, [])
    other = checked(desk, sealed.read_bytes() + b"\n", registered=own)
    assert other == (FAILED, ["not_as_registered"])


def test_the_same_evidence_at_the_same_moment_has_the_same_answer(desk, sealed):
    moment = datetime.now(UTC) + timedelta(hours=1)
    evidence = {"at": moment, "crls": desk.sandbox.crls()}

    told = [desk.check(sealed, **evidence).as_json() for _ in range(2)]

    assert told[0] == told[1]
