"""A page asks the database as often for fifty papers as for five."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from docflow import clock
from docflow.documents import actions as documents
from docflow.documents.models import Document, Register
from docflow.exchange.models import Delivery
from docflow.identity import new_uid
from docflow.incoming import actions as incoming
from docflow.incoming.arriving import Arriving
from docflow.outgoing import actions as outgoing
from docflow.outgoing.contents import To
from docflow.outgoing.models import Outgoing
from docflow.reports.tasks import follow_log
from docflow.search import following
from docflow.signatures.intake import File, take_in
from tests.builders import PAGE
from tests.cast import Cast
from tests.docflow.web.browsing import browser_of

pytestmark = pytest.mark.django_db
FEW, MANY = 5, 50
DUE = 5


@pytest.fixture
def pages(people: Cast) -> dict[str, tuple[Any, Callable[[], str]]]:
    """Each main page with whoever opens it, and where it is then."""
    return {
        "desk of the clerk": (people.hoa, lambda: "/"),
        "desk of the specialist": (people.lan, lambda: "/"),
        "desk of the leader": (people.minh, lambda: "/"),
        "queue to receive": (people.hoa, lambda: "/queue/to_receive/"),
        "queue of tasks": (people.lan, lambda: "/queue/to_lead/"),
        "notices": (people.hoa, lambda: "/notices/"),
        "document": (people.hoa, lambda: f"/document/{Document.objects.latest('pk').uid}/"),
        "search": (people.hoa, lambda: "/search/?q=đề nghị"),
        "registers": (people.hoa, lambda: "/registers/"),
        "book of arrivals": (people.hoa, lambda: f"/registers/{_book().pk}/"),
        "tracking": (people.hoa, lambda: "/tracking/"),
        "a paper to sign": (people.minh, lambda: f"/outgoing/{_to_sign().document.uid}/sign/"),
        "rates": (people.quynh, lambda: "/rates/"),
        "log": (people.quynh, lambda: "/log/"),
    }


def test_a_page_asks_as_often_for_fifty_papers_as_for_five(people, pages):
    call_command("collectstatic", interactive=False, verbosity=0)
    browsers = {name: browser_of(actor) for name, (actor, _) in pages.items()}
    _fill(people, FEW)
    few = {name: _asked(browsers[name], where()) for name, (_, where) in pages.items()}

    _fill(people, MANY - FEW)
    many = {name: _asked(browsers[name], where()) for name, (_, where) in pages.items()}

    assert {name: (few[name], many[name]) for name in few if many[name] > few[name]} == {}


def _asked(browser: Any, address: str) -> int:
    """How many questions the page puts to the database when it is opened a second time."""
    assert browser.get(address).status_code == 200, address
    with CaptureQueriesContext(connection) as seen:
        answer = browser.get(address)
    assert answer.status_code == 200
    return len(seen.captured_queries)


def _fill(people: Cast, many: int) -> None:
    """So many drafts, arrivals to register, registered ones, and tasks; counted and indexed."""
    file = take_in(PAGE, by=people.lan)
    for _ in range(many):
        _draft(people, file, submitted=False)
        _draft(people, file, submitted=True)
        _letter(people, file)
        arrival = incoming.register(_letter(people, file), by=people.hoa)
        documents.read(arrival.document, by=people.hoa)
        incoming.assign(arrival, "Tham mưu", people.lan.appointment, DUE, by=people.minh)
    follow_log()
    following.catch_up(60)


def _draft(people: Cast, file: File, submitted: bool) -> None:
    number = Document.objects.count()
    paper = outgoing.draft(
        "REPORT",
        f"Đề nghị {number}",
        file,
        by=people.lan,
        signer=people.minh.appointment,
        recipients=[To(people.district), To(name="Ông Bình", channel="paper")],
    )
    if submitted:
        paper = outgoing.initial(outgoing.submit(paper, by=people.lan), by=people.hung)
        outgoing.pass_format(paper, by=people.oanh)
        name, unit = f"Nơi nhận {number}", paper.unit
        Delivery.objects.create(document=paper.document, unit=unit, name=name, channel="paper")


def _letter(people: Cast, file: File) -> Any:
    number = Document.objects.count() + 1
    arriving = Arriving(
        exchange_id=new_uid(),
        sender=None,
        issuer="Công ty A",
        kind="OFFICIAL_LETTER",
        subject=f"Đề nghị {number}",
        urgency="normal",
        number=number,
        notation="CV-LS",
        issued_on=clock.today(),
        file=file,
    )
    return incoming.arrive_on_paper(arriving, by=people.hoa)


def _to_sign() -> Outgoing:
    return Outgoing.objects.filter(state="signing").latest("pk")


def _book() -> Register:
    return Register.objects.get(series=Register.Series.INCOMING)
