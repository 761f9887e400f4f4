"""What can be chosen or comes next: types, signers, whom to assign to, the next number."""

from typing import Any

from ninja import Router

from docflow.api.access import call
from docflow.api.payloads.choices import Candidate, Candidates, ComingNumber, KindLine
from docflow.api.payloads.registers import Series
from docflow.api.payloads.shapes import Post, Text
from docflow.desks.assignees import assignees
from docflow.documents.kinds import KINDS
from docflow.documents.numbering import next_number
from docflow.people.authority import signers_of
from docflow.permissions import Permission as P
from docflow.requests.limits import limit as count

router = Router(tags=["choices"])


@call(router, "GET", "/kinds", list[KindLine])
def list_kinds(request: Any) -> list[KindLine]:
    """The types of documents, in the order of Decree 30/2020."""
    return [
        KindLine(code=each.code, name=each.name, abbreviation=each.abbreviation or None)
        for each in KINDS
    ]


@call(router, "GET", "/signers", list[Post], P.OUTGOING_DRAFT)
def list_signers(request: Any) -> list[Post]:
    """The posts whose holders may sign in the name of the token's unit today."""
    return [Post.of(each) for each in signers_of(request.actor.unit)]


@call(
    router,
    "GET",
    "/candidates",
    Candidates,
    P.INCOMING_ASSIGN,
    P.INCOMING_REASSIGN,
    P.INCOMING_PROPOSE,
)
def list_candidates(request: Any, text: Text = "", own: bool = False) -> Candidates:
    """Whom the token's unit can assign to: the near ones, or those of these words; or its own."""
    by = request.actor
    if text:
        count("search", by)
    found, more = assignees(by.unit, text, only=by.unit if own else None)
    return Candidates(items=[Candidate.of(each) for each in found], more=more)


@call(router, "GET", "/registers/next", ComingNumber, P.DOCUMENT_READ)
def show_next_number(request: Any, series: Series, kind: Text = "") -> ComingNumber:
    """The number a document of this type would be given now; it is given at the act."""
    return ComingNumber.of(series, next_number(request.actor.unit, series, kind))
