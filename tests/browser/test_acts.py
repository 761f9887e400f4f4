"""How many clicks, keys and fields the commonest work of each desk takes: docs/acts.md.

Everything begins at the desk, just signed in, and ends in what the database says.
"""

import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import expect

from docflow.demo.seed import PIN
from tests.browser.acts import DEEDS, INTRODUCTION, Hand, table
from tests.browser.desk_morning import ARRIVES, DOSSIER, IN_TURNS, ISSUED, REPORT, TEN
from tests.browser.people import Site, Visit, shown
from tests.builders import PAGE

LEADER, DEPUTY, SPECIALIST, CLERK, AUDITOR = (f"15964-{place}" for place in (1, 2, 5, 6, 7))
TOP_LEADER, TOP_OFFICE, TOP_CLERK = "38-1", "38-3", "38-6"
HEAD, HANDLER = "38-snnmt-1", "38-snnmt-5"
DEPARTMENT = "Sở Nông nghiệp và Môi trường"
SLOW = 60_000  # milliseconds, for ten signatures beside much else
DRAWN = "[data-viewer][data-state=shown]"
NOTICE = "main .notice-line"
STATE = (
    "select p.state from incoming_incoming p join documents_document d on d.id = p.document_id"
    " join people_appointment a on a.unit_id = d.unit_id join people_user u on u.id = a.user_id"
    " where u.username = ? and d.subject = ?"
)
OUTGOING = STATE.replace("incoming_incoming", "outgoing_outgoing")
UNDER_WAY = "from incoming_assignment t join documents_document d on d.id = t.arrival_id"


@pytest.fixture(scope="module", autouse=True)
def kept() -> Iterator[None]:
    """The table, shown when all is counted, and kept where ACTS names a file."""
    yield
    counted = table(DEEDS)
    print(f"\n{counted}")
    if "ACTS" in os.environ:
        Path(os.environ["ACTS"]).write_text(INTRODUCTION + counted)


def asked(site: Site, question: str, *words: str) -> list[object]:
    """The first column of what the database of the site answers."""
    with sqlite3.connect(f"file:{site.data / 'docflow.sqlite3'}?mode=ro", uri=True) as database:
        return [row[0] for row in database.execute(question, words)]


def code_of(site: Site, subject: str) -> str:
    """The number of an issued document, as people write it."""
    numbered = "select printf('%02d/%s', number, notation) from documents_document"
    return str(asked(site, f"{numbered} where subject = ?", subject)[0])


def hand(visit: Visit, who: str) -> Hand:
    """Somebody at their desk."""
    return Hand(visit.as_(who))


def found(person: Hand, subject: str) -> None:
    """Open a document of the desk."""
    person.click_on(person.page.locator("main").get_by_role("link", name=subject))


def test_a_clerk_registers_an_electronic_arrival(visit: Visit) -> None:
    clerk = hand(visit, CLERK)

    with clerk.does("Clerk: register an electronic arrival", 12):
        found(clerk, ARRIVES)
        clerk.click("Vào sổ")
        expect(clerk.page.locator(NOTICE).first).to_contain_text("vào sổ")

    assert asked(visit.site, STATE, CLERK, ARRIVES) == ["registered"]


def test_a_clerk_takes_in_a_paper_and_registers_it(visit: Visit) -> None:
    clerk = hand(visit, CLERK)

    with clerk.does("Clerk: take in a paper with its fields, and register it", 12):
        clerk.click("Tiếp nhận văn bản giấy", "nav.side")
        expect(clerk.page.locator("#id_code_as_written")).to_be_focused()
        clerk.type_("217/CV-LS")
        clerk.fill("#id_issuer", "Công ty Cổ phần Vận tải Lam Sơn")
        clerk.fill("#id_subject", "Đề nghị hỗ trợ vận chuyển")
        clerk.fill("#id_issued_on", "11202026")
        clerk.choose_file("#id_scan", PAGE)
        expect(clerk.page.locator(".upload .mark.good")).to_be_visible()
        clerk.click("Tiếp nhận, rồi vào sổ")
        clerk.click("Vào sổ")
        expect(clerk.page.locator(NOTICE).first).to_contain_text("vào sổ")

    assert asked(visit.site, STATE, CLERK, "Đề nghị hỗ trợ vận chuyển") == ["registered"]
    kind = "select kind from documents_document where subject = ?"
    assert asked(visit.site, kind, "Đề nghị hỗ trợ vận chuyển") == ["OFFICIAL_LETTER"]


