"""The form on which marks are placed by sight: for each mark whether, where and how it is set."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from docflow.outgoing.placing import SIZES, STYLES, Chosen, Mark, Places
from docflow.web.forms.act import ActForm

STYLE_LABELS = {
    "Number": {
        "whole": _("the whole line with “Số:”"),
        "value": _("number and notation, after a printed “Số:”"),
        "digits": _("the number alone, into a printed blank"),
    },
    "Date": {
        "whole": _("the whole line"),
        "blanks": _("day and month into printed blanks, from the one to the other"),
    },
}
SUGGESTED = {"Number": (30, 12, 60, 6), "Date": (110, 12, 64, 6)}
"""Where a mark that was not found waits to be moved: left, top, width, height in mm."""

MOST_PAGES = 9999


@dataclass(frozen=True)
class Row:
    """One mark on the form: what it is, where it stands or waits, and its fields."""

    mark: Mark
    page: int
    left: float
    top: float
    width: float
    height: float
    by_sight: bool
    fields: tuple[forms.BoundField, ...]
    check: forms.BoundField

    @property
    def middle(self) -> tuple[float, float]:
        """The centre, in mm."""
        return round(self.left + self.width / 2, 2), round(self.top + self.height / 2, 2)

    @property
    def halves(self) -> tuple[float, float]:
        """Half of its width and height, in mm."""
        return self.width / 2, self.height / 2


class PlacesForm(ActForm):
    """One group of fields for each mark; `chosen` are the places of those placed by sight."""

    def __init__(self, *args: Any, places: Places, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shown = places
        for mark in places.marks:
            self._add(mark)

    def _add(self, mark: Mark) -> None:
        page, *edges = _waits_at(mark, self.shown)
        label = capfirst(str(mark.label))
        check = forms.BooleanField(
            required=False, label=_("%(mark)s: placed by sight") % {"mark": label}
        )
        check.initial, check.widget.attrs["class"] = mark.by_sight, "form-check-input"
        self.fields[f"{mark.field}-by_sight"] = check
        self.fields[f"{mark.field}-page"] = _number(_("page"), page, 1, MOST_PAGES, whole=True)
        names = (("left", _("from the left, mm")), ("top", _("from the top, mm")))
        sizes = (("width", _("width, mm")), ("height", _("height, mm")))
        for order, (name, words) in enumerate((*names, *sizes)):
            if name in ("width", "height") and mark.part == "Seal":
                continue
            limits = SIZES[mark.part][2 * order - 4 : 2 * order - 2] if order > 1 else (0, 5000)
            self.fields[f"{mark.field}-{name}"] = _number(words, edges[order], *limits)
        if mark.part in STYLES:
            written = STYLE_LABELS[mark.part]
            style = forms.ChoiceField(
                required=False, label=_("written as"), choices=list(written.items())
            )
            style.initial = mark.style if mark.style in written else "whole"
            style.widget.attrs["class"] = "form-select"
            self.fields[f"{mark.field}-style"] = style

    def clean(self) -> dict[str, Any]:
        """The places of the marks that are placed by sight, as `chosen`."""
        given = super().clean() or self.cleaned_data
        return {**given, "chosen": [self._chosen(each) for each in self._by_sight(given)]}

    def _by_sight(self, given: dict[str, Any]) -> list[Mark]:
        return [each for each in self.shown.marks if given.get(f"{each.field}-by_sight")]

    def _chosen(self, mark: Mark) -> Chosen:
        left, top, width, height = (
            self._given(mark, name) for name in ("left", "top", "width", "height")
        )
        style = self.cleaned_data.get(f"{mark.field}-style") or "whole"
        page = int(self._given(mark, "page"))
        return Chosen(mark.field, page, left, top, width, height, style)

    def _given(self, mark: Mark, name: str) -> float:
        """A number of a mark placed by sight, which must be there."""
        field = f"{mark.field}-{name}"
        if field not in self.fields:
            return 0
        value = self.cleaned_data.get(field)
        if value is None and field not in self.errors:
            self.add_error(field, ValidationError(_("Give a number."), code="required"))
        return float(value or 0)

    @cached_property
    def rows(self) -> list[Row]:
        """The marks with their fields and where their boxes are drawn."""
        return [self._row(each) for each in self.shown.marks]

    def _row(self, mark: Mark) -> Row:
        page, *edges = _waits_at(mark, self.shown)
        drawn = {
            name: _float(self[f"{mark.field}-{name}"].value(), standing)
            if f"{mark.field}-{name}" in self.fields
            else standing
            for name, standing in zip(("left", "top", "width", "height"), edges, strict=True)
        }
        check = self[f"{mark.field}-by_sight"]
        names = [each for each in self.fields if each.startswith(f"{mark.field}-")]
        return Row(
            mark,
            int(_float(self[f"{mark.field}-page"].value(), page)),
            **drawn,
            by_sight=bool(check.value()),
            fields=tuple(self[each] for each in names if each != check.name),
            check=check,
        )


def _waits_at(mark: Mark, places: Places) -> tuple[int, float, float, float, float]:
    """Page and place of a mark; of one that was not found, where it waits to be moved."""
    if mark.page is not None:
        return (mark.page, mark.left, mark.top, mark.width, mark.height)
    if mark.part in SUGGESTED:
        return (1, *SUGGESTED[mark.part])
    order = int("".join(filter(str.isdigit, mark.field)) or 1) - 1
    left, top = 125 - 80 * (order % 2), 205 + 36 * (order // 2)
    last = len(places.pages_mm)
    if mark.part == "Leader":
        return (last, left, top, 54, 18)
    return (last, left + 18 - mark.width, top + 9 - mark.height / 2, mark.width, mark.height)


def _number(
    label: Any, initial: float, least: int, most: int, *, whole: bool = False
) -> forms.Field:
    kind = forms.IntegerField if whole else forms.FloatField
    field = kind(required=False, label=label, initial=initial, min_value=least, max_value=most)
    field.widget.attrs |= {"class": "form-control", "step": 1 if whole else 0.1}
    return field


def _float(value: Any, otherwise: float) -> float:
    try:
        return round(float(value), 1)
    except (TypeError, ValueError):
        return otherwise
