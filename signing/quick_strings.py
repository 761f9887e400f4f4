"""Hexadecimal strings of a PDF read at once: a signature value is tens of thousands of digits.

pyHanko reads them digit by digit, and one value many times: a quarter of a check.
"""

import binascii
from io import SEEK_CUR
from typing import IO, Any

from pyhanko.pdf_utils import generic

_AT_ONCE = 64 * 1024  # bytes
_slowly = generic.read_hex_string_from_stream


def read(stream: IO[bytes]) -> Any:
    """The string that begins here, as pyHanko reads it; anything unusual is left to pyHanko."""
    content = stream.read(_AT_ONCE)
    end = content.find(b">")
    try:
        value = binascii.unhexlify(content[1:end]) if end > 0 else None
    except binascii.Error:
        value = None
    if value is None:
        stream.seek(-len(content), SEEK_CUR)
        return _slowly(stream)
    stream.seek(end + 1 - len(content), SEEK_CUR)
    return generic.pdf_string(value)


def install() -> None:
    """Let pyHanko read with this in the whole process."""
    generic.read_hex_string_from_stream = read
