"""Which outgoing documents answer which incoming ones."""

from collections.abc import Iterable

from docflow.documents.models import Document, Link
from docflow.outgoing.models import Outgoing

GIVEN_UP = ["cancelled"]


def answers_of(documents: Iterable[Document | int]) -> dict[int, list[Outgoing]]:
    """The answers to each of these documents, by its key, the oldest first: one query for all.

    Drafts are among them, those given up are not; `document.code` is empty until it is numbered.
    """
    links = Link.objects.filter(kind=Link.Kind.ANSWERS, target__in=[*documents])
    links = links.exclude(source__outgoing__state__in=GIVEN_UP)
    found: dict[int, list[Outgoing]] = {}
    for each in links.select_related("source__outgoing").order_by("source"):
        paper = each.source.outgoing
        paper.document = each.source
        found.setdefault(each.target_id, []).append(paper)
    return found


def numbers_of(documents: Iterable[Document | int]) -> dict[int, str]:
    """Number and notation of the answers to each, as the tracking register shows them."""
    return {
        target: ", ".join(paper.document.code for paper in papers if paper.document.code)
        for target, papers in answers_of(documents).items()
    }
