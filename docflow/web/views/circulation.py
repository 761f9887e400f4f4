"""Circulation: the mark of a document; papers handed round for a meeting, and who read them."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from docflow import clock
from docflow.circulation import actions, conditions
from docflow.circulation.marks import must_be_open, must_be_theirs
from docflow.circulation.models import Meeting
from docflow.circulation.reading import members_of, readers_of
from docflow.desks.attendees import attendees, papers_found
from docflow.documents.models import Document
from docflow.permissions import Permission
from docflow.requests.limits import limit
from docflow.web import flash
from docflow.web.access import find_document, page
from docflow.web.forms.act import carry_out
from docflow.web.forms.circulation import HandRoundForm, MarkForm, MembersForm, ProlongForm
from docflow.web.views.documents import context_of

PER_PAGE = 50
HAND_ROUND = Permission.MEETING_HAND_ROUND
ANY_PART = (HAND_ROUND, Permission.MEETING_ATTEND, Permission.AUDIT_READ)
USUALLY = timedelta(hours=2)


@page()
def mark(request: Any, uid: UUID) -> HttpResponse:
    """Say how far a document may go."""
    document = find_document(request, uid)
    if request.method != "POST":
        must_be_open(document, request.actor)
    return carry_out(
        request,
        MarkForm(request.POST or None, initial={"circulation": document.circulation}),
        lambda given: actions.mark(document, given["circulation"], by=request.actor),
        lambda _done: reverse("document", args=[uid]),
        "web/circulation/mark.html",
        {**context_of(request, document), "verb": "mark"},
        lambda: must_be_theirs(document, request.actor),
    )


@require_safe
@page(*ANY_PART)
def index(request: Any) -> HttpResponse:
    """The meetings papers were handed round for, the newest first."""
    below = _number(request.GET.get("below", ""))
    rows = Meeting.objects.visible_to(request.actor).select_related("handed_by__user")
    rows = rows.filter(pk__lt=below) if below is not None else rows
    found = list(rows.order_by("-pk")[: PER_PAGE + 1])
    context = {
        "meetings": found[:PER_PAGE],
        "below": found[PER_PAGE - 1].pk if len(found) > PER_PAGE else None,
        "is_first": below is None,
        "may_hand_round": HAND_ROUND in request.actor.permissions_in(request.actor.unit),
        "current_place": "meetings:list",
    }
    return render(request, "web/circulation/list.html", context)


@page(HAND_ROUND)
def hand_round(request: Any) -> HttpResponse:
    """Hand papers round: name, time, members and papers on one page."""
    begins = _next_full_hour()
    form = HandRoundForm(
        request.POST or None,
        by=request.actor,
        initial={"begins": begins, "ends": begins + USUALLY},
    )
    asked = request.POST if request.method == "POST" else request.GET
    return carry_out(
        request,
        form,
        lambda given: actions.hand_round(**given, by=request.actor),
        lambda meeting: reverse("meetings:show", args=[meeting.uid]),
        "web/circulation/hand_round.html",
        {
            **_people(request, asked),
            "papers": papers_found(
                request.actor, "", _uids(asked, "documents") + _uids(request.GET, "document")
            ),
            "chosen_papers": set(_uids(asked, "documents") + _uids(request.GET, "document")),
            "current_place": "meetings:list",
        },
    )


@require_safe
@page(HAND_ROUND)
def candidates(request: Any) -> HttpResponse:
    """The people who can be chosen, as one types; those chosen stay."""
    if request.GET.get("who"):
        limit("search", request.actor)
    return render(request, "web/circulation/_people.html", _people(request, request.GET))


@require_safe
@page(HAND_ROUND)
def papers(request: Any) -> HttpResponse:
    """The papers that can be chosen, as one types; those chosen stay."""
    words = request.GET.get("paper", "")[:200]
    if words:
        limit("search", request.actor)
    chosen = _uids(request.GET, "documents")
    context = {
        "papers": papers_found(request.actor, words, chosen),
        "chosen_papers": set(chosen),
        "asked": words,
    }
    return render(request, "web/circulation/_papers.html", context)


@require_safe
@page(*ANY_PART)
def show(request: Any, uid: UUID) -> HttpResponse:
    """A meeting with its papers; for who keeps it, who read what and when."""
    return render(request, "web/circulation/show.html", _around(request, _find(request, uid)))


@page(HAND_ROUND)
def add_members(request: Any, uid: UUID) -> HttpResponse:
    """Hand the papers to more members."""
    meeting = _find(request, uid)
    asked = request.POST if request.method == "POST" else request.GET
    return carry_out(
        request,
        MembersForm(request.POST or None, by=request.actor),
        lambda given: actions.add_members(meeting, given["members"], by=request.actor),
        lambda _done: reverse("meetings:show", args=[uid]),
        "web/circulation/members.html",
        {**_people(request, asked), "meeting": meeting, "current_place": "meetings:list"},
        lambda: conditions.must_keep(meeting, request.actor),
    )


@page(HAND_ROUND)
def prolong(request: Any, uid: UUID) -> HttpResponse:
    """Let the members keep the papers longer."""
    meeting = _find(request, uid)
    return carry_out(
        request,
        ProlongForm(request.POST or None, initial={"ends": meeting.ends + USUALLY}),
        lambda given: actions.prolong(meeting, given["ends"], by=request.actor),
        lambda _done: reverse("meetings:show", args=[uid]),
        "web/circulation/prolong.html",
        {"meeting": meeting, "current_place": "meetings:list"},
        lambda: conditions.must_keep(meeting, request.actor),
    )


@require_POST
@page(HAND_ROUND)
def end(request: Any, uid: UUID) -> HttpResponse:
    """End the meeting now."""
    meeting = actions.end(_find(request, uid), by=request.actor)
    flash.say(request, _("“%(name)s” is over; its papers are back.") % {"name": meeting.name})
    return redirect("meetings:show", uid)


@require_POST
@page(Permission.MEETING_ATTEND)
def give_back(request: Any, uid: UUID) -> HttpResponse:
    """Give one's papers back."""
    meeting = actions.give_back(_find(request, uid), by=request.actor)
    flash.say(request, _("The papers of “%(name)s” are given back.") % {"name": meeting.name})
    return redirect("queue", "meeting_papers")


