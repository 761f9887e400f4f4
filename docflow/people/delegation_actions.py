"""What holders of posts do about standing in: delegate, pass an order on to the deputy, end it."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from docflow.audit.events import Event
from docflow.audit.log import action, record
from docflow.errors import Refused
from docflow.people import alerts, conditions
from docflow.people import delegation_conditions as needs
from docflow.people.delegation_conditions import Kept
from docflow.people.ending import end_now
from docflow.people.models import Appointment, Delegation
from docflow.permissions import Acting, Permission, require
from docflow.units.conditions import must_be_within


@action
def delegate(
    giver: Appointment,
    taker: Appointment,
    permissions: Iterable[Permission],
    *,
    by: Acting,
    valid_from: date,
    valid_to: date,
    basis: str,
    kind: str = Delegation.Kind.AUTHORISATION,
    kinds: Iterable[str] = (),
    file: Kept | None = None,
) -> Delegation:
    """Let the taker act for the giver: in writing, bounded, never what was itself delegated.

    Decree 30 Art. 13: to a subordinate, by written authorisation, limited in time and content,
    not passed on. From the first to the last day, at most a year. `kinds` bounds it to document
    types; `kind` order is TL., a head's order to who heads a part. `file` is the written basis as
    it was taken in: its bytes stay in the store as long as the row. Raises Refused.
    """
    needs.must_be_the_giver(giver, by)
    if giver.user == taker.user:
        raise Refused("delegates_to_oneself", _("Nobody delegates to themselves."))
    named = conditions.known_permissions(permissions)
    needs.must_be_held(named, giver, by)
    basis, kinds = needs.proper_basis(basis), needs.proper_kinds(kinds)
    conditions.must_be_limited(valid_from, valid_to)
    conditions.must_be_subordinate(taker, giver, valid_from)
    needs.must_be_kind(kind)
    if kind == Delegation.Kind.ORDER:
        needs.must_be_an_order(giver, taker, named, kinds)
    made = Delegation(
        giver=giver,
        taker=taker,
        kind=kind,
        permissions=sorted(named),
        kinds=kinds,
        valid_from=valid_from,
        valid_to=valid_to,
        basis=basis,
    )
    return _give(made, Event.DELEGATION_GIVEN, file, by)


@action
def pass_on(
    order: Delegation,
    taker: Appointment,
    *,
    by: Acting,
    valid_from: date,
    valid_to: date,
    basis: str,
    file: Kept | None = None,
) -> Delegation:
    """Let the deputy sign KT. under an order (TL.), within its days and types; never further.

    Decree 30 Art. 13 paragraph 4. It ends with the order at the latest. Raises Refused.
    """
    order = Delegation.objects.select_for_update(of=("self",)).get(pk=order.pk)
    conditions.must_be_limited(valid_from, valid_to)
    needs.must_be_passed_by_holder(order, by, valid_from)
    needs.must_be_deputy(taker, order.taker)
    if order.valid_to and order.valid_to < valid_to:
        raise Refused(
            "longer_than_the_order",
            _("The order itself ends earlier. Name a last day within it."),
        )
    made = Delegation(
        giver=order.giver,
        taker=taker,
        kind=order.kind,
        permissions=order.permissions,
        kinds=order.kinds,
        valid_from=valid_from,
        valid_to=valid_to,
        basis=needs.proper_basis(basis),
        passed_from=order,
    )
    return _give(made, Event.DELEGATION_PASSED_ON, file, by)


@action
def end_delegation(delegation: Delegation, *, by: Acting) -> Delegation:
    """End a delegation now; what was done under it stands.

    By its giver, by who passed an order on, or by an administrator.
    """
    rows = Delegation.objects.select_for_update(of=("self",))
    delegation.refresh_from_db(from_queryset=rows)
    if not _is_theirs(delegation, by):
        require(by, Permission.PEOPLE_MANAGE, by.unit)
        must_be_within(by, delegation.giver.unit)
    end_now(delegation)
    record(Event.DELEGATION_ENDED, delegation, by)
    alerts.raise_alert(
        Event.DELEGATION_ENDED,
        delegation,
        delegation.giver.unit,
        by,
        person=delegation.taker.user,
        facts=_facts(delegation),
        giver=delegation.giver.user.full_name,
    )
    return delegation


def _is_theirs(delegation: Delegation, by: Any) -> bool:
    passed = delegation.passed_from
    givers = [delegation.giver, *([passed.taker] if passed else [])]
    return getattr(by, "appointment", None) in givers and not getattr(by, "delegation", None)


def _give(made: Delegation, event: Event, file: Kept | None, by: Any) -> Delegation:
    if file:
        made.file_digest, made.file_name, made.file_size = file.digest, file.name, file.size
    made.save()
    record(
        event,
        made,
        by,
        facts={
            "taker": str(made.taker.uid),
            "permissions": made.permissions,
            "from": made.valid_from.isoformat(),
            "to": made.valid_to.isoformat() if made.valid_to else None,
            **({"types": made.kinds} if made.kinds else {}),
            **({"kind": made.kind} if made.kind != Delegation.Kind.AUTHORISATION else {}),
        },
        digests={"file": file.digest} if file else None,
        basis=made.basis,
    )
    alerts.raise_alert(
        event,
        made,
        made.giver.unit,
        by,
        person=made.taker.user,
        facts=_facts(made),
        giver=made.giver.user.full_name,
        basis=made.basis,
    )
    return made


def _facts(each: Delegation) -> dict[str, Any]:
    return {
        "permissions": list(each.permissions),
        "types": list(each.kinds),
        "from": each.valid_from,
        "to": each.valid_to,
        "kind": str(each.kind),
    }
