"""Dossiers: lists, one of them, and what is done with it from opening to the archive."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from docflow import clock
from docflow.desks.assignees import assignees
from docflow.documents.freezing import LegalHold
from docflow.documents.models import Document
from docflow.dossiers import actions, catalogue_actions, contents, lists, reading_actions
from docflow.dossiers.models import Catalogue, Dossier, Export
from docflow.dossiers.states import is_keeper
from docflow.lifecycle import closed_moves, open_moves, stopped
from docflow.permissions import Permission, may
from docflow.web.access import find_document, page
from docflow.web.forms.act import carry_out
from docflow.web.forms.dossiers import CloseForm, KeepBackForm, PutInForm, ReaderForm
from docflow.web.forms.reason import ReasonForm
from docflow.web.views import accesses, dossier_catalogue, dossier_files
from docflow.web.within_dossiers import find_dossier

app_name = "dossiers"
PER_PAGE = 100
SHOWN = {
    "mine": _("mine"),
    "due": _("due at the archive"),
    "late": _("late"),
    "all": _("all"),
}
AT_ONCE = {"open", "hand_in", "archive"}
LAST = {"drop", "return_dossier", "reopen"}


@require_safe
@page()
def index(request: Any) -> HttpResponse:
    """Dossiers: mine, those due at the archive, the late ones, or all; page by page."""
    shown = request.GET.get("show", "mine")
    shown = shown if shown in SHOWN else "mine"
    number = _number(request.GET.get("page", "1"))
    rows = _rows(request.actor, shown)[(number - 1) * PER_PAGE : number * PER_PAGE + 1]
    context = {
        "dossiers": list(rows)[:PER_PAGE],
        "shown": shown,
        "year": _newest_year(request.actor),
        "may_prepare": may(request.actor, Permission.DOSSIER_PREPARE, request.actor.unit),
        "lists": SHOWN.items(),
        "number": number,
        "has_more": len(rows) > PER_PAGE,
        "current_place": "dossiers:list",
    }
    return render(request, "web/dossiers/list.html", context)


def _newest_year(actor: Any) -> int | None:
    """The catalogue of this year, or the newest there is; for whoever may see it."""
    if not actor.permissions_in(actor.unit) & {*dossier_catalogue.KNOWS}:
        return None
    years = Catalogue.objects.filter(unit=actor.unit).values_list("year", flat=True)
    return clock.today().year if clock.today().year in years else max(years, default=None)


def _rows(actor: Any, shown: str) -> Any:
    visible = Dossier.objects.visible_to(actor).values("pk")
    if shown == "due":
        return lists.due_to_submit(actor.unit).filter(pk__in=visible)
    if shown == "late":
        return lists.late(actor.unit).filter(pk__in=visible)
    rows = Dossier.objects.visible_to(actor).told().exclude(state="dropped")
    if shown == "mine":
        rows = rows.kept_by(actor.stands_for)
    return rows.order_by("-catalogue__year", "section", "place", "pk")


def _number(text: str) -> int:
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 6 else 1


@require_safe
@page()
def show(request: Any, uid: UUID) -> HttpResponse:
    """One dossier: what is known of it, what lies in it, who reads it, its files."""
    return render(request, "web/dossiers/show.html", _about(request, find_dossier(request, uid)))


def _about(request: Any, dossier: Dossier) -> dict[str, Any]:
    actor = request.actor
    prepares = may(actor, Permission.DOSSIER_PREPARE, dossier.unit)
    frozen = stopped(dossier, actor)
    verbs = open_moves(dossier, actor)
    keeps = may(actor, Permission.DOSSIER_KEEP, dossier.unit) and not frozen
    return {
        "dossier": dossier,
        "lines": list(contents.lines(dossier, actor)),
        "readers": list(
            dossier.folder.readers.select_related("appointment__user", "unit").order_by("pk")
        ),
        "forward": [verb for verb in verbs if verb not in LAST],
        "back": [verb for verb in verbs if verb in LAST],
        "at_once": AT_ONCE,
        "closed": closed_moves(dossier, actor),
        "may_take_out": keeps and dossier.state == "open" and is_keeper(dossier, actor),
        "may_keep_back": keeps and dossier.due_on and is_keeper(dossier, actor),
        "may_prepare": prepares and not frozen,
        "may_hold": may(actor, Permission.HOLD_MANAGE, dossier.unit),
        "own": actor.stands_for,
        "frozen": frozen,
        "exports": Export.objects.filter(dossier=dossier, by=actor.stands_for).order_by("-pk")[:3],
        "current_place": "dossiers:list",
    }


def _act(request: Any, dossier: Dossier, verb: Any, form: Any, act: Any) -> HttpResponse:
    return carry_out(
        request,
        form,
        act,
        lambda _: reverse("dossiers:show", args=[dossier.uid]),
        "web/dossiers/act.html",
        {"dossier": dossier, "subject": dossier, "verb": verb, "current_place": "dossiers:list"},
    )


@require_POST
@page()
def open_dossier(request: Any, uid: UUID) -> HttpResponse:
    """Open a planned dossier."""
    actions.open_dossier(find_dossier(request, uid), by=request.actor)
    return redirect("dossiers:show", uid)


@page()
def close(request: Any, uid: UUID) -> HttpResponse:
    """Close a dossier whose work has ended."""
    dossier = find_dossier(request, uid)
    if request.method != "POST":
        dossier.must_allow("close_dossier", request.actor)
    form = CloseForm(request.POST or None)
    return _act(
        request,
        dossier,
        "close_dossier",
        form,
        lambda given: actions.close(dossier, given["ended_on"], by=request.actor),
    )


@page()
def reopen(request: Any, uid: UUID) -> HttpResponse:
    """Open a closed dossier again."""
    return _with_reason(request, uid, "reopen", actions.reopen)


@page()
def hand_back(request: Any, uid: UUID) -> HttpResponse:
    """Return a submitted dossier to the unit."""
    return _with_reason(request, uid, "return_dossier", actions.hand_back)


def _with_reason(request: Any, uid: UUID, verb: str, act: Any) -> HttpResponse:
    dossier = find_dossier(request, uid)
    if request.method != "POST":
        dossier.must_allow(verb, request.actor)
    form = ReasonForm(request.POST or None)
    return _act(
        request,
        dossier,
        verb,
        form,
        lambda given: act(dossier, given["reason"], by=request.actor),
    )


@page()
def drop(request: Any, uid: UUID) -> HttpResponse:
    """Strike a planned dossier out."""
    dossier = find_dossier(request, uid)
    if request.method != "POST":
        dossier.must_allow("drop", request.actor)
    form = ReasonForm(request.POST or None)
    form.fields["reason"].required = dossier.catalogue.state == "approved"
    return _act(
        request,
        dossier,
        "drop",
        form,
        lambda given: catalogue_actions.drop(dossier, by=request.actor, reason=given["reason"]),
    )


@page(Permission.DOSSIER_KEEP)
def keep_back(request: Any, uid: UUID) -> HttpResponse:
    """Keep a dossier back from the archive with written consent."""
    dossier = find_dossier(request, uid)
    form = KeepBackForm(request.POST or None)
    return _act(
        request,
        dossier,
        "keep_back",
        form,
        lambda given: actions.keep_back(dossier, given["until"], given["basis"], by=request.actor),
    )


@require_POST
@page()
def hand_in(request: Any, uid: UUID) -> HttpResponse:
    """Submit a dossier to the archive."""
    actions.hand_in(find_dossier(request, uid), by=request.actor)
    return redirect("dossiers:show", uid)


@require_POST
@page()
def accept(request: Any, uid: UUID) -> HttpResponse:
    """Take a dossier into the archive."""
    actions.accept(find_dossier(request, uid), by=request.actor)
    return redirect("dossiers:show", uid)


@page(Permission.DOSSIER_KEEP)
def put_in(request: Any, uid: UUID) -> HttpResponse:
    """Put a document into a dossier, in one step; the most likely ones stand first."""
    document = find_document(request, uid)
    offered = lists.offered_for(document, request.actor)
    first = {"dossier": str(offered[0].uid)} if offered else {}
    form = PutInForm(request.POST or None, offered=offered, initial=first)
    return carry_out(
        request,
        form,
        lambda given: actions.put_in(given["dossier"], document, by=request.actor),
        lambda _: reverse("document", args=[uid]),
        "web/dossiers/put_in.html",
        {
            "document": document,
            "offered": offered,
            "lies": list(lists.where_it_lies(document, request.actor)),
            "holds": list(LegalHold.objects.on_document(document.pk)),
        },
    )


@require_POST
@page(Permission.DOSSIER_KEEP)
def take_out(request: Any, uid: UUID, document: UUID) -> HttpResponse:
    """Take a document out of an open dossier."""
    dossier = find_dossier(request, uid)
    found = Document.objects.filter(uid=document, placings__folder=dossier.folder).first()
    if found is None:
        raise Http404
    actions.take_out(dossier, found, by=request.actor)
    return redirect("dossiers:show", uid)


@page(Permission.DOSSIER_PREPARE)
def add_reader(request: Any, uid: UUID) -> HttpResponse:
    """Let a post or a unit read a dossier."""
    dossier = find_dossier(request, uid)
    people, _more = assignees(dossier.unit)
    form = ReaderForm(request.POST or None, people=people)
    return _act(
        request,
        dossier,
        "add_reader",
        form,
        lambda given: reading_actions.add_reader(dossier, given["taker"], by=request.actor),
    )


@require_POST
@page(Permission.DOSSIER_PREPARE)
def remove_reader(request: Any, uid: UUID, number: int) -> HttpResponse:
    """Take a dossier from a reader."""
    dossier = find_dossier(request, uid)
    reader = dossier.folder.readers.filter(pk=number).first()
    if reader is None:
        raise Http404
    reading_actions.remove_reader(dossier, reader, by=request.actor)
    return redirect("dossiers:show", uid)


urlpatterns = [
    path("", index, name="list"),
    *dossier_catalogue.addresses,
    path("<uuid:uid>/", show, name="show"),
    path("<uuid:uid>/accesses/", accesses.of_dossier, name="accesses"),
    path("<uuid:uid>/open/", open_dossier, name="open"),
    path("<uuid:uid>/close/", close, name="close"),
    path("<uuid:uid>/reopen/", reopen, name="reopen"),
    path("<uuid:uid>/hand_back/", hand_back, name="hand_back"),
    path("<uuid:uid>/drop/", drop, name="drop"),
    path("<uuid:uid>/keep_back/", keep_back, name="keep_back"),
    path("<uuid:uid>/hand_in/", hand_in, name="hand_in"),
    path("<uuid:uid>/accept/", accept, name="accept"),
    path("<uuid:uid>/take_out/<uuid:document>/", take_out, name="take_out"),
    path("<uuid:uid>/readers/add/", add_reader, name="add_reader"),
    path("<uuid:uid>/readers/<int:number>/remove/", remove_reader, name="remove_reader"),
    path("document/<uuid:uid>/", put_in, name="put_in"),
    *dossier_files.addresses,
]
