"""Signed files get what their check needs; without a time-stamp one signs on for a while only."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import time_machine
from cryptography.hazmat.primitives.asymmetric import rsa

from docflow import clock
from docflow.audit.events import Event
from docflow.audit.models import Entry
from docflow.documents import sweeping
from docflow.documents.models import Lasting
from docflow.errors import Refused
from docflow.exchange import actions as exchange
from docflow.exchange.tasks import hand_over
from docflow.incoming import cancelling, handing_out
from docflow.incoming.models import Incoming
from docflow.incoming.tasks import check_signatures
from docflow.outgoing import actions
from docflow.signatures import checking, keyring, lasting, tasks
from docflow.units.system import System
from signing import sandbox
from signing.sandbox_server import serve
from signing.sandbox_source import SandboxSource
from storage import blobs
from tests import builders
from tests.cast import PIN, Cast

DOWN = ["http://127.0.0.1:9/tsa"]


def work() -> None:
    """What the worker does."""
    for row in Lasting.objects.waiting():
        tasks.make_last(row.pk)


def checked(digest: str, **terms: Any) -> Any:
    with blobs.local_path(digest) as path:
        return checking.check_file(path, **terms)


@pytest.fixture
def authority_online() -> Iterator[str]:
    """The sandbox's time-stamps over HTTP."""
    with _online(keyring.authority()) as url:
        yield url


def test_a_sealed_file_is_completed_beside_the_one_that_was_sent(people: Cast) -> None:
    paper = builders.sealed(people)
    before = paper.document.current
    assert before is not None
    row = paper.document.lasting.get()
    assert (row.signed, row.digest) == (before.digest, "")

    work()

    row.refresh_from_db()
    assert (row.level, row.due, row.last_error) == ("B-LT", None, "")
    assert blobs.get(row.digest).startswith(blobs.get(before.digest))
    assert len(blobs.get(row.digest)) == row.size
    assert paper.document.current == before
    assert [each["level"] for each in row.verdict["signatures"]] == ["B-LT", "B-LT"]
    assert checked(row.digest).passed
    assert sweeping.referred([row.digest]) == {row.digest}
    entry = Entry.objects.get(event=Event.FILE_LASTS, subject=paper.document.uid)
    assert f'"lasting":"{row.digest}"' in entry.text


def test_a_level_with_archive_time_stamps_is_reached_where_it_is_wanted(
    people: Cast, settings: Any
) -> None:
    settings.DOCFLOW_LEVEL = "B-LTA"
    paper = builders.sealed(people)

    work()

    assert paper.document.lasting.get().level == "B-LTA"


@pytest.mark.parametrize("level", ["B-B", "B-T"])
def test_nothing_waits_where_no_more_is_wanted(people: Cast, settings: Any, level: str) -> None:
    settings.DOCFLOW_LEVEL = level
    paper = builders.sealed(people)

    assert not paper.document.lasting.exists()
    made = paper.document.signatures.all()
    assert {each.verdict["signatures"][0]["level"] for each in made} == {level}


def test_done_twice_at_once_it_is_kept_once(people: Cast) -> None:
    row = builders.sealed(people).document.lasting.get()

    lasting.make(row, by=System(people.commune))
    kept = Lasting.objects.get(pk=row.pk).digest
    lasting.make(row, by=System(people.commune))

    assert Lasting.objects.get(pk=row.pk).digest == kept
    assert Entry.objects.filter(event=Event.FILE_LASTS).count() == 1


def test_what_cannot_be_fetched_is_tried_again_and_named(
    people: Cast, monkeypatch: Any, caplog: Any
) -> None:
    row = builders.sealed(people).document.lasting.get()
    gate = lasting._gate(())
    monkeypatch.setattr(lasting, "_source", lambda: gate)

    work()

    row.refresh_from_db()
    assert row.attempts == 1
    assert "is not among the hosts that may be asked" in row.last_error
    assert (row.digest, row.due > clock.wall()) == ("", True)


def test_without_a_time_stamp_one_signs_on_and_the_time_is_supplied(
    people: Cast, settings: Any, authority_online: str, caplog: Any
) -> None:
    settings.DOCFLOW_TSA_URL = DOWN
    paper = builders.sealed(people)
    assert [each.verdict["signatures"][0]["level"] for each in paper.document.signatures.all()] == [
        "B-B",
        "B-B",
    ]
    leader, seal = paper.document.lasting.order_by("pk")
    assert (leader.time_missing, seal.time_missing) == (True, True)
    work()
    assert "does not answer" in Lasting.objects.get(pk=seal.pk).last_error

    settings.DOCFLOW_TSA_URL = [authority_online]
    work()

    rows = list(paper.document.lasting.order_by("pk"))
    assert [(each.level, each.time_missing, each.due) for each in rows] == [
        ("B-LT", False, None)
    ] * 2
    assert lasting.waiting_since() is None


def test_the_seals_own_time_stamp_proves_the_leaders_time(
    people: Cast, settings: Any, authority_online: str, caplog: Any
) -> None:
    settings.DOCFLOW_TSA_URL = DOWN
    paper = actions.number(builders.signed(people), by=people.hoa)
    settings.DOCFLOW_TSA_URL = [authority_online]

    paper = actions.seal(paper, pin=PIN, by=people.hoa)

    (row,) = paper.document.lasting.filter(due__isnull=False)
    assert (row.time_missing, row.signed) == (False, paper.document.current.digest)
    assert lasting.waiting_since() is None


