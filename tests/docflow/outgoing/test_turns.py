"""Initials and opinions by the order of a circuit: whose turn it is, and what goes on."""

from datetime import timedelta
from typing import Any

import pytest

from docflow import clock, work
from docflow.audit.models import Entry
from docflow.desks.queues import queue_named
from docflow.documents.models import Document
from docflow.errors import NotAllowed, Refused
from docflow.outgoing import actions, tasks, turn_actions, turns
from docflow.outgoing.circuit_actions import keep_circuit
from docflow.outgoing.models import Circuit, Outgoing, SignerChange, Turn
from docflow.people import actions as staff
from docflow.people.actor import Actor, System
from docflow.permissions import Permission, Role
from tests import builders
from tests.cast import LONG_AGO, Cast


def refusal(code: str) -> Any:
    """What `raises` expects for a refusal with this code."""
    return pytest.raises(Refused, check=lambda refused: refused.code == code)


def submitted(people: Cast, text: str, **facts: Any) -> Outgoing:
    """Lan's draft, submitted with this order."""
    keep_circuit("", text, by=people.oanh)
    return actions.submit(builders.draft(people, **facts), by=people.lan)


def standings(paper: Outgoing) -> dict[str, str]:
    """Where each step of the order stands."""
    turns = Turn.objects.filter(paper=paper, round=paper.round).exclude(standing="returned")
    return dict(turns.exclude(place="").values_list("place", "standing"))


def waits_in(code: str, actor: Actor) -> list[Any]:
    """The documents in a queue of somebody's."""
    queue = queue_named(code, actor)
    return [item.uid for item in queue.items(actor)] if queue else []


ALL_THREE = "initial(head of department) > opinion(clerk) > initial(leader)"
TWO_OF_THREE = "2 of [initial(@hung), initial(@oanh), initial(@binh)]"


def test_steps_come_one_after_another_and_the_last_moves_the_document_on(people: Cast) -> None:
    paper = submitted(people, ALL_THREE)

    paper = actions.initial(paper, by=people.hung)
    assert (paper.state, standings(paper)) == (
        "initialling",
        {"1": "done", "2": "open", "3": "waiting"},
    )
    turn_actions.give_opinion(paper, "agree", by=people.hoa)
    paper = actions.initial(paper, by=people.minh)

    assert paper.state == "format_check"
    assert set(standings(paper).values()) == {"done"}


def test_nobody_acts_before_their_turn_on_any_way(people: Cast) -> None:
    paper = submitted(people, ALL_THREE)

    with refusal("not_your_turn"):
        actions.initial(paper, by=people.minh)
    with refusal("opinion_closed"):
        turn_actions.give_opinion(paper, "agree", by=people.hoa)

    assert standings(paper) == {"1": "open", "2": "waiting", "3": "waiting"}


def test_desks_show_only_whose_turn_it_is(people: Cast) -> None:
    paper = submitted(people, ALL_THREE)

    assert waits_in("to_initial", people.hung) == [paper.uid]
    assert waits_in("to_initial", people.minh) == waits_in("opinions", people.hoa) == []

    actions.initial(paper, by=people.hung)
    assert waits_in("opinions", people.hoa) == [paper.uid]
    assert waits_in("to_initial", people.hung) == waits_in("to_initial", people.minh) == []


def test_of_several_initials_enough_are_enough(people: Cast) -> None:
    paper = submitted(people, TWO_OF_THREE)

    actions.initial(paper, by=people.binh)
    paper = actions.initial(paper, by=people.hung)

    assert paper.state == "format_check"
    assert standings(paper) == {"1": "done", "2": "skipped", "3": "done"}


def test_one_person_counts_once_among_several(people: Cast) -> None:
    paper = submitted(people, "2 of [initial(leader), initial(@minh), initial(@hung)]")
    actions.initial(paper, by=people.minh)

    with refusal("not_your_turn"):
        actions.initial(paper, by=people.minh)

    assert waits_in("to_initial", people.minh) == []
    assert actions.initial(paper, by=people.binh).state == "format_check"


