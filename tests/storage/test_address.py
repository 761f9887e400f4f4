"""Addresses of stores, good and bad."""

from pathlib import Path

import pytest

from storage.address import shelf_at
from storage.files import FileShelf
from storage.minio import BucketAddress, S3Shelf


def test_a_folder_is_named_by_its_whole_path():
    shelf = shelf_at("file:///var/lib/docflow%20data/blobs")

    assert isinstance(shelf, FileShelf)
    assert shelf._root == Path("/var/lib/docflow data/blobs")


def test_a_bucket_is_named_with_key_secret_and_options():
    shelf = shelf_at("s3://key:se%2Fcret@host:9000/papers?secure=0&region=vn-1&timeout=3&retries=5")

    assert isinstance(shelf, S3Shelf)
    assert shelf._address == BucketAddress(
        "host:9000", "key", "se/cret", "papers", False, "vn-1", 3.0, 5
    )


def test_a_bucket_is_reached_over_tls_unless_told_otherwise():
    shelf = shelf_at("s3://key:secret@host/papers")

    assert isinstance(shelf, S3Shelf)
    assert shelf._address.secure


@pytest.mark.parametrize(
    "url",
    [
        "",
        "/var/lib/docflow",
        "file://var/lib/docflow",
        "file:///",
        "http://host/bucket",
        "s3://host/bucket",
        "s3://key@host/bucket",
        "s3://key:hunter2@/bucket",
        "s3://key:hunter2@host",
        "s3://key:hunter2@host/bucket/folder",
        "s3://key:hunter2@host/bucket?secure=no",
        "s3://key:hunter2@host/bucket?sekure=0",
        "s3://key:hunter2@host/bucket?timeout=soon",
        "s3://key:hunter2@host/bucket?timeout=0",
        "s3://key:hunter2@host/bucket?retries=-1",
    ],
)
def test_an_address_that_cannot_be_one_is_refused_without_telling_the_secret(url):
    with pytest.raises(ValueError, match=r".+") as refusal:
        shelf_at(url)

    assert "hunter2" not in str(refusal.value)