def test_a_clerk_numbers_seals_and_issues(visit: Visit) -> None:
    clerk = hand(visit, CLERK)

    with clerk.does("Clerk: number, seal, issue", 6):
        found(clerk, ISSUED)
        clerk.click("Cấp số")
        expect(clerk.page.locator("#id_pin")).to_be_focused()
        clerk.type_(PIN)
        clerk.press("Enter")
        clerk.page.wait_for_url("**/issue/**")
        clerk.click("Phát hành")
        expect(clerk.page.locator(NOTICE).first).to_contain_text("Đã phát hành")

    assert asked(visit.site, OUTGOING, CLERK, ISSUED) == ["issued"]


def test_a_leader_signs_ten_documents_with_one_pin(visit: Visit) -> None:
    leader = hand(visit, LEADER)
    waits = leader.page.locator("tr", has_text="Báo cáo tuần số")

    with leader.does("Leader: sign ten, each chosen, with one PIN", 14) as deed:
        leader.click_on("main a.tile[href='/queue/to_sign/']")
        expect(waits).to_have_count(TEN)
        for number in range(TEN):
            leader.click_on(waits.nth(number).locator("input[type=checkbox]"))
        leader.click("Ký các văn bản đã chọn bằng một mã PIN")
        expect(leader.page.locator("#id_pin")).to_be_focused()
        leader.type_(PIN)
        leader.press("Enter")
        expect(leader.page.locator(NOTICE).last).to_contain_text(str(TEN), timeout=SLOW)

    assert len(deed.acts) == 4 + TEN
    signed = "select state from outgoing_outgoing p join documents_document d on d.id ="
    signed += " p.document_id where d.subject like ?"
    assert asked(visit.site, signed, "Báo cáo tuần số%") == ["signed"] * TEN


@pytest.mark.parametrize(
    ("who", "address"), [(TOP_CLERK, "/"), (CLERK, "/notices/"), ("15952-5", "/account/")]
)
def test_anyone_finds_a_document_by_its_number_from_any_page(
    visit: Visit, who: str, address: str
) -> None:
    code = code_of(visit.site, ARRIVES)
    person = hand(visit, who)
    person.page.goto(address)

    with person.does(f"Anyone: find a document by its number ({address})", 3):
        person.press("/")
        person.type_(code)
        person.press("Enter")
        person.page.wait_for_url("**/document/**")

    expect(person.page.locator("h1")).to_have_text(ARRIVES)
    assert code in person.page.locator("dl.facts").first.inner_text()


def test_a_document_goes_from_the_clerk_of_the_top_to_a_desk_and_is_filed(visit: Visit) -> None:
    clerk = hand(visit, TOP_CLERK)
    with clerk.does("Clerk: register what goes on to a department", 12):
        found(clerk, ARRIVES)
        clerk.click("Vào sổ")
        expect(clerk.page.locator(NOTICE).first).to_contain_text("vào sổ")
    assert asked(visit.site, STATE, TOP_CLERK, ARRIVES) == ["registered"]

    office = hand(visit, TOP_OFFICE)
    with office.does("Head of office: submit it with a proposal", 5):
        found(office, ARRIVES)
        office.click_on("[data-directive]")
        office.click_on(office.page.locator("tr", has_text=DEPARTMENT).locator("[name=lead]"))
        office.page.wait_for_selector(DRAWN)
        shown(office.page, "proposal")
        office.click("Trình")
        expect(office.page.locator("h1")).not_to_have_text(ARRIVES)
    assert asked(visit.site, STATE, TOP_CLERK, ARRIVES) == ["submitted"]

    leader = hand(visit, TOP_LEADER)
    with leader.does("Leader: direct it as the office proposes", 3):
        found(leader, ARRIVES)
        leader.click("Phân công")
        expect(leader.page.locator("h1")).not_to_have_text(ARRIVES)
    assert asked(visit.site, STATE, TOP_CLERK, ARRIVES) == ["assigned"]

    head = hand(visit, HEAD)
    with head.does("Head of department: re-assign it to a specialist", 5):
        found(head, ARRIVES)
        head.click_on(head.page.locator("tr", has_text="Đỗ Văn Ngọc").locator("[name=person]"))
        head.click_on(head.page.locator("[name=due][value='1']"))
        head.click("Phân công lại")
        expect(head.page.locator("h1")).not_to_have_text(ARRIVES)
    second = f"select t.level {UNDER_WAY} where d.subject = ? and t.level = 2"
    assert asked(visit.site, second, ARRIVES) == [2]


