"""Who may put a circulation mark on a document, and until when (Decree 30, Annex I, box 11)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from docflow.documents.kinds import Circulation
from docflow.documents.models import Document
from docflow.errors import Refused
from docflow.outgoing.states import BEFORE_SIGNATURE, EDITABLE, State
from docflow.people.actor import Actor
from docflow.permissions import Acting, Permission, may, require

UNTIL_ISSUE = frozenset({*EDITABLE, *BEFORE_SIGNATURE, State.SIGNED, State.NUMBERED, State.SEALED})
COPY_UNTIL_ISSUE = frozenset({"draft", "approved", "numbered", "sealed"})


def must_be_mark(circulation: str) -> None:
    """Raise Refused unless it is one of the decree's marks, or none."""
    if circulation and circulation not in list(Circulation):
        raise Refused(
            "unknown_mark",
            _("“%(word)s” is no circulation mark. Choose: %(choices)s."),
            word=circulation,
            choices=", ".join(Circulation),
        )


def may_mark(document: Document, actor: Acting) -> bool:
    """Whether the actor could set the mark now."""
    made = _made(document)
    if made is None:
        arrival = getattr(document, "incoming", None)
        open_still = arrival is not None and arrival.state not in ("refused", "recalled")
        return open_still and may(actor, Permission.INCOMING_REGISTER, document.unit)
    if made.state not in UNTIL_ISSUE | COPY_UNTIL_ISSUE:
        return False
    if may(actor, Permission.OUTGOING_ISSUE, document.unit):
        return True
    return _is_in_drafters_hands(made) and _is_drafter(made, actor)


def must_be_theirs(document: Document, by: Actor) -> None:
    """Raise NotAllowed unless the actor drafted it or is the clerk: nobody else marks it."""
    made = _made(document)
    if made is None:
        require(by, Permission.INCOMING_REGISTER, document.unit)
    elif not _is_drafter(made, by):
        require(by, Permission.OUTGOING_ISSUE, document.unit)


def must_be_open(document: Document, by: Actor) -> None:
    """Raise Refused unless the actor may set the mark now."""
    must_be_theirs(document, by)
    if not may_mark(document, by):
        raise Refused(
            "mark_closed",
            _(
                "The mark cannot be changed now: the drafter sets it in a draft, the clerk until "
                "the document is issued."
            ),
        )


def _made(document: Document) -> Any:
    return getattr(document, "outgoing", None) or getattr(document, "copy", None)


def _is_in_drafters_hands(made: Any) -> bool:
    return bool(getattr(made, "is_editable", made.state == "draft"))


def _is_drafter(made: Any, actor: Acting) -> bool:
    needed = Permission.OUTGOING_DRAFT if hasattr(made, "signer") else Permission.COPY_DRAFT
    return getattr(actor, "user", None) == made.drafter.user and may(actor, needed, made.unit)
