"""The pages of notices, of how one hears, of webhooks and of the calendar."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from config.env import MailServer
from docflow import clock
from docflow.notices import actions
from docflow.notices.models import Endpoint, MailChoice, Notice
from docflow.people import actions as people_actions
from docflow.people.actor import Actor, System
from docflow.permissions import Role
from docflow.units.models import CalendarDay
from tests import builders
from tests.cast import LONG_AGO
from tests.docflow.notices.telling import hear
from tests.docflow.web.browsing import browser_of

pytestmark = pytest.mark.django_db


def administrator(people, unit):
    """An administrator of a unit."""
    user = people_actions.invite("son", "Đặng Văn Sơn", by=System())
    return Actor(
        people_actions.appoint(
            user,
            unit,
            "Quản trị",
            [Role.UNIT_ADMINISTRATOR],
            by=System(),
            valid_from=LONG_AGO,
        )
    )


def page_of(browser, address):
    """The text of a page."""
    return browser.get(address, headers={"Accept-Language": "en"}).content.decode()


def test_what_a_person_was_told_stands_on_the_page_with_the_document(people):
    paper = builders.waiting_for_signature(people, subject="Kế hoạch rất riêng")
    hear()

    page = page_of(browser_of(people.minh), "/notices/")

    assert "A document waits for your signature." in page
    assert f"/document/{paper.uid}/" in page
    assert "Kế hoạch rất riêng" in page


def test_the_subject_is_not_told_to_who_may_not_see_the_document_any_more(people):
    paper = builders.waiting_for_signature(people, subject="Kế hoạch rất riêng")
    hear()
    Notice.objects.filter(line="to_sign").update(
        person=people.tuan.user, post=people.tuan.appointment
    )

    page = page_of(browser_of(people.tuan), "/notices/")

    assert "A document waits for your signature." in page
    assert "a document you may not see" in page
    assert "riêng" not in page
    assert str(paper.uid) not in page


def test_the_frame_counts_the_unread_until_they_are_read(people):
    builders.issued(people)
    Notice.objects.all().delete()
    hear()
    Notice.objects.filter(topic="account").delete()
    browser = browser_of(people.lan)
    assert '2<span class="visually-hidden"> unread' in page_of(browser, "/")
    notice = Notice.objects.get(line="signed")

    browser.post("/notices/read/", {"notice": str(notice.uid), "request_key": "a"})
    assert '1<span class="visually-hidden"> unread' in page_of(browser, "/")
    browser.post("/notices/read/", {"request_key": "b"})

    assert "unread</span>" not in page_of(browser, "/")


def test_whoever_opens_a_document_has_read_what_they_were_told_of_it(people):
    paper = builders.waiting_for_signature(people)
    hear()
    browser_of(people.hoa).get(f"/document/{paper.uid}/")
    assert Notice.objects.get(line="to_sign").read_at is None

    browser_of(people.minh).get(f"/document/{paper.uid}/")

    assert Notice.objects.get(line="to_sign").read_at


def test_nobody_marks_anothers_notice(people):
    builders.issued(people)
    hear()
    notice = Notice.objects.get(line="to_sign")

    browser_of(people.lan).post("/notices/read/", {"notice": str(notice.uid), "request_key": "a"})

    notice.refresh_from_db()
    assert notice.read_at is None


@pytest.mark.parametrize(
    ("asked", "shown"), [("", 3), ("?topic=own", 2), ("?read=no", 2), ("?topic=x&page=y", 3)]
)
def test_notices_are_filtered_by_topic_and_by_what_is_read(people, asked, shown):
    post = people.lan.appointment
    for number, topic in enumerate(("own", "own", "deadline")):
        Notice.objects.create(
            person=post.user,
            post=post,
            line="issued",
            topic=topic,
            key=f"k{number}",
            at=clock.now(),
            read_at=clock.now() if number == 0 else None,
        )

    page = page_of(browser_of(people.lan), f"/notices/{asked}")

    assert page.count("<tr data-row>") == shown


def test_the_page_of_notices_asks_as_often_for_thirty_as_for_three(people):
    post = people.lan.appointment
    browser = browser_of(people.lan)
    paper = builders.draft(people)
    counts = []
    for many in (3, 30):
        Notice.objects.bulk_create(
            Notice(
                person=post.user,
                post=post,
                line="issued",
                topic="own",
                key=f"k{many}-{number}",
                at=clock.now(),
                document=paper.document,
            )
            for number in range(many)
        )
        with CaptureQueriesContext(connection) as asked:
            page_of(browser, "/notices/")
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_a_person_chooses_how_to_hear(people, settings):
    settings.MAIL = MailServer("smtp", "127.0.0.1", 1, "vanban@example.vn")
    browser = browser_of(people.lan)
    given = dict.fromkeys(("waiting", "own", "delivery", "account"), "application")
    given |= {"deadline": "mail", "address": "lan@example.vn", "digest_hour": "7"}

    answer = browser.post("/account/notices/", given | {"request_key": "a"})

    assert answer["Location"] == "/account/?done=notices"
    choice = MailChoice.objects.get()
    assert (choice.address, choice.way("deadline"), choice.digest_hour) == (
        "lan@example.vn",
        "mail",
        7,
    )


def test_a_choice_that_cannot_be_kept_comes_back_with_what_was_typed(people, settings):
    settings.MAIL = MailServer("smtp", "127.0.0.1", 1, "vanban@example.vn")
    given = dict.fromkeys(("waiting", "own", "delivery", "account"), "application")
    given |= {"deadline": "mail", "address": "lan@", "digest_hour": "7", "request_key": "a"}

    page = browser_of(people.lan).post("/account/notices/", given).content.decode()

    assert 'value="lan@"' in page
    assert not MailChoice.objects.exists()


def test_the_page_says_that_there_is_no_mail(people, settings):
    settings.MAIL = None

    assert "sends no mail" in page_of(browser_of(people.lan), "/account/notices/")


def test_an_administrator_opens_a_webhook_sees_its_secret_once_and_stops_it(people):
    browser = browser_of(administrator(people, people.commune))
    given = {"url": "http://127.0.0.1:9/", "events": ["outgoing.issued"], "request_key": "a"}

    page = browser.post("/webhooks/open/", given).content.decode()
    endpoint = Endpoint.objects.get()

    assert "docflow_hook_" in page
    assert "docflow_hook_" not in page_of(browser, f"/webhooks/{endpoint.uid}/")
    browser.post(f"/webhooks/{endpoint.uid}/stop/", {"request_key": "b"})
    assert "stopped" in page_of(browser, "/webhooks/")


def test_an_address_that_is_refused_comes_back_with_the_reason(people):
    browser = browser_of(administrator(people, people.commune))
    given = {"url": "https://10.0.0.1/", "events": ["outgoing.issued"], "request_key": "a"}

    page = browser.post("/webhooks/open/", given).content.decode()

    assert "https://10.0.0.1/" in page
    assert not Endpoint.objects.exists()


def test_a_webhook_is_sent_again_from_its_page(people):
    admin = administrator(people, people.commune)
    endpoint, _secret = actions.open_endpoint("http://127.0.0.1:9/", ["outgoing.signed"], by=admin)
    builders.signed(people)
    hear()
    Endpoint.objects.update(sent=1, due=None)

    browser_of(admin).post(f"/webhooks/{endpoint.uid}/", {"first": "1", "request_key": "a"})

    endpoint.refresh_from_db()
    assert endpoint.sent == 0
    assert endpoint.due


def test_the_calendar_is_shown_to_all_and_changed_from_the_top_alone(people):
    CalendarDay.objects.create(day=date(2027, 9, 2), kind="holiday", name="Quốc khánh")
    assert "Quốc khánh" in page_of(browser_of(people.lan), "/calendar/?year=2027")
    given = {"day": "2027-09-03", "kind": "holiday", "name": "Quốc khánh", "request_key": "a"}

    below = browser_of(administrator(people, people.commune))
    page = below.post("/calendar/change/", given).content.decode()

    assert 'value="2027-09-03"' in page
    assert CalendarDay.objects.count() == 1


def test_the_administrator_at_the_top_changes_a_day(people):
    browser = browser_of(administrator(people, people.province))
    given = {"day": "2027-09-03", "kind": "holiday", "name": "Quốc khánh", "request_key": "a"}

    answer = browser.post("/calendar/change/", given)

    assert answer["Location"] == "/calendar/?year=2027"
    assert CalendarDay.objects.get().name == "Quốc khánh"


def test_health_tells_of_mails_and_webhooks_that_fail(people):
    admin = administrator(people, people.commune)
    actions.open_endpoint("http://127.0.0.1:9/", ["outgoing.signed"], by=admin)
    Endpoint.objects.update(due=clock.wall(), attempts=2, last_error="HTTP 500")
    browser = browser_of(admin)
    assert "HTTP 500" in page_of(browser, "/health/")

    answer = browser.post(
        f"/health/webhook/{Endpoint.objects.get().uid}/again/", {"request_key": "a"}
    )

    assert answer.status_code == 302
