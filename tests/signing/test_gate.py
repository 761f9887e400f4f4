"""The gate: only hosts named, public addresses, within size and time, never led elsewhere."""

import socket
import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from signing.errors import NotFetched
from signing.gate import Gate

NOW = datetime(2026, 11, 5, 3, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
PUBLIC = "8.8.8.8"


@contextmanager
def serving(answer):
    """A server whose every request is answered by a function; yields host:port and the paths."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            answer(self)

        do_POST = do_GET

        def log_message(self, *_):
            pass

    with running(ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as server:
        yield f"127.0.0.1:{server.server_port}", asked


@contextmanager
def running(server):
    """The server in a thread, until the end of the block."""
    threading.Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


def said(body, status=200, **headers):
    def answer(handler):
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def drips(handler):
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    for _ in range(20):
        try:
            handler.wfile.write(b"x")
            handler.wfile.flush()
        except OSError:
            return
        time.sleep(0.1)


def fetched(gate, url, request=None, until=lambda _: None, **terms):
    return gate.fetch(url, request, until=until, **terms)


def refused(gate, url):
    with pytest.raises(NotFetched) as error:
        fetched(gate, url)
    return str(error.value)


def test_a_host_that_is_named_with_its_port_is_asked_on_this_machine_too():
    with serving(said(b"list")) as (host, asked):
        assert fetched(Gate([host]), f"http://{host}/a.crl?b=1") == b"list"
        assert asked == ["/a.crl?b=1"]


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{port}/a.crl",
        "http://localhost:{port}/a.crl",
        "http://other.example:{port}/",
        "ftp://ocsp.example/",
        "file:///etc/passwd",
        "http://ocsp.example@127.0.0.1:{port}/",
        "http://ocsp.example:{port}/",
        "http://ocsp.example\\@127.0.0.1:{port}/",
        "ldap://ocsp.example/cn=list",
        "",
    ],
)
def test_no_host_that_is_not_named_is_asked(url):
    with serving(said(b"secret")) as (host, asked):
        gate = Gate(["ocsp.example"])

        assert "is not asked" in refused(gate, url.format(port=host.split(":")[1]))
        assert asked == []


@pytest.mark.parametrize(
    "inside",
    [
        "127.0.0.1",
        "10.0.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "::1",
        "::ffff:10.0.0.1",
        "fe80::1",
    ],
)
def test_a_named_host_that_leads_inside_is_not_asked(monkeypatch, inside):
    answers = [PUBLIC, inside]
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda _host, port, **_: [(2, 1, 6, "", (each, port)) for each in answers],
    )

    assert "network that is not allowed" in refused(Gate(["ocsp.example"]), "http://ocsp.example/")


def test_the_address_that_was_judged_is_the_one_asked(monkeypatch):
    """A name that answers publicly first and with this machine next is asked once."""
    asked = []
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda _host, port, **_: [(2, 1, 6, "", (PUBLIC, port))]
    )

    def connect(address, **_):
        asked.append(address)
        raise OSError("unreachable here")

    monkeypatch.setattr(socket, "create_connection", connect)

    assert "unreachable here" in refused(Gate(["ocsp.example"]), "http://ocsp.example/")
    assert asked == [(PUBLIC, 80)]


def test_a_redirect_is_not_followed():
    with serving(said(b"secret")) as (inside, reached):
        redirect = said(b"", status=302, Location=f"http://{inside}/")
        with serving(redirect) as (host, _):
            assert "HTTP 302" in refused(Gate([host]), f"http://{host}/a.crl")
        assert reached == []


def test_an_answer_that_is_too_large_is_refused_one_at_the_limit_taken():
    with serving(said(b"x" * 1000)) as (host, _):
        assert "more than 999 bytes" in refused(Gate([host], largest=999), f"http://{host}/")
        assert len(fetched(Gate([host], largest=1000), f"http://{host}/")) == 1000


def test_an_answer_in_drops_is_given_up_after_the_time_for_all_of_it():
    with serving(drips) as (host, _):
        begun = time.monotonic()
        assert "does not answer" in refused(Gate([host], seconds=0.3), f"http://{host}/")
        assert time.monotonic() - begun < 1


def test_what_is_current_is_not_fetched_again_and_what_is_older_than_wanted_is():
    now = [NOW]
    with serving(said(b"list")) as (host, asked):
        gate, url = Gate([host], clock=lambda: now[0]), f"http://{host}/ocsp"

        def ask(request=b"q", **terms):
            fetched(gate, url, request, until=lambda _: NOW + HOUR, **terms)
            return len(asked)

        assert [ask(), ask(), ask(b"other"), ask(since=NOW)] == [1, 1, 2, 2]
        assert ask(since=NOW + timedelta(seconds=1)) == 3
        now[0] = NOW + HOUR
        assert [ask(), ask()] == [4, 5]


def test_what_is_not_worth_keeping_is_not_kept():
    with serving(said(b"try later")) as (host, asked):
        gate = Gate([host])

        for _ in range(2):
            fetched(gate, f"http://{host}/")

        assert len(asked) == 2
