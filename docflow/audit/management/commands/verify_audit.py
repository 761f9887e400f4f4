"""Prove the log: every entry, text and signed head."""

import json
import sys
import time
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand

from docflow.audit.verify import Proof, verify
from docflow.wording import count

REASONS = {
    "changed": "the entry is not what was written",
    "removed": "an entry is missing here",
    "inserted": "an entry stands here that was never written",
    "reordered": "entries stand in another order than they were written",
    "tail_cut": "the entries from here on were cut off",
    "rewritten": "from here on the chain is not the one that was signed",
    "end_changed": "the row of the chain names another end than its entries have",
    "columns_changed": "a searching column says something else than the entry",
    "text_changed": "a text does not match the hash in the entry",
    "text_removed": "a text the entry commits to is missing",
    "text_inserted": "a text lies here that the entry does not commit to",
    "bad_signature": "the signature of the checkpoint is not this installation's",
    "wrong_key": "the installation's key is not the one named at its first start",
}


class Command(BaseCommand):
    help = "Prove the log. Exit code 0: whole; 1: it was tampered with."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON object on stdout")

    def handle(self, *, json: bool, **_: Any) -> None:
        proof = verify(_progress())
        self.stdout.write(_as_json(proof) if json else _as_text(proof))
        sys.exit(0 if proof.whole else 1)


def _as_json(proof: Proof) -> str:
    return json.dumps(
        {
            "whole": proof.whole,
            "entries": proof.entries,
            "first_bad": asdict(proof.first_bad) if proof.first_bad else None,
            "heads": [asdict(head) for head in proof.heads],
        },
        ensure_ascii=False,
    )


def _as_text(proof: Proof) -> str:
    if proof.first_bad:
        bad = proof.first_bad
        return f"NOT WHOLE. Chain {bad.unit}, entry {count(bad.number)}: {REASONS[bad.reason]}."
    return (
        f"Whole: {count(proof.entries)} entries in order; "
        f"{count(len(proof.heads))} chains with signed heads."
    )


def _progress() -> Any:
    start, done = time.monotonic(), 0

    def show(more: int) -> None:
        nonlocal done
        done += more
        if time.monotonic() - start > 1 and sys.stderr.isatty():
            print(f"\r{count(done)} entries", end="", file=sys.stderr, flush=True)

    return show
