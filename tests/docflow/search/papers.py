"""Papers to search for: arrivals on paper of the commune, with any facts, and the index after."""

from datetime import date
from typing import Any

from docflow.documents.models import Document
from docflow.identity import new_uid
from docflow.incoming import actions as incoming
from docflow.incoming.arriving import Arriving
from docflow.people.actor import Actor
from docflow.search import following
from docflow.search.documents import find
from docflow.search.models import Due
from docflow.signatures.intake import File, take_in
from storage import blobs
from tests.conftest import SAMPLES


def page(by: Actor, name: str = "word-365.pdf") -> File:
    """A sample, taken in."""
    return take_in(SAMPLES / name, by=by)


def rubbish() -> File:
    """Bytes in the store that are no PDF."""
    import io

    stored = blobs.put(io.BytesIO(b"no pdf at all"))
    return File(stored.digest, stored.size, "")


def arrived(by: Actor, subject: str, **facts: Any) -> Document:
    """A paper arrival; its file has no words that matter, unless one is given."""
    given = {
        "exchange_id": new_uid(),
        "sender": None,
        "issuer": "Sở Nội vụ",
        "kind": "REPORT",
        "urgency": "normal",
        "number": None,
        "notation": "",
        "issued_on": date(2026, 3, 5),
        "file": facts.pop("file", None) or rubbish(),
    }
    arriving = Arriving(**{**given, **facts, "subject": subject})
    return incoming.arrive_on_paper(arriving, by=by).document


def index() -> None:
    """What the worker does: everything due is indexed."""
    following.catch_up(60)
    assert not Due.objects.exists()


def subjects(by: Actor, text: str, **narrowed: Any) -> list[str]:
    """The subjects of what is found, in order."""
    return [hit.document.subject for hit in find(by, text, **narrowed).hits]
