"""Sessions: how long they last, what ends them, and what becomes of what was sent too late."""

import os
import re
import subprocess
import sys
from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client

from docflow import clock
from docflow.audit.events import Event
from docflow.audit.models import Entry, EntryText
from docflow.people import passwords, sign_in
from docflow.people.actions import appoint, end_appointment, invite
from docflow.people.models import User
from docflow.people.oneself import Oneself
from docflow.permissions import Role
from docflow.units.system import System
from tests.architecture.sources import ROOT

PASSWORD = "Cây cầu bắc qua suối"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def sơn(units):
    """Sơn, a clerk of the commune who has chosen a password."""
    user = invite("son", "Lý Văn Sơn", by=System(), password=PASSWORD)
    appoint(user, units.commune, "Văn thư", [Role.CLERK], by=System())
    User.objects.filter(pk=user.pk).update(password_is_initial=False)
    return User.objects.get(pk=user.pk)


@pytest.fixture
def desk(sơn):
    """A browser in which Sơn is signed in."""
    browser = Client()
    browser.post("/sign-in/", {"username": "son", "password": PASSWORD})
    return browser


@pytest.fixture
def start(sơn):
    """A moment at which Sơn signed in, and the browser."""
    now, browser = clock.wall(), Client()
    with time_machine.travel(now, tick=False):
        browser.post("/sign-in/", {"username": "son", "password": PASSWORD})
    return now, browser


def why(browser):
    """Why the browser is not signed in; None when it is."""
    answer = browser.get("/account/")
    return None if answer.status_code == 200 else answer["Location"].partition("why=")[2]


@pytest.mark.parametrize(
    ("after", "reason"), [(timedelta(minutes=29, seconds=59), None), (30 * MINUTE, "idle")]
)
def test_a_session_ends_half_an_hour_after_the_last_request(start, after, reason):
    now, browser = start

    with time_machine.travel(now + after, tick=False):
        assert why(browser) == reason


def test_each_request_begins_the_half_hour_anew(start):
    now, browser = start

    for minutes in (20, 40, 60):
        with time_machine.travel(now + minutes * MINUTE, tick=False):
            assert why(browser) is None
    with time_machine.travel(now + 90 * MINUTE, tick=False):
        assert why(browser) == "idle"


def test_a_session_is_written_once_a_minute_at_most(start, django_assert_num_queries):
    now, browser = start
    stored = Session.objects.get().session_data

    with time_machine.travel(now + timedelta(seconds=59), tick=False):
        browser.get("/account/")
    same = Session.objects.get().session_data
    with time_machine.travel(now + MINUTE, tick=False):
        browser.get("/account/")

    assert same == stored
    assert Session.objects.get().session_data != stored


def test_a_session_lasts_twelve_hours_however_busy(start):
    now, browser = start

    for quarter in range(1, 48):
        with time_machine.travel(now + quarter * 15 * MINUTE, tick=False):
            assert why(browser) is None
    with time_machine.travel(now + 12 * 60 * MINUTE, tick=False):
        assert why(browser) in ("long", "")
        assert Entry.objects.filter(event=Event.SESSION_ENDED).count() <= 1


def close(user):
    User.objects.filter(pk=user.pk).update(is_active=False)


