"""Every way in which state, register, bytes and log can disagree is found and named."""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction

from docflow import clock
from docflow.audit.models import Entry
from docflow.documents.models import (
    Attachment,
    Document,
    Hold,
    Lasting,
    Register,
    RegisterEntry,
    Version,
)
from docflow.exchange import actions as exchange
from docflow.exchange.models import Delivery, Status
from docflow.exchange.tasks import follow_log, hand_over, report_status
from docflow.incoming import actions as incoming
from docflow.incoming.models import Incoming
from docflow.incoming.tasks import check_signatures
from docflow.outgoing import actions as outgoing
from docflow.outgoing.contents import To
from docflow.outgoing.models import Outgoing
from docflow.reports.reconcile import reconcile
from docflow.signatures.intake import take_in
from docflow.signatures.models import Signature
from docflow.signatures.tasks import make_last
from storage import blobs
from storage.errors import BlobDamaged, BlobMissing
from storage.names import name_of
from tests import cast
from tests.conftest import SAMPLES
from tests.docflow.audit.tampering import drop_triggers

NOWHERE = "0" * 64

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def played(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any
) -> Iterator[cast.Cast]:
    """One document from draft to done; played once, since signing takes time."""
    store = _own_store(tmp_path_factory.mktemp("store"))
    with django_db_blocker.unblock(), blobs.use(store), transaction.atomic():
        people = cast.gather()
        _play(people)
        yield people
        transaction.set_rollback(True)


@pytest.fixture
def done(played: cast.Cast) -> Iterator[cast.Cast]:
    """The rows of the story, put back after the test."""
    with transaction.atomic():
        yield played
        transaction.set_rollback(True)


def test_a_whole_story_agrees_and_says_how_much_was_compared(done, capsys):
    with pytest.raises(SystemExit) as ended:
        call_command("reconcile")

    assert ended.value.code == 0
    assert capsys.readouterr().out == (
        "Nothing differs: 2 documents, 1 deliveries, 2 numbers, 4 blobs, "
        f"{Entry.objects.count()} entries.\n"
    )


def test_each_difference_is_a_line_that_says_what_and_what_to_do(done, capsys):
    Register.objects.filter(series="incoming").update(last=5)

    with pytest.raises(SystemExit) as ended:
        call_command("reconcile")

    assert ended.value.code == 1
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("last_number_wrong: ")
    assert lines[0].endswith(
        "Ủy ban nhân dân huyện Hoằng Hóa: the last number is 5, the book ends with 1. "
        "Restore the register from the backup before the next number is given."
    )
    assert lines[1].startswith("1 difference: 2 documents, ")


def test_programs_get_one_object(done, capsys):
    delivery = Delivery.objects.get()
    Delivery.objects.update(lease=clock.wall())

    with pytest.raises(SystemExit) as ended:
        call_command("reconcile", json=True)

    assert ended.value.code == 1
    found = json.loads(capsys.readouterr().out)
    assert found == {
        "agrees": False,
        "differences": [
            {
                "code": "lease_left",
                "subject": str(delivery.uid),
                "text": f"{delivery} is done and yet held. Clear its lease.",
            }
        ],
        "checked": {
            "documents": 2,
            "deliveries": 1,
            "numbers": 2,
            "blobs": 4,
            "entries": Entry.objects.count(),
            "waiting": 0,
            "orphans": 0,
        },
    }


def test_without_the_store_it_cannot_be_said(done, capsys):
    with blobs.use("file:///nowhere/at/all"), pytest.raises(SystemExit) as ended:
        call_command("reconcile", json=True)

    assert ended.value.code == 2
    assert json.loads(capsys.readouterr().out)["agrees"] is None


Break = Callable[[], object]


def ours() -> Any:
    """The entry of the sender's register."""
    return RegisterEntry.objects.filter(register__series="outgoing")


def arrivals() -> Any:
    """The recipient's document."""
    return Document.objects.filter(incoming__isnull=False)


def _move_number() -> None:
    ours().update(number=2)
    Register.objects.filter(series="outgoing").update(last=2)


def _double_arrival() -> None:
    first = Incoming.objects.select_related("document").get()
    document = Document.objects.create(
        unit=first.unit, exchange_id=first.document.exchange_id, kind="REPORT", subject="Báo cáo"
    )
    Hold.objects.create(unit=first.unit, document=document)
    received = first.document.versions.get()
    document.versions.create(number=1, role="received", digest=received.digest, size=received.size)
    Incoming.objects.create(document=document, unit=document.unit)


