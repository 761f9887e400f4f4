"""Many documents under one consent: each by itself, none twice, taken up again after a stop."""

import json
import os
from typing import Any

import pytest
from django.core.management import call_command

from docflow.audit.models import Entry
from docflow.batches import actions, signing
from docflow.batches.models import LASTS, Batch
from docflow.errors import NotAllowed, Refused
from docflow.outgoing import actions as outgoing
from docflow.outgoing.models import Outgoing
from docflow.signatures import making, opening
from docflow.signatures.models import Signature, SigningKey
from tests import builders
from tests.cast import PIN, Cast


@pytest.fixture
def papers(people: Cast) -> list[Outgoing]:
    return [builders.waiting_for_signature(people) for _ in range(5)]


def seen(papers: list[Outgoing]) -> list[tuple[Outgoing, str]]:
    return [(paper, paper.document.current.digest) for paper in papers]


def states(batch: Batch) -> list[str]:
    return list(batch.items.values_list("state", flat=True))


def test_each_is_signed_and_has_its_result(people: Cast, papers: list[Outgoing]) -> None:
    batch = actions.consent(seen(papers), by=people.minh)

    results = list(signing.sign(batch, PIN, by=people.minh))

    assert [result.refusal for result in results] == [None] * 5
    assert states(batch) == ["signed"] * 5
    assert Signature.objects.count() == 5
    for signature in Signature.objects.all():
        assert signature.verdict["signatures"][0]["indication"] == "TOTAL_PASSED"
    assert {paper.state for paper in Outgoing.objects.all()} == {"signed"}


def test_the_consent_stands_in_the_log_with_the_digest_of_its_list(
    people: Cast, papers: list[Outgoing]
) -> None:
    actions.consent(seen(papers), by=people.minh)

    assert Entry.objects.filter(event="batch.consented").count() == 1


def test_the_key_is_opened_once(
    people: Cast, papers: list[Outgoing], monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Any] = []
    real = opening.open_key
    monkeypatch.setattr(opening, "open_key", lambda *args: opened.append(1) or real(*args))
    batch = actions.consent(seen(papers), by=people.minh)

    list(signing.sign(batch, PIN, by=people.minh))

    assert len(opened) == 1


def test_one_that_fails_stops_nothing(people: Cast, papers: list[Outgoing]) -> None:
    listed = seen(papers)
    outgoing.send_back(papers[1], "Sai căn cứ", by=people.minh)
    listed[3] = (listed[3][0], "0" * 64)
    batch = actions.consent(listed, by=people.minh)

    codes = {
        result.item.place: result.refusal and result.refusal.code
        for result in signing.sign(batch, PIN, by=people.minh)
    }

    assert codes == {1: None, 2: "wrong_state", 3: None, 4: "changed_meanwhile", 5: None}
    assert states(batch) == ["signed", "refused", "signed", "refused", "signed"]


def test_a_wrong_pin_tries_nothing(people: Cast, papers: list[Outgoing]) -> None:
    batch = actions.consent(seen(papers), by=people.minh)

    with pytest.raises(Refused) as refused:
        next(signing.sign(batch, "000000", by=people.minh))

    assert refused.value.code == "wrong_pin"
    assert states(batch) == ["waiting"] * 5
    assert SigningKey.objects.get(appointment=people.minh.appointment).wrong_pins == 1


def test_who_leaves_in_the_middle_takes_it_up_again_with_the_pin(
    people: Cast, papers: list[Outgoing]
) -> None:
    batch = actions.consent(seen(papers), by=people.minh)
    results = signing.sign(batch, PIN, by=people.minh)
    next(results)
    next(results)
    results.close()

    rest = list(signing.sign(batch, PIN, by=people.minh))

    assert len(rest) == 3
    assert states(batch) == ["signed"] * 5
    assert Signature.objects.count() == 5


def test_what_was_kept_and_not_noted_is_found_and_not_signed_twice(
    people: Cast, papers: list[Outgoing]
) -> None:
    batch = actions.consent(seen(papers), by=people.minh)
    outgoing.sign(papers[0], pin=PIN, by=people.minh)

    list(signing.sign(batch, PIN, by=people.minh))

    assert states(batch) == ["signed"] * 5
    assert Signature.objects.count() == 5


