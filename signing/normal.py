"""Rewrite unsigned drafts in hybrid-reference form, as Word and Excel save them."""

from pathlib import Path

import pikepdf
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader

from signing.errors import UnreadablePdf


def normalise(source: Path, target: Path) -> bool:
    """Write an unsigned hybrid-reference file anew with one cross-reference table.

    True when `target` was written; False when the file is good as it is. A signed file of this
    form cannot be rewritten without breaking its signatures: UnreadablePdf.
    """
    hybrid, signed = _kind(source)
    if not hybrid:
        return False
    if signed:
        raise UnreadablePdf(
            "This signed file is in hybrid-reference form, which readers may show differently; "
            "ask its sender for a file saved in plain form."
        )
    try:
        with pikepdf.open(source) as document:
            document.save(target, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    except pikepdf.PdfError as error:
        target.unlink(missing_ok=True)
        raise UnreadablePdf("This file is damaged; save it as PDF again.") from error
    return True


def _kind(source: Path) -> tuple[bool, bool]:
    """Whether the file is hybrid-reference, and whether it carries signatures."""
    with source.open("rb") as stream:
        try:
            reader = PdfFileReader(stream, strict=False)
            hybrid = bool(reader.xrefs.hybrid_xrefs_present)
            return hybrid, hybrid and bool(reader.embedded_signatures)
        except (PdfError, ValueError, KeyError, TypeError, IndexError, RecursionError) as error:
            raise UnreadablePdf(
                "This file cannot be read as a PDF; save it as PDF again."
            ) from error