def _rewrite_an_entry() -> None:
    drop_triggers()
    Entry.objects.filter(event="outgoing.numbered").update(text="{}")


def _lose_the_arrival() -> None:
    arrivals().update(exchange_id=Document.objects.first().uid)


BREAKS: dict[str, tuple[Break, set[str]]] = {
    "a number is skipped": (_move_number, {"number_missing", "number_not_on_document"}),
    "the last number is not the last": (
        lambda: Register.objects.filter(series="outgoing").update(last=7),
        {"last_number_wrong"},
    ),
    "a number has no document": (
        lambda: ours().update(document=None),
        {"number_without_document", "number_not_in_register"},
    ),
    "the document says another number": (
        lambda: Document.objects.filter(outgoing__isnull=False).update(number=9),
        {"number_not_on_document"},
    ),
    "the document says another year": (
        lambda: Document.objects.filter(outgoing__isnull=False).update(issued_on="2020-01-01"),
        {"number_not_on_document"},
    ),
    "the arrival says another number": (
        lambda: Incoming.objects.update(arrival_number=9),
        {"number_not_on_document"},
    ),
    "a number is void without a reason in the state": (
        lambda: ours().update(void_reason="nhầm"),
        {"number_void"},
    ),
    "a document was cancelled beside the log": (
        lambda: Outgoing.objects.update(state="cancelled"),
        {"number_not_void", "state_differs", "delivery_unasked"},
    ),
    "an arrival's state was changed by hand": (
        lambda: Incoming.objects.update(state="registered"),
        {"state_differs"},
    ),
    "a delivery's state was changed by hand": (
        lambda: Delivery.objects.update(state="refused"),
        {"state_differs"},
    ),
    "a signature is gone": (
        lambda: Signature.objects.filter(purpose="seal").delete(),
        {"signature_missing"},
    ),
    "a signature is of other bytes": (
        lambda: Signature.objects.filter(purpose="seal").update(digest_after=NOWHERE),
        {"signature_missing", "signature_not_in_log", "signature_without_version"},
    ),
    "a lasting file is gone": (lambda: Lasting.objects.all().delete(), {"lasting_missing"}),
    "a lasting file is another one": (
        lambda: Lasting.objects.update(digest=Version.objects.get(role="draft").digest),
        {"lasting_missing", "lasting_not_in_log", "blob_size_wrong"},
    ),
    "a lasting file is of other bytes": (
        lambda: Lasting.objects.update(signed=NOWHERE),
        {"lasting_missing", "lasting_not_in_log", "lasting_of_no_version"},
    ),
    "a version is gone": (
        lambda: Version.objects.filter(role="draft").delete(),
        {"version_missing", "signature_without_version"},
    ),
    "nobody holds a document": (
        lambda: Hold.objects.filter(document__outgoing__isnull=False).delete(),
        {"hold_missing"},
    ),
    "a delivery is gone": (
        lambda: Delivery.objects.all().delete(),
        {"delivery_missing", "row_missing"},
    ),
    "a recipient is not delivered to": (
        lambda: Delivery.objects.update(name="Ai đó"),
        {"delivery_missing", "delivery_unasked"},
    ),
    "the arrival is another document": (
        _lose_the_arrival,
        {"arrival_missing", "status_unfounded"},
    ),
    "a document arrived twice": (_double_arrival, {"arrival_doubled", "not_in_log"}),
    "other bytes arrived": (
        lambda: Version.objects.filter(role="received").update(
            digest=Version.objects.get(role="draft").digest,
            size=Version.objects.get(role="draft").size,
        ),
        {"arrival_differs", "version_missing", "lasting_of_no_version"},
    ),
    "the sender was not told": (
        lambda: Status.objects.filter(code="04").delete(),
        {"status_missing"},
    ),
    "the sender was told what is not so": (
        lambda: Status.objects.create(
            delivery=Delivery.objects.get(), code="02", at=clock.now(), due=None
        ),
        {"status_unfounded", "status_not_in_log"},
    ),
    "nothing waits although it is not done": (
        lambda: Incoming.objects.update(state="arrived"),
        {"no_next_try", "state_differs"},
    ),
    "something done is held": (lambda: Status.objects.update(lease=clock.wall()), {"lease_left"}),
    "a size is wrong": (
        lambda: Version.objects.filter(role="draft").update(size=1),
        {"blob_size_wrong"},
    ),
    "an attachment was never stored": (
        lambda: Attachment.objects.create(
            document=Document.objects.first(), name="phụ lục", digest=NOWHERE, size=1
        ),
        {"blob_missing"},
    ),
    "the log was rewritten": (
        _rewrite_an_entry,
        {"log_not_whole", "state_differs"},
    ),
}


