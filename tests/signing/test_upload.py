"""Uploads: one plain PDF is accepted; anything active, mixed, broken or endless is not."""

import base64
import time
import zipfile
import zlib

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name, String

from signing import upload_limits
from signing.upload import Reception, check_upload, look, render
from tests.signing.paper import draw_report
from tests.signing.test_real_documents import ACCEPTED, SAMPLES


@pytest.fixture
def plain(tmp_path):
    return draw_report(tmp_path / "plain.pdf")


def changed(source, change, **saving):
    target = source.with_name("changed.pdf")
    with pikepdf.open(source) as document:
        change(document)
        document.save(target, **saving)
    return target


def codes(verdict):
    return {problem.code for problem in verdict.problems}


def built(path, objects, *, pages="1 0 R"):
    """A PDF of hand-written objects; number 1 is the page tree unless told otherwise."""
    out = bytearray(b"%PDF-1.7\n")
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        len(objects),
        start,
    )
    path.write_bytes(bytes(out))
    return path


PAGES = b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>"
PAGE = b"<< /Type /Page /Parent 1 0 R /MediaBox [0 0 300 300] >>"
ROOT = b"<< /Type /Catalog /Pages 1 0 R >>"


@pytest.mark.parametrize("path", ACCEPTED, ids=lambda path: path.stem)
def test_real_documents_are_accepted(path):
    assert check_upload(path).accepted


def test_javascript_in_a_real_document_is_named():
    verdict = check_upload(SAMPLES / "distiller-10.pdf")

    assert verdict.indication is Reception.QUARANTINED
    assert codes(verdict) == {"javascript"}


def test_links_and_places_are_told_but_accepted():
    assert codes(check_upload(SAMPLES / "chromium-skia.pdf")) == {"uri"}
    assert codes(check_upload(SAMPLES / "decree-30-2020.pdf")) == {"goto"}


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b" %PDF-1.7", b"%PD"])
def test_other_files_are_no_pdf(tmp_path, content):
    (tmp_path / "x.pdf").write_bytes(content)

    assert codes(check_upload(tmp_path / "x.pdf")) == {"not_a_pdf"}


def action(kind, **entries):
    return Dictionary(Type=Name.Action, S=Name(f"/{kind}"), **entries)


def annotated(subtype, **entries):
    def change(document):
        rect = Array([10, 10, 90, 90])
        entry = Dictionary(Type=Name.Annot, Subtype=Name(f"/{subtype}"), Rect=rect, **entries)
        document.pages[0].Annots = Array([document.make_indirect(entry)])

    return change


def rooted(name, value):
    def change(document):
        document.Root[name] = value() if callable(value) else value

    return change


def attached(document):
    document.attachments["notes.txt"] = b"notes"


ACTIVE = [
    ("javascript", rooted("/OpenAction", lambda: action("JavaScript", JS=String("app.alert(1)")))),
    ("javascript", rooted("/Names", lambda: Dictionary(JavaScript=Dictionary(
        Names=Array([String("a"), action("JavaScript", JS=String("1"))]))))),
    ("open_action", rooted("/OpenAction", lambda: action("Named", N=Name.Print))),
    ("additional_actions", rooted("/AA", lambda: Dictionary(WC=action("Named", N=Name.Print)))),
    ("launch", annotated("Link", A=action("Launch", F=String("cmd.exe")))),
    ("submit_form", annotated("Link", A=action("SubmitForm", F=String("http://x")))),
    ("import_data", annotated("Link", A=action("ImportData", F=String("x.fdf")))),
    ("remote_goto", annotated("Link", A=action("GoToR", F=String("x.pdf"), D=String("d")))),
    ("remote_goto", annotated("Link", A=action("GoToE", D=String("d")))),
    ("rich_media", annotated("RichMedia")),
    ("rich_media", annotated("Screen")),
    ("embedded_file", attached),
    ("embedded_file", annotated("FileAttachment")),
    *[(code, annotated("Link", A=Dictionary(Type=Name.StructElem, S=Name(f"/{kind}"), **entries)))
      for code, kind, entries in [
          ("launch", "Launch", {"F": String("cmd.exe")}), ("launch", "Launch", {}),
          ("remote_goto", "GoToR", {"F": String("x.pdf"), "D": String("d")}),
          ("remote_goto", "GoToE", {}), ("javascript", "JavaScript", {"JS": String("1")})]],
    ("launch", annotated("Link", A=action("GoTo", D=String("d"), Next=Array([
        Dictionary(Type=Name.StructElem, S=Name.Launch)])))),
    ("remote_goto", annotated("Link", A=action("Thread", F=String("x.pdf"), D=0))),
    ("open_action", rooted("/OpenAction", lambda: action("GoTo", D=String("d"), Next=action(
        "GoTo", D=String("d"), Next=action("URI", URI=String("http://x")))))),
    ("xfa", rooted("/AcroForm", lambda: Dictionary(Fields=Array([]), XFA=Array([])))),
]  # fmt: skip