def test_what_another_page_signed_meanwhile_is_signed_and_not_refused(
    people: Cast, papers: list[Outgoing]
) -> None:
    batch = actions.consent(seen(papers[:2]), by=people.minh)
    beside = signing.sign(batch, PIN, by=people.minh)
    next(beside)

    list(signing.sign(batch, PIN, by=people.minh))
    rest = list(beside)

    assert [result.refusal for result in rest] == [None]
    assert states(batch) == ["signed"] * 2
    assert Signature.objects.count() == 2


def test_a_consent_lasts_for_a_time(people: Cast, papers: list[Outgoing]) -> None:
    batch = actions.consent(seen(papers), by=people.minh)
    batch.consented_at -= LASTS

    with pytest.raises(Refused) as refused:
        next(signing.sign(batch, PIN, by=people.minh))

    assert refused.value.code == "consent_over"
    assert states(batch) == ["waiting"] * 5


def test_a_consent_is_nobody_elses(people: Cast, papers: list[Outgoing]) -> None:
    batch = actions.consent(seen(papers), by=people.minh)

    with pytest.raises(Refused) as refused:
        next(signing.sign(batch, PIN, by=people.binh))

    assert refused.value.code == "not_your_batch"


def test_who_signs_nothing_consents_to_nothing(people: Cast, papers: list[Outgoing]) -> None:
    with pytest.raises(NotAllowed):
        actions.consent(seen(papers), by=people.hoa)


def test_an_empty_and_an_endless_list_are_refused(people: Cast, papers: list[Outgoing]) -> None:
    codes = []
    for listed in ([], seen(papers) * 101):
        with pytest.raises(Refused) as refused:
            actions.consent(listed, by=people.minh)
        codes.append(refused.value.code)

    assert codes == ["batch_empty", "batch_too_long"]
    assert not Batch.objects.exists()


def test_a_fault_of_one_is_its_own(
    people: Cast, papers: list[Outgoing], monkeypatch: pytest.MonkeyPatch
) -> None:
    real, calls = making.prepare, []

    def prepare(*args: Any, **terms: Any) -> Any:
        calls.append(1)
        if len(calls) == 1:
            raise OSError("the disk is full")
        return real(*args, **terms)

    monkeypatch.setattr(making, "prepare", prepare)
    batch = actions.consent(seen(papers), by=people.minh)

    results = list(signing.sign(batch, PIN, by=people.minh))

    assert sorted(each.refusal.code if each.refusal else "" for each in results) == [
        *[""] * 4,
        "fault",
    ]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Any:
    def run(*words: str, pin: str = PIN) -> tuple[int, dict[str, Any]]:
        reading, writing = os.pipe()
        os.write(writing, f"{pin}\n".encode())
        os.close(writing)
        with pytest.raises(SystemExit) as ended:
            call_command("sign_batch", *words, "--pin-fd", str(reading), "--yes", "--json")
        told = capsys.readouterr()
        return int(str(ended.value.code)), json.loads(told.out) | {"told": told.err}

    return run


def test_the_command_signs_what_waits(people: Cast, papers: list[Outgoing], run: Any) -> None:
    listed = {digest for _, digest in seen(papers)}

    code, answer = run("--post", str(people.minh.appointment.uid))

    assert (code, answer["signed"], answer["left"]) == (0, 5, 0)
    assert {item["digest"] for item in answer["items"]} == listed
    assert f"--batch {answer['batch']}" in answer["told"].partition("1/5")[0]


def test_the_command_takes_up_a_consent_again(
    people: Cast, papers: list[Outgoing], run: Any
) -> None:
    batch = actions.consent(seen(papers), by=people.minh)
    next(signing.sign(batch, PIN, by=people.minh))

    code, answer = run("--post", str(people.minh.appointment.uid), "--batch", str(batch.uid))

    assert (code, answer["signed"]) == (0, 5)


def test_the_command_says_what_it_cannot_use(people: Cast, run: Any) -> None:
    post = str(people.minh.appointment.uid)

    codes = [
        run(*words)[1]["problems"][0]["code"]
        for words in (["--post", "x"], ["--post", post, "--batch", "x"], ["--post", post])
    ]

    assert codes == ["unknown_post", "unknown_batch", "batch_empty"]
