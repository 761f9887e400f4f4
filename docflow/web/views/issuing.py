"""From the signed file to the issued document, in the decree's order: number, seal, issue."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _

from docflow import clock
from docflow.documents.models import Register
from docflow.documents.notation import code
from docflow.documents.numbering import next_number
from docflow.exchange import actions as exchange
from docflow.lifecycle import open_moves
from docflow.outgoing import actions
from docflow.outgoing.models import Outgoing
from docflow.requests.limits import limit
from docflow.signatures.models import SigningKey
from docflow.web import flash
from docflow.web.access import View, find_outgoing, page
from docflow.web.book import next_page
from docflow.web.forms.act import ActForm, carry_out
from docflow.web.forms.issuing import ScanForm, SealForm
from docflow.web.views import at_desk
from docflow.web.views.documents import context_of
from docflow.web.why_not import answered, why_not

STEPS = ("number", "seal", "issue")


@dataclass(frozen=True)
class Step:
    """One of the steps of issuing: what is asked, what is done, what is said when it is done."""

    verb: str
    form: type[ActForm]
    act: Callable[[Any, dict[str, Any], Any], object]
    said: Callable[[Outgoing], str]


def _numbered(paper: Outgoing) -> str:
    return _("Numbered %(code)s.") % {"code": paper.document.code}


def _sealed(paper: Outgoing) -> str:
    return _("Sealed: %(code)s.") % {"code": paper.document.code}


def _issued(paper: Outgoing) -> str:
    words = {"code": paper.document.code, "count": paper.recipients.count()}
    return _("Issued: %(code)s. Recipients: %(count)s.") % words


def _view(step: Step) -> View:
    @page()
    def view(request: Any, uid: UUID) -> HttpResponse:
        paper = find_outgoing(request, uid)
        reason = why_not(paper, step.verb, request.actor)
        response = carry_out(
            request,
            step.form(request.POST or None),
            lambda given: step.act(paper, given, request.actor),
            lambda _done: _after(request, step, uid),
            "web/issuing/step.html",
            {
                **context_of(request, paper.document),
                "verb": step.verb,
                "steps_of_issuing": STEPS,
                "why_not": reason,
                "coming": _coming(paper) if step.verb == "number" else None,
                "today": clock.today(),
                "recipients": list(paper.recipients.order_by("pk")) if step.verb == "issue" else (),
            },
        )
        return at_desk.reaching(answered(response, reason), request.actor, SigningKey.Purpose.SEAL)

    view.__name__ = step.verb
    return view


def _after(request: Any, step: Step, uid: UUID) -> str:
    """The page of the next step of the same document; after the last, of the next document."""
    paper = find_outgoing(request, uid)
    flash.say(request, step.said(paper), uid)
    following = STEPS[STEPS.index(step.verb) + 1 :]
    if not following:
        return next_page(request.actor, "to_issue", "to_seal", "to_number")
    is_open = following[0] in open_moves(paper, request.actor)
    return reverse(f"outgoing:{following[0]}" if is_open else "document", args=[uid])


def _coming(paper: Outgoing) -> dict[str, Any]:
    """The number that would be given now, and the last one given."""
    document = paper.document
    found = next_number(paper.unit, Register.Series.OUTGOING, document.kind)
    last = found.last
    return {
        "code": code(found.number, document.notation),
        "book": found.book,
        "year": found.year,
        "last": last,
        "last_code": code(last.number, last.notation).rstrip("/") if last else "",
    }


def _sealed_with(paper: Outgoing, pin: str, by: Any) -> Outgoing:
    limit("pin", by)
    return actions.seal(paper, pin=pin, by=by)


number = _view(
    Step("number", ActForm, lambda paper, _given, by: actions.number(paper, by=by), _numbered)
)
seal = _view(
    Step(
        "seal",
        SealForm,
        lambda paper, given, by: _sealed_with(paper, given["pin"], by),
        _sealed,
    )
)
issue = _view(
    Step("issue", ActForm, lambda paper, _given, by: exchange.issue(paper, by=by), _issued)
)


@page()
def sign_on_paper(request: Any, uid: UUID) -> HttpResponse:
    """Take in the scan of a document its leader signed on paper; then its number is given."""
    paper = find_outgoing(request, uid)
    reason = why_not(paper, "sign_on_paper", request.actor)
    response = carry_out(
        request,
        ScanForm(request.POST or None, request.FILES or None, by=request.actor),
        lambda given: actions.sign_on_paper(paper, given["scan"], by=request.actor),
        lambda _done: reverse("outgoing:number", args=[uid]),
        "web/issuing/sign_on_paper.html",
        {**context_of(request, paper.document), "verb": "sign_on_paper", "why_not": reason},
    )
    return answered(response, reason)


addresses = [
    path("<uuid:uid>/number/", number, name="number"),
    path("<uuid:uid>/seal/", seal, name="seal"),
    path("<uuid:uid>/issue/", issue, name="issue"),
    path("<uuid:uid>/sign_on_paper/", sign_on_paper, name="sign_on_paper"),
]