def test_without_a_circuit_one_head_of_department_initials_as_before(people: Cast) -> None:
    paper = actions.submit(builders.draft(people), by=people.lan)

    with refusal("not_your_turn"):
        actions.initial(paper, by=people.minh)

    assert actions.initial(paper, by=people.hung).state == "format_check"
    assert not Turn.objects.exists()


def test_a_document_keeps_the_version_it_was_submitted_with(people: Cast) -> None:
    paper = submitted(people, "initial(@hung) > initial(@oanh)")
    keep_circuit("", "initial(leader)", by=people.oanh)

    actions.initial(paper, by=people.hung)
    paper = actions.initial(paper, by=people.oanh)

    assert paper.circuit is not None
    assert (paper.circuit.version, paper.state) == (1, "format_check")


def test_the_circuit_of_the_type_goes_before_that_of_all_types(people: Cast) -> None:
    keep_circuit("", "initial(leader)", by=people.oanh)
    keep_circuit("REPORT", "initial(@oanh)", by=people.oanh)

    paper = actions.submit(builders.draft(people), by=people.lan)

    assert paper.circuit == Circuit.objects.get(kind="REPORT")


def test_a_type_is_given_back_to_the_default_by_an_empty_version(people: Cast) -> None:
    keep_circuit("REPORT", "initial(@oanh)", by=people.oanh)
    keep_circuit("REPORT", "", by=people.oanh)

    paper = actions.submit(builders.draft(people), by=people.lan)

    assert paper.circuit is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("opinion(leader)", "no_initials"),
        ("initial(clerk)", "role_cannot"),
        ("initial(leader in H56.1)", "initials_elsewhere"),
        ("initial(leader) > opinion(clerk in H56.1)", "unit_not_below"),
        ("initial(leader", "bad_order"),
    ],
)
def test_an_order_that_cannot_be_is_refused(people: Cast, text: str, code: str) -> None:
    with refusal(code):
        keep_circuit("", text, by=people.oanh)


def test_two_administrators_at_once_end_with_one_order_and_a_sentence(people: Cast) -> None:
    keep_circuit("", "initial(leader)", by=people.oanh, seen=0)

    with refusal("changed_meanwhile"):
        keep_circuit("", "initial(@hung)", by=people.oanh, seen=0)

    assert Circuit.objects.get().text == "initial(leader)"


def test_circuits_are_kept_by_those_who_may(people: Cast) -> None:
    with pytest.raises(NotAllowed):
        keep_circuit("", "initial(leader)", by=people.hung)


def test_a_draft_is_not_submitted_to_a_post_that_nobody_holds(people: Cast) -> None:
    keep_circuit("", 'initial("Kế toán trưởng")', by=people.oanh)

    with refusal("nobody_there"):
        actions.submit(builders.draft(people), by=people.lan)


def test_several_may_lack_somebody_as_long_as_enough_are_there(people: Cast) -> None:
    paper = submitted(people, "1 of [initial(@hung), initial(@khong-co)]")

    assert actions.initial(paper, by=people.hung).state == "format_check"


def test_the_drafter_does_not_count_as_somebody_who_is_there(people: Cast) -> None:
    keep_circuit("", "initial(head of department)", by=people.oanh)
    both = _also(people.hung, people, Role.SPECIALIST)
    paper = actions.draft(
        "REPORT", "Mưa lũ", builders.page(people), by=both, signer=people.minh.appointment
    )

    with refusal("nobody_there"):
        actions.submit(paper, by=both)


def test_a_stand_in_takes_the_turn_and_both_names_are_kept(people: Cast) -> None:
    given = staff.delegate(
        people.hung.appointment,
        people.lan.appointment,
        [Permission.OUTGOING_INITIAL],
        by=people.hung,
        valid_from=clock.today(),
        valid_to=clock.today() + timedelta(days=3),
        basis="Giấy ủy quyền 01",
    )
    keep_circuit("", "initial(@hung)", by=people.oanh)
    both = _also(people.oanh, people, Role.SPECIALIST)
    paper = actions.draft(
        "REPORT", "Mưa lũ", builders.page(people), by=both, signer=people.minh.appointment
    )
    paper = actions.submit(paper, by=both)

    actions.initial(paper, by=Actor(people.lan.appointment, given))

    turn = Turn.objects.get()
    assert (turn.person, turn.by, turn.delegation) == (
        people.hung.appointment,
        people.lan.appointment,
        given,
    )


