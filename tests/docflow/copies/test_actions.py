"""A copy's life: made of what may be copied, approved, numbered in its series, signed, issued."""

from datetime import timedelta
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from docflow import clock
from docflow.audit.models import Entry
from docflow.copies import actions
from docflow.copies.models import Copy
from docflow.documents.models import Document, Link, RegisterEntry
from docflow.documents.numbering import open_register
from docflow.errors import NotAllowed, Refused
from docflow.exchange import tasks as exchange_tasks
from docflow.identity import new_uid
from docflow.incoming import actions as incoming
from docflow.incoming.arriving import Arriving
from docflow.incoming.models import Incoming
from docflow.incoming.tasks import check_signatures
from docflow.outgoing import actions as outgoing
from docflow.outgoing.contents import To
from docflow.outgoing.models import Channel
from docflow.people import actions as staff
from docflow.people.actor import Actor, System
from docflow.permissions import Permission, Role
from docflow.reports.reconcile import reconcile
from docflow.signatures import checking
from docflow.signatures.intake import take_in
from signing.check import check
from storage import blobs
from tests import builders
from tests.cast import PIN, Cast
from tests.conftest import SAMPLES


def refusal(code: str) -> object:
    """What `raises` expects for a refusal with this code."""
    return pytest.raises(Refused, check=lambda refused: refused.code == code)


def issued(people: Cast, **facts) -> Document:
    """A report of the commune, issued."""
    return builders.issued(people, **facts).document


def made(people: Cast, original: Document | None = None, kind: str = "SY", **terms) -> Copy:
    """A copy Hoa made for the district."""
    terms.setdefault("recipients", [To(people.district)])
    return actions.make(original or issued(people), kind, by=people.hoa, **terms)


def sealed(people: Cast, original: Document | None = None, kind: str = "SY", **terms) -> Copy:
    """Approved by Minh, numbered and signed by Hoa."""
    copy = actions.approve(made(people, original, kind, **terms), by=people.minh)
    return actions.seal(actions.number(copy, by=people.hoa), pin=PIN, by=people.hoa)


def paper_scan(people: Cast, folder: Path, dpi: int, mode: str = "RGB"):
    """A paper of one page, scanned."""
    path = folder / f"scan{dpi}.pdf"
    Image.new(mode, (round(8.27 * dpi), round(11.69 * dpi)), "white").save(path, resolution=dpi)
    return take_in(path, by=people.hoa)


def arrived_on_paper(people: Cast, scan, kind: str = "DECISION", registered=True) -> Document:
    """A decision of the province that came on paper and was registered by Hoa."""
    arriving = Arriving(
        new_uid(), None, "UBND tỉnh", kind, "Quyết định về đê điều", "normal",
        12, "QĐ-UBND", clock.today(), scan,
    )  # fmt: skip
    arrival = incoming.arrive_on_paper(arriving, by=people.hoa)
    if registered:
        incoming.register(arrival, by=people.hoa)
    return Document.objects.get(pk=arrival.pk)


@pytest.mark.law("L15", "L11")
def test_a_copy_goes_from_its_making_to_its_recipient(people: Cast) -> None:
    original = issued(people)

    [delivery] = actions.issue(sealed(people, original), by=people.hoa)
    exchange_tasks.hand_over(delivery.pk)

    copy = Copy.objects.get(original=original)
    assert (copy.state, copy.document.code) == ("issued", "01/SY-UBND")
    assert copy.authority == "TM. ỦY BAN NHÂN DÂN / CHỦ TỊCH"
    received = Document.objects.get(unit=people.district, exchange_id=copy.document.exchange_id)
    assert (received.code, received.kind) == ("01/SY-UBND", "CERTIFIED_COPY")
    check_signatures(received.pk)
    assert Incoming.objects.get(pk=received.pk).finding == "good"


@pytest.mark.law("L15")
def test_the_file_of_a_copy_passes_the_check_and_bears_the_agencys_signature_alone(
    people: Cast,
) -> None:
    copy = sealed(people)

    verdict = checking.check_blob(copy.document.current.digest)

    assert verdict.indication == "TOTAL_PASSED"
    assert [each.signer.name for each in verdict.signatures] == [people.commune.name]


