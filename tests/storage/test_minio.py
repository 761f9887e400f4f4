"""What only a bucket can do, and what only a network can do to it."""

import os
import random
import time
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from urllib.parse import urlsplit
from uuid import uuid4

import pytest

from storage import blobs
from storage.address import shelf_at
from storage.errors import StoreUnavailable
from storage.minio import S3Shelf
from storage.names import name_of
from tests.servers import SeaweedFS, Server, address_of, private
from tests.servers.proxy import Line, bad_line

LONG = random.Random(20).randbytes(20 << 20)


@pytest.fixture
def url() -> str:
    return address_of(SeaweedFS).replace("/docflow?", f"/t-{uuid4().hex[:12]}?") + "&timeout=2"


@pytest.fixture
def bucket(url: str) -> Iterator[S3Shelf]:
    with blobs.use(url) as shelf:
        assert isinstance(shelf, S3Shelf)
        yield shelf


@pytest.fixture
def line(url: str) -> Iterator[Line]:
    parts = urlsplit(url)
    with (
        bad_line(parts.hostname, parts.port) as line,
        blobs.use(url.replace(f":{parts.port}/", f":{line.port}/")),
    ):
        yield line


@pytest.fixture(scope="module")
def breakable() -> Iterator[Server]:
    with private(SeaweedFS) as server:
        yield server


def versions(shelf: S3Shelf) -> list[str]:
    listed = shelf._client.list_objects(shelf._bucket, recursive=True, include_version=True)
    return [found.version_id for found in listed]


def test_the_bucket_is_made_when_first_used_and_keeps_versions(bucket):
    stored = blobs.put(BytesIO(b"first"))

    assert stored.version
    assert bucket._client.get_bucket_versioning(bucket._bucket).status == "Enabled"


def test_putting_twice_makes_no_second_version(bucket):
    first = blobs.put(BytesIO(b"once"))
    again = blobs.put(BytesIO(b"once"))

    assert versions(bucket) == [first.version] == [again.version]


def test_putting_after_a_while_counts_as_putting_now(url):
    shelf = S3Shelf(shelf_at(url)._address, fresh=timedelta(0))
    first = shelf.put(BytesIO(b"again"))

    again = shelf.put(BytesIO(b"again"))

    assert again.version != first.version
    assert set(versions(shelf)) == {first.version, again.version}
    with shelf.open(first.digest) as file:
        assert file.read() == b"again"


@pytest.mark.parametrize("size", [5, 20 << 20], ids=["in one piece", "in parts"])
def test_a_new_object_never_replaces_one(bucket, size):
    stored = blobs.put(BytesIO(LONG[:size]))

    with pytest.raises(Exception, match="PreconditionFailed"):
        bucket._send(name_of(stored.digest), BytesIO(LONG[-size:]), size, if_none=True)

    assert blobs.get(stored.digest) == LONG[:size]
    assert blobs.clear_leftovers(older_than=timedelta(0)) == 0


def test_an_object_that_is_no_blob_is_left_alone(bucket):
    blobs.put(BytesIO(b"blob"))
    bucket._client.put_object(bucket._bucket, "sha256/readme.txt", BytesIO(b"hi"), 2)

    assert [entry.size for entry in blobs.digests()] == [4]


def test_a_wrong_secret_is_a_store_that_refuses(url):
    wrong = url.replace("@", "x@")

    with blobs.use(wrong), pytest.raises(StoreUnavailable, match="failed") as refusal:
        blobs.put(BytesIO(b"x"))

    assert urlsplit(wrong).password not in str(refusal.value)


def test_a_line_cut_once_in_an_upload_is_tried_again(line):
    line.cut_after(9 << 20)  # in the second part; each new connection gets as far

    stored = blobs.put(BytesIO(LONG))

    line.cut_after(None)
    assert line.connections > 1
    assert blobs.get(stored.digest) == LONG


def test_a_line_cut_in_every_upload_is_no_success_and_leaves_nothing(line):
    blobs.put(BytesIO(b"makes the bucket"))
    line.cut_after(4 << 20)

    with pytest.raises(StoreUnavailable):
        blobs.put(BytesIO(LONG))

    line.cut_after(None)
    assert blobs.clear_leftovers(older_than=timedelta(0)) == 0
    assert [entry.size for entry in blobs.digests()] == [len(b"makes the bucket")]
    assert blobs.get(blobs.put(BytesIO(LONG)).digest) == LONG


def test_a_server_busy_for_a_moment_is_asked_again(line):
    line.answer_503(2)

    stored = blobs.put(BytesIO(b"patience"))

    assert blobs.get(stored.digest) == b"patience"


def test_a_server_busy_for_long_is_unavailable(line):
    line.answer_503(1000)
    began = time.monotonic()

    with pytest.raises(StoreUnavailable, match="503"):
        blobs.put(BytesIO(b"no patience left"))

    assert time.monotonic() - began < 5


def test_a_stopped_server_is_unavailable_and_usable_once_it_is_back(breakable):
    with blobs.use(breakable.url + "&timeout=1"):
        stored = blobs.put(BytesIO(b"survives kill -9"))
        breakable.kill()
        began = time.monotonic()

        with pytest.raises(StoreUnavailable, match="refused"):
            blobs.get(stored.digest)

        assert time.monotonic() - began < 5
        breakable.start()
        assert blobs.get(stored.digest) == b"survives kill -9"


def test_a_server_that_hangs_is_unavailable_in_bounded_time(breakable):
    with blobs.use(breakable.url + "&timeout=1&retries=1"):
        stored = blobs.put(BytesIO(b"patient"))
        breakable.pause()
        began = time.monotonic()

        with pytest.raises(StoreUnavailable, match="timed out"):
            blobs.get(stored.digest)

        assert time.monotonic() - began < 5
        breakable.resume()
        assert blobs.get(stored.digest) == b"patient"


def test_each_process_makes_its_own_client(bucket):
    blobs.put(BytesIO(b"x"))
    ours = bucket._made

    bucket._made = (os.getpid() + 1, ours[1])  # as a forked child finds it

    assert bucket._client is not ours[1]
