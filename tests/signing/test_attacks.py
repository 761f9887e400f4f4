"""Signed files changed by an attacker: none passes, each is told why."""

import re

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from signing.report import Indication


@pytest.fixture
def copy(sealed, tmp_path):
    target = tmp_path / "attacked.pdf"
    target.write_bytes(sealed.read_bytes())
    return target


def codes(verdict):
    return {problem.code for problem in verdict.problems}


def replaced(path, old, new):
    content = path.read_bytes()
    assert content.count(old) >= 1
    path.write_bytes(content.replace(old, new, 1))


def updated(path, change):
    with path.open("r+b") as stream:
        writer = IncrementalPdfFileWriter(stream)
        change(writer)
        writer.write_in_place()


def test_the_untouched_file_passes(shared_desk, sealed):
    assert shared_desk.check(sealed).passed


def test_a_byte_flipped_in_the_page_fails_both_signatures(shared_desk, copy):
    content = bytearray(copy.read_bytes())
    content[content.index(b"stream", 200) + 40] ^= 1
    copy.write_bytes(content)

    verdict = shared_desk.check(copy)

    assert (verdict.indication, verdict.sub_indication) == (Indication.FAILED, "HASH_FAILURE")
    assert not any(each.passed for each in verdict.signatures)


@pytest.mark.parametrize("tail", [b"x", b"\n", b"\n% note\n", b"\n%%EOF\n", b"\x00" * 600])
def test_bytes_appended_do_not_pass(shared_desk, copy, tail):
    copy.write_bytes(copy.read_bytes() + tail)

    verdict = shared_desk.check(copy)

    assert not verdict.passed
    assert codes(verdict) & {"bytes_after_signature", "unreadable"}, verdict


def draw_over(writer):
    page = writer.find_page_for_modification(0)[0].get_object()
    drawing = generic.StreamObject(stream_data=b"q 1 0 0 rg 100 500 200 60 re f Q")
    contents = page.raw_get("/Contents")
    page["/Contents"] = generic.ArrayObject([contents, writer.add_object(drawing)])
    writer.update_container(page)


def add_note(writer):
    page = writer.find_page_for_modification(0)[0].get_object()
    note = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name("/FreeText"),
            pdf_name("/Rect"): generic.ArrayObject(map(generic.NumberObject, (90, 90, 300, 200))),
            pdf_name("/Contents"): generic.pdf_string("Đã duyệt"),
            pdf_name("/DA"): generic.pdf_string("/Helv 12 Tf"),
        }
    )
    page["/Annots"].append(writer.add_object(note))
    writer.update_container(page["/Annots"])


def add_page(writer):
    box = generic.ArrayObject(map(generic.NumberObject, (0, 0, 595, 842)))
    page = {"/Type": pdf_name("/Page"), "/MediaBox": box}
    writer.insert_page(generic.DictionaryObject({pdf_name(k): v for k, v in page.items()}))


def fill_number_again(writer):
    for entry in writer.root["/AcroForm"]["/Fields"]:
        field = entry.get_object()
        if field["/T"] == "Number":
            field["/V"] = generic.TextStringObject("99")
            writer.update_container(field)


def write_nothing_new(writer):
    writer.update_root()


def change_title(writer):
    writer.set_info(generic.DictionaryObject({pdf_name("/Title"): generic.pdf_string("Khác")}))


@pytest.mark.parametrize(
    "change", [draw_over, add_note, add_page, fill_number_again, write_nothing_new, change_title]
)
def test_an_update_after_the_seal_does_not_pass(shared_desk, copy, change):
    updated(copy, change)

    verdict = shared_desk.check(copy)

    assert not verdict.passed
    assert verdict.problems
    assert any(each.changes for each in verdict.signatures), verdict


@pytest.mark.parametrize("change", [draw_over, add_note, add_page])
def test_a_change_between_leader_and_seal_is_left_to_a_clerk(desk, led, tmp_path, change):
    between = tmp_path / "between.pdf"
    between.write_bytes(led.read_bytes())
    updated(between, change)

    verdict = desk.check(desk.seal(between))

    assert verdict.indication is Indication.UNKNOWN
    assert verdict.sub_indication == "CHANGED_AT_SEALING"
    assert "changed_at_sealing" in codes(verdict)
    assert verdict.signatures[1].passed
    seen = {
        draw_over: "page 1 looks different between (100, 500)",
        add_note: "",
        add_page: "the number of pages changed from 1 to 2",
    }[change]
    assert seen in " ".join(verdict.signatures[0].changes)


def test_a_seal_cut_off_is_missed(shared_desk, led, sealed, tmp_path):
    cut = tmp_path / "cut.pdf"
    cut.write_bytes(sealed.read_bytes()[: led.stat().st_size])

    verdict = shared_desk.check(cut)

    assert (verdict.indication, verdict.sub_indication) == (Indication.UNKNOWN, "SEAL_MISSING")
    assert "seal_missing" in codes(verdict)
    assert verdict.signatures[0].passed


