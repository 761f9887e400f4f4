"""The ground documents grow on: units, people, keys and a few real files, by the real actions."""

import csv
import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count, product
from pathlib import Path
from typing import Any

from django.db import transaction

from docflow import clock
from docflow.audit.events import Event
from docflow.audit.log import record
from docflow.demo import seed
from docflow.outgoing.contents import notation_of
from docflow.people import actions as people
from docflow.people.actor import Actor, System
from docflow.people.authority import authority
from docflow.people.models import Appointment, User
from docflow.permissions import Role
from docflow.signatures import keyring
from docflow.signatures.models import Custody, SigningKey
from docflow.units import days, importing
from docflow.units.models import Unit
from tests.bench.volume.log import Log, Who, said

BEGIN = date(2024, 1, 2)
SINCE = date(2020, 1, 1)
PROVINCE = "38"
COMMUNES, DEPARTMENTS = 166, 14
KINDS = (
    "OFFICIAL_LETTER",
    "REPORT",
    "DECISION",
    "PLAN",
    "SUBMISSION",
    "ANNOUNCEMENT",
    "INVITATION",
)
SHARES = (46, 18, 14, 7, 6, 6, 3)
FIELD = "VX"
FIRST = ("Hoằng", "Thọ", "Xuân", "Yên", "Triệu", "Vĩnh", "Quảng", "Hà", "Nga", "Cẩm", "Thạch")
SECOND = ("Đông", "Đồng", "Thành", "Lộc", "Sơn", "Phú", "Tiến", "Bình", "Trung", "Tâm", "Giang")
SECOND += ("Thịnh", "Hải", "Châu", "Phong", "Lập", "Minh", "Long")
FIELDS = ("Xây dựng", "Y tế", "Giáo dục và Đào tạo", "Công Thương", "Tư pháp", "Nội chính")
FIELDS += ("Văn hóa, Thể thao và Du lịch", "Khoa học và Công nghệ", "Dân tộc", "Ngoại vụ")
FIELDS += ("Thanh tra", "Quy hoạch", "Đầu tư", "Giao thông")
Kind = Appointment.Kind


@dataclass(frozen=True, slots=True)
class Post:
    """Somebody in a post, as rows and entries name them."""

    pk: int
    uid: str
    name: str
    who: Who


@dataclass(slots=True)
class Signing:
    """Who signs with which key, under what authority."""

    post: Post
    key: int
    serial: str
    prefix: str = ""
    lines: str = ""


@dataclass(slots=True)
class Office:
    """A unit with its people, keys and notations; `share` is its part of all documents."""

    pk: int
    uid: str
    name: str
    system: Who
    share: float
    leaders: list[Signing]
    seal: Signing
    office_head: Post
    head: Post
    clerk: Post
    auditor: Post
    specialists: list[Post]
    notations: dict[str, str]
    is_province: bool
    is_department: bool
    below: list["Office"] = field(default_factory=list)


def lay(log: Log, communes: int, departments: int) -> list[Office]:
    """Units, calendar, people, keys; as if it all had been done before the first document."""
    clock.set_to(datetime(2023, 12, 20, 1, tzinfo=UTC))
    try:
        with transaction.atomic(), tempfile.TemporaryDirectory() as folder:
            listed = _listed(Path(folder) / "units.csv", communes, departments)
            report = importing.import_units(listed, by=System())
            assert not report.errors, report.errors[:3]
            days.import_shipped(by=System())
            units = [unit for unit in Unit.objects.order_by("pk") if unit.code("identifier")]
            certificates = _certificates()
            rank = {unit.pk: place for place, unit in enumerate(units)}
            whole = sum(1 / (place + 6) for place in rank.values())
            offices = [
                _office(log, unit, number, 1 / (rank[unit.pk] + 6) / whole, certificates)
                for number, unit in enumerate(units)
            ]
    finally:
        clock.set_to(None)
    offices[0].below = [each for each in offices if each.is_department]
    return offices


def _listed(path: Path, communes: int, departments: int) -> Path:
    """The sample province and more of its kind, all there since long ago."""
    with (Path(seed.__file__).parent / "data" / seed.LISTS[2]).open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    kept = [row for row in rows if row["code"] == PROVINCE]
    kept += [row for row in rows if row["level"] == "department"][:departments]
    kept += list(_departments(departments - len(kept) + 1))
    there = [row for row in rows if row["level"] == "commune"][:communes]
    kept += there + list(_communes(communes - len(there), {row["name"] for row in there}))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows({**row, "valid_from": SINCE.isoformat()} for row in kept)
    return path


def _departments(number: int) -> Iterator[dict[str, str]]:
    for place, name in zip(range(number), FIELDS, strict=False):
        yield _unit(
            f"38-S{place}",
            f"Sở {name} tỉnh Thanh Hóa",
            f"Sở {name}",
            "department",
            f"S{''.join(word[0] for word in name.split() if word[0].isalpha()).upper()}{place}",
            f"{place + 20:02}",
        )


def _communes(number: int, known: set[str]) -> Iterator[dict[str, str]]:
    names = (f"xã {first} {second}" for first, second in product(FIRST, SECOND))
    fresh = (name for name in names if f"Ủy ban nhân dân {name}" not in known)
    for place, name in zip(range(number), fresh, strict=False):
        yield _unit(
            f"{20000 + place}",
            f"Ủy ban nhân dân {name}",
            f"UBND {name}",
            "commune",
            "UBND",
            f"{place + 100}",
        )


