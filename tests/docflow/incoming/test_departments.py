"""A document in several departments: what one of them does does not stop the others."""

from datetime import timedelta

from docflow.incoming import actions, deadline_actions, passing_actions
from docflow.incoming.models import Assignment, Extension
from docflow.permissions import Role
from tests.cast import Cast, unit
from tests.docflow.incoming import office as offices


def test_a_task_handed_back_is_handed_on_anew_though_others_still_co_ordinate(units: Cast) -> None:
    office = offices.assigned(units, lead=units.commune)
    task = office.task(None)
    child = actions.reassign(
        task,
        units.lan.appointment,
        by=units.hung,
        collaborators=[office.an.appointment],
    )
    passing_actions.hand_back(child, "Không đúng việc", by=units.lan)

    anew = actions.reassign(task, units.hung.appointment, by=units.hung)

    leads = Assignment.objects.filter(role="lead", level=2, done_at=None)
    assert leads.get() == anew
    assert office.fresh().lowest_lead == anew


def test_the_end_lets_a_request_of_another_department_lapse(units: Cast) -> None:
    department = unit("Phòng Kinh tế", "department", units.commune, abbreviation="PKT")
    head = offices.member(department, "ha", Role.HEAD_OF_DEPARTMENT)
    office = offices.in_progress(units, collaborators=[department])
    task = Assignment.objects.get(unit=department)
    due = task.due + timedelta(days=1)
    deadline_actions.ask_extension(task, due, "Chờ số liệu", by=head)

    actions.finish(office.arrival, by=units.lan)

    assert office.fresh().state == "done"
    assert Extension.objects.get().state == "lapsed"
