"""The index of an exported dossier: the standard's fields, and every file with its digest.

Written as it is read; the memory needed does not grow with the dossier.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO, Any

from lxml import etree

from docflow.documents.folders import Placing
from docflow.dossiers import metadata
from docflow.dossiers.metadata import OF_DOCUMENT, OF_DOSSIER, Field
from docflow.dossiers.models import Dossier

NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Part:
    """A file of the dossier: its name in the package (empty: left out), and why it is left out."""

    name: str
    role: str
    digest: str
    size: int
    left_out: str = ""


def write(out: IO[bytes], dossier: Dossier, rows: Iterable[tuple[Placing, list[Part]]]) -> None:
    """Write the index as XML (UTF-8); `rows` are the documents in their order with their files."""
    values = metadata.of_dossier(dossier)
    with etree.xmlfile(out, encoding="utf-8") as xml:
        xml.write_declaration()
        with xml.element("Dossier", standard="30/2020/NĐ-CP"):
            _fields(xml, OF_DOSSIER, values)
            with xml.element("Documents"):
                for ordinal, (placing, parts) in enumerate(rows, 1):
                    _document(xml, placing, ordinal, parts)


def _document(xml: Any, placing: Placing, ordinal: int, parts: list[Part]) -> None:
    with xml.element("Document", uid=str(placing.document.uid)):
        _fields(xml, OF_DOCUMENT, metadata.of_document(placing, ordinal))
        for part in parts:
            told = {
                "role": part.role,
                "sha256": part.digest,
                "size": str(part.size),
                **({"name": part.name} if part.name else {}),
                **({"leftOut": part.left_out} if part.left_out else {}),
            }
            xml.write(etree.Element("File", {key: _plain(value) for key, value in told.items()}))


def _fields(xml: Any, fields: tuple[Field, ...], values: dict[str, str]) -> None:
    """The fields, those of one group in one element; one longer than its room is marked."""
    long_ones = set(metadata.too_long(fields, values))
    for group, members in _grouped(fields):
        if not group:
            xml.write(_element(members[0].name, members[0], values, long_ones))
            continue
        with xml.element(group):
            for field in members:
                xml.write(_element(field.name.partition(".")[2], field, values, long_ones))


def _element(name: str, field: Field, values: dict[str, str], long_ones: set[Field]) -> Any:
    element = etree.Element(name)
    element.text = _plain(values[field.name])
    if field in long_ones:
        element.set("longerThan", str(field.longest))
    return element


def _grouped(fields: tuple[Field, ...]) -> Iterator[tuple[str, list[Field]]]:
    groups: dict[str, list[Field]] = {}
    for field in fields:
        group, dot, _name = field.name.partition(".")
        groups.setdefault(group if dot else f"={field.name}", []).append(field)
    return ((group if group[0] != "=" else "", members) for group, members in groups.items())


def _plain(text: str) -> str:
    return NOT_XML.sub("\ufffd", text)
