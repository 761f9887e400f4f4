"""What the key of whoever signs wants to be given."""

from typing import Any

from django import template

from docflow.errors import Refused
from docflow.outgoing import codes

register = template.Library()


@register.simple_tag
def key_asks(actor: Any, purpose: str) -> dict[str, Any]:
    """The words on what to write for the PIN (empty: only that), and whether a code is sent."""
    try:
        key = codes.key_of(purpose, actor)
    except Refused:
        return {"words": "", "sends_code": False}
    return {"words": codes.wanted_words(key), "sends_code": key.place.get("sends_code", False)}
