"""The rendition of an incoming document with the stamp of arrival; the file stays as it came."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.audit.log import refusals_recorded
from docflow.documents.models import Document
from docflow.dossiers.models import Dossier
from docflow.errors import Refused
from docflow.incoming import handing_out
from docflow.incoming.models import Incoming
from docflow.signatures.signing_words import told
from signing import incoming_stamp
from signing.errors import UnreadablePdf
from signing.incoming_stamp import StampFacts
from storage import blobs
from storage.errors import StoreError


def can_be_stamped(document: Document) -> bool:
    """Whether it has an arrival number and is handed out as a file."""
    arrival: Incoming | None = getattr(document, "incoming", None)
    is_numbered = arrival is not None and arrival.arrival_number is not None
    return is_numbered and not handing_out.why_only_pictures(document)


@refusals_recorded
def hand_out_stamped(document: Document, *, by: Any) -> bytes:
    """The newest version's pages as PDF with the stamp of arrival; noted as read.

    Agency, number and day are those of the register of incoming documents; whom it was passed to
    and the dossier it lies in are said once they are known. Decree 30/2020, annex IV, V.
    Raises Refused: not_registered, unreadable_file, file_unavailable, quarantined, no_file,
    not_allowed.
    """
    version = handing_out.hand_out(document, by=by)
    arrival: Incoming | None = getattr(document, "incoming", None)
    if arrival is None or arrival.arrival_number is None or arrival.registered_at is None:
        raise Refused(
            "not_registered",
            _("It has no arrival number, so there is nothing to stamp. Register it first."),
        )
    facts = StampFacts(
        agency=str(arrival.unit),
        number=str(arrival.arrival_number),
        day=f"{clock.local_date(arrival.registered_at):%d/%m/%Y}",
        passed_to=_passed_to(arrival),
        file_code=_dossier(arrival),
    )
    try:
        with blobs.local_path(version.digest) as path:
            return incoming_stamp.stamped(path, facts)
    except UnreadablePdf as error:
        raise Refused(
            "unreadable_file", _("It cannot be stamped: %(reason)s"), reason=told(str(error))
        ) from error
    except StoreError as error:
        raise handing_out.unavailable() from error


def _passed_to(arrival: Incoming) -> str:
    """Whoever leads the handling, else the unit that does."""
    lead = arrival.lowest_lead
    if lead is None:
        return ""
    return lead.person.user.full_name if lead.person else str(lead.unit)


def _dossier(arrival: Incoming) -> str:
    """The notation of the unit's dossier it lies in, the latest if several."""
    found = Dossier.objects.filter(
        folder__placings__document=arrival.document, folder__unit=arrival.unit
    )
    notations = found.order_by("-folder__placings__placed_at").values_list("notation", flat=True)
    return str(notations.first() or "")