CHANGES = {
    "password": lambda user: passwords.change_password(
        PASSWORD, "con thuyền trên sông Mã", by=Oneself(user)
    ),
    "given": lambda user: passwords.give_password(user, by=System()),
    "post": lambda user: appoint(
        user, user.appointments.get().unit, "Thanh tra", [Role.AUDITOR], by=System()
    ),
    "end of post": lambda user: end_appointment(
        user.appointments.get(), clock.today(), by=System()
    ),
    "account": close,
    "everywhere": lambda user: sign_in.end_everywhere(by=Oneself(user)),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_session_ends_at_once_with_a_change_of_the_account(desk, sơn, change):
    before = why(desk)

    CHANGES[change](sơn)

    assert (before, why(desk)) == (None, "ended")
    assert why(desk) == ""


def test_the_end_is_recorded_with_its_reason(start, sơn):
    now, browser = start

    with time_machine.travel(now + 31 * MINUTE, tick=False):
        why(browser)

    entry = Entry.objects.get(event=Event.SESSION_ENDED, subject=sơn.uid)
    facts = EntryText.objects.get(chain=entry.chain, number=entry.number, name="facts")
    assert '"why":"idle"' in facts.text


def test_what_was_sent_too_late_is_shown_and_not_done(start):
    now, browser = start
    typed = {
        "subject": "Tình hình mưa <b>lũ</b>",
        "pin": "246810",
        "password": "geheim und lang",
        "new_password": "noch geheimer",
        "again": "noch geheimer",
        "request_key": "019aa0e1-3a54-7c3e-9d7e-6f4b1a2c3d4e",
        "kind": "OFFICIAL_LETTER",
    }

    with time_machine.travel(now + 31 * MINUTE, tick=False):
        headers = {"Referer": "http://testserver/notices/?page=2"}
        answer = browser.post("/account/password/", typed, headers=headers)

    page = answer.content.decode()
    assert answer.status_code == 401
    assert "What you sent was not carried out" in page
    assert "Tình hình mưa &lt;b&gt;lũ&lt;/b&gt;" in page
    assert "/sign-in/?next=%2Fnotices%2F%3Fpage%3D2" in page
    for secret in ("246810", "geheim", typed["request_key"], "OFFICIAL_LETTER"):
        assert secret not in page


def test_words_of_another_site_are_not_shown(sơn):
    browser = Client(enforce_csrf_checks=True)

    answer = browser.post("/acting/", {"way": "words of another site"})

    assert answer.status_code == 403
    assert "another site" not in answer.content.decode()


def test_a_part_of_a_page_asked_for_too_late_leads_the_whole_page_to_the_sign_in(db):
    headers = {"HX-Request": "true", "HX-Current-URL": "http://evil.example/notices/?a=1"}

    answer = Client().get("/notices/", headers=headers)

    assert answer.status_code == 401
    assert answer["HX-Redirect"] == "/sign-in/?next=%2Fnotices%2F%3Fa%3D1"


def test_a_session_made_in_another_way_is_none(sơn):
    browser = Client()
    browser.force_login(sơn)

    assert why(browser) == "ended"


COOKIES = """
import django, json
django.setup()
from django.conf import settings as s
print(json.dumps([s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE,
  s.CSRF_COOKIE_SECURE, s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS, s.ALLOWED_HOSTS[2:]]))
"""


@pytest.mark.parametrize(
    ("address", "told"),
    [
        (
            "https://vanban.example.vn/",
            '["__Host-docflow", "__Host-docflow-csrf", true, true, true, 31536000, '
            '["vanban.example.vn"]]',
        ),
        (
            "http://127.0.0.1:8000",
            '["docflow", "docflow-csrf", false, false, false, 0, ["127.0.0.1"]]',
        ),
    ],
)
def test_over_https_cookies_are_secure_and_browsers_stay_there(tmp_path, address, told):
    environment = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "config.settings"}
    environment |= {"DOCFLOW_DATA": str(tmp_path), "DOCFLOW_BASE_URL": address}

    asked = subprocess.run(
        [sys.executable, "-c", COOKIES],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )

    assert asked.stdout.strip() == told


def test_the_django_check_for_deployment_finds_nothing_over_https(tmp_path):
    environment = {"PATH": os.environ["PATH"], "DOCFLOW_DATA": str(tmp_path)}
    environment |= {
        "DOCFLOW_BASE_URL": "https://vanban.example.vn",
        "SECRET_KEY": "".join(map(chr, range(40, 110))),
    }

    checked = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--tag", "security"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    without = {"W002": "frame-ancestors in the CSP", "W005": "other hosts", "W021": "other hosts"}
    assert checked.returncode == 0
    assert set(re.findall(r"security\.(W\d+)", checked.stderr)) == set(without)
