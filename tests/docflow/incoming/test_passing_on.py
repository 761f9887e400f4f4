"""Handing over, forwarding, giving one's part: who may, once, and what stays of it."""

import pytest

from docflow.audit.models import Entry
from docflow.documents.models import Document
from docflow.errors import NotAllowed
from docflow.incoming import actions, follow_up_actions, handling_actions, passing_on_actions
from docflow.incoming.models import Part
from docflow.incoming.states import State
from docflow.people import actions as people
from docflow.people.actor import System
from docflow.signatures.intake import take_in
from tests import builders
from tests.cast import Cast
from tests.docflow.incoming import office as offices
from tests.docflow.incoming.office import refusal


def test_whoever_gets_a_task_may_read_its_document(units: Cast) -> None:
    office = offices.in_progress(units)
    before = Document.objects.visible_to(office.an).count()

    passing_on_actions.hand_over(
        office.task(units.lan), office.an.appointment, "Nghỉ phép", by=units.lan
    )

    assert (before, Document.objects.visible_to(office.an).count()) == (0, 1)


def test_the_head_and_the_leader_hand_over_too_but_no_colleague(units: Cast) -> None:
    office = offices.in_progress(units)

    with refusal("not_your_task"):
        passing_on_actions.hand_over(
            office.task(units.lan), office.an.appointment, "Tôi rảnh", by=office.an
        )
    heir = passing_on_actions.hand_over(
        office.task(units.lan), office.an.appointment, "Quá tải", by=units.hung
    )
    back = passing_on_actions.hand_over(heir, units.lan.appointment, "Đã về", by=units.minh)

    assert office.fresh().lowest_lead == back
    assert back.counted == office.task(units.lan).counted


def test_a_task_that_ended_is_not_handed_over(units: Cast) -> None:
    office = offices.in_progress(units)
    stale = office.task(units.lan)
    actions.finish(office.arrival, by=units.lan, result="Xong")

    with refusal("task_ended"):
        passing_on_actions.hand_over(stale, office.an.appointment, "Nghỉ", by=units.lan)

    assert office.task(units.lan).ended_as == "done"


def test_two_hand_one_task_over_and_one_of_them_is_told_so(units: Cast) -> None:
    office = offices.in_progress(units)
    seen_by_both = office.task(units.lan)
    passing_on_actions.hand_over(seen_by_both, office.an.appointment, "Nghỉ", by=units.lan)

    with refusal("task_ended"):
        passing_on_actions.hand_over(seen_by_both, units.hung.appointment, "Nghỉ", by=units.hung)

    assert office.fresh().lowest_lead == office.task(office.an)


def test_a_departments_task_is_handed_on_not_over(units: Cast) -> None:
    office = offices.assigned(units, lead=units.commune)

    with refusal("not_a_persons"):
        passing_on_actions.hand_over(
            office.task(None), office.an.appointment, "Nghỉ", by=units.hung
        )


def test_a_task_goes_to_a_colleague_of_the_unit_with_a_reason(units: Cast) -> None:
    office = offices.in_progress(units)
    task = office.task(units.lan)

    with refusal("other_unit"):
        passing_on_actions.hand_over(task, units.phuc.appointment, "Nghỉ", by=units.lan)
    with refusal("reason_missing"):
        passing_on_actions.hand_over(task, office.an.appointment, "", by=units.lan)
    with refusal("has_a_task"):
        passing_on_actions.hand_over(task, units.lan.appointment, "Nghỉ", by=units.lan)

    assert office.fresh().lowest_lead == task


def test_a_handler_passes_the_document_on_for_help_and_for_information(units: Cast) -> None:
    office = offices.in_progress(units)

    passing_on_actions.forward(
        office.arrival,
        "Cho ý kiến về kinh phí",
        by=units.lan,
        collaborators=[units.hung.appointment],
        for_information=[office.an.appointment],
    )

    helper, reader = (
        office.task(units.hung, "collaborator"),
        office.task(office.an, "for_information"),
    )
    lead = office.task(units.lan)
    assert (helper.due, helper.parent, helper.directive) == (
        lead.due,
        lead,
        "Cho ý kiến về kinh phí",
    )
    assert (reader.due, reader.parent) == (None, lead)
    assert office.fresh().lowest_lead == lead


