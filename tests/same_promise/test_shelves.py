"""One set of tests for every shelf: what the store promises, it promises wherever blobs lie."""

import hashlib
import os
import random
import signal
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from uuid import uuid4

import pytest

from storage import blobs, checks
from storage.address import shelf_at
from storage.errors import BlobDamaged, BlobMissing, StoreUnavailable
from storage.minio import S3Shelf
from storage.names import name_of
from tests.servers import SeaweedFS, address_of

MEGABYTE = 1 << 20
LONG = 32 * MEGABYTE
ABSENT = hashlib.sha256(b"nobody ever put this").hexdigest()

# Dies the moment the bytes are written but not yet shown: before the rename, or before the
# second part of an upload leaves.
CRASHING_PUT = """
import os, random, signal, sys
from io import BytesIO
from storage import blobs

parts = 0

def die_before_showing(event, arguments):
    global parts
    sending = event == "http.client.send"
    parts += sending and len(arguments[1]) > 1 << 20
    if event == "os.rename" or (sending and parts == 2):
        os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(die_before_showing)
blobs.configure(sys.argv[1])
blobs.put(BytesIO(random.Random(7).randbytes(12 << 20)))
"""

FORKING_PUTS = """
import os, sys
from io import BytesIO
from storage import blobs

blobs.configure(sys.argv[1])
blobs.put(BytesIO(b"from the parent, before"))
children = []
for number in range(4):
    if not (child := os.fork()):
        stored = [blobs.put(BytesIO(b"%d/%d" % (number, turn))) for turn in range(10)]
        right = all(blobs.get(one.digest) == b"%d/%d" % (number, t) for t, one in enumerate(stored))
        os._exit(0 if right else 1)
    children.append(child)
for turn in range(10):
    blobs.put(BytesIO(b"parent/%d" % turn))
sys.exit(any(os.waitpid(child, 0)[1] for child in children))
"""


@dataclass(frozen=True)
class Place:
    """A fresh empty store, and a way to spoil it behind the store's back."""

    url: str
    overwrite: Callable[[str, bytes], None]


class Stream:
    """A long source that is nowhere in memory as a whole."""

    def __init__(self, size: int) -> None:
        self._left, self._random = size, random.Random(size)

    def read(self, size: int, /) -> bytes:
        size = min(size, self._left)
        self._left -= size
        return self._random.randbytes(size)


