"""Delegations as people read them: whose they see, when each holds, what one would mean."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from docflow import clock
from docflow.documents import kinds as known
from docflow.people.models import Absence, Appointment, Delegation
from docflow.permissions import LABELS, Permission
from docflow.units.tree import subtree
from docflow.wording import date_text

PARTIES = (
    *("giver__user", "giver__unit", "taker__user", "taker__unit"),
    *("passed_from__giver", "passed_from__taker__user"),
)
RUNNING, COMING, OVER = "running", "coming", "over"


@dataclass(frozen=True)
class Shown:
    """One delegation, worded: when it holds, what may be done, for which documents."""

    row: Delegation
    when: str
    permissions: tuple[str, ...]
    kinds: tuple[str, ...]


def visible_to(actor: Any) -> QuerySet[Any]:
    """Those the own post gave, took or passed on; an administrator's and auditor's unit's all.

    An administrator sees those of the units below too.
    """
    post, unit = actor.appointment, actor.unit
    own = Q(giver=post) | Q(taker=post) | Q(passed_from__taker=post)
    held = actor.permissions_in(unit)
    if Permission.PEOPLE_MANAGE in held:
        own |= Q(giver__unit__in=subtree(unit, clock.today()))
    if Permission.AUDIT_READ in held:
        own |= Q(giver__unit=unit)
    return Delegation.objects.filter(own).select_related(*PARTIES)


def in_time(rows: QuerySet[Any], when: str) -> QuerySet[Any]:
    """Those that run, come or are over, as a list shows them."""
    today = clock.today()
    over = Q(valid_to__lt=today) | Q(permissions=[])
    if when == OVER:
        return rows.filter(over).order_by("-valid_to", "-pk")
    first = Q(valid_from__gt=today) if when == COMING else Q(valid_from__lte=today)
    return rows.filter(first).exclude(over).order_by("valid_from", "pk")


def shown(row: Delegation) -> Shown:
    """One row, worded for today."""
    today = clock.today()
    when = COMING if row.valid_from > today else RUNNING
    if (
        not row.permissions
        or (row.valid_to and row.valid_to < today)
        or (when == RUNNING and not row.covers(today))
    ):
        when = OVER
    labels = tuple(str(LABELS[Permission(each)]) for each in row.permissions)
    return Shown(row, when, labels, kind_names(row.kinds))


def kind_names(codes: Iterable[str]) -> tuple[str, ...]:
    """The names of document types, as the decree writes them."""
    names = {each.code: each.name for each in known.KINDS}
    return tuple(names.get(code, code) for code in codes)


def absences_of(unit: Any) -> QuerySet[Any]:
    """Who of a unit's people is away today or later, soonest first."""
    today = clock.today()
    posts = Appointment.objects.valid_on(today).filter(unit=unit)
    rows = Absence.objects.filter(ended_at=None, user__in=posts.values("user"))
    return rows.exclude(valid_to__lt=today).select_related("user").order_by("valid_from", "pk")


def preview(
    giver: Appointment,
    taker: Appointment,
    permissions: Iterable[str],
    codes: Iterable[str],
    first: date,
    last: date,
    kind: str = Delegation.Kind.AUTHORISATION,
) -> list[str]:
    """What a delegation would mean, in sentences."""
    names = {"taker": taker.user.full_name, "giver": giver.user.full_name}
    acts = [str(LABELS[Permission(each)]) for each in permissions]
    days = {"first": date_text(first), "last": date_text(last), "what": "; ".join(acts)}
    types = kind_names(codes)
    said = [
        _("From %(first)s to %(last)s %(taker)s may, for %(giver)s: %(what)s.") % (names | days),
        _("Only documents of these types: %(types)s.") % {"types": ", ".join(types)}
        if types
        else _("Documents of every type."),
    ]
    if Permission.OUTGOING_SIGN in [Permission(each) for each in permissions]:
        lines = _lines(giver, taker, kind)
        said.append(_("Above the signature stands: %(lines)s.") % {"lines": lines})
    return [
        *said,
        _("%(taker)s sees the whole worklist of %(giver)s, as far as this goes.") % names,
        _("Both names stand in the log, on the page and in the signature. It is not passed on.")
        if kind != Delegation.Kind.ORDER
        else _("Both names stand in the log, on the page and in the signature."),
    ]


def _lines(giver: Appointment, taker: Appointment, kind: str) -> str:
    prefix = "TL." if kind == Delegation.Kind.ORDER else "TUQ."
    return f"{prefix} {giver.post.upper()} / {taker.post.upper()}"


def can_order(post: Appointment) -> bool:
    """Whether the holder of a post is the head and so may have others sign by order (TL.)."""
    return post.kind in (Appointment.Kind.HEAD, Appointment.Kind.ACTING)
