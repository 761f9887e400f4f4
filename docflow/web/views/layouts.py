"""A paper written here: as a template to write on, or at once as a draft."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse

from docflow.desks import layouts
from docflow.errors import NotAllowed, Refused
from docflow.layouts.files import MEDIA
from docflow.outgoing import actions
from docflow.permissions import Permission
from docflow.requests.limits import limit
from docflow.web.access import page
from docflow.web.forms.act import carry_out
from docflow.web.forms.layouts import LayoutForm

TEMPLATE = "web/layouts/write.html"


@page(Permission.OUTGOING_DRAFT)
def write(request: Any) -> HttpResponse:
    """Write a paper in the decree's layout and keep it as a draft."""
    asked = request.POST.get("as", "")
    if asked in MEDIA:
        return _download(request, asked)
    initial = {"kind": request.GET.get("kind", "OFFICIAL_LETTER"), "urgency": "normal"}
    form = LayoutForm(request.POST or None, by=request.actor, initial=initial)

    def act(given: dict[str, Any]) -> Any:
        wanted = form.wanted()
        return actions.draft(
            wanted.kind,
            wanted.subject,
            layouts.written(wanted, by=request.actor),
            by=request.actor,
            signer=wanted.signer,
            urgency=wanted.urgency,
            field=wanted.field,
        )

    return carry_out(
        request,
        form,
        act,
        lambda paper: reverse("outgoing:recipients", args=[paper.uid]),
        TEMPLATE,
        {"current_place": "layouts:write"},
    )


def _download(request: Any, asked: str) -> HttpResponse:
    limit("export", request.actor)
    form = LayoutForm(request.POST, by=request.actor)
    form.fields["subject"].required = False
    if form.is_valid():
        try:
            return layouts.download(form.wanted(), asked, by=request.actor)
        except Refused as refusal:
            form.refuse(refusal)
            status = 403 if isinstance(refusal, NotAllowed) else 200
            return render(request, TEMPLATE, {"form": form}, status=status)
    return render(request, TEMPLATE, {"form": form})


app_name = "layouts"
urlpatterns = [path("", write, name="write")]