def test_number_filled_before_the_seal_alone_does_not_pass(shared_desk, led, tmp_path):
    early = tmp_path / "early.pdf"
    early.write_bytes(led.read_bytes())
    updated(early, fill_number_again)

    verdict = shared_desk.check(early)

    assert verdict.indication is Indication.UNKNOWN
    assert "field_changed" in codes(verdict)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (rb"/Contents\s*<[0-9a-fA-F]{99,}>", b"/Contents <>"),
        (rb"/Contents\s*<[0-9a-fA-F]{99,}>", b"/Contents null"),
        (rb"/ByteRange \[[^]]+\]", b"/ByteRange []"),
        (rb"/ByteRange \[[^]]+\]", b"/ByteRange null"),
        (rb"/ByteRange \[[^]]+\]", b"/ByteRange [0 10 99999999 20]"),
        (rb"/ByteRange \[[^]]+\]", b"/ByteRange [0 10 20 -5]"),
    ],
)
def test_a_signature_emptied_of_its_value_or_range_does_not_pass(shared_desk, copy, pattern, text):
    content = copy.read_bytes()
    last = list(re.finditer(pattern, content))[-1]
    width = last.end() - last.start()
    copy.write_bytes(content[: last.start()] + text.ljust(width) + content[last.end() :])

    verdict = shared_desk.check(copy)

    assert not verdict.passed
    assert verdict.problems


def test_a_gap_wider_than_the_signature_value_fails(shared_desk, copy):
    content = copy.read_bytes()
    last = list(re.finditer(rb"/ByteRange \[0 (\d+) (\d+) (\d+)\]", content))[-1]
    first, second, rest = (int(number) for number in last.groups())
    wider = b"/ByteRange [0 %d %d %d]" % (first - 8, second, rest)
    width = last.end() - last.start()
    copy.write_bytes(content[: last.start()] + wider.ljust(width) + content[last.end() :])

    verdict = shared_desk.check(copy)

    assert verdict.indication is Indication.FAILED
    assert "byte_range" in codes(verdict)


def test_one_signature_in_two_fields_counts_once_and_does_not_pass(shared_desk, copy):
    def share(writer):
        fields = writer.root["/AcroForm"]["/Fields"]
        sealed = next(each for each in fields if each.get_object()["/T"] == "Seal")
        twin = generic.DictionaryObject(
            {
                pdf_name("/FT"): pdf_name("/Sig"),
                pdf_name("/T"): generic.pdf_string("Twin"),
                pdf_name("/V"): sealed.get_object().raw_get("/V"),
            }
        )
        fields.append(writer.add_object(twin))
        writer.update_container(fields)

    updated(copy, share)

    verdict = shared_desk.check(copy)

    assert len(verdict.signatures) == 2
    assert not verdict.passed


def time_stamped(desk, source):
    from signing.levels import time_stamp

    target = desk.file("stamped.pdf")
    time_stamp(source, target, timestamper=desk.stamper)
    return target


def test_a_time_stamp_standing_in_a_second_field_does_not_pass(desk, sealed):
    stamped = time_stamped(desk, sealed)
    assert desk.check(stamped).passed

    def share(writer):
        fields = writer.root["/AcroForm"]["/Fields"]
        value = fields[-1].get_object().raw_get("/V")
        twin = {"/FT": pdf_name("/Sig"), "/T": generic.pdf_string("Twin"), "/V": value}
        entries = {pdf_name(key): entry for key, entry in twin.items()}
        fields.append(writer.add_object(generic.DictionaryObject(entries)))
        writer.update_container(fields)

    updated(stamped, share)

    verdict = desk.check(stamped)

    assert not verdict.passed
    assert "bytes_after_signature" in codes(verdict)


def test_a_broken_time_stamp_at_the_end_does_not_pass(desk, sealed):
    stamped = time_stamped(desk, sealed)
    content = bytearray(stamped.read_bytes())
    value = list(re.finditer(rb"/Contents\s*<([0-9a-fA-F]{99,})>", content))[-1]
    end = value.start(1) + len(value[1].rstrip(b"0")) - 40
    content[end] = ord("1") if content[end] != ord("1") else ord("2")
    stamped.write_bytes(content)

    assert not desk.check(stamped).passed


@pytest.mark.parametrize("place", ["padding", "letters", "certificate", "time-stamp"])
def test_a_value_changed_where_no_signature_reaches_does_not_pass(shared_desk, copy, place):
    content = bytearray(copy.read_bytes())
    value = list(re.finditer(rb"/Contents\s*<([0-9a-fA-F]{99,})>", content))[-1]
    written = value[1].decode()
    if place == "padding":
        changed = written[:-2] + "01"
    elif place == "letters":
        at = next(index for index, digit in enumerate(written) if digit.isalpha())
        changed = written[:at] + written[at].swapcase() + written[at + 1 :]
    elif place == "time-stamp":
        at = written.index("0B2A864886F70D0109100104", 9000)  # the type of what a token holds
        changed = written[: at + 120] + ("0" if written[at + 120] != "0" else "1")
        changed += written[at + 121 :]
    else:
        at = written.upper().index(shared_desk.custodian.identity.certificates[-1].hex().upper())
        changed = written[: at + 900] + ("0" if written[at + 900] != "0" else "1")
        changed += written[at + 901 :]
    content[value.start(1) : value.end(1)] = changed.encode()
    copy.write_bytes(content)

    verdict = shared_desk.check(copy)

    assert not verdict.passed
    assert "cms_changed" in codes(verdict) or verdict.problems
