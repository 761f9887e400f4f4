"""What the clerk adds to a line of a register by hand, beside what the system knows itself."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.audit.events import Event
from docflow.audit.log import action, record
from docflow.documents.given import text
from docflow.documents.models import RegisterEntry
from docflow.errors import Refused
from docflow.permissions import Acting, Permission, require

LONGEST_NAME, LONGEST_REMARK = 200, 500
MOST = 999  # IssuedAmount and PageAmount have three digits (Decree 30 Annex VI part II)


@dataclass(frozen=True)
class ByHand:
    """What stands in a line by hand: how many copies and pages, who keeps and who got it, remarks.

    None and empty: the system's own word stands, or nothing.
    """

    copies: int | None = None
    pages: int | None = None
    kept_by: str = ""
    received_by: str = ""
    received_on: date | None = None
    remark: str = ""

    @classmethod
    def of(cls, entry: RegisterEntry) -> "ByHand":
        """What stands in a line now."""
        return cls(**{name: getattr(entry, name) for name in cls.__dataclass_fields__})


@action
def note_line(entry: RegisterEntry, given: ByHand, *, by: Acting) -> RegisterEntry:
    """Write what was added by hand into a line; the log keeps what stood there before.

    The register is kept by the clerk of the unit (Decree 30 Art. 6, 16). Raises Refused
    `bad_amount`, `received_early`, `received_later`, `signature_incomplete`.
    """
    require(by, Permission.REGISTER_MANAGE, entry.unit)
    entry = (
        RegisterEntry.objects.select_for_update(of=("self",))
        .select_related("register", "unit", "document")
        .get(pk=entry.pk)
    )
    before, given = ByHand.of(entry), _checked(entry, given)
    for name, value in asdict(given).items():
        setattr(entry, name, value)
    entry.save(update_fields=list(asdict(given)))
    record(
        Event.REGISTER_LINE_NOTED,
        entry.document,
        by,
        facts={
            "unit": str(entry.unit.uid),
            "series": entry.register.series,
            "year": entry.year,
            "book": entry.register.book,
            "number": entry.number,
            "copies": given.copies,
            "pages": given.pages,
            "received_on": given.received_on.isoformat() if given.received_on else None,
        },
        **_words(before, given),
    )
    return entry


def _checked(entry: RegisterEntry, given: ByHand) -> ByHand:
    _must_be_amounts(given)
    received_by = text(given.received_by, LONGEST_NAME, "received_by", may_be_empty=True)
    _must_be_received(entry, given.received_on, received_by)
    return ByHand(
        copies=given.copies,
        pages=given.pages,
        kept_by=text(given.kept_by, LONGEST_NAME, "kept_by", may_be_empty=True),
        received_by=received_by,
        received_on=given.received_on,
        remark=text(given.remark, LONGEST_REMARK, "remark", may_be_empty=True),
    )


def _must_be_amounts(given: ByHand) -> None:
    for number in (given.copies, given.pages):
        if number is not None and (type(number) is not int or not 0 <= number <= MOST):
            raise Refused(
                "bad_amount",
                _("Copies and pages are numbers from 0 to %(most)s. Enter another one."),
                most=MOST,
            )


def _must_be_received(entry: RegisterEntry, day: date | None, name: str) -> None:
    if day is None:
        return
    if not name:
        raise Refused("signature_incomplete", _("Say who signed for it, beside the day."))
    if day > clock.today():
        raise Refused("received_later", _("The day of the signature lies in the future."))
    if day < clock.local_date(entry.given):
        raise Refused(
            "received_early", _("The day of the signature lies before that of the number.")
        )


def _words(before: ByHand, given: ByHand) -> dict[str, Any]:
    """Names and remarks, now and as they stood: personal ones lie in the side table."""
    names = ("kept_by", "received_by", "remark")
    now = {name: getattr(given, name) for name in names}
    old = {
        f"{name}_before": getattr(before, name)
        for name in names
        if getattr(before, name) != now[name]
    }
    return {name: value for name, value in (now | old).items() if value}
