"""From an address to the shelf it means."""

from pathlib import Path
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from storage.files import FileShelf
from storage.minio import BucketAddress, S3Shelf
from storage.shelf import Shelf

FILE_EXAMPLE = "file:///var/lib/docflow/blobs"
S3_EXAMPLE = "s3://KEY:SECRET@host:port/bucket?secure=1&region=us-east-1"
S3_OPTIONS = {"secure", "region", "timeout", "retries"}


def shelf_at(url: str) -> Shelf:
    """The shelf at `file:///path` or `s3://KEY:SECRET@host:port/bucket`; ValueError otherwise.

    Options of S3: `secure` (1, or 0 for plain HTTP), `region`, `timeout` (seconds the server may
    be silent), `retries` (how often more a call is tried). The secret never stands in an error.
    """
    parts = urlsplit(url)
    if parts.scheme == "file":
        return FileShelf(_folder(parts))
    if parts.scheme == "s3":
        return S3Shelf(_bucket(parts))
    raise ValueError(f"A store's address looks like {FILE_EXAMPLE} or {S3_EXAMPLE}.")


def _folder(parts: SplitResult) -> Path:
    path = Path(unquote(parts.path))
    if parts.netloc not in ("", "localhost") or not path.is_absolute() or path == Path("/"):
        raise ValueError(f"A folder's address needs its whole path, like {FILE_EXAMPLE}.")
    return path


def _bucket(parts: SplitResult) -> BucketAddress:
    bucket = parts.path.strip("/")
    if not (parts.hostname and parts.username and parts.password and bucket and "/" not in bucket):
        raise ValueError(f"A bucket's address needs key, secret, host and bucket: {S3_EXAMPLE}.")
    options = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    if unknown := set(options) - S3_OPTIONS:
        raise ValueError(f"A bucket's address has no option {', '.join(sorted(unknown))}.")
    return BucketAddress(
        endpoint=parts.netloc.rpartition("@")[2],
        key=unquote(parts.username),
        secret=unquote(parts.password),
        bucket=bucket,
        secure=_flag(options.get("secure", "1")),
        region=options.get("region", "us-east-1"),
        timeout=_number(options, "timeout", 10, least=0.1),
        retries=int(_number(options, "retries", 2, least=0)),
    )


def _number(options: dict[str, str], name: str, default: float, *, least: float) -> float:
    text = options.get(name, str(default))
    try:
        number = float(text)
    except ValueError:
        number = -1
    if not least <= number <= 3600:
        raise ValueError(f"The option {name} of a bucket's address is a number from {least} up.")
    return number


def _flag(text: str) -> bool:
    if text not in ("0", "1"):
        raise ValueError("The option secure of a bucket's address is 0 or 1.")
    return text == "1"
