"""Which addresses a webhook may have: https and public, unless a setting allows the network.

A name is resolved each time, every address it has is judged, and the connection goes to the very
address that was judged: a name that changes its mind in between leads nowhere.
"""

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from docflow.errors import Refused

LONGEST = 500
PORTS = {"https": 443, "http": 80}
TRANSLATED = [
    ipaddress.ip_network(each)
    for each in ("::/96", "64:ff9b::/96", "64:ff9b:1::/48", "2001::/32", "2002::/16")
]
"""IPv6 that a router may turn into an IPv4 address of its own network (RFC 4291, 6052, 3056)."""
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True)
class Target:
    """Where a request goes: the address that was judged, and the name it was found by."""

    scheme: str
    host: str
    port: int
    path: str
    address: str


class Forbidden(Exception):
    """The address may not be asked, or there is none."""


def checked(url: str) -> str:
    """The address of a webhook as it is kept.

    Raises Refused `webhook_address`: not https (in the sandbox http to the same machine is taken),
    no host, a user name or fragment in it, an address in a network that is not allowed.
    """
    url = (url or "").strip()
    parts = _parts(url)
    named = _literal(parts.hostname or "") if parts else None
    wrong = (
        parts is None
        or len(url) > LONGEST
        or parts.scheme not in PORTS
        or (parts.scheme == "http" and not _is_loopback_name(parts.hostname or ""))
        or (named is not None and not _may_be_asked(named, parts.scheme))
    )
    if wrong:
        raise Refused(
            "webhook_address",
            _(
                "This address cannot be a webhook. Give a public https address without a user "
                "name, like https://van-ban.example.vn/docflow, of at most %(longest)s characters."
            ),
            longest=LONGEST,
        )
    return url


def target(url: str) -> Target:
    """Where to connect now. Raises Forbidden, OSError when the name is not known."""
    parts = _parts(url)
    if parts is None or parts.scheme not in PORTS or not parts.hostname:
        raise Forbidden("the address cannot be read")
    port = parts.port or PORTS[parts.scheme]
    found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    addresses = [ipaddress.ip_address(str(each[4][0]).split("%")[0]) for each in found]
    for each in addresses:
        if not _may_be_asked(each, parts.scheme):
            raise Forbidden(f"{parts.hostname} leads to a network that is not allowed")
    path = parts.path or "/"
    path = f"{path}?{parts.query}" if parts.query else path
    return Target(parts.scheme, parts.hostname, port, path, str(addresses[0]))


def _parts(url: str) -> SplitResult | None:
    """The parts of a plain address; None when there is something in it that should not be."""
    try:
        parts = urlsplit(url)
        usable = parts.hostname and parts.port != 0 and url.isascii() and url.isprintable()
    except ValueError:
        return None
    plain = "@" not in parts.netloc and not parts.fragment and " " not in url
    return parts if usable and plain else None


def _literal(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _is_loopback_name(host: str) -> bool:
    named = _literal(host)
    return settings.DOCFLOW_SANDBOX and (
        host == "localhost" or (named is not None and named.is_loopback)
    )


def _may_be_asked(address: Address, scheme: str) -> bool:
    """Public, or in an allowed network; of this machine in the sandbox. http only to the last."""
    mapped = getattr(address, "ipv4_mapped", None)
    address = mapped or address
    if address.is_loopback and settings.DOCFLOW_SANDBOX:
        return True
    if scheme != "https":
        return False
    if any(address in network for network in settings.DOCFLOW_WEBHOOK_NETWORKS):
        return True
    if any(address in network for network in TRANSLATED):
        return False
    return address.is_global and not address.is_multicast
