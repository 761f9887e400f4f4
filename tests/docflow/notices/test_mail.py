"""Mail of notices, through a real server: at once, once a day, refused, slow and away."""

import logging
from dataclasses import replace
from datetime import date, timedelta

import pytest

from config.env import MailServer
from docflow import clock
from docflow.clock import at
from docflow.errors import Refused
from docflow.notices import mail, tasks
from docflow.notices.actions import choose
from docflow.notices.letters import next_digest
from docflow.notices.models import Letter, MailChoice, Notice
from docflow.people import actions as people_actions
from docflow.people.actor import System
from docflow.people.oneself import Oneself
from docflow.work import TRIES
from tests import builders
from tests.docflow.notices.servers import QUICK, post_office
from tests.docflow.notices.telling import at_moment, hear

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 23)
AT_ONCE = {"waiting": "mail", "own": "mail", "deadline": "mail", "delivery": "mail"}


@pytest.fixture
def post(settings):
    """A mail server, which the installation uses."""
    with post_office() as office:
        settings.MAIL = MailServer("smtp", "127.0.0.1", office.port, "vanban@example.vn")
        yield office


def wants(actor, ways, hour=8):
    """The person's choice."""
    address = f"{actor.user.username}@example.vn"
    return choose(address, ways, hour, by=Oneself(actor.user))


def send_all():
    """What the worker does with the letters that wait."""
    for letter in Letter.objects.waiting():
        tasks.send_letter(letter.pk)


def test_what_waits_is_mailed_at_once_with_a_link_and_without_the_subject(people, post, settings):
    wants(people.minh, AT_ONCE)
    paper = builders.waiting_for_signature(people, subject="Kế hoạch rất riêng")
    hear()
    send_all()

    [taken] = post.taken
    text = taken.get_content()
    assert taken["To"] == "minh@example.vn"
    assert taken["From"] == "vanban@example.vn"
    assert f"{settings.DOCFLOW_BASE_URL}/document/{paper.uid}/" in text
    assert "Báo cáo" in text
    assert "rất riêng" not in taken.as_string() + text


def test_a_mail_tells_the_number_once_there_is_one(people, post):
    wants(people.lan, AT_ONCE)
    delivery = builders.issued(people)
    hear()
    send_all()

    texts = [each.get_content() for each in post.taken]
    assert any(delivery.document.code in text for text in texts)


def test_a_mail_is_in_the_persons_language(people, post):
    wants(people.minh, AT_ONCE)
    people.minh.user.language = "en"
    people.minh.user.save()
    builders.waiting_for_signature(people)
    hear()
    send_all()

    [taken] = post.taken
    assert taken["Subject"] == "Docflow: A document waits for your signature."


def test_who_may_not_read_the_document_any_more_gets_neither_its_number_nor_its_link(people, post):
    wants(people.lan, AT_ONCE)
    delivery = builders.issued(people)
    hear()
    post_of_lan = people.lan.appointment
    people_actions.end_appointment(post_of_lan, clock.today() - timedelta(days=1), by=System())
    send_all()

    for taken in post.taken:
        text = taken.get_content()
        assert delivery.document.code not in text
        assert str(delivery.document.uid) not in text
        assert "/notices/" in text


def test_nobody_is_mailed_who_did_not_ask_for_it(people, post):
    builders.issued(people)
    hear()
    send_all()

    assert not Letter.objects.exists()
    assert post.taken == []


def test_only_the_topics_chosen_are_mailed(people, post):
    wants(people.lan, {"own": "application", "delivery": "mail"})
    builders.issued(people)
    hear()

    assert not Letter.objects.exists()


def test_once_a_day_everything_comes_in_one_mail_at_the_hour_chosen(people, post):
    with at_moment(at(MONDAY, 9)):
        wants(people.lan, {"own": "digest"}, hour=16)
        builders.issued(people)
        hear()
        assert not Letter.objects.exists()
    with at_moment(at(MONDAY, 16, 1)):
        hear()
        hear()
        send_all()
    with at_moment(at(MONDAY + timedelta(days=1), 16, 1)):
        hear()
        send_all()

    [taken] = post.taken
    assert taken.get_content().count("/document/") == 2
    assert not Notice.objects.filter(in_digest=True).exists()


def test_what_is_urgent_does_not_wait_for_the_daily_mail(people, post):
    wants(people.minh, {"waiting": "digest"})
    builders.waiting_for_signature(people, urgency="express")
    hear()
    send_all()

    assert len(post.taken) == 1


@pytest.mark.parametrize(
    ("now", "hour", "then"),
    [
        (at(MONDAY, 7), 8, at(MONDAY, 8)),
        (at(MONDAY, 8), 8, at(MONDAY + timedelta(days=1), 8)),
        (at(MONDAY, 23, 59), 0, at(MONDAY + timedelta(days=1), 0)),
    ],
    ids=["today", "tomorrow", "midnight"],
)
def test_the_next_daily_mail_is_at_the_hour_in_vietnam(now, hour, then):
    assert next_digest(hour, now) == then


