"""Make the search index anew from documents, units and the store."""

import sys
from typing import Any, ClassVar

from docflow.commands import Answer, Answering, Exit
from docflow.search.rebuilding import rebuild
from storage.errors import StoreUnavailable


class Command(Answering):
    help = "Make the search index anew. Exit code 0: done; 2: the store cannot be read."
    nothing: ClassVar[dict[str, Any]] = {"documents": None, "units": None, "unreadable": None}

    def answer(self, **_: Any) -> Answer:
        try:
            made = rebuild(self._tell)
        except StoreUnavailable as error:
            return self.without_answer(Exit.UNSAID, "store_away", str(error))
        content = {
            "documents": made.documents,
            "units": made.units,
            "unreadable": made.unreadable,
            "problems": [],
        }
        return Answer(Exit.GOOD, content, (_line(content),))

    def _tell(self, done: int, total: int) -> None:
        """Progress, for whoever sits before a terminal."""
        if sys.stderr.isatty():
            self.stderr.write(f"\r{done} / {total}", ending="\n" if done == total else "")


def _line(content: dict[str, Any]) -> str:
    line = "Indexed {documents} documents and {units} units.".format(**content)
    if content["unreadable"]:
        line += " The words of {unreadable} files cannot be read; they are found by their fields."
    return line.format(**content)
