"""What is done when somebody leaves a post: hand the open work over, then end the post."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.audit.events import Event
from docflow.audit.log import action, record
from docflow.errors import Refused, Sentence, Several
from docflow.handing_over.kinds import KINDS, Kind
from docflow.handing_over.open_work import what_blocks
from docflow.people import actions as people
from docflow.people import alerts
from docflow.people.models import Appointment
from docflow.permissions import Acting, Permission, require
from docflow.units.conditions import must_be_within, proper_words


@dataclass(frozen=True)
class Result:
    """What came of one piece: handed over (or ended), or why not."""

    kind: Kind
    uid: str
    refusal: Refused | None = None

    @property
    def ref(self) -> str:
        """How a form or a program names the piece."""
        return f"{self.kind.code}:{self.uid}"


@action
def hand_over(
    post: Appointment,
    to: Appointment,
    *,
    by: Acting,
    chosen: Iterable[str] | None = None,
    written: str = "",
) -> list[Result]:
    """Give a post's open work to a successor, all of it or what is chosen; a result for each piece.

    By the holder, or by an administrator who does not take it over themselves. `chosen` names
    pieces as `Piece.ref` does. `written` is the hand-over record, needed for the agency's key.
    Delegations and programs end: they are never passed on. Raises Refused: not_allowed,
    outside_own_unit, bad_successor, takes_over_oneself, nothing_chosen.

    Costs some ten statements for each piece, in one transaction.
    """
    _must_be_theirs(post, by)
    _must_succeed(post, to, by)
    wanted = None if chosen is None else set(chosen)
    written = proper_words(written or "", 200)
    results = [
        _try(kind, row, to, by, written)
        for kind in KINDS
        for row in kind.of(post)
        if wanted is None or f"{kind.code}:{kind.uid_of(row)}" in wanted
    ]
    if not results:
        raise Refused("nothing_chosen", _("Nothing of this lies open with the post."))
    _tell(post, to, by, [each for each in results if each.refusal is None])
    return results


@action
def leave(
    post: Appointment,
    last_day: date,
    *,
    by: Acting,
    successor: Appointment | None = None,
    written: str = "",
) -> Appointment:
    """End a post after its last day; its open work goes to the successor at once, all or nothing.

    Raises Refused: open_work, naming what is open, without a successor; not_handed_over, naming
    what cannot go to this one; else as `hand_over` and `people.actions.end_appointment` do.
    """
    require(by, Permission.PEOPLE_MANAGE, by.unit)
    must_be_within(by, post.unit)
    post = Appointment.objects.select_for_update(of=("self",)).get(pk=post.pk)
    blocking = what_blocks(post)
    if blocking and successor is None:
        raise Refused(
            "open_work",
            _(
                "%(who)s still has open work: %(what)s. Name a successor, or hand it over piece by "
                "piece on the page “Hand over”."
            ),
            who=post.user.full_name,
            what=Several(_counted(kind, how_many) for kind, how_many in blocking),
            post=str(post.uid),
        )
    if blocking and successor is not None:
        _all_or_nothing(hand_over(post, successor, by=by, written=written))
    return people.end_appointment(post, last_day, by=by)


def _all_or_nothing(results: list[Result]) -> None:
    stays = [each for each in results if each.refusal and not each.kind.ends_with_post]
    if stays:
        raise Refused(
            "not_handed_over",
            _(
                "Not everything can go to this successor: %(what)s. Hand these over to somebody "
                "else first, on the page “Hand over”."
            ),
            what=Several((Sentence("%(kind)s: %(why)s", _why(each)) for each in stays[:5]), "; "),
            how_many=len(stays),
        )


def _why(each: Result) -> dict[str, Any]:
    return {"kind": each.kind.label, "why": str(each.refusal)}


def _counted(kind: Kind, how_many: int) -> Sentence:
    return Sentence("%(how_many)s × %(kind)s", {"how_many": how_many, "kind": kind.label})


def _try(kind: Kind, row: Any, to: Appointment, by: Acting, written: str) -> Result:
    uid = kind.uid_of(row)
    try:
        with transaction.atomic():
            kind.hand_over(row, to, by, written)
    except Refused as refusal:
        return Result(kind, uid, refusal)
    return Result(kind, uid)


def _tell(post: Appointment, to: Appointment, by: Any, done: list[Result]) -> None:
    """The act as a whole in the log; and, as it gives rights to single documents, an alert."""
    counts = {kind.code: sum(each.kind is kind for each in done) for kind in KINDS}
    facts = {
        "what": "post",
        "to_post": str(to.uid),
        "pieces": {code: how_many for code, how_many in counts.items() if how_many},
    }
    record(
        Event.WORK_HANDED_OVER,
        post,
        by,
        facts=facts,
        giver=post.user.full_name,
        taker=to.user.full_name,
    )
    if done:
        alerts.raise_alert(
            Event.WORK_HANDED_OVER,
            post,
            post.unit,
            by,
            person=to.user,
            facts={"pieces": facts["pieces"]},
            post=to.post,
            giver=post.user.full_name,
        )


def _must_be_theirs(post: Appointment, by: Any) -> None:
    if getattr(by, "appointment", None) == post and not getattr(by, "delegation", None):
        return
    require(by, Permission.PEOPLE_MANAGE, by.unit)
    must_be_within(by, post.unit)


def _must_succeed(post: Appointment, to: Appointment, by: Any) -> None:
    held = Appointment.objects.valid_on(clock.today()).filter(pk=to.pk, user__is_active=True)
    if to == post or to.unit_id != post.unit_id or not held.exists():
        raise Refused(
            "bad_successor",
            _("The successor holds another post in %(unit)s today. Choose one who does."),
            unit=post.unit.name,
        )
    if to.user == getattr(by, "user", None) and post.user != to.user:
        raise Refused(
            "takes_over_oneself",
            _("Nobody takes work over by their own act. Ask another administrator."),
        )
