"""Read a setting from the environment; stop at start, naming what is wrong."""

import ipaddress
import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

MOST_HOURS = 24 * 366


def text(name: str, default: str | None = None) -> str:
    """The variable's value, or the default; without either the start is refused."""
    value = os.environ.get(name) or default
    if value is None:
        raise ImproperlyConfigured(f"{name} is not set. Set it; see docs/configuration.md.")
    return value


def several(name: str, default: str) -> list[str]:
    """The values between the commas (or spaces) of a variable."""
    return text(name, default).replace(",", " ").split()


def seconds(name: str, default: float) -> float:
    """A length of time in seconds, above zero."""
    value = os.environ.get(name) or str(default)
    try:
        length = float(value)
    except ValueError:
        length = 0
    if length <= 0:
        raise ImproperlyConfigured(f"{name} is {value!r}. It must be a number of seconds above 0.")
    return length


def port(name: str, default: int) -> int:
    """A TCP port anybody may open."""
    value = os.environ.get(name) or str(default)
    if not value.isdecimal() or not 1024 <= int(value) <= 65535:
        raise ImproperlyConfigured(f"{name} is {value!r}. It must be a port from 1024 to 65535.")
    return int(value)


def loopback_socket(name: str) -> str:
    """The WebSocket address of a program on people's own machines; empty when there is none."""
    value = os.environ.get(name, "")
    if value and not re.fullmatch(r"wss?://(127\.0\.0\.1|localhost):\d{2,5}", value):
        raise ImproperlyConfigured(f"{name} is {value!r}. It must be like wss://127.0.0.1:8987.")
    return value


def hours(name: str, default: float) -> timedelta:
    """A length of time in hours, zero or more."""
    value = os.environ.get(name) or str(default)
    try:
        length = float(value)
        if not 0 <= length <= MOST_HOURS:
            raise ValueError
    except ValueError:
        raise ImproperlyConfigured(
            f"{name} is {value!r}. It must be a number of hours from 0 to {MOST_HOURS}."
        ) from None
    return timedelta(hours=length)


def address(name: str, default: str, schemes: tuple[str, ...]) -> str:
    """An address that begins with one of the schemes."""
    value = text(name, default)
    if value.split("://")[0] not in schemes or "://" not in value:
        choices = ", ".join(f"{scheme}://" for scheme in schemes)
        raise ImproperlyConfigured(f"{name} is no address. It must begin with one of: {choices}.")
    return value


def site(name: str, default: str) -> str:
    """The address of a site: http or https, and a host, perhaps a port."""
    value = address(name, default, ("http", "https"))
    if not _is_site(value):
        raise ImproperlyConfigured(
            f"{name} is {value!r}. It must name a host, as https://vanban.example.vn."
        )
    return value


def sites(name: str, default: str | None) -> list[str]:
    """The addresses between the commas (or spaces) of a variable: http or https."""
    found = text(name, default).replace(",", " ").split()
    wrong = [each for each in found if not _is_site(each)]
    if wrong:
        raise ImproperlyConfigured(
            f"{name} holds {wrong[0]!r}. Write addresses with commas between, as "
            "http://tsa.ca.gov.vn."
        )
    return found


def _is_site(value: str) -> bool:
    try:
        parts = urlsplit(value)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def one_of(name: str, default: str, choices: list[str]) -> str:
    """One of the values there are."""
    value = text(name, default)
    if value not in choices:
        raise ImproperlyConfigured(f"{name} is {value!r}. It must be one of: {', '.join(choices)}.")
    return value


def folder(name: str, path: Path) -> None:
    """Make a folder that only this user may enter, unless it is there."""
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise ImproperlyConfigured(
            f"{name}: the folder {path} cannot be made ({error.strerror}). Name another one."
        ) from error


def file(name: str) -> Path | None:
    """A file that is there, or None when the variable is not set."""
    value = text(name, "")
    if value and not Path(value).is_file():
        raise ImproperlyConfigured(f"{name}: there is no file {value}. Name another one.")
    return Path(value) if value else None


