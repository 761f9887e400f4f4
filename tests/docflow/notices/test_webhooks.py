"""Webhooks, to a real server: signed, numbered, in order, tried again, never where they may not."""

import hashlib
import hmac
import ipaddress
import json
import logging
import socket

import pytest

from docflow.audit.models import Bookmark
from docflow.errors import NotAllowed, Refused
from docflow.notices import actions, following, hook_addresses, hook_sending, sealing, tasks
from docflow.notices.models import Endpoint, HookEvent
from docflow.outgoing import actions as outgoing
from docflow.people import actions as people_actions
from docflow.people.actor import Actor, System
from docflow.permissions import Role
from docflow.work import TRIES
from tests import builders
from tests.cast import LONG_AGO
from tests.docflow.notices.servers import QUICK, program
from tests.docflow.notices.telling import hear

pytestmark = pytest.mark.django_db
SIGNED, ISSUED = "outgoing.signed", "outgoing.issued"


@pytest.fixture
def hook():
    """A program that is told events."""
    with program() as running:
        yield running


@pytest.fixture
def admin(people):
    """The administrator of the commune."""
    user = people_actions.invite("son", "Đặng Văn Sơn", by=System())
    return Actor(
        people_actions.appoint(
            user,
            people.commune,
            "Quản trị",
            [Role.UNIT_ADMINISTRATOR],
            by=System(),
            valid_from=LONG_AGO,
        )
    )


def opened(admin, hook, *events):
    """A webhook of the commune, and its secret."""
    return actions.open_endpoint(hook.url, events or (SIGNED, ISSUED), by=admin)


def deliver_all():
    """What the worker does with the webhooks that wait."""
    for endpoint in Endpoint.objects.waiting():
        tasks.deliver(endpoint.pk)


def test_events_come_numbered_and_signed_by_uid_and_codes_alone(people, admin, hook):
    _endpoint, secret = opened(admin, hook)
    delivery = builders.issued(people, subject="Kế hoạch rất riêng")
    hear()
    deliver_all()

    assert hook.numbers == [1, 2]
    headers, body = hook.came[1]
    content = json.loads(body)
    signed = hmac.new(
        secret.encode(), f"{headers['X-Docflow-Timestamp']}.{body}".encode(), hashlib.sha256
    )
    assert headers["X-Docflow-Signature"] == f"sha256={signed.hexdigest()}"
    assert headers["X-Docflow-Number"] == "2"
    assert headers["X-Docflow-Event"] == content["event"] == ISSUED
    assert headers["X-Docflow-Delivery"] == content["id"]
    assert content["subject"] == str(delivery.document.uid)
    assert (content["from"], content["to"]) == ("sealed", "issued")
    assert "riêng" not in body
    assert "Hoa" not in body


def test_only_the_chosen_events_of_the_own_unit_are_told(people, admin, hook):
    opened(admin, hook, "incoming.arrived")
    builders.arrived(people)
    hear()

    assert not HookEvent.objects.exists()


@pytest.mark.parametrize("fault", [{"status": 500}, {"closes": True}, {"status": 404}])
def test_what_was_not_taken_is_tried_again_in_its_order_with_the_same_name(
    people, admin, hook, fault, caplog
):
    caplog.set_level(logging.CRITICAL)
    opened(admin, hook)
    builders.issued(people)
    hear()
    for name, value in fault.items():
        setattr(hook, name, value)
    deliver_all()
    [endpoint] = Endpoint.objects.waiting()
    assert endpoint.sent == 0
    assert endpoint.attempts == 1
    assert endpoint.last_error

    hook.status, hook.closes = 200, False
    deliver_all()

    assert hook.numbers == [1, 1, 2]
    assert hook.came[0][0]["X-Docflow-Delivery"] == hook.came[1][0]["X-Docflow-Delivery"]
    endpoint.refresh_from_db()
    assert (endpoint.sent, endpoint.due, endpoint.last_error) == (2, None, "")


