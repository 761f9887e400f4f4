"""The line that says what was just done, on the page that opened by itself after it."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import template
from django.urls import reverse

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
    sides = (getattr(document, side, None) for side in ("outgoing", "incoming", "copy"))
    subject: Any = next(each for each in sides if each)
    return {"done": document, "state": subject.state, "label": subject.get_state_display()}


@register.simple_tag
def item_address(item: Any, queue: Any, closed: Any = None) -> str:
    """Where a thing that waits opens: on the page where it is dealt with, as one of its queue.

    The document itself, where the queue is closed to whoever looks.
    """
    if queue and closed:
        return f"{reverse('document', args=[item.uid])}?{urlencode({'queue': queue.code})}"
    return address_in(queue.code, item.uid) if queue else address_in("", item.uid)


@register.simple_tag(takes_context=True)
def document_address(context: Any, document: Any) -> str:
    """The document an act is about, as one of the queue the act was opened from."""
    return reverse("document", args=[document.uid]) + queue_kept(context)


@register.simple_tag(takes_context=True)
def queue_kept(context: Any) -> str:
    """What an address ends with to stay in the queue from which the page was opened."""
    queue = context["request"].GET.get("queue", "")
    return f"?{urlencode({'queue': queue})}" if queue else ""
