"""Drafts written in an office program: turned into a PDF, which then is taken in like any other.

The original is not kept: what is checked, signed and sent is the PDF.
"""

import tempfile
from pathlib import Path
from shutil import copyfile
from typing import Any

from django.utils.translation import gettext_lazy as _

from docflow.audit.log import refusals_recorded
from docflow.errors import Refused
from docflow.permissions import Acting
from docflow.signatures.findings import FileRefused
from docflow.signatures.intake import File, refuse_secret, take_in
from signing import office
from signing.upload import check_office

KINDS = (".docx", ".odt")
LARGEST = 50 * 1000 * 1000  # bytes


@refusals_recorded
def take_in_draft(
    path: Path, *, by: Acting, name: str, subject: str = "", secrecy: str = ""
) -> File:
    """Store the PDF someone brings, or the PDF of a DOCX or ODT they bring.

    `subject` and `secrecy` are those of the document, where they are known already.
    Raises Refused: no_converter, not_converted, too_large, and all that `take_in` does; FileRefused
    when it carries what may do or fetch something, though nothing is run while it is converted.
    """
    refuse_secret(subject, declared=secrecy)
    kind = Path(name).suffix.lower()
    if kind not in KINDS or not _is_zip(path):
        return take_in(path, by=by, name=name)
    if path.stat().st_size > LARGEST:
        raise Refused("too_large", _("The document is too large. Save it as PDF and choose that."))
    verdict = check_office(path, kind.removeprefix("."))
    if not verdict.accepted:
        raise FileRefused(name, verdict.problems)
    with tempfile.TemporaryDirectory(prefix="docflow-office-") as folder:
        source = Path(folder) / f"document{kind}"
        copyfile(path, source)
        return take_in(_converted(source, Path(folder)), by=by, name=f"{Path(name).stem}.pdf")


def _is_zip(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(4) == b"PK\x03\x04"


def _converted(source: Path, folder: Path) -> Path:
    try:
        return office.to_pdf(source, folder)
    except FileNotFoundError as error:
        raise Refused(
            "no_converter",
            _("Only PDF is taken here: there is no LibreOffice. Save it as PDF and choose that."),
        ) from error
    except office.NotConverted as error:
        raise Refused("not_converted", _WHY[error.reason]) from error


_WHY: dict[str, Any] = {
    "timeout": _("The document takes too long to convert. Save it as PDF and choose that."),
    "busy": _("Other documents are being converted. Try again in a minute, or save it as PDF."),
    "failed": _("The document could not be converted. Save it as PDF and choose that."),
}
