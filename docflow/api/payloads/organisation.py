"""Units and people: as they are told, and what is sent to change them."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from docflow import clock
from docflow.api.payloads import words
from docflow.api.payloads.shapes import Day, Given, Moment, Post, Text, Told, UnitName
from docflow.people.models import ApiToken, Appointment, Delegation
from docflow.search.units import FoundUnit
from docflow.signatures.models import SigningKey
from docflow.units.models import Unit


class UnitLine(Told):
    """A unit that was found; `successors` answer for one that has ended."""

    uid: UUID
    name: str
    where: str | None
    ended: bool
    old_name: str | None
    successors: list[UnitName]

    @classmethod
    def of(cls, found: FoundUnit) -> "UnitLine":
        return cls(
            uid=found.unit.uid,
            name=found.name,
            where=found.where or None,
            ended=found.ended,
            old_name=found.old_name or None,
            successors=[UnitName.of(each.unit, each.name) for each in found.successors],
        )


class NameThen(Told):
    """What a unit was called for a time."""

    name: str
    short_name: str | None
    abbreviation: str | None
    locality: str | None
    valid_from: date
    valid_to: date | None


class PlaceThen(Told):
    """Where a unit stood for a time."""

    level: str
    parent: UUID | None
    valid_from: date
    valid_to: date | None


class CodeThen(Told):
    """A code a unit bore for a time."""

    scheme: words.CodeScheme
    code: str
    simulated: bool
    valid_from: date
    valid_to: date | None


class UnitWhole(Told):
    """A unit through time."""

    uid: UUID
    name: str
    kind: str | None
    opened: date
    ended: date | None
    prints_qr_code: bool
    names: list[NameThen]
    places: list[PlaceThen]
    codes: list[CodeThen]
    successors: list[UnitName]

    @classmethod
    def of(cls, unit: Unit) -> "UnitWhole":
        return cls(
            uid=unit.uid,
            name=unit.name,
            kind=unit.kind or None,
            opened=unit.opened,
            ended=unit.ended,
            prints_qr_code=unit.prints_qr_code,
            names=[_name_then(each) for each in unit.names.order_by("valid_from")],
            places=[_place_then(each) for each in _places(unit)],
            codes=[CodeThen.from_orm(each) for each in unit.codes.order_by("valid_from", "pk")],
            successors=[UnitName.of(each.successor) for each in _successions(unit)],
        )


class NewUnit(Given):
    """A unit to open in or below the token's unit."""

    name: Text
    level: Text
    parent: UUID | None = None
    opened: Day | None = None
    kind: Text = ""
    short_name: Text = ""
    abbreviation: Text = ""
    locality: Text = ""


class NewName(Given):
    """Another name from a day on; what is left out stays as it was."""

    name: Text
    first_day: Day
    short_name: Text | None = None
    abbreviation: Text | None = None
    locality: Text | None = None


class NewPlace(Given):
    """Another place from a day on; without a parent, at the top."""

    parent: UUID | None
    first_day: Day
    level: Text | None = None


class NewCode(Given):
    """A code beside those the unit has."""

    scheme: words.CodeScheme
    code: Text
    valid_from: Day | None = None
    valid_to: Day | None = None


class QrCode(Given):
    """Whether the unit's documents carry a QR code."""

    prints: bool


class UnitEnd(Given):
    """The last day of a unit, and who succeeds it by which act."""

    last_day: Day
    successors: list[UUID] = Field(default=[], max_length=100)
    default: UUID | None = None
    basis: Text


class Appointed(Post):
    """A post with its roles and its time."""

    username: str
    roles: list[str]
    valid_from: date
    valid_to: date | None
    basis: str | None

    @classmethod
    def whole(cls, each: Appointment) -> "Appointed":
        """A post with user, unit and grants fetched before."""
        return cls(
            **Post.of(each).model_dump(),
            username=each.user.username,
            roles=sorted(grant.role for grant in each.grants.all()),
            valid_from=each.valid_from,
            valid_to=each.valid_to,
            basis=each.basis or None,
        )


class NewPerson(Given):
    """An account; a password given here is replaced at the first sign-in."""

    username: Text
    full_name: Text
    password: Text | None = None


class Person(Told):
    """An account."""

    uid: UUID
    username: str
    full_name: str


class NewPost(Given):
    """A post for a person, with its roles, from a day on."""

    user: UUID
    unit: UUID
    post: Text
    roles: list[Text] = Field(max_length=20)
    kind: words.PostKind = Appointment.Kind.STAFF
    valid_from: Day | None = None
    valid_to: Day | None = None
    basis: Text = ""


