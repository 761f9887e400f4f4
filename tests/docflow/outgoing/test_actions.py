"""The outgoing life: who may do what, in which order, and what stays when it is refused."""

from datetime import timedelta

import pytest

from docflow import clock
from docflow.audit.models import Entry
from docflow.desks.timeline import timeline
from docflow.documents.models import Document, RegisterEntry
from docflow.errors import NotAllowed, Refused
from docflow.lifecycle import open_moves
from docflow.outgoing import actions, signing
from docflow.outgoing.contents import To
from docflow.outgoing.models import Channel, Outgoing
from docflow.people import actions as staff
from docflow.people.actor import Actor, System
from docflow.permissions import Permission, Role
from docflow.signatures.intake import take_in
from docflow.signatures.models import SigningKey
from storage import blobs
from tests import builders
from tests.cast import PIN, Cast, unit


def refusal(code: str) -> object:
    """What `raises` expects for a refusal with this code."""
    return pytest.raises(Refused, check=lambda refused: refused.code == code)


@pytest.mark.law("L2")
def test_a_report_goes_from_draft_to_issue(people: Cast) -> None:
    delivery = builders.issued(people)

    paper = Outgoing.objects.get(pk=delivery.document_id)
    assert (paper.state, paper.document.code) == ("issued", "01/BC-UBND")
    assert [version.role for version in paper.document.versions.order_by("number")] == [
        "draft",
        "signed",
        "sealed",
    ]


@pytest.mark.law("L20")
def test_the_log_names_every_step_with_its_move(people: Cast) -> None:
    delivery = builders.issued(people)

    entries = Entry.objects.filter(subject=delivery.document.uid).order_by("number")
    assert [entry.event.removeprefix("outgoing.") for entry in entries] == [
        "drafted",
        "submitted",
        "initialled",
        "format_passed",
        "signed",
        "numbered",
        "sealed",
        "issued",
    ]


def test_nobody_without_the_role_may_draft(people: Cast) -> None:
    before = Document.objects.count()

    with pytest.raises(NotAllowed, match="may not draft documents"):
        actions.draft(
            "REPORT",
            "Mưa lũ",
            builders.page(people),
            by=people.quynh,
            signer=people.minh.appointment,
        )

    assert Document.objects.count() == before
    assert Entry.objects.latest("at").event == "act.refused"


@pytest.mark.parametrize("subject", ["Báo cáo MẬT", "Báo cáo\nTỐI MẬT"])
def test_a_secrecy_mark_in_the_subject_is_refused(people: Cast, subject: str) -> None:
    page = builders.page(people)

    with refusal("secret"):
        builders.draft(people, subject=subject, file=page)

    assert not Document.objects.exists()
    assert "MẬT" not in Entry.objects.latest("at").text


def test_a_declared_secrecy_is_refused(people: Cast) -> None:
    with refusal("secret"):
        builders.draft(people, secrecy="TOI_MAT")


def test_security_in_running_text_is_no_mark(people: Cast) -> None:
    paper = builders.draft(people, subject="Kế hoạch bảo mật hệ thống thông tin")

    assert paper.state == "draft"


def test_paper_beside_the_electronic_document_needs_a_reason(people: Cast) -> None:
    with refusal("paper_reason_missing"):
        builders.draft(people, recipients=[To(people.district, channel=Channel.BOTH)])


@pytest.mark.parametrize(
    ("names", "code"),
    [
        ([To(name="Công ty Lam Sơn")], "outsider_electronic"),
        ([To(channel=Channel.PAPER)], "recipient_nameless"),
        ([To(name="Công ty Lam Sơn", channel="email")], "unknown_channel"),
        ([To(name="Công ty Lam Sơn", channel=Channel.PAPER)] * 2, "recipient_twice"),
    ],
)
def test_a_recipient_must_be_reachable(people: Cast, names: list[To], code: str) -> None:
    with refusal(code):
        builders.draft(people, recipients=names)

    assert not Document.objects.exists()


def test_a_unit_that_has_ended_is_no_recipient(people: Cast) -> None:
    ended = unit(
        "Ủy ban nhân dân xã cũ",
        "commune",
        people.district,
        ended=clock.today() - timedelta(days=1),
    )

    with refusal("recipient_ended"):
        builders.draft(people, recipients=[To(ended)])


