"""Who can be handed papers for a meeting: people of the unit and below, found by name."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Subquery

from docflow import clock
from docflow.circulation.conditions import MOST_MEMBERS, MOST_PAPERS
from docflow.documents.models import Document
from docflow.people.models import Appointment
from docflow.permissions import GRANTS, Permission
from docflow.search.documents import find
from docflow.search.tokens import folded
from docflow.units.models import Unit, UnitName
from docflow.units.tree import subtree

AT_FIRST = 30
MOST_FOUND = 12
ATTENDS = [role for role, held in GRANTS.items() if Permission.MEETING_ATTEND in held]


@dataclass(frozen=True)
class Attendee:
    """Somebody who can be a member: the post, and what is said of it."""

    uid: UUID
    name: str
    note: str


def attendees(home: Unit, words: str, chosen: Iterable[UUID]) -> tuple[list[Attendee], bool]:
    """Those chosen, then those the words name, the own unit's first; and whether more exist."""
    kept = set(chosen)
    wanted = [folded(word) for word in words.split()]
    everyone = _posts(home)
    fit = [each for each in everyone if each.uid not in kept and _named(each, wanted)]
    first = [each for each in everyone if each.uid in kept]
    return first + fit[:AT_FIRST], len(fit) > AT_FIRST


def posts_named(home: Unit, uids: Iterable[UUID]) -> list[Appointment]:
    """The posts with these uids in the unit or below it; fewer where one is not there."""
    inside = subtree(home, clock.today())
    rows = Appointment.objects.filter(uid__in=list(uids)[: MOST_MEMBERS + 1], unit__in=inside)
    return list(rows.select_related("user", "unit").order_by("pk"))


def papers_found(actor: Any, words: str, chosen: Iterable[UUID]) -> list[Document]:
    """Documents of the unit that can be handed round: those chosen, then those the words find."""
    kept = papers_named(actor, chosen)
    if not words.strip():
        return kept
    hits = [hit.document for hit in find(actor, words, limit=4 * MOST_FOUND).hits]
    fit = papers_named(actor, [each.uid for each in hits])
    order = {each.pk: place for place, each in enumerate(hits)}
    new = sorted((each for each in fit if each not in kept), key=lambda each: order[each.pk])
    return kept + new[:MOST_FOUND]


def papers_named(actor: Any, uids: Iterable[UUID]) -> list[Document]:
    """Those of the documents that the unit holds and that are the actor's to hand round."""
    rows = Document.objects.given_to(actor).filter(unit=actor.unit)
    return list(rows.filter(uid__in=list(uids)[: MOST_PAPERS + 1]).order_by("pk"))


def _posts(home: Unit) -> list[Attendee]:
    """All who can attend: two questions and one for each level of the tree."""
    today = clock.today()
    names = UnitName.objects.valid_on(today).filter(unit=OuterRef("unit"))
    posts: Any = (
        Appointment.objects.valid_on(today)
        .filter(unit__in=subtree(home, today), user__is_active=True, grants__role__in=ATTENDS)
        .annotate(where=Subquery(names.order_by("-valid_from").values("name")[:1]))
        .select_related("user")
        .distinct()
        .order_by("pk")
    )
    found = [
        (
            post.unit_id != home.pk,
            Attendee(
                post.uid,
                post.user.full_name,
                post.post if post.unit_id == home.pk else f"{post.post}, {post.where}",
            ),
        )
        for post in posts
    ]
    return [each for _, each in sorted(found, key=lambda pair: pair[0])]


def _named(each: Attendee, wanted: list[str]) -> bool:
    words = [folded(word) for word in f"{each.name} {each.note}".replace(",", " ").split()]
    return all(any(word.startswith(part) for word in words) for part in wanted)
