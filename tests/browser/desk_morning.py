"""What the counting of acts needs: desks of a commune and of the top that no other test touches."""

from datetime import date

from docflow import clock
from docflow.demo import scenes
from docflow.demo.scenes import Plan, Stage
from docflow.demo.seed import PIN, Office
from docflow.dossiers import catalogue_actions
from docflow.dossiers.entries import Entry
from docflow.exchange import actions as exchange
from docflow.exchange import tasks as exchange_tasks
from docflow.exchange.models import Delivery
from docflow.incoming import tasks as incoming_tasks
from docflow.outgoing import actions as outgoing
from docflow.outgoing import circuit_actions
from docflow.outgoing.contents import To
from docflow.reporting import actions as reporting
from docflow.reporting.models import Report

TEN = 10
ARRIVES, ISSUED = "Đề nghị phối hợp tuần tra đê điều", "Kết quả rà soát hộ kinh doanh"
IN_TURNS = "Kế hoạch phòng chống rét cho đàn gia súc"
REPORT, DOSSIER = "Báo cáo tiến độ giải ngân", "Hồ sơ quản lý đê điều năm"
ORDER = "ký nháy(trưởng phòng) > [ý kiến(chánh văn phòng, 2 ngày) + ký nháy(lãnh đạo)]"
FIGURES = [("Vốn đã giải ngân", "triệu đồng"), ("Dự án đang thi công", "dự án")]


def issued(stage: Stage, plan: Plan) -> list[Delivery]:
    """A document issued and arrived: one row for each recipient, in their order."""
    paper = scenes.to_the_leader(stage, plan, scenes.draft(stage, plan))
    paper = scenes.sign_number_seal(stage, plan, paper)
    rows = exchange.issue(paper, by=plan.office.clerk)
    for each in rows:
        exchange_tasks.hand_over(each.pk)
        if each.recipient:
            incoming_tasks.check_signatures(scenes.arrival_of(each).pk)
    return rows


def prepare(stage: Stage, office: Office, neighbour: Office, above: Office, top: Office) -> None:
    """Drafts before the leader, arrivals before two clerks, an order, a dossier, a report."""
    for number in range(1, TEN + 1):
        _before_the_leader(stage, office, above, f"Báo cáo tuần số {number}")
    paper = _before_the_leader(stage, office, above, ISSUED)
    outgoing.sign(paper, pin=PIN, by=office.leader)
    _arrives(stage, neighbour, office, top)
    _in_turns(stage, office, above)
    _dossier(office)
    _report(office, neighbour, above)


def _before_the_leader(stage: Stage, office: Office, above: Office, subject: str) -> object:
    plan = Plan(office, "REPORT", subject, (To(above.unit),))
    return scenes.to_the_leader(stage, plan, scenes.draft(stage, plan))


def _arrives(stage: Stage, sender: Office, *offices: Office) -> None:
    issued(stage, Plan(sender, "REPORT", ARRIVES, tuple(To(office.unit) for office in offices)))


def _in_turns(stage: Stage, office: Office, above: Office) -> None:
    """A plan on its way through an order of its own."""
    circuit_actions.keep_circuit("PLAN", ORDER, by=office.office_head)
    plan = Plan(office, "PLAN", IN_TURNS, (To(above.unit),))
    paper = outgoing.submit(scenes.draft(stage, plan), by=office.specialist)
    outgoing.initial(paper, by=office.department_head)


def _dossier(office: Office) -> None:
    year = clock.today().year
    catalogue = catalogue_actions.begin_catalogue(year, by=office.clerk)
    line = Entry("01.ĐĐ", f"{DOSSIER} {year}", 20, office.specialist.appointment)
    catalogue_actions.plan(catalogue, line, by=office.clerk)
    catalogue_actions.approve(catalogue, by=office.leader)


def _report(office: Office, neighbour: Office, above: Office) -> None:
    """Asked of two communes; one has answered."""
    days = date(2026, 10, 15), date(2026, 11, 14)
    asked = reporting.ask(REPORT, *days, FIGURES, [office.unit, neighbour.unit], 5, by=above.clerk)
    answered = Report.objects.get(request=asked, unit=neighbour.unit)
    reporting.send_report(answered, {1: "1250", 2: "7"}, by=neighbour.clerk)
