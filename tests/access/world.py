"""The people, units and documents of the matrix, made once with the real actions."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from docflow import clock
from docflow.audit import actions as audit
from docflow.audit import tasks as audit_tasks
from docflow.documents.models import Document, Register
from docflow.exchange import actions as exchange
from docflow.exchange import tasks as exchange_tasks
from docflow.exchange.models import Delivery
from docflow.identity import new_uid
from docflow.incoming import actions as incoming
from docflow.incoming import deadline_actions, passing_actions
from docflow.incoming import tasks as incoming_tasks
from docflow.incoming.arriving import Arriving
from docflow.incoming.models import Assignment, Extension, Incoming
from docflow.notices import actions as notices
from docflow.outgoing import actions as outgoing
from docflow.outgoing import contents, recipients, turn_actions
from docflow.outgoing.contents import To
from docflow.outgoing.models import Outgoing, RecipientGroup
from docflow.people import actions as people
from docflow.people import tokens
from docflow.people.actor import Actor, System
from docflow.people.models import ApiToken, Appointment, Delegation, User
from docflow.permissions import Permission, Role
from docflow.reports.tasks import follow_log
from docflow.search import actions as searches
from docflow.search import following
from docflow.signatures import checking, keyring
from docflow.signatures.intake import File, take_in
from docflow.signatures.models import SigningKey
from docflow.units.models import Unit
from tests.access import rows_signing, world_copies, world_dossiers, world_people
from tests.access.law import QUEUES, ROLES, Thing, Who
from tests.access.world_of_reports import periodic_reports
from tests.builders import PAGE
from tests.cast import LONG_AGO, PIN, _issued, unit

TREE = {"above": "", "home": "above", "beside": "above", "addressee": "above", "below": "home"}
STAFF = {
    "home": [*ROLES, "leader:2", "specialist:2", "clerk:2"],
    "above": ["clerk", "leader", "specialist", "auditor", "unit_administrator"],
    "below": [
        "clerk",
        "unit_clerk",
        "leader",
        "head_of_department",
        "specialist",
        "unit_administrator",
    ],
    "beside": [
        "clerk",
        "leader",
        "head_of_office",
        "head_of_department",
        "specialist",
        "auditor",
        "unit_administrator",
    ],
    "addressee": ["clerk", "leader", "specialist"],
}
STAND_INS = {
    "home.live": ("home.leader", {"outgoing.sign", "incoming.assign"}, 0),
    "home.expired": ("home.leader", {"outgoing.sign", "incoming.assign"}, -40),
    "home.future": ("home.leader", {"outgoing.sign", "incoming.assign"}, 2),
    "home.for_above": ("above.leader", {"outgoing.send_back", "incoming.assign"}, 0),
}
"""Assistants with a delegation: the giver, what is given, its first day from today."""
NARROW = {
    "home.clerk:numbers": ("home.clerk", {"outgoing.number", "document.read"}),
    "home.clerk:blind": ("home.clerk", {"outgoing.number", "incoming.register"}),
    "home.head_of_department:reads": ("home.head_of_department", {"document.read"}),
    "home.specialist:2:cancels": ("home.specialist:2", {"outgoing.cancel"}),
    "home.auditor:log": ("home.auditor", {"audit.read"}),
    "home.leader:assigns": ("home.leader", {"incoming.assign"}),
}
DEAD = ("no token", "a wrong token", "an expired token", "a revoked token")
SHOWN = "dau{}qq"


@dataclass
class World:
    """Everything by name: units, who asks and how, and the things that addresses name."""

    units: dict[str, Unit] = field(default_factory=dict)
    posts: dict[str, Appointment] = field(default_factory=dict)
    ways: dict[str, Actor] = field(default_factory=dict)
    acting: dict[str, str] = field(default_factory=dict)
    on_pages: dict[str, Who] = field(default_factory=dict)
    by_token: dict[str, Who] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)
    things: dict[str, list[Thing]] = field(default_factory=dict)
    files: dict[str, File] = field(default_factory=dict)

    def actor(self, name: str) -> Actor:
        """The person in their own post."""
        return Actor(self.posts[name])

    def thing(self, kind: str, name: str) -> Thing:
        """The thing of a kind with a name."""
        return next(each for each in self.things[kind] if each.name == name)


def build() -> World:
    """The whole world; takes some seconds."""
    world = World()
    _units_and_people(world)
    _stand_ins(world)
    _keys(world)
    world.files["page"] = take_in(PAGE, by=world.actor("home.specialist"))
    _outgoing(world)
    _incoming(world)
    _administered(world)
    rows_signing.consented(world)
    rows_signing.asked_at_desk(world)
    world_dossiers.build(world)
    world_copies.add(world, SHOWN)
    world_people.add(world)
    periodic_reports(world)
    _tokens(world)
    following.catch_up(60)
    follow_log()
    return world


def _units_and_people(world: World) -> None:
    for name, above in TREE.items():
        level = "commune" if above else "province"
        world.units[name] = unit(f"Đơn vị {name}", level, world.units.get(above))
    for where, staff in STAFF.items():
        for each in staff:
            name, role = f"{where}.{each}", each.split(":")[0]
            _appoint(world, name, where, [role], head=each == "leader")
    _appoint(world, "home.former", "home", ["specialist"], until=None)
    for name in STAND_INS:
        _appoint(world, name, "home", ["assistant"])
    user = people.invite("nobody", "Người nobody", by=System())
    world.on_pages["nobody"] = Who("nobody")
    world.on_pages["anonymous"] = Who("anonymous", is_known=False)
    world.things["template"] = [Thing("template", "report", uid="REPORT")]
    world.things["person"] = [Thing("person", "nobody", uid=str(user.uid))]


def _appoint(
    world: World, name: str, where: str, roles: list[str], *, head: bool = False, until: Any = None
) -> Appointment:
    user = User.objects.filter(username=name).first() or people.invite(
        name, f"Người {name}", by=System()
    )
    post = people.appoint(
        user,
        world.units[where],
        "Chủ tịch" if head else f"Việc {name}",
        [Role(role) for role in roles],
        by=System(),
        kind=Appointment.Kind.HEAD if head else Appointment.Kind.STAFF,
        valid_from=LONG_AGO,
        valid_to=until,
    )
    world.posts[name] = post
    world.ways[name] = Actor(post)
    world.on_pages[name] = Who(name, where, frozenset(roles))
    return post


def _stand_ins(world: World) -> None:
    today = clock.today()
    for name, (giver, given, first) in STAND_INS.items():
        begins = today + timedelta(days=max(first, 0))
        made = people.delegate(
            world.posts[giver],
            world.posts[name],
            [Permission(each) for each in given],
            by=world.actor(giver),
            valid_from=begins,
            valid_to=begins + timedelta(days=30),
            basis="Giấy ủy quyền 01",
        )
        if first < 0:
            days = {"valid_from": today + timedelta(days=first), "valid_to": today - ONE_DAY}
            Delegation.objects.filter(pk=made.pk).update(**days)
        world.acting[name] = str(made.uid)
        where = giver.split(".")[0]
        world.things.setdefault("delegation", []).append(
            Thing("delegation", name, where, giver=giver, taker=name, uid=str(made.uid))
        )
        if first == 0:
            roles = world.on_pages[giver].roles
            world.on_pages[name] = Who(name, where, roles, frozenset(given), stands_for=giver)
            world.ways[name] = Actor(world.posts[name], made)
    world.things["given"] = [replace(each, kind="given") for each in world.things["delegation"]]


ONE_DAY = timedelta(days=1)


def _keys(world: World) -> None:
    for name in ("home.leader", "home.live"):
        post = world.posts[name]
        key, certificate = _issued(post.user.full_name, post.unit.name)
        keyring.register_leader_key(post, key, certificate, PIN, by=System())
    post = world.posts["home.clerk"]
    key, certificate = _issued(post.unit.name, post.unit.name)
    made = keyring.register_seal_key(post.unit, key, certificate, PIN, by=System())
    keyring.give_custody(made, post, "Biên bản bàn giao 01", by=System())
    world.things["key"] = [Thing("key", "seal", "home", uid=str(made.uid))]


def _drafted(world: World, name: str, by: str = "home.specialist") -> Outgoing:
    return outgoing.draft(
        "REPORT",
        f"Tình hình {SHOWN.format(name)}",
        world.files["page"],
        by=world.actor(by),
        signer=world.posts["home.leader"],
        recipients=[To(world.units[each]) for each in ("addressee", "below", "above")],
        attachments=[world.files["page"]],
    )


def _outgoing(world: World) -> None:
    hands = {name: world.actor(f"home.{name}") for name in STAFF["home"]}
    to = {
        "initialling": lambda paper: outgoing.submit(paper, by=hands["specialist"]),
        "format_check": lambda paper: outgoing.initial(paper, by=hands["head_of_department"]),
        "signing": lambda paper: outgoing.pass_format(paper, by=hands["head_of_office"]),
        "signed": lambda paper: outgoing.sign_on_paper(
            paper, world.files["page"], by=hands["clerk"]
        ),
        "numbered": lambda paper: outgoing.number(paper, by=hands["clerk"]),
        "sealed": lambda paper: outgoing.seal(paper, pin=PIN, by=hands["clerk"]),
    }
    ends = {
        "returned": ("signing", lambda paper: _sent_back(world, paper)),
        "withdrawn": ("signing", lambda paper: outgoing.withdraw(paper, by=hands["specialist"])),
        "cancelled": ("numbered", lambda paper: outgoing.cancel(paper, "Sai", by=hands["clerk"])),
        "issued": ("sealed", lambda paper: _issue(world, paper)),
    }
    for state in ("draft", *to, *ends):
        paper = _drafted(world, state)
        last, end = ends.get(state, (state, None))
        for each, step in to.items() if last != "draft" else ():
            paper = step(paper)
            if each == last:
                break
        if end:
            end(paper)
        _keep_outgoing(world, state, state, "home.specialist")
    _asked_about(world, hands)
    _drafted(world, "of_assistant", "home.assistant")
    _keep_outgoing(world, "of_assistant", "draft", "home.assistant")
    head = hands["head_of_department"]
    outgoing.submit(_drafted(world, "of_head", "home.head_of_department"), by=head)
    _keep_outgoing(world, "of_head", "initialling", "home.head_of_department")
    _former_draft(world)


def _asked_about(world: World, hands: dict[str, Actor]) -> None:
    """A draft on which another specialist is asked for an opinion."""
    paper, asked = _drafted(world, "asked_about"), "home.specialist:2"
    turn_actions.ask_opinion(paper, [world.posts[asked]], "Ý kiến?", by=hands["specialist"])
    _keep_outgoing(world, "asked_about", "draft", "home.specialist")
    thing = world.things["outgoing"].pop()
    names = {"posts": thing.posts | {asked}, "opinions": frozenset({asked})}
    world.things["outgoing"].append(replace(thing, **names))


def _former_draft(world: World) -> None:
    """A draft of somebody whose post then ended; the same person drafts in another post now."""
    _drafted(world, "of_former", "home.former")
    old = world.posts["home.former"]
    people.end_appointment(old, clock.today() - ONE_DAY, by=System())
    _appoint(world, "home.former", "home", ["specialist"])
    found = Document.objects.get(subject__endswith=SHOWN.format("of_former"))
    thing = _outgoing_thing(found, "of_former", "draft", "home.former")
    world.things["outgoing"].append(replace(thing, posts=frozenset({"home.leader"})))


def _sent_back(world: World, paper: Outgoing) -> None:
    outgoing.send_back(paper, "Sửa lại", by=world.actor("home.leader"))


def _issue(world: World, paper: Outgoing) -> None:
    first, second, third = exchange.issue(paper, by=world.actor("home.clerk"))
    exchange_tasks.hand_over(first.pk)
    arrival = Incoming.objects.get(document__unit=world.units["addressee"])
    incoming_tasks.check_signatures(arrival.pk)
    exchange.fail(second, "Không tới nơi", by=System(world.units["home"]))
    Delivery.objects.filter(pk=third.pk).update(attempts=1, last_error="Không tới nơi")


def _keep_outgoing(world: World, name: str, state: str, drafter: str) -> None:
    found = Document.objects.get(unit=world.units["home"], subject__endswith=SHOWN.format(name))
    assert found.outgoing.state == state
    world.things.setdefault("outgoing", []).append(_outgoing_thing(found, name, state, drafter))


def _outgoing_thing(found: Document, name: str, state: str, drafter: str) -> Thing:
    return Thing(
        "outgoing",
        name,
        "home",
        state,
        drafter,
        "home.leader",
        posts=frozenset({drafter, "home.leader"}),
        uid=str(found.uid),
        ids={
            "attachment": found.attachments.get().pk,
            "recipient": found.outgoing.recipients.order_by("pk").first().pk,
        },
    )


def _arriving(world: World, name: str) -> Arriving:
    return Arriving(
        exchange_id=new_uid(),
        sender=world.units["addressee"],
        issuer="Đơn vị addressee",
        kind="REPORT",
        subject=f"Tình hình {SHOWN.format(name)}",
        urgency="normal",
        number=None,
        notation="",
        issued_on=None,
        file=world.files["page"],
        attachments=(world.files["page"],),
    )


def _incoming(world: World) -> None:
    home, post = System(world.units["home"]), world.posts
    world.things["incoming"] = []
    incoming.arrive(_arriving(world, "arrived"), by=home)
    _keep_incoming(world, "arrived", "arrived")
    failed = incoming.arrive(_arriving(world, "verify_failed"), by=home)
    incoming.accept_check(failed, _failing(), by=home)
    _keep_incoming(world, "verify_failed", "verify_failed")
    for name in ("verified", "refused", "registered"):
        arrival = _received(world, name, name)
        if name == "refused":
            incoming.refuse(arrival, "Nhầm nơi nhận", by=world.actor("home.clerk"))
        _keep_incoming(world, name, name)
    for name in ("submitted", "returned_inside"):
        _submitted(world, name)
        _keep_incoming(world, name, name)
    given = {
        "lead": post["home.specialist:2"],
        "collaborators": [world.units["below"]],
        "for_information": [post["home.head_of_department"]],
    }
    for name in ("assigned", "in_progress", "done"):
        arrival = _assigned(world, name, **given)
        if name != "assigned":
            incoming.start(arrival, by=world.actor("home.specialist:2"))
        if name == "in_progress":
            lead = arrival.assignments.get(role=Assignment.Role.LEAD)
            deadline_actions.ask_extension(lead, 9, "Chờ", by=world.actor("home.specialist:2"))
        if name == "done":
            incoming.finish(arrival, by=world.actor("home.specialist:2"), result="Xong")
        _keep_incoming(world, name, name)
    _assigned(world, "below_leads", world.units["below"], [], [world.units["home"]])
    _keep_incoming(world, "below_leads", "assigned")
    _assigned(
        world,
        "home_leads",
        world.units["home"],
        [post["home.specialist:2"]],
        [post["home.specialist"]],
    )
    _keep_incoming(world, "home_leads", "assigned")
    _twins(world)


def _submitted(world: World, name: str) -> None:
    """Submitted with a proposal of the clerk; perhaps returned by the leader."""
    arrival = passing_actions.submit(
        _received(world, name, "registered"),
        "Đề xuất",
        world.posts["home.specialist:2"],
        5,
        by=world.actor("home.clerk"),
    )
    if name == "returned_inside":
        passing_actions.return_inside(arrival, "Bổ sung", by=world.actor("home.leader"))


def _twins(world: World) -> None:
    """Two papers that seem to be the same: one given to a specialist, the other to nobody."""
    lead = world.posts["home.specialist:2"]
    _assigned(world, "twin_given", lead, [], [world.units["home"]], numbered=True)
    _keep_incoming(world, "twin_given", "assigned")
    _received(world, "twin", "verified", numbered=True)
    _keep_incoming(world, "twin", "verified")


def _failing() -> dict[str, Any]:
    verdict = checking.check_file(PAGE).as_json()
    return verdict | {"indication": "TOTAL_FAILED", "sub_indication": "HASH_FAILURE"}


def _received(world: World, name: str, state: str, *, numbered: bool = False) -> Incoming:
    arriving = _arriving(world, name)
    if numbered:
        arriving = replace(arriving, number=7, notation="BC-X", issued_on=clock.today())
    arrival = incoming.arrive_on_paper(arriving, by=world.actor("home.clerk"))
    if state != "registered":
        return arrival
    return incoming.register(arrival, by=world.actor("home.clerk"))


def _assigned(
    world: World,
    name: str,
    lead: Any,
    collaborators: Any,
    for_information: Any,
    *,
    numbered: bool = False,
) -> Incoming:
    arrival = _received(world, name, "registered", numbered=numbered)
    due = clock.now() + ONE_DAY if numbered else 5
    return incoming.assign(
        arrival,
        "Xử lý",
        lead,
        due,
        by=world.actor("home.leader"),
        collaborators=collaborators,
        for_information=for_information,
    )


def _keep_incoming(world: World, name: str, state: str) -> None:
    found = Document.objects.get(unit=world.units["home"], subject__endswith=SHOWN.format(name))
    tasks = list(found.incoming.assignments.select_related("person", "unit"))
    assert found.incoming.state == state
    posts = {post.pk: name for name, post in world.posts.items()}
    units = {unit.pk: name for name, unit in world.units.items()}
    lead = next((each for each in tasks if each.role == Assignment.Role.LEAD), None)
    notes = [each for each in tasks if each.role == Assignment.Role.FOR_INFORMATION]
    ids: dict[str, Any] = {"attachment": found.attachments.get().pk}
    if lead:
        ids |= {
            "task": str(lead.uid),
            "note": str(notes[0].uid),
            "note_unit": units[notes[0].unit_id],
        }
        helper = next((each for each in tasks if each.role == Assignment.Role.COLLABORATOR), None)
        ids |= {"helper": str(helper.uid), "helper_unit": units[helper.unit_id]} if helper else {}
        asked = Extension.objects.filter(task__in=tasks).first()
        ids |= {"extension": str(asked.uid)} if asked else {}
    world.things["incoming"].append(
        Thing(
            "incoming",
            name,
            "home",
            state,
            posts=frozenset(posts[each.person_id] for each in tasks if each.person_id),
            units=frozenset(units[each.unit_id] for each in tasks if not each.person_id),
            lead_unit=units[lead.unit_id] if lead else "",
            lead_person=posts[lead.person_id] if lead and lead.person_id else "",
            step_by="home.leader" if lead else "home.clerk",
            to_note=frozenset(
                posts[each.person_id] if each.person_id else units[each.unit_id] for each in notes
            ),
            asked_too=frozenset(
                posts[each.person_id] if each.person_id else units[each.unit_id]
                for each in tasks
                if each.role == Assignment.Role.COLLABORATOR
            ),
            uid=str(found.uid),
            ids=ids,
        )
    )


def _administered(world: World) -> None:
    things, units = world.things, world.units
    home = units["home"]
    issued = world.thing("outgoing", "issued")
    answer, answered = world.thing("outgoing", "of_assistant"), world.thing("incoming", "assigned")
    contents.link(
        Document.objects.get(uid=answer.uid), Document.objects.get(uid=answered.uid), "answers"
    )
    for each in Delivery.objects.filter(unit=home):
        things.setdefault("delivery", []).append(
            replace(issued, kind="delivery", name=f"to {each.name}", state=each.state)
        )
        things["delivery"][-1] = replace(things["delivery"][-1], uid=str(each.uid))
    book = Register.objects.get(unit=home, series="outgoing")
    things["register"] = [Thing("register", "outgoing", "home", number=book.pk)]
    draft = Outgoing.objects.get(document__uid=world.thing("outgoing", "draft").uid)
    group = recipients.save_group(draft, "Nhóm", by=world.actor("home.clerk"))
    assert isinstance(group, RecipientGroup)
    things["group"] = [Thing("group", "group", "home", uid=str(group.uid))]
    check = audit.ask_check(by=world.actor("home.auditor"))
    audit_tasks.check_log(check.pk)
    things["check"] = [Thing("check", "check", "home", uid=str(check.uid))]
    hook, _secret = notices.open_endpoint(
        "http://127.0.0.1:9/", ["outgoing.issued"], by=world.actor("home.unit_administrator")
    )
    things["webhook"] = [Thing("webhook", "webhook", "home", uid=str(hook.uid))]
    saved = searches.save_search("Báo cáo", "tình hình", by=world.actor("home.clerk"))
    things["saved search"] = [
        Thing("saved search", "saved search", "home", uid=str(saved.uid), drafter="home.clerk")
    ]
    things["queue"] = [Thing("queue", code, uid=code) for code in QUEUES]
    things["outcome"] = [Thing("outcome", "open_late", uid="open_late")]
    things["handled"] = [Thing("handled", "incoming", uid="incoming")]
    things["rate"] = [Thing("rate", "R1", uid="R1")]
    things["unit"] = [Thing("unit", name, name, uid=str(each.uid)) for name, each in units.items()]
    for name in units:
        post = _appoint(world, f"{name}.temporary", name, ["specialist"])
        things["person"].append(Thing("person", f"{name}.temporary", name, uid=str(post.user.uid)))
        things.setdefault("post", []).append(Thing("post", name, name, uid=str(post.uid)))
    failed = next(each for each in things["delivery"] if each.state == "failed")
    things["work"] = [Thing("work", "delivery", "home", "failed", uid=failed.uid)]


def _tokens(world: World) -> None:
    later = clock.now() + timedelta(days=30)
    for name, post in world.posts.items():
        who = Who(name, name.split(".")[0], _own_roles(world, name))
        token, world.secrets[name] = _token(post, who.holds(ROLES), later)
        world.by_token[name] = who
        if name.endswith(".temporary"):
            world.things.setdefault("token", []).append(
                Thing("token", name, who.unit, uid=str(token.uid))
            )
    for name, (owner, scope) in NARROW.items():
        _token_row, world.secrets[name] = _token(world.posts[owner], scope, later)
        who = replace(world.by_token[owner], name=owner, scope=frozenset(scope))
        world.by_token[name] = who
    owner = world.posts["home.clerk"]
    expired, world.secrets[DEAD[2]] = _token(owner, ROLES["clerk"], later)
    ApiToken.objects.filter(pk=expired.pk).update(expires=clock.now() - ONE_DAY)
    revoked, world.secrets[DEAD[3]] = _token(owner, ROLES["clerk"], later)
    tokens.revoke(revoked, by=System())
    world.secrets |= {DEAD[0]: "", DEAD[1]: "docflow_wrong"}
    world.by_token |= {name: Who(name, is_known=False) for name in DEAD}


def _own_roles(world: World, name: str) -> frozenset[str]:
    """The roles of the own post: a program never stands in for another."""
    return frozenset({"assistant"}) if name in STAND_INS else world.on_pages[name].roles


def _token(post: Appointment, scope: Any, later: Any) -> tuple[ApiToken, str]:
    named = [Permission(each) for each in scope]
    return tokens.issue(post, "Phần mềm thử", named, later, by=System())


def seal_key() -> SigningKey:
    """The key of the agency."""
    return SigningKey.objects.get(unit__isnull=False)


def day(days: int = 0) -> str:
    """A day from today, as forms and programs write it."""
    found: date = clock.today() + timedelta(days=days)
    return found.isoformat()
