"""Who hears of something: each hearer is a question to the posts of today."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Q

from docflow import clock
from docflow.audit.events import Event
from docflow.audit.models import Entry
from docflow.copies.models import Copy
from docflow.documents.models import Document
from docflow.dossiers.models import Dossier
from docflow.exchange.models import Delivery
from docflow.incoming.models import Assignment, Extension, Incoming
from docflow.incoming.open_tasks import HANDED_ON
from docflow.outgoing.models import Outgoing, Turn
from docflow.outgoing.participants import holders_of
from docflow.people.alerts import competent
from docflow.people.models import ApiToken, Appointment, Delegation, RightsChange, User
from docflow.permissions import GRANTS, Permission, Role
from docflow.reporting.models import Report
from docflow.signatures.models import Custody, SigningKey
from docflow.units.models import Unit
from docflow.units.tree import parent

NOTHING = UUID(int=0)
MOST_POSTS = 50
"""Of one unit and permission; a unit with more people hears through the first of them."""


@dataclass
class About:
    """What a piece of news is about; each thing is read when a hearer asks for it, once."""

    subject: UUID | None = None
    facts: Any = None
    known_document: Document | None = None
    known_task: Assignment | None = None

    @property
    def named(self) -> UUID:
        """The uid of what the entry is about; of nothing, one that nothing has."""
        return self.subject or NOTHING

    @cached_property
    def document(self) -> Document | None:
        """The document, or that of the delivery."""
        if self.known_document or self.subject is None:
            return self.known_document
        rows = Document.objects.select_related("unit", "incoming", "outgoing")
        found = rows.filter(uid=self.subject).first()
        if found is None and (delivery := self.delivery):
            found = rows.get(pk=delivery.document_id)
        return found

    @cached_property
    def delivery(self) -> Delivery | None:
        """The delivery."""
        found: Delivery | None = Delivery.objects.filter(uid=self.named).first()
        return found

    @property
    def unit(self) -> Unit | None:
        """Whose document it is."""
        return self.document.unit if self.document else None

    @property
    def paper(self) -> Outgoing | None:
        """The outgoing document, if it is one."""
        return getattr(self.document, "outgoing", None)

    @property
    def arrival(self) -> Incoming | None:
        """The incoming document, if it is one."""
        return getattr(self.document, "incoming", None)

    @cached_property
    def task(self) -> Assignment | None:
        """The task that is named, with who has it."""
        named = self.facts.get("assignment") if self.facts else None
        rows = Assignment.objects.select_related("unit", "person__user", "addressee")
        if self.known_task:
            return self.known_task
        return rows.filter(uid=named).first() if named else None


Hearer = Callable[[About], Iterable[Appointment]]


def posts_today() -> Any:
    """The posts held today by people whose accounts are open."""
    rows = Appointment.objects.valid_on(clock.today()).filter(user__is_active=True)
    return rows.select_related("user", "unit")


def holding(unit: Unit | None, permission: Permission) -> list[Appointment]:
    """The posts of a unit that may do something there."""
    if unit is None:
        return []
    roles = [role for role, held in GRANTS.items() if permission in held]
    rows = posts_today().filter(unit=unit, grants__role__in=roles)
    return list(rows.distinct().order_by("pk")[:MOST_POSTS])


def holders(permission: Permission) -> Hearer:
    """Whoever may do something in the unit of the document."""
    return lambda about: holding(about.unit, permission)


def drafter(about: About) -> list[Appointment]:
    """Who drafted it."""
    return _today([about.paper.drafter_id]) if about.paper else []


def signer(about: About) -> list[Appointment]:
    """Who is named to sign it."""
    return _today([about.paper.signer_id]) if about.paper else []


def opened(kind: str) -> Hearer:
    """Who is asked for initials or an opinion by the steps of the order the entry says opened."""

    def hearer(about: About) -> list[Appointment]:
        paper, places = about.paper, about.facts.get("opened")
        if paper is None or not places:
            return []
        turns = Turn.objects.filter(paper=paper, round=about.facts["round"]).exclude(place="")
        if not turns.exists():
            return _heads(paper.unit) if kind == Turn.Kind.INITIAL else []
        asked = turns.filter(kind=kind, place__in=places).exclude(standing=Turn.Standing.RETURNED)
        rows = asked.select_related("unit").order_by("pk")
        keys = [post.pk for turn in rows for post in holders_of(turn)[:MOST_POSTS]]
        return [post for post in _today(keys) if post.user_id != paper.drafter.user_id]

    return hearer


def asked(about: About) -> list[Appointment]:
    """Whose opinion the entry says was asked for."""
    return _named(Q(uid__in=about.facts["asked"]))


def asker(about: About) -> list[Appointment]:
    """Who asked for the opinion the entry is about; of one the order asks for, the drafter."""
    named = about.facts.get("asker")
    return _named(Q(uid=named)) if named else drafter(about)


def given(role: str) -> Hearer:
    """Who has the open tasks of a role: the person, else who hands on in the unit."""

    def hearer(about: About) -> list[Appointment]:
        if about.arrival is None:
            return []
        tasks = about.arrival.live_tasks.filter(~HANDED_ON, role=role, done_at__isnull=True)
        rows = tasks.select_related("unit")
        return [post for task in rows for post in _of_task(task)]

    return hearer


def task_holders(about: About) -> list[Appointment]:
    """Who had a task about it that ended with the recall."""
    ended = Assignment.objects.filter(arrival__document__uid=about.named, ended_as="taken_back")
    return _of_tasks(map(str, ended.values_list("uid", flat=True)))


def handler(about: About) -> list[Appointment]:
    """Who has the task that is named."""
    return _of_task(about.task) if about.task else []


def unit_named(permission: Permission) -> Hearer:
    """Whoever may do something in the unit the entry names."""

    def hearer(about: About) -> list[Appointment]:
        return holding(Unit.objects.filter(uid=about.facts["unit"]).first(), permission)

    return hearer


def dossier_keeper(about: About) -> list[Appointment]:
    """Who keeps the dossier."""
    dossier = Dossier.objects.filter(folder__uid=about.named).first()
    return _today([dossier.keeper_id]) if dossier else []


def head_of_department(about: About) -> list[Appointment]:
    """Who hands tasks on in the unit that has the task."""
    return holding(about.task.unit, Permission.INCOMING_REASSIGN) if about.task else []


def head_of_office(about: About) -> list[Appointment]:
    """Who answers for the office of the document's unit."""
    return holding(about.unit, Permission.OUTGOING_PASS_FORMAT)


