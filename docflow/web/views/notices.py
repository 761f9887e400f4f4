"""Notices: what a person was told, the newest first; read and unread, by topic, page by page."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from docflow.notices import reading
from docflow.notices.forgetting import KEPT
from docflow.notices.models import Notice, Topic
from docflow.web.access import page

PER_PAGE = 30


@require_safe
@page()
def show(request: Any) -> HttpResponse:
    """A page of one's notices; the subject of a document only where it may be read now."""
    topic = request.GET.get("topic", "")
    only_unread = request.GET.get("read") == "no"
    number = max(1, _number(request.GET.get("page", "1")))
    rows = Notice.objects.of(request.user).select_related("post__unit", "instead_of__user")
    rows = rows.filter(topic=topic) if topic in Topic.values else rows
    rows = rows.unread() if only_unread else rows
    first = (number - 1) * PER_PAGE
    found = list(rows.order_by("-pk")[first : first + PER_PAGE + 1])
    seen = reading.subjects(found[:PER_PAGE], request.actor)
    context = {
        "notices": [
            (each, reading.sentence_of(each), seen.get(each.document_id or 0))
            for each in found[:PER_PAGE]
        ],
        "topics": Topic.choices,
        "topic": topic,
        "only_unread": only_unread,
        "number": number,
        "has_more": len(found) > PER_PAGE,
        "kept_days": KEPT.days,
        "here": request.get_full_path(),
    }
    return render(request, "web/notices/list.html", context)


@require_POST
@page()
def mark_read(request: Any) -> HttpResponse:
    """Mark one notice as read, or all of them."""
    rows = Notice.objects.of(request.user)
    named = request.POST.get("notice", "")
    reading.mark_read(rows, [_uid(named)] if named else None)
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    return redirect(back if safe else "notices")


def _uid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1
