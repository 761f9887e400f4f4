"""Reading a document: who read what is kept from the first day (Decree 30 Annex VI III.5)."""

from django.utils.translation import gettext_lazy as _

from docflow.audit.log import action, record_read
from docflow.documents.models import Document, Version
from docflow.errors import Refused
from docflow.permissions import Acting, Permission, require


@action
def read(document: Document, *, by: Acting) -> Version:
    """The newest version, for someone who may read it; noted once in ten minutes."""
    if not Document.objects.visible_to(by).filter(pk=document.pk).exists():
        require(by, Permission.DOCUMENT_READ, document.unit)
    version = document.current
    if version is None:
        raise Refused("no_file", _("There is no file yet. Add the PDF of the draft."))
    record_read(document, by)
    return version