@pytest.mark.parametrize(("code", "change"), ACTIVE)
@pytest.mark.parametrize("streams", ["disable", "generate"])
def test_active_content_is_quarantined_and_named(plain, code, change, streams):
    mode = pikepdf.ObjectStreamMode[streams]

    verdict = check_upload(changed(plain, change, object_stream_mode=mode))

    assert verdict.indication is Reception.QUARANTINED
    assert code in codes(verdict)
    assert all(each.object and each.remedy for each in verdict.problems if each.code == code)


def test_a_plain_link_is_accepted(plain):
    link = annotated("Link", A=action("URI", URI=String("https://example.vn")))

    verdict = check_upload(changed(plain, link))

    assert verdict.accepted
    assert (verdict.problems[0].page, verdict.problems[0].remedy) == (1, None)


def test_a_role_named_like_an_action_is_none(plain):
    tree = Dictionary(Type=Name.StructTreeRoot, K=Dictionary(Type=Name.StructElem, S=Name.Sound))

    verdict = check_upload(changed(plain, rooted("/StructTreeRoot", tree)))

    assert (verdict.accepted, verdict.problems) == (True, ())


DANGEROUS = [
    "javascript:alert(1)", "java\tscript:alert(1)", " FILE:///etc/passwd", "data:text/html,x",
    "\\\\server\\share", "//server/share", "../run.exe", "C:\\run.exe", "smb://server/x",
]  # fmt: skip


@pytest.mark.parametrize("address", DANGEROUS)
def test_a_link_outside_web_and_mail_is_quarantined(plain, address):
    link = annotated("Link", A=action("URI", URI=String(address)))

    verdict = check_upload(changed(plain, link))

    assert verdict.indication is Reception.QUARANTINED
    assert codes(verdict) == {"dangerous_link"}


@pytest.mark.parametrize("address", ["HTTPS://x.vn", "mailto:a@x.vn", "www.x.vn", "#part"])
def test_links_to_web_and_mail_are_accepted(plain, address):
    link = annotated("Link", A=action("URI", URI=String(address)))

    assert check_upload(changed(plain, link)).accepted


@pytest.mark.parametrize(("base", "code"), [("file:///c/", "dangerous_link"), ("http://x", "uri")])
def test_the_address_links_begin_with_is_judged_as_a_link(plain, base, code):
    entry = Dictionary(Base=String(base))

    assert codes(check_upload(changed(plain, rooted("/URI", entry)))) == {code}


COMMANDS = [
    ({"S": Name.Named, "N": Name.SaveAs}, {"command"}),
    ({"S": Name.GoToDp}, {"command"}),
    ({"S": Name.Thread, "D": 0}, {"command"}),
    ({"S": Name.Named, "N": Name.NextPage}, set()),
]


