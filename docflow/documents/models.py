"""What every paper has: its facts, its versions, what it is tied to, and its number."""

from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.documents.folders import Folder as Folder
from docflow.documents.folders import FolderReader as FolderReader
from docflow.documents.folders import Placing as Placing
from docflow.documents.freezing import Held as Held
from docflow.documents.freezing import LegalHold as LegalHold
from docflow.documents.kinds import Circulation, Urgency
from docflow.documents.lasting import Lasting as Lasting
from docflow.documents.mending import Mending as Mending
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
        reads what was given to their own post: own drafts, what they are to sign or to handle, and
        until its time is over what was lent to it. A delegation bound to types of documents shows
        no others.
        """
        given = _given_to(actor)
        if given is None:
            return self.none()
        lent = Loan.objects.to(actor.stands_for, clock.now()).filter(document=OuterRef("pk"))
        return self.covered_by(actor).filter(given | Exists(lent))

    def given_to(self, actor: Any) -> Self:
        """Those of them that were not only lent: who has them may copy them or hand them on."""
        given = _given_to(actor)
        return self.none() if given is None else self.covered_by(actor).filter(given)

    def covered_by(self, actor: Any) -> Self:
        """Those of the types a delegation is bound to; all, where it is bound to none."""
        bound = getattr(actor, "kinds", ())
        return self.filter(kind__in=bound) if bound else self


def _given_to(actor: Any) -> Any:
    """The condition for what is an actor's to read at any time; None for whoever reads nothing."""
    unit = actor.unit
    if unit is None:
        return None
    given = Access.objects.filter(document=OuterRef("pk"))
    if may(actor, Permission.DOCUMENT_READ, unit):
        given = given.filter(Q(appointment=actor.stands_for) | Q(unit=unit))
        return Q(unit=unit) | Exists(given)
    if not actor.permissions_in(unit) & WORKING:
        return None
    return Q(Exists(given.filter(appointment=actor.stands_for)))


class Document(Identified):
    """One holder's document. Sender and receivers each have their own, tied by `exchange_id`."""

    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("holder"))
    exchange_id = models.UUIDField(default=new_uid, db_index=True)
    kind = models.CharField(_("type"), max_length=30)
    subject = models.CharField(_("subject"), max_length=500)
    urgency = models.CharField(_("urgency"), max_length=20, default=Urgency.NORMAL)
    circulation = models.CharField(
        max_length=20, blank=True, choices=[(each.value, each.label) for each in Circulation]
    )
    issuer = models.CharField(_("issued by"), max_length=200, blank=True)
    number = models.PositiveIntegerField(_("number"), null=True)
    notation = models.CharField(_("notation"), max_length=60, blank=True)
    code_as_written = models.CharField(max_length=80, blank=True)
    issued_on = models.DateField(_("date"), null=True)
    created = models.DateTimeField(default=clock.now)
    recalled_at = models.DateTimeField(null=True, help_text="nothing changes from here on")

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
    """A separate file that goes with a document; once the agency signed it, the signed one.

    `verdict` is what the check of the signed file found, here or on arrival.
    """

    document = models.ForeignKey(Document, models.CASCADE, related_name="attachments")
    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64, db_index=True)
    size = models.BigIntegerField()
    given_digest = models.CharField(
        max_length=64, blank=True, db_index=True, help_text="of the file the drafter gave"
    )
    given_size = models.BigIntegerField(default=0)
    verdict = models.JSONField(default=dict)


class Link(models.Model):
    """How a document stands to another one of the same holder."""

    class Kind(models.TextChoices):
        ANSWERS = "answers", _("answers")
        MERGES = "merges", _("merges")
        COPY_OF = "copy_of", _("copy of")

    source = models.ForeignKey(Document, models.PROTECT, related_name="links")
    target = models.ForeignKey(Document, models.PROTECT, related_name="linked_from")
    kind = models.CharField(max_length=10, choices=Kind.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "target", "kind"], name="a_link_stands_once")
        ]


