"""The life of a delivery, as its sender sees it: one row for each recipient.

Codes as in QCVN 102:2016. A later code is never undone by an earlier one.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from docflow.lifecycle import StateField, Stateful, move
from docflow.permissions import Permission


class State(models.TextChoices):
    PENDING = "pending", _("waiting to be sent")
    SENT = "sent", _("sent")
    DELIVERED = "delivered", _("arrived (01)")
    REFUSED = "refused", _("refused (02)")
    REGISTERED = "registered", _("registered (03)")
    ASSIGNED = "assigned", _("assigned (04)")
    IN_PROGRESS = "in_progress", _("in progress (05)")
    COMPLETED = "completed", _("completed (06)")
    FAILED = "failed", _("not delivered")
    ON_PAPER = "on_paper", _("sent on paper")
    RECALLED = "recalled", _("recalled (15)")
    CALLED_OFF = "called_off", _("taken back before it was sent")


class Code(models.TextChoices):
    """What a recipient's system tells the sender."""

    ARRIVED = "01", _("arrived")
    REFUSED = "02", _("refused")
    REGISTERED = "03", _("registered")
    ASSIGNED = "04", _("assigned")
    IN_PROGRESS = "05", _("in progress")
    COMPLETED = "06", _("completed")


def status_said(code: str) -> str:
    """A status of a delivery in words, with its code: completed (06)."""
    return f"{Code(code).label} ({code})" if code in Code.values else code


ON_THE_WAY = [State.PENDING, State.SENT, State.FAILED]
OPENED = [*ON_THE_WAY, State.DELIVERED]
HELD = [*OPENED, State.REGISTERED]
GIVEN = [*HELD, State.ASSIGNED]
WORKED = [*GIVEN, State.IN_PROGRESS]
OUT_THERE = [*WORKED, State.REFUSED, State.COMPLETED, State.ON_PAPER]

VERBS = {
    Code.ARRIVED: "deliver",
    Code.REFUSED: "refuse",
    Code.REGISTERED: "register",
    Code.ASSIGNED: "assign",
    Code.IN_PROGRESS: "start",
    Code.COMPLETED: "complete",
}


class Lifecycle(Stateful, models.Model):
    """The moves of a delivery; each is made by the system when a status comes in."""

    state = StateField(_("state"), choices=State.choices, default=State.PENDING, protected=True)

    class Meta:
        abstract = True

    @move(state, State.PENDING, State.SENT, who=Permission.DELIVER)
    def send(self) -> None: ...

    @move(state, State.PENDING, State.ON_PAPER, who=Permission.DELIVER)
    def send_on_paper(self) -> None: ...

    @move(state, State.PENDING, State.FAILED, who=Permission.DELIVER)
    def fail(self) -> None: ...

    @move(state, State.FAILED, State.PENDING, who=Permission.DELIVER)
    def retry(self) -> None: ...

    @move(state, ON_THE_WAY, State.DELIVERED, who=Permission.DELIVER)
    def deliver(self) -> None: ...

    # Registered first and refused then: the recipient undid the registration.
    @move(state, HELD, State.REFUSED, who=Permission.DELIVER)
    def refuse(self) -> None: ...

    @move(state, OPENED, State.REGISTERED, who=Permission.DELIVER)
    def register(self) -> None: ...

    @move(state, HELD, State.ASSIGNED, who=Permission.DELIVER)
    def assign(self) -> None: ...

    @move(state, GIVEN, State.IN_PROGRESS, who=Permission.DELIVER)
    def start(self) -> None: ...

    @move(state, WORKED, State.COMPLETED, who=Permission.DELIVER)
    def complete(self) -> None: ...

    # The recipient cancelled it on request (15), or the paper came back (Decree 30 Art. 18.4).
    @move(state, OUT_THERE, State.RECALLED, who=Permission.DELIVER)
    def recall(self) -> None: ...

    @move(state, [State.PENDING, State.FAILED], State.CALLED_OFF, who=Permission.DELIVER)
    def call_off(self) -> None: ...
