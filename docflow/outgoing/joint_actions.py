"""What a drafter does with the further bodies of a joint document, until it is submitted."""

from docflow.audit.events import Event
from docflow.audit.log import action, record
from docflow.outgoing import contents, joint
from docflow.outgoing.models import CoIssuer, Outgoing
from docflow.people.actor import Actor
from docflow.people.models import Appointment
from docflow.units.models import Unit


@action
def name_body(paper: Outgoing, signer: Appointment, *, by: Actor) -> CoIssuer:
    """Have a further body issue the document too, after those named before, by this leader of it.

    Raises Refused: not_editable, bad_signer, body_twice, too_many_bodies.
    """
    paper = Outgoing.objects.lock(paper)
    contents.must_be_editable(paper, by)
    body = joint.put_in_place(paper, signer)
    facts = {"unit": str(body.unit.uid), "signer": str(signer.uid), "place": body.place}
    record(Event.OUTGOING_BODY_NAMED, paper, by, facts=facts)
    return body


@action
def take_body_out(paper: Outgoing, unit: Unit, *, by: Actor) -> Outgoing:
    """Take a further body out again; those after it move up.

    Raises Refused: not_editable, no_such_body.
    """
    paper = Outgoing.objects.lock(paper)
    contents.must_be_editable(paper, by)
    facts = {"unit": str(unit.uid), "place": joint.take_away(paper, unit)}
    record(Event.OUTGOING_BODY_TAKEN_OUT, paper, by, facts=facts)
    return paper
