"""The story: a report from two communes, merged above them, finished at the top.

Told with the real actions and a real worker, over four working days before today, so that one
task can be late. Around it stand the cases that keep the rates honest: a paper arrival, paper
beside the electronic document, a document signed on paper, a task done late.
"""

from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from docflow import clock
from docflow.demo import scenes
from docflow.demo.scenes import Plan, Stage
from docflow.demo.seed import PIN, Cast
from docflow.documents.models import Document
from docflow.exchange.models import Delivery
from docflow.identity import new_uid
from docflow.incoming import actions as incoming
from docflow.incoming.actions import Arriving
from docflow.incoming.models import Assignment, Incoming
from docflow.outgoing import actions as outgoing
from docflow.outgoing.contents import To
from docflow.outgoing.models import Channel
from docflow.signatures.intake import take_in
from docflow.units.calendar import Calendar, shipped_days
from docflow.units.days import calendar

RAIN = "Tình hình thiệt hại do mưa lũ"
FIRST_REPORT = (
    "Thực hiện chỉ đạo về công tác phòng, chống thiên tai, Ủy ban nhân dân xã báo cáo tình hình "
    "thiệt hại do mưa lũ như sau:",
    "1. Về người: không có thiệt hại.",
    "2. Về nhà ở: 12 nhà tốc mái, 03 nhà bị ngập trên 0,5 m.",
    "3. Về sản xuất: 27,5 ha lúa và 4,2 ha hoa màu bị ngập; ước thiệt hại 640 triệu đồng.",
)
SECOND_REPORT = (
    "Ủy ban nhân dân xã báo cáo tình hình thiệt hại do mưa lũ như sau:",
    "1. Về người: 01 người bị thương nhẹ.",
    "2. Về sản xuất: 14,0 ha lúa bị ngập; 300 m đê nội đồng bị sạt lở.",
)
MERGED_REPORT = (
    "Tổng hợp báo cáo của các xã, tình hình thiệt hại do mưa lũ trên địa bàn như sau:",
    "1. Về người: 01 người bị thương nhẹ.",
    "2. Về nhà ở: 12 nhà tốc mái, 03 nhà bị ngập.",
    "3. Về sản xuất: 41,5 ha lúa và 4,2 ha hoa màu bị ngập; 300 m đê nội đồng bị sạt lở.",
    "Kiến nghị hỗ trợ giống và vật tư để khôi phục sản xuất.",
)


def play(cast: Cast, stage: Stage, days: list[date], file: Path | None = None) -> None:
    """Play the whole story on four days; `file` is used as the first commune's report."""
    clock.set_to(clock.at(days[0], 8))
    first = _first_report(cast, stage, file)
    second = _second_report(cast, stage)
    received = _receive_below(cast, stage, [first, second], days)
    clock.set_to(clock.at(days[1], 9))
    _signed_on_paper(cast, stage)
    merged = _merge(cast, stage, received, [first, second])
    clock.set_to(clock.at(days[2], 8, 30))
    _finish_late(cast, stage, received[1], second, merged.document)
    _finish_at_the_top(cast, stage, merged, days)
    _paper_arrival(cast, stage)
    clock.set_to(None)


def _first_report(cast: Cast, stage: Stage, file: Path | None) -> Delivery:
    office = cast.first
    stage.tell.scene(f"1. {office.unit} reports to {cast.middle.unit}")
    plan = Plan(
        office,
        "REPORT",
        f"{RAIN} trên địa bàn xã",
        (
            To(cast.middle.unit),
            To(
                cast.other_department.unit,
                channel=Channel.BOTH,
                paper_reason="Kèm chứng từ gốc bằng giấy",
            ),
        ),
        FIRST_REPORT,
        file=file,
    )
    paper = scenes.draft(stage, plan)
    paper = outgoing.submit(paper, by=office.specialist)
    paper = outgoing.send_back(paper, "Bổ sung số liệu về sản xuất", by=office.department_head)
    stage.tell.act(
        office.department_head, "sends it back: “Bổ sung số liệu về sản xuất”", "returned"
    )
    paper = scenes.to_the_leader(stage, plan, paper)
    scenes.tries(stage, office.clerk, "numbers it before it is signed", outgoing.number, paper)
    paper = scenes.sign_number_seal(stage, plan, paper)
    return scenes.issue(stage, office, paper)[0]


def _second_report(cast: Cast, stage: Stage) -> Delivery:
    office = cast.second
    stage.tell.scene(f"2. {office.unit} reports too; the deputy signs for the chairman")
    plan = Plan(
        office,
        "REPORT",
        f"{RAIN} và khắc phục hậu quả",
        (To(cast.middle.unit),),
        SECOND_REPORT,
        signer=office.deputy,
    )
    paper = scenes.to_the_leader(stage, plan, scenes.draft(stage, plan))
    scenes.tries(stage, office.clerk, "seals it unsigned", outgoing.seal, paper, pin=PIN)
    paper = scenes.sign_number_seal(stage, plan, paper)
    return scenes.issue(stage, office, paper)[0]


def _receive_below(
    cast: Cast, stage: Stage, deliveries: list[Delivery], days: list[date]
) -> list[Incoming]:
    office = cast.middle
    stage.tell.scene(f"3. {office.unit} registers and assigns both")
    received = []
    for delivery in deliveries:
        arrival = scenes.register(stage, office, delivery)
        due = calendar().end_of_working_day(days[1])
        received.append(scenes.assign(stage, office, arrival, office.specialist, due))
        scenes.sees(stage, delivery, "04")
        incoming.start(arrival, by=office.specialist)
        stage.tell.act(office.specialist, "begins to handle it", "in progress")
        scenes.sees(stage, delivery, "05")
    return received


