"""What every paper has: its facts, its versions, what it is tied to, and its number."""

from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.documents.kinds import Urgency
from docflow.documents.notation import code
from docflow.identity import Identified, new_uid
from docflow.people.models import Appointment
from docflow.permissions import WORKING, Permission, may
from docflow.units.models import Unit


class DocumentQuerySet(models.QuerySet["Document"]):
    """Questions to the documents."""

    def visible_to(self, actor: Any) -> Self:
        """The documents a person may read now: the one filter in front of every page and list.

        Who may read in the unit reads what it holds and what was given to it to handle; everybody
        reads what was given to their own post: own drafts, what they are to sign or to handle. A
        delegation bound to types of documents shows no others.
        """
        unit = actor.unit
        if unit is None:
            return self.none()
        if bound := getattr(actor, "kinds", ()):
            self = self.filter(kind__in=bound)
        given = Access.objects.filter(document=OuterRef("pk"))
        if may(actor, Permission.DOCUMENT_READ, unit):
            given = given.filter(Q(appointment=actor.stands_for) | Q(unit=unit))
            return self.filter(Q(unit=unit) | Exists(given))
        if not actor.permissions_in(unit) & WORKING:
            return self.none()
        return self.filter(Exists(given.filter(appointment=actor.stands_for)))


class Document(Identified):
    """One holder's document. Sender and receivers each have their own, tied by `exchange_id`."""

    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("holder"))
    exchange_id = models.UUIDField(default=new_uid, db_index=True)
    kind = models.CharField(_("type"), max_length=30)
    subject = models.CharField(_("subject"), max_length=500)
    urgency = models.CharField(_("urgency"), max_length=20, default=Urgency.NORMAL)
    issuer = models.CharField(_("issued by"), max_length=200, blank=True)
    number = models.PositiveIntegerField(_("number"), null=True)
    notation = models.CharField(_("notation"), max_length=60, blank=True)
    code_as_written = models.CharField(max_length=80, blank=True)
    issued_on = models.DateField(_("date"), null=True)
    created = models.DateTimeField(default=clock.now)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(number__isnull=True) | Q(issued_on__isnull=False),
                name="number_and_date_come_together",
            )
        ]
        indexes = [models.Index(fields=["unit", "created"], name="documents_of_a_unit")]

    def __str__(self) -> str:
        return f"{self.code} {self.subject}".strip()

    @property
    def code(self) -> str:
        """Number and notation, as they came or as 05/BC-UBND; empty before it is numbered."""
        if self.code_as_written:
            return self.code_as_written
        return code(self.number, self.notation) if self.number else ""

    @property
    def current(self) -> "Version | None":
        """The newest version."""
        if "versions" in getattr(self, "_prefetched_objects_cache", {}):
            return max(self.versions.all(), key=lambda each: each.number, default=None)
        return self.versions.order_by("-number").first()


class Version(models.Model):
    """The bytes of a document at one point of its life; never changed, only followed."""

    class Role(models.TextChoices):
        DRAFT = "draft", _("draft")
        SIGNED = "signed", _("signed by the leader")
        SEALED = "sealed", _("sealed by the agency")
        SCAN = "scan", _("scan of a paper")
        RECEIVED = "received", _("as received")

    document = models.ForeignKey(Document, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    role = models.CharField(max_length=10, choices=Role.choices)
    digest = models.CharField(max_length=64, db_index=True)
    size = models.BigIntegerField()
    facts = models.JSONField(default=dict, help_text="what the intake saw of the file")
    made = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["document", "number"], name="version_numbers_are_unique"
            )
        ]


class Attachment(models.Model):
    """A separate file that goes with a document."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="attachments")
    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64, db_index=True)
    size = models.BigIntegerField()


class Link(models.Model):
    """How a document stands to another one of the same holder."""

    class Kind(models.TextChoices):
        ANSWERS = "answers", _("answers")
        MERGES = "merges", _("merges")

    source = models.ForeignKey(Document, models.PROTECT, related_name="links")
    target = models.ForeignKey(Document, models.PROTECT, related_name="linked_from")
    kind = models.CharField(max_length=10, choices=Kind.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "target", "kind"], name="a_link_stands_once")
        ]


class Access(models.Model):
    """A document was given to a post or a unit to work on, which may therefore read it."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="access")
    appointment = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["appointment", "document"],
                condition=Q(appointment__isnull=False),
                name="access_of_a_post_stands_once",
            ),
            models.UniqueConstraint(
                fields=["unit", "document"],
                condition=Q(unit__isnull=False),
                name="access_of_a_unit_stands_once",
            ),
            models.CheckConstraint(
                condition=Q(appointment__isnull=True) ^ Q(unit__isnull=True),
                name="access_is_of_a_post_or_a_unit",
            ),
        ]


class Hold(models.Model):
    """A unit keeps a document: its bytes stay in the store while any hold on them remains."""

    unit = models.ForeignKey(Unit, models.PROTECT)
    document = models.ForeignKey(Document, models.PROTECT, related_name="holds")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "document"], name="one_hold_for_each_holder")
        ]


class Register(models.Model):
    """A book of numbers of one unit and year: outgoing or incoming, one or several books.

    Decree 30 Art. 15 and 22: consecutive from 01 within the year, paper and electronic together.
    A system taken up in mid-year opens the book at the number the paper book had reached.
    """

    class Series(models.TextChoices):
        OUTGOING = "outgoing", _("outgoing")
        INCOMING = "incoming", _("incoming")

    MAIN = "main"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="registers")
    year = models.PositiveSmallIntegerField()
    series = models.CharField(max_length=10, choices=Series.choices)
    book = models.CharField(max_length=40, default=MAIN)
    kinds = models.JSONField(default=list, help_text="document types this book takes; empty: all")
    opening = models.PositiveIntegerField(default=1)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year", "series", "book"], name="one_book_of_a_name_each_year"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_series_display()} {self.year} {self.book}"


class RegisterEntry(models.Model):
    """A number given in a register. A void one stays, with its reason."""

    register = models.ForeignKey(Register, models.PROTECT, related_name="entries")
    number = models.PositiveIntegerField()
    notation = models.CharField(max_length=60, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT)
    year = models.PositiveSmallIntegerField()
    document = models.OneToOneField(
        Document, models.PROTECT, null=True, related_name="register_entry"
    )
    given = models.DateTimeField(default=clock.now)
    void_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["register", "number"], name="a_number_is_given_once"),
            models.UniqueConstraint(
                fields=["unit", "year", "number", "notation"],
                condition=~Q(notation=""),
                name="number_and_notation_are_unique_in_a_year",
            ),
        ]


def give_access(document: Document, *takers: Appointment | Unit | None) -> None:
    """Let posts or units read a document they are to work on; inside the caller's act."""
    for taker in takers:
        if isinstance(taker, Unit):
            Access.objects.get_or_create(document=document, unit=taker)
        elif taker is not None:
            Access.objects.get_or_create(document=document, appointment=taker)
