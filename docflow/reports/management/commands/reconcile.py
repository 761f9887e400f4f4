"""Compare state, register, stored bytes and log."""

from dataclasses import asdict
from typing import Any, ClassVar

from docflow.commands import Answer, Answering, Exit
from docflow.reports.differences import Outcome
from docflow.reports.reconcile import reconcile
from docflow.wording import count
from storage.errors import StoreUnavailable


class Command(Answering):
    help = (
        "Compare state, register, stored bytes and log. Exit code 0: they agree; 1: they do not; "
        "2: it cannot be said, the store is away."
    )
    nothing: ClassVar[dict[str, Any]] = {"agrees": None, "differences": [], "checked": None}

    def answer(self, **_: Any) -> Answer:
        try:
            outcome = reconcile()
        except StoreUnavailable as error:
            text = f"It cannot be said: {error} Start the store and try again."
            return self.without_answer(Exit.UNSAID, "store_away", text)
        content = {
            "agrees": outcome.agrees,
            "differences": [asdict(each) for each in outcome.differences],
            "checked": outcome.checked.as_json(),
        }
        return Answer(Exit.GOOD if outcome.agrees else Exit.BAD, content, tuple(_lines(outcome)))


def _lines(outcome: Outcome) -> list[str]:
    checked = outcome.checked
    lines = [f"{each.code}: {each.text}" for each in outcome.differences]
    differ = "1 difference:" if len(lines) == 1 else f"{count(len(lines))} differences:"
    lines.append(differ if lines else "Nothing differs:")
    lines[-1] += (
        f" {count(checked.documents)} documents, {count(checked.deliveries)} deliveries, "
        f"{count(checked.numbers)} numbers, {count(checked.blobs)} blobs, "
        f"{count(checked.entries)} entries."
    )
    if checked.orphans:
        lines.append(f"{count(checked.orphans)} blobs belong to no document; the sweep takes them.")
    if checked.waiting:
        lines.append(f"{count(checked.waiting)} rows wait for the worker.")
    return lines
