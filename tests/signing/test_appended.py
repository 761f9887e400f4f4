"""What stands behind a signature must read alike in every reader, table or no table."""

import json
import re
from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from signing.check import check

FOLDER = Path(__file__).parent.parent / "samples" / "signed"
AT = datetime.fromisoformat(json.loads((FOLDER / "moment.json").read_text())["at"])
SIGNED = (FOLDER / "pyhanko.pdf").read_bytes()


def with_store(junk: bytes = b"", table: Callable[[bytes], bytes] = lambda text: text) -> bytes:
    """The signed file with an honest security store appended, and what an attacker adds to it."""
    reader = PdfFileReader(BytesIO(SIGNED))
    root, size = reader.root_ref.idnum, int(reader.trailer_view["/Size"])
    catalogue = re.findall(rb"\n%d 0 obj\s*<<(.*?)>>\s*endobj" % root, SIGNED, re.DOTALL)[-1]
    anchor = reader.embedded_signatures[0].signer_cert.dump()
    body, lines = SIGNED.rstrip() + b"\n" + junk, b""
    for number, content in (
        (root, b"<<%s /DSS %d 0 R >>" % (catalogue, size)),
        (size, b"<< /Certs [%d 0 R] >>" % (size + 1)),
        (size + 1, b"<< /Length %d >>\nstream\n%s\nendstream" % (len(anchor), anchor)),
    ):
        lines += b"%d 1\n%010d 00000 n \n" % (number, len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    end = b"xref\n%strailer\n<< /Size %d /Root %d 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n" % (
        *(lines, size + 2, root, int(SIGNED.split()[-2]), len(body)),
    )
    return body + table(end)


def other_page(file: bytes) -> bytes:
    """A second definition of the first page's content, which no table lists."""
    content = PdfFileReader(BytesIO(file)).root["/Pages"]["/Kids"][0].raw_get("/Contents")
    drawing = b"0 0 600 900 re f"
    return b"%d 0 obj\n<< /Length %d >>\nstream\n%s\nendstream\nendobj\n" % (
        *(content.idnum, len(drawing), drawing),
    )


def verdict_on(file: bytes, path: Path):
    path.write_bytes(file)
    lists = [(FOLDER / f"{each}.crl").read_bytes() for each in ("root", "issuing")]
    return check(path, anchors=[(FOLDER / "root.pem").read_bytes()], crls=lists, at=AT)


def drawn(file: bytes) -> bytes:
    return pypdfium2.PdfDocument(file)[0].render(scale=0.3).to_pil().tobytes()


def in_short_lines(table: bytes) -> bytes:
    return table.replace(b" n \n", b" n\n")


def test_a_security_store_of_another_program_is_taken(tmp_path):
    assert verdict_on(with_store(), tmp_path / "honest.pdf").passed


def test_a_page_that_only_some_readers_show_is_not_passed(tmp_path):
    """A reader that finds the table faulty collects objects itself, and takes the last of each."""
    forged = with_store(other_page(SIGNED), in_short_lines)
    assert drawn(forged) != drawn(SIGNED)

    verdict = verdict_on(forged, tmp_path / "forged.pdf")

    assert not verdict.passed
    assert [problem.code for problem in verdict.problems] == ["appended_unclear"]


@pytest.mark.parametrize(
    ("junk", "table"),
    [
        (other_page(SIGNED), lambda text: text),
        (b"more words\n", lambda text: text),
        (b"", in_short_lines),
        (b"", lambda text: re.sub(rb"/Size \d+", b"/Size 99999999", text)),
        (b"", lambda text: text.replace(b"startxref\n", b"startxref\n+")),
        (b"", lambda text: re.sub(rb"\Axref\n(\d+ 1\n.{19}\n)", rb"xref\n\1\1", text)),
    ],
    ids=["object", "words", "short", "size", "sign", "twice"],
)
def test_no_reader_is_given_a_reason_to_read_otherwise(junk, table, tmp_path):
    assert not verdict_on(with_store(junk, table), tmp_path / "forged.pdf").passed
