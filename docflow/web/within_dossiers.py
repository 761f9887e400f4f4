"""The dossier an address names, for the pages about it."""

from typing import Any
from uuid import UUID

from django.http import Http404

from docflow.dossiers.models import Dossier


def find_dossier(request: Any, uid: UUID) -> Dossier:
    """The dossier, if whoever asks may know of it; else there is none (404)."""
    found = Dossier.objects.visible_to(request.actor).told().filter(folder__uid=uid).first()
    if found is None:
        raise Http404
    return found
