"""Signing a copy for the agency with a key at the custodian's own desk."""

from pathlib import Path

from docflow.audit.log import action, refusals_recorded
from docflow.copies import actions, makings
from docflow.copies.models import Copy
from docflow.people.actor import Actor
from docflow.signatures import desk, keyring, making
from docflow.signatures.asking_actions import kept
from docflow.signatures.desk import Answer, Asking
from docflow.signatures.making import Made
from docflow.signatures.models import DeskRequest


@refusals_recorded
def ask_to_seal(copy: Copy, *, asking: Asking, by: Actor) -> DeskRequest:
    """Prepare the agency's signature for the device. Raises Refused as `actions.seal`."""
    form = makings.may_seal(copy, by=by)
    job = making.copy_job(copy.document, keyring.seal_key_of(copy.document.unit), form)
    request = desk.ask(job, copy.document, DeskRequest.Act.SEAL_COPY, "", asking, by)
    return kept(request, copy, by=by)


@refusals_recorded
def answer(request: DeskRequest, answer: Answer | Path, *, by: Actor) -> Copy:
    """Take the device's answer, as if it had been signed here. Raises Refused: `desk.completed`."""
    made = desk.completed(request, answer)
    copy = Copy.objects.get(document=request.document)
    return _accepted(copy, request, made, by=by)


@action
def _accepted(copy: Copy, request: DeskRequest, made: Made, *, by: Actor) -> Copy:
    desk.close(request)
    return actions.accept_seal(copy, made, by=by)
