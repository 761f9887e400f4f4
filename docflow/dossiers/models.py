"""The year's catalogue of a unit, its dossiers, and the files that are made of them."""

from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.documents.folders import Folder, FolderReader
from docflow.documents.freezing import must_be_free
from docflow.dossiers.deadlines import SHORTEST_IN_ARCHIVE, WARNING
from docflow.dossiers.states import CatalogueLife, Lifecycle, State
from docflow.identity import Identified
from docflow.people.models import Appointment
from docflow.permissions import WORKING, Permission
from docflow.units.models import Unit
from docflow.work import Waiting, WaitingQuerySet, waits

TO_SUBMIT = Q(state=State.CLOSED, due_on__isnull=False)
SEES_ALL = {Permission.DOCUMENT_READ, Permission.DOSSIER_KEEP}


class Catalogue(Identified, CatalogueLife):
    """The dossiers a unit means to keep in a year (Decree 30/2020 Art. 28)."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("year"))
    approved_by = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "year"], name="one_catalogue_each_year")
        ]

    def __str__(self) -> str:
        return str(self.year)

    def standing(self) -> Any:
        """Its dossiers that were not struck out."""
        return self.dossiers.exclude(state=State.DROPPED)


class DossierQuerySet(models.QuerySet["Dossier"]):
    """Questions to the dossiers."""

    def lock(self, dossier: "Dossier") -> "Dossier":
        """The row as it is now, locked until the transaction ends. Raises Refused when frozen."""
        row = self.select_for_update(of=("self",)).told().get(pk=dossier.pk)
        must_be_free(row)
        return row

    def told(self) -> Self:
        """With all a page tells of each."""
        return self.select_related("folder__unit", "unit", "catalogue", "keeper__user")

    def of(self, unit: Unit) -> Self:
        """The dossiers of a unit."""
        return self.filter(unit=unit)

    def visible_to(self, actor: Any) -> Self:
        """The dossiers whoever acts may know of: the unit's, and those opened to them."""
        unit = actor.unit
        if unit is None:
            return self.none()
        held = actor.permissions_in(unit)
        readers = FolderReader.objects.filter(folder=OuterRef("pk"))
        own = Q(Exists(readers.filter(appointment=actor.stands_for)))
        if Permission.DOCUMENT_READ in held:
            own |= Q(Exists(readers.filter(unit=unit)))
        if held & SEES_ALL:
            return self.filter(own | Q(unit=unit))
        return self.filter(own) if held & WORKING else self.none()

    def kept_by(self, post: Appointment) -> Self:
        """Those a post keeps."""
        return self.filter(keeper=post)

    def in_order(self) -> Self:
        """As the catalogue lists them."""
        return self.order_by("catalogue__year", "section", "place", "pk")


class Dossier(Lifecycle):
    """Documents of one matter; its uid is the folder's.

    Fields and lengths as in Annex VI part II of Decree 30/2020 (docflow/dossiers/metadata.py).
    `retention` is in years, None for ever.
    """

    class Kind(models.TextChoices):
        USUAL = "usual", _("usual")
        CONSTRUCTION = "construction", _("construction")

    folder = models.OneToOneField(Folder, models.PROTECT, primary_key=True, related_name="dossier")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    catalogue = models.ForeignKey(Catalogue, models.PROTECT, related_name="dossiers")
    section = models.CharField(_("heading"), max_length=200, blank=True)
    place = models.PositiveSmallIntegerField(default=0)
    notation = models.CharField(_("notation"), max_length=20)
    title = models.CharField(_("title"), max_length=500)
    kind = models.CharField(max_length=15, choices=Kind.choices, default=Kind.USUAL)
    retention = models.PositiveSmallIntegerField(_("retention"), null=True)
    keeper = models.ForeignKey(
        Appointment, models.PROTECT, null=True, related_name="+", verbose_name=_("kept by")
    )
    rights = models.CharField(_("terms of use"), max_length=30, blank=True)
    language = models.CharField(_("language"), max_length=50, blank=True)
    description = models.CharField(_("description"), max_length=500, blank=True)
    started_on = models.DateField(_("opened on"), null=True)
    ended_on = models.DateField(_("work ended on"), null=True)
    documents = models.PositiveSmallIntegerField(_("documents"), default=0)
    pages = models.PositiveSmallIntegerField(_("pages"), default=0)
    due_on = models.DateField(_("due at the archive"), null=True)
    kept_back_until = models.DateField(null=True)
    kept_back_basis = models.CharField(max_length=500, blank=True)
    returned_because = models.CharField(max_length=500, blank=True)

    objects = DossierQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["catalogue", "notation"],
                condition=~Q(state="dropped"),
                name="a_notation_stands_once_in_a_catalogue",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")),
                name="a_dossier_ends_after_it_began",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "state"], name="dossiers_of_a_unit"),
            models.Index(
                fields=["keeper"],
                condition=Q(state__in=["open", "closed"]),
                name="dossiers_of_a_keeper",
            ),
            models.Index(fields=["unit", "due_on"], condition=TO_SUBMIT, name="dossiers_to_submit"),
        ]

    @property
    def uid(self) -> Any:
        return self.folder.uid

    def __str__(self) -> str:
        return f"{self.notation} {self.title}"

    @property
    def year(self) -> int:
        """The year of its catalogue."""
        return self.catalogue.year

    @property
    def goes_to_the_archive(self) -> bool:
        """Whether it is kept long enough to be submitted (Art. 30)."""
        return self.retention is None or self.retention >= SHORTEST_IN_ARCHIVE

    def is_late(self, day: date | None = None) -> bool:
        """Whether the day to submit it has passed."""
        waits = self.state == State.CLOSED and self.due_on is not None
        return waits and bool(self.due_on and self.due_on < (day or clock.today()))

    def is_soon_late(self, day: date | None = None) -> bool:
        """Whether the warning is due: thirty days before the day to submit it."""
        day = day or clock.today()
        near = self.due_on is not None and self.due_on - WARNING <= day
        return self.state == State.CLOSED and near and not self.is_late(day)


class Export(Identified, Waiting):
    """A file made of a dossier. While `due` is set it waits to be made; it lasts a day."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="exports")
    by = models.ForeignKey(Appointment, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    made_at = models.DateTimeField(null=True)
    done = models.PositiveSmallIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)
    size = models.BigIntegerField(default=0)
    problems = models.JSONField(default=list)

    objects: ClassVar[Any] = WaitingQuerySet.as_manager()

    class Meta:
        indexes = [waits("exports_that_wait")]

    def give_up(self, reason: str) -> None:
        """After the last try: said on the page of the dossier."""
        self.problems = [{"code": "fault", "text": reason}]
        self.due = self.lease = None
        self.save()
