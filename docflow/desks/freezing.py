"""What an order is to freeze: a document, a dossier, or all that a search finds."""

from dataclasses import dataclass, field
from typing import Any

from docflow.documents.folders import Folder
from docflow.documents.hold_actions import MOST
from docflow.documents.models import Document
from docflow.dossiers.models import Dossier
from docflow.search.documents import MOST as AT_ONCE
from docflow.search.documents import find


@dataclass(frozen=True)
class Named:
    """What is to be frozen; only what the own unit holds."""

    documents: list[Document] = field(default_factory=list)
    dossiers: list[Dossier] = field(default_factory=list)

    @property
    def folders(self) -> list[Folder]:
        """The folders of the dossiers."""
        return [each.folder for each in self.dossiers]


def found(
    actor: Any, text: str, *, kind: str = "", year: int | None = None, direction: str = ""
) -> Named:
    """All documents of the own unit that a search finds, and not only its first page."""
    documents: dict[int, Document] = {}
    after: str | None = None
    while len(documents) <= MOST:
        page = find(
            actor, text, limit=AT_ONCE, after=after, kind=kind, year=year, direction=direction
        )
        own = [hit.document for hit in page.hits if hit.document.unit_id == actor.unit.pk]
        documents |= {each.pk: each for each in own}
        after = page.next
        if not after:
            break
    return Named(list(documents.values()))


def named(actor: Any, documents: Any, dossiers: Any) -> Named:
    """The documents and dossiers with these uids, as far as whoever asks may see them."""
    visible = Document.objects.visible_to(actor).filter(uid__in=documents)
    known = Dossier.objects.visible_to(actor).filter(folder__uid__in=dossiers)
    return Named(list(visible), list(known.told()))
