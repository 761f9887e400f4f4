"""The organisation through time: units, and their names, codes and places with validity."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.identity import Identified


class ValidQuerySet(models.QuerySet[Any]):
    """Rows that hold for a time: from the first day up to and including the last."""

    def valid_on(self, day: date) -> Self:
        """The rows that hold on a day."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day), valid_from__lte=day)


class Valid(models.Model):
    """Something that holds from a first day to a last day; no last day: until further notice."""

    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("to"), null=True, blank=True)

    objects = ValidQuerySet.as_manager()

    class Meta:
        abstract = True

    def holds_on(self, day: date) -> bool:
        """Whether the day lies in the time of validity."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def overlaps(self, first: date, last: date | None) -> bool:
        """Whether it holds on any day from the first to the last (None: without end)."""
        return (last is None or self.valid_from <= last) and (
            self.valid_to is None or first <= self.valid_to
        )


def in_order(what: str) -> models.CheckConstraint:
    """The constraint that something valid for a time does not end before it begins."""
    return models.CheckConstraint(
        condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
        name=f"{what}_does_not_end_before_it_begins",
    )


class Level(Valid):
    """A level of the organisation, as data: today's two-tier government needs no code."""

    code = models.CharField(max_length=30, unique=True)
    name = models.CharField(max_length=100)
    rank = models.PositiveSmallIntegerField(help_text="1 is the highest")

    class Meta:
        constraints = [in_order("a_level")]

    def __str__(self) -> str:
        return self.name


class UnitQuerySet(models.QuerySet["Unit"]):
    """Questions to the units."""

    def active_on(self, day: date) -> Self:
        """The units that exist on a day."""
        return self.filter(Q(ended__isnull=True) | Q(ended__gte=day), opened__lte=day)

    def coded(self, code: str, day: date | None = None) -> Self:
        """Units that bear a code or identifier on a day; on any day without one."""
        codes = UnitCode.objects.filter(code=code)
        codes = codes.valid_on(day) if day else codes
        return self.filter(pk__in=codes.values("unit"))


class Unit(Identified):
    """An office that sends, receives and is counted; `ended` is its last day."""

    class Kind(models.TextChoices):
        PEOPLE_COMMITTEE = "people_committee", _("people's committee")
        PEOPLE_COUNCIL = "people_council", _("people's council")
        OFFICE = "office", _("office")
        DEPARTMENT = "department", _("department")
        DIVISION = "division", _("division")
        OUTSIDE = "outside", _("outside organisation")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, blank=True)
    opened = models.DateField(_("opened"))
    ended = models.DateField(_("ended"), null=True, blank=True)
    prints_qr_code = models.BooleanField(default=False)

    objects = UnitQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended__isnull=True) | Q(ended__gte=F("opened")),
                name="a_unit_does_not_end_before_it_opens",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name today, or the last one the unit had."""
        return self.name_on(clock.today()).name

    @property
    def abbreviation(self) -> str:
        """The abbreviation used in notations today (Decree 30 Annex III)."""
        return self.name_on(clock.today()).abbreviation

    def name_on(self, day: date) -> "UnitName":
        """The names that held on a day, or the last ones before it."""
        if "names" in getattr(self, "_prefetched_objects_cache", {}):
            return self._read_name_on(day)
        names = self.names.order_by("-valid_from")
        return names.valid_on(day).first() or names.filter(valid_from__lte=day).first() or names[0]

    def _read_name_on(self, day: date) -> "UnitName":
        """The same from names that were read for a whole page at once."""
        names = sorted(self.names.all(), key=lambda each: each.valid_from, reverse=True)
        holding = (each for each in names if each.holds_on(day))
        earlier = (each for each in names if each.valid_from <= day)
        return next(holding, None) or next(earlier, None) or names[0]

    def place_on(self, day: date) -> "UnitPlace | None":
        """Where the unit stood in the tree on a day."""
        return self.places.valid_on(day).select_related("level", "parent").first()

    def is_active_on(self, day: date) -> bool:
        """Whether the unit exists on a day."""
        return self.opened <= day and (self.ended is None or day <= self.ended)

    def code(self, scheme: str, day: date | None = None) -> str:
        """The unit's code in a scheme, today or on a day, the newest first; empty without one."""
        codes = self.codes.valid_on(day or clock.today()).filter(scheme=scheme)
        found = codes.order_by("-valid_from", "pk").first()
        return found.code if found else ""


class UnitName(Valid):
    """What a unit is called for a time, in full, short and in notations; where it sits."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="names")
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=100, blank=True)
    abbreviation = models.CharField(max_length=30, blank=True)
    locality = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints = [in_order("a_name")]


class UnitCode(Valid):
    """A code of a unit in one scheme; codes are used again, so never without their time."""

    class Scheme(models.TextChoices):
        IDENTIFIER = "identifier", _("identifier, up to 35 characters (QĐ 20/2020)")
        IDENTIFIER_13 = "identifier_13", _("identifier, 13 characters (QCVN 102:2016)")
        TERRITORY = "territory", _("code of the administrative unit")
        LOCAL = "local", _("code in this installation")

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="codes")
    scheme = models.CharField(max_length=20, choices=Scheme.choices)
    code = models.CharField(max_length=35, db_index=True)
    simulated = models.BooleanField(default=False)

    class Meta:
        constraints = [in_order("a_code")]


class UnitPlace(Valid):
    """Where a unit stands for a time: its level and the unit above it."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="places")
    level = models.ForeignKey(Level, models.PROTECT)
    parent = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            in_order("a_place"),
            models.CheckConstraint(
                condition=~Q(unit=F("parent")), name="a_unit_is_not_above_itself"
            ),
        ]


class Succession(models.Model):
    """Who answers for a unit that has ended; of several successors one may be the default."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    default = models.BooleanField(default=False)
    basis = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit"], condition=Q(default=True), name="one_default_successor"
            ),
            models.UniqueConstraint(fields=["unit", "successor"], name="a_successor_stands_once"),
            models.CheckConstraint(
                condition=~Q(unit=F("successor")), name="a_unit_does_not_succeed_itself"
            ),
        ]


class CalendarDay(models.Model):
    """A day that is not as its weekday says: a holiday, a swapped working day, a half day."""

    day = models.DateField(unique=True)
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    basis = models.CharField(max_length=200, blank=True)
