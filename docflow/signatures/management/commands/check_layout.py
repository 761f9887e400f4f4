"""Say which mark or part of a PDF is not where and as Decree 30 wants it."""

from pathlib import Path
from typing import Any, ClassVar

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from docflow.commands import Answer, Answering, Exit
from docflow.signatures.given import readable
from docflow.signatures.signing_words import worded
from signing.errors import UnreadablePdf
from signing.layout import check_layout
from signing.report import Problem


class Command(Answering):
    help = (
        "Check the marks of a PDF by Decree 30. Exit code 0: right; 1: something is wrong; "
        "2: it cannot be read; 3: no file."
    )
    nothing: ClassVar[dict[str, Any]] = {"right": None, "kind": None, "marks": [], "findings": []}

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", type=Path)

    def answer(self, *, file: Path, **_options: Any) -> Answer:
        try:
            found = check_layout(readable(file))
        except UnreadablePdf as error:
            problem = Problem("unreadable", str(error)).as_json()
            content = {**self.nothing, "problems": [problem]}
            return Answer(Exit.UNSAID, content, (f"{file}: {worded(str(error))}",))
        if not found.findings:
            return Answer(Exit.GOOD, found.as_json(), (f"{file}: {_('RIGHT')}",))
        told = tuple(
            f"  {each.rule}: {worded(each.text)} {_('(page %(page)s)') % {'page': each.page}}"
            for each in found.findings
        )
        return Answer(Exit.BAD, found.as_json(), (f"{file}: {_('NOT AS THE DECREE WANTS')}", *told))
