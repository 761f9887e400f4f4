"""Attachments are signed by the agency when the document is sealed, each by itself."""

from typing import Any

import pytest

from docflow import failpoints
from docflow.audit.models import Entry
from docflow.documents.models import Attachment
from docflow.documents.sweeping import referred
from docflow.errors import Refused
from docflow.outgoing import actions, at_desk, attached, attached_actions
from docflow.outgoing.models import Outgoing
from docflow.signatures import checking, keyring
from docflow.signatures.intake import File, take_in
from docflow.units.system import System
from storage import blobs
from tests import builders
from tests.cast import PIN, Cast
from tests.conftest import SAMPLES
from tests.docflow.signatures.test_desk import ORIGIN, standing


def files(people: Cast, *names: str) -> list[File]:
    return [take_in(SAMPLES / f"{name}.pdf", by=people.lan) for name in names]


def numbered(people: Cast, *names: str) -> Outgoing:
    """A document with attachments that waits for the seal."""
    paper = builders.signed(people, attachments=files(people, *names))
    return actions.number(paper, by=people.hoa)


def files_of(paper: Outgoing) -> list[Attachment]:
    return list(paper.document.attachments.order_by("pk"))


def is_valid(each: Attachment) -> bool:
    with blobs.local_path(each.digest) as path:
        return checking.check_file(path).indication == "TOTAL_PASSED"


@pytest.mark.law("L14")
def test_each_attachment_is_signed_with_the_document(people: Cast) -> None:
    paper = numbered(people, "word-365", "excel-2016")
    given = [each.digest for each in files_of(paper)]

    paper = actions.seal(paper, pin=PIN, by=people.hoa)

    rows = files_of(paper)
    assert paper.state == "sealed"
    assert [each.given_digest for each in rows] == given
    assert all(each.digest != each.given_digest and is_valid(each) for each in rows)
    assert [each.seal.verdict["indication"] for each in rows] == ["TOTAL_PASSED"] * 2
    assert Entry.objects.filter(event="attachment.sealed", subject=paper.uid).count() == 2
    assert referred([*given, rows[0].digest]) == {*given, rows[0].digest}


@pytest.mark.law("L14")
def test_the_receiver_gets_the_signed_attachment(people: Cast) -> None:
    arrival = builders.arrived(people, attachments=files(people, "word-365"))

    [received] = arrival.document.attachments.all()
    sent = Attachment.objects.exclude(given_digest="").get()
    assert received.digest == sent.digest
    assert is_valid(received)


def test_what_somebody_signed_goes_as_it_is(people: Cast) -> None:
    sealed = builders.sealed(people)
    with blobs.local_path(sealed.document.current.digest) as path:
        signed = take_in(path, by=people.lan, name="Quyết định.pdf")
    paper = builders.signed(people, attachments=[signed, *files(people, "word-365")])
    paper = actions.number(paper, by=people.hoa)

    paper = actions.seal(paper, pin=PIN, by=people.hoa)

    assert [bool(each.given_digest) for each in files_of(paper)] == [False, True]
    assert files_of(paper)[0].digest == signed.digest


def test_stopped_between_two_files_none_is_signed_twice(
    people: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = numbered(people, "word-365", "excel-2016")
    calls: list[str] = []

    def stop(point: str) -> None:
        calls.append(point)
        if calls.count("signed.after_store") == 2:
            raise RuntimeError("power cut")

    with monkeypatch.context() as patched:
        patched.setattr(failpoints, "reach", stop)
        with pytest.raises(RuntimeError):
            actions.seal(paper, pin=PIN, by=people.hoa)
    paper.refresh_from_db()
    before = [bool(each.given_digest) for each in files_of(paper)], paper.state
    first = files_of(paper)[0].digest

    paper = actions.seal(paper, pin=PIN, by=people.hoa)

    assert before == ([True, False], "numbered")
    assert files_of(paper)[0].digest == first
    assert all(is_valid(each) for each in files_of(paper))
    assert paper.state == "sealed"


def test_a_wrong_pin_signs_nothing(people: Cast) -> None:
    paper = numbered(people, "word-365")

    with pytest.raises(Refused) as refused:
        actions.seal(paper, pin="000000", by=people.hoa)

    assert refused.value.code == "wrong_pin"
    assert [each.given_digest for each in files_of(paper)] == [""]


def test_a_seal_that_is_not_kept_leaves_the_attachment_as_it_was(people: Cast) -> None:
    paper = numbered(people, "word-365")
    row = keyring.seal_key_of(people.commune)
    [(attachment, job)] = attached.jobs(paper, row)
    made = builders.made_here(job, people.hoa)
    attached_actions.accept_on_attachment(paper, attachment, made, by=people.hoa)

    with pytest.raises(Refused) as refused:
        attached_actions.accept_on_attachment(paper, attachment, made, by=people.hoa)

    assert refused.value.code == "changed_meanwhile"
    assert list(attached.jobs(paper, row)) == []


def test_the_device_at_the_desk_is_asked_for_one_file_after_another(people: Cast) -> None:
    sealing: Any = standing(people.commune, people.commune.name, people.commune.name)
    key = keyring.seal_key_of(people.commune)
    keyring.give_custody(key, people.hoa.appointment, "Biên bản 03", by=System())
    paper = numbered(people, "word-365")

    states = []
    for _ in range(2):
        request = at_desk.ask_to_seal(paper, origin=ORIGIN, by=people.hoa)
        paper = at_desk.answer(request, sealing(request), by=people.hoa)
        states.append((paper.state, bool(files_of(paper)[0].given_digest)))

    assert states == [("numbered", True), ("sealed", True)]
    assert is_valid(files_of(paper)[0])
