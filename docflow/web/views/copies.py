"""Copies: made of a document, approved, numbered, signed for the agency, issued to recipients."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from docflow.copies import actions
from docflow.copies.conditions import may_be_copied, must_be_given
from docflow.copies.makings import may_change_recipients, must_be_theirs
from docflow.copies.models import Copy
from docflow.desks.walking import newest
from docflow.documents.models import Document, Register, Version
from docflow.documents.notation import code
from docflow.documents.numbering import next_number
from docflow.errors import Refused
from docflow.outgoing.contents import To
from docflow.outgoing.models import Channel
from docflow.permissions import Permission, require
from docflow.requests.limits import limit
from docflow.search.units import find_units
from docflow.signatures.models import SigningKey
from docflow.web import flash
from docflow.web.access import View, find_copy, find_document, page
from docflow.web.book import after_act
from docflow.web.forms.act import ActForm, carry_out
from docflow.web.forms.copies import CopyForm, CopySealForm
from docflow.web.forms.reason import ReasonForm
from docflow.web.forms.recipients import OutsiderForm, UnitForm
from docflow.web.views import at_desk
from docflow.web.views.documents import context_of
from docflow.web.why_not import answered, why_not

PER_PAGE = 50
MOST_FOUND = 12


@require_safe
@page(Permission.DOCUMENT_READ)
def index(request: Any) -> HttpResponse:
    """The copies the unit made, the newest first."""
    below = _number(request.GET.get("below", ""))
    rows = newest(request.actor, (Copy,), PER_PAGE + 1, below=below)
    shown = rows[:PER_PAGE]
    context = {
        "copies": shown,
        "below": shown[-1].pk if len(rows) > PER_PAGE else None,
        "is_first": below is None,
        "current_place": "copies:list",
    }
    return render(request, "web/copies/list.html", context)


@page()
def make(request: Any, uid: UUID) -> HttpResponse:
    """Make a copy of a document; afterwards say whom it is for."""
    original = find_document(request, uid)
    reason = None if request.method == "POST" else _why_not_make(original, request.actor)
    current = original.current
    form = CopyForm(
        request.POST or None,
        request.FILES or None,
        by=request.actor,
        kinds=may_be_copied(original),
        is_paper=current is not None and current.role == Version.Role.SCAN,
    )
    response = carry_out(
        request,
        form,
        lambda given: actions.make(
            original,
            given["kind"],
            by=request.actor,
            pages=given.get("pages", ()),
            with_original=given.get("with_original", False),
            scan=given.get("scan"),
        ),
        lambda copy: reverse("copies:recipients", args=[copy.uid]),
        "web/copies/make.html",
        {**context_of(request, original), "verb": "copy", "why_not": reason},
        lambda: require(request.actor, Permission.COPY_DRAFT, original.unit),
    )
    return answered(response, reason)


def _why_not_make(original: Document, actor: Any) -> Refused | None:
    try:
        must_be_given(original, actor)
    except Refused as refusal:
        return refusal
    if may_be_copied(original):
        return None
    return Refused(
        "not_in_force",
        _("Only an issued document, or one in the register of arrivals, can be copied."),
    )


@dataclass(frozen=True)
class Step:
    """One of the steps of a copy: what is asked, what is done, from which queue it was opened."""

    verb: str
    form: type[ActForm]
    act: Callable[[Copy, dict[str, Any], Any], object]
    queue: str = ""


def _view(step: Step) -> View:
    @page()
    def view(request: Any, uid: UUID) -> HttpResponse:
        copy = find_copy(request, uid)
        reason = why_not(copy, step.verb, request.actor)
        following = after_act(request.actor, request.GET.get("queue", step.queue), uid)
        response = carry_out(
            request,
            step.form(request.POST or None),
            lambda given: step.act(copy, given, request.actor),
            lambda _done: _after(request, step, uid, following),
            "web/copies/step.html",
            {
                **context_of(request, copy.document),
                "verb": step.verb,
                "steps_of_a_copy": STEPS,
                "why_not": reason,
                "coming": _coming(copy) if step.verb == "number" else None,
                "recipients": list(copy.recipients.order_by("pk")),
            },
        )
        return at_desk.reaching(answered(response, reason), request.actor, SigningKey.Purpose.SEAL)

    view.__name__ = step.verb
    return view


STEPS = ("approve", "number", "seal", "issue")


def _after(request: Any, step: Step, uid: UUID, following: str) -> str:
    """The next step of the same copy, where it is open to whoever acted; else the next copy."""
    copy = find_copy(request, uid)
    flash.say(
        request, _("%(copy)s: %(state)s.") % {"copy": copy, "state": copy.get_state_display()}, uid
    )
    if step.verb in STEPS[1:-1]:
        next_verb = STEPS[STEPS.index(step.verb) + 1]
        if why_not(copy, next_verb, request.actor, asked=("no_recipient",)) is None:
            return reverse(f"copies:{next_verb}", args=[uid])
    return following


def _coming(copy: Copy) -> dict[str, Any]:
    """The number that would be given now."""
    found = next_number(copy.unit, Register.Series.COPIES)
    return {"code": code(found.number, copy.document.notation), "year": found.year}


def _sealed(copy: Copy, pin: str, by: Any) -> Copy:
    limit("pin", by)
    return actions.seal(copy, pin=pin, by=by)


approve = _view(
    Step(
        "approve",
        ActForm,
        lambda copy, _given, by: actions.approve(copy, by=by),
        "copies_to_approve",
    )
)
refuse = _view(
    Step(
        "refuse",
        ReasonForm,
        lambda copy, given, by: actions.refuse(copy, given["reason"], by=by),
        "copies_to_approve",
    )
)
number = _view(
    Step(
        "number", ActForm, lambda copy, _given, by: actions.number(copy, by=by), "copies_to_number"
    )
)
seal = _view(
    Step(
        "seal",
        CopySealForm,
        lambda copy, given, by: _sealed(copy, given["pin"], by),
        "copies_to_seal",
    )
)
issue = _view(
    Step("issue", ActForm, lambda copy, _given, by: actions.issue(copy, by=by), "copies_to_issue")
)
cancel = _view(
    Step(
        "cancel",
        ReasonForm,
        lambda copy, given, by: actions.cancel(copy, given["reason"], by=by),
        "my_copies",
    )
)


@page()
def recipients(request: Any, uid: UUID) -> HttpResponse:
    """Whom a copy is for; adds a unit that was found, or somebody outside by name."""
    copy = find_copy(request, uid)
    is_outsider = request.method == "POST" and "name" in request.POST
    form: ActForm = (OutsiderForm if is_outsider else UnitForm)(request.POST or None)
    text = request.GET.get("q", "")[:200].strip()
    if text:
        limit("search", request.actor)
    return carry_out(
        request,
        form,
        lambda given: actions.add_recipients(copy, [_to(given)], by=request.actor),
        lambda _copy: reverse("copies:recipients", args=[uid]),
        "web/copies/recipients.html",
        {
            "document": copy.document,
            "copy": copy,
            "recipients": list(copy.recipients.order_by("pk")),
            "may_change": may_change_recipients(copy, request.actor),
            "q": text,
            "found": find_units(text, limit=MOST_FOUND) if text else [],
            "known": set(copy.recipients.values_list("unit_id", flat=True)),
            "units": UnitForm() if is_outsider else form,
            "outsiders": form if is_outsider else OutsiderForm(),
        },
        lambda: must_be_theirs(copy, request.actor),
    )


def _to(given: dict[str, Any]) -> To:
    if "unit" in given:
        return To(given["unit"], "", given["channel"], given["paper_reason"])
    return To(None, given["name"], Channel.PAPER)


@require_POST
@page()
def remove_recipient(request: Any, uid: UUID, number: int) -> HttpResponse:
    """Take a recipient out."""
    copy = find_copy(request, uid)
    recipient = get_object_or_404(copy.recipients.select_related("unit"), pk=number)
    actions.remove_recipient(copy, recipient, by=request.actor)
    flash.say(request, _("Taken out: %(name)s.") % {"name": recipient.name})
    return redirect("copies:recipients", uid)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None


app_name = "copies"
urlpatterns = [
    path("", index, name="list"),
    path("of/<uuid:uid>/", make, name="make"),
    path("<uuid:uid>/approve/", approve, name="approve"),
    path("<uuid:uid>/refuse/", refuse, name="refuse"),
    path("<uuid:uid>/number/", number, name="number"),
    path("<uuid:uid>/seal/", seal, name="seal"),
    path("<uuid:uid>/seal/at_desk/", at_desk.ask_to_seal_copy, name="ask_to_seal"),
    path("<uuid:uid>/issue/", issue, name="issue"),
    path("<uuid:uid>/cancel/", cancel, name="cancel"),
    path("<uuid:uid>/recipients/", recipients, name="recipients"),
    path("<uuid:uid>/recipients/<int:number>/remove/", remove_recipient, name="remove_recipient"),
]
