"""What a word processor's document may carry before it is made a PDF; runs in the limited child.

Such a document is a ZIP of XML: Office Open XML (ECMA-376) or OpenDocument (ISO/IEC 26300).
"""

import re
import stat
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO
from xml.parsers import expat

from signing.upload_findings import AS_PDF, UNLOCK, Finding, OverLimit

MOST_PARTS = 1_000
MOST_TOGETHER = 500 * 1024 * 1024  # bytes when unpacked
LARGEST_XML = 64 * 1024 * 1024  # bytes when unpacked
SMALL = 10 * 1024 * 1024  # bytes, up to which any ratio is a table of blanks
LARGEST_RATIO = 100
DEEPEST = 256  # elements inside each other
KINDS = {"docx": "[Content_Types].xml", "odt": "mimetype"}
"""The kinds that are converted, and the part by which each is known."""
_CHUNK = 1 << 16
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 1  # bit of a part's flags, APPNOTE.TXT §4.4.4
_ODD_NAME = re.compile(r"(^|[/\\])\.\.([/\\]|$)|^[/\\]|\\|^[A-Za-z]:|[\x00-\x1f]")
_MACROS = re.compile(r"vbaproject|vbadata|^(basic|scripts)/.", re.IGNORECASE)
_CONTROLS = re.compile(r"/activex/", re.IGNORECASE)
_FORMULAS = re.compile(r"Equation\.", re.IGNORECASE)
_LOCAL = re.compile(r"(file:/{1,3})?[A-Za-z]:[\\/]|[^:/\\]*$", re.IGNORECASE)
_DATA = re.compile(r"\s*(DDE|DDEAUTO|LINK|DATABASE)\b", re.IGNORECASE)
_TAKEN = re.compile(
    r"\s*(INCLUDETEXT|INCLUDEPICTURE|IMPORT|RD)\b\s*(.*)", re.IGNORECASE | re.DOTALL
)
_LEADS = frozenset({"a", "template"})  # followed by a click, or not at all


def inspect(file: BinaryIO, kind: str) -> tuple[str, tuple[Finding, ...]]:
    """REJECTED when it is no such document or past a limit, QUARANTINED with what it carries."""
    try:
        with zipfile.ZipFile(file) as parts:
            _sound(file, parts, KINDS[kind])
            found = tuple(dict.fromkeys(_carried(parts)))
    except OverLimit as limit:
        return "REJECTED", (Finding(limit.code, str(limit), limit.remedy),)
    except (zipfile.BadZipFile, expat.ExpatError, ValueError, OSError, KeyError, EOFError):
        return "REJECTED", (Finding("broken", "The file is damaged.", AS_PDF),)
    return ("QUARANTINED" if found else "ACCEPTED"), found


def _sound(file: BinaryIO, parts: zipfile.ZipFile, named: str) -> None:
    """OverLimit when the parts are too many, too large, or not where their names say."""
    listed = parts.infolist()
    names = [each.filename for each in listed]
    if len(listed) > MOST_PARTS:
        raise OverLimit("too_many_parts", f"The file has more than {MOST_PARTS} parts.", AS_PDF)
    if any(each.flag_bits & _ENCRYPTED for each in listed):
        raise OverLimit("encrypted", "The file is encrypted.", UNLOCK)
    linked = any(stat.S_ISLNK(each.external_attr >> 16) for each in listed)
    if linked or any(map(_ODD_NAME.search, names)) or len({*map(str.lower, names)}) < len(names):
        text = "The file has parts with names that lead elsewhere or stand twice."
        raise OverLimit("odd_names", text, AS_PDF)
    end = file.seek(0, 2)
    if listed[0].header_offset or parts.comment or _end_of(file, end) != end:
        raise OverLimit("polyglot", "The file holds other data beside the document.", AS_PDF)
    swollen = any(
        each.file_size > SMALL and each.file_size > LARGEST_RATIO * each.compress_size
        for each in listed
    )
    if swollen or sum(each.file_size for each in listed) > MOST_TOGETHER:
        raise OverLimit("zip_bomb", "The file grows too large when unpacked.", AS_PDF)
    if named not in names or any(each.compress_type not in _PACKED for each in listed):
        raise ValueError(named)


def _end_of(file: BinaryIO, end: int) -> int:
    """Where the record that ends a ZIP without a comment ends."""
    file.seek(max(end - 22, 0))
    return end if file.read(4) == b"PK\x05\x06" else 0


