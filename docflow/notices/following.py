"""Following the log: who is to hear is told, deadlines are kept, webhooks get their events.

An entry may come twice: a notice has a key, a term follows the state, a webhook's number is given
in the reader's transaction, with the bookmark.
"""

from docflow import clock
from docflow.audit.reader import Told, follow
from docflow.documents.models import Document
from docflow.notices import hook_events, terms
from docflow.notices.forgetting import KEPT
from docflow.notices.hearers import About
from docflow.notices.hearing import BY_EVENT
from docflow.notices.lines import Line
from docflow.notices.running import is_urgent
from docflow.notices.telling import News, tell

READER = "notices"
DOCUMENT_EVENTS = ("outgoing.", "incoming.", "delivery.")
TOLD_WITH_THEIR_DOCUMENT = (*DOCUMENT_EVENTS, "copy.")
KEPT_FACTS = ("due", "code")
"""Facts of an entry that a notice repeats: plain values, no words and no names."""


def catch_up() -> None:
    """Read what is new in the log."""
    follow(READER, note)


def note(told: Told) -> None:
    """What one entry gives rise to. What is older than notices are kept is no news."""
    if told.at < clock.now() - KEPT:
        return
    about = About(subject=told.subject, facts=told.facts)
    for line in BY_EVENT.get(told.event, ()):
        if line.is_told(told.facts):
            tell(_news(told, line, about), line.hearer(about))
    if told.event.startswith(DOCUMENT_EVENTS) and told.subject is not None:
        _keep_terms(about)
    hook_events.keep(told)


def _news(told: Told, line: Line, about: About) -> News:
    is_of_document = told.event.startswith(TOLD_WITH_THEIR_DOCUMENT)
    document = about.document if is_of_document else None
    return News(
        line=line.code,
        topic=line.topic,
        key=f"{told.entry.chain_id}:{told.entry.number}:{line.code}",
        at=told.at,
        is_urgent=line.is_urgent or _is_urgent(document),
        document=document,
        facts={name: told.facts[name] for name in KEPT_FACTS if name in told.facts},
        actor=told.entry.actor,
    )


def _is_urgent(document: Document | None) -> bool:
    return document is not None and is_urgent(document.urgency)


def _keep_terms(about: About) -> None:
    """The document as it is now, read anew under its terms' lock."""
    if about.document is not None:
        terms.refresh(about.document)
