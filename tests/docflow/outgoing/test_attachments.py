"""Attachments in files of their own: signed with the seal, sent, checked; all or none."""

import subprocess
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from docflow.audit.events import Event
from docflow.audit.models import Entry
from docflow.documents import sweeping
from docflow.documents.models import Attachment, Lasting
from docflow.errors import Refused
from docflow.exchange import tasks as exchange_tasks
from docflow.incoming import handing_out
from docflow.incoming import tasks as incoming_tasks
from docflow.incoming.models import Incoming
from docflow.outgoing import actions, at_desk, joint_actions
from docflow.outgoing.models import Outgoing
from docflow.reports.reconcile import reconcile
from docflow.signatures import keyring, making, tasks
from docflow.signatures.desk import Asking
from docflow.signatures.intake import File, take_in
from docflow.units.system import System
from signing.layout import check_layout
from storage import blobs
from tests import builders
from tests.cast import PIN, Cast
from tests.docflow.signatures.test_desk import ORIGIN, standing


def page_of(people: Cast, folder: Path, words: str, lines: int = 1) -> File:
    """A page that says these words, down from its upper edge; taken in by Lan."""
    canvas = Canvas(str(folder / f"{words}.pdf"), pagesize=A4)
    for line in range(lines):
        canvas.drawString(20, 830 - 14 * line, f"{words} " * (1 if lines == 1 else 20))
    canvas.save()
    return take_in(folder / f"{words}.pdf", by=people.lan)


@pytest.fixture
def files(people: Cast, tmp_path: Path) -> list[File]:
    """Two attachments."""
    return [page_of(people, tmp_path, "Bieu 1"), page_of(people, tmp_path, "Bieu 2")]


def numbered(people: Cast, files: list[File]) -> Outgoing:
    return actions.number(builders.signed(people, attachments=files), by=people.hoa)


def attached(paper: Outgoing) -> list[Attachment]:
    return list(paper.document.attachments.order_by("pk"))


def field_names(digest: str) -> list[str]:
    with blobs.local_path(digest) as path, pikepdf.open(path) as document:
        if "/AcroForm" not in document.Root:
            return []
        return [str(each.T) for each in document.Root.AcroForm.Fields]


@pytest.mark.law("L14")
def test_with_the_seal_each_attachment_is_signed_by_the_agency(
    people: Cast, files: list[File]
) -> None:
    paper = actions.seal(numbered(people, files), pin=PIN, by=people.hoa)

    rows = attached(paper)
    assert paper.state == "sealed"
    assert [each.given_digest for each in rows] == [each.digest for each in files]
    for each in rows:
        assert each.verdict["indication"] == "TOTAL_PASSED"
        assert each.verdict["signatures"][0]["signer"]["name"] == people.commune.name
        with blobs.local_path(each.digest) as path:
            looked = check_layout(path)
            told = subprocess.run(
                ["pdfsig", "-nocert", path], capture_output=True, text=True, check=True
            )
            words = subprocess.run(
                ["pdftotext", path, "-"], capture_output=True, text=True, check=True
            )
        assert (looked.kind, looked.findings) == ("attachment", ())
        assert "Signature is Valid" in told.stdout
        assert paper.document.code in words.stdout
        assert people.commune.name not in words.stdout
    entries = Entry.objects.filter(event=Event.OUTGOING_ATTACHMENT_SEALED, subject=paper.uid)
    assert all(any(each.digest in entry.text for entry in entries) for each in rows)
    everything = {each.digest for each in rows} | {each.given_digest for each in rows}
    assert sweeping.referred(everything) == everything
    assert reconcile().differences == []


@pytest.mark.law("L14")
def test_an_attachment_within_the_documents_own_file_is_not_signed_again(people: Cast) -> None:
    paper = builders.sealed(people)

    current = paper.document.current
    assert current is not None
    assert "Attachment" not in field_names(current.digest)
    assert not Entry.objects.filter(event=Event.OUTGOING_ATTACHMENT_SEALED).exists()


def test_what_bears_signatures_of_its_own_stays_as_it_was_given(
    people: Cast, tmp_path: Path
) -> None:
    sealed = builders.sealed(people).document.current
    assert sealed is not None
    with blobs.local_path(sealed.digest) as path:
        (tmp_path / "signed.pdf").write_bytes(path.read_bytes())
    given = take_in(tmp_path / "signed.pdf", by=people.lan)

    paper = actions.seal(numbered(people, [given]), pin=PIN, by=people.hoa)

    [row] = attached(paper)
    assert paper.state == "sealed"
    assert (row.digest, row.given_digest) == (given.digest, "")


def test_where_one_cannot_be_signed_nothing_is_and_the_attachment_is_named(
    people: Cast, files: list[File], tmp_path: Path
) -> None:
    paper = numbered(people, [*files, page_of(people, tmp_path, "day", lines=12)])

    with pytest.raises(Refused) as refused:
        actions.seal(paper, pin=PIN, by=people.hoa)

    assert refused.value.code == "not_signed"
    assert "day.pdf" in str(refused.value)
    paper.refresh_from_db()
    assert paper.state == "numbered"
    assert not any(each.given_digest for each in attached(paper))
    assert not Entry.objects.filter(event=Event.OUTGOING_ATTACHMENT_SEALED).exists()


class Cut(BaseException):
    """The process ends."""


