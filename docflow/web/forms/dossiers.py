"""Forms of dossiers and of legal holds."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.desks.assignees import assignee
from docflow.documents import hold_actions
from docflow.dossiers import entries
from docflow.dossiers.catalogue_actions import FIRST_YEAR, LAST_YEAR
from docflow.dossiers.entries import RETENTIONS, USUAL_LANGUAGE, Entry
from docflow.dossiers.models import Dossier
from docflow.web.forms.act import ActForm

EVER = "ever"
DAY = {"type": "date"}


def _retentions() -> list[tuple[str, Any]]:
    years = [(str(each), _("%(years)s years") % {"years": each}) for each in RETENTIONS if each]
    return [(EVER, _("for ever")), *years]


class BeginForm(ActForm):
    """The catalogue of a year, copied from the one before or empty."""

    year = forms.IntegerField(label=_("year"), min_value=FIRST_YEAR, max_value=LAST_YEAR)
    copying = forms.BooleanField(
        label=_("take over headings and dossiers of the year before"), required=False, initial=True
    )
    places: ClassVar[dict[str, str]] = {"catalogue_exists": "year", "bad_year": "year"}


class EntryForm(ActForm):
    """A line of the catalogue; the reason is asked for once it is approved."""

    section = forms.CharField(
        label=_("heading"), max_length=entries.LONGEST_SECTION, required=False
    )
    notation = forms.CharField(label=_("notation"), max_length=entries.LONGEST_NOTATION)
    title = forms.CharField(
        label=_("title"),
        max_length=entries.LONGEST_TITLE,
        widget=forms.Textarea({"rows": 2}),
    )
    retention = forms.ChoiceField(label=_("retention"))
    keeper: Any = forms.ModelChoiceField(
        label=_("kept by"), queryset=None, required=False, empty_label=_("not named yet")
    )
    kind = forms.ChoiceField(
        label=_("kind"),
        choices=Dossier.Kind.choices,
        help_text=_("construction is due at the archive three months after its settlement"),
    )
    rights = forms.CharField(
        label=_("terms of use"), max_length=entries.LONGEST_RIGHTS, required=False
    )
    language = forms.CharField(
        label=_("language"),
        max_length=entries.LONGEST_LANGUAGE,
        required=False,
        initial=USUAL_LANGUAGE,
    )
    description = forms.CharField(
        label=_("description"),
        max_length=entries.LONGEST_DESCRIPTION,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )
    reason = forms.CharField(
        label=_("reason"), max_length=500, required=False, widget=forms.Textarea({"rows": 2})
    )
    places: ClassVar[dict[str, str]] = {
        "notation_taken": "notation",
        "notation_of_dossier_missing": "notation",
        "notation_of_dossier_too_long": "notation",
        "not_a_keeper": "keeper",
        "bad_retention": "retention",
        "unknown_kind": "kind",
    }

    def __init__(self, *args: Any, unit: Any, approved: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keeper: Any = self.fields["keeper"]
        keeper.queryset = entries.keepers_of(unit)
        retention: Any = self.fields["retention"]
        retention.choices = _retentions()
        self.fields["reason"].required = approved
        if not approved:
            del self.fields["reason"]

    def entry(self) -> Entry:
        """What was given, as a line of the catalogue."""
        given = {**self.cleaned_data}
        given.pop("reason", None)
        years = given.pop("retention")
        return Entry(**given, retention=None if years == EVER else int(years))


def initial_of(dossier: Dossier) -> dict[str, Any]:
    """What a form that changes the line of a dossier begins with."""
    line = Entry.of(dossier)
    values = {name: getattr(line, name) for name in Entry.__dataclass_fields__}
    return values | {"retention": EVER if line.retention is None else str(line.retention)}


class CloseForm(ActForm):
    """When the work ended."""

    ended_on = forms.DateField(
        label=_("day the work ended, or construction was settled"),
        widget=forms.DateInput(DAY, "%Y-%m-%d"),
        initial=clock.today,
    )
    places: ClassVar[dict[str, str]] = {"bad_day": "ended_on"}


class KeepBackForm(ActForm):
    """Until when it is kept back, and the written consent."""

    until = forms.DateField(label=_("until"), widget=forms.DateInput(DAY, "%Y-%m-%d"))
    basis = forms.CharField(
        label=_("written consent"), max_length=500, widget=forms.Textarea({"rows": 2})
    )
    places: ClassVar[dict[str, str]] = {"bad_day": "until"}


class ReaderForm(ActForm):
    """A post or a unit that is to read a dossier."""

    taker = forms.ChoiceField(label=_("who is to read it"))
    places: ClassVar[dict[str, str]] = {"reads_already": "taker", "not_to_read": "taker"}

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        taker: Any = self.fields["taker"]
        taker.choices = [("", "—"), *((each.code, f"{each.name} · {each.note}") for each in people)]

    def clean_taker(self) -> Any:
        """The post or unit the code names."""
        return assignee(self.cleaned_data["taker"])


class PutInForm(ActForm):
    """Into which dossier a document is put."""

    dossier = forms.ChoiceField(label=_("dossier"), widget=forms.RadioSelect)
    places: ClassVar[dict[str, str]] = {
        "dossier_closed": "dossier",
        "in_already": "dossier",
        "dossier_full": "dossier",
    }

    def __init__(self, *args: Any, offered: list[Dossier], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = {str(each.uid): each for each in offered}
        dossier: Any = self.fields["dossier"]
        dossier.choices = [(uid, _told(each)) for uid, each in self.offered.items()]

    def clean_dossier(self) -> Dossier:
        """The dossier that was chosen."""
        return self.offered[self.cleaned_data["dossier"]]


def _told(dossier: Dossier) -> str:
    keeper = f" · {dossier.keeper.user.full_name}" if dossier.keeper else ""
    return f"{dossier} · {dossier.get_state_display()}{keeper}"


class HoldForm(ActForm):
    """An order that freezes."""

    basis = forms.CharField(
        label=_("basis"),
        help_text=_("number, date and subject of the order"),
        max_length=hold_actions.LONGEST_BASIS,
        widget=forms.Textarea({"rows": 2}),
    )
    ordered_by = forms.CharField(label=_("ordered by"), max_length=hold_actions.LONGEST_NAME)
    first_day = forms.DateField(
        label=_("from"), widget=forms.DateInput(DAY, "%Y-%m-%d"), initial=clock.today
    )