def test_more_time_is_asked_for_and_granted_and_the_task_ends_in_the_file(visit: Visit) -> None:
    handler = hand(visit, HANDLER)
    with handler.does("Specialist: ask for more time", 7):
        found(handler, ARRIVES)
        handler.click("Xin gia hạn")
        handler.click_on("[name=due][value='3']")
        handler.click_on("#id_reason")
        handler.type_("Chờ số liệu của các xã")
        handler.click("Xin gia hạn")
        expect(handler.page.locator("h1")).to_have_text(ARRIVES)
    extension = (
        "select x.state from incoming_extension x join incoming_assignment t on t.id = x.task_id"
        " join documents_document d on d.id = t.arrival_id where d.subject = ?"
    )
    assert asked(visit.site, extension, ARRIVES) == ["asked"]

    head = hand(visit, HEAD)
    with head.does("Head of department: grant more time", 4):
        found(head, ARRIVES)
        head.click_on("[name=decision][value=allow]")
        head.click("Quyết định")
        expect(head.page.locator("h1")).not_to_have_text("Quyết định gia hạn")
    assert asked(visit.site, extension, ARRIVES) == ["allowed"]

    leader = hand(visit, TOP_LEADER)
    urges = (
        "select u.id from incoming_urge u join incoming_assignment t on t.id = u.task_id"
        " join documents_document d on d.id = t.arrival_id where d.subject = ?"
    )
    with leader.does("Leader: ask again how a directive stands", 2):
        leader.click("Theo dõi chỉ đạo", "nav.side")
        row = leader.page.locator("tr", has_text=ARRIVES)
        shown(leader.page, "follow-up")
        leader.click_on(row.get_by_role("button", name="Đôn đốc"))
        expect(row).to_contain_text("chưa trả lời")
    assert len(asked(visit.site, urges, ARRIVES)) == 1

    handler = hand(visit, HANDLER)
    with handler.does("Specialist: report how it stands", 4):
        found(handler, ARRIVES)
        handler.click_on("#id_report")
        handler.type_("Đang tổng hợp số liệu")
        handler.click("Báo cáo tình hình")
        expect(handler.page.locator("h1")).not_to_have_text("Báo cáo tình hình")
    assert len(asked(visit.site, f"{urges} and u.reported_at is not null", ARRIVES)) == 1

    handler = hand(visit, HANDLER)
    with handler.does("Specialist: begin, and finish it with its result", 7):
        found(handler, ARRIVES)
        handler.click("Bắt đầu xử lý")
        handler.click("Kết thúc")
        handler.click_on("#id_result")
        handler.type_("Đã cử lực lượng tuần tra")
        handler.click("Kết thúc")
        expect(handler.page.locator("h1")).to_have_text(ARRIVES)
    assert asked(visit.site, STATE, TOP_CLERK, ARRIVES) == ["done"]

    clerk = hand(visit, TOP_CLERK)
    with clerk.does("Clerk: file what is done", 8):
        clerk.press("/")
        clerk.type_(code_of(visit.site, ARRIVES))
        clerk.press("Enter")
        clerk.click("Lưu văn bản")
        clerk.click_on("#id_place")
        clerk.type_("Hồ sơ quản lý đê điều, tủ 3")
        clerk.click("Lưu văn bản")
        expect(clerk.page.locator("h1")).to_have_text(ARRIVES)
    assert asked(visit.site, STATE, TOP_CLERK, ARRIVES) == ["filed"]


def test_a_specialist_opens_a_dossier_and_puts_a_document_in(visit: Visit) -> None:
    specialist = hand(visit, SPECIALIST)

    with specialist.does("Specialist: open a dossier by putting a document in", 6):
        specialist.press("/")
        specialist.type_(code_of(visit.site, ISSUED))
        specialist.press("Enter")
        specialist.click("Đưa vào hồ sơ")
        specialist.click("Đưa vào")
        expect(specialist.page.locator("h1")).to_have_text(ISSUED)

    state = "select state from dossiers_dossier where title like ?"
    assert asked(visit.site, state, f"{DOSSIER}%") == ["open"]
    specialist.page.get_by_role("link", name=DOSSIER).click()
    shown(specialist.page, "dossier")


