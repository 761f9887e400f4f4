"""Files that are no PDF, more than a PDF, locked, or not what their tables say."""

import io
import tarfile
import zipfile
from collections.abc import Iterator

import pikepdf

from tests.bad_uploads.writing import Bad, added, document, objects, stream, table, written

PLAIN = document()


def files() -> Iterator[Bad]:
    """Each with its name and its code."""
    for name, code, content in (*_others(), *_mixed(), *_locked(), *_broken(), *_lies()):
        yield Bad(name, code, content)


def _zip(name: str, content: str = "x", before: bytes = b"") -> bytes:
    out = io.BytesIO()
    out.write(before)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(name, content)
    return out.getvalue()


def _others() -> Iterator[tuple[str, str, bytes]]:
    for name, content in (
        ("empty", b""),
        ("docx_named_pdf", _zip("[Content_Types].xml")),
        ("doc_named_pdf", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
        ("program_named_pdf", b"MZ\x90\x00" + PLAIN),
        ("unix_program_named_pdf", b"\x7fELF" + PLAIN),
        ("picture_named_pdf", b"\x89PNG\r\n\x1a\n" + PLAIN),
        ("jpeg_before_the_pdf", b"\xff\xd8\xff\xe0" + PLAIN),
        ("gif_before_the_pdf", b"GIF89a" + PLAIN),
        ("page_named_pdf", b"<!doctype html><script>1</script>" + PLAIN),
        ("text_named_pdf", "Báo cáo".encode()),
        ("rtf_named_pdf", b"{\\rtf1 " + PLAIN),
        ("postscript_named_pdf", b"%!PS-Adobe-3.0\n" + PLAIN),
        ("form_data_named_pdf", b"%FDF-1.2\n1 0 obj<</FDF<</F(x)>>>>endobj\n%%EOF"),
        ("mark_of_bytes_before_the_pdf", b"\xef\xbb\xbf" + PLAIN),
    ):
        yield name, "not_a_pdf", content


def _mixed() -> Iterator[tuple[str, str, bytes]]:
    tape = io.BytesIO()
    with tarfile.open(fileobj=tape, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("%PDF-1.7\n%"), io.BytesIO())
    inside = stream(_zip("x.txt"))
    for name, content in (
        ("zip_behind", _zip("x.txt", before=PLAIN)),
        ("jar_behind", _zip("META-INF/MANIFEST.MF", before=PLAIN)),
        ("zip_within", document(more={10: inside})),
        ("rar_before", PLAIN.replace(b"\n", b"\n%Rar!\x1a\x07\x01\x00\n", 1)),
        ("7z_before", PLAIN.replace(b"\n", b"\n%7z\xbc\xaf\x27\x1c\x00\x04\n", 1)),
        ("cabinet_before", PLAIN.replace(b"\n", b"\n%MSCF\0\0\0\0\n", 1)),
        ("tape", tape.getvalue()[:512] + PLAIN[9:]),
        ("disc", written(objects(), head=b"%" + b" " * (0x8001 - 16) + b"CD001\n")),
        ("page_before", PLAIN.replace(b"\n", b"\n%<script>alert(1)</script>\n", 1)),
        ("php_before", PLAIN.replace(b"\n", b"\n%<?php system('id'); ?>\n", 1)),
        ("drawing_before", PLAIN.replace(b"\n", b"\n%<svg onload='x()'>\n", 1)),
        ("mail_before", written(objects(), head=b"MIME-Version: 1.0\n")),
        ("program_behind", PLAIN + b"MZ\x90\x00 a program"),
        ("page_behind", PLAIN + b"<html><script>1</script>"),
        ("x_ray_before", written(objects(), head=b"%" + b" " * 112 + b"DICM\n")),
        ("another_pdf_behind", PLAIN + PLAIN),
    ):
        yield f"mixed_{name}", "polyglot", content


def _locked() -> Iterator[tuple[str, str, bytes]]:
    for name, terms in (
        ("by_a_password", {"user": "secret", "owner": "o"}),
        ("for_its_owner", {"user": "", "owner": "o"}),
        ("as_in_1999", {"user": "", "owner": "o", "R": 3, "aes": False, "metadata": False}),
    ):
        out = io.BytesIO()
        with pikepdf.open(io.BytesIO(PLAIN)) as paper:
            paper.save(out, encryption=pikepdf.Encryption(**terms))  # type: ignore[arg-type]
        yield f"locked_{name}", "encrypted", out.getvalue()
    by_key = b"<< /Filter /Adobe.PubSec /SubFilter /adbe.pkcs7.s4 /V 2 /Length 128 >>"
    named = b"/Encrypt 10 0 R /ID [<00> <00>]"
    yield "locked_for_certificates", "encrypted", document(more={10: by_key}, trailer=named)
    by_nobody = b"<< /Filter /Nobody /V 1 >>"
    yield "locked_by_nobody", "encrypted", document(more={10: by_nobody}, trailer=named)


def _broken() -> Iterator[tuple[str, str, bytes]]:
    tree = b"<< /Type /Pages /Kids [%s] /Count %d >>"
    cut, end = PLAIN[: len(PLAIN) // 2], PLAIN[PLAIN.index(b"xref\n") :]
    for name, content in (
        ("head_alone", b"%PDF-1.7\n%%EOF\n"),
        ("cut_in_the_middle", cut + b"\n%%EOF\n"),
        ("without_a_table", PLAIN.replace(end, b"startxref\n0\n%%EOF\n")),
        ("table_elsewhere", PLAIN.replace(b"startxref\n", b"startxref\n99")),
        ("table_before_the_file", PLAIN.replace(b"startxref\n", b"startxref\n-")),
        ("without_a_root", PLAIN.replace(b"/Root 1 0 R", b"/Rute 1 0 R")),
        ("root_is_a_font", PLAIN.replace(b"/Root 1 0 R", b"/Root 5 0 R")),
        ("without_pages", PLAIN.replace(b"/Pages 2 0 R", b"/Pages 9 0 R")),
        ("no_page_at_all", document(more={2: tree % (b"", 0)})),
        ("page_is_a_number", document(more={2: tree % (b"7", 1)})),
        ("page_is_missing", document(more={2: tree % (b"99 0 R", 1)})),
        ("page_is_a_stream", document(more={3: stream(b"x", b"/Type /Page")})),
        ("marks_are_numbers", document(page=b"/Annots [1 2 3]")),
        ("ends_in_a_string", document(more={10: b"(no end"})),
        ("ends_in_names", document(more={10: b"<< /A /B"})),
        ("packed_wrongly", document(more={4: stream(b"garbage", b"/Filter /FlateDecode")})),
        ("packed_by_nobody", document(more={4: stream(b"x", b"/Filter /Nobody")})),
        ("length_too_short", PLAIN.replace(b"/Length 38", b"/Length 12")),
        ("length_too_long", PLAIN.replace(b"/Length 38", b"/Length 99")),
        ("page_without_a_size", document(more={3: b"<< /Type /Page /Parent 2 0 R >>"})),
        ("page_without_area", document(page=b"/MediaBox [0 0 0 0]")),
    ):
        yield name, "broken", content


def _lies() -> Iterator[tuple[str, str, bytes]]:
    tree = b"<< /Type /Pages /Kids [3 0 R 10 0 R] /Count 1 >>"
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] >>"
    offsets = {number: PLAIN.index(b"%d 0 obj" % number) for number in range(1, 6)}
    start = PLAIN.index(b"xref\n")
    swapped = {**offsets, 4: offsets[5], 5: offsets[4]}
    off = {number: place + 3 for number, place in offsets.items()}
    for name, content in (
        ("fewer_pages_told_than_there_are", document(more={2: tree, 10: page})),
        ("table_swaps_objects", PLAIN[:start] + table(swapped, start)),
        ("table_beside_its_objects", PLAIN[:start] + table(off, start)),
        ("size_too_small", document(more={4: stream(b""), 10: page}, trailer=b"/Size 5")),
        ("key_told_twice", document(b"/Pages 2 0 R /Pages 5 0 R")),
        ("update_of_another_root", added(PLAIN, {1: b"<< /Type /Font >>"})),
    ):
        yield f"lie_{name}", "broken", content
