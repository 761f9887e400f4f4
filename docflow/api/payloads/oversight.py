"""What auditors and operators are told: the log, its proof, rates, verdicts, waiting work."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from docflow.api.payloads.shapes import Given, Told, UnitName, Yes
from docflow.audit.models import AuditCheck
from docflow.desks.backlog import Row
from docflow.desks.log_search import Line
from docflow.desks.rate_tables import Below, Month
from docflow.exchange.models import Delivery
from docflow.reports.rates import Figure, Item


class LogLine(Told):
    """An entry of the log as people read it; what may not be seen is `hidden`."""

    chain: str
    number: int
    at: datetime
    event: str
    who: str | None
    on_behalf_of: str | None
    program: str | None
    document: UUID | None
    code: str | None
    recipient: str | None
    about: str | None
    said: str | None
    hidden: bool
    erased: bool

    @classmethod
    def of(cls, line: Line) -> "LogLine":
        return cls(
            chain=line.chain,
            number=line.number,
            at=line.at,
            event=line.event,
            who=line.who or None,
            on_behalf_of=line.on_behalf_of or None,
            program=line.program or None,
            document=line.document.uid if line.document else None,
            code=line.code or None,
            recipient=line.partner or None,
            about=line.about or None,
            said=line.said or None,
            hidden=line.hidden,
            erased=line.erased,
        )


class ChainState(Told):
    """How far a chain has grown, and how much of it stands under a signed checkpoint."""

    chain: str
    length: int
    signed: int
    head: str


class CheckAsked(Given):
    """Which chains: the unit's own two, or for who audits the unit at the top all there are."""

    whole: Yes = False


class LogCheck(Told):
    """A check of the log; `whole` is null while it waits or runs. `unit` is null for all chains."""

    uid: UUID
    unit: UUID | None
    asked_at: datetime
    finished_at: datetime | None
    done: int
    total: int
    whole: bool | None
    bad_chain: str | None
    bad_number: int | None
    bad_reason: str | None

    @classmethod
    def of(cls, check: AuditCheck) -> "LogCheck":
        return cls(
            uid=check.uid,
            unit=check.unit,
            asked_at=check.asked_at,
            finished_at=check.finished_at,
            done=check.done,
            total=check.total,
            whole=check.whole if check.finished_at else None,
            bad_chain=check.bad_chain or None,
            bad_number=check.bad_number,
            bad_reason=check.bad_reason or None,
        )


class Proof(Told):
    """The state of the unit's chains, and the newest check of them."""

    chains: list[ChainState]
    check: LogCheck | None


class RateFigure(Told):
    """One rate: two counts, the percentage (null for 0 of 0), what is left aside and why."""

    rate: str
    numerator: int
    denominator: int
    percent: str | None
    excluded: int
    excluded_reasons: dict[str, int]
    open_in_time: int

    @classmethod
    def of(cls, rate: str, figure: Figure) -> "RateFigure":
        return cls(
            rate=rate,
            numerator=figure.numerator,
            denominator=figure.denominator,
            percent=figure.percent_plain,
            excluded=figure.excluded,
            excluded_reasons=figure.reasons,
            open_in_time=figure.open_in_time,
        )


class Rates(Told):
    """The rates of a unit for a period, as counted up to a moment."""

    definition: str
    unit: UnitName
    first: date
    last: date
    tree: bool
    at: datetime
    rates: list[RateFigure]


class UnitRate(Told):
    """A rate of a unit right below with all its branch; `own`: of the unit itself, alone."""

    unit: UnitName
    own: bool
    units: int
    figure: RateFigure

    @classmethod
    def of(cls, rate: str, row: Below) -> "UnitRate":
        return cls(
            unit=UnitName(uid=row.uid, name=row.name),
            own=row.own,
            units=row.many,
            figure=RateFigure.of(rate, row.figure),
        )


class MonthRate(Told):
    """A rate of one month, as far as the period reaches."""

    first: date
    last: date
    figure: RateFigure

    @classmethod
    def of(cls, rate: str, month: Month) -> "MonthRate":
        figure = RateFigure.of(rate, month.figure)
        return cls(first=month.first, last=month.last, figure=figure)


class CountedThing(Told):
    """One counted thing behind a figure."""

    thing: str
    uid: UUID
    unit: UUID
    day: date
    reason: str | None

    @classmethod
    def of(cls, item: Item) -> "CountedThing":
        return cls(
            thing=item.thing,
            uid=item.uid,
            unit=item.unit,
            day=item.day,
            reason=item.reason or None,
        )


class PdfReport(Told):
    """What the checker says of a PDF (docs/commands.md: check_pdf); `documents` have its bytes."""

    indication: str
    sub_indication: str | None
    signatures: list[dict[str, Any]]
    problems: list[dict[str, Any]]
    size: int
    sha256: str
    checked_at: datetime
    documents: list[UUID]


class WaitingRow(Told):
    """Work that waits: what it is, when it is next tried, what went wrong last."""

    kind: str
    about: UUID | None
    due: datetime | None
    attempts: int
    last_error: str | None

    @classmethod
    def of(cls, row: Row) -> "WaitingRow":
        return cls(
            kind=row.kind,
            about=row.about,
            due=row.due,
            attempts=row.attempts,
            last_error=row.last_error or None,
        )


class GivenUp(Told):
    """A delivery that is no longer tried, and that nobody has settled."""

    uid: UUID
    unit: UnitName
    recipient: str
    last_error: str | None

    @classmethod
    def of(cls, delivery: Delivery) -> "GivenUp":
        return cls(
            uid=delivery.uid,
            unit=UnitName.of(delivery.unit),
            recipient=delivery.name,
            last_error=delivery.last_error or None,
        )


class Health(Told):
    """How much work waits, how much of it failed before, and the oldest of what failed.

    `checkpoint` is the number of the newest one that signs the heads of the log.
    """

    waiting: dict[str, int]
    failing: dict[str, int]
    rows: list[WaitingRow]
    given_up: list[GivenUp]
    checkpoint: int | None
