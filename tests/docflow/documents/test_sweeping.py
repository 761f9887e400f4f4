"""Bytes nobody needs go after a day; bytes somebody needs, or has just put again, stay."""

import os
import time
from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection

from docflow.documents import sweeping
from docflow.documents.models import Attachment, Document, Version
from docflow.documents.sweeping import GRACE, sweep
from docflow.documents.tasks import sweep_orphans
from storage import blobs
from storage.names import name_of

NOW = timedelta()


@pytest.fixture(autouse=True)
def store(tmp_path):
    with blobs.use(f"file://{tmp_path}") as shelf:
        yield shelf


@pytest.fixture
def document(units):
    return Document.objects.create(unit=units.commune, kind="REPORT", subject="Báo cáo")


def kept(content):
    return blobs.put(BytesIO(content)).digest


def test_an_orphan_goes_and_what_rows_name_stays(document):
    orphan, version, attachment = kept(b"1"), kept(b"2"), kept(b"3")
    Version.objects.create(document=document, number=1, role="draft", digest=version, size=1)
    Attachment.objects.create(document=document, name="phụ lục", digest=attachment, size=1)

    removed = sweep(older_than=NOW)

    assert removed == 1
    assert {entry.digest for entry in blobs.digests()} == {version, attachment}
    assert not blobs.exists(orphan)


def test_the_nightly_sweep_leaves_an_orphan_of_today(db):
    orphan = kept(b"1")

    sweep_orphans()

    assert blobs.exists(orphan)


def test_an_orphan_put_again_while_the_sweep_looks_stays(db, store):
    orphan = kept(b"1")
    long_ago = time.time() - 2 * GRACE.total_seconds()
    os.utime(store._root / name_of(orphan), (long_ago, long_ago))

    def put_again(execute, *query):
        kept(b"1")
        return execute(*query)

    with connection.execute_wrapper(put_again):
        removed = sweep()

    assert removed == 0
    assert blobs.exists(orphan)


def test_a_sweep_of_many_goes_through_all_of_them(document, monkeypatch):
    monkeypatch.setattr(sweeping, "STRIDE", 10)
    digests = [kept(b"%d" % number) for number in range(35)]
    for number, digest in enumerate(digests[::7]):
        Version.objects.create(
            document=document, number=number, role="draft", digest=digest, size=1
        )

    assert sweep(older_than=NOW) == 30
    assert sorted(entry.digest for entry in blobs.digests()) == sorted(digests[::7])
