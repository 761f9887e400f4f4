"""The sample province: units from the shipped list, people with posts, keys and custody."""

from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path

from django.contrib.auth.hashers import make_password

from docflow.demo.telling import Teller
from docflow.people import actions as people
from docflow.people import demo_people
from docflow.people.actor import Actor, System
from docflow.people.models import Appointment, User
from docflow.permissions import Role
from docflow.signatures import keyring
from docflow.signatures.models import SigningKey
from docflow.units import days, importing
from docflow.units.models import Unit

PIN = "246810"
PASSWORD = "con-dau-do-2026"
SINCE = date(2025, 7, 1)
LISTS = {3: "province.csv", 2: "province-2.csv"}
SCENES = {
    3: ("15997", "15952", "15964", "399", "38", "38-SNNMT", "38-STC"),
    2: ("15961", "15865", "15568", "38-SNNMT", "38", "38-SNV", "38-STC"),
}
Kind = Appointment.Kind

LEADER_POSTS = {
    "people_committee": ("Chủ tịch", "Phó Chủ tịch"),
    "office": ("Chánh Văn phòng", "Phó Chánh Văn phòng"),
    "department": ("Giám đốc", "Phó Giám đốc"),
}
FAMILIES = ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Mai"]
MIDDLES = ["Văn", "Thị", "Minh", "Thanh", "Quang", "Thu", "Đức"]
GIVENS = ["Hà", "Dũng", "Lan", "Tuấn", "Oanh", "Phúc", "Ngọc", "Sơn", "Yến", "Khánh", "Thủy"]


@dataclass(frozen=True)
class Office:
    """A unit with the people who act for it."""

    unit: Unit
    leader: Actor
    deputy: Actor
    office_head: Actor
    department_head: Actor
    specialist: Actor
    clerk: Actor


@dataclass(frozen=True)
class Cast:
    """The offices of the story: three communes, the office above them, the top, two departments."""

    first: Office
    second: Office
    third: Office
    middle: Office
    top: Office
    lead_department: Office
    other_department: Office


def seed(levels: int, tell: Teller) -> Cast:
    """Set the sample province up: units, calendar, people, keys."""
    listed = Path(__file__).parent / "data" / LISTS[levels]
    report = importing.import_units(listed, by=System())
    assert not report.errors, report.errors
    days.import_shipped(by=System())
    units = [unit for unit in Unit.objects.order_by("pk") if unit.code("identifier")]
    tell.done(f"{Unit.objects.count()} units of Thanh Hóa (identifiers simulated)")
    offices = {}
    for number, unit in enumerate(units):
        code = unit.code("local")
        offices[code] = _staff(unit, number)
        if code in SCENES[levels]:
            _give_keys(offices[code], number)
            _oversee(unit, number)
        tell.progress("people with posts, roles and keys", number + 1, len(units))
    tell.done(
        f"{User.objects.count()} people, {SigningKey.objects.count()} keys (PIN of all: {PIN})"
    )
    cast = Cast(*(offices[code] for code in SCENES[levels]))
    _open_accounts(cast)
    return cast


def _staff(unit: Unit, number: int) -> Office:
    head, deputy = LEADER_POSTS[unit.kind]
    return Office(
        unit,
        leader=_person(unit, number, 0, head, [Role.LEADER, Role.HEAD_OF_DEPARTMENT], Kind.HEAD),
        deputy=_person(unit, number, 1, deputy, [Role.LEADER], Kind.DEPUTY),
        office_head=_person(unit, number, 2, "Trưởng phòng Hành chính", [Role.HEAD_OF_OFFICE]),
        department_head=_person(unit, number, 3, "Trưởng phòng", [Role.HEAD_OF_DEPARTMENT]),
        specialist=_person(unit, number, 4, "Chuyên viên", [Role.SPECIALIST]),
        clerk=_person(unit, number, 5, "Văn thư", [Role.CLERK]),
    )


def _oversee(unit: Unit, number: int) -> None:
    """An auditor and an administrator for an office the story plays in."""
    _person(unit, number, 6, "Thanh tra", [Role.AUDITOR])
    _person(
        unit, number, 7, "Quản trị viên", [Role.UNIT_ADMINISTRATOR, Role.TECHNICAL_ADMINISTRATOR]
    )


def _open_accounts(cast: Cast) -> None:
    """Let the people of the story sign in, all with the one password of the demo."""
    offices = [getattr(cast, field.name).unit for field in fields(cast)]
    posts = Appointment.objects.filter(unit__in=offices).select_related("user", "unit")
    User.objects.filter(appointments__in=posts).update(password=make_password(PASSWORD))
    demo_people.keep(
        [
            demo_people.DemoPerson(
                post.user.username, post.user.full_name, post.post, str(post.unit), PASSWORD
            )
            for post in posts.order_by("-unit", "pk")  # the story begins in the commune
        ],
    )


def _give_keys(office: Office, number: int) -> None:
    """Keys for those who sign and for the seal of an office the story plays in, and custody."""
    unit = office.unit
    for leader in (office.leader, office.deputy):
        private_key, certificate = keyring.authority().issue(leader.user.full_name, unit.name)
        keyring.register_leader_key(leader.appointment, private_key, certificate, PIN, by=System())
    private_key, certificate = keyring.authority().issue(unit.name, unit.name)
    key = keyring.register_seal_key(unit, private_key, certificate, PIN, by=System())
    keyring.give_custody(
        key, office.clerk.appointment, f"Biên bản bàn giao {number + 1:02d}", by=System()
    )


def _person(
    unit: Unit, number: int, place: int, post: str, roles: list[Role], kind: str = Kind.STAFF
) -> Actor:
    count = number * 6 + place
    full_name = " ".join(
        [
            FAMILIES[count * 5 % len(FAMILIES)],
            MIDDLES[count * 3 % len(MIDDLES)],
            GIVENS[count % len(GIVENS)],
        ]
    )
    user = people.invite(f"{unit.code('local').lower()}-{place + 1}", full_name, by=System())
    return Actor(people.appoint(user, unit, post, roles, by=System(), kind=kind, valid_from=SINCE))
