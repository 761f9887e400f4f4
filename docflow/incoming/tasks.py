"""Checking the signatures of what arrives."""

from docflow.incoming import actions
from docflow.incoming.models import Incoming
from docflow.people.actor import System
from docflow.signatures import checking
from docflow.work import claim, does


@does(Incoming)
def check_signatures(arrival_id: int) -> None:
    """Check one arrived document; the file is read outside any transaction."""
    with claim(Incoming, arrival_id) as arrival:
        if arrival is None:
            return
        version = arrival.document.versions.get(number=1)
        verdict = checking.check_blob(version.digest)
        actions.accept_check(arrival, verdict.as_json(), by=System(arrival.unit))