def test_a_mail_sent_twice_bears_the_same_name(people, post, monkeypatch):
    """Killed after the server took it and before that was kept: it is the same mail again."""
    wants(people.minh, AT_ONCE)
    builders.waiting_for_signature(people)
    hear()
    [letter] = Letter.objects.waiting()

    class PowerCut(BaseException):
        pass

    def cut(_letter):
        raise PowerCut

    monkeypatch.setattr(tasks, "_settle", cut)
    with pytest.raises(PowerCut):
        tasks.send_letter(letter.pk)
    monkeypatch.undo()
    Letter.objects.update(lease=None)

    tasks.send_letter(letter.pk)
    tasks.send_letter(letter.pk)

    first, second = post.taken
    assert first["Message-ID"] == second["Message-ID"]
    assert not Letter.objects.waiting().exists()


@pytest.mark.parametrize("answer", ["451 try later", "554 no"], ids=["for now", "of this content"])
def test_a_mail_the_server_does_not_take_is_tried_again(people, post, answer, caplog):
    caplog.set_level(logging.CRITICAL)
    wants(people.minh, AT_ONCE)
    builders.waiting_for_signature(people)
    hear()
    post.answer = answer
    send_all()
    [letter] = Letter.objects.waiting()
    assert letter.attempts == 1
    assert answer[:3] in letter.last_error

    post.answer = "250 OK"
    send_all()

    assert len(post.taken) == 1
    letter.refresh_from_db()
    assert letter.sent_at
    assert (letter.due, letter.last_error) == (None, "")


def test_an_address_the_server_will_never_take_is_given_up_and_its_owner_told(people, post):
    wants(people.minh, AT_ONCE)
    builders.waiting_for_signature(people)
    hear()
    post.recipient = "550 no such user"
    send_all()

    [letter] = Letter.objects.all()
    assert letter.due is None
    assert letter.given_up_at
    assert "550" in MailChoice.objects.get().refused


def test_a_recipient_refused_for_now_is_tried_again(people, post, caplog):
    caplog.set_level(logging.CRITICAL)
    wants(people.minh, AT_ONCE)
    builders.waiting_for_signature(people)
    hear()
    post.recipient = "450 greylisted"
    send_all()

    assert Letter.objects.waiting().get().attempts == 1
    assert MailChoice.objects.get().refused == ""


def test_a_slow_server_is_not_waited_for_longer_than_agreed(people, post, monkeypatch, caplog):
    caplog.set_level(logging.CRITICAL)
    monkeypatch.setattr(mail, "SECONDS", QUICK)
    wants(people.minh, AT_ONCE)
    builders.waiting_for_signature(people)
    hear()
    post.pause = QUICK * 3
    send_all()

    assert "timed out" in Letter.objects.waiting().get().last_error


def test_while_the_server_is_away_nothing_is_lost_and_in_the_end_it_is_given_up(
    people, post, settings, caplog
):
    caplog.set_level(logging.CRITICAL)
    wants(people.minh, AT_ONCE)
    builders.waiting_for_signature(people)
    hear()
    [letter] = Letter.objects.waiting()
    settings.MAIL = replace(settings.MAIL, port=1)
    for _try in range(TRIES):
        tasks.send_letter(letter.pk)

    letter.refresh_from_db()
    assert letter.attempts == TRIES
    assert letter.due is None
    assert letter.given_up_at
    assert "refused" in letter.last_error
    assert Notice.objects.filter(person=people.minh.user, line="to_sign").exists()


def test_who_chose_otherwise_meanwhile_gets_no_mail(people, post):
    wants(people.minh, AT_ONCE)
    builders.waiting_for_signature(people)
    hear()
    choose("", {}, by=Oneself(people.minh.user))
    send_all()

    assert post.taken == []
    assert not Letter.objects.waiting().exists()


def test_without_a_mail_server_nobody_can_choose_mail_and_nothing_is_written(people, settings):
    settings.MAIL = None
    with pytest.raises(Refused) as refused:
        wants(people.minh, AT_ONCE)

    assert refused.value.code == "mail_off"


@pytest.mark.parametrize(
    ("address", "ways", "hour", "code"),
    [
        ("", AT_ONCE, 8, "mail_missing"),
        ("lan", AT_ONCE, 8, "mail_address"),
        ("lan@x\nBcc: y@z.vn", AT_ONCE, 8, "mail_address"),
        ("lân@example.vn", AT_ONCE, 8, "mail_address"),
        ("lan@example.vn", {"weather": "mail"}, 8, "unknown_topic"),
        ("lan@example.vn", {"own": "pigeon"}, 8, "unknown_topic"),
        ("lan@example.vn", AT_ONCE, 24, "bad_hour"),
    ],
    ids=["none", "no address", "two lines", "not ascii", "topic", "way", "hour"],
)
def test_a_choice_that_cannot_be_kept_is_refused(units, post, address, ways, hour, code):
    with pytest.raises(Refused) as refused:
        choose(address, ways, hour, by=Oneself(units.lan.user))

    assert refused.value.code == code