def test_a_clerk_has_a_copy_made(visit: Visit) -> None:
    clerk = hand(visit, CLERK)

    with clerk.does("Clerk: make a copy for a unit", 10):
        clerk.press("/")
        clerk.type_(code_of(visit.site, ISSUED))
        clerk.press("Enter")
        clerk.click("Tạo bản sao")
        clerk.click("Tạo bản sao rồi chọn nơi nhận")
        expect(clerk.page.locator("#q")).to_be_focused()
        clerk.type_("hoang hoa")
        clerk.press("Enter")
        clerk.click_on("#found button")
        expect(clerk.page.locator("#chosen + .count")).to_have_text("1")

    state = "select p.state from copies_copy p join documents_document d on d.id = p.document_id"
    assert asked(visit.site, f"{state} where d.subject = ?", ISSUED) == ["draft"]


def test_a_leader_lets_the_deputy_stand_in(visit: Visit) -> None:
    leader = hand(visit, LEADER)
    post = "select uid from people_appointment where user_id = (select id from people_user where"
    (deputy,) = asked(visit.site, f"{post} username = ?)", DEPUTY)

    with leader.does("Leader: let the deputy assign for a week", 9):
        leader.click("Ủy quyền và vắng mặt", "nav.side")
        leader.click("Ủy quyền cho người khác")
        leader.click_on("#id_taker")
        leader.page.select_option("#id_taker", str(UUID(str(deputy))))
        leader.click_on("[name=permissions][value='incoming.assign']")
        leader.click_on("#id_basis")
        leader.type_("06/GUQ-UBND ngày 23/11/2026")
        expect(leader.page.locator("#preview li").first).to_be_visible()
        shown(leader.page, "delegation")
        leader.click("Giao")
        expect(leader.page.locator("main tbody tr").first).to_be_visible()

    given = "select basis from people_delegation where basis like ?"
    assert len(asked(visit.site, given, "06/GUQ-UBND%")) == 1


def test_a_clerk_answers_a_periodic_report(visit: Visit) -> None:
    clerk = hand(visit, CLERK)

    with clerk.does("Clerk: answer a periodic report of two figures", 6):
        found(clerk, REPORT)
        expect(clerk.page.locator("#id_figure_1, [name$='_1']").first).to_be_focused()
        clerk.type_("980")
        clerk.press("Tab")
        clerk.type_("4")
        clerk.press("Enter")
        expect(clerk.page.locator(NOTICE).first).to_contain_text(REPORT)

    sent = "select r.state from reporting_report r join reporting_reportrequest q on"
    sent += " q.id = r.request_id where q.title = ?"
    assert asked(visit.site, sent, REPORT) == ["sent", "sent"]
    above = visit.as_("399-6")
    above.goto("/reporting/")
    above.get_by_role("link", name=REPORT).click()
    expect(above.locator("main")).to_contain_text("2.230")
    shown(above, "periodic-report")


def test_a_clerk_prints_the_register(visit: Visit) -> None:
    clerk = hand(visit, CLERK)

    with clerk.does("Clerk: print the register of arrivals", 4):
        clerk.click("Sổ đăng ký", "nav.side")
        clerk.click("Văn bản đến", "main table")
        shown(clerk.page, "register")
        clerk.click("In")
        expect(clerk.page.locator("table")).to_contain_text(ARRIVES)


def test_an_auditor_reads_who_did_what_to_a_document(visit: Visit) -> None:
    auditor = hand(visit, AUDITOR)

    with auditor.does("Auditor: who did what to a document", 4):
        auditor.click("Nhật ký", "nav.side")
        auditor.click_on("main form input[name=document], main form [placeholder*='BC-UBND']")
        auditor.type_(code_of(visit.site, ISSUED))
        auditor.press("Enter")
        expect(auditor.page.locator("main")).to_contain_text("Đóng dấu")


@pytest.mark.skipif("PICTURES" not in os.environ, reason="pages the walk comes to; for pictures")
def test_further_desks_leave_their_pictures(visit: Visit) -> None:
    for who, address, picture in (
        (SPECIALIST, "/write/", "write"),
        ("399-1", "/board/", "score-board"),
        ("15997-8", "/calendar/", "calendar"),
        ("15997-5", "/notices/", "notices"),
    ):
        page = visit.as_(who)
        page.goto(address)
        expect(page.locator("h1")).to_be_visible()
        shown(page, picture)


def test_a_specialist_sees_where_an_order_stands(visit: Visit) -> None:
    page = visit.as_(SPECIALIST)
    page.goto("/queue/under_way/")
    page.get_by_role("link", name=IN_TURNS).click()
    expect(page.locator("main")).to_contain_text("Ký nháy")
    page.wait_for_selector(DRAWN)
    shown(page, "circuit")
