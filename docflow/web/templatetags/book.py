"""The line that says what was just done, on the page that opened by itself after it."""

from typing import Any
from uuid import UUID

from django import template

from docflow.documents.models import Document
from docflow.web.book import address_in

register = template.Library()


@register.inclusion_tag("web/signing/_done.html", takes_context=True)
def done_line(context: Any) -> dict[str, Any]:
    """The document of the act before, with its state now, if whoever looks may see it."""
    request = context["request"]
    try:
        uid = UUID(request.GET.get("done", ""))
    except ValueError:
        return {}
    document = Document.objects.visible_to(request.actor).filter(uid=uid).first()
    if document is None:
        return {}
    subject: Any = getattr(document, "outgoing", None) or getattr(document, "incoming", None)
    return {"done": document, "state": subject.state, "label": subject.get_state_display()}


@register.simple_tag
def item_address(item: Any, queue: Any) -> str:
    """Where a thing that waits opens: on the page where it is dealt with, as one of its queue."""
    return address_in(queue.code, item.uid) if queue else address_in("", item.uid)
