"""Sign what waits for a leader: the list with its hashes, one consent, one PIN, a bar."""

import os
import sys
from getpass import getpass
from typing import Any, ClassVar
from uuid import UUID

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from docflow import clock
from docflow.batches import actions
from docflow.batches.models import Batch, Item
from docflow.batches.signing import sign
from docflow.commands import Answer, Answering, Exit, WrongUse
from docflow.errors import Refused
from docflow.outgoing.joint import waits_for
from docflow.outgoing.models import Outgoing
from docflow.people.actor import Actor
from docflow.people.models import Appointment

WIDTH = 40


class Command(Answering):
    help = (
        "Sign the documents that wait for a leader under one consent. Exit code 0: all signed; "
        "1: some were not, or the PIN was wrong; 3: wrong use."
    )
    nothing: ClassVar[dict[str, Any]] = {"batch": None, "signed": 0, "left": 0, "items": []}

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--post", required=True, help="uid: the leader's post")
        parser.add_argument("--batch", help="uid: take up this consent again")
        parser.add_argument("--pin-fd", type=int, help="read the PIN from this descriptor")
        parser.add_argument("--yes", action="store_true", help="consent without being asked")

    def answer(
        self, *, post: str, batch: str | None, pin_fd: int | None, yes: bool, **_options: Any
    ) -> Answer:
        by = _leader(post)
        try:
            taken = _batch(batch, by) if batch else self._consented(by, yes)
            if taken is None:
                return Answer(Exit.BAD, self.nothing, (_("Nothing was signed."),))
            self._sign(taken, _pin(pin_fd), by)
        except Refused as refusal:
            return self.without_answer(Exit.BAD, refusal.code, str(refusal))
        return _told(taken)

    def _consented(self, by: Actor, yes: bool) -> Batch | None:
        """The consent to what waits now; None when it is not given."""
        papers = _waiting(by)
        for paper, digest in papers:
            self.stderr.write(f"{digest}  {paper.document.code}  {paper.document.subject}")
        if papers and not yes:
            asked = _("Sign these %(count)s documents? [y/N] ") % {"count": len(papers)}
            if input(asked).strip().lower() not in ("y", "yes", "c", "có"):
                return None
        batch = actions.consent(papers, by=by)
        told = _("The consent is %(uid)s. After a stop --batch %(uid)s takes the rest up again.")
        self.stderr.write(told % {"uid": batch.uid})
        return batch

    def _sign(self, batch: Batch, pin: str, by: Actor) -> None:
        every = batch.items.count()
        done = batch.items.exclude(state=Item.State.WAITING).count()
        for result in sign(batch, pin, by=by):
            done += 1
            bar = "█" * (WIDTH * done // every)
            if result.refusal:
                self.stderr.write(f"\r{result.item.paper.document.subject}: {result.refusal}")
            self.stderr.write(f"\r{bar:·<{WIDTH}} {done}/{every}", ending="")
        self.stderr.write("")


def _leader(post: str) -> Actor:
    try:
        held = Appointment.objects.valid_on(clock.today()).filter(uid=UUID(post)).first()
    except ValueError:
        held = None
    if held is None:
        raise WrongUse("unknown_post", _("There is no post %(uid)s today.") % {"uid": post})
    return Actor(held)


def _batch(uid: str, by: Actor) -> Batch:
    try:
        return Batch.objects.of(by).get(uid=UUID(uid))
    except (ValueError, Batch.DoesNotExist):
        text = _("This person gave no consent %(uid)s.") % {"uid": uid}
        raise WrongUse("unknown_batch", text) from None


def _waiting(by: Actor) -> list[tuple[Outgoing, str]]:
    """What waits for the leader's signature, the oldest first, with the digest of its file."""
    papers = Outgoing.objects.filter(waits_for(by.appointment))
    found = papers.select_related("document").order_by("pk")[: actions.AT_MOST]
    return [(paper, paper.document.current.digest) for paper in found if paper.document.current]


def _pin(descriptor: int | None) -> str:
    if descriptor is None:
        return getpass("PIN: ", stream=sys.stderr)
    with os.fdopen(descriptor) as given:
        return given.readline().rstrip("\n")


def _told(batch: Batch) -> Answer:
    items = list(batch.items.select_related("paper"))
    signed = sum(item.state == Item.State.SIGNED for item in items)
    content = {
        "batch": str(batch.uid),
        "signed": signed,
        "left": len(items) - signed,
        "items": [
            {
                "uid": str(item.paper.uid),
                "digest": item.digest,
                "state": item.state,
                "code": item.refusal or None,
            }
            for item in items
        ],
    }
    text = _("Signed: %(signed)s of %(count)s.") % {"signed": signed, "count": len(items)}
    return Answer(Exit.GOOD if signed == len(items) else Exit.BAD, content, (text,))
