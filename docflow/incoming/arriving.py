"""What a sender hands over, and how a clerk's entry of a paper is checked before it is kept."""

from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.documents import kinds, notation
from docflow.documents.given import text
from docflow.documents.kinds import Urgency
from docflow.errors import Refused
from docflow.signatures.intake import File
from docflow.units.models import Unit

HIGHEST_NUMBER = 999_999
LONGEST_SUBJECT = 500
LONGEST_ISSUER = 200
LONGEST_NOTATION = 60
LONGEST_CODE = 80
LONGEST_NAME = 200


@dataclass(frozen=True)
class Mends:
    """Which earlier document it replaces, amends or corrects, as the sender names it."""

    kind: str
    exchange_id: UUID
    code: str
    issued_on: date | None


@dataclass(frozen=True)
class Arriving:
    """What a sender hands over: the facts of its document and its files, by digest.

    `code_as_written` is number and notation as the paper bears them, where they are not of the
    shape 05/BC-UBND, such as the Party's 123-CV/TU.
    """

    exchange_id: UUID
    sender: Unit | None
    issuer: str
    kind: str
    subject: str
    urgency: str
    number: int | None
    notation: str
    issued_on: date | None
    file: File
    attachments: tuple[File, ...] = field(default=())
    code_as_written: str = ""
    circulation: str = ""
    mends: Mends | None = None


def checked(arriving: Arriving) -> Arriving:
    """A clerk's entry, tidied; raises Refused, naming what is wrong.

    A document arrives on the day it was issued or later (Decree 30 Art. 22).
    """
    _must_be_dated(arriving)
    tidied = replace(
        arriving,
        kind=_kind(arriving.kind),
        urgency=_urgency(arriving.urgency),
        subject=text(arriving.subject, LONGEST_SUBJECT, "subject"),
        issuer=text(arriving.issuer, LONGEST_ISSUER, "issuer"),
        notation=text(arriving.notation, LONGEST_NOTATION, "notation", may_be_empty=True),
        code_as_written=text(arriving.code_as_written, LONGEST_CODE, "code", may_be_empty=True),
        attachments=tuple(
            replace(each, name=text(each.name, LONGEST_NAME, "attachment"))
            for each in arriving.attachments
        ),
    )
    return _read_code(tidied)


def _read_code(arriving: Arriving) -> Arriving:
    """Number and notation out of the code as written, if they were not given and can be read."""
    if arriving.number or arriving.notation or not arriving.issued_on:
        return arriving
    parsed = notation.parse(arriving.code_as_written)
    if (
        parsed is None
        or not 1 <= parsed.number <= HIGHEST_NUMBER
        or len(parsed.notation) > LONGEST_NOTATION
    ):
        return arriving
    return replace(arriving, number=parsed.number, notation=parsed.notation)


def _must_be_dated(arriving: Arriving) -> None:
    number, issued_on = arriving.number, arriving.issued_on
    if number is not None and (type(number) is not int or not 1 <= number <= HIGHEST_NUMBER):
        raise Refused(
            "bad_number",
            _("A number is from 1 to %(highest)s. Leave it out if the paper bears none."),
            highest=HIGHEST_NUMBER,
        )
    if number is not None and issued_on is None:
        raise Refused(
            "number_without_date", _("A number needs the date of issue. Enter the paper's date.")
        )
    if issued_on is not None and type(issued_on) is not date:
        raise Refused("bad_date", _("The date of issue is a day without an hour. Enter a day."))
    if issued_on and issued_on > clock.today():
        raise Refused(
            "issued_in_the_future",
            _("The date of issue is after today. Look at the date on the paper again."),
        )


def _kind(word: str) -> str:
    kind = kinds.find(word) if isinstance(word, str) else None
    if kind is None:
        raise Refused(
            "unknown_kind", _("There is no document type “%(kind)s” in Decree 30."), kind=word
        )
    return kind.code


def _urgency(word: str) -> str:
    if word not in list(Urgency):
        raise Refused(
            "unknown_urgency",
            _("“%(urgency)s” is no degree of urgency. Choose: %(choices)s."),
            urgency=word,
            choices=", ".join(Urgency),
        )
    return Urgency(word)
