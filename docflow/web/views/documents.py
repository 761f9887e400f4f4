"""One document: the page itself, and beside it all that is known and can be done about it."""

from typing import Any
from uuid import UUID

from django.db.models import Q, prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from docflow import clock
from docflow.copies.makings import may_change_recipients
from docflow.copies.models import Copy
from docflow.desks import recalls, task_tree, tracking
from docflow.desks.timeline import entries_of, worded
from docflow.documents.kinds import find
from docflow.documents.mending import mended_by
from docflow.documents.models import Document, Link, Loan, Mending
from docflow.dossiers.lists import where_it_lies
from docflow.incoming.models import Incoming
from docflow.lifecycle import closed_moves, open_moves, stopped
from docflow.notices import reading
from docflow.outgoing import format_check
from docflow.outgoing.answers import answers_of
from docflow.outgoing.joint import standing_of
from docflow.outgoing.models import Outgoing
from docflow.outgoing.recipients import may_add
from docflow.permissions import Permission as P
from docflow.permissions import may
from docflow.web.access import find_document, page
from docflow.web.acts import beside_moves, buttons
from docflow.web.order import order_shown
from docflow.web.verdicts import verdict_of


@require_safe
@page()
def show(request: Any, uid: UUID) -> HttpResponse:
    """The document, its verdict, its life and the moves open to whoever looks."""
    document = find_document(request, uid)
    reading.opened(document, request.user)
    context = context_of(request, document)
    paper = context["paper"]
    if paper and paper.is_editable:
        prefetch_related_objects([paper], "recipients")
        context["findings"] = format_check.told(paper)
    return render(request, "web/document/show.html", context)


def context_of(request: Any, document: Document) -> dict[str, Any]:
    """What every page about one document shows beside it."""
    if request.method in ("GET", "HEAD"):  # whoever acts reads the versions anew
        prefetch_related_objects([document], "versions", "attachments")
    paper = (
        Outgoing.objects.select_related("unit", "drafter__user", "signer__user")
        .filter(document=document)
        .first()
    )
    copy = None if paper else copy_of(document)
    arrival = (
        None
        if paper or copy
        else Incoming.objects.select_related("unit", "sender").filter(document=document).first()
    )
    subject: Any = paper or copy or arrival
    subject.document = document
    document.outgoing, document.incoming = paper, arrival  # what was read is not asked for again
    document.copy = copy
    deliveries = tracking.deliveries_from(document) if paper or copy else []
    frozen = stopped(subject, request.actor)
    entries = entries_of(document, [each.uid for each in deliveries])
    return {
        "document": document,
        "paper": paper,
        "arrival": arrival,
        "copy": copy,
        "loan": loan_of(document, request.actor),
        "subject": subject,
        "version": document.current,
        "verdict": verdict_of(document, arrival),
        "steps": worded(entries),
        "buttons": buttons(
            subject,
            []
            if frozen
            else [*open_moves(subject, request.actor), *beside_moves(subject, request.actor)],
        ),
        "closed": closed_moves(subject, request.actor),
        "deliveries": tracking.of_deliveries(deliveries),
        "may_settle": bool(paper or copy) and may(request.actor, P.OUTGOING_ISSUE, subject.unit),
        "may_change_recipients": not frozen and _may_change_recipients(paper, copy, request.actor),
        "frozen": frozen,
        "may_put_in": not frozen and may(request.actor, P.DOSSIER_KEEP, request.actor.unit),
        "may_freeze": may(request.actor, P.HOLD_MANAGE, document.unit),
        "dossiers": list(where_it_lies(document, request.actor)),
        "tasks": task_tree.of(arrival) if arrival else (),
        "proposals": _proposals(arrival) if arrival else (),
        **(order_shown(paper) if paper else {}),
        "bodies": standing_of(paper) if paper else (),
        "answers": answers_of([document.pk]).get(document.pk, ()) if arrival else (),
        **mending_of(document, request.actor),
        **recalls_of(subject, deliveries, request.actor),
        "rounds": _rounds(paper) if paper and paper.round > 1 else (),
        "links": _links(document, request.actor),
        "attachments": task_tree.without_parts(document, arrival),
    }


def mending_of(document: Document, actor: Any) -> dict[str, Any]:
    """What a document replaces, amends or corrects, and what does so to it."""
    mends, later = Mending.objects.filter(document=document).first(), mended_by(document)
    if mends is None and not later:
        return {}
    keys = [each.pk for each in later]
    earlier = mends.earlier if mends else None
    seen = Document.objects.visible_to(actor).in_bulk([*keys, *([earlier.pk] if earlier else [])])
    return {
        "mends": mends,
        "earlier": seen.get(earlier.pk) if earlier else None,
        "mended_by": [(each, seen.get(each.pk)) for each in later],
    }


def recalls_of(subject: Any, deliveries: list[Any], actor: Any) -> dict[str, Any]:
    """Whom it was asked back from, or who asks it back here; and whether the actor answers."""
    if deliveries:
        return {"recalls": recalls.sent_of(subject.document)}
    if not isinstance(subject, Incoming):
        return {}
    asked = recalls.got_of(subject.document)
    return {
        "requests": asked,
        "asked_back": next((each for each in asked if each.state == "asked"), None),
        "may_answer": may(actor, P.RECALL_ANSWER, subject.unit),
    }


def copy_of(document: Document) -> Copy | None:
    """The copy that a document of ours is, if its type says so."""
    kind = find(document.kind)
    if kind is None or not kind.is_copy:
        return None
    rows = Copy.objects.select_related("unit", "drafter__user", "approver__user")
    return rows.filter(document=document).first()


def loan_of(document: Document, actor: Any) -> Loan | None:
    """For what and until when the document is lent to whoever looks, if it is."""
    lent = Loan.objects.to(actor.stands_for, clock.now()).filter(document=document)
    return lent.order_by("-until").first()


def _may_change_recipients(paper: Outgoing | None, copy: Copy | None, actor: Any) -> bool:
    if paper:
        return may_add(paper, actor)
    return copy is not None and may_change_recipients(copy, actor)


def _rounds(paper: Outgoing) -> Any:
    return list(paper.rounds.select_related("by__user").order_by("number"))


def _proposals(arrival: Incoming) -> Any:
    rounds = arrival.proposals.select_related("by__user").order_by("number")
    return list(rounds.prefetch_related("tasks__unit", "tasks__person__user"))


def _links(document: Document, actor: Any) -> list[Any]:
    """Documents tied to this one, as far as whoever looks may see them."""
    tied = Link.objects.filter(Q(source=document) | Q(target=document)).order_by("pk")
    links = [
        (link, link.target_id if link.source_id == document.pk else link.source_id) for link in tied
    ]
    if not links:
        return []
    visible = Document.objects.visible_to(actor).in_bulk([pk for _, pk in links])
    return [(link, visible[pk]) for link, pk in links if pk in visible]