def named(name: str, use: Callable[[str], None], value: str) -> None:
    """Use a value, naming its variable when it cannot be used."""
    try:
        use(value)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name}: {error}") from error


SHORT_QUESTIONS: dict[str, Any] = {
    "server_side_binding": True,
    "prepare_threshold": 3,
    "options": "-c max_parallel_workers_per_gather=0 -c jit=off",
}
"""A page asks twenty small things: what is asked often is planned once for the connection, and
nothing is shared out to helpers or compiled, which takes longer than to answer."""

CONNECTION_LASTS = 60 * 60  # seconds; a new one knows no table and no statement yet


def database(url: str) -> dict[str, Any]:
    """A Django database from `sqlite:///path` or `postgres://user:password@host:port/name`."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(parts.path[1:] if parts.path.startswith("//") else parts.path)
    if parts.scheme in ("postgres", "postgresql"):
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": parts.port or "",
            "CONN_MAX_AGE": CONNECTION_LASTS,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": {**SHORT_QUESTIONS, **dict(parse_qsl(parts.query))},
        }
    raise ImproperlyConfigured(
        f"DATABASE_URL begins with {parts.scheme!r}. Use sqlite:///path or postgres://…"
    )


def _sqlite(path: str) -> dict[str, Any]:
    """SQLite that loses nothing at power loss: write-ahead log, full synchronisation."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": 60,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        },
        "TEST": {"NAME": f"{path}.test"},
    }


@dataclass(frozen=True)
class MailServer:
    """Where mail is handed over, how the way there is protected, and from whom it comes."""

    security: str
    host: str
    port: int
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)


MAIL_PORTS = {"smtp": 25, "starttls": 587, "smtps": 465}


def mail_server(name: str, site_url: str) -> MailServer | None:
    """A mail server from `smtp://`, `starttls://` or `smtps://user:password@host:port?from=…`."""
    value = os.environ.get(name)
    if not value:
        return None
    address(name, value, tuple(MAIL_PORTS))
    try:
        parts = urlsplit(value)
        host, port = parts.hostname or "", parts.port or MAIL_PORTS[parts.scheme]
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} is no address: {error}.") from error
    sender = dict(parse_qsl(parts.query)).get("from") or f"docflow@{urlsplit(site_url).hostname}"
    if not host or not _is_plain_address(sender):
        raise ImproperlyConfigured(
            f"{name} must name a host and a sender, as smtp://mail.example.vn?from=a@example.vn."
        )
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return MailServer(parts.scheme, host, port, sender, user, password)


def _is_plain_address(sender: str) -> bool:
    before, _at, after = sender.partition("@")
    return (
        bool(before and after) and sender.isascii() and sender.isprintable() and " " not in sender
    )


def hosts(name: str) -> list[str]:
    """The hosts between the commas (or spaces) of a variable, each with a port or without."""
    found = several(name, " ")
    wrong = [each for each in found if "/" in each or not _is_site(f"http://{each}")]
    if wrong:
        raise ImproperlyConfigured(
            f"{name} holds {wrong[0]!r}. Write hosts with commas between, as ocsp.ca.gov.vn."
        )
    return found


def networks(name: str) -> tuple[Any, ...]:
    """The networks between the commas (or spaces) of a variable, as 10.1.0.0/16."""
    try:
        found = [ipaddress.ip_network(each) for each in several(name, " ")]
    except ValueError as error:
        raise ImproperlyConfigured(
            f"{name}: {error}. Write networks with commas between, as 10.1.0.0/16."
        ) from error
    return tuple(found)


def secret_key(data: Path, sandbox: bool) -> str:
    """The secret of this installation; only the sandbox may make its own."""
    if os.environ.get("SECRET_KEY") or not sandbox:
        return text("SECRET_KEY")
    file = data / "secret.key"
    if not file.exists():
        from secrets import token_urlsafe

        file.touch(mode=0o600)
        file.write_text(token_urlsafe(50))
    return file.read_text()
