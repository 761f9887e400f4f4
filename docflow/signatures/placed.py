"""Where a person placed marks by sight on a version of a document, before its first signature."""

from django.db import models

from docflow import clock
from docflow.documents.models import Version
from docflow.people.models import Appointment
from signing.places import Rect, Spot

TYPE, BASELINE = 0.8, 0.29  # size and foot of letters, by the height of their box
BLANK = 0.6  # middle of the blank of a day or month from the end of the box, by the size of type


class PlacedMark(models.Model):
    """The place of one reserved field, in points from the lower left corner of its page."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="placed_marks")
    field = models.CharField(max_length=20)
    part = models.CharField(max_length=10)
    page = models.PositiveSmallIntegerField(help_text="counted from 0")
    left = models.FloatField()
    bottom = models.FloatField()
    right = models.FloatField()
    top = models.FloatField()
    style = models.CharField(max_length=10, default="whole")
    by = models.ForeignKey(Appointment, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "field"], name="a_mark_is_placed_once")
        ]

    def __str__(self) -> str:
        return self.field

    @property
    def spot(self) -> Spot:
        """The place as preparation wants it."""
        rect = Rect(self.left, self.bottom, self.right, self.top)
        return spot_at(self.part, self.field, self.page, rect, self.style)


def spot_at(part: str, field: str, page: int, rect: Rect, style: str) -> Spot:
    """A place chosen by sight: type as large as its box; day and month at the ends of theirs."""
    size = round(min(max(rect.height * TYPE, 9), 14) * 2) / 2
    stops = (BLANK * size, rect.width - BLANK * size) if style == "blanks" else ()
    return Spot(part, field, page, rect, style, size, rect.height * BASELINE, stops)


def placed_on(version: Version | None) -> tuple[Spot, ...]:
    """The places chosen by sight on a version; none on those that came after it."""
    if version is None:
        return ()
    return tuple(each.spot for each in PlacedMark.objects.filter(version=version).order_by("pk"))
