"""Open PDFs for writing; turn every way they can be broken into one error."""

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.general import SigningError as PyhankoSigningError
from pypdfium2 import PdfiumError

from signing.errors import UnreadablePdf


class _Silent(IncrementalPdfFileWriter):
    """A writer that leaves the document's title, author and dates as they are."""

    def _update_meta(self) -> None:
        """Nothing: what says when a document was changed is a change of the document too."""


@contextmanager
def writer_on(path: Path, *, silent: bool = False) -> Iterator[IncrementalPdfFileWriter]:
    """A writer that appends a revision to the file itself; nothing is held in memory twice.

    A `silent` one changes no date: for what follows the last signature, which allows no change.
    """
    with path.open("r+b") as stream:
        writer = (_Silent if silent else IncrementalPdfFileWriter)(stream)
        if writer.prev.encrypted:
            raise UnreadablePdf("This PDF is encrypted; save it without a password.")
        yield writer


@contextmanager
def pdf_errors(target: Path) -> Iterator[None]:
    """Any fault of the file becomes UnreadablePdf, and the half-written target is removed."""
    try:
        yield
    except (
        PdfError,
        PdfiumError,
        PyhankoSigningError,
        ValueError,
        KeyError,
        TypeError,
        IndexError,
        AttributeError,
        RecursionError,
        zlib.error,
    ) as error:
        target.unlink(missing_ok=True)
        reason = str(error).split("\n")[0] or type(error).__name__
        raise UnreadablePdf(
            f"This file cannot be read as a PDF that can be signed ({reason}); "
            "save it as PDF again from the program that made it."
        ) from error
    except BaseException:
        target.unlink(missing_ok=True)
        raise
