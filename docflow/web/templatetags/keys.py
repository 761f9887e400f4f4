"""What the key of whoever signs wants to be given."""

from typing import Any

from django import template
from django.conf import settings

from docflow.errors import Refused
from docflow.outgoing import codes
from docflow.signatures.models import SigningKey

register = template.Library()


@register.simple_tag
def key_asks(actor: Any, purpose: str) -> dict[str, Any]:
    """What to write for the PIN (empty: only that), if a code is sent, if the key is at a desk."""
    try:
        key = codes.key_of(purpose, actor)
    except Refused:
        return {"words": "", "sends_code": False, "at_desk": False}
    return {
        "words": codes.wanted_words(key),
        "sends_code": key.place.get("sends_code", False),
        "at_desk": key.kind == SigningKey.Kind.DESK,
    }


@register.simple_tag
def plugin_address() -> str:
    """Where the state's signing plug-in listens on people's machines; empty when it is not used."""
    return str(settings.DOCFLOW_PLUGIN)


@register.simple_tag
def desk_port() -> int:
    """Where the program at the desk answers."""
    return int(settings.DOCFLOW_DESK_PORT)
