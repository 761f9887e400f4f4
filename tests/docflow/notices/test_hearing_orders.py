"""Who hears of initials and opinions: those whose turn it has become, and nobody before that."""

from datetime import timedelta

import pytest

from docflow import clock
from docflow.outgoing import actions, tasks, turn_actions
from docflow.outgoing.circuit_actions import keep_circuit
from docflow.outgoing.models import Turn
from tests import builders
from tests.docflow.notices.telling import at_moment, hear, told

pytestmark = pytest.mark.django_db

ALL_THREE = "initial(head of department) > opinion(clerk) > initial(leader)"


def submitted(people, text):
    """Lan's draft, submitted with this order."""
    keep_circuit("", text, by=people.oanh)
    return actions.submit(builders.draft(people), by=people.lan)


def test_each_hears_when_the_order_comes_to_them_and_the_office_at_its_end(people):
    paper = submitted(people, ALL_THREE)
    hear()
    assert told(people.hung) == ["to_initial"]
    assert told(people.minh) == told(people.hoa) == told(people.oanh) == []

    actions.initial(paper, by=people.hung)
    hear()
    assert told(people.hoa) == ["to_give_opinion_next"]
    assert told(people.oanh) == []

    turn_actions.give_opinion(paper, "agree", by=people.hoa)
    hear()
    assert told(people.minh) == ["to_initial_after_opinion"]
    assert told(people.lan) == ["opinion_given"]

    actions.initial(paper, by=people.minh)
    hear()
    assert told(people.oanh) == ["to_check"]
    assert told(people.hung) == ["to_initial"]


def test_only_the_head_of_the_department_hears_where_no_order_is_kept(people):
    builders.waiting_for_signature(people)

    hear()

    assert told(people.hung) == ["to_initial"]
    assert told(people.minh) == ["to_sign"]
    assert told(people.oanh) == ["to_check"]


def test_whoever_is_asked_for_an_opinion_hears_and_the_asker_of_the_answer(people):
    paper = builders.draft(people)
    turn_actions.ask_opinion(paper, [people.hoa.appointment], "Đủ căn cứ chưa?", by=people.lan)
    turn_actions.give_opinion(paper, "agree", by=people.hoa)

    hear()

    assert told(people.hoa) == ["opinion_asked"]
    assert told(people.lan) == ["opinion_given"]


def test_the_asker_hears_that_nobody_answered_in_time(people):
    paper = builders.draft(people)
    turn_actions.ask_opinion(paper, [people.hoa.appointment], "Đủ chưa?", by=people.lan, days=1)

    with at_moment(clock.now() + timedelta(days=10)):
        tasks.let_lapse(Turn.objects.get().pk)
        hear()

    assert told(people.lan) == ["opinion_lapsed"]


def test_a_return_to_a_step_is_told_to_those_it_opens_again_and_the_drafter(people):
    paper = submitted(people, ALL_THREE)
    actions.initial(paper, by=people.hung)
    turn_actions.give_opinion(paper, "agree", by=people.hoa)
    actions.initial(paper, by=people.minh)
    turn_actions.send_back_to_step(paper, "2", "Xem lại kinh phí", by=people.oanh)

    hear()

    assert "to_give_opinion_again" in told(people.hoa)
    assert "to_initial_again" not in told(people.hung) + told(people.minh)
    assert told(people.lan)[-1] == "returned_to_step"


def test_the_office_hears_when_the_format_is_to_be_checked_again(people):
    paper = builders.waiting_for_signature(people)
    turn_actions.send_back_to_check(paper, "Sai thể thức", by=people.minh)

    hear()

    assert told(people.oanh) == ["to_check", "to_check_again"]
    assert told(people.lan) == ["returned_to_step"]


def test_the_drafter_hears_that_another_signs(people):
    paper = builders.waiting_for_signature(people)
    turn_actions.replace_signer(paper, people.binh.appointment, "Đi công tác", by=people.oanh)

    hear()

    assert told(people.lan) == ["signer_replaced"]
