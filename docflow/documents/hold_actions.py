"""Legal holds: an order freezes documents and folders, another act lifts it. Lock, save, record."""

from collections.abc import Collection, Iterable
from datetime import date

from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.audit.events import Event
from docflow.audit.log import action, record
from docflow.documents.folders import Folder
from docflow.documents.freezing import Held, LegalHold
from docflow.documents.given import text
from docflow.documents.models import Document
from docflow.errors import NotAllowed, Refused
from docflow.people.actor import Actor
from docflow.permissions import Permission, require

MOST = 10_000
"""Things one order may name, as those a whole search finds."""
LONGEST_BASIS = 500
LONGEST_NAME = 200
AT_ONCE = 500


@action
def give_hold(
    basis: str,
    ordered_by: str,
    *,
    by: Actor,
    documents: Collection[Document] = (),
    folders: Collection[Folder] = (),
    first_day: date | None = None,
) -> LegalHold:
    """Freeze documents and folders of the actor's unit on an order (Decree 30 Annex VI IV).

    By a leader or by inspection; from `first_day` on, today by default. Raises Refused:
    not_allowed, nothing_named, too_many_named, foreign_document, bad_day, and what is missing.
    """
    require(by, Permission.HOLD_MANAGE, by.unit)
    basis = text(basis, LONGEST_BASIS, "basis")
    ordered_by = text(ordered_by, LONGEST_NAME, "ordered_by")
    day = first_day or clock.today()
    _must_be_ours(documents, folders, by)
    hold = LegalHold.objects.create(
        unit=by.unit,
        basis=basis,
        ordered_by=ordered_by,
        first_day=day,
        by_inspection=Permission.AUDIT_READ in by.permissions_in(by.unit),
        given_by=by.stands_for,
    )
    Held.objects.bulk_create(_held(hold, documents, folders), batch_size=AT_ONCE)
    record(
        Event.HOLD_GIVEN,
        hold,
        by,
        facts={
            "unit": str(by.unit.uid),
            "documents": len(documents),
            "folders": len(folders),
            "first_day": day.isoformat(),
            "by_inspection": hold.by_inspection,
        },
        basis=basis,
        ordered_by=ordered_by,
    )
    return hold


@action
def lift_hold(hold: LegalHold, reason: str, *, by: Actor) -> LegalHold:
    """End an order: what no other one freezes can be changed again. The order stays on record.

    What inspection froze only inspection lifts. Raises Refused: not_allowed, lifted_already,
    reason_missing.
    """
    require(by, Permission.HOLD_MANAGE, hold.unit)
    hold = LegalHold.objects.select_for_update(of=("self",)).select_related("unit").get(pk=hold.pk)
    if hold.by_inspection and Permission.AUDIT_READ not in by.permissions_in(hold.unit):
        raise NotAllowed(
            "hold_of_inspection",
            _("Inspection gave this hold, and only inspection lifts it: %(lifters)s."),
            lifters=hold.lifters,
        )
    if hold.lifted_at:
        raise Refused(
            "lifted_already", _("This hold was lifted already, by %(who)s."), who=hold.lifted_by
        )
    hold.lift_reason = text(reason, LONGEST_BASIS, "reason")
    hold.lifted_by, hold.lifted_at = by.stands_for, clock.now()
    hold.save(update_fields=["lifted_by", "lifted_at", "lift_reason"])
    record(
        Event.HOLD_LIFTED,
        hold,
        by,
        facts={"unit": str(hold.unit.uid)},
        reason=hold.lift_reason,
    )
    return hold


def _must_be_ours(documents: Collection[Document], folders: Collection[Folder], by: Actor) -> None:
    if not documents and not folders:
        raise Refused("nothing_named", _("Nothing is named that is to be frozen. Choose it first."))
    if len(documents) + len(folders) > MOST:
        raise Refused(
            "too_many_named",
            _("An order names at most %(most)s documents and dossiers. Give several orders."),
            most=MOST,
        )
    units = {each.unit_id for each in documents} | {each.unit_id for each in folders}
    if units != {by.unit.pk}:
        raise Refused(
            "foreign_document",
            _("Only what your own unit holds can be frozen. Ask the unit that holds the rest."),
        )


def _held(
    hold: LegalHold, documents: Iterable[Document], folders: Iterable[Folder]
) -> Iterable[Held]:
    yield from (Held(hold=hold, document_id=each) for each in {one.pk for one in documents})
    yield from (Held(hold=hold, folder_id=each) for each in {one.pk for one in folders})