def test_who_comes_second_to_the_same_step_is_told(people: Cast) -> None:
    paper = submitted(people, "initial(leader) > initial(@hung)")
    as_seen_by_both = Outgoing.objects.get(pk=paper.pk)
    actions.initial(paper, by=people.minh)

    with refusal("not_your_turn") as told:
        actions.initial(as_seen_by_both, by=people.binh)

    assert people.hung.user.full_name in str(told.value)


def test_who_comes_after_enough_did_it_is_told(people: Cast) -> None:
    paper = submitted(people, TWO_OF_THREE)
    as_seen_by_all = Outgoing.objects.get(pk=paper.pk)
    actions.initial(paper, by=people.hung)
    actions.initial(paper, by=people.oanh)

    with refusal("wrong_state"):
        actions.initial(as_seen_by_all, by=people.binh)

    assert Turn.objects.filter(standing="done").count() == 2


@pytest.mark.law("L20")
def test_drafts_opinions_and_approvals_of_every_round_are_kept(people: Cast) -> None:
    paper = submitted(people, "opinion(clerk) > initial(head of department)")
    turn_actions.give_opinion(paper, "object", "Thiếu số liệu", by=people.hoa)
    actions.initial(paper, by=people.hung)
    paper = actions.send_back(paper, "Bổ sung số liệu", by=people.oanh)
    actions.revise(paper, builders.page(people), by=people.lan)

    paper = actions.submit(paper, by=people.lan)

    kept = Turn.objects.filter(paper=paper).order_by("round", "pk")
    assert [(turn.round, turn.kind, turn.standing, turn.stance, turn.text) for turn in kept] == [
        (1, "opinion", "done", "object", "Thiếu số liệu"),
        (1, "initial", "done", "", ""),
        (2, "opinion", "open", "", ""),
        (2, "initial", "waiting", "", ""),
    ]
    assert paper.rounds.get().reason == "Bổ sung số liệu"
    assert paper.document.versions.count() == 2


@pytest.mark.parametrize("end", ["send_back", "withdraw", "cancel"])
def test_what_still_waits_ends_with_the_round(people: Cast, end: str) -> None:
    paper = submitted(people, "opinion(clerk) > initial(head of department)")
    acts: dict[str, Any] = {
        "send_back": lambda: actions.send_back(paper, "Sửa", by=people.oanh),
        "withdraw": lambda: actions.withdraw(paper, by=people.lan),
        "cancel": lambda: actions.cancel(paper, "Thôi", by=people.lan),
    }

    acts[end]()

    assert set(Turn.objects.values_list("standing", "due")) == {("ended", None)}
    assert waits_in("opinions", people.hoa) == []


def test_returned_to_a_step_it_and_all_after_it_open_again(people: Cast) -> None:
    paper = submitted(people, ALL_THREE)
    actions.initial(paper, by=people.hung)
    turn_actions.give_opinion(paper, "agree", by=people.hoa)
    paper = actions.initial(paper, by=people.minh)

    paper = turn_actions.send_back_to_step(paper, "2", "Xem lại kinh phí", by=people.oanh)

    assert paper.state == "initialling"
    assert standings(paper) == {"1": "done", "2": "open", "3": "waiting"}
    assert Turn.objects.filter(standing="returned").count() == 2
    assert waits_in("opinions", people.hoa) == [paper.uid]


def test_the_default_order_too_can_be_returned_to_its_one_step(people: Cast) -> None:
    paper = builders.waiting_for_signature(people)

    paper = turn_actions.send_back_to_step(paper, "1", "Xem lại", by=people.minh)

    assert paper.state == "initialling"
    assert waits_in("to_initial", people.hung) == [paper.uid]


def test_within_the_order_a_later_step_returns_to_an_earlier_one(people: Cast) -> None:
    paper = submitted(people, "initial(head of department) > initial(leader)")
    actions.initial(paper, by=people.hung)

    paper = turn_actions.send_back_to_step(paper, "1", "Chưa rõ", by=people.minh)

    assert standings(paper) == {"1": "open", "2": "waiting"}


