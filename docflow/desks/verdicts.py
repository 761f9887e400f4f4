"""What is known about a document's signatures, as one word and its reasons: pages and API."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from docflow.documents.models import Attachment, Document

SENTENCES = {
    "good": _("The signatures are valid."),
    "failed": _("The signatures are not valid."),
    "undecided": _("It cannot be said whether the signatures are valid."),
    "unsigned": _("The file bears no signature; it is for reference only."),
    "paper": _("A paper, checked by the clerk."),
    "waiting": _("The check is under way."),
    "draft": _("A draft; nobody has signed it yet."),
}
INDICATIONS = {"TOTAL_PASSED": "good", "TOTAL_FAILED": "failed"}


@dataclass(frozen=True)
class Shown:
    """A verdict for a page: a code for its colour and icon, a sentence, and what lies behind it."""

    code: str
    sentence: Any
    signatures: tuple[dict[str, Any], ...] = ()
    problems: tuple[dict[str, Any], ...] = ()
    reason: str = ""


def shown(verdict: dict[str, Any], code: str = "") -> Shown:
    """A verdict of the checker (docs/commands.md: check_pdf), for a page."""
    code = code or INDICATIONS.get(verdict["indication"], "undecided")
    return Shown(
        code,
        SENTENCES[code],
        tuple(verdict["signatures"]),
        tuple(verdict["problems"]),
        verdict.get("sub_indication") or "",
    )


def verdict_of_attachment(attachment: Attachment) -> Shown | None:
    """What the check of an attachment found; None while nobody has signed or checked it."""
    found = attachment.verdict
    if not found:
        return None
    return shown(found, "unsigned" if found["sub_indication"] == "NO_SIGNATURE" else "")


def verdict_of(document: Document, arrival: Any) -> Shown:
    """What the check on arrival found, or what was found when we signed."""
    if arrival is not None:
        if not arrival.finding:
            return Shown("waiting", SENTENCES["waiting"])
        if not arrival.verdict:
            return Shown(arrival.finding, SENTENCES[arrival.finding])
        return shown(arrival.verdict, arrival.finding)
    current = document.current
    made = document.signatures.filter(digest_after=current.digest).first() if current else None
    if made:
        return shown(made.verdict)
    scanned = current is not None and current.role == "scan"
    code = "paper" if scanned else "draft"
    return Shown(code, SENTENCES[code])