def _around(request: Any, meeting: Meeting) -> dict[str, Any]:
    actor = request.actor
    keys = meeting.papers.order_by("pk").values_list("document", flat=True)
    seen = Document.objects.visible_to(actor).in_bulk(list(keys))
    shown = [seen[key] for key in keys if key in seen]
    members = members_of(meeting)
    reads_list = Meeting.objects.kept_by(actor).filter(pk=meeting.pk).exists()
    mine = next((each for each in members if each.appointment == actor.stands_for), None)
    return {
        "meeting": meeting,
        "papers": shown,
        "members": members,
        "readers": readers_of(meeting, members, shown) if reads_list else None,
        "may_change": meeting.is_kept_by(actor) and not meeting.is_over,
        "may_give_back": mine is not None and not mine.given_back and not meeting.is_over,
        "current_place": "meetings:list",
    }


def _people(request: Any, asked: Any) -> dict[str, Any]:
    chosen = _uids(asked, "members")
    found, has_more = attendees(request.actor.unit, asked.get("who", "")[:100], chosen)
    return {"people": found, "chosen": set(chosen), "has_more": has_more}


def _find(request: Any, uid: UUID) -> Meeting:
    rows = Meeting.objects.visible_to(request.actor).select_related("unit", "handed_by__user")
    meeting = rows.filter(uid=uid).first()
    if meeting is None:
        raise Http404
    return meeting


def _uids(asked: Any, name: str) -> list[UUID]:
    found = []
    for each in asked.getlist(name)[:200]:
        try:
            found.append(UUID(each))
        except ValueError:
            continue
    return found


def _next_full_hour() -> Any:
    return clock.now().replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None


app_name = "meetings"
urlpatterns = [
    path("", index, name="list"),
    path("hand-round/", hand_round, name="hand_round"),
    path("candidates/", candidates, name="candidates"),
    path("papers/", papers, name="papers"),
    path("<uuid:uid>/", show, name="show"),
    path("<uuid:uid>/members/", add_members, name="add_members"),
    path("<uuid:uid>/prolong/", prolong, name="prolong"),
    path("<uuid:uid>/end/", end, name="end"),
    path("<uuid:uid>/give-back/", give_back, name="give_back"),
]