@pytest.fixture(params=["files", "s3"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    made = _folder(tmp_path / "blobs") if request.param == "files" else _bucket()
    with blobs.use(made.url):
        yield made


@pytest.fixture(params=["files", "s3"])
def unreachable(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[None]:
    (tmp_path / "a-file").touch()
    url = f"file://{tmp_path}/a-file/blobs"
    if request.param == "s3":
        url = "s3://key:secret@127.0.0.1:9/bucket?secure=0&timeout=1"
    with blobs.use(url):
        yield


def test_what_was_put_comes_back(place):
    stored = blobs.put(BytesIO("Báo cáo số 12".encode()))

    assert stored.digest == hashlib.sha256("Báo cáo số 12".encode()).hexdigest()
    assert stored.size == 17
    assert blobs.exists(stored.digest)
    assert blobs.get(stored.digest) == "Báo cáo số 12".encode()


def test_nothing_at_all_is_a_blob_too(place):
    stored = blobs.put(BytesIO(b""))

    assert stored.size == 0
    assert blobs.get(stored.digest) == b""


def test_a_path_is_put_and_read_back_as_a_path(place, tmp_path):
    (tmp_path / "draft.pdf").write_bytes(b"%PDF-1.7 ...")

    stored = blobs.put(tmp_path / "draft.pdf")

    with blobs.local_path(stored.digest) as path:
        assert path.read_bytes() == b"%PDF-1.7 ..."


def test_a_stream_is_put_from_where_it_stands(place):
    source = BytesIO(b"head|body")
    source.seek(5)

    stored = blobs.put(source)

    assert blobs.get(stored.digest) == b"body"


def test_a_blob_is_opened_at_its_start_and_can_be_sought(place):
    stored = blobs.put(BytesIO(b"0123456789"))

    with blobs.open_blob(stored.digest) as file:
        assert file.read(3) == b"012"
        file.seek(-2, os.SEEK_END)
        assert file.read() == b"89"


def test_the_same_bytes_twice_are_one_blob(place):
    first = blobs.put(BytesIO(b"the same"))
    again = blobs.put(BytesIO(b"the same"))

    assert again == first
    assert [entry.digest for entry in blobs.digests()] == [first.digest]


def test_a_long_stream_passes_through_with_little_memory(place):
    tracemalloc.start()

    stored = blobs.put(Stream(LONG))
    with blobs.open_blob(stored.digest) as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert (stored.size, found) == (LONG, stored.digest)
    assert peak < LONG * 0.6  # one part of an upload and its copy


@pytest.mark.parametrize("spoiled", [b"other bytes", b"origina", b"", b"original and more"])
def test_a_damaged_blob_is_never_given_out(place, spoiled):
    stored = blobs.put(BytesIO(b"original"))
    place.overwrite(stored.digest, spoiled)

    with pytest.raises(BlobDamaged, match=stored.digest):
        blobs.get(stored.digest)


def test_one_changed_bit_in_a_long_blob_is_found(place):
    stored = blobs.put(Stream(9 * MEGABYTE))
    spoiled = bytearray(blobs.get(stored.digest))
    spoiled[-1] ^= 1
    place.overwrite(stored.digest, bytes(spoiled))

    with pytest.raises(BlobDamaged), blobs.open_blob(stored.digest):
        pytest.fail("A byte was handed out.")


def test_putting_again_heals_a_truncated_blob(place):
    stored = blobs.put(BytesIO(b"original"))
    place.overwrite(stored.digest, b"orig")

    blobs.put(BytesIO(b"original"))

    assert blobs.get(stored.digest) == b"original"


def test_a_blob_nobody_put_is_missing(place):
    blobs.put(BytesIO(b"another"))

    assert not blobs.exists(ABSENT)
    with pytest.raises(BlobMissing, match=ABSENT):
        blobs.get(ABSENT)


def test_a_removed_blob_is_gone_and_can_be_put_again(place):
    stored = blobs.put(BytesIO(b"short-lived"))

    assert blobs.remove(stored.digest)

    assert not blobs.exists(stored.digest)
    assert not blobs.remove(stored.digest)
    assert blobs.put(BytesIO(b"short-lived")).digest == stored.digest
    assert blobs.get(stored.digest) == b"short-lived"


def test_removing_takes_damaged_copies_along(place):
    stored = blobs.put(BytesIO(b"original"))
    place.overwrite(stored.digest, b"other")

    assert blobs.remove(stored.digest)

    assert not blobs.exists(stored.digest)
    assert list(blobs.digests()) == []


def test_a_sweep_cannot_take_what_was_put_since(place):
    stored = blobs.put(BytesIO(b"young"))
    an_hour_ago = datetime.now(UTC) - timedelta(hours=1)

    assert not blobs.remove(stored.digest, before=an_hour_ago)

    assert blobs.get(stored.digest) == b"young"
    assert blobs.remove(stored.digest, before=datetime.now(UTC) + timedelta(seconds=5))


def test_digests_lists_every_blob_with_size_and_time(place):
    stored = [blobs.put(BytesIO(b"x" * size)) for size in range(1, 30)]

    listed = list(blobs.digests())

    expected = sorted((one.digest, one.size) for one in stored)
    assert [(entry.digest, entry.size) for entry in listed] == expected
    assert all(abs(datetime.now(UTC) - e.modified) < timedelta(minutes=1) for e in listed)


def test_an_empty_store_lists_nothing(place):
    blobs.remove(blobs.put(BytesIO(b"x")).digest)

    assert list(blobs.digests()) == []


def test_a_source_that_breaks_leaves_nothing_visible(place):
    source = Stream(3 * MEGABYTE)
    source.read = _breaking_after(2, source.read)

    with pytest.raises(ConnectionResetError):
        blobs.put(source)

    assert list(blobs.digests()) == []
    assert blobs.clear_leftovers(older_than=timedelta(0)) == 0


def test_a_kill_before_the_blob_is_shown_leaves_nothing_visible(place):
    content = random.Random(7).randbytes(12 * MEGABYTE)
    blobs.remove(blobs.put(BytesIO(b"makes the store")).digest)

    killed = subprocess.run([sys.executable, "-c", CRASHING_PUT, place.url], timeout=60)

    assert killed.returncode == -signal.SIGKILL
    assert list(blobs.digests()) == []
    assert not blobs.exists(hashlib.sha256(content).hexdigest())
    assert blobs.clear_leftovers(older_than=timedelta(hours=1)) == 0
    assert blobs.clear_leftovers(older_than=timedelta(0)) == 1
    assert blobs.get(blobs.put(BytesIO(content)).digest) == content


def test_sixteen_writers_of_the_same_blob_make_one(place):
    content = random.Random(16).randbytes(2 * MEGABYTE)

    with ThreadPoolExecutor(16) as pool:
        stored = list(pool.map(lambda _: blobs.put(BytesIO(content)), range(16)))

    assert len(set(stored)) == 1
    assert [entry.size for entry in blobs.digests()] == [2 * MEGABYTE]
    assert blobs.get(stored[0].digest) == content


def test_writers_and_readers_do_not_disturb_each_other(place):
    def put_and_get(number: int) -> bool:
        content = b"%d" % number * 20_000
        return blobs.get(blobs.put(BytesIO(content)).digest) == content

    with ThreadPoolExecutor(16) as pool:
        right = list(pool.map(put_and_get, range(64)))

    assert all(right)
    assert len(list(blobs.digests())) == 64


def test_forked_processes_each_use_the_store(place):
    forked = subprocess.run([sys.executable, "-c", FORKING_PUTS, place.url], timeout=60)

    assert forked.returncode == 0
    assert len(list(blobs.digests())) == 51


def test_a_healthy_store_has_no_problems_and_keeps_no_probe(place):
    assert checks.problems() == []
    assert list(blobs.digests()) == []


@pytest.mark.parametrize("digest", ["", "abc", "../../etc/passwd", ABSENT.upper(), ABSENT + "0"])
def test_what_is_no_digest_is_refused(place, digest):
    with pytest.raises(ValueError, match="not a SHA-256 digest"):
        blobs.exists(digest)


@pytest.mark.parametrize(
    "act",
    [
        lambda: blobs.put(BytesIO(b"x")),
        lambda: blobs.get(ABSENT),
        lambda: blobs.exists(ABSENT),
        lambda: blobs.remove(ABSENT),
        lambda: list(blobs.digests()),
        lambda: blobs.clear_leftovers(),
    ],
    ids=["put", "get", "exists", "remove", "digests", "clear_leftovers"],
)
def test_a_store_that_is_not_there_says_so_soon(unreachable, act):
    began = time.monotonic()

    with pytest.raises(StoreUnavailable, match="The store"):
        act()

    assert time.monotonic() - began < 5


def test_a_store_that_is_not_there_is_named_as_the_problem_at_start(unreachable):
    [problem] = checks.problems()

    assert "The store" in problem


def _folder(root: Path) -> Place:
    def overwrite(digest: str, content: bytes) -> None:
        path = root / name_of(digest)
        path.chmod(0o600)
        path.write_bytes(content)

    return Place(f"file://{root}", overwrite)


def _bucket() -> Place:
    url = address_of(SeaweedFS).replace("/docflow?", f"/t-{uuid4().hex[:12]}?")
    shelf = shelf_at(url)
    assert isinstance(shelf, S3Shelf)

    def overwrite(digest: str, content: bytes) -> None:
        shelf._client.put_object(shelf._bucket, name_of(digest), BytesIO(content), len(content))

    return Place(url, overwrite)


def _breaking_after(times: int, read: Callable[[int], bytes]) -> Callable[[int], bytes]:
    left = iter(range(times))

    def broken(size: int) -> bytes:
        if next(left, None) is None:
            raise ConnectionResetError("The sender went away.")
        return read(size)

    return broken
