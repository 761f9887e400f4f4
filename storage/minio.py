"""Blobs in a bucket of any S3 server, over the minio SDK."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Any, BinaryIO

import urllib3
from minio import Minio
from minio.commonconfig import ENABLED, REPLACE, CopySource
from minio.datatypes import Object
from minio.error import MinioException, S3Error
from minio.versioningconfig import VersioningConfig

from storage.conditional import ConditionalPool, only_new
from storage.errors import BlobDamaged, BlobMissing, StoreUnavailable
from storage.names import FOLDER, digest_in, digest_of, name_of, pour
from storage.shelf import CHUNK, Entry, Readable, Stored

PART = 8 << 20  # bytes sent at once; what is longer goes in parts
FRESH = timedelta(hours=1)  # a blob put again later than that counts as put anew
THREADS = 32
TAKEN = {"PreconditionFailed", "ConditionalRequestConflict"}
BUCKET_IS_THERE = {"BucketAlreadyOwnedByYou", "BucketAlreadyExists"}


@dataclass(frozen=True)
class BucketAddress:
    """Where a bucket is and how it is reached."""

    endpoint: str  # host:port
    key: str
    secret: str = field(repr=False)
    bucket: str
    secure: bool = True
    region: str = "us-east-1"
    timeout: float = 10  # seconds the server may be silent
    retries: int = 2  # how often more a call is tried


class S3Shelf:
    """Blobs as objects of one bucket. Each process makes its own client when it first needs it."""

    def __init__(self, address: BucketAddress, fresh: timedelta = FRESH) -> None:
        self._address = address
        self._bucket = address.bucket
        self._fresh = fresh
        self._made: tuple[int, Minio] | None = None  # the process it was made in, and the client
        self._making = Lock()

    def put(self, source: Readable) -> Stored:
        """Copy privately while hashing, then send just that copy: hashed is what is sent."""
        with tempfile.SpooledTemporaryFile(CHUNK) as copy:
            blob = pour(source, self._availability()(copy.write))
            with self._availability():
                return replace(blob, version=self._keep(name_of(blob.digest), copy, blob.size))

    @contextmanager
    def open(self, digest: str) -> Iterator[BinaryIO]:
        """The object as a temporary file, hashed before it is given."""
        with tempfile.NamedTemporaryFile(prefix="blob-") as copy:
            with self._availability(digest):
                self._fetch(name_of(digest), copy.file)
            copy.flush()
            with open(copy.name, "rb") as file:
                if digest_of(file) != digest:
                    raise BlobDamaged(digest)
                yield file

    def exists(self, digest: str) -> bool:
        """Whether the bucket has the object."""
        with self._availability():
            return self._stat(name_of(digest)) is not None

    def remove(self, digest: str, *, before: datetime | None) -> bool:
        """Delete every version seen; a version put meanwhile is another and stays."""
        name = name_of(digest)
        with self._availability():
            found = self._client.list_objects(self._bucket, prefix=name, include_version=True)
            versions = [version for version in found if version.object_name == name]
            blobs = [version for version in versions if not version.is_delete_marker]
            if before and any(_modified(version) >= before for version in blobs):
                return False
            for version in versions:
                self._client.remove_object(self._bucket, name, version.version_id)
        return bool(blobs)

    def entries(self) -> Iterator[Entry]:
        """List the bucket in the order of the digests; other objects are passed over."""
        with self._availability():
            for found in self._client.list_objects(
                self._bucket, prefix=f"{FOLDER}/", recursive=True
            ):
                if digest := digest_in(found.object_name or ""):
                    yield Entry(digest, found.size or 0, _modified(found))

    def clear_leftovers(self, *, older_than: timedelta) -> int:
        """Abort uploads in parts that were begun that long ago and never ended.

        The SDK has no public call for it; without its inner one nothing is cleared.
        """
        oldest, cleared = datetime.now(UTC) - older_than, 0
        with self._availability():
            listed = self._client._list_multipart_uploads(self._bucket, prefix=f"{FOLDER}/")
            for upload in listed.uploads:
                if upload.initiated_time and upload.initiated_time <= oldest:
                    self._client._abort_multipart_upload(
                        self._bucket, upload.object_name, upload.upload_id or ""
                    )
                    cleared += 1
        return cleared

    def _keep(self, name: str, copy: Any, size: int) -> str | None:
        """Send the copy unless the object is there; the version id of what then stands there."""
        kept = self._renewed(name, size)
        if kept:
            return kept.version_id
        try:
            return self._send(name, copy, size, if_none=True)
        except S3Error as error:
            if error.code not in TAKEN:
                raise
        kept = self._renewed(name, size)
        if kept:
            return kept.version_id
        return self._send(name, copy, size, if_none=False)

    def _send(self, name: str, copy: Any, size: int, *, if_none: bool) -> str | None:
        copy.seek(0)
        with only_new(if_none):
            sent = self._client.put_object(
                self._bucket, name, copy, size, part_size=PART, num_parallel_uploads=1
            )
        return sent.version_id

    def _renewed(self, name: str, size: int) -> Object | None:
        """The object if it has the right size, counted as put now; else None."""
        found = self._stat(name)
        if found is None or found.size != size or not found.last_modified:
            return None
        if _modified(found) > datetime.now(UTC) - self._fresh:
            return found
        source = CopySource(self._bucket, name, version_id=found.version_id)
        try:
            self._client.copy_object(self._bucket, name, source, metadata_directive=REPLACE)
        except S3Error as error:
            if error.code != "NoSuchKey":
                raise
        return self._stat(name)

    def _stat(self, name: str) -> Object | None:
        try:
            return self._client.stat_object(self._bucket, name)
        except S3Error as error:
            if error.code != "NoSuchKey":
                raise
            return None

    def _fetch(self, name: str, into: Any) -> None:
        response = self._client.get_object(self._bucket, name)
        try:
            for chunk in response.stream(CHUNK):
                into.write(chunk)
        finally:
            response.close()
            response.release_conn()

    @property
    def _client(self) -> Minio:
        """This process's client; threads share it, forked children do not inherit it.

        One thread makes it: another would write into the bucket before it keeps versions.
        """
        made = self._made
        if made and made[0] == os.getpid():
            return made[1]
        with self._making:
            made = self._made
            if made is None or made[0] != os.getpid():
                made = self._made = (os.getpid(), self._connect())
        return made[1]

    def _connect(self) -> Minio:
        address = self._address
        client = Minio(
            address.endpoint,
            access_key=address.key,
            secret_key=address.secret,
            secure=address.secure,
            region=address.region,
            http_client=ConditionalPool(
                maxsize=THREADS,
                timeout=urllib3.Timeout(connect=min(3, address.timeout), read=address.timeout),
                retries=urllib3.Retry(
                    total=address.retries,
                    backoff_factor=0.2,
                    status_forcelist=[500, 502, 503, 504],
                    respect_retry_after_header=False,
                ),
            ),
        )
        _make_bucket(client, address.bucket)
        return client

    @contextmanager
    def _availability(self, digest: str = "") -> Iterator[None]:
        try:
            yield
        except S3Error as error:
            if digest and error.code == "NoSuchKey":
                raise BlobMissing(digest) from None
            raise self._unavailable(f"{error.code}, {error.message}") from error
        except urllib3.exceptions.HTTPError as error:
            raise self._unavailable(str(getattr(error, "reason", error))) from error
        except (MinioException, OSError) as error:
            raise self._unavailable(str(error)) from error

    def _unavailable(self, reason: str) -> StoreUnavailable:
        place = f"{self._address.endpoint}/{self._bucket}"
        return StoreUnavailable(f"The store at {place} failed: {reason}.")


def _make_bucket(client: Minio, bucket: str) -> None:
    """Make the bucket if it is missing, keeping every version of its objects."""
    if client.bucket_exists(bucket):
        return
    try:
        client.make_bucket(bucket)
    except S3Error as error:
        if error.code not in BUCKET_IS_THERE:
            raise
    client.set_bucket_versioning(bucket, VersioningConfig(ENABLED))


def _modified(found: Object) -> datetime:
    return found.last_modified or datetime.now(UTC)
