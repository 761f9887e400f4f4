"""A leader's batch, killed at each of its writes in turn and taken up again under its consent."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings

from docflow.audit.verify import verify
from docflow.batches import actions, signing
from docflow.batches.models import Batch, Item
from docflow.outgoing import actions as outgoing
from docflow.outgoing.contents import To
from docflow.outgoing.models import Channel, Outgoing
from docflow.signatures.intake import take_in
from docflow.signatures.models import Signature
from tests.cast import PIN
from tests.crash import office
from tests.crash.office import Office
from tests.crash.trying import Tries, let_go, warm_up

PAPERS = 12


def play() -> dict[str, Any]:
    """What was signed, and how often the batch was killed."""
    tries, people = Tries(), office.gathered()
    warm_up()
    let_go()
    tries.run(lambda: _prepare(people))
    tries.at_each_write(lambda: _sign(people))
    told = Path(settings.DOCFLOW_DATA) / "found"
    tries.run(lambda: _tell(told))
    found: dict[str, Any] = json.loads(told.read_text())
    return found | {"kills": tries.kills.total()}


def _prepare(people: Office) -> int:
    draft = Path(settings.DOCFLOW_DATA) / f"{office.SUBJECTS[0]}.pdf"
    papers = []
    for number in range(PAPERS):
        paper = outgoing.draft(
            "REPORT",
            f"Báo cáo số {number}",
            take_in(draft, by=people.lan),
            by=people.lan,
            signer=people.minh.appointment,
            recipients=[To(name="Ông Trần Văn Bình", channel=Channel.PAPER)],
        )
        paper = outgoing.initial(outgoing.submit(paper, by=people.lan), by=people.hung)
        papers.append(outgoing.pass_format(paper, by=people.oanh))
    listed = [(each, each.document.current.digest) for each in papers if each.document.current]
    actions.consent(listed, by=people.minh)
    return 0


def _sign(people: Office) -> int:
    batch = Batch.objects.of(people.minh).get()
    for _ in signing.sign(batch, PIN, by=people.minh):
        pass
    return 0


def _tell(told: Path) -> int:
    passed = [
        each.verdict["signatures"][0]["indication"] for each in Signature.objects.order_by("pk")
    ]
    found = {
        "states": list(Item.objects.order_by("place").values_list("state", flat=True)),
        "papers": list(Outgoing.objects.order_by("pk").values_list("state", flat=True)),
        "versions": [
            paper.document.versions.count()
            for paper in Outgoing.objects.select_related("document").order_by("pk")
        ],
        "passed": passed,
        "whole": verify().whole,
    }
    told.write_text(json.dumps(found))
    return 0