def _carried(parts: zipfile.ZipFile) -> Iterator[Finding]:
    for each in parts.infolist():
        if _MACROS.search(each.filename) and not each.is_dir():
            yield _told("macros", "The document holds macros.")
        if _CONTROLS.search(each.filename):
            yield _told("controls", "The document holds controls that run programs.")
        if each.filename.lower().endswith((".xml", ".rels")):
            yield from _Part(each.filename).read(parts, each)


def _told(code: str, text: str) -> Finding:
    return Finding(code, text, AS_PDF)


@dataclass
class _Part:
    """One part of XML, read once from its beginning to its end."""

    name: str
    found: list[Finding] = field(default_factory=list)
    depth: int = 0
    fields: list[str] = field(default_factory=list)  # instructions, also those in several pieces
    writing: bool = False

    def read(self, parts: zipfile.ZipFile, part: zipfile.ZipInfo) -> list[Finding]:
        """What it carries. OverLimit when it has definitions, is too deep, or does not end."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._begin
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        length = 0
        with parts.open(part) as content:
            while chunk := content.read(_CHUNK):
                length += len(chunk)
                if length > LARGEST_XML:
                    raise OverLimit("zip_bomb", "The file grows too large when unpacked.", AS_PDF)
                parser.Parse(chunk)
        parser.Parse(b"", True)
        for instruction in self.fields:
            self._instructed(instruction)
        return self.found

    def _doctype(self, *_: object) -> None:
        text = "The document holds definitions of its own, which may grow without end."
        raise OverLimit("xml_definitions", text, AS_PDF)

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise OverLimit("nesting", "The file is nested too deeply.", AS_PDF)
        element = name.rpartition(" ")[2]
        plain = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        if element == "Relationship":
            self._related(plain)
        elif re.search("macroenabled|vbaproject", plain.get("ContentType", ""), re.IGNORECASE):
            self._tell("macros", "The document holds macros.")
        elif element == "OLEObject" and not _FORMULAS.match(plain.get("ProgID", "")):
            self._foreign()
        elif element == "fldChar" and plain.get("fldCharType") == "begin":
            self.fields.append("")
        elif element == "fldSimple":
            self._instructed(plain.get("instr", ""))
        elif element == "instrText":
            self.writing = True
        elif element in ("object-ole", "applet", "plugin"):
            self._foreign()
        elif element in ("dde-source", "dde-connection", "dde-connection-decl"):
            self._data()
        elif element in ("event-listener", "script") and "script" in name.lower():
            self._tell("macros", "The document holds macros.")
        elif element == "encryption-data":
            raise OverLimit("encrypted", "The file is encrypted.", UNLOCK)
        elif "href" in plain and element not in _LEADS and "opendocument" in name.lower():
            self._linked(plain["href"])

    def _end(self, _: str) -> None:
        self.depth -= 1
        self.writing = False

    def _text(self, text: str) -> None:
        if self.writing:
            self.fields[-1:] = [(self.fields[-1] if self.fields else "") + text]

    def _related(self, relation: dict[str, str]) -> None:
        """A relationship of Office Open XML (ECMA-376 part 2 §9)."""
        kind = relation.get("Type", "").rpartition("/")[2]
        target = relation.get("Target", "")
        if kind == "vbaProject":
            self._tell("macros", "The document holds macros.")
        if kind == "aFChunk":
            self._tell("embedded_file", "The document takes in another one when it is opened.")
        if relation.get("TargetMode") != "External" or kind == "hyperlink":
            return
        if kind != "attachedTemplate":
            self._elsewhere(target)
        elif not _LOCAL.match(target):
            self._tell("remote_template", "The document takes its template from elsewhere.")

    def _linked(self, address: str) -> None:
        """An address of OpenDocument that is followed when the document is opened."""
        outside = re.match(r"[a-z][a-z0-9+.-]*:|/|\.\./|\\", address, re.IGNORECASE)
        if outside and self.name != "META-INF/manifest.xml":
            self._elsewhere(address)

    def _instructed(self, instruction: str) -> None:
        """What a field of Office Open XML does (ECMA-376 part 1 §17.16.5)."""
        taken = _TAKEN.match(instruction)
        if _DATA.match(instruction):
            self._data()
        elif taken:
            self._elsewhere(taken[2].strip())

    def _data(self) -> None:
        self._tell("dde", "The document takes data from another program.")

    def _foreign(self) -> None:
        self._tell("ole_object", "The document holds an object of another program.")

    def _elsewhere(self, address: str) -> None:
        told = address[:200] or "?"
        self._tell("external_reference", f"The document takes a part from elsewhere: {told}.")

    def _tell(self, code: str, text: str) -> None:
        self.found.append(_told(code, text))