@pytest.mark.parametrize("place", ["2", "9", "", "x"])
def test_nothing_is_returned_to_a_step_that_was_not_done(people: Cast, place: str) -> None:
    paper = submitted(people, "initial(head of department) > initial(leader)")
    actions.initial(paper, by=people.hung)

    with refusal("step_not_done"):
        turn_actions.send_back_to_step(paper, place, "Chưa rõ", by=people.minh)


def test_the_format_can_be_checked_again_before_the_signature(people: Cast) -> None:
    paper = builders.waiting_for_signature(people)

    paper = turn_actions.send_back_to_check(paper, "Sai thể thức", by=people.minh)

    assert paper.state == "format_check"


def test_another_signer_is_named_and_the_first_stays_on_record(people: Cast) -> None:
    paper = builders.waiting_for_signature(people)

    paper = turn_actions.replace_signer(
        paper, people.binh.appointment, "Chủ tịch đi công tác", by=people.oanh
    )

    change = SignerChange.objects.get()
    assert (paper.signer, paper.state) == (people.binh.appointment, "format_check")
    assert (change.before, change.after, change.by, change.reason) == (
        people.minh.appointment,
        people.binh.appointment,
        people.oanh.appointment,
        "Chủ tịch đi công tác",
    )
    assert Document.objects.visible_to(people.binh).filter(pk=paper.pk).exists()


@pytest.mark.parametrize(("who", "code"), [("minh", "same_signer"), ("hung", "bad_signer")])
def test_only_another_leader_can_be_named(people: Cast, who: str, code: str) -> None:
    paper = builders.waiting_for_signature(people)

    with refusal(code):
        turn_actions.replace_signer(
            paper, getattr(people, who).appointment, "Đi vắng", by=people.oanh
        )

    assert not SignerChange.objects.exists()


def test_opinions_are_asked_beside_the_way_and_hold_nothing_up(people: Cast) -> None:
    paper = builders.draft(people)

    turn_actions.ask_opinion(
        paper, [people.hoa.appointment, people.hung.appointment], "Ổn chưa?", by=people.lan, days=2
    )
    paper = actions.submit(paper, by=people.lan)
    turn_actions.give_opinion(paper, "remark", "Thêm phụ lục", by=people.hoa)

    assert waits_in("opinions", people.hung) == [paper.uid]
    assert waits_in("opinions", people.hoa) == []
    assert actions.initial(paper, by=people.hung).state == "format_check"


def test_who_was_asked_may_ask_further_three_deep(people: Cast) -> None:
    paper = builders.draft(people)
    ask = turn_actions.ask_opinion
    ask(paper, [people.hung.appointment], "1?", by=people.lan, days=1)
    ask(paper, [people.hoa.appointment], "2?", by=people.hung, days=9)
    ask(paper, [people.oanh.appointment], "3?", by=people.hoa)

    with refusal("asked_too_deep"):
        ask(paper, [people.binh.appointment], "4?", by=people.oanh)

    asked = Turn.objects.order_by("pk")
    assert [turn.level for turn in asked] == [1, 2, 3]
    assert len({turn.deadline for turn in asked}) == 1


def test_who_drafted_it_or_was_asked_may_ask_and_nobody_else(people: Cast) -> None:
    paper = builders.draft(people)

    with refusal("not_yours_to_ask"):
        turn_actions.ask_opinion(paper, [people.hoa.appointment], "?", by=people.hung)


def test_after_the_signature_nobody_is_asked(people: Cast) -> None:
    paper = builders.waiting_for_signature(people)
    turn_actions.ask_opinion(paper, [people.hoa.appointment], "Ổn chưa?", by=people.lan)
    paper = actions.sign(paper, pin="246810", by=people.minh)

    with refusal("signed_already"):
        turn_actions.ask_opinion(paper, [people.hung.appointment], "?", by=people.lan)
    with refusal("opinion_closed"):
        turn_actions.give_opinion(paper, "agree", by=people.hoa)


