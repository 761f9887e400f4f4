"""What the walk through all pages needs beyond the story, laid out with the real actions."""

import sys
from dataclasses import replace
from datetime import timedelta

from docflow import clock
from docflow.demo import scenes
from docflow.demo.scenes import Plan, Stage
from docflow.demo.seed import Office
from docflow.demo.telling import Teller
from docflow.incoming import actions as incoming
from docflow.incoming.models import Incoming
from docflow.outgoing import recipients
from docflow.outgoing.contents import To
from docflow.outgoing.models import Channel
from docflow.people import actions as people
from docflow.people.actor import Actor
from docflow.people.models import Appointment
from docflow.permissions import Permission
from tests.browser import desk_morning, office_morning

LONG = (
    "Triển khai thực hiện Kế hoạch của Ủy ban nhân dân tỉnh về rà soát, đánh giá kết quả xây dựng "
    "nông thôn mới nâng cao, nông thôn mới kiểu mẫu trên địa bàn các thôn, giai đoạn 2026–2030 "
    "(xem https://thanhhoa.example/van-ban/ke-hoach-xay-dung-nong-thon-moi-nang-cao-2026-2030)"
)


def prepare() -> None:
    """A sealed document, a draft with a long subject, a group, tasks, a deputy who stands in."""
    office, above = _office("15997"), _office("399")
    stage = Stage(Teller(sys.stdout))
    to = (To(above.unit), To(name="Ông Trần Văn Bình, thôn 3", channel=Channel.PAPER))
    plan = Plan(office, "REPORT", "Kết quả xây dựng nông thôn mới", to)
    paper = scenes.to_the_leader(stage, plan, scenes.draft(stage, plan))
    scenes.sign_number_seal(stage, plan, paper)
    draft = scenes.draft(stage, replace(plan, subject=LONG))
    recipients.save_group(draft, "Báo cáo định kỳ hằng tháng", by=office.specialist)
    _hand_down()
    department = _actor("38-snnmt-1"), _actor("38-snnmt-5")
    office_morning.prepare(stage, office, above, department, _office("38"))
    desk_morning.prepare(stage, _office("15964"), _office("15952"), above, _office("38"))
    for taker, given, bound in (
        (office.deputy, Permission.INCOMING_ASSIGN, {}),
        (office.office_head, Permission.OUTGOING_SIGN, {"kind": "order", "kinds": ["REPORT"]}),
    ):
        people.delegate(
            office.leader.appointment,
            taker.appointment,
            [given],
            by=office.leader,
            valid_from=clock.today(),
            valid_to=clock.today() + timedelta(days=7),
            basis="Giấy ủy quyền số 05/GUQ-UBND",
            **bound,
        )


def _hand_down() -> None:
    """A task begun at the middle, and one that a department at the top has still to hand on."""
    begun = Incoming.objects.get(state="assigned", unit=_actor("399-5").unit)
    incoming.start(begun, by=_actor("399-5"))
    letter = Incoming.objects.get(state="registered", unit=_actor("38-1").unit)
    department, due = _actor("38-snnmt-1").unit, clock.now() + timedelta(days=3)
    incoming.assign(letter, "Chủ trì tham mưu", department, due, by=_actor("38-1"))


def _office(code: str) -> Office:
    people_of = [_actor(f"{code}-{place}") for place in range(1, 7)]
    return Office(people_of[0].unit, *people_of)


def _actor(username: str) -> Actor:
    return Actor(Appointment.objects.get(user__username=username))
