"""Who hears of drafts, papers, copies, meetings, deliveries and periodic reports."""

from django.utils.translation import gettext_lazy as _

from docflow.audit.events import Event
from docflow.exchange.states import Code
from docflow.incoming.models import Assignment
from docflow.notices import hearers as to
from docflow.notices.lines import DELIVERY, OWN, WAITING, Line
from docflow.people.models import Appointment
from docflow.permissions import Permission as P

Role = Assignment.Role


def _next_signer(about: to.About) -> list[Appointment]:
    """Whose signature a joint document waits for."""
    signer = about.paper.signer_now() if about.paper else None
    return list(to.posts_today().filter(pk=signer.pk)) if signer else []


def _next_sealer(about: to.About) -> list[Appointment]:
    """Who seals for the body whose turn it is."""
    return to.holding(about.paper.lies_with, P.OUTGOING_SEAL) if about.paper else []


LINES: tuple[Line, ...] = (
    Line(
        "opinion_given",
        Event.OUTGOING_OPINION_GIVEN,
        to.asker,
        _("An opinion on a draft was given: read it."),
        OWN,
    ),
    Line(
        "opinion_lapsed",
        Event.OUTGOING_OPINION_LAPSED,
        to.asker,
        _("An opinion on a draft was not given by its deadline."),
        OWN,
    ),
    Line(
        "returned_to_step",
        Event.OUTGOING_RETURNED_TO_STEP,
        to.drafter,
        _("Your draft was returned to an earlier step: see the reason."),
        OWN,
    ),
    Line(
        "signer_replaced",
        Event.OUTGOING_SIGNER_REPLACED,
        to.drafter,
        _("Another leader was named to sign your draft."),
        OWN,
    ),
    Line(
        "to_sign",
        Event.OUTGOING_FORMAT_PASSED,
        to.signer,
        _("A document waits for your signature."),
        WAITING,
    ),
    Line(
        "to_number",
        Event.OUTGOING_SIGNED,
        to.holders(P.OUTGOING_NUMBER),
        _("A signed document waits for its number."),
        WAITING,
    ),
    Line(
        "to_sign_next",
        Event.OUTGOING_SIGNED_IN_PART,
        _next_signer,
        _("A joint document waits for your signature."),
        WAITING,
    ),
    Line(
        "to_seal_next",
        Event.OUTGOING_SEALED_IN_PART,
        _next_sealer,
        _("A joint document waits for the seal of your agency."),
        WAITING,
    ),
    Line("signed", Event.OUTGOING_SIGNED, to.drafter, _("Your document was signed."), OWN),
    Line(
        "paper_signed",
        Event.OUTGOING_SIGNED_ON_PAPER,
        to.drafter,
        _("Your document was signed on paper and taken in."),
        OWN,
    ),
    Line("issued", Event.OUTGOING_ISSUED, to.drafter, _("Your document was issued."), OWN),
    Line(
        "issued_signer",
        Event.OUTGOING_ISSUED,
        to.signer,
        _("A document you signed was issued."),
        OWN,
    ),
    Line(
        "sent_back",
        Event.OUTGOING_SENT_BACK,
        to.drafter,
        _("Your draft was sent back: see the reason, mend it and submit it again."),
        OWN,
    ),
    Line("cancelled", Event.OUTGOING_CANCELLED, to.drafter, _("Your document was cancelled."), OWN),
    Line(
        "recall_asked",
        Event.DELIVERY_RECALL_ASKED,
        to.drafter,
        _("Your document is asked back from a recipient."),
        DELIVERY,
    ),
    Line(
        "recall_refused",
        Event.DELIVERY_RECALL_REFUSED,
        to.holders(P.RECALL_ASK),
        _("A recipient refused to give a document back: see why."),
        DELIVERY,
        is_urgent=True,
    ),
    Line(
        "recalled_one",
        Event.DELIVERY_RECALLED,
        to.holders(P.RECALL_ASK),
        _("A recipient cancelled the document you asked back."),
        DELIVERY,
    ),
    Line(
        "recalled",
        Event.OUTGOING_RECALLED,
        to.drafter,
        _("Your document was recalled from all who had it."),
        OWN,
    ),
    Line(
        "refused",
        Event.DELIVERY_STATUS_RECEIVED,
        to.holders(P.OUTGOING_ISSUE),
        _("A recipient refused a document: see why, and settle it."),
        DELIVERY,
        is_urgent=True,
        when=("code", Code.REFUSED),
    ),
    Line(
        "refused_drafter",
        Event.DELIVERY_STATUS_RECEIVED,
        to.drafter,
        _("A recipient refused your document."),
        DELIVERY,
        when=("code", Code.REFUSED),
    ),
    Line(
        "not_delivered",
        Event.DELIVERY_FAILED,
        to.holders(P.OUTGOING_ISSUE),
        _("A document could not be delivered: see why, and send it again."),
        DELIVERY,
        is_urgent=True,
    ),
    Line(
        "dossier_handed_in",
        Event.DOSSIER_HANDED_IN,
        to.unit_named(P.DOSSIER_ARCHIVE),
        _("A dossier waits to be accepted by the archive."),
        WAITING,
    ),
    Line(
        "dossier_handed_back",
        Event.DOSSIER_HANDED_BACK,
        to.dossier_keeper,
        _("A dossier came back from the archive: see why and hand it in again."),
        WAITING,
    ),
    Line(
        "report_asked",
        Event.REPORT_ASKED,
        to.units_asked,
        _("Your unit is asked for a periodic report."),
        WAITING,
    ),
    Line(
        "report_asked_again",
        Event.REPORT_ASKED_AGAIN,
        to.units_reminded,
        _("A periodic report of your unit is missed: send it."),
        WAITING,
        is_urgent=True,
    ),
    Line(
        "report_returned",
        Event.REPORT_RETURNED,
        to.reporting_unit,
        _("A periodic report of your unit was returned: see the reason and send it again."),
        WAITING,
    ),
    Line(
        "report_sent",
        Event.REPORT_SENT,
        to.unit_that_asked,
        _("A unit sent the periodic report you asked for."),
        OWN,
    ),
    Line(
        "report_accepted",
        Event.REPORT_ACCEPTED,
        to.reporting_unit,
        _("The periodic report of your unit was accepted."),
        OWN,
    ),
)
