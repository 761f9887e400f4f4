"""What was found in an uploaded file, in the reader's words: the same finding once, with places."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from docflow.errors import Refused, Several
from docflow.signatures.signing_words import told, worded
from signing.upload_findings import Finding

MOST_PLACES = 5
MOST_SAID = 3  # findings in one sentence; the list has them all


class FileRefused(Refused):
    """A file that is not taken in, with everything found in it; the sentence tells the first."""

    def __init__(self, name: str, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        first = self.groups[:MOST_SAID]
        said = [each.text for each in first] + [each.remedy for each in first]
        super().__init__(
            "file_refused",
            gettext_lazy("%(name)s cannot be taken: %(reasons)s"),
            name=name,
            reasons=Several([told(each) for each in dict.fromkeys(said)], " "),
            codes=list(dict.fromkeys(each.code for each in self.findings)),
        )

    @property
    def groups(self) -> "list[Group]":
        """What stands in the way, for people."""
        return [each for each in grouped(self.findings) if each.remedy]

    @property
    def others(self) -> "list[Group]":
        """What else was found and does no harm."""
        return [each for each in grouped(self.findings) if not each.remedy]

    @property
    def errors(self) -> list[dict[str, Any]]:
        """Each finding for programs, with its sentences in the reader's language."""
        return [
            {
                "field": "file",
                "code": each.code,
                "detail": worded(each.text),
                "remedy": worded(each.remedy or "") or None,
                "page": each.page,
                "object": each.object,
            }
            for each in self.findings
        ]


@dataclass(frozen=True)
class Group:
    """One finding and all its places; `text` and `remedy` as signing says them."""

    code: str
    text: str
    remedy: str
    findings: tuple[Finding, ...]

    @property
    def place(self) -> str:
        """The pages it stands on, or the objects of the file; empty where it is the whole file."""
        pages = sorted({each.page for each in self.findings if each.page})
        if pages:
            return _numbered(pages, _("page %(numbers)s"), _("page %(numbers)s and others"))
        objects = sorted({each.object for each in self.findings if each.object})
        if objects:
            return _numbered(objects, _("object %(numbers)s"), _("object %(numbers)s and others"))
        return ""

    def __str__(self) -> str:
        said = " ".join(filter(None, (worded(self.text), worded(self.remedy))))
        return f"{said} ({self.place})" if self.place else said


def _numbered(numbers: list[int], few: str, many: str) -> str:
    shown = ", ".join(map(str, numbers[:MOST_PLACES]))
    return (few if len(numbers) <= MOST_PLACES else many) % {"numbers": shown}


def grouped(findings: Iterable[Finding]) -> list[Group]:
    """The same finding once, with its places, in the order found."""
    found: dict[tuple[str, str, str], list[Finding]] = {}
    for each in findings:
        found.setdefault((each.code, each.text, each.remedy or ""), []).append(each)
    return [Group(*key, tuple(places)) for key, places in found.items()]
