"""Documents of two bodies: signed and sealed in their order, numbered once, in both registers."""

import subprocess
from typing import Any

import pytest
from django.core.management import call_command

from docflow.audit.models import Entry
from docflow.batches import actions as batches
from docflow.batches import signing as batch_signing
from docflow.desks.queues import queue_named
from docflow.documents.models import Document
from docflow.errors import Refused
from docflow.exchange import actions as exchange
from docflow.exchange import tasks as exchange_tasks
from docflow.incoming.models import Incoming
from docflow.outgoing import actions, joint, joint_actions, turn_actions
from docflow.outgoing.contents import To
from docflow.outgoing.models import Outgoing
from docflow.signatures import checking
from docflow.signatures.models import Signature
from storage import blobs
from tests import builders
from tests.cast import PIN, Cast


def refusal(code: str) -> Any:
    """What `raises` expects for a refusal with this code."""
    return pytest.raises(Refused, check=lambda refused: refused.code == code)


def waiting(people: Cast) -> Outgoing:
    """A report of commune and district that waits for the signature of the commune's chairman."""
    paper = builders.draft(people, recipients=[To(people.province)])
    joint_actions.name_body(paper, people.nam.appointment, by=people.lan)
    actions.submit(paper, by=people.lan)
    actions.initial(paper, by=people.hung)
    return actions.pass_format(paper, by=people.oanh)


def half_signed(people: Cast) -> Outgoing:
    """The chairman of the commune has signed; that of the district is next."""
    return actions.sign(waiting(people), pin=PIN, by=people.minh)


def half_sealed(people: Cast) -> Outgoing:
    """Signed by both, numbered and sealed by the commune."""
    actions.number(actions.sign(half_signed(people), pin=PIN, by=people.nam), by=people.hoa)
    return actions.seal(Outgoing.objects.get(), pin=PIN, by=people.hoa)


def waits(who: Any, queue: str) -> int:
    """How many documents wait for somebody in a queue."""
    found = queue_named(queue, who)
    return len(found.items(who)) if found else 0


def test_it_moves_with_the_last_leader_and_the_last_seal(people: Cast) -> None:
    paper = waiting(people)
    assert (waits(people.minh, "to_sign"), waits(people.nam, "to_sign")) == (1, 0)

    paper = actions.sign(paper, pin=PIN, by=people.minh)
    assert (waits(people.minh, "to_sign"), waits(people.nam, "to_sign")) == (0, 1)
    assert paper.state == "signing"
    paper = actions.sign(paper, pin=PIN, by=people.nam)
    assert paper.state == "signed"
    paper = actions.number(paper, by=people.hoa)
    assert (waits(people.hoa, "to_seal"), waits(people.tuan, "to_seal")) == (1, 0)
    paper = actions.seal(paper, pin=PIN, by=people.hoa)
    assert (waits(people.hoa, "to_seal"), waits(people.tuan, "to_seal")) == (0, 1)
    assert paper.state == "numbered"
    paper = actions.seal(paper, pin=PIN, by=people.tuan)

    assert paper.state == "sealed"
    assert paper.has_verified_signature()
    assert paper.has_verified_seal()
    told = Entry.objects.filter(subject=paper.uid).values_list("event", flat=True)
    assert {each for each in told if "sign" in each or "seal" in each} == {
        "outgoing.signed_in_part",
        "outgoing.signed",
        "outgoing.sealed_in_part",
        "outgoing.sealed",
    }


