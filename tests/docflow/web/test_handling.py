"""Assigning with load, handing on, taking note, finishing."""

from datetime import timedelta

import pytest
from django.urls import reverse

from docflow import clock
from docflow.audit.events import Event
from docflow.audit.models import Entry
from docflow.incoming import actions as incoming
from docflow.incoming.models import Assignment, Incoming
from docflow.people.actor import Actor
from tests import builders
from tests.cast import Cast
from tests.docflow.web.asking import opened, sent, text_of

DIRECTIVE = "Nghiên cứu, tham mưu"


@pytest.fixture
def arrival(people: Cast) -> Incoming:
    """The commune's report, registered by the district."""
    return incoming.register(builders.arrived(people), by=people.tuan)


def page_of(verb: str, arrival: Incoming) -> str:
    return reverse(f"incoming:{verb}", args=[arrival.uid])


def code(actor: Actor) -> str:
    return f"post:{actor.appointment.uid}"


def test_the_leader_sees_people_and_units_each_with_what_they_have_open(
    people: Cast, arrival: Incoming
) -> None:
    page = text_of(opened(people.nam, page_of("assign", arrival)))

    assert f'name="lead" value="{code(people.phuc)}"' in page
    assert f'value="unit:{people.district.uid}"' in page
    assert f'value="{code(people.tuan)}"' not in page


def test_assigning_names_one_lead_and_a_deadline_in_working_days(
    people: Cast, arrival: Incoming
) -> None:
    given = {"directive": DIRECTIVE, "lead": code(people.phuc), "due": "5"}

    answer = sent(people.nam, page_of("assign", arrival), **given)

    task = Assignment.objects.get(arrival=arrival)
    assert task.person == people.phuc.appointment
    assert task.directive == DIRECTIVE
    assert answer.url.startswith(reverse("queue", args=["to_decide"]))


def test_a_deadline_can_be_a_date_with_an_hour(people: Cast, arrival: Incoming) -> None:
    day = clock.today() + timedelta(days=7)
    given = {"due": "date", "day": day.isoformat(), "hour": "09:30"}

    sent(
        people.nam,
        page_of("assign", arrival),
        directive=DIRECTIVE,
        lead=code(people.phuc),
        **given,
    )

    assert Assignment.objects.get(arrival=arrival).due == clock.at(day, 9, 30)


def test_a_refused_assignment_keeps_all_that_was_chosen(people: Cast, arrival: Incoming) -> None:
    both = {"lead": code(people.phuc), "collaborators": [code(people.phuc)]}

    answer = sent(people.nam, page_of("assign", arrival), directive=DIRECTIVE, due="10", **both)

    page = text_of(answer)
    assert answer.status_code == 200
    assert DIRECTIVE in page
    assert f'name="lead" value="{code(people.phuc)}" checked' in page
    assert f'name="collaborators" value="{code(people.phuc)}" checked' in page
    assert not Assignment.objects.exists()


def test_nobody_is_chosen_twice_over_and_somebody_must_lead(
    people: Cast, arrival: Incoming
) -> None:
    answer = sent(people.nam, page_of("assign", arrival), directive=DIRECTIVE, due="5", lead="")

    assert answer.status_code == 200
    assert not Assignment.objects.exists()


def test_people_are_found_as_one_types_without_accents(people: Cast, arrival: Incoming) -> None:
    address = page_of("candidates", arrival)

    found = text_of(opened(people.nam, f"{address}?who=ngo+phuc"))
    none = text_of(opened(people.nam, f"{address}?who=xyz"))
    kept = text_of(opened(people.nam, f"{address}?who=xyz&lead={code(people.phuc)}"))

    assert "Ngô Gia Phúc" in found
    assert "Ngô Gia Phúc" not in none
    assert f'value="{code(people.phuc)}" checked' in kept


def test_who_may_not_assign_reads_so_and_nothing_changes(people: Cast, arrival: Incoming) -> None:
    given = {"directive": DIRECTIVE, "lead": code(people.phuc), "due": "5"}

    answers = [
        opened(people.tuan, page_of("assign", arrival)),
        sent(people.tuan, page_of("assign", arrival), **given),
    ]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert not Assignment.objects.exists()


