"""A paper filled from the unit's data: its names, notation, signer and recipients."""

from collections.abc import Iterable
from datetime import date

from docflow import clock
from docflow.documents import kinds
from docflow.documents.kinds import Kind, Urgency
from docflow.layouts.paper import Block, Paper, Signature
from docflow.layouts.skeletons import ADDRESSED, DOTS, OF_TWO, content
from docflow.people.actor import Actor
from docflow.people.authority import authority
from docflow.people.models import Appointment
from docflow.units.models import Unit
from docflow.units.tree import parent

ON_THEIR_OWN = (Unit.Kind.PEOPLE_COMMITTEE, Unit.Kind.PEOPLE_COUNCIL)
"""Above their names no superior body stands (Annex I, part I, II.2a)."""


def filled(
    kind: Kind,
    unit: Unit,
    signer: Appointment,
    *,
    notation: str,
    about: str = "",
    text: str = "",
    to: Iterable[str] = (),
    recipients: Iterable[str] = (),
    urgency: str = Urgency.NORMAL,
) -> Paper:
    """A paper of a type; each line of `text` becomes a paragraph, without it stands a skeleton.

    Raises Refused when the signer has no authority to sign today (docflow/people/authority.py).
    """
    today = clock.today()
    name = unit.name_on(today)
    lines = authority(Actor(signer), today).lines
    written = tuple(Block(each.strip()) for each in text.splitlines() if each.strip())
    is_letter = kind == kinds.OFFICIAL_LETTER
    addressed = tuple(to) or (DOTS,)
    return Paper(
        superior=_superior(unit, today),
        agency=name.name,
        notation=notation,
        locality=name.locality or DOTS,
        year=today.year,
        title="" if is_letter else kind.name,
        about=about or DOTS,
        to=addressed if kind.code in ADDRESSED else (),
        content=written or content(kind.code, name.name, _head(signer)),
        recipients=tuple(recipients) or ("Như trên",),
        signatures=_signatures(kind, lines, signer),
        has_number=kind.code != "COURTESY_LETTER",
        urgency="" if urgency == Urgency.NORMAL else Urgency(urgency).label,
    )


def _superior(unit: Unit, day: date) -> str:
    if unit.kind in ON_THEIR_OWN:
        return ""
    above = parent(unit, day)
    return above.name_on(day).name if above else ""


def _head(signer: Appointment) -> str:
    """The title under which decisions are made: the head's with the agency's name."""
    title = signer.post.removeprefix("Phó ").removeprefix("phó ")
    return f"{title} {signer.unit.name}"


def _signatures(kind: Kind, lines: tuple[str, ...], signer: Appointment) -> tuple[Signature, ...]:
    own = Signature(lines, signer.user.full_name)
    if kind.code == "MINUTES":
        return (Signature(("THƯ KÝ",), DOTS), Signature(("CHỦ TỌA",), signer.user.full_name))
    if kind.code in OF_TWO:
        other = Signature(("ĐẠI DIỆN BÊN B",), DOTS)
        return (other, Signature(("ĐẠI DIỆN BÊN A", *lines), signer.user.full_name))
    return (own,)
