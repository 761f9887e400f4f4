"""Whether an uploaded PDF could also be read as a file of another type."""

import mmap
import re
import zipfile
from typing import BinaryIO

_WEB_PAGE = re.compile(
    rb"<\s*(html|script|!doctype\s+html|svg|\?php)|^MIME-Version:", re.IGNORECASE | re.MULTILINE
)

_FIRST_LINE = re.compile(rb"[\r\n]%PDF-\d\.\d\s")
_ARCHIVES = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"MSCF\0\0\0\0")
_SOUGHT = 2 << 20  # bytes in which unpackers look for their mark before a program
_MARKS_AT = (
    (128, b"DICM"),
    (257, b"ustar"),
    (0x8001, b"CD001"),
    (0x8801, b"CD001"),
    (0x9001, b"CD001"),
)


def other_type(file: BinaryIO) -> str:
    """Why the file could also be read as something else; empty when it is a PDF only."""
    file.seek(0)
    head = file.read(1024)
    if _WEB_PAGE.search(head):
        return "The file is a PDF and a web page at once."
    end = file.seek(0, 2)
    file.seek(max(end - 2048, 0))
    tail = file.read()
    last = tail.rfind(b"%%EOF")
    if last < 0:
        return "The file does not end as a PDF does."
    if tail[last + 5 :].strip(b"\r\n\t \x00"):
        return "Other data follows the end of the PDF."
    if _begins_anew(file):
        return "The file is two PDFs after each other."
    if _is_archive(file) or _is_disguised(file):
        return "The file is a PDF and an archive at once."
    return ""


def _begins_anew(file: BinaryIO) -> bool:
    """Whether the first line of a PDF stands in a line further in."""
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return bool(_FIRST_LINE.search(content, 1))


def _is_disguised(file: BinaryIO) -> bool:
    """Whether a program that seeks an archive's or a disc's mark further in would find it."""
    file.seek(0)
    head = file.read(_SOUGHT)
    if any(mark in head for mark in _ARCHIVES):
        return True
    return any(head[place : place + len(mark)] == mark for place, mark in _MARKS_AT)


def _is_archive(file: BinaryIO) -> bool:
    try:
        with zipfile.ZipFile(file) as archive:
            return bool(archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False
