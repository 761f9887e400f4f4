"""Documents of several bodies: the order in which their leaders sign and their seals are set.

The body that drafts is in charge: its leader signs first, and it numbers, seals first and issues.
Each further body signs and seals in its place, by its own people and with its own key, and gets the
document at issue for its own register.
"""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.documents.models import give_access
from docflow.errors import Refused
from docflow.outgoing import contents
from docflow.outgoing.contents import To
from docflow.outgoing.models import CoIssuer, Outgoing
from docflow.outgoing.states import State
from docflow.people.actor import Actor
from docflow.people.authority import authority
from docflow.people.models import Appointment
from docflow.signatures.bodies import Bodies
from docflow.units.models import Unit

MOST = 10
"""Bodies after the one in charge; a joint document of more is not met."""


SEALED = (State.SEALED, State.ISSUED, State.RECALLED)
SIGNED = (State.SIGNED, State.NUMBERED, *SEALED)


@dataclass(frozen=True)
class Body:
    """One of the bodies of a joint document as people see it."""

    unit: Unit
    signer: Appointment | None
    is_signed: bool
    is_sealed: bool
    is_asked: bool
    is_in_charge: bool = False


def waits_for(post: Appointment) -> Q:
    """The condition for papers that wait for the signature of a post."""
    here = CoIssuer.objects.filter(paper=OuterRef("pk"), unit=OuterRef("desk"), signer=post)
    asked = Q(desk__isnull=True, signer=post) | Q(Exists(here), desk__isnull=False)
    return Q(state="signing") & asked


def put_in_place(paper: Outgoing, signer: Appointment) -> CoIssuer:
    """Name the next body, by its leader, who may read the draft from now; inside the act.

    Raises Refused: bad_signer, body_twice, too_many_bodies.
    """
    unit = signer.unit
    contents.must_be_signer(signer, unit)
    if unit == paper.unit or paper.co_issuers.filter(unit=unit).exists():
        raise Refused("body_twice", _("%(unit)s stands on it already."), unit=unit.name)
    last = paper.co_issuers.order_by("place").last()
    place = last.place + 1 if last else 2
    if place > MOST + 1:
        raise Refused(
            "too_many_bodies",
            _("A joint document has at most %(most)s bodies beside the one in charge."),
            most=MOST,
        )
    give_access(paper.document, signer)
    return paper.co_issuers.create(place=place, unit=unit, signer=signer)


def take_away(paper: Outgoing, unit: Unit) -> int:
    """Take a body out and move up those after it; the place it had. Inside the act.

    Raises Refused: no_such_body.
    """
    body = paper.co_issuers.filter(unit=unit).first()
    if body is None:
        raise Refused("no_such_body", _("%(unit)s does not stand on it."), unit=unit.name)
    body.delete()
    for place, each in enumerate(paper.co_issuers.order_by("place"), 2):
        paper.co_issuers.filter(pk=each.pk).update(place=place)
    return body.place


def bodies_of(paper: Outgoing) -> Bodies:
    """Who signs and seals after the body in charge, and how far that has come.

    Raises Refused when a leader named is one no more.
    """
    rows = list(paper.co_issuers.select_related("signer__user", "signer__unit"))
    if not rows:
        return Bodies()
    signed = sum(each.signed_at is not None for each in rows)
    sealed = sum(each.sealed_at is not None for each in rows)
    is_at_theirs = Outgoing.objects.filter(pk=paper.pk, desk__isnull=False).exists()
    return Bodies(
        tuple((each.signer.user.full_name, _title(each.signer)) for each in rows),
        signed + is_at_theirs,
        sealed + is_at_theirs,
    )


def passes_on(paper: Outgoing, done: str) -> bool:
    """Note that the body whose turn it is has `signed_at` or `sealed_at`, and go to the next.

    Whether there is a next one, whose people may read the document from now; inside the act.
    """
    body = paper.body_now()
    if body:
        paper.co_issuers.filter(pk=body.pk).update(**{done: clock.now()})
    following = paper.co_issuers.filter(**{f"{done}__isnull": True}).first()
    if following is None:
        return False
    paper.desk = following.unit
    give_access(paper.document, following.unit)
    return True


def begin_anew(paper: Outgoing) -> None:
    """Nothing signed in a round that ended counts; inside the act."""
    paper.desk = None
    paper.co_issuers.update(signed_at=None, sealed_at=None)


def add_as_recipients(paper: Outgoing) -> None:
    """Each further body gets the document for its own register; inside the act."""
    known = set(paper.recipients.values_list("unit_id", flat=True))
    bodies = [each.unit for each in paper.co_issuers.select_related("unit")]
    contents.add_recipients(paper, [To(unit) for unit in bodies if unit.pk not in known])


def standing_of(paper: Outgoing) -> list[Body]:
    """Each body in its order, who signs for it, and how far it has come; empty for one body."""
    rows = list(paper.co_issuers.select_related("unit", "signer__user"))
    if not rows:
        return []
    gone_on = paper.desk_id is not None
    first = Body(
        paper.unit,
        paper.signer,
        is_signed=paper.state in SIGNED or (paper.state == State.SIGNING and gone_on),
        is_sealed=paper.state in SEALED or (paper.state == State.NUMBERED and gone_on),
        is_asked=paper.state in (State.SIGNING, State.NUMBERED) and not gone_on,
        is_in_charge=True,
    )
    return [first, *(_further(each, paper) for each in rows)]


def _further(row: CoIssuer, paper: Outgoing) -> Body:
    is_asked = row.unit_id == paper.desk_id
    return Body(
        row.unit, row.signer, row.signed_at is not None, row.sealed_at is not None, is_asked
    )


def _title(signer: Appointment) -> str:
    return "\n".join(authority(Actor(signer), clock.today()).lines)
