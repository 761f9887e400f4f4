"""From the register to the leader and back: proposals, returns, taking back."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from docflow import clock
from docflow.audit.models import Entry
from docflow.desks.queues import queue_named
from docflow.documents import actions as documents
from docflow.documents.models import Document
from docflow.errors import NotAllowed, Refused
from docflow.incoming import actions, passing_actions
from docflow.incoming.models import Assignment, Incoming, Proposal
from docflow.people import actions as people_actions
from docflow.people.actor import Actor, System
from docflow.permissions import Permission, Role
from tests.cast import LONG_AGO, Cast, unit
from tests.docflow.incoming.letters import letter, plain, refusal


@pytest.fixture
def registered(units: Cast) -> Incoming:
    """A paper arrival, registered at the district."""
    arrival = actions.arrive_on_paper(letter(plain()), by=units.tuan)
    return actions.register(arrival, by=units.tuan)


@pytest.fixture
def department(units: Cast) -> Any:
    """A department below the district, with its head and a specialist."""
    return unit("Phòng Kinh tế", "department", units.district, abbreviation="PKT")


def _post(units: Cast, below: Any, username: str, *roles: Role) -> Actor:
    user = people_actions.invite(username, f"Người {username}", by=System())
    return Actor(
        people_actions.appoint(user, below, "Việc", list(roles), by=System(), valid_from=LONG_AGO)
    )


def _submit(units: Cast, arrival: Incoming, **given: Any) -> Incoming:
    return passing_actions.submit(
        arrival,
        given.pop("summary", "Công ty xin hỗ trợ sau bão; đề xuất giao Phòng Kinh tế"),
        given.pop("lead", units.phuc.appointment),
        given.pop("due", 3),
        by=given.pop("by", units.tuan),
        **given,
    )


def _assign(units: Cast, arrival: Incoming, **given: Any) -> Incoming:
    return actions.assign(
        arrival,
        "Tham mưu trả lời",
        given.pop("lead", units.phuc.appointment),
        given.pop("due", 3),
        by=given.pop("by", units.nam),
        **given,
    )


@pytest.mark.law("L9")
def test_the_office_submits_with_summary_lead_coordination_and_deadline(
    units: Cast, registered: Incoming
) -> None:
    arrival = _submit(
        units, registered, lead=units.phuc.appointment, for_information=[units.district]
    )

    proposal = arrival.open_proposal
    assert (arrival.state, proposal.number) == ("submitted", 1)
    assert {(task.role, task.who) for task in proposal.tasks.all()} == {
        ("lead", units.phuc.appointment),
        ("for_information", units.district),
    }


def test_the_head_of_office_submits_too(units: Cast, registered: Incoming) -> None:
    arrival = _submit(units, registered, by=units.phuc)

    assert arrival.open_proposal.by == units.phuc.appointment


def test_who_neither_keeps_registers_nor_heads_the_office_submits_nothing(
    units: Cast, registered: Incoming
) -> None:
    with pytest.raises(NotAllowed, match="clerk, head of office"):
        _submit(units, registered, by=units.nam)


@pytest.mark.parametrize(
    ("summary", "code"), [("", "summary_missing"), ("x" * 1001, "summary_too_long")]
)
def test_a_summary_is_asked_for_and_measured(
    units: Cast, registered: Incoming, summary: str, code: str
) -> None:
    with refusal(code):
        _submit(units, registered, summary=summary)


def test_nobody_outside_the_unit_is_proposed(units: Cast, registered: Incoming) -> None:
    with refusal("other_unit"):
        _submit(units, registered, lead=units.province)


def test_assigning_as_proposed_accepts_the_proposal(units: Cast, registered: Incoming) -> None:
    arrival = _assign(units, _submit(units, registered))

    assert arrival.state == "assigned"
    assert arrival.proposal_in_force.outcome == Proposal.Outcome.ACCEPTED


def test_assigning_somebody_else_is_kept_as_a_change(units: Cast, registered: Incoming) -> None:
    arrival = _assign(units, _submit(units, registered), lead=units.district)

    assert arrival.proposal_in_force.outcome == Proposal.Outcome.CHANGED


def test_a_small_office_assigns_what_is_only_registered(units: Cast, registered: Incoming) -> None:
    arrival = _assign(units, registered)

    assert (arrival.state, arrival.proposals.count()) == ("assigned", 0)


def test_the_leader_sees_both_and_what_is_proposed(units: Cast, registered: Incoming) -> None:
    other = actions.register(
        actions.arrive_on_paper(letter(plain(), number=218), by=units.tuan), by=units.tuan
    )
    _submit(units, registered, summary="Giao Phòng Kinh tế")

    queue = queue_named("to_decide", units.nam)
    items = queue.items(units.nam) if queue else []

    assert [item.uid for item in items] == [registered.uid, other.uid]
    assert "Giao Phòng Kinh tế" in items[0].note
    assert "Giao" not in items[1].note


def test_a_returned_proposal_stays_as_a_round_and_the_office_submits_anew(
    units: Cast, registered: Incoming
) -> None:
    arrival = _submit(units, registered)

    arrival = passing_actions.return_inside(arrival, "Chưa rõ thời hạn", by=units.nam)
    queue = queue_named("to_submit", units.tuan)
    [waiting] = queue.items(units.tuan) if queue else []
    arrival = _submit(units, arrival, summary="Đã bổ sung")

    assert waiting.note == "Chưa rõ thời hạn"
    rounds = arrival.proposals.order_by("number").values_list("number", "outcome", "reason")
    assert list(rounds) == [(1, "returned", "Chưa rõ thời hạn"), (2, "", "")]


@pytest.mark.parametrize(
    ("reason", "code"), [(" ", "reason_missing"), ("x" * 501, "reason_too_long")]
)
def test_a_return_needs_a_reason_of_at_most_500_characters(
    units: Cast, registered: Incoming, reason: str, code: str
) -> None:
    arrival = _submit(units, registered)

    with refusal(code):
        passing_actions.return_inside(arrival, reason, by=units.nam)


def test_one_proposal_at_most_waits(units: Cast, registered: Incoming) -> None:
    arrival = _submit(units, registered)

    with pytest.raises(IntegrityError), transaction.atomic():
        arrival.proposals.create(number=2, summary="x", due=clock.now(), by=units.tuan.appointment)


def test_what_was_assigned_wrongly_goes_back_to_the_office(
    units: Cast, registered: Incoming
) -> None:
    arrival = _assign(units, registered)

    arrival = passing_actions.give_back(arrival, "Không thuộc phòng này", by=units.phuc)

    task = arrival.assignments.get()
    assert (arrival.state, arrival.return_reason) == ("returned_inside", "Không thuộc phòng này")
    assert (task.ended_as, task.done_at is None) == ("returned", False)
    assert arrival.lowest_lead is None


def test_a_returned_document_is_assigned_anew_with_one_lead_again(
    units: Cast, registered: Incoming
) -> None:
    arrival = passing_actions.give_back(_assign(units, registered), "Nhầm", by=units.phuc)

    arrival = _assign(units, _submit(units, arrival, lead=units.district), lead=units.district)

    leads = arrival.assignments.filter(role="lead", level=1).order_by("pk")
    assert [task.ended_as for task in leads] == ["returned", ""]
    assert arrival.lowest_lead.unit == units.district


def test_the_database_keeps_a_second_lead_of_a_level_out(units: Cast, registered: Incoming) -> None:
    arrival = _assign(units, registered)

    with pytest.raises(IntegrityError), transaction.atomic():
        Assignment.objects.create(
            arrival=arrival,
            role="lead",
            unit=units.district,
            addressee=units.district,
            due=clock.now(),
        )


def test_only_who_leads_returns_it(units: Cast, registered: Incoming) -> None:
    arrival = _assign(units, registered, lead=units.district)
    other = _post(units, units.district, "mai", Role.SPECIALIST)
    arrival = _hand_on(units, arrival, other)

    with refusal("not_the_handler"):
        passing_actions.give_back(arrival, "Nhầm", by=units.phuc)


def test_what_was_begun_is_not_returned(units: Cast, registered: Incoming) -> None:
    arrival = actions.start(_assign(units, registered), by=units.phuc)

    with refusal("wrong_state"):
        passing_actions.give_back(arrival, "Nhầm", by=units.phuc)


def test_whom_it_was_wrongly_assigned_to_reads_it_no_longer(
    units: Cast, registered: Incoming, department: Any
) -> None:
    head = _post(units, department, "son", Role.HEAD_OF_DEPARTMENT)
    arrival = _assign(units, registered, lead=department)
    could_read = Document.objects.visible_to(head).filter(pk=arrival.pk).exists()

    passing_actions.give_back(arrival, "Nhầm", by=head)

    assert could_read
    assert not Document.objects.visible_to(head).filter(pk=arrival.pk).exists()


def test_a_proposal_is_taken_back_before_the_leader_opens_it(
    units: Cast, registered: Incoming
) -> None:
    arrival = passing_actions.take_back_proposal(_submit(units, registered), by=units.tuan)

    assert arrival.state == "registered"
    assert arrival.proposals.get().outcome == "taken_back"


def test_an_opened_proposal_is_not_taken_back_and_says_who_opened_it_when(
    units: Cast, registered: Incoming
) -> None:
    arrival = _submit(units, registered)
    documents.read(arrival.document, by=units.nam)

    with pytest.raises(Refused, match=r"Bùi Hoài Nam opened it at \d\d/.*Ask them to return it"):
        passing_actions.take_back_proposal(arrival, by=units.tuan)


def test_that_a_colleague_of_the_office_opened_it_hinders_nothing(
    units: Cast, registered: Incoming
) -> None:
    arrival = _submit(units, registered)
    documents.read(arrival.document, by=units.phuc)
    documents.read(arrival.document, by=units.tuan)

    arrival = passing_actions.take_back_proposal(arrival, by=units.tuan)

    assert arrival.state == "registered"


def test_a_stand_in_of_the_leader_who_opened_it_counts_as_the_leader(
    units: Cast, registered: Incoming
) -> None:
    given = people_actions.delegate(
        units.nam.appointment,
        units.phuc.appointment,
        [Permission.INCOMING_ASSIGN],
        by=units.nam,
        valid_from=clock.today(),
        valid_to=clock.today() + timedelta(days=3),
        basis="Giấy 01",
    )
    arrival = _submit(units, registered)
    documents.read(arrival.document, by=Actor(units.phuc.appointment, given))

    with refusal("opened_already"):
        passing_actions.take_back_proposal(arrival, by=units.tuan)


def test_only_who_took_the_step_takes_it_back(units: Cast, registered: Incoming) -> None:
    arrival = _submit(units, registered, by=units.phuc)

    with pytest.raises(Refused, match="Ngô Gia Phúc, who took this step"):
        passing_actions.take_back_proposal(arrival, by=units.tuan)


def test_an_assignment_is_taken_back_and_given_anew(units: Cast, registered: Incoming) -> None:
    arrival = _assign(units, _submit(units, registered))

    arrival = passing_actions.take_back_assignment(arrival, by=units.nam)
    proposal = arrival.proposal_in_force
    arrival = _assign(units, arrival, lead=units.district)

    assert proposal.outcome == "accepted"
    assert [task.ended_as for task in arrival.assignments.order_by("pk")] == ["taken_back", ""]


def test_an_opened_assignment_is_not_taken_back(units: Cast, registered: Incoming) -> None:
    arrival = _assign(units, registered)
    documents.read(arrival.document, by=units.phuc)

    with pytest.raises(Refused, match="Ngô Gia Phúc opened it"):
        passing_actions.take_back_assignment(arrival, by=units.nam)


def test_that_the_clerk_reads_on_does_not_hinder_the_leader(
    units: Cast, registered: Incoming
) -> None:
    arrival = _assign(units, registered, lead=units.district)
    documents.read(arrival.document, by=units.tuan)

    arrival = passing_actions.take_back_assignment(arrival, by=units.nam)

    assert arrival.state == "registered"


def test_an_assignment_handed_on_is_not_taken_back(units: Cast, registered: Incoming) -> None:
    arrival = _assign(units, registered, lead=units.district)
    arrival = _hand_on(units, arrival, units.phuc)

    with pytest.raises(Refused, match="Ngô Gia Phúc has it now"):
        passing_actions.take_back_assignment(arrival, by=units.nam)


def test_what_was_begun_is_not_taken_back(units: Cast, registered: Incoming) -> None:
    arrival = actions.start(_assign(units, registered), by=units.phuc)

    with refusal("wrong_state"):
        passing_actions.take_back_assignment(arrival, by=units.nam)


def test_what_was_handed_on_is_taken_back_and_handed_to_another(
    units: Cast, registered: Incoming
) -> None:
    mai = _post(units, units.district, "mai", Role.SPECIALIST)
    arrival = _assign(units, registered, lead=units.district)
    wrong = actions.reassign(arrival.assignments.get(), mai.appointment, by=units.phuc)

    passing_actions.take_back_task(wrong, by=units.phuc)
    right = actions.reassign(
        arrival.assignments.get(level=1), units.phuc.appointment, by=units.phuc
    )

    wrong.refresh_from_db()
    assert (wrong.ended_as, right.ended_as) == ("taken_back", "")
    assert arrival.lowest_lead == right
    assert not Document.objects.visible_to(mai).exists()


def test_what_its_person_has_opened_is_not_taken_back(units: Cast, registered: Incoming) -> None:
    mai = _post(units, units.district, "mai", Role.SPECIALIST)
    arrival = _assign(units, registered, lead=units.district)
    task = actions.reassign(arrival.assignments.get(), mai.appointment, by=units.phuc)
    documents.read(arrival.document, by=mai)

    with pytest.raises(Refused, match="Người mai opened it"):
        passing_actions.take_back_task(task, by=units.phuc)


def test_a_task_handed_on_is_returned_to_its_department(units: Cast, registered: Incoming) -> None:
    mai = _post(units, units.district, "mai", Role.SPECIALIST)
    arrival = _assign(units, registered, lead=units.district)
    task = actions.reassign(arrival.assignments.get(), mai.appointment, by=units.phuc)

    passing_actions.hand_back(task, "Đang nghỉ phép", by=mai)
    queue = queue_named("to_reassign", units.phuc)

    task.refresh_from_db()
    assert (task.ended_as, task.ended_reason) == ("returned", "Đang nghỉ phép")
    assert [item.uid for item in (queue.items(units.phuc) if queue else [])] == [arrival.uid]


def test_a_task_of_somebody_else_is_not_returned(units: Cast, registered: Incoming) -> None:
    mai = _post(units, units.district, "mai", Role.SPECIALIST)
    arrival = _assign(units, registered, lead=units.district)
    task = actions.reassign(arrival.assignments.get(), mai.appointment, by=units.phuc)

    with refusal("not_given_to_you"):
        passing_actions.hand_back(task, "Nhầm", by=units.phuc)


def test_a_task_begun_is_neither_returned_nor_taken_back(units: Cast, registered: Incoming) -> None:
    mai = _post(units, units.district, "mai", Role.SPECIALIST)
    arrival = _assign(units, registered, lead=units.district)
    task = actions.reassign(arrival.assignments.get(), mai.appointment, by=units.phuc)
    actions.start(Incoming.objects.get(), by=mai)

    with refusal("begun_already"):
        passing_actions.hand_back(task, "Nhầm", by=mai)
    with refusal("begun_already"):
        passing_actions.take_back_task(task, by=units.phuc)


def test_what_was_returned_is_returned_once(units: Cast, registered: Incoming) -> None:
    mai = _post(units, units.district, "mai", Role.SPECIALIST)
    arrival = _assign(units, registered, lead=units.district)
    task = actions.reassign(arrival.assignments.get(), mai.appointment, by=units.phuc)
    passing_actions.hand_back(task, "Nhầm", by=mai)

    with refusal("not_handed_on"):
        passing_actions.take_back_task(task, by=units.phuc)


def test_each_step_stands_in_the_log_with_its_words(units: Cast, registered: Incoming) -> None:
    arrival = passing_actions.return_inside(_submit(units, registered), "Sửa", by=units.nam)
    passing_actions.take_back_proposal(_submit(units, arrival), by=units.tuan)

    events = Entry.objects.filter(subject=arrival.uid).order_by("at", "number")
    assert list(events.values_list("event", flat=True))[2:] == [
        "incoming.submitted",
        "incoming.returned_inside",
        "incoming.submitted",
        "incoming.proposal_taken_back",
    ]


def _hand_on(units: Cast, arrival: Incoming, to: Actor) -> Incoming:
    actions.reassign(arrival.assignments.get(), to.appointment, by=units.phuc)
    return Incoming.objects.get(pk=arrival.pk)
