"""What only a folder can do."""

import errno
import os
import resource
import stat
from io import BytesIO

import pytest

from storage import blobs
from storage.errors import BlobMissing, StoreUnavailable
from storage.names import name_of


@pytest.fixture
def root(tmp_path):
    with blobs.use(f"file://{tmp_path}/blobs"):
        yield tmp_path / "blobs"


def test_a_blob_lies_where_its_digest_says_and_cannot_be_written(root):
    stored = blobs.put(BytesIO(b"kept"))

    path = root / "sha256" / stored.digest[:2] / stored.digest[2:4] / stored.digest
    assert path.read_bytes() == b"kept"
    assert stat.S_IMODE(path.stat().st_mode) & 0o222 == 0


def test_reading_makes_no_copy(root):
    stored = blobs.put(BytesIO(b"in place"))

    with blobs.local_path(stored.digest) as path:
        assert path == root / name_of(stored.digest)


def test_putting_again_counts_as_putting_now(root):
    stored = blobs.put(BytesIO(b"old"))
    os.utime(root / name_of(stored.digest), (0, 0))

    blobs.put(BytesIO(b"old"))

    [entry] = blobs.digests()
    assert entry.modified.year > 1970


def test_a_blob_spared_by_a_sweep_lies_in_its_place_again(root):
    stored = blobs.put(BytesIO(b"young"))
    [entry] = blobs.digests()

    assert not blobs.remove(stored.digest, before=entry.modified)

    assert blobs.get(stored.digest) == b"young"
    assert list((root / "unfinished").iterdir()) == []


def test_only_leftovers_old_enough_are_cleared(root):
    blobs.put(BytesIO(b"kept"))
    for name, age in (("old", 7200), ("young", 0)):
        (root / "unfinished" / name).write_bytes(b"half a bl")
        moment = (root / "unfinished" / name).stat().st_mtime - age
        os.utime(root / "unfinished" / name, (moment, moment))

    assert blobs.clear_leftovers() == 1

    assert [path.name for path in (root / "unfinished").iterdir()] == ["young"]
    assert len(list(blobs.digests())) == 1


def test_a_file_that_is_no_blob_is_left_alone(root):
    blobs.put(BytesIO(b"blob"))
    (root / "sha256" / "readme.txt").write_text("hi")
    (root / "sha256" / "ab").mkdir(exist_ok=True)
    (root / "sha256" / "ab" / "note").write_text("hi")

    assert [entry.size for entry in blobs.digests()] == [4]


def test_a_folder_that_vanished_is_not_an_empty_store(tmp_path):
    with (
        blobs.use(f"file://{tmp_path}/unmounted"),
        pytest.raises(StoreUnavailable, match="does not exist"),
    ):
        blobs.get("0" * 64)


def test_a_full_disk_is_a_clean_refusal_and_reading_goes_on(root):
    kept = blobs.put(BytesIO(b"there before"))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, hard))  # as a disk with 1 MB left

    try:
        with pytest.raises(StoreUnavailable, match=os.strerror(errno.EFBIG)):
            blobs.put(BytesIO(bytes(3 << 20)))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    assert blobs.get(kept.digest) == b"there before"
    assert list((root / "unfinished").iterdir()) == []
    assert blobs.put(BytesIO(bytes(3 << 20))).size == 3 << 20


def test_a_removed_folder_of_blobs_is_missing_blobs(root):
    stored = blobs.put(BytesIO(b"x"))
    (root / name_of(stored.digest)).unlink()
    (root / name_of(stored.digest)).parent.rmdir()

    with pytest.raises(BlobMissing):
        blobs.get(stored.digest)
