"""Signing and sealing with a key at the person's own desk: asked for, then answered."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from docflow.audit.log import action, refusals_recorded
from docflow.errors import Refused
from docflow.outgoing import actions, joint
from docflow.outgoing.attachment_actions import accept_attachments
from docflow.outgoing.attachments import to_sign
from docflow.outgoing.models import Outgoing
from docflow.outgoing.signing import may_seal, may_sign
from docflow.people.actor import Actor
from docflow.signatures import desk, keyring, making
from docflow.signatures.asking_actions import kept
from docflow.signatures.desk import Answer, Asking
from docflow.signatures.making import Made
from docflow.signatures.models import DeskRequest


@refusals_recorded
def ask_to_sign(paper: Outgoing, *, asking: Asking, by: Actor, seen: str = "") -> DeskRequest:
    """Prepare the leader's signature for the device at the desk.

    Raises Refused as `actions.sign`, and not_at_desk.
    """
    given = may_sign(paper, seen, by=by)
    row = keyring.leader_key(by.appointment)
    job = making.leader_job(paper.document, row, by, given, joint.bodies_of(paper))
    authority = " / ".join(given.lines)
    request = desk.ask(job, paper.document, DeskRequest.Act.SIGN, authority, asking, by)
    return kept(request, paper, by=by)


@refusals_recorded
def ask_to_seal(paper: Outgoing, *, asking: Asking, by: Actor) -> DeskRequest:
    """Prepare the agency's seal for the device at the custodian's desk.

    Each attachment comes first, in a request of its own: the document is sealed when all are
    signed. Raises Refused as `actions.seal`, and not_at_desk.
    """
    may_seal(paper, by=by)
    row, bodies = keyring.seal_key_of(by.unit), joint.bodies_of(paper)
    desk.must_be_at_desk(row)
    for first in to_sign(paper, bodies)[:1]:
        act = DeskRequest.Act.SEAL_ATTACHMENT
        job = making.attachment_job(first, row)
        return kept(desk.ask(job, paper.document, act, "", asking, by, first), paper, by=by)
    job = making.seal_job(paper.document, row, bodies)
    request = desk.ask(job, paper.document, DeskRequest.Act.SEAL, "", asking, by)
    return kept(request, paper, by=by)


@refusals_recorded
def answer(request: DeskRequest, answer: Answer | Path, *, by: Actor) -> Outgoing:
    """Take the device's answer: the file is completed, checked and kept, as if signed here.

    Raises Refused: see `desk.completed`; changed_meanwhile; and what signing or sealing raises.
    """
    made = desk.completed(request, answer)
    paper = Outgoing.objects.get(document=request.document)
    return _accepted(paper, request, made, by=by)


@action
def _accepted(paper: Outgoing, request: DeskRequest, made: Made, *, by: Actor) -> Outgoing:
    desk.close(request)
    if request.attachment:
        return accept_attachments(paper, ((request.attachment, made),), by=by)
    if request.act == DeskRequest.Act.SEAL:
        return actions.accept_seal(paper, made, by=by)
    given = may_sign(paper, request.digest_before, by=by)
    if " / ".join(given.lines) != request.authority:
        raise Refused(
            "changed_meanwhile",
            _("Your right to sign changed while the device was asked. Look at it and sign again."),
        )
    return actions.accept_signature(paper, made, given, by=by)
