"""Placing the marks of a document by sight, before its first signature."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from docflow.audit.events import Event
from docflow.audit.log import action, record, refusals_recorded
from docflow.errors import Refused
from docflow.outgoing import placing
from docflow.outgoing.models import Outgoing
from docflow.outgoing.signing import file_digests
from docflow.people.actor import Actor
from docflow.signatures.placed import PlacedMark


@refusals_recorded
def place_marks(paper: Outgoing, chosen: Sequence[placing.Chosen], *, by: Actor) -> Outgoing:
    """Have these marks stand where they were placed by sight, and all others where they are found.

    The pages are looked at before the transaction. Raises Refused: not_allowed, frozen,
    places_fixed, not_yours_to_place, misplaced, changed_meanwhile, and as `placing.places_of`.
    """
    placing.must_be_placeable(paper, by)
    places = placing.places_of(paper, chosen)
    placing.must_fit(places)
    return keep_places(paper, places, by=by)


@action
def keep_places(paper: Outgoing, places: placing.Places, *, by: Actor) -> Outgoing:
    """Keep places that were found free, for the version they were looked at on."""
    paper = Outgoing.objects.lock(paper)
    placing.must_be_placeable(paper, by)
    if paper.document.current != places.version:
        raise Refused(
            "changed_meanwhile",
            _("The file was changed since you opened it. Look at it anew, then place the marks."),
        )
    chosen = [each for each in places.marks if each.by_sight]
    PlacedMark.objects.filter(version=places.version).delete()
    PlacedMark.objects.bulk_create(
        PlacedMark(
            version=places.version,
            field=each.field,
            part=each.part,
            page=each.spot.page or 0,
            left=each.spot.rect.left,
            bottom=each.spot.rect.bottom,
            right=each.spot.rect.right,
            top=each.spot.rect.top,
            style=each.style,
            by=by.appointment,
        )
        for each in chosen
    )
    marks = {
        each.field: f"{each.page}: {each.left} {each.top} {each.width} {each.height} {each.style}"
        for each in chosen
    }
    record(
        Event.OUTGOING_MARKS_PLACED,
        paper,
        by,
        facts={"marks": marks},
        digests=file_digests(paper),
    )
    return paper
