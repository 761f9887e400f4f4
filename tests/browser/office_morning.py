"""What the walk needs of copies, meetings, dossiers, holds, orders, reports and handling."""

from datetime import date, timedelta
from typing import Any

from docflow import clock
from docflow.batches import actions as batches
from docflow.circulation import actions as circulation
from docflow.copies import actions as copies
from docflow.demo.scenes import Plan, Stage
from docflow.demo.seed import PIN, Office
from docflow.documents import hold_actions
from docflow.dossiers import actions as dossiers
from docflow.dossiers import catalogue_actions
from docflow.dossiers.entries import Entry
from docflow.dossiers.models import Dossier
from docflow.identity import new_uid
from docflow.incoming import actions as incoming
from docflow.incoming import deadline_actions, follow_up_actions, passing_actions
from docflow.incoming.arriving import Arriving
from docflow.incoming.models import Assignment, Incoming
from docflow.outgoing import turn_actions
from docflow.outgoing.contents import To
from docflow.outgoing.models import Channel, Outgoing
from docflow.people.actor import Actor, System
from docflow.recalls import actions as recalls
from docflow.recalls import answer_actions
from docflow.reporting import actions as reporting
from docflow.search import actions as searches
from docflow.signatures.intake import take_in
from tests.browser.desk_morning import issued
from tests.builders import PAGE

STEPS = ("draft", "approved", "numbered", "sealed")
LINES = {
    "planned": "Hồ sơ kiểm soát thủ tục hành chính",
    "open": "Hồ sơ phòng chống thiên tai",
    "closed": "Hồ sơ xây dựng nông thôn mới",
    "handed_in": "Hồ sơ bầu cử trưởng thôn",
    "frozen": "Hồ sơ giải quyết đơn thư",
}


def prepare(
    stage: Stage, office: Office, above: Office, department: tuple[Actor, Actor], top: Office
) -> None:
    """One thing for each page: at the first commune, above it, and in a department at the top."""
    searches.save_search("Bão năm nay", "bão", by=office.clerk)
    _consent(office)
    _copies_and_a_meeting(office, above)
    _dossiers_and_a_hold(office)
    _opinion(office)
    _report(office, above)
    _recall(stage, office, above)
    _handling(above)
    _within_a_department(top, *department)


def _consent(office: Office) -> None:
    """A list the leader consented to and did not sign to the end."""
    leader = office.leader.appointment
    waiting = Outgoing.objects.filter(signer=leader, state="signing").select_related("document")
    listed = [(paper, paper.document.current) for paper in waiting]
    batches.consent(
        [(paper, version.digest) for paper, version in listed if version], by=office.leader
    )


def _copies_and_a_meeting(office: Office, above: Office) -> None:
    original = Outgoing.objects.filter(unit=office.unit, state="issued").first()
    assert original
    for step in range(len(STEPS)):
        copy = copies.make(original.document, "SY", by=office.clerk, recipients=[To(above.unit)])
        if step > 0:
            copy = copies.approve(copy, by=office.leader)
        if step > 1:
            copy = copies.number(copy, by=office.clerk)
        if step > 2:
            copies.seal(copy, pin=PIN, by=office.clerk)
    now = clock.now()
    circulation.hand_round(
        "Họp giao ban tuần",
        now,
        now + timedelta(hours=3),
        [office.specialist.appointment, office.department_head.appointment],
        [original.document],
        by=office.clerk,
    )


