"""The incoming life: checked on arrival, registered or refused, assigned, finished."""

import unicodedata
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from docflow import clock
from docflow.audit.models import Entry
from docflow.documents.models import Document, Link
from docflow.errors import NotAllowed, Refused
from docflow.identity import new_uid
from docflow.incoming import actions
from docflow.incoming.actions import Arriving
from docflow.incoming.models import Assignment, Incoming
from docflow.incoming.tasks import check_signatures
from docflow.people.actor import System
from docflow.people.models import Appointment
from docflow.signatures import keyring
from docflow.signatures.intake import File
from docflow.units.days import calendar
from storage import blobs
from tests import builders
from tests.cast import LONG_AGO, Cast
from tests.signing.desk import Desk

TOMORROW = timedelta(days=1)


def refusal(code: str) -> Any:
    """What `raises` expects for a refusal with this code."""
    return pytest.raises(Refused, check=lambda refused: refused.code == code)


def letter(file: File, **facts: Any) -> Arriving:
    """A letter from outside."""
    return Arriving(
        **{
            "exchange_id": new_uid(),
            "sender": None,
            "issuer": "Công ty Lam Sơn",
            "kind": "OFFICIAL_LETTER",
            "subject": "Đề nghị hỗ trợ",
            "urgency": "normal",
            "number": 217,
            "notation": "CV-LS",
            "issued_on": clock.today(),
            "file": file,
            **facts,
        }
    )


@pytest.fixture
def registered(units: Cast) -> Incoming:
    """A paper arrival, registered at the district."""
    arrival = actions.arrive_on_paper(letter(_plain()), by=units.tuan)
    return actions.register(arrival, by=units.tuan)


@pytest.mark.law("L7")
def test_a_good_document_is_verified_and_registered(people: Cast) -> None:
    arrival = builders.arrived(people)

    arrival = actions.register(arrival, by=people.tuan)

    assert (arrival.state, arrival.finding, arrival.arrival_number) == ("registered", "good", 1)


def test_the_holder_has_a_document_of_its_own(people: Cast) -> None:
    arrival = builders.arrived(people)

    sent = Document.objects.get(unit=people.commune)
    assert arrival.document.pk != sent.pk
    assert arrival.document.exchange_id == sent.exchange_id
    assert arrival.document.current.digest == sent.current.digest


@pytest.mark.law("L7")
def test_a_tampered_document_can_only_be_refused(units: Cast, tmp_path: Path) -> None:
    arrival = _arrived_as(units, _tampered(tmp_path))

    with refusal("wrong_state"):
        actions.register(arrival, by=units.tuan)
    arrival = actions.refuse(arrival, "Chữ ký không hợp lệ", by=units.tuan)

    assert (arrival.finding, arrival.state) == ("failed", "refused")


def test_an_unsigned_document_is_for_reference(units: Cast) -> None:
    arrival = _arrived_as(units, _plain())

    arrival = actions.register(arrival, by=units.tuan)

    assert (arrival.finding, arrival.state) == ("unsigned", "registered")


@pytest.mark.law("L7")
def test_what_cannot_be_said_needs_the_clerks_reason(units: Cast) -> None:
    arrival = _arrived_as(units, _plain(), check=False)
    undecided = {"indication": "INDETERMINATE", "sub_indication": "TRY_LATER"}
    arrival = actions.accept_check(arrival, undecided, by=System(units.district))

    with refusal("reason_missing"):
        actions.register(arrival, by=units.tuan)
    arrival = actions.register(arrival, by=units.tuan, accept_reason="Đã gọi xác nhận")

    assert (arrival.finding, arrival.accept_reason) == ("undecided", "Đã gọi xác nhận")


def test_the_same_delivery_twice_is_one_document(units: Cast) -> None:
    arriving = letter(_plain())

    first = actions.arrive(arriving, by=System(units.district))
    second = actions.arrive(arriving, by=System(units.district))

    assert first.pk == second.pk
    assert Entry.objects.filter(event="incoming.arrived").count() == 1


@pytest.mark.law("L16")
def test_a_probable_duplicate_is_told_before_it_is_registered(
    units: Cast, registered: Incoming
) -> None:
    again = actions.arrive_on_paper(letter(_plain()), by=units.tuan)

    with pytest.raises(Refused, match="217/CV-LS"):
        actions.register(again, by=units.tuan)
    again = actions.register(again, by=units.tuan, although_duplicate=True)

    assert again.arrival_number == 2