@pytest.mark.parametrize(("entries", "expected"), COMMANDS)
def test_commands_to_the_reader_are_told_but_accepted(plain, entries, expected):
    verdict = check_upload(changed(plain, annotated("Link", A=Dictionary(**entries))))

    assert (verdict.accepted, codes(verdict)) == (True, expected)


def layered(usual=None, **group):
    def change(document):
        layer = document.make_indirect(Dictionary(Type=Name.OCG, Name=String("Layer")))
        terms = usual(Array([layer])) if usual else Dictionary()
        document.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=terms)
        if group:
            document.Root.Held = document.make_indirect(
                Dictionary(Type=Name.OCMD, OCGs=Array([layer]), **group)
            )

    return change


LAYERS = [
    (layered(), set()),
    (layered(lambda all_of_them: Dictionary(ON=all_of_them)), set()),
    (layered(lambda all_of_them: Dictionary(OFF=all_of_them)), {"hidden_layers"}),
    (layered(lambda _: Dictionary(BaseState=Name.OFF)), {"hidden_layers"}),
    (layered(P=Name.AllOff), {"hidden_layers"}),
    (layered(lambda all_of_them: Dictionary(AS=Array([Dictionary(
        Event=Name.Print, Category=Array([Name.Print]), OCGs=all_of_them)]))),
        {"changes_when_printed"}),
]  # fmt: skip


@pytest.mark.parametrize(("change", "expected"), LAYERS)
def test_layers_are_accepted_only_when_all_always_show(plain, change, expected):
    verdict = check_upload(changed(plain, change))

    assert verdict.accepted is not bool(expected)
    assert codes(verdict) == {"layers"} | expected


@pytest.mark.parametrize(
    ("subtype", "flags", "accepted"),
    [
        ("Stamp", 4, True),
        ("Stamp", 2, True),
        ("Stamp", 32, True),
        ("Link", 0, True),
        ("Popup", 0, True),
        ("Stamp", 0, False),
        ("Stamp", 4 | 32, False),
        ("Stamp", 4 | 256, False),
    ],
)
def test_a_mark_is_seen_on_screen_and_on_paper_or_on_neither(plain, subtype, flags, accepted):
    verdict = check_upload(changed(plain, annotated(subtype, F=flags)))

    assert verdict.accepted is accepted
    assert codes(verdict) == (set() if accepted else {"changes_when_printed"})


@pytest.mark.parametrize(
    "script", [b"/S /JavaScript /JS (app.alert(1))", b"/#53/Java#53cript", b"/J#53<31>"]
)
def test_javascript_an_update_has_overwritten_is_still_named(tmp_path, script):
    path = built(tmp_path / "x.pdf", [PAGES, PAGE, b"<< " + script + b" >>", ROOT])
    before = path.read_bytes()
    first = before.rindex(b"xref\n0 ")
    path.write_bytes(
        before
        + b"3 0 obj\nnull\nendobj\nxref\n3 1\n%010d 00000 n \n" % len(before)
        + b"trailer\n<< /Size 5 /Root 4 0 R /Prev %d >>\n" % first
        + b"startxref\n%d\n%%%%EOF\n" % (len(before) + len(b"3 0 obj\nnull\nendobj\n"))
    )

    verdict = check_upload(path)

    assert verdict.indication is Reception.QUARANTINED
    assert "earlier version" in verdict.problems[0].text.lower()


def test_a_page_used_twice_is_rejected(tmp_path):
    twice = b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>"

    verdict = check_upload(built(tmp_path / "x.pdf", [twice, PAGE, ROOT]))

    assert (verdict.indication, codes(verdict)) == (Reception.REJECTED, {"page_twice"})


@pytest.mark.parametrize("password", ["", "secret"])
def test_encrypted_files_are_rejected(plain, password):
    locked = changed(
        plain, lambda document: None, encryption=pikepdf.Encryption(user=password, owner="o")
    )

    verdict = check_upload(locked)

    assert verdict.indication is Reception.REJECTED
    assert codes(verdict) == {"encrypted"}


