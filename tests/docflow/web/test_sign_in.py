"""Signing in and out by browser: cookies, rotation, the second factor, the way back."""

import base64
import re
from datetime import timedelta

import pytest
import time_machine
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.contrib.sessions.models import Session
from django.test import Client

from docflow import clock
from docflow.audit.events import Event
from docflow.audit.models import Entry
from docflow.people import demo_people, one_time
from docflow.people.actions import appoint, invite
from docflow.people.models import User
from docflow.people.oneself import Oneself
from docflow.permissions import Role
from docflow.units.system import System

PASSWORD = "Cây cầu bắc qua suối"


@pytest.fixture
def sơn(units):
    """Sơn, a clerk of the commune who has chosen a password."""
    user = invite("son", "Lý Văn Sơn", by=System(), password=PASSWORD)
    appoint(user, units.commune, "Văn thư", [Role.CLERK], by=System())
    User.objects.filter(pk=user.pk).update(password_is_initial=False)
    return User.objects.get(pk=user.pk)


@pytest.fixture
def phone(sơn):
    """The app on Sơn's phone; its codes are those of now."""
    sealed = one_time.new_secret(sơn)
    secret = base64.b32decode(one_time.shown(sealed, sơn).replace(" ", ""))
    app = TOTP(secret, 6, SHA1(), 30)
    early = clock.wall() - timedelta(minutes=2)
    with time_machine.travel(early, tick=False):
        one_time.confirm(sealed, app.generate(int(early.timestamp())).decode(), by=Oneself(sơn))
    return lambda: app.generate(int(clock.wall().timestamp())).decode()


def sign_in(client, password=PASSWORD, **more):
    return client.post("/sign-in/", {"username": "son", "password": password} | more)


def is_in(client):
    return client.get("/account/").status_code == 200


def test_the_right_password_opens_the_desk(client, sơn):
    answer = sign_in(client)

    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert is_in(client)
    assert Entry.objects.filter(event=Event.SESSION_BEGAN, subject=sơn.uid).count() == 1


def test_a_refused_sign_in_keeps_the_name_and_says_one_sentence_for_all(client, sơn):
    wrong = sign_in(client, "falsch geraten").content.decode()
    unknown = client.post("/sign-in/", {"username": "x", "password": PASSWORD}).content.decode()

    sentence = "User name or password is wrong. Type both again, or ask your administrator."
    assert sentence in wrong
    assert sentence in unknown
    assert 'value="son"' in wrong
    assert "falsch geraten" not in wrong
    assert not is_in(client)


def test_after_five_wrong_tries_the_page_says_how_long_to_wait(client, sơn):
    codes = [sign_in(client, "falsch geraten").status_code for _ in range(5)]

    answer = sign_in(client)

    assert codes == [200] * 5
    assert answer.status_code == 429
    assert "Try again in 15 minutes." in answer.content.decode()


def test_another_address_behind_the_proxy_is_not_locked_and_none_is_made_up(client, sơn):
    def tried(forwarded, password="falsch geraten"):
        told = {"username": "son", "password": password}
        headers = {"X-Forwarded-For": forwarded}
        return client.post("/sign-in/", told, headers=headers).status_code

    same = [tried(f"{made_up}.1.1.1, 203.0.113.7") for made_up in range(1, 7)]

    assert same == [200] * 5 + [429]
    assert tried("203.0.113.8", PASSWORD) == 302


def test_only_the_proxies_named_are_believed(client, sơn, settings):
    settings.DOCFLOW_PROXIES = ["10.0.0.1"]

    codes = [
        client.post(
            "/sign-in/",
            {"username": "son", "password": "falsch geraten"},
            headers={"X-Forwarded-For": f"203.0.113.{number}"},
        ).status_code
        for number in range(6)
    ]

    assert codes == [200] * 5 + [429]


def test_the_key_of_the_session_is_new_after_signing_in(client, sơn):
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    before = session.session_key

    sign_in(client)

    assert client.session.session_key != before
    assert "planted" not in client.session
    assert not Session.objects.filter(session_key=before).exists()


def test_cookies_are_for_this_site_and_no_script(client, sơn):
    client.get("/sign-in/")

    cookies = sign_in(client).cookies

    assert {"docflow", "docflow_mark"} <= set(cookies)
    for name in ("docflow", "docflow_mark"):
        assert cookies[name]["httponly"]
        assert cookies[name]["samesite"] == "Lax"
    assert cookies["docflow_mark"]["path"] == "/sign-in/"
    assert client.cookies["docflow-csrf"]["httponly"]


