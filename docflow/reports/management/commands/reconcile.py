"""Compare state, register, stored bytes and log."""

import json as jsonlib
import sys
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from docflow.reports.differences import Outcome
from docflow.reports.reconcile import reconcile
from docflow.wording import count
from storage.errors import StoreUnavailable


class Command(BaseCommand):
    help = (
        "Compare state, register, stored bytes and log. Exit code 0: they agree; 1: they do not; "
        "2: it cannot be said, the store is away."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON object on stdout")

    def handle(self, *, json: bool, **_: Any) -> None:
        try:
            outcome = reconcile()
        except StoreUnavailable as error:
            self.stderr.write(f"It cannot be said: {error} Start the store and try again.")
            if json:
                self.stdout.write('{"agrees": null, "differences": [], "checked": null}')
            sys.exit(2)
        self.stdout.write(_as_json(outcome) if json else _as_text(outcome))
        sys.exit(0 if outcome.agrees else 1)


def _as_json(outcome: Outcome) -> str:
    return jsonlib.dumps(
        {
            "agrees": outcome.agrees,
            "differences": [asdict(each) for each in outcome.differences],
            "checked": outcome.checked.as_json(),
        },
        ensure_ascii=False,
    )


def _as_text(outcome: Outcome) -> str:
    checked = outcome.checked
    lines = [f"{each.code}: {each.text}" for each in outcome.differences]
    lines.append(f"{count(len(lines))} differences:" if lines else "Nothing differs:")
    lines[-1] += (
        f" {count(checked.documents)} documents, {count(checked.deliveries)} deliveries, "
        f"{count(checked.numbers)} numbers, {count(checked.blobs)} blobs, "
        f"{count(checked.entries)} entries."
    )
    if checked.orphans:
        lines.append(f"{count(checked.orphans)} blobs belong to no document; the sweep takes them.")
    if checked.waiting:
        lines.append(f"{count(checked.waiting)} rows wait for the worker.")
    return "\n".join(lines)