@pytest.mark.law("L15")
def test_the_original_goes_with_its_copy_unchanged_and_its_signatures_are_still_good(
    people: Cast,
) -> None:
    original = issued(people)

    copy = made(people, original)

    [attached] = copy.document.attachments.all()
    assert attached.digest == original.current.digest
    assert len(checking.check_blob(attached.digest).signatures) == 2
    assert checking.check_blob(attached.digest).indication == "TOTAL_PASSED"
    assert copy.document.links.get().target == original
    assert copy.document.links.get().kind == Link.Kind.COPY_OF


@pytest.mark.law("L1")
def test_copies_of_all_kinds_share_one_series_of_their_own(people: Cast) -> None:
    original = issued(people, file=take_in(SAMPLES / "decree-30-2020-annex-3.pdf", by=people.lan))
    first = sealed(people, original)
    actions.issue(first, by=people.hoa)

    extract = sealed(people, original, "TrS", pages=(1, 2))
    again = sealed(people, first.document, "SL")

    assert original.code == "01/BC-UBND"
    assert [each.document.code for each in (first, extract, again)] == [
        "01/SY-UBND",
        "02/TrS-UBND",
        "03/SL-UBND",
    ]


@pytest.mark.law("L1")
def test_no_second_book_of_copies_is_opened(people: Cast) -> None:
    with refusal("one_book_of_copies"):
        open_register(
            people.commune, clock.today().year, "copies", by=people.hoa, book="khác", opening=1
        )

    register = open_register(people.commune, clock.today().year, "copies", by=people.hoa, opening=8)
    copy = actions.number(actions.approve(made(people), by=people.minh), by=people.hoa)
    assert (copy.document.code, register.opening) == ("08/SY-UBND", 8)


@pytest.mark.law("L11")
def test_the_agency_signs_no_copy_nobody_approved_and_none_without_a_number(people: Cast) -> None:
    copy = made(people)
    with refusal("wrong_state"):
        actions.seal(copy, pin=PIN, by=people.hoa)

    actions.approve(copy, by=people.minh)

    with refusal("wrong_state"):
        actions.seal(copy, pin=PIN, by=people.hoa)


@pytest.mark.law("L11")
def test_only_who_keeps_the_agencys_key_signs_a_copy_and_only_one_of_the_own_unit(
    people: Cast,
) -> None:
    copy = actions.number(actions.approve(made(people), by=people.minh), by=people.hoa)

    with pytest.raises(NotAllowed):
        actions.seal(copy, pin=PIN, by=people.tuan)
    with pytest.raises(NotAllowed):
        actions.seal(copy, pin=PIN, by=people.minh)

    other = staff.appoint(
        people.vân,
        people.commune,
        "Văn thư",
        [Role.CLERK],
        by=System(),
        valid_from=clock.today(),
    )
    with refusal("not_custodian"):
        actions.seal(copy, pin=PIN, by=Actor(other))


def test_the_head_decides_what_is_copied_and_a_specialist_does_not(people: Cast) -> None:
    copy = made(people)

    with pytest.raises(NotAllowed):
        actions.approve(copy, by=people.hoa)
    with pytest.raises(NotAllowed):
        actions.approve(copy, by=people.nam)

    assert actions.approve(copy, by=people.binh).authority.startswith("TM. ỦY BAN NHÂN DÂN / KT.")


def test_a_leader_may_refuse_a_copy_saying_why(people: Cast) -> None:
    copy = made(people)
    with refusal("reason_missing"):
        actions.refuse(copy, " ", by=people.minh)

    actions.refuse(copy, "Không cần sao", by=people.minh)

    copy.refresh_from_db()
    assert (copy.state, copy.end_reason) == ("refused", "Không cần sao")


def test_an_extract_holds_the_chosen_pages_and_the_original_only_when_asked_for(
    people: Cast,
) -> None:
    original = issued(people, file=take_in(SAMPLES / "decree-30-2020-annex-3.pdf", by=people.lan))

    extract = made(people, original, "TrS", pages=(3, 1, 3))
    whole = made(people, original, "TrS", pages=(1,), with_original=True)

    with blobs.local_path(extract.document.current.digest) as path, pikepdf.open(path) as file:
        assert len(file.pages) == 2
    assert (extract.pages, extract.document.attachments.count()) == ([1, 3], 0)
    assert whole.document.attachments.count() == 1


