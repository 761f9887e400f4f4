"""Recipients: found as one types among all units, by groups, or by name outside; and taken out."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from docflow import clock
from docflow.outgoing import recipients as actions
from docflow.outgoing.contents import To
from docflow.outgoing.models import Channel, Outgoing, RecipientGroup
from docflow.permissions import Permission
from docflow.requests.limits import limit
from docflow.search.units import find_units
from docflow.units.models import Unit
from docflow.units.succession import successors_of
from docflow.web import flash
from docflow.web.access import find_outgoing, page
from docflow.web.forms.act import ActForm, carry_out
from docflow.web.forms.recipients import GroupNameForm, OutsiderForm, UnitForm

MOST_FOUND = 12
LONGEST_QUESTION = 200
PART = "picker"
FOCUS = {"autofocus": True, "aria-describedby": "added"}
WORK_WITH_GROUPS = (Permission.OUTGOING_DRAFT, Permission.OUTGOING_ISSUE)


@page()
def show(request: Any, uid: UUID) -> HttpResponse:
    """The recipients of a document, and everything to change them; adds a unit that was found."""
    paper = find_outgoing(request, uid)
    if _question(request):
        limit("search", request.actor)
    if _asks_for(request, "found"):
        found = render_to_string("web/recipients/_found.html", _found(request, paper))
        return HttpResponse(found)
    form = UnitForm(request.POST or None)
    return carry_out(
        request,
        form,
        lambda given: actions.add_recipients(
            paper,
            [To(given["unit"], "", given["channel"], given["paper_reason"])],
            by=request.actor,
        ),
        _added,
        _template(request),
        _context(request, paper, {"units": form}),
        lambda: actions.must_be_theirs(paper, request.actor),
    )


@page()
def outsider(request: Any, uid: UUID) -> HttpResponse:
    """Add somebody outside, by name, on paper."""
    paper = find_outgoing(request, uid)
    form = OutsiderForm(request.POST or None)
    return carry_out(
        request,
        form,
        lambda given: actions.add_recipients(
            paper, [To(None, given["name"], Channel.PAPER)], by=request.actor
        ),
        _added,
        _template(request),
        _context(request, paper, {"outsiders": form}),
        lambda: actions.must_be_theirs(paper, request.actor),
    )


@require_POST
@page()
def remove(request: Any, uid: UUID, number: int) -> HttpResponse:
    """Take a recipient out."""
    paper = find_outgoing(request, uid)
    recipient = get_object_or_404(paper.recipients, pk=number)
    actions.remove_recipient(paper, recipient, by=request.actor)
    flash.say(request, _("Taken out: %(name)s.") % {"name": recipient.name})
    return redirect(_here(uid))


@require_POST
@page()
def replace(request: Any, uid: UUID, number: int) -> HttpResponse:
    """Address the successor of a recipient that has ended."""
    paper = find_outgoing(request, uid)
    recipient = get_object_or_404(paper.recipients.select_related("unit"), pk=number)
    successor = _unit(request.POST.get("successor", ""))
    actions.replace_recipient(paper, recipient, successor, by=request.actor)
    words = {"old": recipient.name, "new": successor.name}
    flash.say(request, _("%(new)s stands in place of %(old)s.") % words)
    return redirect(_here(uid))


@require_POST
@page()
def add_group(request: Any, uid: UUID) -> HttpResponse:
    """Add all of a group; members that have ended are shown with their successors."""
    paper = find_outgoing(request, uid)
    group = _group(request, request.POST.get("group", ""))
    before = paper.recipients.count()
    ended = actions.add_group(paper, group, by=request.actor)
    added = paper.recipients.count() - before
    flash.say(request, _("Recipients added: %(count)s.") % {"count": added})
    return redirect(f"{_here(uid)}?ended={group.uid}" if ended else _here(uid))


@page()
def save_group(request: Any, uid: UUID) -> HttpResponse:
    """Keep these recipients as a group of the unit."""
    paper = find_outgoing(request, uid)
    form = GroupNameForm(request.POST or None)
    return carry_out(
        request,
        form,
        lambda given: actions.save_group(paper, given["name"], by=request.actor),
        lambda group: _saved(request, uid, group),
        _template(request),
        _context(request, paper, {"group_name": form}),
        lambda: actions.must_work_with_groups(paper.unit, request.actor),
    )


@require_safe
@page(*WORK_WITH_GROUPS)
def groups(request: Any) -> HttpResponse:
    """The groups of the unit and who is in them."""
    found = RecipientGroup.objects.filter(unit=request.actor.unit).order_by("name")
    context = {"groups": found.prefetch_related("members"), "current_place": "outgoing:groups"}
    return render(request, "web/recipients/groups.html", context)


@page(*WORK_WITH_GROUPS)
def rename_group(request: Any, group: UUID) -> HttpResponse:
    """Give a group another name."""
    found = _group(request, str(group))
    return carry_out(
        request,
        GroupNameForm(request.POST or None, initial={"name": found.name}),
        lambda given: actions.rename_group(found, given["name"], by=request.actor),
        lambda _group: reverse("outgoing:groups"),
        "web/recipients/rename.html",
        {"group": found, "current_place": "outgoing:groups"},
    )


def _context(request: Any, paper: Outgoing, used: dict[str, ActForm]) -> dict[str, Any]:
    """The whole page around the form that is used; the others are empty beside it."""
    rows = list(paper.recipients.select_related("unit").order_by("pk"))
    forms: dict[str, ActForm] = {
        "units": UnitForm(),
        "outsiders": OutsiderForm(),
        "group_name": GroupNameForm(),
    }
    added = next((row for row in rows if str(row.pk) == request.GET.get("added")), None)
    if added and added.unit is None:
        forms["outsiders"].fields["name"].widget.attrs.update(FOCUS)
    return {
        **_found(request, paper),
        "added": added,
        "document": paper.document,
        "recipients": _with_successors(rows),
        "may_remove": actions.may_remove(paper, request.actor),
        "is_signed": paper.state in actions.AFTER_SIGNATURE,
        "groups": list(RecipientGroup.objects.filter(unit=paper.unit).order_by("name")),
        "ended_members": _ended_members(request),
        "forms": {**forms, **used},
        "is_part": _asks_for(request, PART),
    }


def _asks_for(request: Any, part: str) -> bool:
    """Whether a script on the page asks for this part of it alone."""
    return bool(request.headers.get("HX-Request")) and request.headers.get("HX-Target") == part


def _template(request: Any) -> str:
    """The page; of an exchange within it, the part that shows and changes the recipients."""
    part = _asks_for(request, PART)
    return "web/recipients/_picker.html" if part else "web/recipients/show.html"


def _found(request: Any, paper: Outgoing) -> dict[str, Any]:
    """What the question found, with who is a recipient already."""
    text = _question(request)
    return {
        "paper": paper,
        "q": text,
        "found": find_units(text, limit=MOST_FOUND) if text else [],
        "known": set(paper.recipients.values_list("unit_id", flat=True)),
        "may_add": actions.may_add(paper, request.actor),
    }


def _question(request: Any) -> str:
    text: str = request.GET.get("q", "")[:LONGEST_QUESTION]
    return text.strip()


def _with_successors(rows: list[Any]) -> list[tuple[Any, Any]]:
    """Each row with the successors of its unit, where that has ended."""
    today = clock.today()
    ended = [row.unit for row in rows if row.unit and not row.unit.is_active_on(today)]
    after = successors_of(ended, today)
    return [(row, after.get(row.unit)) for row in rows]


def _ended_members(request: Any) -> list[tuple[Any, Any]]:
    uid = request.GET.get("ended", "")
    if not uid:
        return []
    members = list(_group(request, uid).members.select_related("unit").order_by("pk"))
    return [pair for pair in _with_successors(members) if pair[1] is not None]


def _group(request: Any, uid: str) -> RecipientGroup:
    return get_object_or_404(
        RecipientGroup.objects.select_related("unit"), unit=request.actor.unit, uid=_uid(uid)
    )


def _unit(uid: str) -> Unit:
    return get_object_or_404(Unit, uid=_uid(uid))


def _uid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404 from error


def _here(uid: UUID) -> str:
    return reverse("outgoing:recipients", args=[uid])


def _added(paper: Outgoing) -> str:
    """The page again, which tells who was added beside the box for the next one."""
    return f"{_here(paper.uid)}?added={paper.recipients.latest('pk').pk}"


def _saved(request: Any, uid: UUID, group: RecipientGroup) -> str:
    flash.say(request, _("Saved as the group “%(name)s”.") % {"name": group.name})
    return _here(uid)


addresses = [
    path("groups/", groups, name="groups"),
    path("groups/<uuid:group>/rename/", rename_group, name="rename_group"),
    path("<uuid:uid>/recipients/", show, name="recipients"),
    path("<uuid:uid>/recipients/outsider/", outsider, name="add_outsider"),
    path("<uuid:uid>/recipients/group/", add_group, name="add_group"),
    path("<uuid:uid>/recipients/save-group/", save_group, name="save_group"),
    path("<uuid:uid>/recipients/<int:number>/remove/", remove, name="remove_recipient"),
    path("<uuid:uid>/recipients/<int:number>/replace/", replace, name="replace_recipient"),
]