class Access(models.Model):
    """A document was given to a post or a unit, which may therefore read it.

    To work on; or, where a `folder` is named, because whoever reads that reads what lies in it.
    """

    document = models.ForeignKey(Document, models.CASCADE, related_name="access")
    appointment = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    folder = models.ForeignKey(Folder, models.CASCADE, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["appointment", "document"],
                condition=Q(appointment__isnull=False, folder__isnull=True),
                name="access_of_a_post_stands_once",
            ),
            models.UniqueConstraint(
                fields=["unit", "document"],
                condition=Q(unit__isnull=False, folder__isnull=True),
                name="access_of_a_unit_stands_once",
            ),
            models.UniqueConstraint(
                fields=["appointment", "document", "folder"],
                condition=Q(appointment__isnull=False, folder__isnull=False),
                name="access_of_a_post_by_a_folder",
            ),
            models.UniqueConstraint(
                fields=["unit", "document", "folder"],
                condition=Q(unit__isnull=False, folder__isnull=False),
                name="access_of_a_unit_by_a_folder",
            ),
            models.CheckConstraint(
                condition=Q(appointment__isnull=True) ^ Q(unit__isnull=True),
                name="access_is_of_a_post_or_a_unit",
            ),
        ]


class LoanQuerySet(models.QuerySet["Loan"]):
    """Questions to the loans."""

    def to(self, post: Any, moment: Any) -> Self:
        """What a post may read at a moment because it was lent to it."""
        return self.filter(appointment=post, until__gt=moment)


class Loan(models.Model):
    """A document lent to a post for a time: read until then, and not a moment longer.

    The clock of each request decides, so nothing has to run for a loan to end. `lot` names what it
    was lent for, `occasion` says so in words.
    """

    document = models.ForeignKey(
        Document, models.CASCADE, related_name="loans", verbose_name=_("document")
    )
    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="+", db_index=False)
    lot = models.UUIDField()
    occasion = models.CharField(max_length=200)
    made = models.DateTimeField(default=clock.now)
    until = models.DateTimeField()

    objects = LoanQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["lot", "document", "appointment"], name="a_document_is_lent_once_in_a_lot"
            )
        ]
        indexes = [
            models.Index(fields=["appointment", "document", "until"], name="loans_of_a_post"),
            models.Index(fields=["appointment", "until"], name="loans_still_open"),
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
    Copies of all three kinds share one book (Annex I, part II).
    A system taken up in mid-year opens the book at the number the paper book had reached. A council
    that uses the agency's seal has a book of its own, and its own notation (Art. 15).
    """

    class Series(models.TextChoices):
        OUTGOING = "outgoing", _("outgoing")
        INCOMING = "incoming", _("incoming")
        COPIES = "copies", _("copies")

    MAIN = "main"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="registers")
    year = models.PositiveSmallIntegerField()
    series = models.CharField(max_length=10, choices=Series.choices)
    book = models.CharField(max_length=40, default=MAIN)
    kinds = models.JSONField(default=list, help_text="document types this book takes; empty: all")
    body = models.CharField(
        max_length=20,
        blank=True,
        help_text="abbreviation of the council whose papers alone it takes",
    )
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
    """A number given in a register. A void one stays, with its reason.

    What the clerk adds by hand (Annex IV, Annex VI part II: IssuedAmount, PageAmount, Description)
    stands beside it: copies made, pages, who keeps the file copy, who signed for it, remarks.
    """

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
    copies = models.PositiveSmallIntegerField(null=True)
    pages = models.PositiveSmallIntegerField(null=True)
    kept_by = models.CharField(max_length=200, blank=True)
    received_by = models.CharField(max_length=200, blank=True)
    received_on = models.DateField(null=True)
    remark = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [models.Index(fields=["register", "given"], name="numbers_of_a_book_by_day")]
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
            Access.objects.get_or_create(document=document, unit=taker, folder=None)
        elif taker is not None:
            Access.objects.get_or_create(document=document, appointment=taker, folder=None)
