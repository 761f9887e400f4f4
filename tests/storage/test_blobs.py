"""Which store is in use."""

from io import BytesIO

import pytest

from storage import blobs


def test_another_store_is_used_for_a_while_only(tmp_path):
    with blobs.use(f"file://{tmp_path}/one"):
        stored = blobs.put(BytesIO(b"in one"))
        with blobs.use(f"file://{tmp_path}/two"):
            blobs.put(BytesIO(b"in two"))
            assert not blobs.exists(stored.digest)

        assert blobs.get(stored.digest) == b"in one"


def test_configuring_touches_nothing_yet(tmp_path):
    with blobs.use(f"file://{tmp_path}/before"):
        blobs.configure(f"file://{tmp_path}/after")

        assert list(tmp_path.iterdir()) == []
        blobs.put(BytesIO(b"x"))
        assert [path.name for path in tmp_path.iterdir()] == ["after"]


def test_a_path_that_is_not_there_is_the_callers_error(tmp_path):
    with blobs.use(f"file://{tmp_path}/store"), pytest.raises(FileNotFoundError):
        blobs.put(tmp_path / "nowhere.pdf")
