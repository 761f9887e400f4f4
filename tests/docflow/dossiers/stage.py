"""Dossiers of the commune in every state, reached by walking there with the real actions."""

from datetime import timedelta
from typing import Any

from docflow import clock
from docflow.documents.models import Document
from docflow.dossiers import actions, catalogue_actions
from docflow.dossiers.entries import Entry
from docflow.dossiers.models import Catalogue, Dossier
from docflow.outgoing import actions as outgoing
from docflow.outgoing.models import Outgoing
from docflow.signatures.intake import File
from tests.cast import Cast

A_FILE = File("a" * 64, 1000, "a.pdf", {"pages_mm": [[210, 297], [210, 297]]})
"""A file of two pages that nobody opens."""


def drafted(people: Cast, subject: str = "Tình hình mưa lũ", by: Any = None) -> Outgoing:
    """A draft whose file is only known by its facts: quickly made."""
    return outgoing.draft(
        "REPORT", subject, A_FILE, by=by or people.lan, signer=people.minh.appointment
    )


def document(people: Cast, subject: str = "Tình hình mưa lũ", by: Any = None) -> Document:
    """A document Lan may put in."""
    return drafted(people, subject, by).document


def catalogue(people: Cast, year: int = 0) -> Catalogue:
    """A catalogue being prepared by Hoa."""
    return catalogue_actions.begin_catalogue(year or clock.today().year, by=people.hoa)


def entry(people: Cast, **facts: Any) -> Entry:
    """A line for Lan's dossier."""
    usual: dict[str, Any] = {
        "notation": "01.PCTT",
        "title": f"Phòng chống thiên tai năm {clock.today().year}",
        "retention": 20,
        "keeper": people.lan.appointment,
    }
    return Entry(**usual | facts)


def planned(people: Cast, **facts: Any) -> Dossier:
    """A dossier of the approved catalogue."""
    found = Catalogue.objects.filter(unit=people.commune).first() or catalogue(people)
    reason = "Việc phát sinh" if found.state == "approved" else ""
    line = catalogue_actions.plan(found, entry(people, **facts), by=people.hoa, reason=reason)
    if found.state == "draft":
        catalogue_actions.approve(found, by=people.minh)
    return Dossier.objects.told().get(pk=line.pk)


def opened(people: Cast, **facts: Any) -> Dossier:
    """An open dossier with a document in it."""
    return actions.put_in(planned(people, **facts), document(people), by=people.lan)


def closed(people: Cast, **facts: Any) -> Dossier:
    """A dossier whose work ended today."""
    return actions.close(opened(people, **facts), clock.today(), by=people.lan)


def handed_in(people: Cast, **facts: Any) -> Dossier:
    """A dossier submitted to the archive."""
    return actions.hand_in(closed(people, **facts), by=people.lan)


def in_days(days: int) -> Any:
    """A day from today."""
    return clock.today() + timedelta(days=days)