def with_zip(path):
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("x.txt", "x")


def with_tail(path):
    path.write_bytes(path.read_bytes() + b"MZ\x90 a program")


def with_web_page(path):
    path.write_bytes(path.read_bytes().replace(b"\n", b"\n%<script>alert(1)</script>\n", 1))


def with_archive_before(path):
    path.write_bytes(path.read_bytes().replace(b"\n", b"\n%Rar!\x1a\x07\x01\x00\n", 1))


def with_tape_header(path):
    content = path.read_bytes()
    path.write_bytes(content[:9] + b"%" + b" " * 246 + b"\nustar\n" + content[9:])


@pytest.mark.parametrize(
    "mix", [with_zip, with_tail, with_web_page, with_archive_before, with_tape_header]
)
def test_two_types_in_one_file_are_rejected(plain, mix):
    mix(plain)

    assert codes(check_upload(plain)) == {"polyglot"}


@pytest.mark.parametrize("cut", [100, 1000, 5000])
def test_a_cut_file_is_rejected(plain, cut):
    plain.write_bytes(plain.read_bytes()[:-cut])

    assert check_upload(plain).indication is Reception.REJECTED


def test_a_page_tree_that_loops_is_answered(tmp_path):
    loop = b"<< /Type /Pages /Kids [1 0 R] /Count 1 >>"

    verdict = check_upload(built(tmp_path / "x.pdf", [loop, PAGE, ROOT]))

    assert verdict.indication is Reception.REJECTED


@pytest.mark.parametrize(("depth", "accepted"), [(90, True), (110, False), (100_000, False)])
def test_nesting_ends_at_a_hundred(tmp_path, depth, accepted):
    nest = b"[" * depth + b"]" * depth

    verdict = check_upload(built(tmp_path / "x.pdf", [PAGES, PAGE, nest, ROOT]))

    assert verdict.accepted is accepted


def stream(raw, decoded_as="/FlateDecode"):
    return (
        b"<< /Filter %s /Length %d >>\nstream\n" % (decoded_as.encode(), len(raw))
        + raw
        + b"\nendstream"
    )


@pytest.mark.parametrize(
    ("size", "accepted"), [(64 << 20, True), ((64 << 20) + 1, False), (600 << 20, False)]
)
def test_a_stream_may_unpack_to_64_megabytes(tmp_path, size, accepted):
    packer = zlib.compressobj(9)
    raw = b"".join(packer.compress(bytes(1 << 20)) for _ in range(size >> 20))
    raw += packer.compress(bytes(size % (1 << 20))) + packer.flush()

    verdict = check_upload(built(tmp_path / "x.pdf", [PAGES, PAGE, stream(raw), ROOT]))

    assert verdict.accepted is accepted
    assert accepted or codes(verdict) == {"stream_bomb"}


def test_a_bomb_inside_a_bomb_is_answered_in_time(tmp_path):
    raw = zlib.compress(zlib.compress(bytes(300 << 20), 9), 9)
    twice = "[/FlateDecode /FlateDecode]"
    started = time.monotonic()

    verdict = check_upload(built(tmp_path / "x.pdf", [PAGES, PAGE, stream(raw, twice), ROOT]))

    assert codes(verdict) == {"stream_bomb"}
    assert time.monotonic() - started < 10


@pytest.mark.parametrize(
    ("names", "raw"),
    [
        ("[/ASCIIHexDecode /FlateDecode]", zlib.compress(bytes(70 << 20), 9).hex().encode() + b">"),
        (
            "[/ASCII85Decode /FlateDecode]",
            base64.a85encode(zlib.compress(bytes(70 << 20), 9)) + b"~>",
        ),
        ("[/LZWDecode /FlateDecode]", b"\x80\x0b\x60\x50\x22\x0c\x0c\x85\x01"),
        ("/RunLengthDecode", b"\x81\x00" * (600 << 10)),
    ],
    ids=["hex", "85", "packed twice", "runs"],
)
def test_a_bomb_behind_another_filter_is_found(tmp_path, names, raw):
    verdict = check_upload(built(tmp_path / "x.pdf", [PAGES, PAGE, stream(raw, names), ROOT]))

    assert codes(verdict) == {"stream_bomb"}


