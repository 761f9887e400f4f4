"""Who visits, and which pages: people of the generated offices, signed in, at their own papers."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db.models import F

from docflow import clock
from docflow.desks.queues import queues_of
from docflow.documents.models import Document, Register
from docflow.people.actor import Actor, Glance
from docflow.people.models import Appointment
from docflow.permissions import Permission
from docflow.web.sessions import BACKEND

SHARES = {"desk": 35, "document": 30, "search": 13, "queue": 8, "register": 8, "rates": 6}
ACTS = 40  # as many as one person makes in a run at most
SEES_RATES = {Permission.AUDIT_READ, Permission.INCOMING_ASSIGN}


@dataclass
class Visitor:
    """A person with a session and the addresses they go to, by the name of the page."""

    cookie: str
    role: str
    pages: dict[str, list[str]] = field(default_factory=dict)

    def acts(self, random: Random) -> list[tuple[str, str]]:
        """Page after page in the shares of a day; who may not see one looks at the desk."""
        names = random.choices(list(SHARES), list(SHARES.values()), k=ACTS)
        known = [name if self.pages.get(name) else "desk" for name in names]
        return [(name, random.choice(self.pages[name])) for name in known]


def some(many: int, seed: int = 7) -> list[Visitor]:
    """People of all offices, the larger ones with more; the same in each run."""
    posts = list(Appointment.objects.order_by("pk").values_list("pk", flat=True))
    random = Random(seed)
    chosen = random.sample(posts, min(many, len(posts)))
    return [_visitor(random, Appointment.objects.get(pk=pk)) for pk in chosen]


def one_of_each() -> Iterator[Visitor]:
    """One person of each role in the largest office."""
    held = Appointment.objects.order_by("pk").first()
    assert held is not None
    rows = Appointment.objects.filter(unit=held.unit).annotate(role=F("grants__role"))
    seen = set()
    for post in rows.order_by("pk"):
        if post.role not in seen:
            seen.add(post.role)
            visitor = _visitor(Random(1), post)
            visitor.role = post.role
            yield visitor


def _visitor(random: Random, held: Appointment) -> Visitor:
    actor = Glance(held)
    allowed = actor.permissions_in(held.unit)
    documents = list(Document.objects.visible_to(actor).order_by("-pk")[:40])
    random.shuffle(documents)
    queues = [f"/queue/{queue.code}/" for queue in queues_of(actor)]
    books = Register.objects.filter(unit=held.unit).order_by("-year") if _reads(allowed) else []
    role = held.grants.values_list("role", flat=True)[0]
    return Visitor(
        cookie=f"{settings.SESSION_COOKIE_NAME}={_session(actor, random)}",
        role=role,
        pages={
            "desk": ["/"],
            "document": [f"/document/{document.uid}/" for document in documents],
            "search": [f"/search/?q={_words(random, each.subject)}" for each in documents[:8]],
            "queue": queues,
            "register": [f"/registers/{book.pk}/" for book in books],
            "rates": ["/rates/"] if allowed & SEES_RATES else [],
        },
    )


def _reads(allowed: frozenset[Permission]) -> bool:
    return Permission.DOCUMENT_READ in allowed


def _words(random: Random, subject: str) -> str:
    """Two words as somebody types them who remembers part of a subject."""
    words = subject.split()
    at = random.randrange(len(words) - 1)
    return "+".join(words[at : at + 2])


def _session(actor: Actor, random: Random) -> str:
    """A session such as signing in makes; noted last at a moment of the last minute."""
    store, now = SessionStore(), clock.wall()
    noted = now - timedelta(seconds=random.uniform(0, 60))
    store.update(
        {
            SESSION_KEY: str(actor.user.pk),
            BACKEND_SESSION_KEY: BACKEND,
            HASH_SESSION_KEY: actor.user.get_session_auth_hash(),
            "began": now.isoformat(),
            "since": now.isoformat(),
            "seen": noted.isoformat(),
            "owes": "",
        }
    )
    store.create()
    store.save()
    return str(store.session_key)
