"""A joint document, whose clerks and leaders are killed at each of their writes in turn."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings

from docflow.audit.verify import verify
from docflow.outgoing import actions as outgoing
from docflow.outgoing import joint_actions
from docflow.outgoing.contents import To
from docflow.outgoing.models import Channel, Outgoing
from docflow.signatures import checking
from docflow.signatures.intake import take_in
from docflow.signatures.models import Signature
from storage import blobs
from tests.cast import PIN
from tests.crash import office
from tests.crash.office import Office
from tests.crash.trying import Tries, let_go, warm_up


def play() -> dict[str, Any]:
    """What was signed and sealed, in which order, and how often somebody was killed."""
    tries, people = Tries(), office.gathered()
    warm_up()
    let_go()
    tries.run(lambda: _prepare(people))
    tries.at_each_write(lambda: _go_on(people))
    told = Path(settings.DOCFLOW_DATA) / "found"
    tries.run(lambda: _tell(told))
    found: dict[str, Any] = json.loads(told.read_text())
    return found | {"kills": tries.kills.total()}


def _prepare(people: Office) -> int:
    draft = Path(settings.DOCFLOW_DATA) / f"{office.SUBJECTS[0]}.pdf"
    paper = outgoing.draft(
        "REPORT",
        "Báo cáo liên tịch",
        take_in(draft, by=people.lan),
        by=people.lan,
        signer=people.minh.appointment,
        recipients=[To(name="Ông Trần Văn Bình", channel=Channel.PAPER)],
    )
    joint_actions.name_body(paper, people.nam.appointment, by=people.lan)
    paper = outgoing.initial(outgoing.submit(paper, by=people.lan), by=people.hung)
    outgoing.pass_format(paper, by=people.oanh)
    return 0


def _go_on(people: Office) -> int:
    """Whatever is still to be done, as the rows tell it."""
    while act := _next(people, Outgoing.objects.get()):
        act()
    return 0


def _next(people: Office, paper: Outgoing) -> Callable[[], Any] | None:
    made = Signature.objects.count()
    if paper.state == "signing":
        leader = (people.minh, people.nam)[made]
        return lambda: outgoing.sign(paper, pin=PIN, by=leader)
    if paper.state == "signed":
        return lambda: outgoing.number(paper, by=people.hoa)
    if paper.state == "numbered":
        clerk = (people.hoa, people.tuan)[made - 2]
        return lambda: outgoing.seal(paper, pin=PIN, by=clerk)
    return None


def _tell(told: Path) -> int:
    paper = Outgoing.objects.get()
    made = Signature.objects.order_by("pk")
    assert paper.document.current
    with blobs.local_path(paper.document.current.digest) as path:
        verdict = checking.check_file(path, waiting_for=())
    found = {
        "state": paper.state,
        "number": paper.document.number,
        "signers": list(made.values_list("signer__user__username", flat=True)),
        "versions": paper.document.versions.count(),
        "verdict": str(verdict.indication),
        "fields": [each.field for each in verdict.signatures],
        "whole": verify().whole,
    }
    told.write_text(json.dumps(found))
    return 0