def test_one_cannot_initial_ones_own_draft(people: Cast) -> None:
    both = _also(people.hung, people, Role.SPECIALIST)
    paper = actions.draft(
        "REPORT", "Mưa lũ", builders.page(people), by=both, signer=people.minh.appointment
    )
    paper = actions.submit(paper, by=both)

    with refusal("own_draft"):
        actions.initial(paper, by=people.hung)


def test_the_format_check_names_each_broken_rule(people: Cast) -> None:
    paper = builders.draft(people, recipients=[])
    paper = actions.initial(actions.submit(paper, by=people.lan), by=people.hung)

    with pytest.raises(Refused, match="No recipient is named"):
        actions.pass_format(paper, by=people.oanh)

    assert Outgoing.objects.get(pk=paper.pk).state == "format_check"


def test_an_old_pdf_of_odd_size_is_warned_about_and_passes(people: Cast) -> None:
    page = take_in(builders.PAGE.parent / "quartz-10.7.pdf", by=people.lan)
    paper = builders.waiting_for_signature(people, file=page)

    assert [finding.id for finding in paper.format_findings()] == ["F19", "F20"]
    assert Entry.objects.filter(event="outgoing.format_passed").count() == 1


def test_a_returned_draft_comes_back_in_a_new_round(people: Cast) -> None:
    paper = actions.submit(builders.draft(people), by=people.lan)

    paper = actions.send_back(paper, "Thiếu số liệu", by=people.hung)
    paper = actions.submit(paper, by=people.lan)

    assert (paper.state, paper.round) == ("initialling", 2)
    assert [(each.number, each.reason) for each in paper.rounds.all()] == [(1, "Thiếu số liệu")]


def test_sending_back_needs_a_reason(people: Cast) -> None:
    paper = actions.submit(builders.draft(people), by=people.lan)

    with refusal("reason_missing"):
        actions.send_back(paper, " ", by=people.hung)


def test_only_its_drafter_withdraws_a_draft(people: Cast) -> None:
    paper = actions.submit(builders.draft(people), by=people.lan)

    with refusal("not_your_draft"):
        actions.withdraw(paper, by=people.hung)

    assert actions.withdraw(paper, by=people.lan).state == "withdrawn"


def test_another_leader_cannot_sign_in_the_place_of_the_named_one(people: Cast) -> None:
    paper = builders.waiting_for_signature(people)

    with refusal("not_the_signer"):
        actions.sign(paper, pin=PIN, by=people.binh)


def test_a_deputy_signs_for_the_head(people: Cast) -> None:
    paper = builders.waiting_for_signature(people, signer=people.binh.appointment)

    paper = actions.sign(paper, pin=PIN, by=people.binh)

    assert paper.document.signatures.get().authority == (
        "TM. ỦY BAN NHÂN DÂN / KT. CHỦ TỊCH / PHÓ CHỦ TỊCH"
    )


def test_a_delegate_signs_under_both_names(people: Cast) -> None:
    today = clock.today()
    delegation = staff.delegate(
        people.minh.appointment,
        people.binh.appointment,
        [Permission.OUTGOING_SIGN],
        by=people.minh,
        valid_from=today,
        valid_to=today,
        basis="Giấy ủy quyền 03/GUQ-UBND",
    )
    paper = builders.waiting_for_signature(people)

    paper = actions.sign(paper, pin=PIN, by=Actor(people.binh.appointment, delegation))

    signature = paper.document.signatures.get()
    assert (signature.signer.user, signature.on_behalf_of) == (people.binh.user, people.minh.user)
    assert signature.authority == "TUQ. CHỦ TỊCH / PHÓ CHỦ TỊCH"


def test_a_wrong_pin_signs_nothing_and_the_fifth_locks_the_key(people: Cast) -> None:
    paper = builders.waiting_for_signature(people)
    for left in (4, 3, 2, 1, 0):
        with pytest.raises(Refused, match=f"Tries left: {left}"):
            actions.sign(paper, pin="000000", by=people.minh)

    with refusal("key_locked"):
        actions.sign(paper, pin=PIN, by=people.minh)

    assert Outgoing.objects.get(pk=paper.pk).state == "signing"
    assert Entry.objects.filter(event="key.locked").count() == 1


def test_the_right_pin_forgets_the_wrong_ones(people: Cast) -> None:
    paper = builders.waiting_for_signature(people)
    with refusal("wrong_pin"):
        actions.sign(paper, pin="000000", by=people.minh)

    actions.sign(paper, pin=PIN, by=people.minh)

    key = SigningKey.objects.get(appointment=people.minh.appointment)
    assert key.wrong_pins == 0


