"""The name a document's file is handed out under: safe on every system, and said to browsers."""

import unicodedata
from urllib.parse import quote

from docflow.documents.models import Document

LONGEST = 150  # bytes, with the ending; file systems take 255
_FORBIDDEN = str.maketrans(dict.fromkeys('/\\:*?"<>|', "-"))
_NO_ACCENT = str.maketrans({"Đ": "D", "đ": "d", "–": "-", "—": "-"})


def of_document(document: Document, ending: str = ".pdf") -> str:
    """Number and subject: `05-BC-UBND Tình hình mưa lũ.pdf`; the subject alone before a number."""
    return safe(f"{document.code} {document.subject}{ending}", ending)


def of_lasting(document: Document) -> str:
    """The same for the file with validation data: `05-BC-UBND Tình hình mưa lũ.lasting.pdf`."""
    return of_document(document, ".lasting.pdf")


def of_stamped(document: Document) -> str:
    """The same for the rendition with the stamp of arrival: `….stamped.pdf`."""
    return of_document(document, ".stamped.pdf")


def safe(name: str, ending: str = "") -> str:
    """A name without paths, controls, marks that turn text, and length no file system takes.

    `ending` is kept when the rest is cut; without it, the name's own short ending is.
    """
    composed = unicodedata.normalize("NFC", name)
    shown = "".join(_plain(sign) for sign in composed).translate(_FORBIDDEN)
    tidied = " ".join(shown.split()).strip(". ")
    stem, dot, last = tidied.rpartition(".")
    own = f".{last}" if dot and stem and len(last) <= 5 and last.isalnum() else ""
    ending = ending or own
    stem = tidied.removesuffix(ending).rstrip(". ")
    kept = _cut(stem, LONGEST - len(ending.encode())).rstrip(". ")
    return f"{kept or 'document'}{ending}"


def disposition(name: str) -> str:
    """The Content-Disposition of a download (RFC 6266): plain letters, then all (RFC 8187)."""
    bare = unicodedata.normalize("NFKD", name.translate(_NO_ACCENT))
    ascii_name = "".join(sign for sign in bare if sign.isascii() and sign.isprintable())
    plain = " ".join(ascii_name.translate(_FORBIDDEN).replace("%", "-").split())
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _plain(sign: str) -> str:
    """The sign itself, a space for a control, nothing for what is not seen (bidi, zero width)."""
    kind = unicodedata.category(sign)
    if kind in ("Cc", "Zl", "Zp"):
        return " "
    return "" if kind in ("Cf", "Cs", "Co", "Cn") else sign


def _cut(text: str, longest: int) -> str:
    return text.encode()[: max(longest, 0)].decode(errors="ignore")