def test_what_lzw_unpacks_to_is_counted_without_unpacking_it():
    example = b"\x80\x0b\x60\x50\x22\x0c\x0c\x85\x01"  # ISO 32000-2 §7.4.4.2, example 1

    assert upload_limits.decoded_length(example, ["/LZWDecode"]) == 10


def test_all_streams_together_are_counted(tmp_path):
    raw = zlib.compress(bytes(60 << 20), 9)

    verdict = check_upload(built(tmp_path / "x.pdf", [PAGES, PAGE, *[stream(raw)] * 5, ROOT]))

    assert codes(verdict) == {"stream_bomb"}


def test_an_image_of_too_many_pixels_is_rejected(tmp_path):
    image = b"<< /Subtype /Image /Width 9000 /Height 9000 /Length 0 >>\nstream\n\nendstream"

    verdict = check_upload(built(tmp_path / "x.pdf", [PAGES, PAGE, image, ROOT]))

    assert codes(verdict) == {"image_too_large"}


@pytest.mark.parametrize(("count", "accepted"), [(2000, True), (2001, False)])
def test_two_thousand_pages_are_the_limit(tmp_path, count, accepted):
    with pikepdf.new() as document:
        for _ in range(count):
            document.add_blank_page(page_size=(300, 300))
        document.save(tmp_path / "x.pdf")

    verdict = check_upload(tmp_path / "x.pdf")

    assert verdict.accepted is accepted
    assert accepted or codes(verdict) == {"too_many_pages"}


@pytest.mark.parametrize(("count", "accepted"), [(100, True), (101, False)])
def test_a_hundred_revisions_are_the_limit(plain, count, accepted):
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    with plain.open("r+b") as stream:
        for _ in range(count - 1):
            writer = IncrementalPdfFileWriter(stream)
            writer.update_root()
            writer.write_in_place()

    verdict = check_upload(plain)

    assert verdict.accepted is accepted
    assert accepted or codes(verdict) == {"too_many_revisions"}


def test_half_a_million_objects_are_the_limit(tmp_path):
    many = [b"null"] * (upload_limits.MOST_OBJECTS + 1)

    verdict = check_upload(built(tmp_path / "x.pdf", [PAGES, PAGE, *many, ROOT]))

    assert verdict.indication is Reception.REJECTED


def test_a_file_over_50_megabytes_is_not_even_read(plain):
    with plain.open("r+b") as stream:
        stream.truncate(upload_limits.LARGEST_FILE + 1)

    assert codes(check_upload(plain)) == {"too_large"}


def test_a_page_is_drawn_and_its_text_read(plain):
    picture = render(plain, 0, dpi=72)
    seen = look(plain)

    assert picture.startswith(b"\x89PNG")
    assert "BÁO CÁO" in seen.text
    assert seen.pages_mm[0] == pytest.approx((210, 297), abs=0.2)
    assert seen.pdf_version >= (1, 3)


def test_a_huge_page_is_drawn_smaller(plain):
    def stretch(document):
        document.pages[0].MediaBox = [0, 0, 14400, 14400]

    from io import BytesIO

    from PIL import Image

    picture = Image.open(BytesIO(render(changed(plain, stretch), 0, dpi=300)))

    assert picture.width * picture.height <= 50_500_000


def test_the_json_of_a_verdict_is_plain(plain):
    assert check_upload(plain).as_json() == {"indication": "ACCEPTED", "problems": []}
    assert pypdfium2.PdfDocument(plain)
