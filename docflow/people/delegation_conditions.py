"""What must hold before a delegation is given or passed on; each condition raises Refused."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any, Protocol

from django.utils.translation import gettext_lazy as _

from docflow.errors import Refused, Several
from docflow.people import conditions
from docflow.people.models import Appointment, Delegation, roles_of
from docflow.permissions import Permission, Role

HEADS_OF_PARTS = {Role.HEAD_OF_OFFICE, Role.HEAD_OF_DEPARTMENT}
LEADS = (Appointment.Kind.HEAD, Appointment.Kind.ACTING)
CODE = re.compile(r"[A-Z_]{2,30}")
MOST_KINDS = 60


class Kept(Protocol):
    """A file that was checked and is in the store."""

    @property
    def digest(self) -> str: ...

    @property
    def size(self) -> int: ...

    @property
    def name(self) -> str: ...


def must_be_the_giver(giver: Appointment, by: Any) -> None:
    """Whoever gives holds the post themselves; what was delegated is never passed on (Art. 13)."""
    if getattr(by, "appointment", None) != giver or getattr(by, "delegation", None):
        raise Refused(
            "only_the_giver_delegates",
            _("Only %(giver)s can delegate this; what was delegated is never passed on."),
            giver=giver.user.full_name,
        )


def must_be_held(named: Iterable[Permission], giver: Appointment, by: Any) -> None:
    """Nobody delegates what they may not do themselves."""
    lacking = set(named) - by.permissions_in(giver.unit)
    if lacking:
        raise Refused(
            "delegates_too_much",
            _("%(giver)s may not do this and so cannot delegate it: %(what)s."),
            giver=giver.user.full_name,
            what=Several(each.label for each in sorted(lacking)),
        )


def proper_kinds(kinds: Iterable[str]) -> list[str]:
    """The codes of the document types, each once; whether there are such types the edge knows."""
    named = sorted(set(kinds))
    wrong = next((each for each in named if not CODE.fullmatch(str(each))), None)
    if wrong is not None or len(named) > MOST_KINDS:
        raise Refused(
            "unknown_kind", _("“%(kind)s” is no document type."), kind=str(wrong or len(named))
        )
    return named


def must_be_kind(kind: str) -> None:
    """The kind of delegation is a known one."""
    if kind not in Delegation.Kind.values:
        raise Refused(
            "unknown_delegation_kind",
            _("“%(kind)s” is no kind of delegation. Known: %(known)s."),
            kind=str(kind),
            known=", ".join(Delegation.Kind.values),
        )


def must_be_an_order(
    giver: Appointment,
    taker: Appointment,
    named: Iterable[Permission],
    kinds: list[str],
) -> None:
    """TL.: the head has the head of a part sign papers of named types (Art. 13 paragraph 4)."""
    if giver.kind not in LEADS:
        raise Refused(
            "only_the_head_orders",
            _("Only the head of the unit has others sign by order (TL.)."),
        )
    if set(named) != {Permission.OUTGOING_SIGN}:
        raise Refused("order_is_to_sign", _("By order (TL.) one signs documents, and only that."))
    if not kinds:
        raise Refused(
            "order_names_types",
            _("Name the document types that are signed by order (TL.), as the rules of work do."),
        )
    if taker.kind not in LEADS and not roles_of(taker) & HEADS_OF_PARTS:
        raise Refused(
            "not_head_of_part",
            _("By order (TL.) signs who heads an office, department or unit below: not %(who)s."),
            who=taker.user.full_name,
        )


def must_be_passed_by_holder(order: Delegation, by: Any, day: date) -> None:
    """Only an order (TL.) is passed on, once, by who was given it, while it holds."""
    if order.kind != Delegation.Kind.ORDER or order.passed_from_id is not None:
        raise Refused(
            "never_passed_on",
            _("What was delegated is never passed on; an order (TL.) is, once, to the deputy."),
        )
    if getattr(by, "appointment", None) != order.taker or getattr(by, "delegation", None):
        raise Refused(
            "only_the_holder_passes_on",
            _("Only %(holder)s can let the deputy sign under this order."),
            holder=order.taker.user.full_name,
        )
    if not order.permissions or not order.covers(day):
        raise Refused("delegation_over", _("This delegation does not hold on that day."))


def must_be_deputy(taker: Appointment, holder: Appointment) -> None:
    """The deputy of whoever heads the part: by kind of post in a unit, by title within one."""
    title = f"phó {holder.post}".casefold()
    is_deputy = taker.unit_id == holder.unit_id and (
        (holder.kind in LEADS and taker.kind == Appointment.Kind.DEPUTY)
        or taker.post.casefold() == title
    )
    if not is_deputy or taker.user_id == holder.user_id:
        raise Refused(
            "not_the_deputy",
            _("%(who)s is not the deputy of %(holder)s; only the deputy signs KT. under TL."),
            who=taker.user.full_name,
            holder=holder.user.full_name,
        )


def proper_basis(basis: str) -> str:
    """The written basis; no delegation is without one (Art. 13)."""
    return conditions.proper_text(
        basis, 200, "basis_missing", _("A delegation needs its written basis.")
    )
