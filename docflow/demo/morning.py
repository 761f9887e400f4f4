"""What waits on the desks when the demo opens: a document in each state, told by real actions."""

from datetime import timedelta

from docflow import clock
from docflow.demo import scenes
from docflow.demo.scenes import Plan, Stage
from docflow.demo.seed import PIN, Cast, Office
from docflow.demo.worker import until
from docflow.incoming import actions as incoming
from docflow.outgoing import actions as outgoing
from docflow.outgoing.contents import To
from docflow.outgoing.models import Outgoing

BODY = (
    "Thực hiện chức năng, nhiệm vụ được giao, Ủy ban nhân dân xã báo cáo như sau:",
    "1. Các nhiệm vụ trong tháng được triển khai đúng tiến độ.",
    "2. Đề nghị cấp trên xem xét, cho ý kiến chỉ đạo.",
)


def lay_out(cast: Cast, stage: Stage) -> None:
    """Fill the desks of the first commune and of the office above it."""
    stage.tell.scene("9. This morning's work")
    _on_the_way(cast, stage)
    _arrived(cast, stage)


def _on_the_way(cast: Cast, stage: Stage) -> None:
    office, above = cast.first, cast.middle
    for subject in ("Kế hoạch tiêm chủng mở rộng quý IV", "Sơ kết phong trào thi đua yêu nước"):
        scenes.draft(stage, _plan(office, above, subject))
    paper = scenes.draft(stage, _plan(office, above, "Rà soát hộ nghèo, hộ cận nghèo"))
    outgoing.submit(paper, by=office.specialist)
    paper = scenes.draft(stage, _plan(office, above, "Công tác cải cách hành chính tháng này"))
    paper = outgoing.submit(paper, by=office.specialist)
    outgoing.initial(paper, by=office.department_head)
    for subject in (
        "Tình hình sản xuất vụ đông",
        "Kết quả tiếp công dân, giải quyết đơn thư",
        "Đề nghị hỗ trợ kinh phí sửa chữa trường học",
    ):
        _before_the_leader(stage, office, above, subject)
    paper = _before_the_leader(stage, office, above, "Kết quả thu ngân sách")
    outgoing.send_back(paper, "Đối chiếu lại số liệu với kho bạc", by=office.leader)
    paper = _before_the_leader(stage, office, above, "Công tác phòng cháy, chữa cháy rừng")
    outgoing.sign(paper, pin=PIN, by=office.leader)
    paper = _before_the_leader(stage, office, above, "Quản lý đất đai, trật tự xây dựng")
    outgoing.number(outgoing.sign(paper, pin=PIN, by=office.leader), by=office.clerk)


def _arrived(cast: Cast, stage: Stage) -> None:
    office, above = cast.second, cast.middle
    subjects = (
        "Đề nghị bổ sung lực lượng dân quân",
        "Báo cáo kết quả bầu cử trưởng thôn",
        "Tình hình dịch bệnh gia súc",
    )
    arrivals = []
    for subject in subjects:
        plan = _plan(office, above, subject)
        paper = scenes.to_the_leader(stage, plan, scenes.draft(stage, plan))
        paper = scenes.sign_number_seal(stage, plan, paper)
        arrivals.append(scenes.issue(stage, office, paper)[0])
    decided = incoming.register(scenes.arrival_of(arrivals[0]), by=above.clerk)
    incoming.assign(
        decided,
        "Chủ trì tham mưu trả lời",
        above.specialist.appointment,
        clock.now() + timedelta(days=1),
        by=above.leader,
    )
    incoming.register(scenes.arrival_of(arrivals[1]), by=above.clerk)
    until(lambda: scenes.arrival_of(arrivals[2]).state == "verified", "the check of the last one")


def _before_the_leader(stage: Stage, office: Office, above: Office, subject: str) -> Outgoing:
    plan = _plan(office, above, subject)
    return scenes.to_the_leader(stage, plan, scenes.draft(stage, plan))


def _plan(office: Office, above: Office, subject: str) -> Plan:
    return Plan(office, "REPORT", subject, (To(above.unit),), BODY)
