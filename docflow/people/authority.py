"""Under what authority someone signs: none, TM., KT., TL., TUQ., Q. or stacked, judged at the act.

Decree 30/2020 Art. 13 and Annex I, part I, II.7.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.errors import Refused
from docflow.people.actor import Actor
from docflow.people.models import Appointment, Delegation
from docflow.permissions import GRANTS, Permission
from docflow.units.models import Unit

COLLECTIVE = {"UBND": "ỦY BAN NHÂN DÂN", "HĐND": "HỘI ĐỒNG NHÂN DÂN"}
Kind = Appointment.Kind


@dataclass(frozen=True)
class Authority:
    """The lines above the name, and the prefixes in them joined with a slash."""

    prefix: str
    lines: tuple[str, ...]


def signers_of(unit: Unit) -> Any:
    """The posts whose holders may sign in a unit's name today.

    Who signs is a leader of the body that issues (Decree 30/2020 Art. 13), and that is the unit
    the document is drafted in.
    """
    signs = [role for role, held in GRANTS.items() if Permission.OUTGOING_SIGN in held]
    posts = Appointment.objects.valid_on(clock.today()).filter(
        unit=unit, user__is_active=True, grants__role__in=signs
    )
    return posts.select_related("user", "unit").distinct().order_by("pk")


def authority(by: Actor, day: date) -> Authority:
    """The authority the actor signs with on a day.

    Raises Refused when the post has ended, is no head's or deputy's, or the delegation does not
    cover the day or is not the head's.
    """
    post = by.appointment
    if not by.holds_post_on(day):
        raise Refused("post_ended", _("The post of %(who)s has ended."), who=by.label)
    if by.delegation:
        return _delegated(by, day)
    lines = _collective(post, day)
    if post.kind == Kind.HEAD:
        return _stack(lines, post.post.upper())
    if post.kind == Kind.ACTING:
        return _stack(lines, f"Q. {post.post.upper()}")
    if post.kind == Kind.DEPUTY:
        return _stack(lines, f"KT. {_head_title(post, day)}", post.post.upper())
    raise Refused(
        "no_authority",
        _("%(who)s is neither head nor deputy; signing needs a written delegation (TUQ.)."),
        who=by.label,
    )


def _delegated(by: Actor, day: date) -> Authority:
    assert by.delegation is not None
    if by.delegation_on(day) is None:
        raise Refused(
            "delegation_ended",
            _("The delegation of %(giver)s does not cover this day."),
            giver=by.delegation.giver.user.full_name,
        )
    giver, own = by.delegation.giver, by.appointment.post.upper()
    if by.delegation.kind == Delegation.Kind.ORDER:
        passed = by.delegation.passed_from
        between = (f"KT. {passed.taker.post.upper()}",) if passed else ()
        return _stack((f"TL. {giver.post.upper()}",), *between, own)
    if giver.kind not in (Kind.HEAD, Kind.ACTING):
        raise Refused(
            "only_the_head_authorises",
            _("%(giver)s is not the head: only the head has others sign by authorisation (TUQ.)."),
            giver=giver.user.full_name,
        )
    return _stack((), f"TUQ. {giver.post.upper()}", own)


def _collective(post: Appointment, day: date) -> tuple[str, ...]:
    body = COLLECTIVE.get(post.unit.name_on(day).abbreviation.split("-")[0])
    return (f"TM. {body}",) if body else ()


def _head_title(post: Appointment, day: date) -> str:
    """The title the deputy signs for: the head's, or what the deputy's own title names."""
    head = (
        Appointment.objects.valid_on(day)
        .filter(unit=post.unit, kind__in=[Kind.HEAD, Kind.ACTING])
        .first()
    )
    title = head.post if head else post.post.removeprefix("Phó ").removeprefix("phó ")
    return title.upper()


def _stack(first: tuple[str, ...], *then: str) -> Authority:
    lines = (*first, *then)
    prefixes = [line.split(" ", 1)[0] for line in lines if line.split(" ", 1)[0].endswith(".")]
    return Authority("/".join(prefixes), lines)