@pytest.mark.parametrize("verb", ["assign", "candidates", "reassign", "finish"])
def test_what_may_not_be_seen_is_not_there(people: Cast, arrival: Incoming, verb: str) -> None:
    assert opened(people.minh, page_of(verb, arrival)).status_code == 404


def test_a_task_of_the_department_is_handed_on(people: Cast, arrival: Incoming) -> None:
    incoming.assign(arrival, DIRECTIVE, people.district, 5, by=people.nam)

    shown = text_of(opened(people.phuc, reverse("document", args=[arrival.uid])))
    page = text_of(opened(people.phuc, page_of("reassign", arrival)))
    sent(people.phuc, page_of("reassign", arrival), person=code(people.phuc), due="")

    assert page_of("reassign", arrival) in shown
    assert DIRECTIVE in page
    assert Assignment.objects.get(level=2).person == people.phuc.appointment


def test_handing_on_later_than_the_task_allows_is_refused_at_the_deadline(
    people: Cast, arrival: Incoming
) -> None:
    incoming.assign(arrival, DIRECTIVE, people.district, 3, by=people.nam)
    given = {"person": code(people.phuc), "due": "30"}

    answer = sent(people.phuc, page_of("reassign", arrival), **given)

    assert answer.status_code == 200
    assert f'value="{code(people.phuc)}" checked' in text_of(answer)
    assert not Assignment.objects.filter(level=2).exists()


def test_where_nothing_is_to_be_handed_on_the_page_says_so(people: Cast, arrival: Incoming) -> None:
    incoming.assign(arrival, DIRECTIVE, people.phuc.appointment, 3, by=people.nam)

    assert opened(people.phuc, page_of("reassign", arrival)).status_code == 422


def test_taking_note_ends_what_was_given_for_information(people: Cast, arrival: Incoming) -> None:
    to = {"for_information": [people.phuc.appointment]}
    incoming.assign(arrival, DIRECTIVE, people.district, 3, by=people.nam, **to)

    shown = text_of(opened(people.phuc, reverse("document", args=[arrival.uid])))
    answer = sent(people.phuc, page_of("take_note", arrival))

    assert page_of("take_note", arrival) in shown
    assert answer.url.startswith(reverse("queue", args=["for_information"]))
    assert Assignment.objects.get(role="for_information").done_at
    assert Entry.objects.filter(event=Event.INCOMING_NOTED).count() == 1


def test_taking_note_twice_is_refused(people: Cast, arrival: Incoming) -> None:
    to = {"for_information": [people.phuc.appointment]}
    incoming.assign(arrival, DIRECTIVE, people.district, 3, by=people.nam, **to)
    sent(people.phuc, page_of("take_note", arrival))

    answer = sent(people.phuc, page_of("take_note", arrival))

    assert answer.status_code == 422
    assert Entry.objects.filter(event=Event.ACT_REFUSED).count() == 1


def test_work_begins_and_is_finished_with_a_result(people: Cast, arrival: Incoming) -> None:
    incoming.assign(arrival, DIRECTIVE, people.phuc.appointment, 3, by=people.nam)

    sent(people.phuc, page_of("start", arrival))
    answer = sent(people.phuc, page_of("finish", arrival), result="Đã báo cáo", answer="")

    assert answer.url == reverse("document", args=[arrival.uid])
    assert Incoming.objects.get(pk=arrival.pk).state == "done"


def test_a_document_not_ones_own_is_no_answer(people: Cast, arrival: Incoming) -> None:
    incoming.assign(arrival, DIRECTIVE, people.phuc.appointment, 3, by=people.nam)
    incoming.start(Incoming.objects.get(pk=arrival.pk), by=people.phuc)
    foreign = builders.draft(people)

    answer = sent(
        people.phuc, page_of("finish", arrival), result="Đã trả lời", answer=str(foreign.uid)
    )

    assert answer.status_code == 200
    assert "Đã trả lời" in text_of(answer)
    assert Incoming.objects.get(pk=arrival.pk).state == "in_progress"
