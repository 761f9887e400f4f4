"""Handing a document's bytes to a reader: noted as read, and never what failed its check."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from docflow.audit.log import refusals_recorded
from docflow.documents import actions as documents
from docflow.documents.models import Attachment, Document, Lasting, Version
from docflow.errors import Refused
from docflow.incoming.models import Incoming
from docflow.incoming.states import Finding, State
from docflow.permissions import Acting
from docflow.signatures import lasting
from docflow.signatures.signing_words import told
from signing.child import ChildFailed
from signing.upload import look, render
from storage import blobs
from storage.errors import StoreError

DOTS_PER_INCH = 144


def why_only_pictures(document: Document) -> Any:
    """Why a document is in quarantine and shown only as pictures; empty when it is not."""
    arrival: Incoming | None = getattr(document, "incoming", None)
    if arrival is None:
        return ""
    if arrival.finding == Finding.FAILED:
        return _("The check on arrival found this file not valid: it is shown only as pictures.")
    if arrival.state == State.ARRIVED:
        return _("This file is still being checked: until then it is shown only as pictures.")
    return ""


@refusals_recorded
def hand_out(document: Document, version: Version | None = None, *, by: Acting) -> Version:
    """The version whose bytes whoever may read the document gets, or its newest; noted as read.

    Raises Refused: quarantined, no_file, not_allowed.
    """
    _refuse_quarantined(document)
    newest = documents.read(document, by=by)
    return version or newest


@refusals_recorded
def hand_out_attachment(attachment: Attachment, *, by: Acting) -> Attachment:
    """The attachment for whoever may read its document. Raises Refused as `hand_out` does."""
    _refuse_quarantined(attachment.document)
    documents.read(attachment.document, by=by)
    return attachment


@refusals_recorded
def hand_out_lasting(document: Document, *, by: Acting) -> Lasting:
    """The file with validation data for whoever may read its document; noted as read.

    Raises Refused: not_lasting, and as `hand_out` does.
    """
    _refuse_quarantined(document)
    documents.read(document, by=by)
    found = lasting.of(document)
    if found is None:
        raise Refused(
            "not_lasting",
            _("No validation data has been added to this document's file. Download the file."),
        )
    return found


@refusals_recorded
def picture(document: Document, page: int, version: Version | None = None, *, by: Acting) -> bytes:
    """A page (counted from 1) as PNG, drawn in the limited child; noted as read.

    Raises Refused: page_unreadable, file_unavailable, no_file, not_allowed.
    """
    shown = version or documents.read(document, by=by)
    if version:
        documents.read(document, by=by)
    try:
        with blobs.local_path(shown.digest) as path:
            return render(path, page - 1, DOTS_PER_INCH)
    except ChildFailed as failure:
        raise Refused(
            "page_unreadable",
            _("Page %(page)s cannot be shown: %(reason)s"),
            page=page,
            reason=told(str(failure)),
        ) from failure
    except StoreError as error:
        raise unavailable() from error


def sizes(version: Version) -> Sequence[Sequence[float]]:
    """Widths and heights of the pages, mm: as noted at the intake, else read in the child.

    Empty when the file cannot be read at all.
    """
    noted: Sequence[Sequence[float]] = version.facts.get("pages_mm", ())
    if noted:
        return noted
    try:
        with blobs.local_path(version.digest) as path:
            return look(path).pages_mm
    except (ChildFailed, StoreError):
        return ()


def unavailable() -> Refused:
    """The refusal when the store does not give a file."""
    return Refused(
        "file_unavailable",
        _(
            "The file cannot be read from the store now. Try again; if it stays so, tell the "
            "administrator."
        ),
    )


def _refuse_quarantined(document: Document) -> None:
    reason = why_only_pictures(document)
    if reason:
        raise Refused(
            "quarantined",
            _("%(reason)s It cannot be downloaded; look at the pictures or ask the sender."),
            reason=reason,
        )
