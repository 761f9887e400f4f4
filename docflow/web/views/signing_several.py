"""One PIN for a stated list: each document is signed by itself, its result shown as it comes."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any
from uuid import UUID

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from docflow.desks.queues import queue_named
from docflow.documents.models import Document
from docflow.errors import Refused
from docflow.outgoing import actions
from docflow.outgoing.models import Outgoing
from docflow.people.actor import Actor
from docflow.permissions import Permission
from docflow.requests.limits import limit
from docflow.web.access import page
from docflow.web.forms.reason import PinForm

AT_MOST = 50
PIN_TROUBLE = {"wrong_pin", "key_locked", "key_unusable", "no_key", "pin_missing"}
"""Refusals that are about the key and not the document: trying on would only lock the key."""
MARK = "<!-- here come the results -->"
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Result:
    """What became of one document of the list; `refusal` says why it was not signed."""

    paper: Outgoing
    refusal: Refused | None = None
    is_tried: bool = True


@page(Permission.OUTGOING_SIGN)
def several(request: Any) -> HttpResponse | StreamingHttpResponse:
    """State the list and ask for one PIN; then sign one after another."""
    papers = _chosen(request)
    if not papers:
        return redirect(reverse("queue", args=["to_sign"]) + "?chosen=none")
    form = PinForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _list(request, papers, form)
    try:
        limit("pin", request.actor)  # one PIN, however long the list
    except Refused as refusal:
        form.refuse(refusal)
        return _list(request, papers, form)
    results = _one_by_one(papers, form.cleaned_data["pin"], _seen(request), request.actor)
    first = next(results)
    if first.refusal and first.refusal.code in PIN_TROUBLE:
        form.refuse(first.refusal)
        return _list(request, papers, form)
    return _streamed(request, papers, chain([first], results))


def _chosen(request: Any) -> list[Outgoing]:
    """The documents named in the request that its actor may see, in the order of the queue."""
    given = request.POST if request.method == "POST" else request.GET
    uids = [uid for uid in map(_uid, given.getlist("uid")[:AT_MOST]) if uid]
    visible = Document.objects.visible_to(request.actor).filter(uid__in=uids)
    papers = Outgoing.objects.filter(document__in=visible, unit=request.actor.unit)
    found = list(papers.select_related("document__unit", "unit", "drafter__user", "signer__user"))
    queue = queue_named("to_sign", request.actor)
    order = [item.uid for item in queue.items(request.actor, 500)] if queue else []
    return sorted(found, key=lambda paper: order.index(paper.uid) if paper.uid in order else 500)


def _uid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _seen(request: Any) -> dict[str, str]:
    """Which file of each document stood on the list."""
    return dict(pair.split(":", 1) for pair in request.POST.getlist("seen") if ":" in pair)


def _list(request: Any, papers: list[Outgoing], form: PinForm) -> HttpResponse:
    context = {"papers": papers, "form": form, "current_queue": "to_sign"}
    status = 429 if form.is_bound and form.is_too_often else 200
    return render(request, "web/signing/several.html", context, status=status)


def _one_by_one(
    papers: list[Outgoing], pin: str, seen: dict[str, str], by: Actor
) -> Iterator[Result]:
    """Sign each; a document that fails stops nothing, a PIN that is wrong stops all the rest."""
    stopped = None
    for paper in papers:
        if stopped:
            yield Result(paper, stopped, is_tried=False)
            continue
        result = _signed(paper, pin, seen.get(str(paper.uid), ""), by)
        if result.refusal and result.refusal.code in PIN_TROUBLE:
            stopped = result.refusal
        yield result


def _signed(paper: Outgoing, pin: str, seen: str, by: Actor) -> Result:
    try:
        return Result(actions.sign(paper, pin=pin, by=by, seen=seen))
    except Refused as refusal:
        return Result(paper, refusal)
    except Exception as fault:
        log.error("A document of a list was not signed: %s", type(fault).__name__)
        return Result(paper, Refused("fault", _("A fault in the system. Sign it again later.")))


def _streamed(
    request: Any, papers: list[Outgoing], results: Iterator[Result]
) -> StreamingHttpResponse:
    """The page up to its list, then a row for each result as it comes, then the rest."""
    language = translation.get_language()
    context = {"count": len(papers), "current_queue": "to_sign", "mark": MARK}
    before, after = render_to_string("web/signing/results.html", context, request).split(MARK)

    def parts() -> Iterator[str]:
        yield before
        done = 0
        for number, result in enumerate(results, start=1):
            done += result.refusal is None
            yield worded("_result", {"result": result, "number": number, "count": len(papers)})
        yield worded("_summary", {"done": done, "left": len(papers) - done})
        yield after

    def worded(name: str, content: dict[str, Any]) -> str:
        with translation.override(language):
            return render_to_string(f"web/signing/{name}.html", content)

    response = StreamingHttpResponse(parts())
    response["Content-Encoding"] = "identity"  # compressed, rows would wait for one another
    return response
