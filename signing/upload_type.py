"""Whether an uploaded PDF could also be read as a file of another type."""

import re
import zipfile
from typing import BinaryIO

_WEB_PAGE = re.compile(rb"<\s*(html|script|!doctype\s+html|svg|\?php)", re.IGNORECASE)


def other_type(file: BinaryIO) -> str:
    """Why the file could also be read as something else; empty when it is a PDF only."""
    file.seek(0)
    head = file.read(1024)
    if _WEB_PAGE.search(head):
        return "The file is a PDF and a web page at once; save it as PDF again."
    end = file.seek(0, 2)
    file.seek(max(end - 2048, 0))
    tail = file.read()
    last = tail.rfind(b"%%EOF")
    if last < 0:
        return "The file does not end as a PDF does; save it as PDF again."
    if tail[last + 5 :].strip(b"\r\n\t \x00"):
        return "Other data follows the end of the PDF; save it as PDF again."
    if _is_archive(file):
        return "The file is a PDF and an archive at once; save it as PDF again."
    return ""


def _is_archive(file: BinaryIO) -> bool:
    try:
        with zipfile.ZipFile(file) as archive:
            return bool(archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False