def leader(about: About) -> list[Appointment]:
    """The leaders of the unit the document came to."""
    return holding(about.unit, Permission.INCOMING_ASSIGN)


def leader_above(about: About) -> list[Appointment]:
    """The leaders of the unit above that of the document."""
    above = parent(about.unit, clock.today()) if about.unit else None
    return holding(above, Permission.INCOMING_ASSIGN)


def assigner(about: About) -> list[Appointment]:
    """Who gave the directive, in the post they did it in; the log knows."""
    if about.document is None:
        return []
    rows = Entry.objects.filter(subject=about.document.uid, event=Event.INCOMING_ASSIGNED)
    entry = rows.order_by("-at").first()
    if entry is None or entry.actor is None:
        return []
    return list(posts_today().filter(user__uid=entry.actor, unit=about.unit).order_by("pk")[:1])


def named_person(about: About) -> list[Appointment]:
    """The post the entry names as `person` (a task handed on)."""
    return _named(Q(uid=about.facts["person"])) if about.facts.get("person") else []


def handler_before(about: About) -> list[Appointment]:
    """Who had the task before."""
    return _of_tasks([about.facts["before"]]) if about.facts.get("before") else []


def newly_given(about: About) -> list[Appointment]:
    """Who has the tasks the entry gave out."""
    return _of_tasks(about.facts.get("assignments", []))


def extended(about: About) -> list[Appointment]:
    """Whoever asked for the time that was decided about."""
    return _of_tasks([about.facts["task"]])


def deciders_of_more_time(about: About) -> list[Appointment]:
    """Who decides whether there is more time: the department above, else the leader."""
    rows = Extension.objects.select_related("task__parent__unit", "task__addressee")
    asked = rows.filter(uid=about.facts["extension"]).first()
    if asked is None:
        return []
    if asked.goes_up:
        return holding(asked.unit, Permission.INCOMING_ASSIGN)
    return holding(asked.giving_unit, Permission.INCOMING_REASSIGN)


def copy_drafter(about: About) -> list[Appointment]:
    """Who made the copy."""
    copy = Copy.objects.filter(document__uid=about.named).first()
    return _today([copy.drafter_id]) if copy else []


def members(about: About) -> list[Appointment]:
    """To whom papers of a meeting were handed."""
    return _named(Q(uid__in=about.facts.get("members", [])))


def post_itself(about: About) -> list[Appointment]:
    """The post the entry is about, or another one of the same person when it has ended."""
    post = Appointment.objects.filter(uid=about.named).first()
    return _posts_of(post.user_id) if post else []


def account_itself(about: About) -> list[Appointment]:
    """The person whose account it is."""
    user = User.objects.filter(uid=about.named).first()
    return _posts_of(user.pk) if user else []


def successor(about: About) -> list[Appointment]:
    """To whom open work was handed over."""
    return _named(Q(uid=about.facts["to_post"])) if about.facts.get("to_post") else []


