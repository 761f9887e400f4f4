"""Follow-up: each directive with who must answer, by when, what came and what is late."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from docflow.desks import following_up
from docflow.desks.assignees import assignee
from docflow.permissions import Permission
from docflow.web import flash
from docflow.web.access import page
from docflow.web.forms.following import UrgeForm

FOLLOW = (Permission.INCOMING_ASSIGN, Permission.INCOMING_REASSIGN)
PER_PAGE = following_up.PER_PAGE


@require_safe
@page(*FOLLOW)
def show(request: Any) -> HttpResponse:
    """The directives: open, late or done; all, or those of one person or unit."""
    state = request.GET.get("state", "open")
    if state not in dict(following_up.STATES):
        raise Http404
    code = request.GET.get("who", "")
    number = _number(request.GET.get("page", "1"))
    rows = following_up.directives_of(request.actor, state, assignee(code) if code else None)
    found = list(rows[(number - 1) * PER_PAGE : number * PER_PAGE + 1])
    asked = urlencode({"state": state, "who": code})
    context = {
        "directives": following_up.told(found[:PER_PAGE], request.actor),
        "state": state,
        "states": following_up.STATES,
        "who": code,
        "people": following_up.those_asked(request.actor),
        "number": number,
        "has_more": len(found) > PER_PAGE,
        "asked": asked,
        "back": f"{reverse('follow_up:list')}?{asked}&page={number}",
        "current_place": "follow_up:list",
    }
    return render(request, "web/follow_up/list.html", context)


@require_POST
@page(*FOLLOW)
def urge_late(request: Any) -> HttpResponse:
    """Ask again about all that is late and was not asked about today."""
    form = UrgeForm(request.POST)
    words = form.cleaned_data["words"] if form.is_valid() else request.POST.get("words", "")
    asked, refused = following_up.urge_late(words, by=request.actor)
    said = _("Asked again; tasks: %(count)s.") % {"count": asked}
    if not asked:
        said = _("Nothing is late that was not asked about today.")
    if refused:
        said += " " + _("Not possible: %(count)s; look at the list anew.") % {"count": refused}
    flash.say(request, said)
    return redirect(f"{reverse('follow_up:list')}?state=late")


def _number(text: str) -> int:
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 6 else 1


app_name = "follow_up"
urlpatterns = [
    path("", show, name="list"),
    path("urge-late/", urge_late, name="urge_late"),
]
