"""What a line of the catalogue says, tidied and measured before it is kept."""

from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.documents.given import text
from docflow.dossiers.models import Catalogue, Dossier
from docflow.dossiers.states import State
from docflow.errors import Refused
from docflow.people.models import Appointment
from docflow.permissions import GRANTS, Permission

LONGEST_NOTATION = 20
LONGEST_TITLE = 500
LONGEST_SECTION = 200
LONGEST_RIGHTS = 30
LONGEST_LANGUAGE = 50
LONGEST_DESCRIPTION = 500
MOST_YEARS = 100
USUAL_LANGUAGE = "Tiếng Việt"
RETENTIONS = (None, 70, 50, 40, 30, 20, 15, 10, 5, 2, 1)
"""Years a dossier is kept, as offered; None for ever."""


@dataclass(frozen=True)
class Entry:
    """A line of the catalogue. `retention` is in years, None for ever; nobody may be named yet."""

    notation: str
    title: str
    retention: int | None = None
    keeper: Appointment | None = None
    section: str = ""
    kind: str = Dossier.Kind.USUAL
    rights: str = ""
    language: str = USUAL_LANGUAGE
    description: str = ""

    @classmethod
    def of(cls, dossier: Dossier) -> "Entry":
        """What the line of a dossier says now."""
        return cls(**{name: getattr(dossier, name) for name in cls.__dataclass_fields__})

    def for_year(self, before: int, year: int) -> "Entry":
        """The same for another year: where the title names the year it names the new one."""
        keeper = self.keeper if self.keeper and _holds(self.keeper) else None
        return replace(self, title=self.title.replace(str(before), str(year)), keeper=keeper)

    def facts(self) -> dict[str, Any]:
        """What the log keeps as plain values."""
        return {
            "notation": self.notation,
            "retention": self.retention,
            "kind": str(self.kind),
            "keeper": str(self.keeper.uid) if self.keeper else None,
        }


def checked(entry: Entry, catalogue: Catalogue) -> Entry:
    """The line, tidied; raises Refused, naming what is wrong with it."""
    if entry.kind not in Dossier.Kind.values:
        raise Refused("unknown_kind", _("Choose a usual dossier or one of construction."))
    _must_be_years(entry.retention)
    if entry.keeper and not (entry.keeper.unit_id == catalogue.unit_id and _keeps(entry.keeper)):
        raise Refused(
            "not_a_keeper",
            _("%(who)s cannot keep a dossier of this unit. Choose somebody of it who may."),
            who=entry.keeper,
        )
    return replace(
        entry,
        notation=text(entry.notation, LONGEST_NOTATION, "notation_of_dossier"),
        title=text(entry.title, LONGEST_TITLE, "title"),
        section=text(entry.section, LONGEST_SECTION, "section", may_be_empty=True),
        rights=text(entry.rights, LONGEST_RIGHTS, "rights", may_be_empty=True),
        language=text(entry.language, LONGEST_LANGUAGE, "language", may_be_empty=True),
        description=text(entry.description, LONGEST_DESCRIPTION, "description", may_be_empty=True),
    )


def must_be_new(catalogue: Catalogue, notation: str, but: Dossier | None = None) -> None:
    """Raise Refused when another dossier of the catalogue bears the notation."""
    others = catalogue.dossiers.exclude(state=State.DROPPED).filter(notation=notation)
    if others.exclude(pk=but.pk if but else None).exists():
        raise Refused(
            "notation_taken",
            _("%(notation)s stands in the catalogue of %(year)s already. Give another notation."),
            notation=notation,
            year=catalogue.year,
        )


def keepers_of(unit: Any) -> Any:
    """The posts of a unit that may keep a dossier today."""
    roles = [role for role, held in GRANTS.items() if Permission.DOSSIER_KEEP in held]
    posts = Appointment.objects.valid_on(clock.today()).filter(
        unit=unit, user__is_active=True, grants__role__in=roles
    )
    return posts.select_related("user", "unit").distinct().order_by("user__full_name", "pk")


def _keeps(post: Appointment) -> bool:
    return bool(keepers_of(post.unit).filter(pk=post.pk).exists())


def _holds(post: Appointment) -> bool:
    return bool(Appointment.objects.valid_on(clock.today()).filter(pk=post.pk).exists())


def _must_be_years(retention: Any) -> None:
    if retention is None:
        return
    if type(retention) is not int or not 1 <= retention <= MOST_YEARS:
        raise Refused(
            "bad_retention",
            _("A dossier is kept from 1 to %(most)s years, or for ever. Choose one of these."),
            most=MOST_YEARS,
        )