@pytest.mark.parametrize("fault", [{"pause": QUICK * 3}, {"trickles": True}], ids=["slow", "drip"])
def test_a_slow_program_is_not_waited_for_longer_than_agreed(
    people, admin, hook, fault, monkeypatch, caplog
):
    caplog.set_level(logging.CRITICAL)
    monkeypatch.setattr(hook_sending, "SECONDS", QUICK)
    opened(admin, hook)
    builders.signed(people)
    hear()
    for name, value in fault.items():
        setattr(hook, name, value)
    deliver_all()

    assert Endpoint.objects.waiting().get().sent == 0


def test_a_redirect_is_not_followed(people, admin, hook, caplog):
    caplog.set_level(logging.CRITICAL)
    opened(admin, hook)
    builders.signed(people)
    hear()
    hook.status, hook.location = 307, hook.url
    deliver_all()

    assert hook.numbers == [1]
    assert Endpoint.objects.waiting().get().last_error == "HTTP 307"


def test_after_the_last_try_it_rests_and_a_replay_wakes_it_with_nothing_lost(
    people, admin, hook, caplog
):
    caplog.set_level(logging.CRITICAL)
    endpoint, _secret = opened(admin, hook)
    builders.signed(people)
    hear()
    hook.status = 503
    for _try in range(TRIES):
        Endpoint.objects.update(lease=None)
        tasks.deliver(endpoint.pk)
    endpoint.refresh_from_db()
    assert endpoint.due is None
    assert endpoint.given_up_at
    builders.signed(people)
    hear()
    endpoint.refresh_from_db()
    assert (endpoint.last, endpoint.due) == (2, None)

    hook.status, hook.came = 200, []
    actions.replay(endpoint, 1, by=admin)
    deliver_all()

    assert hook.numbers == [1, 2]


def test_a_replay_sends_again_from_a_number_on(people, admin, hook):
    endpoint, _secret = opened(admin, hook)
    builders.issued(people)
    hear()
    deliver_all()
    first = hook.came[1]
    hook.came = []

    actions.replay(endpoint, 2, by=admin)
    deliver_all()

    assert hook.numbers == [2]
    assert hook.came[0][1] == first[1]


@pytest.mark.parametrize("number", [0, 4, -1])
def test_what_is_not_kept_cannot_be_replayed(people, admin, hook, number):
    endpoint, _secret = opened(admin, hook)
    builders.issued(people)
    hear()

    with pytest.raises(Refused) as refused:
        actions.replay(endpoint, number, by=admin)

    assert refused.value.code == "bad_number"


def test_a_stopped_webhook_gets_nothing_more_and_cannot_be_woken(people, admin, hook):
    endpoint, _secret = opened(admin, hook)
    actions.stop_endpoint(endpoint, by=admin)
    builders.signed(people)
    hear()
    deliver_all()

    assert hook.came == []
    with pytest.raises(Refused) as refused:
        actions.replay(endpoint, 1, by=admin)
    assert refused.value.code == "stopped_already"


def test_of_two_who_stop_it_the_second_is_told(admin, hook):
    endpoint, _secret = opened(admin, hook)
    actions.stop_endpoint(endpoint, by=admin)

    with pytest.raises(Refused) as refused:
        actions.stop_endpoint(endpoint, by=admin)

    assert refused.value.code == "stopped_already"


def test_a_reader_begun_again_numbers_anew_only_what_it_had_not(people, admin, hook):
    """Steps and bookmark commit together: what was rolled back left no number behind."""
    opened(admin, hook)
    builders.signed(people)
    hear()
    marks = dict(Bookmark.objects.filter(reader=following.READER).values_list("chain", "number"))
    hear()

    assert Endpoint.objects.get().last == 1
    assert HookEvent.objects.count() == 1
    assert marks == dict(
        Bookmark.objects.filter(reader=following.READER).values_list("chain", "number")
    )


