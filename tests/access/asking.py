"""How each row is asked: its address for a thing, what is sent, and through which door."""

from collections.abc import Callable
from http.cookies import SimpleCookie
from itertools import count
from typing import Any
from uuid import UUID

from django.conf import settings
from django.test import Client
from django.urls import reverse

from docflow import clock
from docflow.desks.uploads import token_of
from docflow.exchange.models import Delivery
from docflow.people.models import User
from docflow.units.models import Unit
from tests.access import (
    rows_notices,
    rows_ordering,
    rows_searches,
    rows_signing,
    sending_dossiers,
    sent_handling,
    world_people,
)
from tests.access.law import ROLES, Thing, Who
from tests.access.rows_receiving import TASKS
from tests.access.table import GET, NAMED, Row
from tests.access.world import World, day
from tests.cast import PIN

NOWHERE = Thing("", "nowhere", uid="01a00000-0000-7000-8000-000000000000", number=987654321)
"""What no address ever named."""
ASKED = {
    "search": {"q": "tình hình"},
    "api:find_documents": {"text": "tình hình"},
    "api:search_units": {"text": "đơn vị"},
    "api:list_posts": {"limit": 100},
    "api:list_appointments": {"limit": 100},
    "api:download_template": {"signer": NOWHERE.uid},
    "api:search_log": {"limit": 100},
    "api:show_rates": {"first": day(-30), "last": day()},
    "api:show_next_number": {"series": "outgoing"},
    "api:list_candidates": {"text": "người"},
    "api:show_handling": {"series": "incoming", "first": day(-30), "last": day()},
    "api:list_handled_documents": {"series": "incoming", "first": day(-30), "last": day()},
    "api:download_handling": {
        "series": "incoming",
        "first": day(-30),
        "last": day(),
        "form": "csv",
    },
    "api:list_rate_items": {"first": day(-30), "last": day()},
    "api:list_rate_units": {"first": day(-30), "last": day()},
    "api:list_rate_months": {"first": day(-30), "last": day()},
    "api:download_rate_items": {"first": day(-30), "last": day(), "form": "csv"},
    "api:download_rate_units": {"first": day(-30), "last": day(), "form": "csv"},
    "api:download_register": {"form": "csv"},
}
ASKED |= rows_notices.ASKED
ASKED |= {"search_save": ASKED["search"], "api:count_accesses": ASKED["api:show_rates"]}
_keys = count(1)


