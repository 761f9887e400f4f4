"""Taking a file in: looked at in the limited child, searched for secrecy marks, then stored."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unicodedata import normalize

from django.utils.translation import gettext_lazy as _

from docflow.audit.log import refusals_recorded
from docflow.documents import secrecy
from docflow.documents.secrecy import find_mark, find_mark_in_name
from docflow.errors import Refused
from docflow.permissions import Acting
from docflow.signatures.findings import FileRefused, Group, grouped
from signing.child import ChildFailed
from signing.upload import Look, check_upload, look
from signing.upload_findings import SAVE_AGAIN, Finding
from storage import blobs

LONGEST_NAME = 200  # bytes


@dataclass(frozen=True)
class File:
    """A file that passed the intake and is stored; `findings` do no harm, and are told."""

    digest: str
    size: int
    name: str
    facts: dict[str, Any] = field(default_factory=dict)
    findings: tuple[Finding, ...] = field(default=(), compare=False)

    @property
    def others(self) -> list[Group]:
        """The findings for people."""
        return grouped(self.findings)


@refusals_recorded
def take_in(
    path: Path, *, by: Acting, name: str = "", subject: str = "", secrecy: str = ""
) -> File:
    """Store a file someone brings for a document; nothing is stored when it is refused.

    `subject` and `secrecy` are those of the document, where they are known already.

    Raises FileRefused with all that was found, Refused: secret (Law 117/2025, QĐ 28/2018: a system
    on an open network takes no state secret, not even its subject), name_too_long, no_such_file.
    """
    name = normalize("NFC", name or path.name)
    refuse_secret(subject, declared=secrecy)
    if find_mark_in_name(name):
        raise _secret()
    if len(name.encode()) > LONGEST_NAME:
        raise Refused(
            "name_too_long",
            _("The file's name is too long: %(length)s bytes of %(longest)s. Shorten it."),
            length=len(name.encode()),
            longest=LONGEST_NAME,
        )
    if not path.is_file():
        raise Refused("no_such_file", _("There is no file %(name)s."), name=name)
    verdict = check_upload(path)
    if verdict.indication != "ACCEPTED":
        raise FileRefused(name, verdict.problems)
    seen = _look(path, name)
    refuse_secret(seen.text)
    stored = blobs.put(path)
    facts = {"pdf_version": seen.pdf_version, "pages_mm": seen.pages_mm}
    return File(stored.digest, stored.size, name, facts, verdict.problems)


def _look(path: Path, name: str) -> Look:
    """A first look; a page nobody can read cannot be searched for marks."""
    try:
        return look(path)
    except ChildFailed as error:
        found = Finding("unreadable_page", "The first page cannot be read.", SAVE_AGAIN, page=1)
        raise FileRefused(name, [found]) from error


def refuse_secret(text: str, *, declared: str = "") -> None:
    """Raise Refused when a text bears a secrecy mark or one is declared; nothing is repeated."""
    if find_mark(text) or secrecy.declared(declared or None):
        raise _secret()


def _secret() -> Refused:
    return Refused(
        "secret",
        _("This bears a secrecy mark. State secrets must not be put into this system."),
    )
