"""Two lives: of a recall as its sender sees it, of the request as the recipient has it.

Codes as in QCVN 102:2016: 13 asks, 15 agrees, 16 refuses. Refused, a recipient can be asked anew.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from docflow.lifecycle import StateField, Stateful, move
from docflow.permissions import Permission


class Sent(models.TextChoices):
    """How far a recall from one recipient has come."""

    WAITING = "waiting", _("waiting to be sent")
    ASKED = "asked", _("asked (13)")
    PAPER_OUT = "paper_out", _("the paper is asked back")
    RETURNED = "returned", _("given back (15)")
    REFUSED = "refused", _("refused (16)")
    UNSENT = "unsent", _("never sent")


class Got(models.TextChoices):
    """What a recipient said to a request."""

    ASKED = "asked", _("asked to give back")
    AGREED = "agreed", _("agreed and cancelled")
    REFUSED = "refused", _("refused to give back")


ON_THE_WAY = [Sent.WAITING, Sent.ASKED]
UNDER_WAY = [*ON_THE_WAY, Sent.PAPER_OUT]


class SentLife(Stateful, models.Model):
    """The moves of a recall; the system makes them as answers come, the clerk has the paper."""

    state = StateField(_("state"), choices=Sent.choices, default=Sent.WAITING, protected=True)

    class Meta:
        abstract = True

    @move(state, Sent.WAITING, Sent.ASKED, who=Permission.DELIVER)
    def send_request(self) -> None: ...

    @move(state, Sent.WAITING, Sent.PAPER_OUT, who=Permission.DELIVER)
    def wait_for_paper(self) -> None: ...

    @move(state, Sent.WAITING, Sent.UNSENT, who=Permission.DELIVER)
    def leave_unsent(self) -> None: ...

    @move(state, ON_THE_WAY, Sent.RETURNED, who=Permission.DELIVER)
    def take_agreement(self) -> None: ...

    @move(state, ON_THE_WAY, Sent.PAPER_OUT, who=Permission.DELIVER)
    def take_agreement_but_paper(self) -> None: ...

    @move(state, ON_THE_WAY, Sent.REFUSED, who=Permission.DELIVER)
    def take_refusal(self) -> None: ...

    @move(state, Sent.PAPER_OUT, Sent.RETURNED, who=Permission.OUTGOING_ISSUE)
    def note_back(self) -> None: ...


class GotLife(Stateful, models.Model):
    """The moves of a request: a clerk answers, or the system where the unit chose so."""

    state = StateField(_("state"), choices=Got.choices, default=Got.ASKED, protected=True)

    class Meta:
        abstract = True

    @move(state, Got.ASKED, Got.AGREED, who=Permission.RECALL_ANSWER)
    def agree(self) -> None: ...

    @move(state, Got.ASKED, Got.REFUSED, who=Permission.RECALL_ANSWER)
    def decline(self) -> None: ...