@pytest.mark.parametrize(
    "issuer",
    ["CÔNG TY  LAM SƠN", unicodedata.normalize("NFD", "Công ty Lam Sơn"), "Công\xa0ty Lam Sơn"],
)
def test_a_duplicate_is_noticed_however_its_issuer_is_written(
    units: Cast, registered: Incoming, issuer: str
) -> None:
    again = _arrived_as(units, _plain(), issuer=issuer)

    assert actions.duplicates(again) == [registered.document]


def test_a_letter_of_another_issuer_is_no_duplicate(units: Cast, registered: Incoming) -> None:
    other = _arrived_as(units, _plain(), issuer="Công ty Lam Sông")

    assert actions.duplicates(other) == []


@pytest.mark.law("L8")
def test_paper_and_electronic_arrivals_share_one_series(units: Cast, registered: Incoming) -> None:
    electronic = _arrived_as(units, _plain(), number=5, notation="BC-UBND")

    electronic = actions.register(electronic, by=units.tuan)

    assert (registered.arrival_number, electronic.arrival_number) == (1, 2)


def test_a_secret_letter_is_not_taken_in(units: Cast) -> None:
    with refusal("secret"):
        actions.arrive_on_paper(letter(_plain(), subject="Công văn MẬT"), by=units.tuan)

    assert not Document.objects.exists()


def test_a_letter_declared_secret_is_not_taken_in(units: Cast) -> None:
    with refusal("secret"):
        actions.arrive_on_paper(letter(_plain()), by=units.tuan, secrecy="Mật")

    assert not Document.objects.exists()


def test_a_notation_of_the_party_is_kept_as_it_came(units: Cast) -> None:
    party = letter(_plain(), number=None, notation="", code_as_written="123-CV/TU")

    document = actions.arrive_on_paper(party, by=units.tuan).document

    document.refresh_from_db()
    assert (document.code, document.number, document.notation) == ("123-CV/TU", 123, "CV/TU")


def test_a_faulty_entry_of_a_paper_leaves_nothing(units: Cast) -> None:
    with refusal("subject_missing"):
        actions.arrive_on_paper(letter(_plain(), subject=" "), by=units.tuan)

    assert not Document.objects.exists()


@pytest.mark.parametrize("reason", ["x" * 501, "Chữ ký \x00"])
def test_reasons_are_measured(units: Cast, reason: str) -> None:
    arrival = _arrived_as(units, _plain())

    with pytest.raises(Refused, match="The reason"):
        actions.refuse(arrival, reason, by=units.tuan)
    with pytest.raises(Refused, match="The reason"):
        actions.register(arrival, by=units.tuan, accept_reason=reason)


def test_a_reason_is_kept_and_recorded_tidied(units: Cast) -> None:
    arrival = actions.refuse(_arrived_as(units, _plain()), "  Sai nơi nhận ", by=units.tuan)

    assert arrival.refuse_reason == "Sai nơi nhận"


def test_directive_and_result_are_measured(units: Cast, registered: Incoming) -> None:
    with refusal("directive_too_long"):
        _assign(units, registered, directive="x" * 1001)
    with refusal("directive_missing"):
        _assign(units, registered, directive="")
    arrival = actions.start(_assign(units, registered, directive="x" * 1000), by=units.phuc)
    with refusal("result_too_long"):
        actions.finish(arrival, by=units.phuc, result="x" * 1001)


def test_refusing_needs_a_reason(units: Cast) -> None:
    arrival = _arrived_as(units, _plain())

    with refusal("reason_missing"):
        actions.refuse(arrival, "", by=units.tuan)


def test_only_the_leader_assigns(units: Cast, registered: Incoming) -> None:
    with pytest.raises(NotAllowed):
        _assign(units, registered, by=units.tuan)


def test_the_lead_starts_and_finishes(units: Cast, registered: Incoming) -> None:
    arrival = _assign(units, registered)

    arrival = actions.start(arrival, by=units.phuc)
    arrival = actions.finish(arrival, by=units.phuc)

    assert arrival.state == "done"
    assert arrival.assignments.get().done_at is not None


def test_another_than_the_lead_cannot_finish(units: Cast, registered: Incoming) -> None:
    arrival = actions.start(_assign(units, registered), by=units.phuc)

    with pytest.raises(NotAllowed):
        actions.finish(arrival, by=units.tuan)


def test_a_deadline_in_the_past_is_refused(units: Cast, registered: Incoming) -> None:
    with refusal("due_in_the_past"):
        _assign(units, registered, due=clock.now() - TOMORROW)


