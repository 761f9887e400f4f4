"""A paper in a given state, reached by walking there with the real actions."""

from pathlib import Path
from typing import Any

from docflow.exchange import actions as exchange
from docflow.exchange import tasks as exchange_tasks
from docflow.exchange.models import Delivery, Status
from docflow.incoming import tasks as incoming_tasks
from docflow.incoming.models import Incoming
from docflow.outgoing import actions as outgoing
from docflow.outgoing.contents import To
from docflow.outgoing.models import Outgoing
from docflow.people.actor import Actor
from docflow.people.authority import Authority
from docflow.signatures import keyring, making
from docflow.signatures.intake import File, take_in
from docflow.signatures.making import Made
from tests.cast import PIN, Cast

PAGE = Path(__file__).parent / "samples" / "word-365.pdf"


def page(people: Cast) -> File:
    """A page written by Word, taken in by Lan."""
    return take_in(PAGE, by=people.lan)


def draft(people: Cast, **facts: Any) -> Outgoing:
    """Lan's draft of a report to the district, for Minh to sign."""
    return outgoing.draft(
        facts.pop("kind", "REPORT"),
        facts.pop("subject", "Tình hình mưa lũ"),
        facts.pop("file", None) or page(people),
        by=people.lan,
        signer=facts.pop("signer", people.minh.appointment),
        recipients=facts.pop("recipients", [To(people.district)]),
        **facts,
    )


def waiting_for_signature(people: Cast, **facts: Any) -> Outgoing:
    """Initialled by Hùng, its format passed by Oanh."""
    paper = outgoing.submit(draft(people, **facts), by=people.lan)
    return outgoing.pass_format(outgoing.initial(paper, by=people.hung), by=people.oanh)


def signed(people: Cast, **facts: Any) -> Outgoing:
    """Signed by Minh."""
    return outgoing.sign(waiting_for_signature(people, **facts), pin=PIN, by=people.minh)


def sealed(people: Cast, **facts: Any) -> Outgoing:
    """Numbered and sealed by Hoa."""
    paper = outgoing.number(signed(people, **facts), by=people.hoa)
    return outgoing.seal(paper, pin=PIN, by=people.hoa)


def issued(people: Cast, **facts: Any) -> Delivery:
    """Issued by Hoa; the delivery to the district still waits."""
    return exchange.issue(sealed(people, **facts), by=people.hoa)[0]


def arrived(people: Cast, **facts: Any) -> Incoming:
    """Handed over to the district and checked there."""
    delivery = issued(people, **facts)
    exchange_tasks.hand_over(delivery.pk)
    arrival = Incoming.objects.get(document__unit=people.district)
    incoming_tasks.check_signatures(arrival.pk)
    return Incoming.objects.get(pk=arrival.pk)


def tell_statuses() -> None:
    """What the worker does between two acts: statuses from the log to their senders."""
    exchange_tasks.follow_log()
    for status in Status.objects.waiting():
        exchange_tasks.report_status(status.pk)


def made_by_leader(paper: Outgoing, by: Actor, given: Authority) -> Made:
    """A leader's signature that exists in the store and in no register."""
    row = keyring.leader_key(by.appointment)
    return making.signed_here(making.leader_job(paper.document, row, by, given), PIN, by)
