"""A private S3 server: SeaweedFS from its Python package, all of it in one process."""

import json
import secrets
import shutil
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import urllib3
from minio import Minio
from minio.error import MinioException

from tests.servers.guard import Guard
from tests.servers.install import MissingServer
from tests.servers.process import GRPC_OFFSET, Server, free_port

PROBE = "are-you-there"
ACTIONS = ["Admin", "Read", "Write", "List", "Tagging"]
# Without these keys the server's inner ports would let anyone past the S3 door.
KEYS = ("jwt.signing", "jwt.signing.read", "jwt.filer_signing", "jwt.filer_signing.read")


class SeaweedFS(Server):
    """One server with one identity; buckets are made by those who need them."""

    name = "SeaweedFS"
    variable = "DOCFLOW_TEST_S3"

    def __init__(self, folder: Path, guard: Guard) -> None:
        self._program = _weed()
        parts = ("master", "volume", "filer", "s3", "admin")
        self._ports = {part: free_port(GRPC_OFFSET) for part in parts}
        self._key, self._secret = "docflow", secrets.token_hex(16)
        super().__init__(folder, guard)
        for part, port in self._ports.items():  # it makes these there wherever its folder is
            guard.path(Path(f"/tmp/seaweedfs-{part}-grpc-{port + GRPC_OFFSET}.sock"))
        self._make_folder(self.folder / "data")
        self._identities = self._write("s3.json", json.dumps({"identities": [self._identity()]}))
        self._write("security.toml", "".join(map(_section, KEYS)))

    @property
    def url(self) -> str:
        """An address as the store takes it; the bucket is made when it is first used."""
        return f"s3://{self._key}:{self._secret}@{self._endpoint}/docflow?secure=0"

    def version(self) -> str:
        told = subprocess.run([self._program, "version"], capture_output=True, text=True)
        return told.stdout.split()[2]

    def _launch(self) -> None:
        ports = [f"-{part}.port={port}" for part, port in self._ports.items()]
        self._process = self._run(
            [
                self._program,
                "-logtostderr=true",
                f"-config_dir={self.folder}",
                "mini",
                f"-dir={self.folder / 'data'}",
                "-ip=127.0.0.1",
                "-ip.bind=127.0.0.1",
                *ports,
                f"-s3.config={self._identities}",
                "-s3.autoCreateBucket=false",
                "-s3.port.iceberg=0",
                "-s3.port.lance=0",
                f"-s3.localSocket={self.folder / 's3.sock'}",
                f"-filer.localSocket={self.folder / 'filer.sock'}",
                "-webdav=false",
                "-admin.ui=false",
                "-master.telemetry=false",
                "-volume.max=10000",  # each bucket takes one; unset, the free disk allows some 80
            ],
            TMPDIR=str(self.folder),
        )

    def _answers(self) -> bool:
        """Whether an object can be written and read: the door opens before the rooms are lit."""
        http = urllib3.PoolManager(timeout=urllib3.Timeout(2), retries=False)
        client = Minio(
            self._endpoint, self._key, self._secret, secure=False, region="r", http_client=http
        )
        try:
            if not client.bucket_exists(PROBE):
                client.make_bucket(PROBE)
            client.put_object(PROBE, PROBE, BytesIO(b"yes"), 3)
            answer = client.get_object(PROBE, PROBE)
            answer.read()
            answer.release_conn()
        except (MinioException, urllib3.exceptions.HTTPError):
            return False
        return True

    @property
    def _endpoint(self) -> str:
        return f"127.0.0.1:{self._ports['s3']}"

    def _identity(self) -> dict[str, object]:
        credentials = [{"accessKey": self._key, "secretKey": self._secret}]
        return {"name": "docflow", "credentials": credentials, "actions": ACTIONS}


def _section(name: str) -> str:
    return f'[{name}]\nkey = "{secrets.token_hex(32)}"\n'


def _weed() -> str:
    """The program, which the Python package lays beside the interpreter."""
    beside = Path(sys.executable).with_name("weed")
    found = str(beside) if beside.exists() else shutil.which("weed")
    if not found:
        raise MissingServer("weed is missing. Run: pip install -r requirements-dev.txt")
    return found