class Desk:
    """Asks as anybody of the world does."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._sessions: dict[str, str] = {}
        self.client = Client(headers={"Accept-Language": "en"})

    def sign_in(self) -> None:
        """A session for everyone who has one, such as signing in makes."""
        for name, who in self.world.on_pages.items():
            if not who.is_known:
                continue
            client = Client()
            client.force_login(User.objects.get(username=name))
            session: Any = client.session
            now = clock.wall().isoformat()
            session.update({"began": now, "since": now, "seen": now, "owes": None})
            if name in self.world.acting:
                session["acting"] = self.world.acting[name]
            session.save()
            self._sessions[name] = session.session_key

    def ask(self, row: Row, name: str, thing: Thing | None, about: Thing | None = None) -> Any:
        """The answer to one row; `about` is what the body is made for, where nothing is there."""
        address = self.address(row, thing)
        asked = ASKED.get(row.address, {})
        given = self._given(row, name, about or thing)
        if row.is_api:
            return self._call(row, name, address, asked, given)
        self.client.cookies = SimpleCookie()
        if name in self._sessions:
            self.client.cookies[settings.SESSION_COOKIE_NAME] = self._sessions[name]
        if row.method == GET:
            return self.client.get(address, asked)
        given.setdefault("request_key", f"key-{next(_keys)}")
        query = "?field=file&as=scan" if row.address == "upload_check" else ""
        return self.client.post(address + query, given)

    def _call(self, row: Row, name: str, address: str, asked: Any, given: Any) -> Any:
        self.client.cookies = SimpleCookie()
        secret = self.world.secrets[name]
        headers = {"Authorization": f"Bearer {secret}"} if secret else {}
        if row.method == GET:
            return self.client.get(address, asked, headers=headers)
        headers["Idempotency-Key"] = f"key-{next(_keys)}"
        if row.address in ("api:upload_file", "api:verify", "api:set_picture"):
            return self.client.post(address, {}, headers=headers)
        return self.client.post(address, given, content_type="application/json", headers=headers)

    def address(self, row: Row, thing: Thing | None) -> str:
        """The path of a row for a thing."""
        return reverse(row.address, kwargs=self._names(row, thing) if thing else {})

    def _names(self, row: Row, thing: Thing) -> dict[str, Any]:
        if row.about == "register":
            if row.address == "registers:line":
                return {"number": thing.number, "place": 1}
            if not row.is_api:
                return {"number": thing.number}
            unit = self.world.units.get(thing.unit)
            return {
                "unit": unit.uid if unit else thing.uid,
                "year": clock.today().year,
                "series": "outgoing",
                "book": "main",
                **({"number": 1} if row.address == "api:note_register_line" else {}),
            }
        if row.about == "outcome":
            return {"outcome": thing.uid}
        if row.about == "handled":
            listed = {"outcome": "open_late"} if "items" in row.address else {}
            return {"series": thing.uid} | listed
        if row.about == "template":
            return {"kind": thing.uid}
        if row.about == "queue":
            return {"code": thing.uid}
        if row.about == "rate":
            units = {"rate": thing.uid}
            return units if "units" in row.address or row.is_api else units | {"portion": "missing"}
        if row.about == "work":
            return {"kind": "delivery", "uid": thing.uid}
        if row.about == "catalogue":
            return {"year": thing.number}
        names: dict[str, Any] = {
            "group" if row.address == "outgoing:rename_group" else "uid": UUID(thing.uid)
        }
        if row.address in TASKS:
            at = "note" if row.address == "api:take_note" else "task"
            return {"uid": UUID(thing.ids.get(at, NOWHERE.uid))}
        if row.address in NAMED:
            return {"uid": UUID(thing.ids.get(NAMED[row.address], NOWHERE.uid))}
        return names | _second(self.world, row, thing)

    def _given(self, row: Row, name: str, thing: Thing | None) -> dict[str, Any]:
        if row.method == GET or not row.send:
            return {}
        make = (CALLED if row.is_api else SENT)[row.send]
        who = (self.world.by_token if row.is_api else self.world.on_pages)[name]
        return make(self.world, who, thing or NOWHERE)


def _second(world: World, row: Row, thing: Thing) -> dict[str, Any]:
    """What an address names within the thing."""
    if row.address == "viewer:attachment":
        return {"number": thing.ids.get("attachment", NOWHERE.number)}
    if row.address == "api:download_attachment":
        return {"position": 1}
    if row.address in ("signing:plugin_file", "signing:plugin"):
        return {"nonce": "0" * 32}
    if row.address in ("viewer:picture", "api:show_page"):
        return {"number": 1}
    if row.address in (
        "outgoing:remove_recipient",
        "outgoing:replace_recipient",
        "copies:remove_recipient",
    ):
        return {"number": thing.ids.get("recipient", NOWHERE.number)}
    if row.address == "outgoing:take_body_out":
        return {"unit": world.units["addressee"].uid}
    if row.address == "dossiers:take_out":
        return {"document": UUID(thing.ids.get("lying", NOWHERE.uid))}
    if row.address == "dossiers:remove_reader":
        return {"number": thing.ids.get("reader", NOWHERE.number)}
    if row.address in ("reporting:figure", "api:list_figure_parts"):
        return {"place": 1}
    return {}


Make = Callable[[World, Who, Thing], dict[str, Any]]


def _unit(world: World, who: Who) -> str:
    return str(world.units[who.unit or "home"].uid)


def _file(world: World, who: Who) -> str:
    actor = world.ways.get(who.name) or world.actor("home.specialist")
    return token_of(world.files["page"], by=actor)


def _person(world: World, thing: Thing) -> str:
    """Somebody of the department whose task it is."""
    return str(world.posts[f"{thing.lead_unit or 'home'}.specialist"].uid)


def _post(world: World, who: Who) -> str:
    """The post of somebody near."""
    return str(world.posts[f"{who.unit or 'home'}.temporary"].uid)


def _administrator(world: World, who: Who) -> str:
    """A post whose programs may do what the program that asks may do."""
    own = f"{who.unit or 'home'}.unit_administrator"
    return str(world.posts.get(own, world.posts["home.unit_administrator"]).uid)


def _scope(who: Who) -> list[str]:
    return sorted(who.holds(ROLES))[:1] or ["document.read"]


def _below(world: World, who: Who) -> str:
    return str(world.units[who.unit or "home"].uid)


def _asked_below(world: World, who: Who) -> str:
    """A unit below that of whoever asks; where there is none, another one."""
    below = {"above": "home", "home": "below"}
    return str(world.units[below.get(who.unit, "beside")].uid)


def _deliveries(thing: Thing) -> Any:
    return Delivery.objects.filter(document__uid=thing.uid).order_by("pk")


PERIOD = {"title": "Báo cáo", "first_day": "2026-10-15", "last_day": "2026-11-14"}
NEW = {"level": "commune", "abbreviation": "ĐV", "locality": "Thanh Hóa"}
SENT: dict[str, Make] = {
    "copy": lambda *_: {"kind": "SY"},
    "mark": lambda *_: {"circulation": "internal"},
    "meeting": lambda *_: {},
    "members": lambda world, who, _: {"members": [str(world.posts["home.head_of_office"].uid)]},
    "later": lambda *_: {"ends": f"{day(20)}T10:00"},
    "way": lambda *_: {"way": "", "next": "/"},
    "language": lambda *_: {"language": "en"},
    "no file": lambda *_: {},
    "draft": lambda world, who, _: {
        "kind": "REPORT",
        "subject": "Việc mới",
        "signer": str(world.posts[f"{who.unit or 'home'}.leader"].pk),
        "urgency": "normal",
        "file_token": _file(world, who),
    },
    "letter": lambda world, who, _: {
        "kind": "REPORT",
        "subject": "Việc viết",
        "signer": str(world.posts[f"{who.unit or 'home'}.leader"].pk),
        "urgency": "normal",
    },
    "revision": lambda world, who, _: {
        "subject": "Việc đã sửa",
        "signer": str(world.posts["home.leader"].pk),
        "file_token": _file(world, who),
    },
    "scan": lambda world, who, _: {"scan_token": _file(world, who)},
    "remark": lambda *_: {"remark": "Ghi chú"},
    "reason": lambda *_: {"reason": "Có lý do"},
    "recall": lambda _world, _who, thing: {
        "reason": "Số liệu sai",
        "deliveries": [str(each.uid) for each in _deliveries(thing)],
    },
    "pin": lambda *_: {"pin": PIN},
    "unit": lambda world, *_: {
        "unit": str(world.units["beside"].uid),
        "channel": "electronic",
    },
    "outsider": lambda *_: {"name": "Công ty A"},
    "group": lambda world, *_: {"group": world.things["group"][0].uid},
    "name": lambda *_: {"name": "Nhóm mới"},
    "successor": lambda world, *_: {"successor": str(world.units["beside"].uid)},
    "paper": lambda world, who, _: {
        "scan_token": _file(world, who),
        "issuer": "Công ty A",
        "kind": "REPORT",
        "subject": "Việc đến",
        "urgency": "normal",
    },
    "another": lambda *_: {"although_duplicate": "on"},
    "because": lambda *_: {"because": "other", "words": "Nhầm"},
    "directive": lambda world, *_: {
        "directive": "Làm",
        "lead": f"post:{world.posts['home.specialist:2'].uid}",
        "due": "5",
    },
    "known": lambda _world, _who, thing: {"known": thing.uid},
    "chosen": lambda *_: {"uid": NOWHERE.uid},
    "summary": lambda world, *_: {
        "summary": "Đề xuất",
        "lead": f"post:{world.posts['home.specialist:2'].uid}",
        "due": "5",
    },
    "person": lambda world, _, thing: {"person": f"post:{_person(world, thing)}", "due": ""},
    "result": lambda *_: {"result": "Xong"},
    "book": lambda *_: {
        "series": "outgoing",
        "year": clock.today().year,
        "book": "khác",
        "opening": 1,
        "kinds": ["DECISION"],
    },
    "new unit": lambda world, who, _: {
        **NEW,
        "name": "Đơn vị mới",
        "parent": _unit(world, who),
        "first_day": day(),
        "kind": Unit.Kind.values[0],
    },
    "new name": lambda *_: {**NEW, "name": "Tên mới", "first_day": day(1)},
    "place": lambda world, who, _: {
        "parent": _unit(world, who),
        "level": "commune",
        "first_day": day(1),
    },
    "code": lambda *_: {"scheme": "local", "code": "X-1", "valid_from": day()},
    "end": lambda *_: {"last_day": day(), "basis": "Nghị quyết 01"},
    "account": lambda *_: {"username": "moi", "full_name": "Người Mới"},
    "post": lambda world, who, _: {
        "unit": _unit(world, who),
        "post": "Việc mới",
        "kind": "staff",
        "roles": ["specialist"],
        "valid_from": day(),
    },
    "last day": lambda *_: {"last_day": day()},
    "token": lambda *_: {
        "purpose": "Thử",
        "scope": ["incoming.handle"],
        "last_day": day(5),
    },
    "custody": lambda world, *_: {
        "custodian": str(world.posts["home.clerk:2"].uid),
        "handover": "Biên bản 02",
    },
    "report request": lambda world, who, _: {
        **PERIOD,
        "period": "own",
        "figures": "Hồ sơ; hồ sơ",
        "whom": "chosen",
        "units": [_asked_below(world, who)],
        "due": "5",
    },
    "figures": lambda *_: {"figure_1": "7"},
    "whom": lambda world, who, _: {
        "whom": "chosen",
        "units": [_asked_below(world, who)],
        "due": "1",
    },
    "again": lambda *_: {"reason": "Thiếu", "due": "1"},
}
SENT |= rows_ordering.SENT
CALLED: dict[str, Make] = {
    "copy": SENT["copy"],
    "mark": SENT["mark"],
    "meeting": lambda world, who, _: {
        "name": "Họp",
        "begins": f"{day(1)}T08:00:00+07:00",
        "ends": f"{day(1)}T10:00:00+07:00",
        "members": [],
        "documents": [],
    },
    "members": SENT["members"],
    "later": lambda *_: {"ends": f"{day(20)}T10:00:00+07:00"},
    "copy recipient": lambda *_: {"name": "Đơn vị above"},
    "draft": lambda world, who, _: {
        "kind": "REPORT",
        "subject": "Việc mới",
        "signer": str(world.posts[f"{who.unit or 'home'}.leader"].uid),
        "file": _file(world, who),
    },
    "letter": lambda world, who, _: {
        "kind": "REPORT",
        "subject": "Việc viết",
        "signer": str(world.posts[f"{who.unit or 'home'}.leader"].uid),
    },
    "revision": lambda world, who, _: {"subject": "Việc đã sửa", "file": _file(world, who)},
    "scan": lambda world, who, _: {"scan": _file(world, who)},
    "remark": lambda *_: {"remark": "Ghi chú"},
    "reason": SENT["reason"],
    "recall rule": lambda *_: {"agrees_at_once": True},
    "pin": SENT["pin"],
    "several": lambda *_: {"pin": PIN, "documents": [{"uid": NOWHERE.uid}]},
    "unit": lambda world, *_: {"recipients": [{"unit": str(world.units["beside"].uid)}]},
    "recipient": lambda *_: {"name": "Đơn vị addressee"},
    "successor": lambda world, *_: {
        "name": "Đơn vị addressee",
        "successor": str(world.units["beside"].uid),
    },
    "group": SENT["group"],
    "name": SENT["name"],
    "paper": lambda world, who, _: {
        "scan": _file(world, who),
        "issuer": "Công ty A",
        "kind": "REPORT",
        "subject": "Việc đến",
    },
    "directive": lambda world, *_: {
        "directive": "Làm",
        "lead": {"unit": str(world.units["home"].uid)},
        "due": 5,
    },
    "another": lambda *_: {"although_duplicate": True},
    "known": SENT["known"],
    "chosen": lambda *_: {"documents": [NOWHERE.uid]},
    "summary": lambda world, *_: {
        "summary": "Đề xuất",
        "lead": {"unit": str(world.units["home"].uid)},
        "due": 5,
    },
    "person": lambda world, who, _: {
        "person": str(world.posts[f"{who.unit or 'home'}.specialist"].uid)
    },
    "result": SENT["result"],
    "book": lambda *_: {
        "series": "outgoing",
        "year": clock.today().year,
        "book": "khác",
        "kinds": ["DECISION"],
    },
    "void": lambda *_: {"series": "outgoing", "reason": "Hỏng", "kind": "REPORT"},
    "new unit": lambda world, who, _: {**NEW, "name": "Đơn vị mới", "parent": _unit(world, who)},
    "new name": lambda *_: {"name": "Tên mới", "first_day": day(1)},
    "place": lambda world, who, _: {"parent": _below(world, who), "first_day": day(1)},
    "code": lambda *_: {"scheme": "local", "code": "X-1"},
    "qr code": lambda *_: {"prints": True},
    "end": SENT["end"],
    "account": SENT["account"],
    "post": lambda world, who, _: {
        "user": world.things["person"][0].uid,
        "unit": _unit(world, who),
        "post": "Việc mới",
        "roles": ["specialist"],
    },
    "last day": SENT["last day"],
    "delegation": lambda world, who, _: {
        "taker": _post(world, who),
        "permissions": _scope(who),
        "valid_from": day(),
        "valid_to": day(5),
        "basis": "Giấy 02",
    },
    "custody": lambda world, *_: {
        "custodian": str(world.posts["home.clerk:2"].uid),
        "handover": "Biên bản 02",
    },
    "token": lambda world, who, _: {
        "post": _administrator(world, who),
        "purpose": "Thử",
        "scope": ["people.manage"],
        "expires": f"{day(5)}T00:00:00+07:00",
    },
    "report request": lambda world, who, _: {
        **PERIOD,
        "figures": [{"label": "Hồ sơ"}],
        "units": [_asked_below(world, who)],
        "due": 5,
    },
    "figures": lambda *_: {"figures": [{"place": 1, "value": "7"}]},
    "whom": lambda world, who, _: {"units": [_asked_below(world, who)], "due": 1},
    "again": lambda *_: {"reason": "Thiếu", "due": 1},
}
SENT |= sending_dossiers.SENT
CALLED |= sending_dossiers.CALLED
SENT |= rows_notices.SENT
SENT |= rows_searches.SENT
CALLED |= rows_searches.CALLED
SENT |= rows_signing.SENT
CALLED |= rows_signing.CALLED
CALLED |= rows_notices.SENT
SENT |= sent_handling.SENT
CALLED |= sent_handling.CALLED
CALLED |= rows_ordering.CALLED
SENT |= world_people.SENT
CALLED |= world_people.SENT