def _unit(
    code: str, name: str, short: str, level: str, abbreviation: str, number: str
) -> dict[str, str]:
    return {
        "code": code,
        "name": name,
        "short_name": short,
        "kind": "people_committee" if level == "commune" else "department",
        "level": level,
        "parent": PROVINCE,
        "abbreviation": abbreviation,
        "identifier": f"H56.{number}",
        "identifier13": f"000.00.{int(number) % 100:02}.H56" if len(number) == 2 else "",
        "simulated": "yes",
        "place": "Thanh Hóa",
        "valid_to": "",
    }


def _office(
    log: Log, unit: Unit, number: int, share: float, certificates: tuple[bytes, bytes]
) -> Office:
    head, deputy = seed.LEADER_POSTS[unit.kind]
    place = count()

    def person(post: str, roles: list[Role], kind: str = Kind.STAFF) -> Appointment:
        return _appointed(unit, number, next(place), post, roles, kind)

    leading = [
        person(head, [Role.LEADER, Role.HEAD_OF_DEPARTMENT], Kind.HEAD),
        person(deputy, [Role.LEADER], Kind.DEPUTY),
    ]
    clerk = person("Văn thư", [Role.CLERK])
    kind = unit.place_on(clock.today())
    level = kind.level.code if kind else ""
    return Office(
        pk=unit.pk,
        uid=str(unit.uid),
        name=unit.name,
        system=Who(log.line(str(unit.uid)), None, str(unit.uid), None, said(None, None)),
        share=share,
        leaders=[_leader(log, each, certificates[0]) for each in leading],
        seal=_seal(log, unit, clerk, number, certificates[1]),
        office_head=_post(log, person("Trưởng phòng Hành chính", [Role.HEAD_OF_OFFICE])),
        head=_post(log, person("Trưởng phòng", [Role.HEAD_OF_DEPARTMENT])),
        clerk=_post(log, clerk),
        auditor=_post(log, person("Thanh tra", [Role.AUDITOR])),
        specialists=[
            _post(log, person("Chuyên viên", [Role.SPECIALIST]))
            for _ in range(max(2, round(share * 400)))
        ],
        notations={kind: notation_of(kind, unit, FIELD) for kind in KINDS},
        is_province=level == "province",
        is_department=level == "department",
    )


def _appointed(
    unit: Unit, number: int, place: int, post: str, roles: list[Role], kind: str
) -> Appointment:
    turn = number * 7 + place
    names = seed.FAMILIES[turn * 5 % 12], seed.MIDDLES[turn * 3 % 7], seed.GIVENS[turn % 11]
    username = f"{unit.code('local').lower()}-{place + 1}"
    user: User = people.invite(username, " ".join(names), by=System())
    return people.appoint(user, unit, post, roles, by=System(), kind=kind, valid_from=SINCE)


def _post(log: Log, held: Appointment) -> Post:
    unit, user, uid = str(held.unit.uid), str(held.user.uid), str(held.uid)
    who = Who(log.line(unit), log.line(f"{unit}:reads"), unit, user, said(user, uid))
    return Post(held.pk, uid, held.user.full_name, who)


def _leader(log: Log, held: Appointment, certificate: bytes) -> Signing:
    row = SigningKey(purpose=SigningKey.Purpose.LEADER, appointment=held)
    given = authority(Actor(held), clock.today())
    _register(row, certificate)
    return Signing(_post(log, held), row.pk, row.serial, given.prefix, " / ".join(given.lines))


def _seal(log: Log, unit: Unit, clerk: Appointment, number: int, certificate: bytes) -> Signing:
    row = SigningKey(purpose=SigningKey.Purpose.SEAL, unit=unit)
    _register(row, certificate)
    handover = f"Biên bản bàn giao {number + 1:02d}"
    Custody.objects.create(key=row, custodian=clerk, handover=handover, valid_from=clock.today())
    facts = {"custodian": str(clerk.uid)}
    record(Event.CUSTODY_GIVEN, row, System(), facts=facts, handover=handover)
    return Signing(_post(log, clerk), row.pk, row.serial)


def _register(row: SigningKey, certificate: bytes) -> None:
    """A key's row and entry without a key file, which nobody needs who only looks at pages."""
    row.certificate, row.serial = certificate.decode(), f"{row.uid.int & (1 << 158) - 1:x}"
    row.valid_from = clock.now() - timedelta(days=1)
    row.valid_to = row.valid_from + timedelta(days=3650)
    row.save()
    facts = {"purpose": row.purpose, "serial": row.serial}
    record(Event.KEY_REGISTERED, row, System(), facts=facts, subject_name="CN=…")


def _certificates() -> tuple[bytes, bytes]:
    """One of a leader and one of a seal; all rows bear these two."""
    issue: Any = keyring.authority().issue
    return issue("Nguyễn Văn An", "UBND")[1], issue("UBND", "UBND")[1]


def as_text(value: Any) -> str:
    """JSON as the tables take it."""
    return json.dumps(value, ensure_ascii=False)
