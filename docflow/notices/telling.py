"""Telling people: a notice for each, with the mail they chose, once for each thing told."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings

from docflow import clock
from docflow.documents.models import Document
from docflow.notices.hearers import stand_ins
from docflow.notices.models import Letter, MailChoice, Notice, Topic, Way
from docflow.people.models import Appointment
from docflow.work import after_commit


@dataclass(frozen=True)
class News:
    """What is told: a line of a table, about what, when; `actor` did it and is not told."""

    line: str
    topic: Topic
    key: str
    at: datetime
    is_urgent: bool = False
    document: Document | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    actor: UUID | None = None


def tell(news: News, posts: Iterable[Appointment]) -> list[Notice]:
    """Write the notices of whoever does not have this one yet; in the caller's transaction.

    Whoever stands in for one of the posts today hears too. Three queries and those of the letters.
    """
    hearing = _hearing(news, posts)
    if not hearing:
        return []
    people = [post.user_id for post in hearing]
    told = Notice.objects.filter(key=news.key, person__in=people).values_list("person", flat=True)
    known = set(told)
    chosen = {each.person_id: each for each in MailChoice.objects.filter(person__in=people)}
    notices = [
        _notice(news, post, giver, chosen.get(post.user_id))
        for post, giver in hearing.items()
        if post.user_id not in known
    ]
    return Notice.objects.bulk_create(notices)


def _hearing(news: News, posts: Iterable[Appointment]) -> dict[Appointment, Appointment | None]:
    """Each person once, in the first of their posts; with the post they stand in for."""
    own = list(posts)
    found: dict[Appointment, Appointment | None] = dict.fromkeys(own)
    if own and news.document is not None:
        found = {**stand_ins(own, news.document.kind), **found}
    seen: set[int] = set()
    hearing: dict[Appointment, Appointment | None] = {}
    for post in (*own, *found):
        if post.user_id not in seen and post.user.uid != news.actor:
            hearing[post] = found[post]
        seen.add(post.user_id)
    return hearing


def _notice(
    news: News, post: Appointment, giver: Appointment | None, choice: MailChoice | None
) -> Notice:
    way = _way(news, choice)
    return Notice(
        person_id=post.user_id,
        post=post,
        instead_of=giver,
        line=news.line,
        topic=news.topic,
        is_urgent=news.is_urgent,
        document=news.document,
        key=news.key,
        facts=news.facts,
        at=news.at,
        letter=_letter(post) if way == Way.MAIL else None,
        in_digest=way == Way.DIGEST,
    )


def _way(news: News, choice: MailChoice | None) -> Way:
    """As the person chose; what is urgent does not wait for the daily mail."""
    if choice is None or settings.MAIL is None:
        return Way.APPLICATION
    way = choice.way(news.topic)
    return Way.MAIL if way == Way.DIGEST and news.is_urgent else way


def _letter(post: Appointment) -> Letter:
    letter = Letter.objects.create(person_id=post.user_id, unit=post.unit, created=clock.now())
    after_commit(letter)
    return letter
