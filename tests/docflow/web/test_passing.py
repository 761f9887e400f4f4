"""Pages of passing on and back, and of receiving several."""

import pytest
from django.urls import reverse

from docflow.documents import actions as documents
from docflow.incoming import actions as incoming
from docflow.incoming import passing_actions
from docflow.incoming.models import Incoming
from tests.cast import Cast
from tests.docflow.incoming.letters import letter, plain
from tests.docflow.web.asking import opened, sent, text_of

PROPOSAL = "Giao Phòng Kinh tế tham mưu"


@pytest.fixture
def arrival(units: Cast) -> Incoming:
    """A letter registered at the district."""
    return incoming.register(_letter(units), by=units.tuan)


def _letter(units: Cast, **facts: object) -> Incoming:
    return incoming.arrive_on_paper(letter(plain(), **facts), by=units.tuan)


def page_of(verb: str, arrival: Incoming) -> str:
    return reverse(f"incoming:{verb}", args=[arrival.uid])


def _submit(units: Cast, arrival: Incoming) -> Incoming:
    return passing_actions.submit(
        arrival,
        PROPOSAL,
        units.phuc.appointment,
        3,
        by=units.tuan,
        for_information=[units.district],
    )


def test_the_clerk_submits_and_the_next_to_submit_opens(units: Cast, arrival: Incoming) -> None:
    other = incoming.register(_letter(units, number=218), by=units.tuan)
    page = text_of(opened(units.tuan, page_of("submit", arrival)))

    answer = sent(
        units.tuan,
        page_of("submit", arrival),
        summary=PROPOSAL,
        lead=f"post:{units.phuc.appointment.uid}",
        due="3",
    )

    assert 'name="summary"' in page
    assert answer["Location"].startswith(page_of("submit", other))
    assert Incoming.objects.get(pk=arrival.pk).open_proposal.summary == PROPOSAL


def test_what_was_typed_comes_back_with_the_refusal(units: Cast, arrival: Incoming) -> None:
    answer = sent(units.tuan, page_of("submit", arrival), summary=PROPOSAL, lead="", due="3")

    assert answer.status_code == 200
    assert PROPOSAL in text_of(answer)


def test_the_leaders_page_is_filled_from_the_proposal_and_sent_back_as_it_is_accepts_it(
    units: Cast, arrival: Incoming
) -> None:
    _submit(units, arrival)
    answer = opened(units.nam, page_of("assign", arrival))
    form = answer.context["form"]
    typed = {
        name: form[name].value() for name in ("directive", "due", "day", "hour")
    } | answer.context["chosen"]

    done = sent(units.nam, page_of("assign", arrival), **typed)

    row = Incoming.objects.get(pk=arrival.pk)
    assert PROPOSAL in text_of(answer)
    assert done.status_code == 302
    assert (row.state, row.proposal_in_force.outcome) == ("assigned", "accepted")
    assert row.lead_of(1).due.date() == row.proposal_in_force.due.date()


def test_the_leader_returns_a_proposal_with_a_reason(units: Cast, arrival: Incoming) -> None:
    _submit(units, arrival)

    sent(units.nam, page_of("return_inside", arrival), reason="Chưa rõ")
    page = text_of(opened(units.tuan, page_of("submit", arrival)))

    assert "Chưa rõ" in page
    assert PROPOSAL in page  # the earlier round


def test_taking_back_is_a_click_and_says_why_it_is_too_late(units: Cast, arrival: Incoming) -> None:
    _submit(units, arrival)
    document = reverse("document", args=[arrival.uid])
    early = text_of(opened(units.tuan, document))

    documents.read(arrival.document, by=units.nam)
    late = text_of(opened(units.tuan, document))
    answer = sent(units.tuan, page_of("take_back_proposal", arrival))

    assert page_of("take_back_proposal", arrival) in early
    assert page_of("take_back_proposal", arrival) not in late
    assert "Bùi Hoài Nam" in late
    assert answer.status_code == 422