def test_when_the_oldest_has_waited_too_long_nothing_more_is_signed(
    people: Cast, settings: Any, caplog: Any
) -> None:
    settings.DOCFLOW_TSA_URL = DOWN
    builders.signed(people)
    paper = builders.waiting_for_signature(people)
    Lasting.objects.update(since=clock.now() - settings.DOCFLOW_STAMP_GRACE)
    before = paper.document.current

    with pytest.raises(Refused) as refused:
        actions.sign(paper, pin=PIN, by=people.minh)

    assert refused.value.code == "no_time_stamp"
    assert "waited for theirs as long as they may" in str(refused.value)
    assert "does not answer" in str(refused.value)
    paper.refresh_from_db()
    assert (paper.document.current, paper.document.signatures.count()) == (before, 0)

    Lasting.objects.update(since=clock.now() - settings.DOCFLOW_STAMP_GRACE + timedelta(minutes=5))
    assert actions.sign(paper, pin=PIN, by=people.minh).document.signatures.exists()


def test_without_grace_nothing_is_signed_without_its_time(
    people: Cast, settings: Any, caplog: Any
) -> None:
    settings.DOCFLOW_TSA_URL, settings.DOCFLOW_STAMP_GRACE = DOWN, timedelta()
    paper = builders.waiting_for_signature(people)

    with pytest.raises(Refused) as refused:
        actions.sign(paper, pin=PIN, by=people.minh)

    assert refused.value.code == "no_time_stamp"


def received(people: Cast) -> Incoming:
    """A sealed document that the district received and whose signatures were found valid."""
    [delivery] = exchange.issue(builders.sealed(people), by=people.hoa)
    hand_over(delivery.pk)
    check_signatures(Incoming.objects.get().pk)
    return Incoming.objects.get()


def test_a_receiver_keeps_proof_beside_what_came_and_it_is_made_once_for_both(people: Cast) -> None:
    arrival = received(people)
    sent, came = Lasting.objects.order_by("pk")
    assert (came.document, came.signed) == (arrival.document, sent.signed)

    work()

    assert came.signed == arrival.document.current.digest
    kept = lasting.of(arrival.document)
    assert kept is not None
    assert kept.digest == Lasting.objects.get(pk=sent.pk).digest
    assert Entry.objects.filter(event=Event.FILE_LASTS).count() == 2
    handed = handing_out.hand_out_lasting(arrival.document, by=people.tuan)
    assert handed == kept


def test_what_a_sender_recalled_leaves_no_proof_either(people: Cast) -> None:
    arrival = received(people)
    waiting = arrival.document.lasting.get()
    work()
    made = arrival.document.lasting.get()

    gone = cancelling.cancel([arrival], "thu hồi", System(people.district))

    assert made.digest in gone.values()
    lasting.make(waiting, by=System(people.district))
    assert not arrival.document.lasting.exists()


def test_without_validation_data_there_is_nothing_to_hand_out(people: Cast) -> None:
    document = builders.sealed(people).document

    with pytest.raises(Refused) as refused:
        handing_out.hand_out_lasting(document, by=people.hoa)

    assert refused.value.code == "not_lasting"


def test_proof_is_renewed_by_another_authority_before_its_time_stamp_ends(
    people: Cast, settings: Any, monkeypatch: Any, tmp_path: Path, caplog: Any
) -> None:
    row = builders.sealed(people).document.lasting.get()
    work()
    row.refresh_from_db()
    first, ends = row.digest, row.holds_until
    assert ends.date() == date(2030, 12, 31), "2,048 bits count until then"
    last = keyring.authority().certificate("tsa").not_valid_after_utc
    assert lasting.renew_due() == 0

    with time_machine.travel(ends - lasting.AHEAD + timedelta(hours=1)):
        assert (lasting.renew_due(), lasting.renew_due()) == (1, 0)
        work()
        row.refresh_from_db()
        assert "name another time-stamp authority" in row.last_error
        assert (row.digest, row.level) == (first, "B-LT")

        stronger = partial(rsa.generate_private_key, 65537, 3072)
        monkeypatch.setattr(sandbox, "_new_key", stronger)
        second = sandbox.create(tmp_path / "second", base_url="http://second.invalid")
        _follow(second, settings, monkeypatch, tmp_path)
        with _online(second) as url:
            settings.DOCFLOW_TSA_URL = [url]
            work()

        row.refresh_from_db()
        assert (row.level, row.due, row.last_error) == ("B-LTA", None, "")
        assert row.holds_until == second.certificate("tsa").not_valid_after_utc
        assert blobs.get(row.digest).startswith(blobs.get(first))
        entry = Entry.objects.get(event=Event.FILE_PROOF_RENEWED)
        assert f'"renewed":"{first}"' in entry.text
        assert lasting.renew_due() == 0

    with time_machine.travel(last + timedelta(days=400)):
        assert checked(row.digest).passed
        assert not checked(first).passed


def _follow(second: Any, settings: Any, monkeypatch: Any, folder: Path) -> None:
    """Trust both authorities, and ask each for what it publishes."""
    both = (keyring.authority(), second)
    (folder / "anchors.pem").write_bytes(b"".join(each.root_pem for each in both))

    class Published:
        def fetch(self, url: str, request: bytes | None = None, **terms: Any) -> bytes:
            asked = second if url.startswith(second.base_url) else both[0]
            return SandboxSource(asked).fetch(url, request, **terms)

    monkeypatch.setattr(lasting, "_source", Published)
    settings.DOCFLOW_SANDBOX, settings.DOCFLOW_TRUST = False, str(folder / "anchors.pem")


@contextmanager
def _online(authority: Any) -> Iterator[str]:
    server = serve(authority)
    threading.Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/tsa"
    server.shutdown()
    server.server_close()
