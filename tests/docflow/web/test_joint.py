"""Pages of a joint document: naming its bodies, signing in turn, sealing in turn."""

import os
import subprocess
from pathlib import Path

from django.urls import reverse

from docflow.outgoing import actions
from docflow.outgoing.models import Outgoing
from docflow.people.actor import Actor
from docflow.signatures.intake import take_in
from storage import blobs
from tests import builders
from tests.cast import PIN, Cast
from tests.docflow.web.asking import opened, sent, text_of
from tests.signing.paper import draw_joint_report


def test_bodies_are_named_sign_and_seal_on_their_pages(people: Cast, tmp_path: Path) -> None:
    names = [each.user.full_name for each in (people.nam, people.minh)]
    file = take_in(draw_joint_report(tmp_path / "joint.pdf", *names), by=people.lan)
    paper = builders.draft(people, file=file)
    page = reverse("outgoing:name_bodies", args=[paper.uid])

    def act(who: Actor, verb: str, **given: str) -> Outgoing:
        answer = sent(who, reverse(f"outgoing:{verb}", args=[paper.uid]), **given)
        assert answer.status_code == 302, text_of(answer)
        return Outgoing.objects.get(pk=paper.pk)

    chosen = f"{page}?unit={people.district.uid}"
    assert people.nam.user.full_name in text_of(opened(people.lan, chosen))
    unit, signer = str(people.district.uid), str(people.nam.appointment.pk)
    assert act(people.lan, "name_bodies", unit=unit, signer=signer).co_issuers.count() == 1
    assert "1. Ủy ban nhân dân xã Hoằng Đông" in text_of(opened(people.lan, page))
    actions.submit(paper, by=people.lan)
    actions.initial(paper, by=people.hung)
    actions.pass_format(paper, by=people.oanh)
    early = opened(people.nam, reverse("outgoing:sign", args=[paper.uid]))
    assert "in the order of its bodies" in text_of(early), text_of(early)
    act(people.minh, "sign", pin=PIN)
    assert act(people.nam, "sign", pin=PIN).state == "signed"
    act(people.hoa, "number")
    assert act(people.hoa, "seal", pin=PIN).state == "numbered"
    paper = act(people.tuan, "seal", pin=PIN)

    assert paper.state == "sealed"
    told = text_of(opened(people.tuan, reverse("document", args=[paper.uid])))
    assert told.count("signed and sealed") == 2
    if folder := os.environ.get("PICTURES"):
        with blobs.local_path(paper.document.current.digest) as path:
            subprocess.run(["pdftoppm", "-r", "70", "-png", path, f"{folder}/joint"], check=True)