def test_no_pin_stands_in_any_table(people: Cast) -> None:
    builders.sealed(people)

    texts = " ".join(Entry.objects.values_list("text", flat=True))
    assert PIN not in texts
    assert PIN not in repr(list(SigningKey.objects.values()))


@pytest.mark.law("L2", "L11")
def test_it_is_neither_numbered_nor_sealed_before_it_is_signed(people: Cast) -> None:
    paper = builders.waiting_for_signature(people)

    with refusal("wrong_state"):
        actions.number(paper, by=people.hoa)
    with refusal("wrong_state"):
        actions.seal(paper, pin=PIN, by=people.hoa)

    assert not RegisterEntry.objects.exists()


@pytest.mark.law("L2")
def test_the_seal_needs_a_number(people: Cast) -> None:
    paper = builders.signed(people)

    with refusal("wrong_state"):
        actions.seal(paper, pin=PIN, by=people.hoa)


def test_only_the_named_custodian_seals(people: Cast) -> None:
    paper = actions.number(builders.signed(people), by=people.hoa)
    other = _also(people.quynh, people, Role.CLERK)

    with refusal("not_custodian"):
        actions.seal(paper, pin=PIN, by=other)


@pytest.mark.law("L11")
def test_a_signature_on_other_bytes_does_not_let_it_be_sealed(people: Cast) -> None:
    paper = actions.number(builders.signed(people), by=people.hoa)
    current = paper.document.current
    assert current is not None
    with blobs.local_path(current.digest) as path:
        changed = blobs.put(_appended(path.read_bytes()))
    paper.document.versions.create(
        number=9, role="signed", digest=changed.digest, size=changed.size
    )

    with refusal("signature_missing"):
        actions.seal(paper, pin=PIN, by=people.hoa)


def test_a_failed_seal_keeps_the_number(people: Cast) -> None:
    paper = actions.number(builders.signed(people), by=people.hoa)

    with refusal("wrong_pin"):
        actions.seal(paper, pin="000000", by=people.hoa)

    assert Outgoing.objects.get(pk=paper.pk).document.code == "01/BC-UBND"
    assert actions.seal(paper, pin=PIN, by=people.hoa).state == "sealed"


@pytest.mark.law("L1")
def test_cancelling_a_numbered_document_leaves_a_void_number(people: Cast) -> None:
    paper = actions.number(builders.signed(people), by=people.hoa)

    actions.cancel(paper, "Ban hành nhầm", by=people.hoa)
    following = actions.number(builders.signed(people), by=people.hoa)

    assert RegisterEntry.objects.get(number=1).void_reason == "Ban hành nhầm"
    assert following.document.code == "02/BC-UBND"


def test_signed_on_paper_it_is_scanned_numbered_and_sealed_as_a_copy(people: Cast) -> None:
    paper = builders.waiting_for_signature(people)

    paper = actions.sign_on_paper(paper, builders.page(people), by=people.hoa)
    paper = actions.seal(actions.number(paper, by=people.hoa), pin=PIN, by=people.hoa)

    assert paper.state == "sealed"
    assert [each.purpose for each in paper.document.signatures.all()] == ["seal"]


def test_the_buttons_follow_the_same_table(people: Cast) -> None:
    paper = builders.waiting_for_signature(people)

    assert open_moves(paper, people.minh) == [
        *("replace_signer", "send_back", "send_back_to_check", "send_back_to_step", "sign"),
    ]
    assert open_moves(paper, people.lan) == ["cancel", "withdraw"]
    assert open_moves(paper, people.quynh) == []


def test_a_file_changed_while_it_was_signed_is_told(people: Cast) -> None:
    paper = builders.waiting_for_signature(people)
    given = signing.may_sign(paper, "", by=people.minh)
    made = builders.made_by_leader(paper, people.minh, given)
    other = blobs.put(_appended(b"other"))
    paper.document.versions.create(number=2, role="draft", digest=other.digest, size=other.size)

    with refusal("changed_meanwhile"):
        actions.accept_signature(paper, made, given, by=people.minh)


def _also(actor: Actor, people: Cast, role: Role) -> Actor:
    """The same person in a second post of the commune."""
    return Actor(staff.appoint(actor.user, people.commune, "Kiêm nhiệm", [role], by=System()))


