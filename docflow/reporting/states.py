"""The life of a report that was asked for, and of the asking: states, moves, who makes each.

Decree 09/2019 (reporting of state administrative agencies), Art. 12: periods and closing days.
"""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from docflow.lifecycle import StateField, Stateful, guard, move
from docflow.permissions import Permission


class AskedState(models.TextChoices):
    OPEN = "open", _("open")
    CLOSED = "closed", _("closed")


class State(models.TextChoices):
    ASKED = "asked", _("asked, not sent yet")
    SENT = "sent", _("sent")
    RETURNED = "returned", _("returned, to be sent again")
    ACCEPTED = "accepted", _("accepted")


@guard("request_closed", _("Whoever asked has closed this report. Ask them to ask for it anew."))
def is_open(report: Any, by: Any) -> bool:
    return report.request.state == AskedState.OPEN


@guard("figures_missing", _("Figures are missing. Fill in every figure, 0 where there is none."))
def is_complete(report: Any, by: Any) -> bool:
    return report.values.count() == report.request.figures.count()


class AskedLifecycle(Stateful, models.Model):
    """The moves of what was asked for."""

    state = StateField(
        _("state"), choices=AskedState.choices, default=AskedState.OPEN, protected=True
    )

    class Meta:
        abstract = True

    @move(state, AskedState.OPEN, AskedState.CLOSED, who=Permission.REPORT_ASK)
    def close(self) -> None: ...


class Lifecycle(Stateful, models.Model):
    """The moves of one unit's report."""

    state = StateField(_("state"), choices=State.choices, default=State.ASKED, protected=True)

    class Meta:
        abstract = True

    @move(
        state,
        [State.ASKED, State.RETURNED],
        State.SENT,
        who=Permission.REPORT_ANSWER,
        needs=[is_open, is_complete],
    )
    def send_report(self) -> None: ...

    @move(
        state,
        [State.SENT, State.ACCEPTED],
        State.RETURNED,
        who=Permission.REPORT_ASK,
        at="request.unit",
        needs=[is_open],
    )
    def return_report(self) -> None: ...

    @move(
        state,
        State.SENT,
        State.ACCEPTED,
        who=Permission.REPORT_ASK,
        at="request.unit",
    )
    def accept(self) -> None: ...