def confirmers(event: str) -> Hearer:
    """Who is asked to confirm the change of rights made by such an event; no party to it."""

    def hearer(about: About) -> list[Appointment]:
        rows = RightsChange.objects.waiting().filter(event=event, subject=about.named)
        change = rows.select_related("addressed").order_by("-pk").first()
        if change is None:
            return []
        parties = {change.made_by_id, change.in_place_of_id, change.person_id} - {None}
        posts = competent(change.addressed, clock.today()).exclude(user__in=parties)
        return _today(list(posts.values_list("pk", flat=True)[:MOST_POSTS]))

    return hearer


def change_maker(about: About) -> list[Appointment]:
    """Who made the change of rights that was judged."""
    change = RightsChange.objects.filter(uid=about.named).first()
    return _posts_of(change.made_by_id) if change else []


def change_person(about: About) -> list[Appointment]:
    """Whom the change of rights that was judged is about."""
    change = RightsChange.objects.filter(uid=about.named).first()
    return _posts_of(change.person_id) if change and change.person_id else []


def delegation_taker(about: About) -> list[Appointment]:
    """Who stands in."""
    return _named(Q(taken__uid=about.named))


def delegation_giver(about: About) -> list[Appointment]:
    """Who let another stand in."""
    return _named(Q(given__uid=about.named))


def token_holder(about: About) -> list[Appointment]:
    """The post a program acts in."""
    token = ApiToken.objects.filter(uid=about.named).first()
    return _today([token.appointment_id]) if token else []


def key_owner(about: About) -> list[Appointment]:
    """Whose key it is: the person's, or of the agency's key whoever keeps it."""
    key = SigningKey.objects.filter(uid=about.named).first()
    if key is None:
        return []
    if key.appointment_id:
        return _today([key.appointment_id])
    kept = Custody.objects.filter(key=key).valid_on(clock.today())
    return _today(list(kept.values_list("custodian", flat=True)))


def units_asked(about: About) -> list[Appointment]:
    """Who answers a periodic report in each of the units that were asked."""
    return _answering(Q(unit__uid__in=about.facts["units"]))


def units_reminded(about: About) -> list[Appointment]:
    """Who answers it in the units whose report is not here yet."""
    reports = Report.objects.filter(uid__in=about.facts["reports"])
    return _answering(Q(unit__in=reports.values("unit")))


def reporting_unit(about: About) -> list[Appointment]:
    """Who answers a periodic report in the unit it is of."""
    return _answering(Q(unit__in=Report.objects.filter(uid=about.named).values("unit")))


def unit_that_asked(about: About) -> list[Appointment]:
    """Who asks for periodic reports in the unit a report goes to."""
    report = Report.objects.select_related("request__unit").filter(uid=about.named).first()
    return holding(report.request.unit, Permission.REPORT_ASK) if report else []


def stand_ins(posts: Iterable[Appointment], kind: str) -> dict[Appointment, Appointment]:
    """Whoever stands in for these posts today for documents of a type, with whose post it is."""
    rows = Delegation.objects.valid_on(clock.today()).filter(giver__in=list(posts))
    rows = rows.exclude(permissions=[]).filter(taker__in=posts_today())
    told = rows.select_related("taker__user", "taker__unit", "giver").order_by("pk")
    return {each.taker: each.giver for each in told if not each.kinds or kind in each.kinds}


def _heads(unit: Unit) -> list[Appointment]:
    """Whom the default order asks."""
    rows = posts_today().filter(unit=unit, grants__role=Role.HEAD_OF_DEPARTMENT)
    return list(rows.distinct().order_by("pk")[:MOST_POSTS])


def _answering(where: Q) -> list[Appointment]:
    """Of many units at once, by one question."""
    roles = [role for role, held in GRANTS.items() if Permission.REPORT_ANSWER in held]
    return list(posts_today().filter(where, grants__role__in=roles).distinct().order_by("pk"))


def _of_task(task: Assignment) -> list[Appointment]:
    if task.person_id:
        return _today([task.person_id])
    return holding(task.unit, Permission.INCOMING_REASSIGN)


def _of_tasks(uids: Iterable[str]) -> list[Appointment]:
    tasks = Assignment.objects.select_related("unit").filter(uid__in=list(uids)).order_by("pk")
    return [post for task in tasks for post in _of_task(task)]


def _today(keys: Iterable[int | None]) -> list[Appointment]:
    return list(posts_today().filter(pk__in=[key for key in keys if key]).order_by("pk"))


def _named(which: Q) -> list[Appointment]:
    return list(posts_today().filter(which).order_by("pk")[:MOST_POSTS])


def _posts_of(user: int) -> list[Appointment]:
    return list(posts_today().filter(user=user).order_by("pk")[:1])
