"""Rewrite unsigned drafts that cannot be signed as they are, as Word and Excel save them."""

from pathlib import Path
from typing import BinaryIO

import pikepdf
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError

from signing.errors import UnreadablePdf

FAULTS = (PdfError, ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError)


def normalise(source: Path, target: Path) -> bool:
    """Write an unsigned draft anew where it could not be signed as it is.

    That is hybrid-reference form, or a file readers open but whose structure breaks the standard.
    True when `target` was written; False when the file is good as it is. A signed file cannot be
    rewritten without breaking its signatures: UnreadablePdf.
    """
    sound, signed = _state(source)
    if sound:
        return False
    if signed:
        raise UnreadablePdf(
            "This signed file is in hybrid-reference or faulty form, which readers may show "
            "differently; ask its sender for a file saved in plain form."
        )
    try:
        with pikepdf.open(source, suppress_warnings=True) as document:
            document.save(target, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    except pikepdf.PdfError as error:
        target.unlink(missing_ok=True)
        raise UnreadablePdf("This file is damaged; save it as PDF again.") from error
    return True


def is_signed(source: Path) -> bool:
    """Whether the file carries a signature; in doubt, of a faulty file, it may."""
    return _state(source)[1]


def _state(source: Path) -> tuple[bool, bool]:
    """Whether a revision can be appended to the file, and whether it carries signatures."""
    with source.open("rb") as stream:
        try:
            reader = IncrementalPdfFileWriter(stream).prev
            signed = bool(reader.embedded_signatures)
            return not reader.xrefs.hybrid_xrefs_present, signed
        except FAULTS:
            return False, _looks_signed(stream)


def _looks_signed(stream: BinaryIO) -> bool:
    """Whether a file that cannot be read strictly may carry a signature; in doubt it may."""
    stream.seek(0)
    carried = b""
    while chunk := stream.read(1 << 20):
        if b"/ByteRange" in carried + chunk:
            return True
        carried = chunk[-16:]
    return False
