"""What may be copied, and how: the three kinds of copy of Decree 30 Art. 25."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from docflow.copies.states import NOT_IN_FORCE
from docflow.documents.kinds import COPIES, Kind, find
from docflow.documents.models import Document
from docflow.errors import NotAllowed, Refused, Several
from docflow.incoming.states import Finding
from docflow.permissions import Acting, Permission, require

CERTIFIED_COPY, EXTRACT, RE_COPY = "CERTIFIED_COPY", "EXTRACT", "RE_COPY"
FORMS = {CERTIFIED_COPY: "Sao y", EXTRACT: "Trích sao", RE_COPY: "Sao lục"}
"""The form of copying as the agency's signature says it (Annex I, part II, I.1 and I.3)."""


def kind_of_copy(word: str) -> Kind:
    """The kind of copy with this code or abbreviation (SY, TrS, SL). Raises Refused."""
    kind = find(word) if isinstance(word, str) else None
    if kind is None or not kind.is_copy:
        raise Refused(
            "unknown_copy",
            _("“%(word)s” is no kind of copy. Choose: %(choices)s."),
            word=word,
            choices=", ".join(each.abbreviation for each in COPIES),
        )
    return kind


def must_be_given(original: Document, by: Acting) -> None:
    """Raise NotAllowed unless the actor makes copies in the unit that holds the document.

    What was only lent for a meeting is not copied.
    """
    require(by, Permission.COPY_DRAFT, original.unit)
    if not Document.objects.given_to(by).filter(pk=original.pk).exists():
        raise NotAllowed(
            "not_given",
            _("This document was only lent to you to read; whoever holds it can copy it."),
        )


def may_be_copied(original: Document) -> list[Kind]:
    """The kinds of copy that can be made of a document as it stands; none: it cannot be copied."""
    return [kind for kind in COPIES if why_not(original, kind) is None]


def must_be_copyable(original: Document, kind: Kind) -> None:
    """Raise Refused unless a copy of this kind can be made of the document.

    Decree 30 Art. 3 and 25: a copy (sao y) and an extract are made of an original, a re-copy
    (sao lục) of a copy.
    """
    refusal = why_not(original, kind)
    if refusal:
        raise refusal


def why_not(original: Document, kind: Kind) -> Refused | None:
    """Why a copy of this kind cannot be made of the document; None when it can."""
    source = find(original.kind)
    of_copy = source is not None and source.is_copy
    if not is_in_force(original):
        return Refused("not_in_force", NOT_IN_FORCE)
    arrival = getattr(original, "incoming", None)
    if arrival is not None and arrival.finding == Finding.UNSIGNED:
        return Refused(
            "no_original",
            _("This file bears no signature; it is for reference only and no original to copy."),
        )
    if kind.code == RE_COPY and original.kind != CERTIFIED_COPY:
        return Refused(
            "not_a_copy",
            _("A re-copy (sao lục) is made of a copy (sao y) only. Make a copy (sao y) instead."),
        )
    if kind.code != RE_COPY and of_copy:
        return Refused(
            "not_an_original",
            _(
                "This is a copy itself: only a re-copy (sao lục) is made of a copy (sao y). "
                "Ask its issuer for the original."
            ),
        )
    return None


def chosen_pages(kind: Kind, pages: Iterable[int], count: int) -> tuple[int, ...]:
    """The pages of an extract in order, each once; none for the other kinds. Raises Refused."""
    chosen = tuple(sorted(set(pages)))
    if kind.code != EXTRACT:
        if chosen:
            raise Refused(
                "pages_of_whole", _("A copy is of the whole document; an extract of some pages.")
            )
        return ()
    if not chosen:
        raise Refused("pages_missing", _("Say which pages the extract takes, such as 1, 3-4."))
    wrong = [page for page in chosen if type(page) is not int or not 1 <= page <= count]
    if wrong:
        raise Refused(
            "no_such_page",
            _("There is no page %(pages)s: the document has %(count)s."),
            pages=Several(wrong[:10]),
            count=count,
        )
    if len(chosen) == count:
        raise Refused(
            "all_pages", _("These are all pages of the document: make a copy (sao y) instead.")
        )
    return chosen


GONE = ("refused", "recalled")


def is_in_force(original: Document) -> bool:
    """Whether it is a document that counts: issued here, or entered in the register."""
    made: Any = getattr(original, "outgoing", None) or getattr(original, "copy", None)
    if made is not None:
        return bool(made.state == "issued")
    arrival = getattr(original, "incoming", None)
    return arrival is not None and arrival.registered_at is not None and arrival.state not in GONE


def must_be_sharp(scanned: Sequence[Any]) -> None:
    """Raise Refused for scanned pages below 200 dpi or not in colour (Annex I, part II, I.2)."""
    if not scanned:
        return
    told = "; ".join(
        f"{each.page}: {each.dpi} dpi{'' if each.colour else ', —'}" for each in scanned[:10]
    )
    raise Refused(
        "scan_too_coarse",
        _(
            "A copy of a paper is scanned in colour at 200 dpi or more (Decree 30, Annex I). These "
            "pages are not: %(pages)s (— stands for no colour). Scan the paper again and add it "
            "here."
        ),
        pages=told,
    )
