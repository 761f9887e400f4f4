"""The same few people and units in every test. Learn them once.

In the commune of Hoằng Đông Lan drafts, Hùng heads the department and initials, Oanh checks the
format, Minh chairs and signs, Bình is his deputy, Hoa keeps registers and the seal. In the
district above it Tuấn keeps the registers and the seal, Nam chairs, Phúc handles. Quỳnh audits the
commune. Vân has an account and no post.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from docflow.people import actions as people
from docflow.people.actor import Actor, System
from docflow.people.models import Appointment, User
from docflow.permissions import Role
from docflow.signatures import keyring
from docflow.signatures.models import Custody
from docflow.units.models import Level, Unit, UnitCode, UnitName, UnitPlace

LONG_AGO = date(2020, 1, 1)
PIN = "246810"
Kind = Appointment.Kind

POSTS = [
    ("lan", "Nguyễn Thị Lan", "commune", "Chuyên viên", Kind.STAFF, [Role.SPECIALIST]),
    ("hung", "Lê Văn Hùng", "commune", "Trưởng phòng", Kind.STAFF, [Role.HEAD_OF_DEPARTMENT]),
    ("oanh", "Trần Kim Oanh", "commune", "Chánh Văn phòng", Kind.STAFF, [Role.HEAD_OF_OFFICE]),
    ("minh", "Phạm Quang Minh", "commune", "Chủ tịch", Kind.HEAD, [Role.LEADER]),
    ("binh", "Vũ Thanh Bình", "commune", "Phó Chủ tịch", Kind.DEPUTY, [Role.LEADER]),
    ("hoa", "Đỗ Thị Hoa", "commune", "Văn thư", Kind.STAFF, [Role.CLERK]),
    ("quynh", "Hồ Như Quỳnh", "commune", "Thanh tra", Kind.STAFF, [Role.AUDITOR]),
    ("tuan", "Mai Anh Tuấn", "district", "Văn thư", Kind.STAFF, [Role.CLERK]),
    ("nam", "Bùi Hoài Nam", "district", "Chủ tịch", Kind.HEAD, [Role.LEADER]),
    (
        "phuc",
        "Ngô Gia Phúc",
        "district",
        "Trưởng phòng",
        Kind.STAFF,
        [Role.HEAD_OF_DEPARTMENT, Role.HEAD_OF_OFFICE, Role.SPECIALIST],
    ),
]


@dataclass
class Cast:
    """Units, and people as actors, by their first names."""

    province: Unit
    district: Unit
    commune: Unit
    vân: User
    actors: dict[str, Actor]

    def __getattr__(self, name: str) -> Actor:
        try:
            return self.__dict__["actors"][name]  # a copy has none yet when it is asked
        except KeyError:
            raise AttributeError(name) from None


def gather(keys: bool = True) -> Cast:
    """Put the cast on the stage, with real actions; with keys for those who sign and seal."""
    units = {}
    above = None
    for code, name, level in [
        ("province", "Ủy ban nhân dân tỉnh Thanh Hóa", "province"),
        ("district", "Ủy ban nhân dân huyện Hoằng Hóa", "district"),
        ("commune", "Ủy ban nhân dân xã Hoằng Đông", "commune"),
    ]:
        units[code] = above = unit(name, level, above, identifier=f"H56.{len(units)}")
    actors = {}
    for username, full_name, where, post, kind, roles in POSTS:
        user = people.invite(username, full_name, by=System())
        actors[username] = Actor(
            people.appoint(
                user, units[where], post, roles, by=System(), kind=kind, valid_from=LONG_AGO
            )
        )
    cast = Cast(vân=people.invite("van", "Cao Thị Vân", by=System()), actors=actors, **units)
    if keys:
        give_keys(cast)
    return cast


def unit(
    name: str,
    level: str,
    parent: Unit | None = None,
    *,
    identifier: str = "",
    abbreviation: str = "UBND",
    opened: date = LONG_AGO,
    ended: date | None = None,
) -> Unit:
    """A unit with its name, place and identifier."""
    rank = {"province": 1, "department": 2, "district": 2, "commune": 3}[level]
    kind, _ = Level.objects.get_or_create(
        code=level, defaults={"name": level, "rank": rank, "valid_from": LONG_AGO}
    )
    made = Unit.objects.create(opened=opened, ended=ended)
    UnitName.objects.create(
        unit=made,
        name=name,
        abbreviation=abbreviation,
        locality="Thanh Hóa",
        valid_from=opened,
    )
    UnitPlace.objects.create(unit=made, level=kind, parent=parent, valid_from=opened)
    if identifier:
        UnitCode.objects.create(
            unit=made, scheme="identifier", code=identifier, valid_from=opened, simulated=True
        )
    return made


def give_keys(cast: Cast) -> None:
    """Leaders get their keys, units their seals, clerks the custody."""
    for name in ("minh", "binh", "nam"):
        post = cast.actors[name].appointment
        private_key, certificate = _issued(post.user.full_name, post.unit.name)
        keyring.register_leader_key(post, private_key, certificate, PIN, by=System())
    for clerk in ("hoa", "tuan"):
        post = cast.actors[clerk].appointment
        private_key, certificate = _issued(post.unit.name, post.unit.name)
        key = keyring.register_seal_key(post.unit, private_key, certificate, PIN, by=System())
        keyring.give_custody(key, post, "Biên bản bàn giao 01", by=System())
    Custody.objects.update(valid_from=LONG_AGO)


@lru_cache(maxsize=20)
def _issued(name: str, organisation: str) -> Any:
    """A certificate of the sandbox; making an RSA key takes long, so one per name and process."""
    return keyring.authority().issue(name, organisation)
