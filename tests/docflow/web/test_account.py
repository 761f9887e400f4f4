"""My account: what one must do first, what one may change, what one sees of it."""

import base64
import re
from datetime import date, timedelta

import pytest
import time_machine
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.contrib.sessions.models import Session
from django.test import Client

from docflow import clock
from docflow.people import tokens
from docflow.people.actions import appoint, delegate, invite
from docflow.people.actor import Actor
from docflow.people.models import ApiToken, User
from docflow.people.passwords import matches
from docflow.permissions import Permission, Role
from docflow.units.system import System
from tests.docflow.web.browsing import browser_of

PASSWORD, NEW = "Cây cầu bắc qua suối", "con thuyền trên sông Mã"
CHANGE = {"password": PASSWORD, "new_password": NEW, "again": NEW}


@pytest.fixture
def sơn(units):
    """Sơn, a leader of the commune with the password he was given."""
    user = invite("son", "Lý Văn Sơn", by=System(), password=PASSWORD)
    appoint(user, units.commune, "Phó Chủ tịch", [Role.LEADER], by=System())
    return user


@pytest.fixture
def settled(sơn):
    """Sơn after he chose his password."""
    User.objects.filter(pk=sơn.pk).update(password_is_initial=False)
    return sơn


def browser():
    """A browser in which Sơn is signed in."""
    client = Client()
    client.post("/sign-in/", {"username": "son", "password": PASSWORD})
    return client


def code_of(page):
    """What the app shows after the secret of the page was typed into it."""
    [secret] = re.findall(r"<code>([A-Z2-7 ]+)</code>", page)
    app = TOTP(base64.b32decode(secret.replace(" ", "")), 6, SHA1(), 30)
    return app.generate(int(clock.wall().timestamp())).decode()


@pytest.mark.parametrize("page", ["/", "/account/", "/notices/"])
def test_whoever_has_a_given_password_chooses_one_before_anything_else(sơn, page):
    client = browser()

    assert client.get(page)["Location"] == "/account/password/"
    assert client.post("/account/sessions/")["Location"] == "/account/password/"
    assert "Choose your own password" in client.get("/account/password/").content.decode()


def test_the_desk_opens_with_the_password_chosen(sơn):
    client = browser()

    answer = client.post("/account/password/", CHANGE)

    sơn.refresh_from_db()
    assert matches(NEW, sơn.password)
    assert answer["Location"] == "/account/?done=password"
    assert client.get("/").status_code == 200


def test_a_changed_password_keeps_this_session_under_a_new_key_and_ends_the_others(settled):
    here, elsewhere = browser(), browser()
    before, began = here.session.session_key, here.session["began"]

    here.post("/account/password/", CHANGE)

    assert here.get("/account/").status_code == 200
    assert elsewhere.get("/account/").status_code == 302
    assert here.session.session_key != before
    assert here.session["began"] == began
    assert not Session.objects.filter(session_key=before).exists()


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"password": "falsch"}, "id_password", "present password is wrong"),
        ({"new_password": "kurz", "again": "kurz"}, "id_new_password", "too short"),
        ({"again": "etwas anderes"}, "id_again", "not the same as the new password"),
        ({"again": ""}, "id_again", "required"),
    ],
)
def test_a_refused_change_says_at_its_field_what_is_wrong(settled, change, field, words):
    answer = browser().post("/account/password/", CHANGE | change)

    page = answer.content.decode()
    assert answer.status_code == 200
    assert re.search(rf'<a href="#{field}">[^<]*{words}', page)
    assert matches(PASSWORD, User.objects.get(pk=settled.pk).password)
    for secret in (PASSWORD, NEW):
        assert secret not in page


def test_outside_the_sandbox_a_leader_sets_a_second_factor_up_first(settled, settings):
    settings.DOCFLOW_SANDBOX = False
    client = browser()

    led = client.get("/")["Location"]
    page = client.get(led).content.decode()
    answer = client.post(led, {"code": code_of(page)})

    settled.refresh_from_db()
    assert led == "/account/second-factor/"
    assert "Your roles need one" in page
    assert answer["Location"] == "/account/?done=second_factor"
    assert client.get("/").status_code == 200
    assert settled.totp_confirmed


def test_the_picture_and_the_secret_are_of_the_same_session_and_no_other(settled):
    client, other = browser(), browser()

    page = client.get("/account/second-factor/").content.decode()
    picture = client.get("/account/second-factor/picture.svg")

    assert picture["Content-Type"] == "image/svg+xml"
    assert picture["Cache-Control"] == "no-store"
    assert '<img src="/account/second-factor/picture.svg"' in page
    assert other.get("/account/second-factor/picture.svg").status_code == 404
    assert code_of(other.get("/account/second-factor/").content.decode()) != code_of(page)


