"""Forms of periodic reports: ask, pass on, fill in and send, return."""

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from docflow import wording
from docflow.documents.models import Document
from docflow.reporting.models import Report
from docflow.units.models import Unit
from docflow.web.forms.act import ActForm
from docflow.web.forms.handling import LATEST_ANSWERS, DueForm

OWN_DAYS = "own"
CHOSEN = "chosen"
PLACE = "figure_"
SPANS = {
    "month": _("month"),
    "quarter": _("quarter"),
    "half": _("six months"),
    "nine_months": _("nine months"),
    "year": _("year"),
}


class WhomForm(DueForm):
    """Which units below are asked: all of a level, or chosen ones."""

    whom = forms.ChoiceField(label=_("which units"), widget=forms.RadioSelect)
    units = forms.MultipleChoiceField(
        label=_("chosen units"),
        required=False,
        widget=forms.SelectMultiple({"size": 10, "class": "form-select"}),
    )
    places: ClassVar[dict[str, str]] = {
        **DueForm.places,
        "units_missing": "units",
        "other_unit": "units",
        "too_many_units": "whom",
    }

    def __init__(self, *args: Any, below: list[tuple[Unit, str]], **kwargs: Any) -> None:
        self.below = below
        super().__init__(*args, **kwargs)
        levels: dict[str, int] = {}
        for _unit, level in below:
            levels[level] = levels.get(level, 0) + 1
        all_of = [(level, f"{level} ({wording.count(many)})") for level, many in levels.items()]
        self.fields["whom"].choices = [*all_of, (CHOSEN, _("only those chosen below"))]  # type: ignore[attr-defined]
        self.fields["units"].choices = [(str(each.uid), each.name) for each, _l in below]  # type: ignore[attr-defined]

    def asked(self) -> list[Unit]:
        """The units that were chosen."""
        whom, chosen = self.cleaned_data["whom"], set(self.cleaned_data["units"])
        if whom == CHOSEN:
            return [unit for unit, _level in self.below if str(unit.uid) in chosen]
        return [unit for unit, level in self.below if level == whom]


class AskForm(WhomForm):
    """What is asked, for which period."""

    title = forms.CharField(label=_("title of the report"), max_length=300)
    period = forms.ChoiceField(label=_("period"))
    first_day = forms.DateField(
        label=_("first day"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    last_day = forms.DateField(
        label=_("last day"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    figures = forms.CharField(
        label=_("figures"),
        help_text=_("One on each line; after a semicolon its measure: Files received; files"),
        max_length=25_000,
        widget=forms.Textarea({"rows": 6}),
    )
    instruction = forms.CharField(
        label=_("instruction"),
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 3, "maxlength": 2000}),
    )
    field_order = (
        "title",
        "period",
        "first_day",
        "last_day",
        "figures",
        "instruction",
        "whom",
        "units",
        "due",
        "day",
        "hour",
    )
    places: ClassVar[dict[str, str]] = {
        **WhomForm.places,
        "ends_before_it_begins": "last_day",
        "figures_missing": "figures",
        "figure_missing": "figures",
        "figure_too_long": "figures",
        "measure_too_long": "figures",
        "figure_twice": "figures",
        "too_many_figures": "figures",
    }

    def __init__(self, *args: Any, periods: list[tuple[str, date, date]], **kwargs: Any) -> None:
        self.periods = {name: (first, last) for name, first, last in periods}
        super().__init__(*args, **kwargs)
        named = [(name, _period(name, first, last)) for name, first, last in periods]
        self.fields["period"].choices = [*named, (OWN_DAYS, _("own days"))]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("period") == OWN_DAYS:
            for name in ("first_day", "last_day"):
                if not given.get(name) and name not in self.errors:
                    self.add_error(name, _("Choose the date."))
        return given

    def days(self) -> tuple[date, date]:
        """First and last day of the period that was chosen."""
        given = self.cleaned_data
        if given["period"] == OWN_DAYS:
            return given["first_day"], given["last_day"]
        return self.periods[given["period"]]

    def asked_figures(self) -> list[tuple[str, str]]:
        """Label and measure of each line."""
        lines = [line for line in self.cleaned_data["figures"].splitlines() if line.strip()]
        return [(label, measure) for label, _sign, measure in (li.partition(";") for li in lines)]


class ReportForm(ActForm):
    """The figures of one report, its words, and the signed document that says the same."""

    words = forms.CharField(
        label=_("explanation"),
        max_length=4000,
        required=False,
        widget=forms.Textarea({"rows": 4, "maxlength": 4000}),
    )
    document = forms.ChoiceField(label=_("signed document"), required=False)
    places: ClassVar[dict[str, str]] = {
        "not_issued_here": "document",
        "comment_too_long": "words",
    }

    def __init__(self, *args: Any, report: Report, by: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for figure in report.request.figures.all():
            label = f"{figure.label} ({figure.measure})" if figure.measure else figure.label
            self.fields[f"{PLACE}{figure.place}"] = forms.CharField(
                label=label,
                max_length=40,
                required="keep" not in self.data,
                widget=forms.TextInput(
                    {"inputmode": "decimal", "class": "form-control figure", "autocomplete": "off"}
                ),
            )
        figures = [name for name in self.fields if name.startswith(PLACE)]
        self.fields[figures[0]].widget.attrs["autofocus"] = True
        self.order_fields([*figures, "words", "document"])
        issued = Document.objects.visible_to(by).filter(
            unit=report.unit, outgoing__issued_at__isnull=False
        )
        newest = issued.order_by("-pk")[:LATEST_ANSWERS]
        self.fields["document"].choices = [("", "–"), *((str(e.uid), str(e)) for e in newest)]  # type: ignore[attr-defined]
        self._issued = issued

    def values(self) -> dict[int, str]:
        """What was typed, by the place of the figure, as programs write numbers."""
        return {
            int(name.removeprefix(PLACE)): wording.figure_read(typed)
            for name, typed in self.cleaned_data.items()
            if name.startswith(PLACE)
        }

    def signed(self) -> Document | None:
        """The document that was chosen."""
        uid = self.cleaned_data["document"]
        return self._issued.filter(uid=uid).first() if uid else None

    def refuse(self, refusal: Any) -> None:
        """Show what is wrong with a figure at that figure."""
        place = f"{PLACE}{refusal.params.get('place', '')}"
        if place in self.fields:
            self.fields[place].widget.attrs["aria-invalid"] = "true"
            self.add_error(place, forms.ValidationError(str(refusal), code=refusal.code))
        else:
            super().refuse(refusal)


class ReturnForm(DueForm):
    """Why a report is returned, and until when it is to come again."""

    reason = forms.CharField(
        label=_("reason"), max_length=500, widget=forms.Textarea({"rows": 3, "maxlength": 500})
    )
    field_order = ("reason", "due", "day", "hour")


def _period(name: str, first: date, last: date) -> str:
    span, _space, which = name.partition(" ")
    return f"{SPANS[span]} {which}: {wording.date_text(first)} - {wording.date_text(last)}"
