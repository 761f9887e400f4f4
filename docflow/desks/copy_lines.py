"""Lines of the register of copies, in the columns of the register of outgoing documents."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _

from docflow.copies.models import Copy, CopyRecipient
from docflow.documents import kinds
from docflow.documents.models import RegisterEntry
from docflow.documents.notation import code
from docflow.wording import date_text


def copy_cells(
    keys: Sequence[int],
) -> Callable[[RegisterEntry], tuple[UUID, tuple[str, ...]]]:
    """For a line of the register: its document, and what stands in its ten columns (Annex IV)."""
    to: dict[int, list[str]] = {}
    rows = CopyRecipient.objects.filter(copy__in=keys).order_by("pk")
    for copy, name in rows.values_list("copy", "name"):
        to.setdefault(copy, []).append(name)
    copies = Copy.objects.filter(document__in=keys).select_related("document", "original")
    told = copies.annotate(
        drafted_by=F("drafter__user__full_name"), approved_by=F("approver__user__full_name")
    )
    known = {copy.pk: copy for copy in told}

    def cells(entry: RegisterEntry) -> tuple[UUID, tuple[str, ...]]:
        copy: Any = known[entry.document_id]
        document, recipients = copy.document, to.get(copy.pk, [])
        kind = kinds.find(document.kind)
        name = kind.name if kind else document.kind
        void = _("void: %(reason)s") % {"reason": entry.void_reason} if entry.void_reason else ""
        of_what = _("copy of %(code)s") % {"code": copy.original.code or copy.original.subject}
        state = "" if copy.issued_at or entry.void_reason else str(copy.get_state_display())
        return document.uid, (
            code(entry.number, entry.notation),
            date_text(document.issued_on) if document.issued_on else "",
            f"{name}: {document.subject}",
            copy.approved_by or "",
            "; ".join(recipients),
            copy.drafted_by,
            str(len(recipients)),
            date_text(copy.issued_at) if copy.issued_at else "",
            "",
            "; ".join(each for each in (void, of_what, state) if each),
        )

    return cells