class NewDelegation(Given):
    """What the token's own post lets another do, in writing, for a time."""

    taker: UUID
    permissions: list[words.Permission] = Field(max_length=50)
    valid_from: Day
    valid_to: Day
    basis: Text
    kind: words.DelegationKind = Delegation.Kind.AUTHORISATION
    kinds: list[Text] = Field(default=[], max_length=60)
    file: Text = ""


class Delegated(Told):
    """A delegation; `kinds` are the document types it holds for, none: all."""

    uid: UUID
    giver: Post
    taker: Post
    kind: words.DelegationKind
    permissions: list[str]
    kinds: list[str]
    valid_from: date
    valid_to: date | None
    basis: str
    has_file: bool
    passed_from: UUID | None

    @classmethod
    def of(cls, each: Delegation) -> "Delegated":
        return cls(
            uid=each.uid,
            giver=Post.of(each.giver),
            taker=Post.of(each.taker),
            kind=Delegation.Kind(each.kind),
            permissions=sorted(each.permissions),
            kinds=sorted(each.kinds),
            valid_from=each.valid_from,
            valid_to=each.valid_to,
            basis=each.basis,
            has_file=bool(each.file_digest),
            passed_from=each.passed_from.uid if each.passed_from else None,
        )


class Key(Told):
    """A key and its certificate; `custodian` only of an agency's key. Private keys never leave.

    `picture` is the SHA-256 of what was given for the mark; of a drawn name there is none.
    """

    uid: UUID
    purpose: words.KeyPurpose
    owner: str
    serial: str
    certificate: str
    kind: words.KeyKind
    status: words.KeyStatus
    valid_from: datetime
    valid_to: datetime
    retired: datetime | None
    revoked: datetime | None
    revoked_because: words.RevokedBecause | None
    replaced_by: UUID | None
    is_locked: bool
    picture: str | None
    custodian: Post | None
    handover: str | None

    @classmethod
    def of(cls, key: SigningKey, owner: str, tries: int) -> "Key":
        """A key with appointments and custodies fetched before."""
        today = clock.today()
        custody = next((each for each in key.custodies.all() if each.holds_on(today)), None)
        return cls(
            uid=key.uid,
            purpose=SigningKey.Purpose(key.purpose),
            owner=owner,
            serial=key.serial,
            certificate=key.certificate,
            valid_from=key.valid_from,
            valid_to=key.valid_to,
            kind=SigningKey.Kind(key.kind),
            status=key.status_at(clock.now()),
            retired=key.retired,
            revoked=key.revoked,
            revoked_because=SigningKey.Because(key.revoked_because) if key.revoked else None,
            replaced_by=key.replaced_by.uid if key.replaced_by else None,
            is_locked=key.wrong_pins >= tries,
            picture=key.picture_id,
            custodian=Post.of(custody.custodian) if custody else None,
            handover=custody.handover if custody else None,
        )


class Handover(Given):
    """Who keeps the agency's key from now on, by which hand-over record."""

    custodian: UUID
    handover: Text


class Revocation(Given):
    """Why a certificate is revoked, by which request or record, and since when; now without."""

    because: words.RevokedBecause
    basis: Text
    since: Moment | None = None


class NewToken(Given):
    """An access token for a program, for a post of the unit, within a scope, for a time."""

    post: UUID
    purpose: Text
    scope: list[words.Permission] = Field(max_length=50)
    expires: Moment


class TokenLine(Told):
    """An access token; what opens with it is told once and kept nowhere."""

    uid: UUID
    post: Post
    purpose: str
    scope: list[str]
    created: datetime
    expires: datetime
    confirmed: datetime | None
    revoked: datetime | None
    last_used: datetime | None

    @classmethod
    def of(cls, token: ApiToken) -> "TokenLine":
        return cls(
            uid=token.uid,
            post=Post.of(token.appointment),
            purpose=token.purpose,
            scope=sorted(token.scope),
            created=token.created,
            expires=token.expires,
            confirmed=token.confirmed,
            revoked=token.revoked,
            last_used=token.last_used,
        )


class IssuedToken(Told):
    """A new token; `secret` is null when the same call is answered again."""

    token: TokenLine
    secret: str | None


def _name_then(each: Any) -> NameThen:
    return NameThen(
        name=each.name,
        short_name=each.short_name or None,
        abbreviation=each.abbreviation or None,
        locality=each.locality or None,
        valid_from=each.valid_from,
        valid_to=each.valid_to,
    )


def _place_then(each: Any) -> PlaceThen:
    return PlaceThen(
        level=each.level.code,
        parent=each.parent.uid if each.parent else None,
        valid_from=each.valid_from,
        valid_to=each.valid_to,
    )


def _places(unit: Unit) -> Any:
    return unit.places.select_related("level", "parent").order_by("valid_from")


def _successions(unit: Unit) -> Any:
    return unit.successions.select_related("successor").order_by("pk")