def _dossiers_and_a_hold(office: Office) -> None:
    year, keeper = clock.today().year, office.specialist
    this = catalogue_actions.begin_catalogue(year, by=office.clerk)
    for place, title in enumerate(LINES.values(), 1):
        line = Entry(f"{place:02}.VP", f"{title} năm {year}", 20, keeper.appointment)
        catalogue_actions.plan(this, line, by=office.clerk)
    catalogue_actions.approve(this, by=office.leader)
    catalogue_actions.begin_catalogue(year + 1, by=office.clerk)
    lying = Outgoing.objects.filter(drafter=keeper.appointment, state="issued").first()
    assert lying
    for place, name in enumerate(LINES, 1):
        dossier = Dossier.objects.told().get(catalogue=this, notation=f"{place:02}.VP")
        if name != "planned":
            dossier = dossiers.put_in(dossier, lying.document, by=keeper)
        if name in ("closed", "handed_in"):
            dossier = dossiers.close(dossier, clock.today(), by=keeper)
        if name == "handed_in":
            dossiers.hand_in(dossier, by=keeper)
        if name == "frozen":
            by = {"by": office.leader, "folders": [dossier.folder]}
            hold_actions.give_hold("QĐ số 01/QĐ-TA", "Tòa án nhân dân khu vực", **by)


def _opinion(office: Office) -> None:
    draft = Outgoing.objects.filter(drafter=office.specialist.appointment, state="draft").first()
    assert draft
    asked = [office.department_head.appointment]
    turn_actions.ask_opinion(draft, asked, "Số liệu đã đủ chưa?", by=office.specialist)


def _report(office: Office, above: Office) -> None:
    first, last = date(2026, 10, 15), date(2026, 11, 14)
    figures = [("Hồ sơ đã giải quyết", "hồ sơ"), ("Hồ sơ quá hạn", "hồ sơ")]
    title = "Báo cáo cải cách hành chính"
    reporting.ask(title, first, last, figures, [office.unit], 5, by=above.clerk)


def _recall(stage: Stage, office: Office, above: Office) -> None:
    """Asked back from one recipient; another could be asked still."""
    to = (To(above.unit), To(name="Ông Trần Văn Bình, thôn 3", channel=Channel.PAPER))
    rows = issued(stage, Plan(office, "REPORT", "Tiến độ xây dựng nhà văn hóa thôn", to))
    paper = Outgoing.objects.get(pk=rows[0].document_id)
    first = rows[:1]
    for asked in recalls.recall(paper, "Sai số liệu tổng hợp", by=office.leader, deliveries=first):
        answer_actions.take_request(asked, by=System(above.unit))


def _arrived(office: Office, subject: str) -> Incoming:
    """A letter on paper, in the register."""
    arriving = Arriving(
        exchange_id=new_uid(),
        sender=None,
        issuer="Công ty Cổ phần Vận tải Lam Sơn",
        kind="OFFICIAL_LETTER",
        subject=subject,
        urgency="normal",
        number=None,
        notation="",
        issued_on=None,
        file=take_in(PAGE, by=office.clerk),
    )
    return incoming.register(incoming.arrive_on_paper(arriving, by=office.clerk), by=office.clerk)


def _handling(above: Office) -> None:
    """One that is submitted, one only assigned, one whose task waits for answers of all kinds."""
    specialist, helper = above.specialist, above.department_head
    submitted = _arrived(above, "Đề nghị cho ý kiến về tuyến xe")
    passing_actions.submit(
        submitted, "Giao phòng chuyên môn", specialist.appointment, 5, by=above.clerk
    )
    given: dict[str, Any] = {"by": above.leader, "collaborators": [helper.appointment]}
    incoming.assign(
        _arrived(above, "Đề nghị gia hạn giấy phép"), "Xử lý", specialist.appointment, 5, **given
    )
    asked = _arrived(above, "Đề nghị hỗ trợ phương tiện")
    asked = incoming.assign(asked, "Xử lý", specialist.appointment, 5, **given)
    task = asked.assignments.get(role=Assignment.Role.LEAD)
    deadline_actions.ask_extension(task, 9, "Chờ số liệu của các xã", by=specialist)
    follow_up_actions.urge(task, by=above.leader, words="Tiến độ đến đâu?")


def _within_a_department(top: Office, head: Actor, specialist: Actor) -> None:
    """A task that a department handed on to its specialist."""
    letter = _arrived(top, "Đề nghị thẩm định phương án")
    letter = incoming.assign(letter, "Tham mưu", head.unit, 5, by=top.leader)
    task = letter.assignments.get(role=Assignment.Role.LEAD)
    incoming.reassign(task, specialist.appointment, by=head)
