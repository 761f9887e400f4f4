"""What all payloads are made of; schemas give shapes and hold no rules."""

import re
from datetime import date
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

from ninja import Schema
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BeforeValidator,
    ConfigDict,
    Field,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from docflow.people.models import Appointment
from docflow.units.models import Unit

Item = TypeVar("Item")
DAY = re.compile(r"(19|20|21)\d\d-\d\d-\d\d")
MOMENT = re.compile(rf"{DAY.pattern}[Tt ]\d\d:\d\d:\d\d(\.\d{{1,6}})?([Zz]|[+-]\d\d:\d\d)")


def _readable(text: str) -> str:
    """Refuse what no database keeps: NUL and halves of characters."""
    if "\0" in text or any("\ud800" <= sign <= "\udfff" for sign in text):
        raise PydanticCustomError("unreadable", "holds characters that cannot be read")
    return text


def _day(value: Any) -> Any:
    """A day as it is written, of the years a calendar here knows; no number of seconds."""
    if isinstance(value, str) and not DAY.fullmatch(value):
        raise PydanticCustomError("bad_day", "is no day like 2026-11-21")
    return _no_number(value)


def _moment(value: Any) -> Any:
    """A moment as RFC 3339 writes it, with its zone; no number of seconds."""
    if isinstance(value, str) and not MOMENT.fullmatch(value):
        raise PydanticCustomError("bad_moment", "is no moment with a zone")
    return _no_number(value)


def _no_number(value: Any) -> Any:
    if isinstance(value, int | float):
        raise PydanticCustomError("no_number", "is a number")
    return value


def spelled(choices: Any) -> WithJsonSchema:
    """The words of an enumeration, spelled out in the description of each call."""
    return WithJsonSchema({"type": "string", "enum": [str(each.value) for each in choices]})


Text = Annotated[
    str,
    Field(max_length=2000, json_schema_extra={"pattern": r"^[^\u0000]*$"}),
    AfterValidator(_readable),
]
Day = Annotated[date, BeforeValidator(_day)]
Moment = Annotated[AwareDatetime, BeforeValidator(_moment)]
Yes = Annotated[bool, Field(strict=True)]
Whole = Annotated[int, Field(strict=True)]


class Given(Schema):
    """What a program sends; a field nobody knows is refused, so that no typing error is lost."""

    model_config = ConfigDict(extra="forbid")


class Told(Schema):
    """What is answered; what is absent is null."""

    model_config = ConfigDict(from_attributes=True)


class Problem(Schema):
    """Why it was not done (RFC 9457): codes for programs, a sentence for people."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    params: dict[str, Any]
    field: str | None
    errors: list["FieldProblem"]


class FieldProblem(Schema):
    """What is wrong with one value; of a file, with its place in it and what to do."""

    field: str
    code: str
    detail: str
    remedy: str | None = None
    page: int | None = None
    object: int | None = None


class UnitName(Told):
    """A unit, by uid and name of today."""

    uid: UUID
    name: str

    @classmethod
    def of(cls, unit: Unit, name: str | None = None) -> "UnitName":
        return cls(uid=unit.uid, name=name or unit.name)


class Post(Told):
    """A post and its holder."""

    uid: UUID
    user: UUID
    full_name: str
    post: str
    kind: str
    unit: UUID

    @classmethod
    def of(cls, post: Appointment) -> "Post":
        return cls(
            uid=post.uid,
            user=post.user.uid,
            full_name=post.user.full_name,
            post=post.post,
            kind=post.kind,
            unit=post.unit.uid,
        )


class Page(Told, Generic[Item]):
    """Some of a list; `next` is the cursor of what follows, null at the end."""

    items: list[Item]
    next: str | None


class Reason(Given):
    """Why."""

    reason: Text


class Pin(Given):
    """The PIN of the key, for this one act; it is kept nowhere."""

    pin: Annotated[str, Field(max_length=200), AfterValidator(_readable)]
