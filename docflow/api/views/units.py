"""Units: found as one types, shown through time, changed from a day on."""

from typing import Any
from uuid import UUID

from ninja import Router

from docflow.api import finding
from docflow.api.access import call
from docflow.api.cursors import Limit
from docflow.api.errors import NothingNamed
from docflow.api.payloads import organisation as sent
from docflow.api.payloads.organisation import UnitLine, UnitWhole
from docflow.api.payloads.shapes import Day, Text
from docflow.permissions import Permission as P
from docflow.requests.limits import limit as count
from docflow.search.units import find_units, units_within
from docflow.units import actions
from docflow.units.models import Level, Unit

router = Router(tags=["units"])
DAYS = ("before_the_last_change", "unit_ended", "outside_own_unit")


@call(router, "GET", "/units", list[UnitLine])
def search_units(
    request: Any, text: Text = "", limit: Limit = 20, day: Day | None = None
) -> list[UnitLine]:
    """Units that bear all words in their names or codes, now or before; without, own and below."""
    count("search", request.actor)
    if not text.strip():
        near = units_within(request.actor.unit, limit=limit, day=day)
        return [UnitLine.of(each) for each in near]
    return [UnitLine.of(each) for each in find_units(text, limit=limit, day=day)]


@call(router, "GET", "/units/{uuid:uid}", UnitWhole)
def show_unit(request: Any, uid: UUID) -> UnitWhole:
    """A unit through time: names, places, codes, successors."""
    return UnitWhole.of(finding.unit(uid))


@call(
    router,
    "POST",
    "/units",
    UnitWhole,
    P.UNIT_MANAGE,
    status=201,
    needs_key=True,
    codes=(
        "outside_own_unit",
        "level_not_then",
        "level_above_parent",
        "unit_ended",
        "name_missing",
        "name_taken",
        "too_long",
    ),
    places={
        "level_not_then": "level",
        "level_above_parent": "parent",
        "unit_ended": "parent",
        "outside_own_unit": "parent",
    },
)
def open_unit(request: Any, given: sent.NewUnit) -> UnitWhole:
    """Open a unit from a day on, today if none is named."""
    unit = actions.open_unit(
        given.name,
        _level(given.level),
        by=request.actor,
        parent=_named(given.parent, "parent"),
        opened=given.opened,
        kind=given.kind,
        short_name=given.short_name,
        abbreviation=given.abbreviation,
        locality=given.locality,
    )
    return UnitWhole.of(unit)


@call(
    router,
    "POST",
    "/units/{uuid:uid}/rename",
    UnitWhole,
    P.UNIT_MANAGE,
    codes=(*DAYS, "name_taken"),
)
def rename_unit(request: Any, uid: UUID, given: sent.NewName) -> UnitWhole:
    """Give a unit another name from a day on."""
    unit = actions.rename_unit(
        finding.unit(uid),
        given.name,
        given.first_day,
        by=request.actor,
        short_name=given.short_name,
        abbreviation=given.abbreviation,
        locality=given.locality,
    )
    return UnitWhole.of(unit)


@call(
    router,
    "POST",
    "/units/{uuid:uid}/move",
    UnitWhole,
    P.UNIT_MANAGE,
    codes=(
        "below_itself",
        "level_above_parent",
        "level_below_its_units",
        "level_not_then",
        *DAYS,
    ),
    places={
        "below_itself": "parent",
        "level_above_parent": "parent",
        "level_below_its_units": "level",
        "level_not_then": "level",
    },
)
def move_unit(request: Any, uid: UUID, given: sent.NewPlace) -> UnitWhole:
    """Put a unit below another one from a day on."""
    unit = actions.move_unit(
        finding.unit(uid),
        _named(given.parent, "parent"),
        given.first_day,
        by=request.actor,
        level=_level(given.level) if given.level is not None else None,
    )
    return UnitWhole.of(unit)


@call(
    router,
    "POST",
    "/units/{uuid:uid}/codes",
    UnitWhole,
    P.UNIT_MANAGE,
    codes=("code_taken", "identifier_shape", "unit_ended", "outside_own_unit"),
    places={"identifier_shape": "code"},
)
def add_code(request: Any, uid: UUID, given: sent.NewCode) -> UnitWhole:
    """Give a unit a code for a time, beside those it has."""
    unit = finding.unit(uid)
    actions.add_code(
        unit,
        given.scheme,
        given.code,
        by=request.actor,
        valid_from=given.valid_from,
        valid_to=given.valid_to,
    )
    return UnitWhole.of(unit)


@call(
    router,
    "POST",
    "/units/{uuid:uid}/set_qr_code",
    UnitWhole,
    P.UNIT_MANAGE,
    codes=("unit_ended", "outside_own_unit"),
)
def set_qr_code(request: Any, uid: UUID, given: sent.QrCode) -> UnitWhole:
    """Let the unit's documents carry a QR code in the margin from now on, or no more."""
    unit = actions.set_qr_code(finding.unit(uid), given.prints, by=request.actor)
    return UnitWhole.of(unit)


@call(
    router,
    "POST",
    "/units/{uuid:uid}/end",
    UnitWhole,
    P.UNIT_MANAGE,
    codes=("unit_ended", "units_below", "basis_missing", "successor_twice", "outside_own_unit"),
    places={"successor_twice": "successors", "succeeds_itself": "successors"},
)
def end_unit(request: Any, uid: UUID, given: sent.UnitEnd) -> UnitWhole:
    """End a unit after its last day; its successors answer for it."""
    unit = actions.end_unit(
        finding.unit(uid),
        given.last_day,
        [
            finding.named_unit(each, f"successors.{place}")
            for place, each in enumerate(given.successors)
        ],
        by=request.actor,
        basis=given.basis,
        default=_named(given.default, "default"),
    )
    return UnitWhole.of(unit)


def _named(uid: UUID | None, field: str) -> Unit | None:
    return finding.named_unit(uid, field) if uid else None


def _level(code: str) -> Level:
    found: Level | None = Level.objects.filter(code=code).first()
    if found is None:
        raise NothingNamed("level")
    return found