def test_forwarding_names_somebody_new_and_is_the_handlers(units: Cast) -> None:
    office = offices.in_progress(units)
    an = [office.an.appointment]

    with refusal("nobody_chosen"):
        passing_on_actions.forward(office.arrival, "", by=units.lan)
    with refusal("not_the_handler"):
        passing_on_actions.forward(office.arrival, "", by=office.an, for_information=an)
    with refusal("other_unit"):
        passing_on_actions.forward(
            office.arrival, "", by=units.lan, for_information=[units.district]
        )
    with pytest.raises(NotAllowed):
        passing_on_actions.forward(office.arrival, "", by=units.hoa, for_information=an)
    passing_on_actions.forward(office.arrival, "", by=units.minh, for_information=an)
    with refusal("has_a_task"):
        passing_on_actions.forward(office.arrival, "", by=units.lan, collaborators=an)

    assert office.task(office.an, "for_information").directive == offices.DIRECTIVE


def test_nothing_is_forwarded_before_it_is_assigned_or_after_the_end(units: Cast) -> None:
    office = offices.in_progress(units)
    actions.finish(office.arrival, by=units.lan, result="Xong")

    with refusal("not_under_way"):
        passing_on_actions.forward(
            office.arrival, "", by=units.lan, for_information=[office.an.appointment]
        )


@pytest.mark.law("L20")
def test_a_part_is_kept_with_its_file_and_ends_the_collaborators_task(units: Cast) -> None:
    office = offices.in_progress(units, collaborators=[units.hung.appointment])
    file = take_in(builders.PAGE, by=units.hung, name="gop-y.pdf")

    passing_on_actions.contribute(
        office.task(units.hung, "collaborator"), "Đồng ý, bổ sung mục 2", by=units.hung, file=file
    )

    part = Part.objects.get()
    assert (part.text, part.file.digest, part.file.name) == (
        "Đồng ý, bổ sung mục 2",
        file.digest,
        "gop-y.pdf",
    )
    assert office.task(units.hung, "collaborator").ended_as == "contributed"
    assert office.fresh().state == State.IN_PROGRESS
    assert Entry.objects.filter(event="incoming.contributed").count() == 1


def test_a_part_is_given_once_by_whom_it_was_asked_of(units: Cast) -> None:
    office = offices.in_progress(units, collaborators=[units.hung.appointment])
    task = office.task(units.hung, "collaborator")

    with refusal("not_your_task"):
        passing_on_actions.contribute(task, "Ý kiến", by=office.an)
    with refusal("part_missing"):
        passing_on_actions.contribute(task, "  ", by=units.hung)
    passing_on_actions.contribute(task, "Ý kiến", by=units.hung)
    with refusal("task_ended"):
        passing_on_actions.contribute(task, "Lần nữa", by=units.hung)
    with refusal("nothing_to_contribute"):
        passing_on_actions.contribute(office.task(units.lan), "Ý kiến", by=units.lan)

    assert Part.objects.get().text == "Ý kiến"


def test_a_department_that_helps_is_done_with_the_last_of_its_people(units: Cast) -> None:
    office = offices.in_progress(units, collaborators=[units.commune])
    department = office.task(None, "collaborator")
    handling_actions.reassign(
        department,
        units.hung.appointment,
        by=units.hung,
        collaborators=[office.an.appointment],
    )

    passing_on_actions.contribute(office.task(units.hung, "collaborator"), "Một", by=units.hung)
    half = office.task(None, "collaborator").done_at
    passing_on_actions.contribute(office.task(office.an, "collaborator"), "Hai", by=office.an)

    assert half is None
    assert office.task(None, "collaborator").ended_as == "contributed"


def test_the_heir_answers_what_was_asked_of_the_one_before(units: Cast) -> None:
    office = offices.in_progress(units)
    follow_up_actions.urge(office.task(units.lan), by=units.minh)

    heir = passing_on_actions.hand_over(
        office.task(units.lan), office.an.appointment, "Nghỉ", by=units.lan
    )

    assert heir.urges.count() == 1
    follow_up_actions.report_progress(heir, "Sẽ xong mai", by=office.an)
    assert not office.fresh().is_asked_again


def test_nobody_whose_post_has_ended_takes_over(units: Cast) -> None:
    office = offices.in_progress(units)
    gone = office.an.appointment
    people.end_appointment(gone, gone.valid_from, by=System())

    with refusal("post_ended"):
        passing_on_actions.hand_over(office.task(units.lan), gone, "Nghỉ", by=units.lan)
