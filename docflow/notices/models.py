"""Notices, the mails that carry them, deadlines that run, and webhooks with their events."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.documents.models import Document
from docflow.identity import Identified, Labelled
from docflow.incoming.models import Assignment
from docflow.people.models import Appointment, User
from docflow.units.models import Unit
from docflow.work import Waiting, WaitingQuerySet, waits


class Topic(models.TextChoices):
    """Groups of events a person chooses for."""

    WAITING = "waiting", _("something waits for me")
    OWN = "own", _("what became of my documents")
    DEADLINE = "deadline", _("deadlines and what is late")
    DELIVERY = "delivery", _("deliveries that came back")
    ACCOUNT = "account", _("my posts, keys and access")


class Way(models.TextChoices):
    """How a person hears."""

    APPLICATION = "application", _("in the application only")
    MAIL = "mail", _("by mail, at once")
    DIGEST = "digest", _("by mail, once a day")


class Letter(Identified, Waiting):
    """A mail to one person; while `due` is set it waits to be sent. Its Message-ID is its uid."""

    person = models.ForeignKey(User, models.PROTECT, related_name="letters")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    is_digest = models.BooleanField(default=False)
    created = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            waits("letters_that_wait"),
            models.Index(fields=["created"], name="letters_by_age"),
        ]

    def give_up(self, reason: str) -> None:
        """After the last try: not sent; the notices still stand in the application."""
        rows = Letter.objects.filter(pk=self.pk, due__isnull=False)
        rows.update(due=None, lease=None, given_up_at=clock.now(), last_error=reason)


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Questions to the notices."""

    def of(self, person: User) -> Self:
        """What a person was told, in whatever post."""
        return self.filter(person=person)

    def told_to(self, actor: Any) -> Self:
        """What was told to the post somebody acts in."""
        return self.filter(person=actor.user, post=actor.appointment)

    def unread(self) -> Self:
        """Those not read yet."""
        return self.filter(read_at__isnull=True)


class Notice(Identified, Labelled):
    """Something a person was told: a line of the table (docflow/notices/hearing.py), about what.

    The subject of the document is not kept: it is read when somebody looks who may.
    """

    person = models.ForeignKey(User, models.CASCADE, related_name="notices", db_index=False)
    post = models.ForeignKey(Appointment, models.CASCADE, related_name="+")
    instead_of = models.ForeignKey(Appointment, models.CASCADE, null=True, related_name="+")
    line = models.CharField(max_length=40)
    topic = models.CharField(max_length=20, choices=Topic.choices)
    is_urgent = models.BooleanField(default=False)
    document = models.ForeignKey(Document, models.CASCADE, null=True, related_name="+")
    key = models.CharField(max_length=100, help_text="what it tells of, once for each person")
    facts = models.JSONField(default=dict)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    letter = models.ForeignKey(Letter, models.SET_NULL, null=True, related_name="notices")
    in_digest = models.BooleanField(default=False, help_text="waits for the daily mail")

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "key"], name="a_person_is_told_once")
        ]
        indexes = [
            models.Index(
                fields=["person"], condition=Q(read_at__isnull=True), name="notices_not_read"
            ),
            models.Index(fields=["person", "-id"], name="notices_of_a_person"),
            models.Index(fields=["person"], condition=Q(in_digest=True), name="notices_to_gather"),
            models.Index(fields=["at"], name="notices_by_age"),
        ]


class MailChoice(models.Model):
    """How a person wants to hear of each topic, and where their mail goes."""

    person = models.OneToOneField(User, models.CASCADE, related_name="mail_choice")
    address = models.EmailField(_("mail address"), max_length=254, blank=True)
    digest_hour = models.PositiveSmallIntegerField(_("hour of the daily mail"), default=8)
    ways = models.JSONField(default=dict, help_text="topic: way; a topic without is application")
    next_digest = models.DateTimeField(null=True)
    refused = models.CharField(max_length=300, blank=True, help_text="the mail server's last word")

    class Meta:
        indexes = [
            models.Index(
                fields=["next_digest"],
                condition=Q(next_digest__isnull=False),
                name="digests_to_write",
            )
        ]

    def way(self, topic: str) -> Way:
        """How this topic is told."""
        chosen = self.ways.get(topic, "")
        return Way(chosen) if chosen in Way.values and self.address else Way.APPLICATION


class Term(models.Model):
    """A deadline that runs, until when, and when the next reminder or escalation goes out.

    Rows are there only while it runs; the worker finds what is due by the index on `next_at`.
    """

    document = models.ForeignKey(Document, models.CASCADE, related_name="terms")
    task = models.ForeignKey(Assignment, models.CASCADE, null=True, related_name="+")
    clock = models.CharField(max_length=30)
    started = models.DateTimeField()
    until = models.DateTimeField()
    is_urgent = models.BooleanField(default=False)
    step = models.PositiveSmallIntegerField(default=0, help_text="the next one to be told")
    next_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["document", "clock"],
                condition=Q(task__isnull=True),
                name="one_term_for_each_clock",
            ),
            models.UniqueConstraint(
                fields=["task"], condition=Q(task__isnull=False), name="one_term_for_each_task"
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_at"], condition=Q(next_at__isnull=False), name="terms_due_next"
            )
        ]


class EndpointQuerySet(WaitingQuerySet):
    """Questions to the webhooks."""

    def lock(self, endpoint: "Endpoint") -> "Endpoint":
        """The row as it is now, locked until the transaction ends."""
        rows: Any = self.select_for_update(of=("self",)).select_related("unit")
        found: Endpoint = rows.get(pk=endpoint.pk)
        return found

    def of(self, unit: Unit) -> Self:
        """The webhooks of a unit."""
        return self.filter(unit=unit)


class Endpoint(Identified, Waiting):
    """A program of a unit that is told events, in their order, each with the next number.

    `last` is the newest number there is, `sent` the newest one delivered; while `due` is set the
    next one waits. A try that fails holds up those after it, so nothing overtakes.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    url = models.CharField(_("address"), max_length=500)
    events = models.JSONField(default=list)
    secret_sealed = models.CharField(max_length=300)
    created = models.DateTimeField(default=clock.now)
    last = models.BigIntegerField(default=0)
    sent = models.BigIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = EndpointQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["unit", "-id"], name="webhooks_of_a_unit"),
            waits("webhooks_that_wait"),
        ]

    def __str__(self) -> str:
        return self.url

    @property
    def behind(self) -> int:
        """How many events wait."""
        return 0 if self.stopped_at else self.last - self.sent

    def give_up(self, reason: str) -> None:
        """After the last try: it rests until somebody tries again; nothing is lost meanwhile."""
        rows = Endpoint.objects.filter(pk=self.pk, due__isnull=False)
        rows.update(due=None, lease=None, given_up_at=clock.now(), last_error=reason)


class HookEvent(Identified):
    """One event for one webhook, with its number there; kept for a time, to be sent again."""

    endpoint = models.ForeignKey(
        Endpoint, models.CASCADE, related_name="hook_events", db_index=False
    )
    number = models.BigIntegerField()
    event = models.CharField(max_length=40)
    body = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["endpoint", "number"], name="webhook_numbers_are_once")
        ]
        indexes = [models.Index(fields=["at"], name="webhook_events_by_age")]