@pytest.mark.parametrize(
    ("kind", "pages", "code"),
    [
        ("TrS", (), "pages_missing"),
        ("TrS", (99,), "no_such_page"),
        ("TrS", (0,), "no_such_page"),
        ("TrS", (1, 2), "all_pages"),
        ("SY", (1,), "pages_of_whole"),
        ("SL", (), "not_a_copy"),
        ("BC", (), "unknown_copy"),
        ("", (), "unknown_copy"),
    ],
)
def test_what_is_asked_wrongly_is_refused(people: Cast, kind, pages, code) -> None:
    original = issued(people)

    with refusal(code):
        made(people, original, kind, pages=pages)

    assert Copy.objects.count() == 0


@pytest.mark.law("L15")
def test_a_copy_is_made_of_an_original_and_a_re_copy_of_a_copy_alone(people: Cast) -> None:
    first = sealed(people)
    with refusal("not_in_force"):
        made(people, first.document, "SL")
    actions.issue(first, by=people.hoa)

    with refusal("not_an_original"):
        made(people, first.document, "SY")
    with refusal("not_an_original"):
        made(people, first.document, "TrS", pages=(1,))

    assert made(people, first.document, "SL").document.kind == "RE_COPY"


def test_a_draft_and_an_arrival_not_yet_registered_are_not_copied(people: Cast, tmp_path) -> None:
    arrival = arrived_on_paper(people, paper_scan(people, tmp_path, 200), registered=False)

    with refusal("not_in_force"):
        made(people, builders.sealed(people).document)
    with refusal("not_in_force"):
        made(people, arrival)


def test_an_arrival_for_reference_only_is_no_original(people: Cast) -> None:
    arriving = Arriving(
        new_uid(), people.district, "UBND huyện", "REPORT", "Tham khảo", "normal", None, "", None,
        builders.page(people),
    )  # fmt: skip
    arrival = incoming.arrive(arriving, by=System(people.commune))
    check_signatures(arrival.pk)
    incoming.register(Incoming.objects.get(pk=arrival.pk), by=people.hoa)

    with refusal("no_original"):
        made(people, Document.objects.get(pk=arrival.pk))


@pytest.mark.law("L15")
def test_a_paper_is_copied_from_a_scan_in_colour_at_200_dpi_or_better(
    people: Cast, tmp_path
) -> None:
    coarse = arrived_on_paper(people, paper_scan(people, tmp_path, 120))
    with refusal("scan_too_coarse"):
        made(people, coarse)

    copy = made(people, coarse, scan=paper_scan(people, tmp_path, 200))

    assert copy.document.attachments.count() == 0
    assert copy.document.current.facts["pdf_version"] >= [1, 4]
    with refusal("scan_not_needed"):
        made(people, issued(people), scan=paper_scan(people, tmp_path, 200))


def test_whoever_does_not_hold_the_document_does_not_copy_it(people: Cast) -> None:
    original = issued(people)

    with pytest.raises(NotAllowed):
        actions.make(original, "SY", by=people.tuan)
    with pytest.raises(NotAllowed):
        actions.make(original, "SY", by=people.minh)
    with refusal("not_given"):
        actions.make(_of_another(people), "SY", by=people.lan)


def _of_another(people: Cast) -> Document:
    arrival = arrived_on_paper(people, builders.page(people))
    assert not Document.objects.visible_to(people.lan).filter(pk=arrival.pk).exists()
    return arrival


def test_a_cancelled_copy_leaves_its_number_void(people: Cast) -> None:
    copy = actions.number(actions.approve(made(people), by=people.minh), by=people.hoa)
    with pytest.raises(NotAllowed):
        actions.cancel(copy, "Sai", by=people.minh)
    with refusal("not_yours_to_cancel"):
        actions.cancel(copy, "Sai", by=people.lan)

    actions.cancel(copy, "Sai", by=people.hoa)

    assert RegisterEntry.objects.get(document=copy.document).void_reason == "Sai"
    assert Copy.objects.get(pk=copy.pk).state == "cancelled"
    assert sealed(people, issued(people, subject="Khác")).document.number == 2


