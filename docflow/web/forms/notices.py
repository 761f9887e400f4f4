"""Forms of notices: how one hears, webhooks, days of the calendar."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from docflow.audit.event_words import phrase
from docflow.notices.hook_events import CHOICES
from docflow.notices.models import MailChoice, Topic, Way
from docflow.units.calendar import DayKind
from docflow.web.forms.act import ActForm
from docflow.web.forms.units import DayInput

HOURS = [(hour, f"{hour:02d}:00") for hour in range(24)]
KINDS = [
    (DayKind.HOLIDAY.value, _("holiday")),
    (DayKind.SWAPPED_OFF.value, _("day off in exchange")),
    (DayKind.WORKDAY.value, _("working day in exchange")),
    (DayKind.HALF_DAY.value, _("half day, worked until noon")),
]


class ChoiceForm(ActForm):
    """Where one's mail goes, and by which way each topic comes."""

    places: ClassVar[dict[str, str]] = {
        "mail_address": "address",
        "mail_missing": "address",
        "bad_hour": "digest_hour",
    }
    address = forms.CharField(
        label=_("mail address"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("A mail names a document by its type and number, never by its subject."),
    )
    digest_hour = forms.TypedChoiceField(
        label=_("hour of the daily mail"), choices=HOURS, coerce=int, initial=8
    )

    def __init__(self, *args: Any, choice: MailChoice, **kwargs: Any) -> None:
        initial = {"address": choice.address, "digest_hour": choice.digest_hour}
        super().__init__(*args, initial=initial, **kwargs)
        for topic in Topic:
            self.fields[topic.value] = forms.ChoiceField(
                label=topic.label,
                choices=Way.choices,
                initial=choice.ways.get(topic.value, Way.APPLICATION),
                widget=forms.Select(attrs={"class": "form-select"}),
            )

    def ways(self) -> dict[str, str]:
        """The way of each topic."""
        return {topic.value: self.cleaned_data[topic.value] for topic in Topic}


class EndpointForm(ActForm):
    """A webhook: its address and what it is told."""

    places: ClassVar[dict[str, str]] = {
        "webhook_address": "url",
        "events_missing": "events",
        "unknown_event": "events",
    }
    url = forms.CharField(
        label=_("address of the program"),
        max_length=500,
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
    )
    events = forms.MultipleChoiceField(
        label=_("events it is told"), choices=(), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["events"]
        field.choices = [(each.value, f"{phrase(each)} ({each.value})") for each in CHOICES]


class ReplayForm(ActForm):
    """From which number on events are sent again."""

    places: ClassVar[dict[str, str]] = {"bad_number": "first"}
    first = forms.IntegerField(label=_("from number"), min_value=1)


class DayForm(ActForm):
    """A day that is not as its weekday says, or is again."""

    places: ClassVar[dict[str, str]] = {
        "bad_day": "day",
        "bad_day_kind": "kind",
        "worked_anyway": "kind",
        "day_name_missing": "name",
        "too_long": "name",
        "nothing_changed": "kind",
    }
    day = forms.DateField(label=_("day"), widget=DayInput())
    kind = forms.ChoiceField(
        label=_("kind"), choices=[*KINDS, ("", _("as its weekday says"))], required=False
    )
    name = forms.CharField(
        label=_("name of the day"),
        max_length=200,
        required=False,
        help_text=_("Like “Quốc khánh”; needed unless the day is as its weekday says."),
    )
    basis = forms.CharField(
        label=_("basis"),
        max_length=200,
        required=False,
        help_text=_("The announcement that says so."),
    )
