"""Forms for the organisation through time."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.units.identifiers import Fault
from docflow.units.models import Level, Unit, UnitCode
from docflow.web.forms.act import ActForm


class DayInput(forms.DateInput):
    """A day chosen from the browser's calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class FromDay(ActForm):
    """A change from a day on."""

    first_day = forms.DateField(label=_("from day"), widget=DayInput(), initial=clock.today)
    places: ClassVar[dict[str, str]] = {
        "before_the_last_change": "first_day",
        "unit_ended": "first_day",
        "below_itself": "parent",
        "outside_own_unit": "parent",
        "level_not_then": "level",
        "level_above_parent": "parent",
        "level_below_its_units": "level",
        "name_missing": "name",
        "too_long": "name",
        "foreign_letter": "name",
        "name_taken": "name",
    }


class NameForm(FromDay):
    """What a unit is called from a day on."""

    name = forms.CharField(label=_("name"), max_length=200)
    short_name = forms.CharField(label=_("short name"), max_length=100, required=False)
    abbreviation = forms.CharField(
        label=_("abbreviation"),
        max_length=30,
        required=False,
        help_text=_("As it stands in notations, like UBND."),
    )
    locality = forms.CharField(label=_("place in the date line"), max_length=100, required=False)


class PlaceForm(FromDay):
    """Below which unit a unit stands from a day on."""

    parent = forms.ModelChoiceField(
        Unit.objects.none(), label=_("unit above"), required=False, to_field_name="uid"
    )
    level = forms.ModelChoiceField(
        Level.objects.none(), label=_("level"), to_field_name="code", required=False
    )

    def __init__(self, *args: Any, units: list[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = Unit.objects.filter(  # type: ignore[attr-defined]
            pk__in=[unit.pk for unit in units]
        )
        self.fields["level"].queryset = Level.objects.valid_on(  # type: ignore[attr-defined]
            clock.today()
        ).order_by("rank")


class OpenForm(NameForm, PlaceForm):
    """A new unit."""

    field_order = ("name", "short_name", "abbreviation", "locality", "level", "parent", "kind")
    kind = forms.ChoiceField(label=_("kind"), choices=Unit.Kind.choices)


class CodeForm(ActForm):
    """A code for a time."""

    scheme = forms.ChoiceField(label=_("scheme"), choices=UnitCode.Scheme.choices)
    code = forms.CharField(label=_("code"), max_length=35)
    valid_from = forms.DateField(label=_("from day"), widget=DayInput(), initial=clock.today)
    valid_to = forms.DateField(label=_("last day"), widget=DayInput(), required=False)
    places: ClassVar[dict[str, str]] = {
        "bad_code": "code",
        **{f"identifier_{fault.value}": "code" for fault in Fault},
        "identifier_shape": "code",
        "code_taken": "code",
        "ends_before_it_begins": "valid_to",
        "unit_ended": "valid_from",
    }


class EndForm(ActForm):
    """The end of a unit, with whoever answers for it afterwards.

    Those are found and ticked (units/_successors.html): nobody chooses from a list of thousands.
    """

    last_day = forms.DateField(label=_("last day"), widget=DayInput(), initial=clock.today)
    successors = forms.ModelMultipleChoiceField(
        Unit.objects.none(), label=_("successors"), required=False, to_field_name="uid"
    )
    default = forms.ModelChoiceField(
        Unit.objects.none(),
        label=_("default successor"),
        required=False,
        to_field_name="uid",
    )
    basis = forms.CharField(label=_("legal basis"), max_length=200)
    places: ClassVar[dict[str, str]] = {
        "basis_missing": "basis",
        "default_is_no_successor": "default",
        "succeeds_itself": "successors",
        "successor_twice": "successors",
        "ends_before_it_begins": "last_day",
        "unit_ended": "last_day",
        "changes_after_its_end": "last_day",
        "units_below": "last_day",
    }

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Unit.objects.active_on(clock.today()).exclude(pk=unit.pk)
        self.fields["successors"].queryset = others  # type: ignore[attr-defined]
        self.fields["default"].queryset = others  # type: ignore[attr-defined]
