"""Prove the log: every entry, text and signed head."""

import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from docflow.audit import newest
from docflow.audit.fault_words import REASONS
from docflow.audit.verify import Proof, verify
from docflow.commands import Answer, Answering, Exit
from docflow.wording import count


class Command(Answering):
    help = "Prove the log. Exit code 0: whole; 1: it was tampered with; 2: it cannot be read."
    nothing: ClassVar[dict[str, Any]] = {
        "whole": None,
        "entries": None,
        "first_bad": None,
        "heads": [],
    }

    def answer(self, **_options: Any) -> Answer:
        proof = verify(_progress())
        content = {
            "whole": proof.whole,
            "entries": proof.entries,
            "first_bad": asdict(proof.first_bad) if proof.first_bad else None,
            "heads": [asdict(head) for head in proof.heads],
        }
        return Answer(
            Exit.GOOD if proof.whole else Exit.BAD, content, (_line(proof), *_remedy(proof))
        )


def _line(proof: Proof) -> str:
    if proof.first_bad:
        return _("NOT WHOLE. Chain %(chain)s, entry %(number)s: %(reason)s.") % {
            "chain": proof.first_bad.unit,
            "number": count(proof.first_bad.number),
            "reason": _(REASONS[proof.first_bad.reason]),
        }
    return _("Whole: %(entries)s entries in order; %(chains)s chains with signed heads.") % {
        "entries": count(proof.entries),
        "chains": count(len(proof.heads)),
    }


def _remedy(proof: Proof) -> tuple[str, ...]:
    """Not every database that lacks a checkpoint was tampered with."""
    if not proof.first_bad or newest.contradiction(newest.recall()) is None:
        return ()
    sentence = _(
        "This host has kept a checkpoint that the database does not hold. If an older database "
        "was restored and is to stay, move %(place)s aside and check again."
    )
    return (sentence % {"place": newest.file()},)


def _progress() -> Callable[[int], None]:
    start, done = time.monotonic(), 0

    def show(more: int) -> None:
        nonlocal done
        done += more
        if time.monotonic() - start > 1 and sys.stderr.isatty():
            print(f"\r{count(done)}", end="", file=sys.stderr, flush=True)

    return show