def test_of_two_who_decide_at_once_one_wins_and_the_other_reads_why(people: Cast) -> None:
    stale = Copy.objects.get(pk=made(people).pk)
    actions.refuse(Copy.objects.get(pk=stale.pk), "Không", by=people.binh)

    with refusal("wrong_state"):
        actions.approve(stale, by=people.minh)
    with refusal("wrong_state"):
        actions.cancel(stale, "Thôi", by=people.hoa)


def test_what_another_file_shows_is_not_approved(people: Cast) -> None:
    copy = made(people)

    with refusal("changed_meanwhile"):
        actions.approve(copy, by=people.minh, seen="0" * 64)

    actions.approve(copy, by=people.minh, seen=copy.document.current.digest)


def test_a_wrong_pin_leaves_the_copy_as_it_was(people: Cast) -> None:
    copy = actions.number(actions.approve(made(people), by=people.minh), by=people.hoa)

    with refusal("wrong_pin"):
        actions.seal(copy, pin="000000", by=people.hoa)
    with refusal("pin_missing"):
        actions.seal(copy, pin="", by=people.hoa)

    assert Copy.objects.get(pk=copy.pk).state == "numbered"


def test_recipients_are_changed_until_the_copy_is_issued(people: Cast) -> None:
    copy = sealed(people, recipients=[])
    with refusal("no_recipient"):
        actions.issue(copy, by=people.hoa)
    with pytest.raises(NotAllowed):
        actions.add_recipients(copy, [To(people.district)], by=people.minh)

    actions.add_recipients(
        copy, [To(people.district), To(name="Ông Bình", channel=Channel.PAPER)], by=people.hoa
    )
    with refusal("recipient_twice"):
        actions.add_recipients(copy, [To(people.district)], by=people.hoa)
    actions.remove_recipient(copy, copy.recipients.get(name="Ông Bình"), by=people.hoa)

    assert len(actions.issue(copy, by=people.hoa)) == 1
    with refusal("recipients_closed"):
        actions.add_recipients(copy, [To(people.province)], by=people.hoa)


@pytest.mark.law("L20")
def test_the_log_names_every_step_of_a_copy(people: Cast) -> None:
    copy = sealed(people)
    actions.issue(copy, by=people.hoa)

    entries = Entry.objects.filter(subject=copy.uid).order_by("number")
    assert [entry.event for entry in entries] == [
        "copy.drafted",
        "copy.approved",
        "copy.numbered",
        "copy.sealed",
        "copy.issued",
    ]


def test_a_copy_under_a_delegation_is_approved_in_the_givers_name(people: Cast) -> None:
    given = staff.delegate(
        people.minh.appointment,
        people.hung.appointment,
        [Permission.COPY_APPROVE],
        by=people.minh,
        valid_from=clock.today(),
        valid_to=clock.today() + timedelta(days=3),
        basis="Giấy ủy quyền 01",
    )

    copy = actions.approve(made(people), by=Actor(people.hung.appointment, given))

    assert copy.authority == "TUQ. CHỦ TỊCH / TRƯỞNG PHÒNG"


def test_what_is_counted_and_told_agrees_with_the_log(people: Cast) -> None:
    actions.issue(sealed(people), by=people.hoa)
    actions.cancel(
        actions.number(actions.approve(made(people), by=people.minh), by=people.hoa),
        "Sai",
        by=people.hoa,
    )

    found = reconcile()

    assert [each for each in found.differences if "copy" in str(each).lower()] == []


def test_the_agencys_seal_on_a_paper_taken_in_as_a_scan_stays_as_it_was(people: Cast) -> None:
    paper = builders.waiting_for_signature(people)
    outgoing.sign_on_paper(paper, builders.page(people), by=people.hoa)
    sealed_paper = outgoing.seal(outgoing.number(paper, by=people.hoa), pin=PIN, by=people.hoa)

    with blobs.local_path(sealed_paper.document.current.digest) as path:
        fields = [
            each.field for each in check(path, anchors=[], crls=[], at=clock.now()).signatures
        ]

    assert fields == ["Seal"]
