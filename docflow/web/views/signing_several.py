"""One PIN for a stated list: each document is signed by itself, its result shown as it comes."""

from collections.abc import Iterator
from itertools import chain
from typing import Any
from uuid import UUID

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from docflow.desks.signing_several import AT_MOST, Result, chosen, sign_each
from docflow.errors import Refused
from docflow.outgoing.models import Outgoing
from docflow.permissions import Permission
from docflow.requests.limits import limit
from docflow.web.access import page
from docflow.web.forms.reason import PinForm

MARK = "<!-- here come the results -->"


@page(Permission.OUTGOING_SIGN)
def several(request: Any) -> HttpResponse | StreamingHttpResponse:
    """State the list and ask for one PIN; then sign one after another."""
    papers = _chosen(request)
    if not papers:
        return redirect(reverse("queue", args=["to_sign"]) + "?chosen=none")
    form = PinForm(request.POST or None)
    form.fields["pin"].widget.attrs["autofocus"] = True
    if request.method != "POST" or not form.is_valid():
        return _list(request, papers, form)
    try:
        limit("pin", request.actor)  # one PIN, however long the list
    except Refused as refusal:
        form.refuse(refusal)
        return _list(request, papers, form)
    pin = form.cleaned_data["pin"]
    results = sign_each(papers, pin, _seen(request), by=request.actor)
    first = next(results)
    if first.refusal and first.is_of_the_key:
        form.refuse(first.refusal)
        return _list(request, papers, form)
    return _streamed(request, papers, chain([first], results))


def _chosen(request: Any) -> list[Outgoing]:
    """The documents named in the request that its actor may see, in the order of the queue."""
    given = request.POST if request.method == "POST" else request.GET
    uids = [uid for uid in map(_uid, given.getlist("uid")[:AT_MOST]) if uid]
    return chosen(uids, by=request.actor)


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
