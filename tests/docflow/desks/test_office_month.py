"""A month of one commune and its department, counted by hand before it was played.

November 2026, with the real acts: keys, paper, the exchange with the district. Saturdays, Sundays
and the holiday of Tuesday 24/11 are not worked. Everything is asked on Tuesday 01/12/2026, 08:00.

Outgoing (Lan drafts, An drafts O2 and O8; an O is issued in time until the end of the working day
after it was signed)
    O1  to the district                             signed 03/11, issued 03/11    in time
    O2  to the district and the province            signed 04/11, issued 06/11    late
    O3  signed on paper, on paper, answers A2       signed 10/11, issued 10/11    in time
    O4  to the district, with paper beside          signed 12/11, issued 12/11    in time
    O5  by the deputy (KT.), to the district        signed 13/11, issued 16/11    in time: a weekend
    O6  by authorisation (TUQ.), to the district    signed 17/11, issued 17/11    in time
    O7  numbered and cancelled                      the number 07 is void
    O8  returned, second round, to the district     signed 23/11, issued 25/11    in time: a holiday
        it never arrives
    O9  numbered on 30/11, not issued yet           open until 01/12 17:00
    C1  copy (sao y) of A1, to the province and on paper to a school; in its own series
Incoming (an A is registered in time until the end of the working day after it came)
    A1  electronic; to the department, which hands it to Khoa       due 09/11, done 06/11
    A2  paper; Lan                                                  due 09/11, done 11/11: late
    A3  electronic, came on 05/11, registered on 09/11: late; Hùng  due 13/11, extended to 20/11,
                                                                    done 18/11
    A4  paper; to the department, which does nothing                due 13/11: overdue
    A5  electronic, refused: no number
    A6  paper, number 5; the registration undone, the paper refused
    A7  paper; Lan, handed over to An                               due 25/11: a holiday between;
                                                                    done 25/11
    A8  paper; nobody has it yet
    A9  paper; Hùng gives it back, the office proposes Lan          due 07/12: open in time

R1   deliveries: O1 1, O2 2, O3 1, O4 1, O5 1, O6 1, O8 1, C1 2 = 10; arrived are not O3, O8, the
     school's = 7; arrivals registered: A1, A2, A3, A4, A7, A8, A9 = 7 (A6 aside); electronic 2
     (7 + 2) / (10 + 7)
R2   issued O1-O6 and O8 = 7; signed on paper O3; the cancelled one and O9 were not issued
R3   the same: the seal on O3 is that of a copy
R4   a: O1, O2, O5, O6, O8; b: O4; c: O3
R5   A1, A3, A7 of A1, A2, A3, A4, A7; A9 open in time; what Hùng gave back is aside
R5a  A1, A7 of the same five: A3 was done after its first deadline
R6   came and not refused: 7; registered late A3. (No rate of docs/rates.md yet, so counted here by
     the clocks.)
R7   issued 7; late O2
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.utils import translation

from docflow import clock
from docflow.audit import newest
from docflow.desks import handling, registers, scoreboard, slips
from docflow.desks.outcomes import DONE_IN_TIME, DONE_LATE, OUTCOMES
from docflow.desks.register_lines import TRACKING
from docflow.documents.models import Document, Register
from docflow.exchange import actions as exchange
from docflow.exchange.models import Delivery
from docflow.incoming.models import Incoming
from docflow.people.actor import System
from docflow.reports.rates import items, rates
from docflow.reports.tasks import follow_log
from docflow.units.clocks import Clock, due
from docflow.units.days import calendar, import_shipped
from docflow.wording import percent
from tests import cast
from tests.docflow.desks.month_played import AN, DEPARTMENT, KHOA, Office

pytestmark = pytest.mark.django_db

FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)
REPORTED = datetime(2026, 12, 1, 8, tzinfo=clock.VIETNAM)

DISTRICT, PROVINCE = "Ủy ban nhân dân huyện Hoằng Hóa", "Ủy ban nhân dân tỉnh Thanh Hóa"
COMPANY, SCHOOL = "Công ty Lam Sơn", "Trường THCS Hoằng Đông"
LAN, HUNG = "Nguyễn Thị Lan", "Lê Văn Hùng"
MINH, BINH = "Phạm Quang Minh", "Vũ Thanh Bình"

# Day and time, the document, what happens, by whom, and with what.
MONTH: list[tuple[int, str, str, str, str, dict[str, Any]]] = [
    (2, "09:00", "A1", "comes from the district", "dung",
        {"kind": "PLAN", "subject": "Phòng chống rét cho gia súc"}),
    (2, "10:00", "A1", "is registered", "hoa", {}),
    (2, "14:00", "A1", "is assigned", "minh", {"lead": "department", "days": 5}),
    (2, "15:00", "O1", "is prepared", "lan", {"kind": "REPORT", "subject": "Tình hình mưa lũ"}),
    (3, "08:00", "A1", "is handed on", "thu", {"to": "khoa"}),
    (3, "08:30", "A1", "is begun", "khoa", {}),
    (3, "09:00", "O1", "is signed", "minh", {}),
    (3, "10:00", "O1", "is numbered", "hoa", {}),
    (3, "11:00", "O1", "is issued", "hoa", {}),
    (4, "08:30", "A2", "comes on paper", "hoa",
        {"issuer": COMPANY, "number": 217, "notation": "CV-LS", "subject": "Xin thuê đất"}),
    (4, "09:00", "A2", "is registered", "hoa", {}),
    (4, "10:00", "A2", "is assigned", "minh", {"lead": "lan", "days": 3}),
    (4, "14:00", "O2", "is prepared", "an",
        {"kind": "ANNOUNCEMENT", "subject": "Lịch tiếp công dân",
         "to": {"district": "electronic", "province": "electronic"}}),
    (4, "16:00", "O2", "is signed", "minh", {}),
    (4, "16:30", "O2", "is numbered", "hoa", {}),
    (5, "08:00", "A2", "is begun", "lan", {}),
    (5, "15:00", "A3", "comes from the district", "dung",
        {"kind": "DIRECTIVE", "subject": "Tăng cường phòng cháy"}),
    (6, "08:00", "O2", "is issued", "hoa", {}),
    (6, "16:00", "A1", "is finished", "khoa", {}),
    (9, "09:00", "A3", "is registered", "hoa", {}),
    (9, "10:00", "A3", "is assigned", "minh", {"lead": "hung", "days": 4}),
    (9, "14:00", "A3", "is begun", "hung", {}),
    (9, "15:00", "O3", "is prepared", "lan",
        {"kind": "OFFICIAL_LETTER", "subject": "Trả lời việc thuê đất", "field": "VP",
         "to": {COMPANY: "paper"}, "answers": "A2"}),
    (10, "09:00", "O3", "is signed on paper", "hoa", {}),
    (10, "10:00", "O3", "is numbered", "hoa", {}),
    (10, "11:00", "O3", "is issued", "hoa", {}),
    (10, "13:30", "A4", "comes on paper", "hoa",
        {"issuer": "Sở Nội vụ", "number": 88, "notation": "SNV-CCVC", "subject": "Rà soát cán bộ"}),
    (10, "14:00", "A4", "is registered", "hoa", {}),
    (10, "15:00", "A4", "is assigned", "minh", {"lead": "department", "days": 3}),
    (10, "16:00", "O3", "is signed for", "hoa", {"by": "Bưu điện huyện", "on": date(2026, 11, 10)}),
    (11, "10:00", "A2", "is finished", "lan", {"answer": "O3"}),
    (11, "15:00", "O4", "is prepared", "lan",
        {"kind": "DECISION", "subject": "Thu hồi đất", "to": {"district": "both"}}),
    (12, "08:00", "A5", "comes from the district", "dung",
        {"kind": "REPORT", "subject": "Gửi xã Hoằng Yến"}),
    (12, "09:00", "A5", "is refused", "hoa", {"reason": "Gửi nhầm địa chỉ"}),
    (12, "09:00", "O4", "is signed", "minh", {}),
    (12, "09:30", "O4", "is numbered", "hoa", {}),
    (12, "10:00", "O4", "is issued", "hoa", {}),
    (12, "16:00", "A3", "needs more time", "hung",
        {"until": clock.at(date(2026, 11, 20), 17), "reason": "Chờ số liệu"}),
    (13, "09:00", "A3", "gets more time", "minh", {}),
    (13, "10:00", "O5", "is prepared", "lan",
        {"kind": "PLAN", "subject": "Ra quân vệ sinh môi trường", "signer": "binh"}),
    (13, "15:00", "O5", "is signed", "binh", {}),
    (13, "15:30", "O5", "is numbered", "hoa", {}),
    (16, "08:00", "A6", "comes on paper", "hoa",
        {"issuer": COMPANY, "number": 220, "notation": "CV-LS", "subject": "Gửi xã khác"}),
    (16, "08:10", "A6", "is registered", "hoa", {}),
    (16, "09:00", "A6", "is unregistered", "hoa", {"reason": "Nhập nhầm sổ"}),
    (16, "09:10", "A6", "is refused", "hoa", {"reason": "Của xã khác"}),
    (16, "10:00", "O5", "is issued", "hoa", {}),
    (16, "14:00", "O6", "is prepared", "lan", {"kind": "INVITATION", "subject": "Họp tổng kết"}),
    (16, "16:00", "", "delegates signing", "minh",
        {"to": "binh", "first": date(2026, 11, 17), "last": date(2026, 11, 18)}),
    (17, "09:00", "O6", "is signed", "binh for minh", {}),
    (17, "09:30", "O6", "is numbered", "hoa", {}),
    (17, "10:00", "O6", "is issued", "hoa", {}),
    (18, "11:00", "A3", "is finished", "hung", {}),
    (18, "15:00", "O7", "is prepared", "lan", {"kind": "SUBMISSION", "subject": "Xin kinh phí"}),
    (19, "09:00", "O7", "is signed", "minh", {}),
    (19, "10:00", "O7", "is numbered", "hoa", {}),
    (19, "14:00", "O7", "is cancelled", "hoa", {"reason": "Trùng nội dung"}),
    (19, "15:00", "O8", "is prepared", "an", {"kind": "REPORT", "subject": "Kết quả thu thuế"}),
    (20, "08:00", "O8", "is sent back", "minh", {"reason": "Số liệu chưa khớp"}),
    (20, "10:00", "C1", "is copied", "hoa",
        {"of": "A1", "to": {"province": "electronic", SCHOOL: "paper"}}),
    (20, "14:00", "A7", "comes on paper", "hoa",
        {"issuer": "Sở Y tế", "number": 41, "notation": "SYT-NV", "subject": "Tiêm chủng"}),
    (20, "14:30", "A7", "is registered", "hoa", {}),
    (20, "15:00", "A7", "is assigned", "minh", {"lead": "lan", "days": 2}),
    (23, "09:00", "A7", "is handed over", "lan", {"to": "an", "reason": "Nghỉ phép"}),
    (23, "10:00", "A7", "is begun", "an", {}),
    (23, "11:00", "O8", "is mended", "an", {"subject": "Kết quả thu thuế tháng 11"}),
    (23, "15:00", "O8", "is signed", "minh", {}),
    (23, "15:30", "O8", "is numbered", "hoa", {}),
    (25, "09:00", "O8", "is issued but never arrives", "hoa", {}),
    (25, "16:30", "A7", "is finished", "an", {}),
    (27, "15:30", "A8", "comes on paper", "hoa",
        {"issuer": "Sở Y tế", "number": 42, "notation": "GM-SYT", "kind": "INVITATION",
         "subject": "Hội nghị dân số"}),
    (27, "16:00", "A8", "is registered", "hoa", {}),
    (30, "08:00", "O9", "is prepared", "lan", {"kind": "REPORT", "subject": "Công tác tháng 11"}),
    (30, "08:30", "O9", "is signed", "minh", {}),
    (30, "09:00", "O9", "is numbered", "hoa", {}),
    (30, "09:00", "A9", "comes on paper", "hoa",
        {"issuer": "Sở Xây dựng", "number": 5, "notation": "SXD-QH", "subject": "Quy hoạch"}),
    (30, "09:10", "A9", "is registered", "hoa", {}),
    (30, "09:30", "A9", "is assigned", "minh", {"lead": "hung", "days": 2}),
    (30, "10:00", "A9", "is given back", "hung", {"reason": "Không đúng việc"}),
    (30, "10:30", "A9", "is proposed", "oanh", {"lead": "lan", "days": 5}),
    (30, "11:00", "A9", "is assigned", "minh", {"lead": "lan", "days": 5}),
]  # fmt: skip

OUTGOING_REGISTER = [
    ("01/BC-UBND", "03/11/2026", "Báo cáo: Tình hình mưa lũ", MINH, DISTRICT,
        LAN, "1", "03/11/2026", "", ""),
    ("02/TB-UBND", "04/11/2026", "Thông báo: Lịch tiếp công dân", MINH, f"{DISTRICT}; {PROVINCE}",
        AN, "2", "06/11/2026", "", ""),
    ("03/UBND-VP", "10/11/2026", "Công văn: Trả lời việc thuê đất", MINH, COMPANY,
        LAN, "1", "10/11/2026", "Bưu điện huyện, 10/11/2026", "signed on paper; on paper: 1"),
    ("04/QĐ-UBND", "12/11/2026", "Quyết định: Thu hồi đất", MINH, DISTRICT,
        LAN, "1", "12/11/2026", "", "on paper: 1"),
    ("05/KH-UBND", "13/11/2026", "Kế hoạch: Ra quân vệ sinh môi trường", BINH, DISTRICT,
        LAN, "1", "16/11/2026", "", ""),
    ("06/GM-UBND", "17/11/2026", "Giấy mời: Họp tổng kết", BINH, DISTRICT,
        LAN, "1", "17/11/2026", "", ""),
    ("07/TTr-UBND", "19/11/2026", "Tờ trình: Xin kinh phí", MINH, DISTRICT,
        LAN, "1", "", "", "void: Trùng nội dung"),
    ("08/BC-UBND", "23/11/2026", "Báo cáo: Kết quả thu thuế tháng 11", MINH, DISTRICT,
        AN, "1", "25/11/2026", "", ""),
    ("09/BC-UBND", "30/11/2026", "Báo cáo: Công tác tháng 11", MINH, DISTRICT,
        LAN, "1", "", "", "numbered, waiting for the seal"),
]  # fmt: skip

COPIES_REGISTER = [
    ("01/SY-UBND", "20/11/2026", "Bản sao y: Phòng chống rét cho gia súc", MINH,
        f"{PROVINCE}; {SCHOOL}", "Đỗ Thị Hoa", "2", "20/11/2026", "", "copy of 01/KH-UBND"),
]  # fmt: skip

INCOMING_REGISTER = [
    ("02/11/2026", "1", DISTRICT, "01/KH-UBND", "02/11/2026",
        "Kế hoạch: Phòng chống rét cho gia súc", DEPARTMENT, "02/11/2026", "", ""),
    ("04/11/2026", "2", COMPANY, "217/CV-LS", "04/11/2026",
        "Công văn: Xin thuê đất", LAN, "04/11/2026", "", "on paper"),
    ("05/11/2026", "3", DISTRICT, "02/CT-UBND", "05/11/2026",
        "Chỉ thị: Tăng cường phòng cháy", HUNG, "09/11/2026", "", ""),
    ("10/11/2026", "4", "Sở Nội vụ", "88/SNV-CCVC", "10/11/2026",
        "Công văn: Rà soát cán bộ", DEPARTMENT, "10/11/2026", "", "on paper"),
    ("16/11/2026", "5", "", "", "", "", "", "", "", "void: Nhập nhầm sổ"),
    ("20/11/2026", "6", "Sở Y tế", "41/SYT-NV", "20/11/2026",
        "Công văn: Tiêm chủng", AN, "20/11/2026", "", "on paper"),
    ("27/11/2026", "7", "Sở Y tế", "42/GM-SYT", "27/11/2026",
        "Giấy mời: Hội nghị dân số", "", "", "", "on paper"),
    ("30/11/2026", "8", "Sở Xây dựng", "05/SXD-QH", "30/11/2026",
        "Công văn: Quy hoạch", LAN, "30/11/2026", "", "on paper"),
]  # fmt: skip

TRACKING_REGISTER = [
    ("1", f"Kế hoạch, 01/KH-UBND, 02/11/2026, {DISTRICT}", f"{DEPARTMENT} → {KHOA}",
        "09/11/2026 17:00", "done on 06/11/2026 16:00", "", ""),
    ("2", f"Công văn, 217/CV-LS, 04/11/2026, {COMPANY}", LAN,
        "09/11/2026 17:00", "done on 11/11/2026 10:00, late", "03/UBND-VP", "on paper"),
    ("3", f"Chỉ thị, 02/CT-UBND, 05/11/2026, {DISTRICT}", HUNG,
        "20/11/2026 17:00 (first: 13/11/2026 17:00)", "done on 18/11/2026 11:00", "", ""),
    ("4", "Công văn, 88/SNV-CCVC, 10/11/2026, Sở Nội vụ", DEPARTMENT,
        "13/11/2026 17:00", "assigned, overdue", "", "on paper"),
    ("5", "", "", "", "", "", "void: Nhập nhầm sổ"),
    ("6", "Công văn, 41/SYT-NV, 20/11/2026, Sở Y tế", AN,
        "25/11/2026 17:00", "done on 25/11/2026 16:30", "", "on paper"),
    ("7", "Giấy mời, 42/GM-SYT, 27/11/2026, Sở Y tế", "", "", "registered", "", "on paper"),
    ("8", "Công văn, 05/SXD-QH, 30/11/2026, Sở Xây dựng", LAN,
        "07/12/2026 17:00", "assigned", "", "on paper"),
]  # fmt: skip

COMMUNE = "Ủy ban nhân dân xã Hoằng Đông"

# By unit and person: in all, done in time, done late, open in time, open late, not assigned.
INCOMING_HANDLED = {
    (COMMUNE, LAN): [2, 0, 1, 1, 0, 0],
    (COMMUNE, AN): [1, 1, 0, 0, 0, 0],
    (COMMUNE, HUNG): [1, 1, 0, 0, 0, 0],
    (DEPARTMENT, KHOA): [1, 1, 0, 0, 0, 0],
    (DEPARTMENT, ""): [1, 0, 0, 0, 1, 0],
    ("", ""): [1, 0, 0, 0, 0, 1],
}
INCOMING_TOTAL = ([7, 3, 1, 1, 1, 1], "60,00 %")

# By unit and drafter: in all, issued in time, late, open in time, open late, cancelled.
OUTGOING_HANDLED = {
    (COMMUNE, LAN): [7, 5, 0, 1, 0, 1],
    (COMMUNE, AN): [2, 1, 1, 0, 0, 0],
}
OUTGOING_TOTAL = ([9, 6, 1, 1, 0, 1], "85,71 %")

# In all, done in time, done late, open in time, open late.
BOARD_BY_UNIT = {COMMUNE: [4, 2, 1, 1, 0], DEPARTMENT: [2, 1, 0, 0, 1]}
BOARD_BY_PERSON = {
    (COMMUNE, LAN): [2, 0, 1, 1, 0],
    (COMMUNE, AN): [1, 1, 0, 0, 0],
    (COMMUNE, HUNG): [1, 1, 0, 0, 0],
    (DEPARTMENT, KHOA): [1, 1, 0, 0, 0],
    (DEPARTMENT, ""): [1, 0, 0, 0, 1],
}
BOARD_TOTAL = ([6, 3, 1, 1, 1], "60,00 %")

RATES = {
    "R1": (9, 17, "52,94 %"),
    "R2": (6, 7, "85,71 %"),
    "R3": (6, 7, "85,71 %"),
    "R4a": (5, 7, "71,43 %"),
    "R4b": (1, 7, "14,29 %"),
    "R4c": (1, 7, "14,29 %"),
    "R5": (3, 5, "60,00 %"),
    "R5a": (2, 5, "40,00 %"),
    "R7": (6, 7, "85,71 %"),
}
ASIDE = {"R1": {"unregistered": 1}, "R5": {"given_back": 1}, "R5a": {"given_back": 1}}
OPEN_IN_TIME = 1
R6 = (6, 7, "85,71 %")

# What the district was told of its three documents.
TOLD_TO_THE_DISTRICT = {
    "01/KH-UBND": ["01", "03", "04", "05", "06"],
    "02/CT-UBND": ["01", "03", "04", "05", "06"],
    "03/BC-UBND": ["01", "02"],
}


@pytest.fixture(scope="module")
def office(django_db_setup: None, django_db_blocker: Any) -> Iterator[Office]:
    """The month, played once; whoever asks stands in the morning of the first of December."""
    before = datetime(2026, 10, 30, 8, tzinfo=clock.VIETNAM)
    with django_db_blocker.unblock(), transaction.atomic():
        with time_machine.travel(before, tick=False):
            newest.file().unlink(missing_ok=True)
            played = Office(cast.gather(keys=True))
            import_shipped(by=System())
        for line in MONTH:
            played.play(*line)
        follow_log()
        with time_machine.travel(REPORTED, tick=False), translation.override("en"):
            yield played
        transaction.set_rollback(True)


def book(office: Office, series: str) -> Register:
    return Register.objects.get(unit=office.cast.commune, series=series)


def lines_of(office: Office, series: str, **asked: Any) -> list[tuple[str, ...]]:
    return [row.cells for row in registers.lines(book(office, series), by=office.cast.hoa, **asked)]


def shown(share: str) -> str:
    return share.replace("\u00a0", " ")


@pytest.mark.law("L24", "L1", "L2")
def test_the_register_of_outgoing_documents_is_the_one_written_by_hand(office: Office) -> None:
    assert lines_of(office, "outgoing") == OUTGOING_REGISTER


@pytest.mark.law("L15")
def test_the_copy_stands_in_the_series_of_copies_with_its_own_number(office: Office) -> None:
    assert lines_of(office, "copies") == COPIES_REGISTER


@pytest.mark.law("L24", "L8")
def test_the_register_of_incoming_documents_is_the_one_written_by_hand(office: Office) -> None:
    assert lines_of(office, "incoming") == INCOMING_REGISTER


@pytest.mark.law("L24")
def test_a_slip_bears_the_arrival_number_and_the_day_the_document_came(office: Office) -> None:
    arrival = office.arrival("A3")

    assert slips.arrived(arrival, slips.slip(arrival)) == "Arrival number 3, 05/11/2026"


@pytest.mark.law("L24", "L9")
def test_the_register_that_follows_the_handling_is_the_one_written_by_hand(office: Office) -> None:
    assert lines_of(office, "incoming", sheet=TRACKING) == TRACKING_REGISTER


@pytest.mark.law("L24")
@pytest.mark.parametrize(
    ("series", "by_hand", "total"),
    [
        ("incoming", INCOMING_HANDLED, INCOMING_TOTAL),
        ("outgoing", OUTGOING_HANDLED, OUTGOING_TOTAL),
    ],
)
def test_the_report_on_handling_is_the_one_counted_by_hand(
    office: Office, series: str, by_hand: Any, total: Any
) -> None:
    asked = handling.Asked(office.cast.commune, series, FIRST, LAST)

    lines = handling.lines(asked)

    told = {(line.note, line.name): line.figures.row(asked.outcomes) for line in lines}
    whole = handling.total(lines)
    assert told == by_hand
    assert (whole.row(asked.outcomes), shown(whole.share)) == total
    for line in lines:
        behind = list(handling.every(asked, office.cast.hoa, "", line.key, 100))
        assert len(behind) == line.figures.total


def test_the_score_board_by_unit_and_person_is_the_one_counted_by_hand(office: Office) -> None:
    asked = scoreboard.Asked(scoreboard.reach_of(office.cast.minh), FIRST, LAST)

    units, persons = scoreboard.by_unit(asked), scoreboard.by_person(asked)

    whole = scoreboard.total(units)
    assert {line.name: line.figures.row() for line in units} == BOARD_BY_UNIT
    assert {(line.note, line.name): line.figures.row() for line in persons} == BOARD_BY_PERSON
    assert (whole.row(), shown(whole.share)) == BOARD_TOTAL
    assert scoreboard.total(persons).row() == whole.row()
    for outcome in OUTCOMES:
        items = list(scoreboard.every(asked, office.cast.minh, outcome, 100))
        assert len(items) == whole.of(outcome)


def test_the_rates_are_those_counted_by_hand(office: Office) -> None:
    report = rates([office.cast.commune], FIRST, LAST)

    told = {
        key: (each.numerator, each.denominator, shown(each.percent))
        for key, each in report.figures.items()
    }
    assert told == RATES
    assert {key: each.reasons for key, each in report.figures.items() if each.reasons} == ASIDE
    assert report.figures["R5"].open_in_time == report.figures["R5a"].open_in_time == OPEN_IN_TIME
    for key, each in report.figures.items():
        assert len(list(items(report, key))) == each.denominator


@pytest.mark.law("L8")
def test_who_registers_until_the_next_working_day_is_in_time(office: Office) -> None:
    """R6: of what came and was not refused."""
    came = Incoming.objects.filter(unit=office.cast.commune).exclude(state="refused")
    days = calendar()

    in_time = [
        each
        for each in came
        if each.registered_at and each.registered_at <= due(Clock.REGISTER, each.arrived_at, days)
    ]

    told = (len(in_time), came.count(), shown(percent(len(in_time), came.count())))
    assert told == R6


@pytest.mark.law("L3")
def test_what_is_issued_until_the_next_working_day_is_in_time(office: Office) -> None:
    """R7: the report on outgoing documents tells the same, and O2 is the one issued late."""
    asked = handling.Asked(office.cast.commune, "outgoing", FIRST, LAST)

    whole = handling.total(handling.lines(asked))

    issued = whole.of(DONE_IN_TIME) + whole.of(DONE_LATE)
    report = rates([office.cast.commune], FIRST, LAST)
    assert (whole.of(DONE_IN_TIME), issued, shown(whole.share)) == RATES["R7"]
    assert [each.uid for each in items(report, "R7", "missing")] == [office.paper("O2").uid]


@pytest.mark.law("L10")
def test_the_deputy_signs_for_the_head_and_the_delegate_by_authorisation(office: Office) -> None:
    told = {
        name: office.paper(name).document.signatures.get(purpose="leader").authority
        for name in ("O1", "O5", "O6")
    }

    assert told == {
        "O1": "TM. ỦY BAN NHÂN DÂN / CHỦ TỊCH",
        "O5": "TM. ỦY BAN NHÂN DÂN / KT. CHỦ TỊCH / PHÓ CHỦ TỊCH",
        "O6": "TUQ. CHỦ TỊCH / PHÓ CHỦ TỊCH",
    }


def test_what_came_back_was_signed_in_its_second_round(office: Office) -> None:
    paper = office.paper("O8")

    assert (paper.round, [each.reason for each in paper.rounds.all()]) == (2, ["Số liệu chưa khớp"])


@pytest.mark.law("L7", "L17")
def test_the_district_was_told_what_became_of_its_documents(office: Office) -> None:
    sent = Document.objects.filter(unit=office.cast.district, outgoing__isnull=False)

    told = {each.code: exchange.statuses_seen(Delivery.objects.get(document=each)) for each in sent}

    assert told == TOLD_TO_THE_DISTRICT
