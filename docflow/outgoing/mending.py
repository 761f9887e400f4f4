"""Drafts that replace, amend or correct a document that was issued (Decree 30/2020 Art. 18.3)."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.documents.models import Document, Mending
from docflow.errors import Refused
from docflow.outgoing.contents import To
from docflow.permissions import Acting, Permission, may

GONE_OUT = ("issued", "recalled")
LETTER = "OFFICIAL_LETTER"


@dataclass(frozen=True)
class Mends:
    """Which earlier document a draft is about, and what it does with it."""

    earlier: Document
    kind: str


def begin_mending(document: Document, mends: Mends) -> None:
    """Tie a draft to the document it mends; inside the act that drafts it.

    Wrong content is replaced or amended by a document of equal form, wrong form corrected by an
    official letter. Raises Refused: foreign_document, not_issued, other_form.
    """
    earlier, kind = mends.earlier, Mending.Kind(mends.kind)
    paper = getattr(earlier, "outgoing", None)
    if earlier.unit_id != document.unit_id:
        raise Refused(
            "foreign_document", _("Only a document of one's own unit can be replaced or corrected.")
        )
    if paper is None or paper.state not in GONE_OUT:
        raise Refused(
            "not_issued", _("Only what was issued is replaced or corrected; change the draft.")
        )
    if document.kind != form_of(earlier, kind):
        raise Refused(
            "other_form",
            _(
                "Content is replaced or amended by a document of equal form, that is of the same "
                "type; form is corrected by an official letter. Choose that type."
            ),
        )
    Mending.objects.create(
        document=document,
        kind=kind,
        exchange_id=earlier.exchange_id,
        code=earlier.code,
        issued_on=earlier.issued_on,
    )


def form_of(earlier: Document, kind: str) -> str:
    """The type a document must have that mends another one so."""
    return LETTER if kind == Mending.Kind.CORRECTS else earlier.kind


def may_mend(document: Document, actor: Acting) -> bool:
    """Whether the actor could draft what replaces, amends or corrects a document."""
    paper = getattr(document, "outgoing", None)
    gone_out = paper is not None and paper.state in GONE_OUT
    return gone_out and may(actor, Permission.OUTGOING_DRAFT, document.unit)


def recipients_again(earlier: Document) -> list[To]:
    """Whom the earlier one went to: whoever has it hears of what mends it. Not who has ended."""
    today = clock.today()
    rows = earlier.outgoing.recipients.select_related("unit").order_by("pk")
    return [
        To(each.unit, "" if each.unit else each.name, each.channel, each.paper_reason)
        for each in rows
        if each.unit is None or each.unit.is_active_on(today)
    ]
