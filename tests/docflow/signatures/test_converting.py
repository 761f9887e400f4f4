"""Office documents become PDFs: with LibreOffice; without it the remedy is named."""

import shutil
import zipfile
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import ClassVar

import pikepdf
import pytest
from PIL import Image

from docflow.audit.events import Event
from docflow.audit.models import Entry
from docflow.errors import Refused
from docflow.signatures.converting import take_in_draft
from docflow.signatures.findings import FileRefused
from signing import office
from signing.upload import look
from storage import blobs
from tests.cast import Cast

TYPES = """<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/\
content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.\
relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.\
openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"""
RELATIONS = """<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package\
/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/\
2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"""
WORD = """<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocess\
ingml/2006/main"><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>"""
ODT = """<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocumen\
t:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" \
office:version="1.2"><office:body><office:text><text:p>{text}</text:p></office:text></office:body>\
</office:document-content>"""
LINKED = """<text:section xmlns:xlink="http://www.w3.org/1999/xlink" text:name="s">\
<text:section-source xlink:href="{site}/part.odt" xlink:type="simple"/><text:p/></text:section>\
<text:p xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" \
xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" \
xmlns:xlink="http://www.w3.org/1999/xlink">{pictures}</text:p>"""
PICTURE = """<draw:frame text:anchor-type="as-char" svg:width="2cm" svg:height="2cm">\
<draw:image xlink:href="{address}" xlink:type="simple" xlink:actuate="onLoad"/></draw:frame>"""
MANIFEST = """<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocum\
ent:xmlns:manifest:1.0" manifest:version="1.2"><manifest:file-entry manifest:full-path="/" \
manifest:media-type="application/vnd.oasis.opendocument.text"/><manifest:file-entry \
manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>"""
with_office = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is missing")


def docx(folder: Path, text: str = "Báo cáo mưa lũ") -> Path:
    path = folder / "upload"
    with zipfile.ZipFile(path, "w") as parts:
        parts.writestr("[Content_Types].xml", TYPES)
        parts.writestr("_rels/.rels", RELATIONS)
        parts.writestr("word/document.xml", WORD.format(text=text))
    return path


def odt(folder: Path, text: str = "Báo cáo mưa lũ") -> Path:
    path = folder / "upload"
    with zipfile.ZipFile(path, "w") as parts:
        parts.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        parts.writestr("META-INF/manifest.xml", MANIFEST)
        parts.writestr("content.xml", ODT.format(text=text))
    return path


@with_office
def test_a_word_document_becomes_a_pdf_of_the_same_name(units: Cast, tmp_path: Path) -> None:
    file = take_in_draft(docx(tmp_path), by=units.lan, name="Báo cáo.docx")

    with blobs.local_path(file.digest) as path:
        seen = look(path)
    assert file.name == "Báo cáo.pdf"
    assert "Báo cáo mưa lũ" in seen.text


@with_office
def test_an_open_document_becomes_a_pdf(units: Cast, tmp_path: Path) -> None:
    file = take_in_draft(odt(tmp_path), by=units.lan, name="Báo cáo.odt")

    assert file.name == "Báo cáo.pdf"


class Site(BaseHTTPRequestHandler):
    """A site that notes who comes."""

    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_error(404)

    do_HEAD = do_OPTIONS = do_PROPFIND = do_GET


def linking(folder: Path, site: str, picture: Path) -> Path:
    """A document whose section and pictures lie elsewhere."""
    source = folder / "document.odt"
    pictures = "".join(
        PICTURE.format(address=each) for each in (f"{site}/picture.png", picture.as_uri())
    )
    linked = LINKED.format(site=site, pictures=pictures)
    with zipfile.ZipFile(source, "w") as parts:
        parts.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        parts.writestr("META-INF/manifest.xml", MANIFEST)
        parts.writestr(
            "content.xml", ODT.replace("<text:p>{text}</text:p>", linked + "<text:p>A</text:p>")
        )
    return source


def test_a_document_that_takes_parts_from_elsewhere_is_refused_with_each(
    units: Cast, tmp_path: Path
) -> None:
    source = linking(tmp_path, "http://127.0.0.1:9", tmp_path / "x.png")

    with pytest.raises(FileRefused) as refused:
        take_in_draft(source, by=units.lan, name="Báo cáo.odt")

    told = [each.text for each in refused.value.findings]
    assert len(told) == 3
    assert "The document takes a part from elsewhere: http://127.0.0.1:9/picture.png." in told


@with_office
def test_links_to_sites_and_to_files_of_the_server_would_not_be_followed(tmp_path: Path) -> None:
    picture = tmp_path / "of-the-server.png"
    Image.new("RGB", (64, 64), "red").save(picture)
    with HTTPServer(("127.0.0.1", 0), Site) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        source = linking(tmp_path, f"http://127.0.0.1:{server.server_port}", picture)
        made = office.to_pdf(source, tmp_path)
        server.shutdown()

    with pikepdf.open(made) as document:
        assert not document.pages[0].get_images()
    assert Site.asked == []


@with_office
def test_a_secrecy_mark_in_a_converted_document_is_found(units: Cast, tmp_path: Path) -> None:
    source = docx(tmp_path, "TUYỆT MẬT")

    with pytest.raises(Refused, match="secre"):
        take_in_draft(source, by=units.lan, name="kế hoạch.docx")


@with_office
def test_what_only_looks_like_a_document_is_refused_with_the_remedy(
    units: Cast, tmp_path: Path
) -> None:
    path = tmp_path / "upload"
    with zipfile.ZipFile(path, "w") as parts:
        parts.writestr("[Content_Types].xml", "<Types/>")

    with pytest.raises(Refused) as refused:
        take_in_draft(path, by=units.lan, name="hỏng.docx")

    assert refused.value.code == "not_converted"
    assert "PDF" in str(refused.value)


def test_without_libreoffice_the_remedy_is_named(
    units: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    source = docx(tmp_path)

    with pytest.raises(Refused) as refused:
        take_in_draft(source, by=units.lan, name="Báo cáo.docx")

    assert refused.value.code == "no_converter"
    assert "PDF" in str(refused.value)
    assert Entry.objects.filter(event=Event.ACT_REFUSED).count() == 1


def test_a_declared_secret_is_refused_before_anything_is_read(units: Cast, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="secre"):
        take_in_draft(tmp_path / "none", by=units.lan, name="a.docx", secrecy="mat")