def test_the_file_has_four_valid_signatures_and_one_number(people: Cast) -> None:
    paper = actions.seal(half_sealed(people), pin=PIN, by=people.tuan)

    with blobs.local_path(paper.document.current.digest) as path:
        verdict = checking.check_file(path, waiting_for=())
        judged = subprocess.run(["pdfsig", path], capture_output=True, text=True, check=False)
        told = subprocess.run(
            ["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True
        )
    assert verdict.indication == "TOTAL_PASSED"
    assert [each.field for each in verdict.signatures] == ["Leader", "Leader2", "Seal", "Seal2"]
    assert judged.stdout.count("Signature is Valid") == 4
    assert told.stdout.count("01/BC-UBND") == 1
    signers = Signature.objects.order_by("pk").values_list("signer__user__username", flat=True)
    assert list(signers) == ["minh", "nam", "hoa", "tuan"]


def test_out_of_order_nothing_is_signed_or_sealed(people: Cast) -> None:
    paper = waiting(people)
    with refusal("not_your_bodys_turn"):
        actions.sign(paper, pin=PIN, by=people.nam)
    paper = actions.sign(paper, pin=PIN, by=people.minh)
    with refusal("not_your_bodys_turn"):
        actions.sign(paper, pin=PIN, by=people.minh)
    with refusal("wrong_state"):
        actions.number(paper, by=people.hoa)
    paper = actions.number(actions.sign(paper, pin=PIN, by=people.nam), by=people.hoa)
    with refusal("not_your_bodys_turn"):
        actions.seal(paper, pin=PIN, by=people.tuan)
    with refusal("wrong_state"):
        exchange.issue(actions.seal(paper, pin=PIN, by=people.hoa), by=people.hoa)

    assert Signature.objects.count() == 3


def test_a_leader_who_refuses_returns_it_and_all_begins_anew(people: Cast) -> None:
    paper = actions.send_back(half_signed(people), "Chưa thống nhất mục 2", by=people.nam)

    assert (paper.state, paper.round, paper.desk) == ("returned", 2, None)
    with refusal("signed_before"):
        actions.submit(paper, by=people.lan)
    actions.revise(paper, builders.page(people), by=people.lan)
    actions.submit(paper, by=people.lan)
    actions.initial(paper, by=people.hung)
    paper = actions.pass_format(paper, by=people.oanh)
    assert not paper.has_verified_signature()
    paper = actions.sign(actions.sign(paper, pin=PIN, by=people.minh), pin=PIN, by=people.nam)
    assert paper.state == "signed"
    assert paper.has_verified_signature()


def test_signed_in_part_it_takes_no_other_signer_and_no_step_back(people: Cast) -> None:
    paper = half_signed(people)
    with refusal("signed_in_part"):
        turn_actions.replace_signer(paper, people.binh.appointment, "Đi vắng", by=people.minh)
    with refusal("signed_in_part"):
        turn_actions.send_back_to_check(paper, "Xem lại", by=people.minh)
    with refusal("signed_in_part"):
        actions.sign_on_paper(paper, builders.page(people), by=people.hoa)


def test_bodies_are_named_by_the_drafter_and_fixed_once_submitted(people: Cast) -> None:
    paper = builders.draft(people)
    joint_actions.name_body(paper, people.nam.appointment, by=people.lan)

    with refusal("body_twice"):
        joint_actions.name_body(paper, people.nam.appointment, by=people.lan)
    with refusal("body_twice"):
        joint_actions.name_body(paper, people.binh.appointment, by=people.lan)
    with refusal("bad_signer"):
        joint_actions.name_body(paper, people.tuan.appointment, by=people.lan)
    actions.submit(paper, by=people.lan)
    with refusal("not_editable"):
        joint_actions.take_body_out(paper, people.district, by=people.lan)
    actions.withdraw(paper, by=people.lan)
    joint_actions.take_body_out(paper, people.district, by=people.lan)
    with refusal("no_such_body"):
        joint_actions.take_body_out(paper, people.district, by=people.lan)
    assert joint.standing_of(paper) == []


def test_the_people_of_a_body_read_it_when_their_turn_comes(people: Cast) -> None:
    def read_by(who: Any) -> bool:
        return Document.objects.visible_to(who).exists()

    paper = waiting(people)
    assert (read_by(people.nam), read_by(people.tuan)) == (True, False)
    actions.sign(paper, pin=PIN, by=people.minh)
    assert read_by(people.tuan)


def test_issued_once_each_further_body_gets_it_for_its_register(people: Cast) -> None:
    paper = actions.seal(half_sealed(people), pin=PIN, by=people.tuan)
    with refusal("not_allowed"):
        exchange.issue(paper, by=people.tuan)

    deliveries = exchange.issue(paper, by=people.hoa)

    assert len(deliveries) == 2
    for each in deliveries:
        exchange_tasks.hand_over(each.pk)
    arrival = Incoming.objects.get(document__unit=people.district)
    assert arrival.document.exchange_id == paper.document.exchange_id
    with pytest.raises(SystemExit, check=lambda ended: ended.code == 0):
        call_command("reconcile")


def test_it_is_signed_in_a_list_like_others(people: Cast) -> None:
    papers = [builders.waiting_for_signature(people), waiting(people)]

    def sign(papers: list[Outgoing], who: Any) -> None:
        rows = [(paper, paper.document.current.digest) for paper in papers]
        results = list(batch_signing.sign(batches.consent(rows, by=who), PIN, by=who))
        assert [result.refusal for result in results] == [None] * len(papers)

    sign(papers, people.minh)
    sign([Outgoing.objects.get(pk=papers[1].pk)], people.nam)

    assert set(Outgoing.objects.values_list("state", flat=True)) == {"signed"}