def _merge(
    cast: Cast, stage: Stage, received: list[Incoming], deliveries: list[Delivery]
) -> Delivery:
    office = cast.middle
    stage.tell.scene(f"5. {office.unit} merges both into its own report to {cast.top.unit}")
    plan = Plan(
        office,
        "REPORT",
        f"Tổng hợp {RAIN[0].lower()}{RAIN[1:]}",
        (To(cast.top.unit),),
        MERGED_REPORT,
        merges=tuple(arrival.document for arrival in received),
    )
    paper = scenes.to_the_leader(stage, plan, scenes.draft(stage, plan))
    paper = scenes.sign_number_seal(stage, plan, paper)
    delivery = scenes.issue(stage, office, paper)[0]
    incoming.finish(received[0], by=office.specialist, answer=paper.document)
    stage.tell.act(office.specialist, f"finishes {received[0]} in time", "done")
    scenes.sees(stage, deliveries[0], "06")
    return delivery


def _finish_late(
    cast: Cast, stage: Stage, arrival: Incoming, delivery: Delivery, answer: Document
) -> None:
    stage.tell.scene("6. The second report is finished a day late")
    by = cast.middle.specialist
    incoming.finish(arrival, by=by, answer=answer)
    stage.tell.act(by, f"finishes {arrival} after its deadline", "done, late")
    scenes.sees(stage, delivery, "06")


def _finish_at_the_top(cast: Cast, stage: Stage, delivery: Delivery, days: list[date]) -> None:
    office, department = cast.top, cast.lead_department
    stage.tell.scene(f"7. {office.unit} registers, assigns in two levels and finishes")
    arrival = scenes.register(stage, office, delivery)
    incoming.assign(
        arrival,
        "Chủ trì tham mưu phương án hỗ trợ",
        department.unit,
        calendar().end_of_working_day(days[3]),
        by=office.leader,
        collaborators=[cast.other_department.unit],
    )
    stage.tell.act(office.leader, f"assigns it to {department.unit}", "assigned")
    scenes.sees(stage, delivery, "04")
    task = arrival.assignments.get(role=Assignment.Role.LEAD)
    incoming.reassign(task, department.specialist.appointment, by=department.leader)
    stage.tell.act(
        department.leader, f"re-assigns it to {department.specialist.user}", "re-assigned"
    )
    incoming.start(arrival, by=department.specialist)
    scenes.sees(stage, delivery, "05")
    clock.set_to(clock.at(days[3], 10))
    incoming.finish(arrival, by=department.specialist, result="Đã tham mưu phương án hỗ trợ")
    stage.tell.act(department.specialist, "finishes it", "done")
    scenes.sees(stage, delivery, "06")


def _signed_on_paper(cast: Cast, stage: Stage) -> None:
    office = cast.third
    stage.tell.scene(f"4. {office.unit}: a decision its chairman signed on paper")
    plan = Plan(
        office,
        "DECISION",
        "Khen thưởng cá nhân có thành tích trong phòng, chống thiên tai",
        (To(name="Ông Trần Văn Bình, thôn 3", channel=Channel.PAPER),),
        (
            "Điều 1. Tặng giấy khen cho ông Trần Văn Bình.",
            "Điều 2. Quyết định có hiệu lực từ ngày ký.",
        ),
    )
    paper = scenes.to_the_leader(stage, plan, scenes.draft(stage, plan))
    with TemporaryDirectory() as folder:
        scan = take_in(scenes.print_paper(plan, Path(folder) / "scan.pdf"), by=office.clerk)
    paper = outgoing.sign_on_paper(paper, scan, by=office.clerk)
    stage.tell.act(office.clerk, "takes in the scan of the signed paper", "signed on paper")
    paper = scenes.number_and_seal(stage, office, paper)
    scenes.issue(stage, office, paper)


def _paper_arrival(cast: Cast, stage: Stage) -> None:
    office = cast.top
    stage.tell.scene(f"8. A letter on paper reaches {office.unit}")
    plan = Plan(
        cast.third, "SUBMISSION", "Đề nghị hỗ trợ vận chuyển", (To(office.unit),), SECOND_REPORT
    )
    with TemporaryDirectory() as folder:
        scan = take_in(scenes.print_paper(plan, Path(folder) / "letter.pdf"), by=office.clerk)
    arrival = incoming.arrive_on_paper(
        Arriving(
            exchange_id=new_uid(),
            sender=None,
            issuer="Công ty Cổ phần Vận tải Lam Sơn",
            kind="OFFICIAL_LETTER",
            subject="Đề nghị hỗ trợ vận chuyển vật tư cứu trợ",
            urgency="normal",
            number=217,
            notation="CV-LS",
            issued_on=clock.today() - timedelta(days=1),
            file=scan,
        ),
        by=office.clerk,
    )
    arrival = incoming.register(arrival, by=office.clerk)
    stage.tell.act(
        office.clerk, f"scans and registers {arrival}", f"arrival number {arrival.arrival_number}"
    )


def working_days() -> list[date]:
    """The last four working days before today: the days of the story."""
    known = Calendar.of(shipped_days())
    days: list[date] = []
    day = clock.today()
    while len(days) < 4:
        day -= timedelta(days=1)
        if known.is_working(day):
            days.insert(0, day)
    return days
