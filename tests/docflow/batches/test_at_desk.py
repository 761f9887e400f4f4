"""A list signed with a key at the person's own desk: each file asked for, none twice."""

from datetime import timedelta
from typing import Any

import pytest

from docflow import clock
from docflow.batches import actions, at_desk
from docflow.batches.models import LASTS, Batch
from docflow.desks import at_desk as desks
from docflow.errors import Refused
from docflow.outgoing import actions as outgoing
from docflow.outgoing.models import Outgoing
from docflow.signatures.desk import Asking
from docflow.signatures.models import Signature
from tests import builders
from tests.cast import Cast
from tests.docflow.signatures.test_desk import ORIGIN, Device, refusal, standing

PAPERS = 4


@pytest.fixture
def device(people: Cast) -> Device:
    return standing(people.minh.appointment, people.minh.user.full_name, people.commune.name)


@pytest.fixture
def batch(people: Cast, device: Device) -> Batch:
    """A consent to four documents."""
    papers = [builders.waiting_for_signature(people) for _ in range(PAPERS)]
    return actions.consent(
        [(each, each.document.current.digest) for each in papers], by=people.minh
    )


def asked(batch: Batch, people: Cast) -> Any:
    return at_desk.ask_for_next(batch, origin=ORIGIN, by=people.minh)


def states(batch: Batch) -> list[str]:
    return list(batch.items.values_list("state", flat=True))


def test_each_file_of_the_list_is_asked_for_and_signed_once(
    people: Cast, device: Device, batch: Batch
) -> None:
    listed = desks.listed(batch, by=people.minh)
    while request := asked(batch, people):
        desks.answer(request, device(request), by=people.minh)

    files = [line["file"] for line in listed["documents"]]
    assert files == list(batch.items.values_list("digest", flat=True))
    assert states(batch) == ["signed"] * PAPERS
    assert sorted(Signature.objects.values_list("digest_before", flat=True)) == sorted(files)
    assert at_desk.waiting(batch, by=people.minh) == []


def test_a_file_that_cannot_be_signed_stops_no_other(
    people: Cast, device: Device, batch: Batch
) -> None:
    papers = [item.paper for item in batch.items.all()]
    outgoing.send_back(papers[0], "Sai số liệu", by=people.minh)
    second = asked(batch, people)
    outgoing.send_back(papers[1], "Sai số liệu", by=people.minh)
    late = refusal(desks.answer, second, device(second), by=people.minh)
    while request := asked(batch, people):
        desks.answer(request, device(request), by=people.minh)

    assert late == "wrong_state"
    assert states(batch) == ["refused", "refused", "signed", "signed"]


def test_what_the_device_did_wrong_leaves_the_file_waiting(
    people: Cast, device: Device, batch: Batch
) -> None:
    other = standing(people.binh.appointment, people.binh.user.full_name, people.district.name)
    request = asked(batch, people)

    assert refusal(desks.answer, request, other(request), by=people.minh) == "wrong_key"
    assert states(batch) == ["waiting"] * PAPERS
    again = asked(batch, people)
    desks.answer(again, device(again), by=people.minh)
    assert states(batch) == ["signed", *["waiting"] * (PAPERS - 1)]


def test_stopped_after_a_signature_was_kept_it_is_not_asked_for_again(
    people: Cast, device: Device, batch: Batch
) -> None:
    request = asked(batch, people)
    desks.ANSWERED[request.act](request, device(request), by=people.minh)

    following = asked(batch, people)

    assert following.document != request.document
    assert states(batch) == ["signed", *["waiting"] * (PAPERS - 1)]
    assert Signature.objects.count() == 1


def test_signed_by_itself_meanwhile_it_is_signed_on_the_list(
    people: Cast, device: Device, batch: Batch
) -> None:
    paper = Outgoing.objects.get(pk=batch.items.all()[1].paper.pk)
    alone = desks.outgoing.ask_to_sign(paper, asking=Asking(ORIGIN), by=people.minh)
    desks.answer(alone, device(alone), by=people.minh)

    assert states(batch) == ["waiting", "signed", "waiting", "waiting"]


def test_a_consent_is_its_givers_and_ends(
    people: Cast, batch: Batch, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Refused) as others:
        at_desk.ask_for_next(batch, origin=ORIGIN, by=people.binh)
    over = clock.now() + LASTS + timedelta(seconds=1)
    monkeypatch.setattr(clock, "now", lambda: over)

    assert others.value.code == "not_your_batch"
    assert refusal(asked, batch, people) == "consent_over"
    assert states(batch) == ["waiting"] * PAPERS


def test_a_key_on_the_server_is_no_device(people: Cast) -> None:
    paper = builders.waiting_for_signature(people)
    batch = actions.consent([(paper, paper.document.current.digest)], by=people.minh)

    assert refusal(asked, batch, people) == "not_at_desk"
    assert states(batch) == ["waiting"]
