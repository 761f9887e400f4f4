"""Where a request comes from."""

from typing import Any

from django.conf import settings


def address_of(request: Any) -> str:
    """The address before the proxies named in the settings; only those are believed."""
    address = str(request.META.get("REMOTE_ADDR", ""))
    passed = request.headers.get("X-Forwarded-For", "").split(",")
    while address in settings.DOCFLOW_PROXIES and passed:
        address = passed.pop().strip() or address
    return address
