"""Uploads are checked as soon as they are chosen; the answer is the field with its finding."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.views.decorators.http import require_POST

from docflow.permissions import Permission
from docflow.web.access import page
from docflow.web.forms.drafting import ACCEPTED, DraftFileField
from docflow.web.forms.uploads import UploadField

PDF = ".pdf,application/pdf"
WHO_BRINGS_FILES = (
    Permission.OUTGOING_DRAFT,
    Permission.OUTGOING_SIGN_ON_PAPER,
    Permission.INCOMING_ARRIVE_ON_PAPER,
    Permission.COPY_DRAFT,
    Permission.OUTGOING_SIGN,
)


FIELDS: dict[str, type[UploadField]] = {
    UploadField.check_as: UploadField,
    DraftFileField.check_as: DraftFileField,
}
ACCEPTS = {DraftFileField.check_as: ACCEPTED}


@require_POST
@page(*WHO_BRINGS_FILES)
def check(request: Any) -> HttpResponse:
    """Check one file and show its field anew: with the token of the file, or with what is wrong.

    `field` names the field, `as` its kind. The status is 200 for both answers, as each replaces
    the field.
    """
    name, kind = request.GET.get("field", ""), request.GET.get("as", "")
    if not re.fullmatch(r"[a-z_]{1,40}", name) or kind not in FIELDS:
        return HttpResponse(status=400)
    field = FIELDS[kind](by=request.actor)
    field.widget.attrs |= {"class": "form-control", "accept": ACCEPTS.get(kind, PDF)}
    sent = field.widget.value_from_datadict(request.POST, request.FILES, name)
    try:
        field.clean(sent)
    except ValidationError as error:
        field.widget.wrong = error.messages
    return HttpResponse(field.widget.render(name, None, {"id": f"id_{name}"}))