@pytest.mark.parametrize(
    ("whom", "question", "days", "code"),
    [
        ([], "?", 1, "whom_missing"),
        (["lan"], "?", 1, "cannot_be_asked"),
        (["nam"], "?", 1, "cannot_be_asked"),
        (["hoa"], " ", 1, "question_length"),
        (["hoa"], "x" * 1001, 1, "question_length"),
        (["hoa"], "?", 0, "days_range"),
        (["hoa"], "?", 31, "days_range"),
    ],
)
def test_a_question_that_cannot_be_is_refused(
    people: Cast, whom: list[str], question: str, days: int, code: str
) -> None:
    paper = builders.draft(people)
    posts = [getattr(people, name).appointment for name in whom]

    with refusal(code):
        turn_actions.ask_opinion(paper, posts, question, by=people.lan, days=days)


def test_nobody_is_asked_twice_before_they_answered(people: Cast) -> None:
    paper = builders.draft(people)
    turn_actions.ask_opinion(paper, [people.hoa.appointment], "?", by=people.lan)

    with refusal("asked_before"):
        turn_actions.ask_opinion(paper, [people.hoa.appointment], "?", by=people.lan)


@pytest.mark.parametrize(
    ("stance", "text", "code"),
    [
        ("maybe", "", "stance_unknown"),
        ("object", " ", "text_missing"),
        ("remark", "", "text_missing"),
        ("agree", "x" * 2001, "text_too_long"),
    ],
)
def test_an_opinion_that_says_nothing_is_refused(
    people: Cast, stance: str, text: str, code: str
) -> None:
    paper = builders.draft(people)
    turn_actions.ask_opinion(paper, [people.hoa.appointment], "?", by=people.lan)

    with refusal(code):
        turn_actions.give_opinion(paper, stance, text, by=people.hoa)


def test_nobody_gives_an_opinion_unasked(people: Cast) -> None:
    with refusal("not_asked"):
        turn_actions.give_opinion(builders.draft(people), "agree", by=people.hoa)


def test_when_the_deadline_passes_the_order_goes_on(people: Cast) -> None:
    paper = submitted(people, "initial(head of department) > opinion(clerk, 2 days)")
    actions.initial(paper, by=people.hung)
    late = Turn.objects.get(standing="open")

    tasks.let_lapse(late.pk)

    paper = Outgoing.objects.get(pk=paper.pk)
    assert (paper.state, standings(paper)) == ("format_check", {"1": "done", "2": "lapsed"})
    assert Entry.objects.latest("at").event == "outgoing.opinion_lapsed"
    assert not Turn.objects.waiting().exists()


def test_the_worker_finds_the_deadline_when_it_is_due(people: Cast) -> None:
    paper = builders.draft(people)
    turn_actions.ask_opinion(paper, [people.hoa.appointment], "?", by=people.lan, days=1)
    turn = Turn.objects.get()

    assert turn.due == turn.deadline
    assert turn in Turn.objects.left_behind(turn.deadline + timedelta(seconds=1))
    assert Turn in work._kinds


def test_an_objection_counts_as_an_answer(people: Cast) -> None:
    paper = submitted(people, "1 of [opinion(clerk), opinion(@oanh)] > initial(head of department)")

    turn_actions.give_opinion(paper, "object", "Chưa đủ căn cứ", by=people.hoa)

    assert standings(paper) == {"1.1": "done", "1.2": "skipped", "2": "open"}


def test_a_specialist_who_is_asked_reads_the_document_from_then_on(people: Cast) -> None:
    other = Actor(
        staff.appoint(
            people.vân, people.commune, "Chuyên viên", [Role.SPECIALIST], by=System(),
            valid_from=LONG_AGO,
        )
    )  # fmt: skip
    paper = submitted(people, "initial(head of department) > opinion(@van)")
    assert not Document.objects.visible_to(other).exists()

    actions.initial(paper, by=people.hung)

    assert Document.objects.visible_to(other).exists()


def test_whom_the_order_waits_for_is_told_in_words(people: Cast) -> None:
    paper = submitted(people, "[initial(@hung) + initial(@oanh)]")

    assert str(turns.asked_now(paper)) == f"{people.hung.appointment}, {people.oanh.appointment}"


def _also(actor: Actor, people: Cast, role: Role) -> Actor:
    """The same person in a second post of the commune."""
    return Actor(staff.appoint(actor.user, people.commune, "Kiêm nhiệm", [role], by=System()))
