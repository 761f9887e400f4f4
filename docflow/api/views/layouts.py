"""Documents written in the layout of the decree: as a template, or as the file of a draft."""

from typing import Any, Literal
from uuid import UUID

from django.http.response import HttpResponseBase
from ninja import Router

from docflow.api import finding
from docflow.api.access import call
from docflow.api.payloads import words
from docflow.api.payloads.layouts import PaperWanted
from docflow.api.payloads.lines import TakenFile
from docflow.api.payloads.shapes import Text
from docflow.desks import layouts, uploads
from docflow.desks.layouts import Wanted
from docflow.documents.kinds import Urgency
from docflow.layouts.files import MEDIA
from docflow.permissions import Permission as P
from docflow.requests.limits import limit

router = Router(tags=["outgoing"])
CODES = ("unknown_kind", "no_notation", "bad_signer", "secret", "no_authority")
PLACES = {"no_notation": "field", "secret": "subject", "no_authority": "signer"}


@call(
    router,
    "GET",
    "/templates/{kind}",
    None,
    P.OUTGOING_DRAFT,
    media=tuple(MEDIA.values()),
    codes=CODES,
)
def download_template(
    request: Any,
    kind: Text,
    signer: UUID,
    subject: Text = "",
    field: Text = "",
    urgency: words.Urgency = Urgency.NORMAL,
    form: Literal["docx", "pdf"] = "docx",
) -> HttpResponseBase:
    """A template of one of the 29 types, filled from the data of the token's unit."""
    limit("export", request.actor)
    wanted = Wanted(
        kind=kind,
        signer=finding.named_post(request, signer, "signer"),
        subject=subject,
        field=field,
        urgency=urgency,
    )
    return layouts.download(wanted, form, by=request.actor)


@call(
    router,
    "POST",
    "/files/written",
    TakenFile,
    P.OUTGOING_DRAFT,
    codes=CODES,
    places=PLACES,
)
def write_file(request: Any, given: PaperWanted) -> TakenFile:
    """Write a document and keep it as a PDF; its token names it in a later call, for a day."""
    by = request.actor
    wanted = Wanted(
        kind=given.kind,
        signer=finding.named_post(request, given.signer, "signer"),
        subject=given.subject,
        field=given.field,
        urgency=given.urgency,
        text=given.text,
        to=tuple(given.to),
        recipients=tuple(given.recipients),
    )
    taken = layouts.written(wanted, by=by)
    token = uploads.token_of(taken, by=by)
    return TakenFile.of(taken, token)