def test_a_deadline_in_working_days_is_the_close_of_offices(
    units: Cast, registered: Incoming
) -> None:
    day = calendar().add_working_days(clock.today(), 3)

    arrival = _assign(units, registered, due=3, lead=units.district)
    child = actions.reassign(
        arrival.assignments.get(), units.phuc.appointment, by=units.phuc, due=2
    )

    assert arrival.assignments.get(level=1).due == clock.at(day, 17)
    assert child.due < clock.at(day, 17)


def test_a_task_is_handed_on_in_time_and_to_one_in_post(units: Cast, registered: Incoming) -> None:
    task = _assign(units, registered, lead=units.district).assignments.get()
    Appointment.objects.filter(pk=units.tuan.appointment.pk).update(valid_to=LONG_AGO)

    with refusal("due_in_the_past"):
        actions.reassign(task, units.phuc.appointment, by=units.phuc, due=clock.now() - TOMORROW)
    with refusal("bad_due"):
        actions.reassign(task, units.phuc.appointment, by=units.phuc, due=-1)
    with refusal("post_ended"):
        actions.reassign(task, units.tuan.appointment, by=units.phuc)


def test_nobody_has_two_tasks_from_one_directive(units: Cast, registered: Incoming) -> None:
    with refusal("assigned_twice"):
        _assign(units, registered, for_information=[units.phuc.appointment])
    with refusal("assigned_twice"):
        _assign(units, registered, collaborators=iter([units.district, units.district]))
    with refusal("other_unit"):
        _assign(units, registered, for_information=[units.province])

    registered.refresh_from_db()
    assert registered.state == "registered"


def test_a_department_hands_its_task_to_one_person_not_later(
    units: Cast, registered: Incoming
) -> None:
    due = clock.now() + TOMORROW
    arrival = _assign(units, registered, lead=units.district, due=due)
    task = arrival.assignments.get()

    with refusal("later_than_parent"):
        actions.reassign(task, units.phuc.appointment, by=units.phuc, due=due + TOMORROW)
    child = actions.reassign(task, units.phuc.appointment, by=units.phuc)

    assert (child.level, child.due, child.parent) == (2, due, task)


def test_a_task_is_handed_on_once(units: Cast, registered: Incoming) -> None:
    arrival = _assign(units, registered, lead=units.district)
    task = arrival.assignments.get()
    actions.reassign(task, units.phuc.appointment, by=units.phuc)

    with refusal("already_assigned"):
        actions.reassign(task, units.tuan.appointment, by=units.phuc)


@pytest.mark.law("L9")
def test_exactly_one_leads_at_each_level(units: Cast, registered: Incoming) -> None:
    arrival = _assign(units, registered, collaborators=[units.tuan.appointment])

    leads = arrival.assignments.filter(role=Assignment.Role.LEAD)
    assert (leads.count(), arrival.assignments.count()) == (1, 2)


def test_an_answer_is_linked_to_what_it_answers(units: Cast, registered: Incoming) -> None:
    arrival = actions.start(_assign(units, registered), by=units.phuc)
    answer = Document.objects.create(unit=units.district, kind="REPORT", subject="Trả lời")

    actions.finish(arrival, by=units.phuc, answer=answer)

    assert Link.objects.get().target == arrival.document


def test_a_document_of_another_unit_is_no_answer(units: Cast, registered: Incoming) -> None:
    arrival = actions.start(_assign(units, registered), by=units.phuc)
    foreign = Document.objects.create(unit=units.commune, kind="REPORT", subject="Trả lời")

    with refusal("foreign_document"):
        actions.finish(arrival, by=units.phuc, answer=foreign)


def _assign(units: Cast, arrival: Incoming, **facts: Any) -> Incoming:
    return actions.assign(
        arrival,
        facts.pop("directive", "Tham mưu trả lời"),
        facts.pop("lead", units.phuc.appointment),
        facts.pop("due", None) or clock.now() + TOMORROW,
        by=facts.pop("by", units.nam),
        **facts,
    )


def _arrived_as(units: Cast, file: File, *, check: bool = True, **facts: Any) -> Incoming:
    arrival = actions.arrive(letter(file, **facts), by=System(units.district))
    if check:
        check_signatures(arrival.pk)
    return Incoming.objects.get(pk=arrival.pk)


def _plain() -> File:
    stored = blobs.put(builders.PAGE)
    return File(stored.digest, stored.size, "page.pdf")


def _tampered(folder: Path) -> File:
    """A sealed page with a byte after its last signature."""
    desk = Desk(keyring.authority(), folder)
    prepared, _ = desk.prepare(builders.PAGE)
    content = desk.seal(desk.lead(prepared)).read_bytes()
    stored = blobs.put(BytesIO(content + b"\n"))
    return File(stored.digest, stored.size, "tampered.pdf")