@pytest.mark.parametrize("reached", [1, 2, 3])
def test_cut_off_at_any_file_nothing_is_half_done_and_it_is_sealed_anew(
    people: Cast, files: list[File], monkeypatch: Any, reached: int
) -> None:
    paper = numbered(people, files)
    left = [reached]

    def cut(name: str) -> None:
        left[0] -= name == "signed.after_store"
        if not left[0]:
            raise Cut

    with monkeypatch.context() as patched:
        patched.setattr(making.failpoints, "reach", cut)
        with pytest.raises(Cut):
            actions.seal(paper, pin=PIN, by=people.hoa)

    paper = Outgoing.objects.get(pk=paper.pk)
    assert paper.state == "numbered"
    assert [each.digest for each in attached(paper)] == [each.digest for each in files]
    paper = actions.seal(paper, pin=PIN, by=people.hoa)
    assert paper.state == "sealed"
    assert all(each.given_digest for each in attached(paper))
    assert reconcile().differences == []


def arrived(people: Cast, files: list[File]) -> Incoming:
    """Handed over to the district, not checked yet."""
    delivery = builders.issued(people, attachments=files)
    exchange_tasks.hand_over(delivery.pk)
    return Incoming.objects.get(document__unit=people.district)


@pytest.mark.law("L14")
def test_the_recipient_gets_the_signed_attachment_and_its_verdict(
    people: Cast, files: list[File]
) -> None:
    arrival = arrived(people, files)
    sent = attached(Outgoing.objects.get())

    incoming_tasks.check_signatures(arrival.pk)

    arrival.refresh_from_db()
    got = list(arrival.document.attachments.order_by("pk"))
    assert arrival.finding == "good"
    assert [each.digest for each in got] == [each.digest for each in sent]
    assert [each.verdict["indication"] for each in got] == ["TOTAL_PASSED", "TOTAL_PASSED"]
    handed = handing_out.hand_out_attachment(got[0], by=people.tuan)
    assert field_names(handed.digest) == ["Attachment"]


@pytest.mark.parametrize(
    ("change", "finding"),
    [((b"%PDF-1.3", b"%PDF-1.4"), "failed"), ((b"%%EOF", b"%%EOF\n1"), "undecided")],
)
def test_an_attachment_changed_on_its_way_is_a_fault_of_the_whole(
    people: Cast, files: list[File], tmp_path: Path, change: tuple[bytes, bytes], finding: str
) -> None:
    arrival = arrived(people, files[:1])
    [row] = arrival.document.attachments.all()
    (tmp_path / "forged.pdf").write_bytes(blobs.get(row.digest).replace(*change, 1))
    forged = blobs.put(tmp_path / "forged.pdf")
    Attachment.objects.filter(pk=row.pk).update(digest=forged.digest, size=forged.size)

    incoming_tasks.check_signatures(arrival.pk)

    arrival.refresh_from_db()
    row.refresh_from_db()
    assert arrival.verdict["indication"] == "TOTAL_PASSED"
    assert row.verdict["indication"] != "TOTAL_PASSED"
    assert arrival.finding == finding


def test_what_a_later_check_needs_is_added_to_attachments_too(
    people: Cast, files: list[File], settings: Any
) -> None:
    settings.DOCFLOW_LEVEL = "B-LT"
    paper = actions.seal(numbered(people, files), pin=PIN, by=people.hoa)

    for waiting in Lasting.objects.waiting():
        tasks.make_last(waiting.pk)

    rows = Lasting.objects.filter(document=paper.document, attachment__isnull=False)
    assert [each.level for each in rows] == ["B-LT", "B-LT"]
    assert {each.signed for each in rows} == {each.digest for each in attached(paper)}
    assert reconcile().differences == []


def test_of_several_bodies_the_one_in_charge_signs_them(people: Cast, files: list[File]) -> None:
    paper = builders.draft(people, attachments=files[:1])
    joint_actions.name_body(paper, people.nam.appointment, by=people.lan)
    actions.initial(actions.submit(paper, by=people.lan), by=people.hung)
    paper = actions.pass_format(Outgoing.objects.get(), by=people.oanh)
    for by in (people.minh, people.nam):
        paper = actions.sign(paper, pin=PIN, by=by)
    paper = actions.seal(actions.number(paper, by=people.hoa), pin=PIN, by=people.hoa)
    [first] = attached(paper)

    paper = actions.seal(paper, pin=PIN, by=people.tuan)

    [row] = attached(paper)
    assert paper.state == "sealed"
    assert row.digest == first.digest
    assert [each["signer"]["name"] for each in row.verdict["signatures"]] == [people.commune.name]


def test_at_the_desk_the_device_signs_each_attachment_then_the_document(
    people: Cast, files: list[File]
) -> None:
    device = standing(people.commune, people.commune.name, people.commune.name)
    key = keyring.seal_key_of(people.commune)
    keyring.give_custody(key, people.hoa.appointment, "Biên bản 03", by=System())
    paper = numbered(people, files)

    acts = []
    while paper.state == "numbered":
        request = at_desk.ask_to_seal(paper, asking=Asking(ORIGIN), by=people.hoa)
        acts.append(request.act)
        paper = at_desk.answer(request, device(request), by=people.hoa)

    assert acts == ["seal_attachment", "seal_attachment", "seal"]
    assert [each.verdict["indication"] for each in attached(paper)] == ["TOTAL_PASSED"] * 2
    assert reconcile().differences == []
