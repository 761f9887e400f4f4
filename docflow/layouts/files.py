"""A paper as the file somebody asked for."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from docflow.layouts import as_docx, as_pdf
from docflow.layouts.paper import Paper

WRITERS = {"pdf": as_pdf.write, "docx": as_docx.write}
MEDIA = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def content(paper: Paper, form: str) -> bytes:
    """The paper as “pdf” or “docx”."""
    out = BytesIO()
    WRITERS[form](paper, out)
    return out.getvalue()


@contextmanager
def pdf_file(paper: Paper, name: str) -> Iterator[Path]:
    """The paper as a PDF in a folder of its own, for as long as it is needed."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        with path.open("wb") as out:
            as_pdf.write(paper, out)
        yield path
