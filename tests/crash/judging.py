"""What must hold once everything is quiet: nothing lost, nothing doubled, everything agrees."""

import json
from collections import Counter
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Any

from docflow.audit.checkpoints import sign_heads
from docflow.documents.models import Document
from docflow.documents.sweeping import sweep
from docflow.exchange.actions import statuses_seen
from docflow.exchange.models import Delivery
from docflow.reports.histories import histories
from docflow.reports.reconcile import reconcile

TOLD = ["01", "03", "04", "05", "06"]  # of a document that was registered, handled and finished


def tell(subjects: list[str], acknowledged: str, into: str) -> int:
    """Write down everything that is wrong, and how much was compared."""
    sign_heads()
    outcome = reconcile()
    removed = sweep(older_than=timedelta())
    swept = reconcile()
    Path(into).write_text(
        json.dumps(
            {
                "differences": [asdict(each) for each in outcome.differences],
                "differences_after_sweep": [asdict(each) for each in swept.differences],
                "lost": _lost(acknowledged),
                "doubled": _doubled(),
                "unfinished": _unfinished(subjects),
                "checked": outcome.checked.as_json(),
                "orphans_removed": removed,
                "orphans_left": swept.checked.orphans,
            }
        )
    )
    return 0


def told(path: str) -> dict[str, Any]:
    """What `tell` wrote."""
    found: dict[str, Any] = json.loads(Path(path).read_text())
    return found


def _lost(acknowledged: str) -> list[str]:
    """Steps people were told are done, and that did not stay so (I1)."""
    lines = [line.split("\t") for line in Path(acknowledged).read_text().splitlines()]
    documents = {str(each.uid): each for each in Document.objects.all()}
    known = histories(each.uid for each in documents.values())
    return [
        f"{subject}: {state} {number} {arrival}"
        for subject, uid, state, number, arrival in lines
        if uid not in documents
        or state not in _states(known[documents[uid].uid])
        or (number != "None" and number != str(documents[uid].number))
        or (arrival != "None" and arrival != str(documents[uid].register_entry.number))
    ]


def _states(history: Any) -> set[str]:
    return {"draft"} | {said.target for said in history.said}


def _doubled() -> list[str]:
    """Moves the log tells twice, numbers given twice (I2)."""
    documents = {each.uid: each for each in Document.objects.all()}
    deliveries = {each.uid: each for each in Delivery.objects.all()}
    moves = [
        f"{uid} → {target}: {count}"
        for uid, history in histories([*documents, *deliveries]).items()
        for target, count in Counter(said.target for said in history.said if said.target).items()
        if count > 1
    ]
    numbers = Counter((each.unit_id, each.register_entry.number) for each in documents.values())
    return moves + [f"number {each}" for each, count in numbers.items() if count > 1]


def _unfinished(subjects: list[str]) -> list[str]:
    """Documents that are not there once at each holder, or whose sender was not told all."""
    holders = Counter(Document.objects.values_list("subject", flat=True))
    wrong = [f"{each}: {holders[each]} documents" for each in subjects if holders[each] != 2]
    return wrong + [
        f"{delivery}: {delivery.state}"
        for delivery in Delivery.objects.select_related("document")
        if delivery.state != "completed" or statuses_seen(delivery) != TOLD
    ]
