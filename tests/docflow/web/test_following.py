"""The pages of handling to the end: hold, forward, parts, more time, urges, filing, follow-up."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from docflow import clock
from docflow.documents.models import Register
from docflow.incoming import actions, deadline_actions, follow_up_actions, passing_on_actions
from docflow.incoming.models import Assignment, Extension, Part, Urge
from docflow.people.actor import Actor
from tests.cast import Cast
from tests.docflow.incoming import office as offices
from tests.docflow.incoming.office import Office
from tests.docflow.web.asking import opened, sent, text_of


@pytest.fixture
def office(units: Cast) -> Office:
    """Lan leads, Hùng co-ordinates."""
    return offices.in_progress(units, collaborators=[units.hung.appointment])


def page_of(verb: str, office: Office) -> str:
    return reverse(f"incoming:{verb}", args=[office.arrival.uid])


def code(actor: Actor) -> str:
    return f"post:{actor.appointment.uid}"


def test_every_open_act_on_a_document_has_its_page(units: Cast, office: Office) -> None:
    page = text_of(opened(units.lan, reverse("document", args=[office.arrival.uid])))

    for verb in ("finish", "hold", "ask_extension", "forward", "hand_over"):
        address = page_of(verb, office)
        assert f'href="{address}"' in page
        assert opened(units.lan, address).status_code == 200


def test_a_document_is_held_and_taken_up_by_a_click(units: Cast, office: Office) -> None:
    until = clock.today() + timedelta(days=4)

    sent(units.lan, page_of("hold", office), until=until.isoformat(), reason="Chờ sở")
    held = office.fresh().state
    page = text_of(opened(units.lan, reverse("document", args=[office.arrival.uid])))
    sent(units.lan, page_of("resume", office))

    assert held == "on_hold"
    assert "Chờ sở" in page
    assert office.fresh().state == "in_progress"


def test_a_refused_hold_keeps_what_was_typed(units: Cast, office: Office) -> None:
    today = clock.today().isoformat()

    answer = sent(units.lan, page_of("hold", office), until=today, reason="Chờ văn bản của sở")

    assert answer.status_code == 200
    assert "Chờ văn bản của sở" in text_of(answer)
    assert office.fresh().state == "in_progress"


def test_a_part_is_given_and_shown_to_the_lead(units: Cast, office: Office) -> None:
    sent(units.hung, page_of("contribute", office), part="Nhất trí, sửa mục 3")

    page = text_of(opened(units.lan, reverse("document", args=[office.arrival.uid])))
    assert "Nhất trí, sửa mục 3" in page
    assert Part.objects.count() == 1


def test_a_task_is_handed_over_and_forwarded_on_its_pages(units: Cast, office: Office) -> None:
    sent(
        units.lan,
        page_of("forward", office),
        words="Để biết",
        for_information=[f"unit:{units.commune.uid}"],
    )
    answer = sent(units.lan, page_of("hand_over", office), person=code(office.an), reason="Nghỉ")

    assert answer.status_code == 302
    assert office.fresh().lowest_lead.person == office.an.appointment
    assert office.task(None, "for_information").directive == "Để biết"


def test_who_hands_over_what_somebody_handed_over_meanwhile_keeps_what_was_typed(
    units: Cast, office: Office
) -> None:
    seen = office.task(units.lan)
    passing_on_actions.hand_over(seen, office.an.appointment, "Nghỉ", by=units.hung)

    answer = sent(
        units.lan,
        page_of("hand_over", office),
        task=str(seen.uid),
        person=code(office.an),
        reason="Tôi đi công tác",
    )

    assert answer.status_code == 200
    assert "Tôi đi công tác" in text_of(answer)


def test_lists_name_the_heir_of_a_task(units: Cast, office: Office) -> None:
    passing_on_actions.hand_over(
        office.task(units.lan), office.an.appointment, "Nghỉ", by=units.lan
    )

    queue = text_of(opened(units.minh, reverse("queue", args=["follow_up"])))
    book = Register.objects.get(unit=units.commune, series="incoming")
    register = text_of(opened(units.hoa, reverse("registers:book", args=[book.pk])))

    for page in (queue, register):
        assert "Đinh Văn An" in page
        assert "Nguyễn Thị Lan" not in page


def test_more_time_is_asked_and_allowed(units: Cast, office: Office) -> None:
    sent(units.lan, page_of("ask_extension", office), due="30", reason="Chờ số liệu")
    waiting = text_of(opened(units.minh, reverse("queue", args=["to_extend"])))

    sent(units.minh, page_of("decide_extension", office), decision="allow")

    page = text_of(opened(units.lan, reverse("document", args=[office.arrival.uid])))
    assert page_of("decide_extension", office) in waiting
    assert Extension.objects.get().state == "allowed"
    assert "<s>" in page


def test_refusing_more_time_without_a_reason_says_so(units: Cast, office: Office) -> None:
    sent(units.lan, page_of("ask_extension", office), due="30", reason="Chờ số liệu")

    answer = sent(units.minh, page_of("decide_extension", office), decision="refuse", words="")

    assert answer.status_code == 200
    assert Extension.objects.get().state == "asked"


def test_the_second_to_decide_reads_that_it_is_decided(units: Cast, office: Office) -> None:
    task = office.task(units.lan)
    request = deadline_actions.ask_extension(
        task, task.due + timedelta(days=9), "Chờ", by=units.lan
    )
    deadline_actions.allow_extension(request, by=units.minh)

    answer = sent(
        units.binh,
        page_of("decide_extension", office),
        decision="refuse",
        words="Không được",
        extension=str(request.uid),
    )

    assert answer.status_code == 200
    assert "Không được" in text_of(answer)


def test_the_leader_asks_again_by_one_click_and_reads_the_report(
    units: Cast, office: Office
) -> None:
    follow_up = reverse("follow_up:list")
    sent(units.minh, page_of("urge", office), back=follow_up)
    waiting = text_of(opened(units.lan, reverse("queue", args=["asked_again"])))

    sent(units.lan, page_of("report_progress", office), report="Xong trước thứ sáu")

    assert page_of("report_progress", office) in waiting
    assert Urge.objects.get().report == "Xong trước thứ sáu"
    assert "Xong trước thứ sáu" in text_of(opened(units.minh, follow_up))


def test_all_that_is_late_is_asked_about_once_a_day(units: Cast, office: Office) -> None:
    with offices.later(days=40):
        sent(units.minh, reverse("follow_up:urge_late"), words="Báo cáo ngay")
        sent(units.minh, reverse("follow_up:urge_late"))

        page = text_of(opened(units.minh, reverse("follow_up:list") + "?state=late"))

    assert [each.words for each in Urge.objects.all()] == ["Báo cáo ngay"]
    assert "Đề nghị hỗ trợ" in page


def test_directives_are_told_apart_by_state_and_by_person(units: Cast, office: Office) -> None:
    def listed(**asked: str) -> bool:
        query = "&".join(f"{name}={value}" for name, value in asked.items())
        page = text_of(opened(units.minh, f"{reverse('follow_up:list')}?{query}"))
        return "Đề nghị hỗ trợ" in page

    before = (listed(), listed(state="late"), listed(state="done"))
    by_person = (listed(who=code(units.lan)), listed(who=code(office.an)))
    actions.finish(office.arrival, by=units.lan, result="Đã trả lời")

    assert before == (True, False, False)
    assert by_person == (True, False)
    assert (listed(), listed(state="done")) == (False, True)
    assert opened(units.minh, reverse("follow_up:list") + "?state=x").status_code == 404


def test_the_head_follows_what_the_department_handed_on(units: Cast) -> None:
    office = offices.assigned(units, lead=units.commune)
    before = text_of(opened(units.hung, reverse("follow_up:list")))
    actions.reassign(office.task(None), units.lan.appointment, by=units.hung)

    after = text_of(opened(units.hung, reverse("follow_up:list")))

    assert "Đề nghị hỗ trợ" not in before
    assert "Đề nghị hỗ trợ" in after


def test_follow_up_is_for_those_who_give_tasks(units: Cast, office: Office) -> None:
    assert opened(units.lan, reverse("follow_up:list")).status_code == 404
    assert opened(units.hoa, reverse("follow_up:list")).status_code == 404
    assert "Đề nghị hỗ trợ" not in text_of(opened(units.nam, reverse("follow_up:list")))


def test_what_is_done_is_filed_by_its_handler_or_the_clerk(units: Cast, office: Office) -> None:
    actions.finish(office.arrival, by=units.lan, result="Xong")
    for_lan = opened(units.lan, page_of("file", office))

    sent(units.hoa, page_of("file", office), place="Tủ 3")

    page = text_of(opened(units.lan, reverse("document", args=[office.arrival.uid])))
    assert for_lan.status_code == 200
    assert office.fresh().state == "filed"
    assert "Tủ 3" in page


def test_the_follow_up_page_asks_as_often_for_many_as_for_few(units: Cast) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert opened(units.minh, reverse("follow_up:list")).status_code == 200
        return len(seen.captured_queries)

    _fill(units, 3)
    asked()
    few = asked()

    _fill(units, 12)

    assert asked() == few


def _fill(units: Cast, many: int) -> None:
    an: Any = units.actors.get("an") or offices.specialist(units)
    units.actors["an"] = an
    for number in range(many):
        arrival = offices.registered(units, subject=f"Việc {number}")
        actions.assign(
            arrival,
            "Làm",
            units.lan.appointment,
            10,
            by=units.minh,
            collaborators=[units.hung.appointment, units.commune],
        )
        task = Assignment.objects.get(arrival=arrival, role="lead")
        follow_up_actions.urge(task, by=units.minh)
        deadline_actions.ask_extension(task, 20, "Chờ", by=units.lan)
        helper = Assignment.objects.get(arrival=arrival, person=units.hung.appointment)
        passing_on_actions.contribute(helper, "Ý kiến", by=units.hung)
