"""What the format rules ask about a paper: plain facts, gathered by whoever has them."""

from dataclasses import dataclass
from datetime import date

from docflow.documents.kinds import Urgency


@dataclass(frozen=True, kw_only=True)
class Delegation:
    """What is known of the delegation under which somebody signs TUQ. Both days are included."""

    in_writing: bool
    starts: date
    ends: date
    covers_matter: bool
    passed_on: bool = False


@dataclass(frozen=True, kw_only=True)
class AttachmentFacts:
    """A text that goes with the paper; `signed` is None until the agency has sealed the paper."""

    name: str
    separate_file: bool
    is_pdf: bool
    signed: bool | None = None


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A paper as it stands at one moment; None where a fact is not known yet.

    `kind` is a code of kinds.py; `signer_post` is head, deputy, acting or staff. `printed_number`
    is the number as somebody wrote it on a scanned paper, empty where the system writes it.
    `by_order_allowed`: the working regulation lets the signer sign TL. `pages_mm` are widths and
    heights as displayed. `deadline` and `today` are dates in Vietnam.
    """

    kind: str
    notation: str
    agency_abbreviation: str
    subject: str
    today: date
    party_notation: bool = False
    number: int | None = None
    printed_number: str = ""
    number_used: bool = False
    issued_on: date | None = None
    numbered_on: date | None = None
    signer_prefix: str = ""
    signer_post: str = "head"
    by_order_allowed: bool = False
    delegation: Delegation | None = None
    leader_signature_ok: bool | None = None
    leader_signature_covers_all: bool | None = None
    pdf_version: tuple[int, int] = (1, 7)
    pages_mm: tuple[tuple[float, float], ...] = ()
    active_content: tuple[str, ...] = ()
    encrypted: bool = False
    attachments: tuple[AttachmentFacts, ...] = ()
    recipients: tuple[str, ...] = ()
    has_archive_line: bool | None = None
    urgency: str = Urgency.NORMAL
    deadline: date | None = None
    secrecy: str | int | None = None
    file_name: str = ""
    first_page_text: str = ""
