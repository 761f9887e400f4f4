"""What pyHanko and asn1crypto do over and over with one string, done at once or only once.

A signature value is tens of thousands of hexadecimal digits; pyHanko reads them digit by digit,
and one value many times: a quarter of a check. The names in certificates are made comparable
(RFC 4518) each time a certificate is looked at; the same few names come hundreds of times.
"""

import binascii
from functools import lru_cache
from io import SEEK_CUR
from typing import IO, Any

from asn1crypto.x509 import NameTypeAndValue
from pyhanko.pdf_utils import generic

_AT_ONCE = 64 * 1024  # bytes
_NAMES_KEPT = 256
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


@lru_cache(maxsize=_NAMES_KEPT)
def _comparable(text: str) -> str:
    return str(_prepared(NameTypeAndValue(), text))


_prepared = NameTypeAndValue._ldap_string_prep


def install() -> None:
    """Let pyHanko and asn1crypto read with this in the whole process."""
    generic.read_hex_string_from_stream = read
    NameTypeAndValue._ldap_string_prep = lambda self, string: _comparable(string)