def test_the_lead_returns_what_was_assigned_wrongly(units: Cast, arrival: Incoming) -> None:
    incoming.assign(arrival, "Làm", units.phuc.appointment, 3, by=units.nam)

    sent(units.phuc, page_of("give_back", arrival), reason="Không thuộc phòng")
    page = text_of(opened(units.tuan, reverse("document", args=[arrival.uid])))

    assert "Không thuộc phòng" in page
    assert page_of("submit", arrival) in page


def test_a_task_handed_on_is_taken_back_by_a_click(units: Cast, arrival: Incoming) -> None:
    incoming.assign(arrival, "Làm", units.district, 3, by=units.nam)
    task = incoming.reassign(arrival.assignments.get(), units.phuc.appointment, by=units.phuc)

    answer = sent(units.phuc, page_of("take_back_task", arrival))

    task.refresh_from_db()
    assert (answer.status_code, task.ended_as) == (302, "taken_back")


def test_a_task_is_returned_to_the_department(units: Cast, arrival: Incoming) -> None:
    incoming.assign(arrival, "Làm", units.district, 3, by=units.nam)
    task = incoming.reassign(arrival.assignments.get(), units.phuc.appointment, by=units.phuc)
    page = text_of(opened(units.phuc, page_of("hand_back", arrival)))

    sent(units.phuc, page_of("hand_back", arrival), reason="Đang nghỉ")

    task.refresh_from_db()
    assert 'name="reason"' in page
    assert (task.ended_as, task.ended_reason) == ("returned", "Đang nghỉ")


def test_the_clerk_undoes_a_registration(units: Cast, arrival: Incoming) -> None:
    sent(units.tuan, page_of("unregister", arrival), reason="Vào sổ nhầm")

    assert Incoming.objects.get(pk=arrival.pk).state == "verified"


def test_several_are_registered_each_with_its_own_result(units: Cast, arrival: Incoming) -> None:
    good = [_letter(units, number=number) for number in (301, 302)]
    twin = _letter(units)

    answer = sent(
        units.tuan,
        reverse("incoming:register_several"),
        uid=[str(each.uid) for each in (good[0], twin, good[1])],
    )
    page = b"".join(answer.streaming_content).decode()

    states = {each.pk: Incoming.objects.get(pk=each.pk).state for each in (*good, twin)}
    assert states == {good[0].pk: "registered", good[1].pk: "registered", twin.pk: "verified"}
    assert page_of("register", twin) in page
    assert "217/CV-LS" in page


def test_cut_off_in_the_middle_the_rest_still_waits(units: Cast) -> None:
    letters = [_letter(units, number=number) for number in (301, 302, 303)]

    answer = sent(
        units.tuan,
        reverse("incoming:register_several"),
        uid=[str(each.uid) for each in letters],
    )
    rows = iter(answer.streaming_content)
    next(rows), next(rows)

    states = [Incoming.objects.get(pk=each.pk).state for each in letters]
    assert states == ["registered", "verified", "verified"]


def test_who_chose_nothing_is_told(units: Cast) -> None:
    _letter(units)

    answer = sent(units.tuan, reverse("incoming:register_several"))
    page = text_of(opened(units.tuan, answer["Location"]))

    assert 'role="alert"' in page


@pytest.mark.law("L16")
def test_the_page_of_registering_shows_the_twin_and_updates_it(
    units: Cast, arrival: Incoming
) -> None:
    again = _letter(units)
    page = text_of(opened(units.tuan, page_of("register", again)))

    answer = sent(units.tuan, page_of("merge", again), known=str(arrival.uid))

    assert page_of("merge", again) in page
    assert answer["Location"] == reverse("document", args=[arrival.uid])
    assert Incoming.objects.get(pk=again.pk).merged_into == arrival


@pytest.mark.parametrize("known", ["", "x", "01a00000-0000-7000-8000-000000000000"])
def test_what_is_no_twin_is_not_updated(units: Cast, arrival: Incoming, known: str) -> None:
    again = _letter(units)

    answer = sent(units.tuan, page_of("merge", again), known=known)

    assert answer.status_code == 422
