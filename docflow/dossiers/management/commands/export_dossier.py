"""Write a dossier to a file: originals, a copy for reading and the index."""

import hashlib
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID

from django.core.management.base import CommandParser

from docflow.commands import Answer, Answering, Exit, WrongUse
from docflow.dossiers.export_actions import note_export
from docflow.dossiers.models import Dossier
from docflow.dossiers.package import build
from docflow.people.actor import System


class Command(Answering):
    help = (
        "Write a dossier to a ZIP: index.xml, the originals, and a copy for reading. Exit code 0: "
        "written; 1: files are missing in the store, nothing was written; 3: wrong use."
    )
    nothing: ClassVar[dict[str, Any]] = {"dossier": None, "file": None}

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("dossier", metavar="UID")
        parser.add_argument("--to", default="", metavar="FILE", help="the file to write")

    def answer(self, *, dossier: str, to: str, **_: Any) -> Answer:
        found, target = _dossier(dossier), _target(to)
        made = build(found, target)
        note_export(found, made.documents if made.is_whole else 0, by=System(found.unit))
        told = {"uid": str(found.uid), "notation": found.notation, "year": found.year}
        if not made.is_whole:
            target.unlink(missing_ok=True)
            lines = tuple(problem["text"] for problem in made.problems)
            problems = [{**each, "field": None} for each in made.problems]
            content = {"dossier": told, "file": None, "problems": problems}
            return Answer(Exit.BAD, content, lines)
        with target.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        content = {
            "dossier": told,
            "file": {
                "path": str(target),
                "size": target.stat().st_size,
                "sha256": digest,
                "documents": made.documents,
                "pages": made.pages,
            },
            "problems": [],
        }
        return Answer(Exit.GOOD, content, (str(target),))


def _dossier(word: str) -> Dossier:
    try:
        found = Dossier.objects.told().filter(folder__uid=UUID(word)).first()
    except ValueError:
        found = None
    if found is None:
        raise WrongUse("unknown_dossier", f"There is no dossier {word}.")
    return found


def _target(word: str) -> Path:
    target = Path(word)
    if not word or target.exists() or not target.parent.is_dir():
        raise WrongUse(
            "bad_target", f"--to: “{word}” is no new file in a folder that exists. Name one."
        )
    return target