def _appended(content: bytes) -> object:
    from io import BytesIO

    return BytesIO(content + b"\n% appended")


def test_a_signed_file_that_came_back_must_be_drafted_anew(people: Cast) -> None:
    paper = actions.send_back(builders.signed(people), "Sai số liệu", by=people.hoa)

    with refusal("signed_before"):
        actions.submit(paper, by=people.lan)
    paper = actions.revise(paper, builders.page(people), by=people.lan)

    assert actions.submit(paper, by=people.lan).state == "initialling"


def test_a_returned_draft_gets_another_subject_and_signer_and_the_log_keeps_the_old(
    people: Cast,
) -> None:
    paper = actions.submit(builders.draft(people), by=people.lan)
    actions.send_back(paper, "Ghi rõ địa bàn", by=people.hung)

    actions.revise(paper, by=people.lan, subject="Mưa lũ ở Lam Sơn", signer=people.binh.appointment)

    paper = Outgoing.objects.get()
    told = timeline(paper.document)[-1]
    assert (paper.document.subject, paper.signer) == ("Mưa lũ ở Lam Sơn", people.binh.appointment)
    assert paper.document.versions.count() == 1
    assert (told.event, "Tình hình mưa lũ" in told.said) == ("outgoing.revised", True)
    assert ("changed", ["subject", "signer"]) in told.facts
    assert Document.objects.visible_to(people.binh).get() == paper.document
    assert actions.submit(paper, by=people.lan).round == 2


@pytest.mark.parametrize(
    ("code", "given"),
    [
        ("nothing_changed", {"subject": " Tình hình mưa lũ "}),
        ("subject_length", {"subject": " "}),
        ("secret", {"subject": "TỐI MẬT: kế hoạch"}),
        ("bad_signer", {"subject": "Khác", "signer": "hung"}),
    ],
)
def test_a_draft_is_changed_within_the_rules_of_drafting(
    people: Cast, code: str, given: dict[str, str]
) -> None:
    paper = builders.draft(people)
    posts = {"signer": getattr(people, given["signer"]).appointment} if "signer" in given else {}

    with refusal(code):
        actions.revise(paper, by=people.lan, **{**given, **posts})

    assert Outgoing.objects.get().document.subject == "Tình hình mưa lũ"


def test_subject_and_signer_stand_once_the_draft_is_submitted(people: Cast) -> None:
    paper = actions.submit(builders.draft(people), by=people.lan)

    with refusal("not_editable"):
        actions.revise(paper, by=people.lan, subject="Việc khác")


def test_a_second_round_forgets_that_the_first_was_signed_on_paper(people: Cast) -> None:
    paper = actions.sign_on_paper(
        builders.waiting_for_signature(people), builders.page(people), by=people.hoa
    )

    paper = actions.send_back(paper, "Ký lại bằng chữ ký số", by=people.hoa)

    assert not paper.signed_on_paper


def test_a_recipient_that_ended_meanwhile_stops_the_issue(people: Cast) -> None:
    paper = builders.sealed(people)
    people.district.ended = clock.today() - timedelta(days=1)
    people.district.save()

    with refusal("recipient_ended"):
        actions.issue(paper, by=people.hoa)

    assert Outgoing.objects.get(pk=paper.pk).state == "sealed"


@pytest.mark.parametrize("urgency", [None, "foo"])
def test_an_unknown_urgency_is_refused(people: Cast, urgency: str | None) -> None:
    with refusal("unknown_urgency"):
        builders.draft(people, urgency=urgency)


def test_signing_without_a_pin_is_refused(people: Cast) -> None:
    paper = builders.waiting_for_signature(people)

    with refusal("pin_missing"):
        actions.sign(paper, pin="", by=people.minh)


def test_the_signer_is_a_leader_of_the_drafting_unit(people: Cast) -> None:
    file = builders.page(people)

    for post in (people.nam.appointment, people.hung.appointment):
        with refusal("bad_signer"):
            actions.draft("REPORT", "Mưa lũ", file, by=people.lan, signer=post)

    assert not Document.objects.exists()


def test_a_leader_whose_post_has_ended_is_no_signer(people: Cast) -> None:
    file = builders.page(people)
    staff.end_appointment(people.minh.appointment, clock.today() - timedelta(days=1), by=System())

    with refusal("bad_signer"):
        actions.draft("REPORT", "Mưa lũ", file, by=people.lan, signer=people.minh.appointment)