def test_what_happens_while_it_is_being_delivered_is_delivered_next(people, admin, hook):
    endpoint, _secret = opened(admin, hook)
    paper = builders.signed(people)
    hear()
    real = hook_sending.post

    def meanwhile(*given):
        real(*given)
        if len(hook.came) == 1:
            sealed = outgoing.seal(
                outgoing.number(paper, by=people.hoa), pin="246810", by=people.hoa
            )
            from docflow.exchange.actions import issue

            issue(sealed, by=people.hoa)
            hear()

    tasks.hook_sending.post = meanwhile
    try:
        tasks.deliver(endpoint.pk)
    finally:
        tasks.hook_sending.post = real
    deliver_all()

    assert hook.numbers == [1, 2]


def test_only_an_administrator_opens_one(people, hook):
    with pytest.raises(NotAllowed):
        actions.open_endpoint(hook.url, [SIGNED], by=people.minh)


def test_the_secret_is_kept_encrypted_and_bound_to_its_webhook(admin, hook):
    first, secret = opened(admin, hook)
    second, _other = opened(admin, hook)

    assert secret not in first.secret_sealed
    assert sealing.opened(first.secret_sealed, first.uid) == secret
    with pytest.raises(sealing.Unreadable):
        sealing.opened(first.secret_sealed, second.uid)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "ftp://example.vn/",
        "http://example.vn/",
        "https://",
        "https://user:password@example.vn/",
        "https://example.vn/#here",
        "https://10.0.0.1/",
        "https://192.168.1.1/",
        "https://169.254.169.254/latest/meta-data",
        "https://[fe80::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://[::10.0.0.1]/",
        "https://[64:ff9b::10.0.0.1]/",
        "https://[2002:a00:1::1]/",
        "https://100.64.0.1/",
        "https://224.0.0.1/",
        "https://0.0.0.0/",
        "https://example.vn:0/",
        "https://example.vn:port/",
        "https://exa mple.vn/",
        "https://example.vn/\r\nHost: other",
        f"https://example.vn/{'x' * 500}",
    ],
)
def test_an_address_that_leads_inside_or_nowhere_is_refused(admin, url):
    with pytest.raises(Refused) as refused:
        actions.open_endpoint(url, [SIGNED], by=admin)

    assert refused.value.code == "webhook_address"


@pytest.mark.parametrize(
    ("events", "code"),
    [([], "events_missing"), (["session.began"], "unknown_event"), (["x"], "unknown_event")],
)
def test_events_of_people_and_sessions_are_told_to_no_program(admin, hook, events, code):
    with pytest.raises(Refused) as refused:
        actions.open_endpoint(hook.url, events, by=admin)

    assert refused.value.code == code


def named(monkeypatch, *addresses):
    """The name example.vn has these addresses."""

    def found(_host, port, **_):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", found)


def test_a_name_that_leads_inside_is_not_asked_when_one_address_of_several_does(monkeypatch):
    named(monkeypatch, "8.8.8.8", "10.0.0.1")

    with pytest.raises(hook_addresses.Forbidden):
        hook_addresses.target("https://example.vn/")


def test_a_name_is_asked_at_the_address_that_was_judged(monkeypatch):
    named(monkeypatch, "8.8.8.8")

    where = hook_addresses.target("https://example.vn/a?b=1")

    assert (where.address, where.host, where.port, where.path) == (
        *("8.8.8.8", "example.vn", 443),
        "/a?b=1",
    )


def test_a_network_the_setting_allows_may_be_asked_by_https_alone(monkeypatch, settings):
    settings.DOCFLOW_WEBHOOK_NETWORKS = (ipaddress.ip_network("10.1.0.0/16"),)
    named(monkeypatch, "10.1.2.3")

    assert hook_addresses.target("https://example.vn/").address == "10.1.2.3"
    with pytest.raises(hook_addresses.Forbidden):
        hook_addresses.target("http://example.vn/")


def test_outside_the_sandbox_this_machine_is_no_webhook(settings):
    settings.DOCFLOW_SANDBOX = False

    with pytest.raises(hook_addresses.Forbidden):
        hook_addresses.target("https://127.0.0.1/")
    with pytest.raises(Refused):
        hook_addresses.checked("http://127.0.0.1/")
