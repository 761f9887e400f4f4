"""What was just done, said once on the page that opens next."""

from typing import Any
from uuid import UUID

from django.urls import reverse

KEY = "said"


def say(request: Any, sentence: str, document: UUID | None = None) -> None:
    """Have a sentence shown on the next page, with the way back to the document."""
    address = reverse("document", args=[document]) if document else ""
    request.session[KEY] = {"sentence": str(sentence), "address": address}


def said(request: Any) -> Any:
    """What is to be said now, once; None when there is nothing."""
    session = getattr(request, "session", None)
    return session.pop(KEY, None) if session is not None and KEY in session else None