@pytest.mark.parametrize(
    ("wanted", "led"),
    [
        ("/notices/?page=2", "/notices/?page=2"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("///evil.example/", "/"),
        ("/\\evil.example/", "/"),
        ("/\t/evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("notices/", "/"),
        ("/sign-out/", "/"),
        ("", "/"),
    ],
)
def test_the_way_back_stays_on_this_site(client, sơn, wanted, led):
    assert sign_in(client, next=wanted)["Location"] == led


def test_a_page_leads_to_the_sign_in_and_back(client, sơn):
    asked = client.get("/notices/?page=2")

    assert asked["Location"] == "/sign-in/?next=%2Fnotices%2F%3Fpage%3D2"
    assert 'value="/notices/?page=2"' in client.get(asked["Location"]).content.decode()


def test_whoever_is_in_already_is_led_on(client, sơn):
    sign_in(client)

    assert client.get("/sign-in/?next=/notices/")["Location"] == "/notices/"


def test_signing_out_ends_the_session_on_the_server(client, sơn):
    sign_in(client)
    kept = client.cookies["docflow"].value

    answer = client.post("/sign-out/")

    thief = Client()
    thief.cookies["docflow"] = kept
    assert answer["Location"] == "/sign-in/?why=signed_out"
    assert not is_in(client)
    assert not is_in(thief)
    assert Entry.objects.filter(event=Event.SESSION_ENDED, subject=sơn.uid).count() == 1


def test_signing_out_is_no_link(client, sơn):
    sign_in(client)

    assert client.get("/sign-out/").status_code == 405
    assert is_in(client)


def test_a_form_without_its_token_signs_nobody_in(sơn):
    client = Client(enforce_csrf_checks=True)

    assert sign_in(client).status_code == 403
    assert not is_in(client)


def test_the_password_alone_opens_nothing_where_a_code_is_asked(client, sơn, phone):
    answer = sign_in(client, next="/notices/")

    assert answer["Location"] == "/sign-in/code/?next=%2Fnotices%2F"
    assert not is_in(client)
    assert not Entry.objects.filter(event=Event.SESSION_BEGAN).exists()


def test_password_and_code_together_do(client, sơn, phone):
    sign_in(client)
    half = client.session.session_key

    answer = client.post("/sign-in/code/", {"code": phone(), "next": "/notices/"})

    assert answer["Location"] == "/notices/"
    assert is_in(client)
    assert client.session.session_key != half
    assert "half" not in client.session


def test_a_code_signs_in_once(client, sơn, phone):
    code = phone()
    sign_in(client)
    client.post("/sign-in/code/", {"code": code})
    other = Client()
    sign_in(other)

    again = other.post("/sign-in/code/", {"code": code})

    assert again.status_code == 200
    assert "wrong or was used before" in again.content.decode()
    assert not is_in(other)


@pytest.mark.parametrize(("seconds", "asked"), [(299, True), (300, False)])
def test_the_code_is_asked_for_five_minutes_after_the_password(client, sơn, phone, seconds, asked):
    now = clock.wall()
    with time_machine.travel(now, tick=False):
        sign_in(client)

    with time_machine.travel(now + timedelta(seconds=seconds), tick=False):
        answer = client.get("/sign-in/code/")

    assert (answer.status_code == 200) is asked
    assert asked or answer["Location"] == "/sign-in/?next=%2F&why=half"


def test_no_code_is_asked_without_a_password(client, sơn, phone):
    answer = client.post("/sign-in/code/", {"code": phone()})

    assert answer.status_code == 302
    assert not is_in(client)


@pytest.mark.parametrize("change", ["password", "closed", "sessions"])
def test_what_changed_since_the_password_makes_it_begin_anew(client, sơn, phone, change):
    sign_in(client)
    user = User.objects.get(pk=sơn.pk)
    if change == "password":
        user.set_password("một mật khẩu khác hẳn")
    user.is_active = change != "closed"
    if change == "sessions":
        user.sessions_from = clock.wall()
    user.save()

    client.post("/sign-in/code/", {"code": phone()})

    assert not is_in(client)


def test_the_language_is_chosen_before_and_kept_after(client, sơn):
    client.post("/language/", {"language": "vi", "next": "/sign-in/"})
    before = client.get("/sign-in/")
    client.post("/language/", {"language": "en", "next": "/sign-in/"})
    sign_in(client)

    answer = client.post("/language/", {"language": "vi", "next": "//evil.example"})

    sơn.refresh_from_db()
    assert 'lang="vi"' in before.content.decode()
    assert answer["Location"] == "/"
    assert sơn.language == "vi"
    client.post("/language/", {"language": "xx"})
    sơn.refresh_from_db()
    assert sơn.language == "vi"


def test_the_people_of_the_demo_are_listed_in_the_sandbox_alone(client, sơn, settings, tmp_path):
    settings.DOCFLOW_DATA = tmp_path
    nobody = client.get("/sign-in/").content.decode()
    person = demo_people.DemoPerson("son", "Lý Văn Sơn", "Văn thư", "Hoằng Đông", PASSWORD)
    demo_people.keep([person])
    listed = client.get("/sign-in/").content.decode()
    settings.DOCFLOW_SANDBOX = False

    assert "Lý Văn Sơn" in listed
    assert "<summary>Hoằng Đông</summary>" in listed
    assert '<td class="muted">son</td>' in listed
    assert re.search(f'name="password" value="{PASSWORD}"', listed)
    assert demo_people.listed() == []
    assert "People of the demo" not in nobody
