"""One consent for a stated list: each document is signed by itself, its result shown as it comes.

The PIN stays with the request that brought it: that one signs. Cut off, the list is taken up again
from its own page, with the PIN.
"""

from collections.abc import Iterator
from datetime import timedelta
from itertools import chain
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from docflow import clock
from docflow.batches import signing
from docflow.batches.actions import consent
from docflow.batches.models import Batch
from docflow.desks.at_desk import key_of
from docflow.desks.signing_several import (
    AT_MOST,
    chosen,
    items_of,
    last_result,
    waiting,
    why_not,
)
from docflow.errors import Refused
from docflow.outgoing.models import Outgoing
from docflow.permissions import Permission
from docflow.requests.limits import limit
from docflow.signatures.models import SigningKey
from docflow.web.access import page
from docflow.web.forms.reason import PinForm
from docflow.web.row_by_row import streamed, uid_of
from docflow.web.views.at_desk import reaching

AT_WORK = timedelta(seconds=30)  # since the last result: another page still signs


@page(Permission.OUTGOING_SIGN)
def several(request: Any) -> HttpResponseBase:
    """State the list with its hashes and ask for one PIN; then sign one after another."""
    seen = _seen(request) if request.method == "POST" else {}
    papers = chosen(list(seen) or _named(request), by=request.actor)
    if not papers:
        return redirect(reverse("queue", args=["to_sign"]) + "?chosen=none")
    form = _form(request)
    is_at_desk = _is_at_desk(request)
    if request.method != "POST" or not (is_at_desk or _may_try(request, form)):
        return _list(request, papers, form)
    listed = [(paper, seen[paper.uid]) for paper in papers]
    if is_at_desk:
        return redirect("signing:batch", consent(listed, by=request.actor).uid)
    return _sign(request, consent(listed, by=request.actor), form)


@page(Permission.OUTGOING_SIGN)
def batch(request: Any, uid: UUID) -> HttpResponseBase:
    """A consent with what became of each document; what still waits is taken up again."""
    found = _find(request, uid)
    form = _form(request)
    if request.method != "POST" or not _may_try(request, form):
        return _show(request, found, form)
    return _sign(request, found, form)


@require_safe
@page(Permission.OUTGOING_SIGN)
def batch_progress(request: Any, uid: UUID) -> HttpResponse:
    """The list of a consent by itself, for a page that follows another one at work."""
    found = _find(request, uid)
    return render(request, "web/signing/_batch.html", _context(found))


def _find(request: Any, uid: UUID) -> Batch:
    found: Batch | None = Batch.objects.of(request.actor).counted().filter(uid=uid).first()
    if found is None:
        raise Http404
    return found


def _form(request: Any) -> PinForm:
    form = PinForm(request.POST or None)
    form.fields["pin"].widget.attrs["autofocus"] = True
    return form


def _may_try(request: Any, form: PinForm) -> bool:
    """Whether a PIN was given and may be tried; one is counted, however long the list."""
    if not form.is_valid():
        return False
    try:
        limit("pin", request.actor)
    except Refused as refusal:
        form.refuse(refusal)
        return False
    return True


def _named(request: Any) -> list[UUID]:
    """The documents ticked on the page before, or all that wait."""
    if request.GET.get("all"):
        return waiting(by=request.actor)
    return [uid for uid in map(uid_of, request.GET.getlist("uid")[:AT_MOST]) if uid]


def _seen(request: Any) -> dict[UUID, str]:
    """Which file of each document stood on the list."""
    pairs = (text.partition(":") for text in request.POST.getlist("seen")[:AT_MOST])
    named = ((uid_of(uid), digest) for uid, _, digest in pairs)
    return {uid: digest for uid, digest in named if uid and digest}


def _sign(request: Any, found: Batch, form: PinForm) -> HttpResponseBase:
    """Sign what waits; a PIN or key that does not open stops before the first document."""
    results: Iterator[signing.Result] = signing.sign(
        found, form.cleaned_data["pin"], by=request.actor
    )
    try:
        first = list(_one(results))
    except Refused as refusal:
        form.refuse(refusal)
        return _show(request, _find(request, found.uid), form)
    count = found.items.filter(ended_at__isnull=True).count() + len(first)
    rows = chain(first, results)
    more = {"batch": found}
    return streamed(request, "web/signing/results", rows, count, lambda it: not it.refusal, more)


def _one(results: Iterator[signing.Result]) -> Iterator[signing.Result]:
    for result in results:
        yield result
        return


def _list(request: Any, papers: list[Outgoing], form: PinForm) -> HttpResponse:
    context = {
        "papers": papers,
        "form": form,
        "at_desk": _is_at_desk(request),
        "current_queue": "to_sign",
    }
    return render(request, "web/signing/several.html", context, status=_status(form))


def _show(request: Any, found: Batch, form: PinForm) -> HttpResponse:
    context = {
        **_context(found),
        "form": form,
        "at_desk": _is_at_desk(request),
        "current_queue": "to_sign",
    }
    response = render(request, "web/signing/batch.html", context, status=_status(form))
    return reaching(response, request.actor, SigningKey.Purpose.LEADER)


def _is_at_desk(request: Any) -> bool:
    """Whether the leader's key is in a device at the desk, so that no PIN is given here."""
    return key_of(request.actor, SigningKey.Purpose.LEADER) is not None


def _context(found: Any) -> dict[str, Any]:
    last = last_result(found)
    is_at_work = bool(found.waiting and last and clock.now() - last < AT_WORK)
    rows = [(item, why_not(item)) for item in items_of(found)]
    return {"batch": found, "rows": rows, "is_at_work": is_at_work}


def _status(form: PinForm) -> int:
    return 429 if form.is_bound and form.is_too_often else 200
