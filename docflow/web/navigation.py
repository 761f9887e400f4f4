"""The places beside the queues: which pages there are, and who finds them in the navigation."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from docflow.permissions import Permission


@dataclass(frozen=True)
class Place:
    """A page in the navigation, by its address's name, for whoever holds one of the permissions."""

    address: str
    label: Any
    any_of: frozenset[Permission]


PLACES: tuple[Place, ...] = (
    Place("outgoing:draft", _("new draft"), frozenset({Permission.OUTGOING_DRAFT})),
    Place("layouts:write", _("write a document"), frozenset({Permission.OUTGOING_DRAFT})),
    Place(
        "incoming:arrive_on_paper",
        _("take in a paper"),
        frozenset({Permission.INCOMING_ARRIVE_ON_PAPER}),
    ),
    Place(
        "follow_up:list",
        _("follow directives up"),
        frozenset({Permission.INCOMING_ASSIGN, Permission.INCOMING_REASSIGN}),
    ),
    Place("registers:list", _("registers"), frozenset({Permission.DOCUMENT_READ})),
    Place(
        "dossiers:list",
        _("dossiers"),
        frozenset({Permission.DOCUMENT_READ, Permission.DOSSIER_KEEP}),
    ),
    Place("holds:list", _("legal holds"), frozenset({Permission.HOLD_MANAGE})),
    Place("copies:list", _("copies"), frozenset({Permission.DOCUMENT_READ})),
    Place(
        "meetings:list",
        _("papers handed round"),
        frozenset({Permission.MEETING_HAND_ROUND, Permission.AUDIT_READ}),
    ),
    Place("reports:incoming", _("reports on handling"), frozenset({Permission.DOCUMENT_READ})),
    Place(
        "board:show",
        _("score board"),
        frozenset(
            {
                Permission.INCOMING_ASSIGN,
                Permission.AUDIT_READ,
                Permission.DOCUMENT_READ,
                Permission.INCOMING_HANDLE,
            }
        ),
    ),
    Place("tracking:list", _("tracking"), frozenset({Permission.DOCUMENT_READ})),
    Place("recalls:rule", _("answer to recalls"), frozenset({Permission.RECALL_ASK})),
    Place(
        "outgoing:groups",
        _("groups of recipients"),
        frozenset({Permission.OUTGOING_DRAFT, Permission.OUTGOING_ISSUE}),
    ),
    Place("outgoing:circuits", _("orders of initials"), frozenset({Permission.CIRCUIT_MANAGE})),
    Place(
        "reporting:list",
        _("periodic reports"),
        frozenset({Permission.REPORT_ASK, Permission.REPORT_ANSWER, Permission.AUDIT_READ}),
    ),
    Place("rates:show", _("rates"), frozenset({Permission.AUDIT_READ, Permission.INCOMING_ASSIGN})),
    Place("log:list", _("log"), frozenset({Permission.AUDIT_READ})),
    Place("verify", _("verify a document"), frozenset({Permission.AUDIT_READ})),
    Place("units:list", _("units"), frozenset({Permission.UNIT_MANAGE})),
    Place("people:list", _("people and roles"), frozenset({Permission.PEOPLE_MANAGE})),
    Place("rights:list", _("changes of rights"), frozenset({Permission.RIGHTS_CONFIRM})),
    Place("delegations:list", _("standing in and absence"), frozenset()),
    Place("keys:list", _("certificates"), frozenset({Permission.KEY_READ})),
    Place("calendar:show", _("working calendar"), frozenset({Permission.UNIT_MANAGE})),
    Place("webhooks:list", _("webhooks"), frozenset({Permission.UNIT_MANAGE})),
    Place("health:show", _("health"), frozenset({Permission.UNIT_MANAGE})),
)


def places_of(actor: Any) -> list[Place]:
    """The places an actor can go to."""
    held = actor.permissions_in(actor.unit)
    return [place for place in PLACES if not place.any_of or place.any_of & held]