def test_the_secret_lies_nowhere_in_clear(settled):
    client = browser()

    page = client.get("/account/second-factor/").content.decode()

    [secret] = re.findall(r"<code>([A-Z2-7 ]+)</code>", page)
    kept = Session.objects.get().get_decoded()
    assert secret not in str(kept)
    assert secret.replace(" ", "") not in str(kept)
    assert not User.objects.get(pk=settled.pk).totp_sealed


def test_a_wrong_code_keeps_the_picture(settled):
    client = browser()
    page = client.get("/account/second-factor/").content.decode()

    answer = client.post("/account/second-factor/", {"code": "no code"})

    assert answer.status_code == 200
    assert "wrong or was used before" in answer.content.decode()
    assert code_of(answer.content.decode()) == code_of(page)


def test_moving_to_another_phone_needs_the_password(settled):
    client = browser()
    client.post(
        "/account/second-factor/",
        {"code": code_of(client.get("/account/second-factor/").content.decode())},
    )
    settled.refresh_from_db()
    first = settled.totp_sealed

    with time_machine.travel(clock.wall() + timedelta(minutes=2), tick=False):
        code = code_of(client.get("/account/second-factor/").content.decode())
        wrong = client.post("/account/second-factor/", {"code": code, "password": "falsch"})
        unchanged = User.objects.get(pk=settled.pk).totp_sealed
        client.post("/account/second-factor/", {"code": code, "password": PASSWORD})

    assert wrong.status_code == 200
    assert unchanged == first
    assert User.objects.get(pk=settled.pk).totp_sealed != first


def test_one_button_ends_all_sessions(settled):
    here, elsewhere = browser(), browser()

    answer = here.post("/account/sessions/")

    assert answer["Location"] == "/sign-in/?why=everywhere"
    assert here.get("/account/").status_code == 302
    assert elsewhere.get("/account/").status_code == 302


def test_the_account_shows_posts_and_delegations(units, settled):
    today = clock.today()
    giver = units.minh
    delegate(
        giver.appointment,
        settled.appointments.get(),
        [Permission.OUTGOING_SIGN],
        by=giver,
        valid_from=today,
        valid_to=today + timedelta(days=9),
        basis="Văn bản ủy quyền 12/UQ-UBND",
    )

    page = browser().get("/account/").content.decode()

    for words in ("Phó Chủ tịch", "Phạm Quang Minh", "12/UQ-UBND", "sign documents"):
        assert words in page
    assert "holds today" in page


def test_whoever_has_no_post_sees_the_account_alone(units):
    invite("van2", "Cao Văn Vấn", by=System(), password=PASSWORD)
    User.objects.update(password_is_initial=False)
    client = Client()
    client.post("/sign-in/", {"username": "van2", "password": PASSWORD})

    assert client.get("/")["Location"] == "/account/"
    assert "You hold no post yet" in client.get("/account/").content.decode()


def test_a_post_of_the_past_is_listed_with_its_end(units, settled):
    appoint(
        settled,
        units.district,
        "Chuyên viên",
        [Role.SPECIALIST],
        by=System(),
        valid_from=date(2020, 1, 1),
        valid_to=date(2020, 12, 31),
    )

    page = browser().get("/account/").content.decode()

    assert "01/01/2020" in page
    assert "31/12/2020" in page


def test_the_programs_of_the_own_posts_are_confirmed_and_ended_here(units):
    expires = clock.now() + timedelta(days=9)
    admin = Actor(
        appoint(units.vân, units.commune, "Quản trị", [Role.UNIT_ADMINISTRATOR], by=System())
    )
    token, secret = tokens.issue(
        units.hoa.appointment, "Cổng <b>", [Permission.DOCUMENT_READ], expires, by=admin
    )
    hoa, lan = browser_of(units.hoa), browser_of(units.lan)
    form = {"token": token.uid, "act": "confirm"}
    page = hoa.get("/account/").content.decode()

    foreign = lan.post("/account/programs/", form).status_code
    hoa.post("/account/programs/", form)
    works = tokens.actor_of(secret)[1].permissions_in(units.commune)
    hoa.post("/account/programs/", form | {"act": "revoke"})

    assert "Cổng &lt;b&gt;" in page
    assert "Cổng" not in lan.get("/account/").content.decode()
    assert (foreign, works) == (404, {Permission.DOCUMENT_READ})
    assert ApiToken.objects.get().revoked
    assert hoa.post("/account/programs/", {"token": "x"}).status_code == 404