@pytest.mark.parametrize("what", BREAKS)
def test_what_is_broken_is_named_and_nothing_else(done, what):
    act, codes = BREAKS[what]

    act()

    assert {each.code for each in reconcile().differences} == codes


def test_a_document_the_log_tells_of_and_that_is_gone_is_named(done):
    document = Document.objects.get(outgoing__isnull=False)
    for rows in (
        ours(),
        Lasting.objects.filter(document=document),
        Signature.objects,
        Delivery.objects,
        Hold.objects.filter(document=document),
    ):
        rows.all().delete()
    Outgoing.objects.all().delete()

    lost = [each for each in reconcile().differences if each.code == "row_missing"]

    assert str(document.uid) in {each.subject for each in lost}


def test_a_deleted_file_is_missing_to_every_reader_and_named(done):
    with _bytes_of("sealed") as digest:
        blobs.remove(digest)

        with pytest.raises(BlobMissing):
            blobs.get(digest)
        found = reconcile().differences

    assert [(each.code, each.subject) for each in found] == [("blob_missing", digest)]


@pytest.mark.parametrize("harm", [lambda file: file[:-1], lambda file: file[:-1] + b"x"])
def test_a_harmed_file_is_given_to_no_reader_and_named(done, harm):
    with _bytes_of("signed") as digest:
        _overwrite(digest, harm(blobs.get(digest)))

        with pytest.raises(BlobDamaged):
            blobs.get(digest)
        found = reconcile().differences

    assert [(each.code, each.subject) for each in found] == [("blob_damaged", digest)]


def test_bytes_without_a_row_are_counted_and_no_difference(done):
    blobs.put(BytesIO(b"orphan"))

    outcome = reconcile()

    assert (outcome.agrees, outcome.checked.orphans) == (True, 1)


def test_what_still_waits_is_counted_and_no_difference(done):
    Status.objects.update(due=clock.wall() + timedelta(minutes=1))
    Status.objects.filter(code="01").update(due=None)

    outcome = reconcile()

    assert outcome.checked.waiting == 4


def _play(people: cast.Cast) -> None:
    paper = outgoing.draft(
        "REPORT",
        "Báo cáo tình hình thiệt hại",
        take_in(SAMPLES / "word-365.pdf", by=people.lan),
        by=people.lan,
        signer=people.minh.appointment,
        recipients=[To(people.district)],
    )
    paper = outgoing.submit(paper, by=people.lan)
    paper = outgoing.initial(paper, by=people.hung)
    paper = outgoing.pass_format(paper, by=people.oanh)
    paper = outgoing.sign(paper, pin=cast.PIN, by=people.minh)
    paper = outgoing.number(paper, by=people.hoa)
    paper = outgoing.seal(paper, pin=cast.PIN, by=people.hoa)
    [delivery] = exchange.issue(paper, by=people.hoa)
    hand_over(delivery.pk)
    arrival = Incoming.objects.get()
    check_signatures(arrival.pk)
    arrival = incoming.register(arrival, by=people.tuan)
    due = clock.now() + timedelta(days=2)
    arrival = incoming.assign(arrival, "Tham mưu", people.phuc.appointment, due, by=people.nam)
    arrival = incoming.start(arrival, by=people.phuc)
    incoming.finish(arrival, by=people.phuc)
    follow_log()
    for status in Status.objects.all():
        report_status(status.pk)
    for row in Lasting.objects.waiting():
        make_last(row.pk)


def _own_store(folder: Path) -> str:
    """A store in which nothing else lies, on the same kind of shelf as the settings name."""
    if settings.STORAGE_URL.startswith("file:"):
        folder.joinpath("sha256").mkdir()
        return f"file://{folder}"
    return urlsplit(settings.STORAGE_URL)._replace(path=f"/reconcile-{os.getpid()}").geturl()


@contextmanager
def _bytes_of(role: str) -> Iterator[str]:
    """The digest of a version whose bytes a test harms; they are put back afterwards."""
    digest = Version.objects.get(role=role).digest
    before = blobs.get(digest)
    yield digest
    blobs.remove(digest)
    blobs.put(BytesIO(before))


def _overwrite(digest: str, content: bytes) -> None:
    """What a store that lies gives out instead."""
    shelf: Any = blobs.shelf()
    if hasattr(shelf, "_root"):
        path = shelf._root / name_of(digest)
        path.chmod(0o600)
        path.write_bytes(content)
    else:
        shelf._client.put_object(shelf._bucket, name_of(digest), BytesIO(content), len(content))
