"""Handing on to several, finishing, filing; what ends with what."""

from datetime import timedelta

import pytest

from docflow import clock
from docflow.audit.models import Entry
from docflow.errors import NotAllowed
from docflow.incoming import actions, handling_actions, holding_actions, passing_on_actions
from docflow.incoming.models import Assignment
from tests.cast import Cast
from tests.docflow.incoming import office as offices
from tests.docflow.incoming.office import Office, refusal


@pytest.fixture
def department(units: Cast) -> Office:
    """The commune itself leads; Hùng is to hand it on."""
    return offices.assigned(units, lead=units.commune)


@pytest.mark.law("L9")
def test_the_head_names_one_lead_and_who_co_ordinates_none_later_than_the_department(
    department: Office,
) -> None:
    cast, task = department.cast, department.task(None)
    earlier = task.due - timedelta(days=1)

    child = handling_actions.reassign(
        task,
        cast.lan.appointment,
        by=cast.hung,
        due=earlier,
        collaborators=[department.an.appointment],
    )

    helper = department.task(department.an, "collaborator")
    assert (child.role, child.level, child.due, child.parent) == ("lead", 2, earlier, task)
    assert (helper.level, helper.due, helper.parent) == (2, earlier, task)


@pytest.mark.law("L9")
def test_a_child_is_never_due_later_than_its_parent(department: Office) -> None:
    cast, task = department.cast, department.task(None)

    with refusal("later_than_parent"):
        handling_actions.reassign(
            task, cast.lan.appointment, by=cast.hung, due=task.due + timedelta(hours=1)
        )


def test_nobody_leads_and_co_ordinates_at_once(department: Office) -> None:
    cast, lan = department.cast, department.cast.lan.appointment

    with refusal("assigned_twice"):
        handling_actions.reassign(department.task(None), lan, by=cast.hung, collaborators=[lan])


def test_a_collaborator_of_another_unit_is_not_the_heads_to_name(department: Office) -> None:
    cast = department.cast

    with refusal("other_unit"):
        handling_actions.reassign(
            department.task(None),
            cast.lan.appointment,
            by=cast.hung,
            collaborators=[cast.phuc.appointment],
        )


def test_what_collaborators_owe_is_closed_with_the_lead(units: Cast) -> None:
    office = offices.in_progress(units, collaborators=[units.hung.appointment])

    actions.finish(office.arrival, by=units.lan, result="Đã trả lời")

    helper, lead = office.task(units.hung, "collaborator"), office.task(units.lan)
    assert (lead.ended_as, helper.ended_as) == ("done", "closed")
    assert helper.done_at
    assert office.fresh().result == "Đã trả lời"


def test_what_is_on_hold_is_not_finished(units: Cast) -> None:
    office = offices.in_progress(units)
    until = clock.today() + timedelta(days=3)
    holding_actions.hold(office.arrival, until, "Chờ ý kiến sở", by=units.lan)

    with refusal("wrong_state"):
        actions.finish(office.arrival, by=units.lan, result="Xong")

    assert office.fresh().state == "on_hold"


@pytest.mark.law("L20")
def test_the_handler_files_what_is_done_and_says_where_it_is_kept(units: Cast) -> None:
    office = offices.in_progress(units)
    actions.finish(office.arrival, by=units.lan, result="Xong")

    handling_actions.file(office.arrival, "Tủ 3, hồ sơ lũ 2026", by=units.lan)

    arrival = office.fresh()
    assert (arrival.state, arrival.kept_at) == ("filed", "Tủ 3, hồ sơ lũ 2026")
    entry = Entry.objects.get(event="incoming.filed")
    assert entry.subject == arrival.uid


def test_the_clerk_files_for_the_handler(units: Cast) -> None:
    office = offices.in_progress(units)
    actions.finish(office.arrival, by=units.lan, result="Xong")

    handling_actions.file(office.arrival, "Kho", by=units.hoa)

    assert office.fresh().state == "filed"


def test_filing_says_where_and_comes_after_the_end(units: Cast) -> None:
    office = offices.in_progress(units)

    with refusal("wrong_state"):
        handling_actions.file(office.arrival, "Tủ 3", by=units.lan)
    actions.finish(office.arrival, by=units.lan, result="Xong")
    with refusal("place_missing"):
        handling_actions.file(office.arrival, " ", by=units.lan)
    with refusal("not_the_handler"):
        handling_actions.file(office.arrival, "Tủ 3", by=office.an)
    with pytest.raises(NotAllowed):
        handling_actions.file(office.arrival, "Tủ 3", by=units.minh)

    assert office.fresh().state == "done"


def test_a_document_is_filed_once(units: Cast) -> None:
    office = offices.in_progress(units)
    actions.finish(office.arrival, by=units.lan, result="Xong")
    stale = office.fresh()
    handling_actions.file(office.arrival, "Tủ 3", by=units.lan)

    with refusal("wrong_state"):
        handling_actions.file(stale, "Kho", by=units.hoa)

    assert office.fresh().kept_at == "Tủ 3"


@pytest.mark.law("L9")
def test_a_task_handed_over_leaves_one_lead_at_each_level(units: Cast) -> None:
    office = offices.in_progress(units)
    first = office.task(units.lan)

    heir = passing_on_actions.hand_over(first, office.an.appointment, "Đi công tác", by=units.lan)

    leads = Assignment.objects.filter(arrival=office.arrival, role="lead")
    assert [each.ended_as for each in leads.order_by("pk")] == ["handed_over", ""]
    assert office.fresh().lowest_lead == heir
    assert (heir.due, heir.first_due, heir.counted) == (first.due, first.first_due, first)


def test_what_was_handed_over_is_finished_by_its_heir_as_the_task_that_was_given(
    units: Cast,
) -> None:
    office = offices.in_progress(units)
    first = office.task(units.lan)
    passing_on_actions.hand_over(first, office.an.appointment, "Nghỉ phép", by=units.hung)

    with refusal("not_the_handler"):
        actions.finish(office.arrival, by=units.lan, result="Xong")
    actions.finish(office.arrival, by=office.an, result="Xong")

    assert office.fresh().state == "done"
    assert office.task(office.an).ended_as == "done"
    assert office.task(units.lan).ended_as == "handed_over"
