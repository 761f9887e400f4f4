"""Which addresses a webhook may have: https and public, unless a setting allows the network."""

import ipaddress
from functools import partial

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from docflow.errors import Refused
from signing import reach
from signing.reach import PORTS, Address, Forbidden, Target, parts_of

__all__ = ["Forbidden", "Target", "checked", "target"]

LONGEST = 500


def checked(url: str) -> str:
    """The address of a webhook as it is kept.

    Raises Refused `webhook_address`: not https (in the sandbox http to the same machine is taken),
    no host, a user name or fragment in it, an address in a network that is not allowed.
    """
    url = (url or "").strip()
    parts = parts_of(url)
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
    return reach.target(url, partial(_may_be_asked, scheme=url.split(":")[0].lower()))


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
    address = reach.unmapped(address)
    if address.is_loopback and settings.DOCFLOW_SANDBOX:
        return True
    if scheme != "https":
        return False
    if any(address in network for network in settings.DOCFLOW_WEBHOOK_NETWORKS):
        return True
    return reach.is_public(address)
