"""What was appended behind the first signature must read alike in every reader.

A reader that cannot use a cross-reference table builds its own from whatever looks like an object.
So bytes that no table lists, or a table that only some readers take, could show another document
than the one that was checked. Everything behind the first signature must therefore be revisions in
the plain form of PDF 32000 §7.5.4 to §7.5.8: each object listed once, nothing else between them.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import EmbeddedPdfSignature

_WHITE = rb"\0\t\n\f\r "
_EOL = rb"(?:\r\n|\n|\r)"
_FILLING = rb"(?:[" + _WHITE + rb"]|%(?!%EOF)[^\r\n]{0,200}[\r\n])*"
_FILLED = re.compile(_FILLING)
_HEADER = re.compile(rb"(\d+) (\d+) obj\b")
_BETWEEN = rb"(?:[" + _WHITE + rb"]|%[^\r\n]{0,200}[\r\n])+"
_ANY_HEADER = re.compile(rb"\d" + _BETWEEN + rb"\d+" + _BETWEEN + rb"obj\b")
_CLOSED = re.compile(rb"endobj" + _FILLING)
_TABLE = re.compile(rb"xref ?" + _EOL)
_SUBSECTION = re.compile(rb"(\d+) (\d+) ?" + _EOL)
_ENTRY = re.compile(rb"\d{10} \d{5} [nf](?: \n| \r|\r\n)")
_INDEX = re.compile(rb"/Index[" + _WHITE + rb"]*\[([\d" + _WHITE + rb"]*)\]")
_END = re.compile(
    rb"startxref ?" + _EOL + rb"(\d+) ?" + _EOL + _FILLING + rb"%%EOF[" + _WHITE + rb"]*\Z"
)
_NUMBER = re.compile(rb"/(?:Prev|Size)[" + _WHITE + rb"]*([-+.\d][^/<>\[\]()%" + _WHITE + rb"]*)")
_PLAIN_NUMBER = re.compile(rb"0|[1-9]\d*")
_SPELT_NAME = re.compile(rb"/[^/<>\[\]()%#" + _WHITE + rb"]*#")


def unclear(found: Sequence[EmbeddedPdfSignature]) -> bool:
    """Whether anything behind the first signature is not in the plain form of a revision."""
    reader = found[0].reader
    start = min(_end_of(each) for each in found)
    reader.stream.seek(start)
    appended = reader.stream.read()
    place = size = 0
    for revision in range(reader.total_revisions):
        section = reader.xrefs.get_xref_container_info(revision)
        begin = section.declared_startxref - start
        if begin >= 0:
            stop = appended.find(b"%%EOF", begin) + len(b"%%EOF")
            if begin < place or not _is_plain(
                reader, revision, appended[place:stop], start + place
            ):
                return True
            if section.size > max(size, _highest(reader, revision) + 1):
                return True
            place = stop
        size = max(size, section.size)
    return _FILLED.fullmatch(appended, place) is None


def _end_of(signature: EmbeddedPdfSignature) -> int:
    _, _, second, length = (int(number) for number in signature.byte_range)
    return second + length


def _highest(reader: PdfFileReader, revision: int) -> int:
    return max((ref.idnum for ref in reader.xrefs.explicit_refs_in_revision(revision)), default=0)


def _is_plain(reader: PdfFileReader, revision: int, text: bytes, start: int) -> bool:
    """Whether one revision, whose text begins at `start` of the file, is in plain form."""
    section = reader.xrefs.get_xref_container_info(revision)
    listed = reader.xrefs.get_xref_data(revision).standard_xrefs
    offsets = {offset - start: (number, gen) for number, (gen, offset) in listed.items()}
    begin = section.declared_startxref - start
    end = _END.search(text)
    if end is None or end[1] != b"%d" % section.declared_startxref:
        return False
    if section.stream_ref is None:
        objects, once = text[:begin], _lists_once(text[begin:])
    else:
        offsets[begin] = (section.stream_ref.idnum, section.stream_ref.generation)
        objects, once = text[: end.start()], _indexes_once(text[begin:])
    table = text[begin : text.find(b"stream", begin)]
    return (
        once
        and _is_tiled(objects, offsets)
        and len(_ANY_HEADER.findall(text)) == len(offsets)
        and text.count(b"startxref") == 1
        and text.count(b"trailer") == (section.stream_ref is None)
        and not _SPELT_NAME.search(table)
        and all(_PLAIN_NUMBER.fullmatch(number) for number in _NUMBER.findall(table))
    )


def _is_tiled(text: bytes, offsets: dict[int, tuple[int, int]]) -> bool:
    """Whether these objects stand at these places, and beside them only white space, comments."""
    places = sorted(offsets)
    if not places or places[0] < 0 or not _FILLED.fullmatch(text, 0, places[0]):
        return False
    for place, stop in zip(places, [*places[1:], len(text)], strict=True):
        header = _HEADER.match(text, place)
        if header is None or (int(header[1]), int(header[2])) != offsets[place]:
            return False
        close = text.rfind(b"endobj", place, stop)
        if text.find(b"endobj", place, stop) != close or not _CLOSED.fullmatch(text, close, stop):
            return False
    return True


def _lists_once(text: bytes) -> bool:
    """Whether a table (§7.5.4) has entries of twenty bytes and no number twice."""
    opening = _TABLE.match(text)
    place = opening.end() if opening else len(text)
    ranges = []
    while found := _SUBSECTION.match(text, place):
        first, count, place = int(found[1]), int(found[2]), found.end()
        ranges.append((first, count))
        for _ in range(count):
            entry = _ENTRY.match(text, place)
            if entry is None:
                return False
            place = entry.end()
    return _are_apart(ranges) and text.startswith(b"trailer", place)


def _indexes_once(text: bytes) -> bool:
    """Whether a cross-reference stream (§7.5.8) tells of no number twice."""
    head = text[: text.find(b"stream")]
    found = _INDEX.search(head)
    if found is None:
        return b"/Index" not in head
    numbers = [int(number) for number in found[1].split()]
    return len(numbers) % 2 == 0 and _are_apart(list(zip(numbers[::2], numbers[1::2], strict=True)))


def _are_apart(ranges: list[tuple[int, int]]) -> bool:
    ranges = sorted(each for each in ranges if each[1])
    return bool(ranges) and all(
        first + count <= following for (first, count), (following, _) in pairwise(ranges)
    )
