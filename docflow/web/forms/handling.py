"""Forms of handling: whom to assign to and by when, to whom to hand on, how it was finished."""

from datetime import date, datetime, time
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from docflow import clock, wording
from docflow.desks.assignees import assignee, code_of
from docflow.documents.models import Document
from docflow.incoming.models import Assignment, Proposal
from docflow.incoming.passing_actions import LONGEST_SUMMARY
from docflow.people.actor import Actor
from docflow.units.days import calendar
from docflow.web.forms.act import ActForm

ON_A_DATE = "date"
DAYS = (0, 1, 3, 5, 10, 15, 30)
NORMALLY = "5"
LATEST_ANSWERS = 100


class AssigneeField(forms.CharField):
    """The code of a person or unit; cleaned, whom it names."""

    def clean(self, value: Any) -> Any:
        code = super().clean(value)
        found = assignee(code) if code else None
        if code and found is None:
            raise forms.ValidationError(_("There is no such person or unit. Choose again."))
        return found


class AssigneesField(forms.MultipleChoiceField):
    """Any number of codes; cleaned, whom they name."""

    def clean(self, value: Any) -> list[Any]:
        found = [assignee(code) for code in value or []]
        if None in found:
            raise forms.ValidationError(_("There is no such person or unit. Choose again."))
        return found


class DueForm(ActForm):
    """By when: working days from today, or a date with or without an hour."""

    due = forms.ChoiceField(label=_("deadline"), widget=forms.RadioSelect)
    day = forms.DateField(
        label=_("day"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    hour = forms.TimeField(
        label=_("time"), required=False, widget=forms.TimeInput({"type": "time"}, "%H:%M")
    )
    places: ClassVar[dict[str, str]] = {
        "due_in_the_past": "due",
        "bad_due": "due",
        "later_than_parent": "due",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [*self.first_choices(), *((str(days), _in_days(days)) for days in DAYS)]
        self.fields["due"].choices = [*choices, (ON_A_DATE, _("On a date"))]  # type: ignore[attr-defined]

    def first_choices(self) -> list[tuple[str, Any]]:
        return []

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("due") == ON_A_DATE and not given.get("day"):
            self.add_error("day", _("Choose the date."))
        return given

    def moment(self) -> datetime | int:
        """The deadline that was given."""
        given = self.cleaned_data
        if given["due"] == ON_A_DATE:
            return _on(given["day"], given.get("hour"))
        return int(given["due"])


class GivingForm(DueForm):
    """Who leads, who else, by when."""

    lead = AssigneeField(
        label=_("lead"), error_messages={"required": _("Choose exactly one who leads.")}
    )
    collaborators = AssigneesField(label=_("co-ordinating"), required=False)
    for_information = AssigneesField(label=_("for information"), required=False)
    places: ClassVar[dict[str, str]] = {
        **DueForm.places,
        "assigned_twice": "lead",
        "bad_assignee": "lead",
        "post_ended": "lead",
        "unit_ended": "lead",
        "other_unit": "lead",
    }

    def chosen(self) -> dict[str, list[str]]:
        """The codes chosen so far, by role; those the form begins with before it was sent."""
        names = ("lead", "collaborators", "for_information")
        data: Any = self.data
        if not self.is_bound:
            return {name: list(self.initial.get(name, ())) for name in names}
        return {name: data.getlist(name) if hasattr(data, "getlist") else [] for name in names}


class AssignForm(GivingForm):
    """What is to be done, who leads, who else, by when."""

    directive = forms.CharField(
        label=_("directive"), max_length=1000, widget=forms.Textarea({"rows": 3, "maxlength": 1000})
    )

    @property
    def words(self) -> Any:
        """The field of what is said."""
        return self["directive"]


class SubmitForm(GivingForm):
    """What the office proposes: a summary, who leads, who else, by when."""

    summary = forms.CharField(
        label=_("summary and proposal"),
        max_length=LONGEST_SUMMARY,
        widget=forms.Textarea({"rows": 4, "maxlength": LONGEST_SUMMARY}),
    )

    @property
    def words(self) -> Any:
        """The field of what is said."""
        return self["summary"]


def proposed(proposal: Proposal | None) -> dict[str, Any]:
    """What the leader's form begins with: the office's proposal, so that accepting is one act.

    A deadline that has passed meanwhile is left for the leader to choose.
    """
    if proposal is None:
        return {}
    given: dict[str, Any] = {"lead": [], "collaborators": [], "for_information": []}
    places = {"lead": "lead", "collaborator": "collaborators", "for_information": "for_information"}
    for task in proposal.tasks.select_related("unit", "person__user").order_by("pk"):
        given[places[task.role]].append(code_of(task.who))
    given["directive"] = gettext("Agreed as the office proposes.")
    if proposal.due > clock.now():
        due = proposal.due.astimezone(clock.VIETNAM)
        given |= {"due": ON_A_DATE, "day": due.date(), "hour": due.time()}
    return given


class ReassignForm(DueForm):
    """To whom of the department a task is handed, and by when."""

    person = AssigneeField(
        label=_("person"), error_messages={"required": _("Choose who is to do it.")}
    )
    collaborators = AssigneesField(label=_("co-ordinating"), required=False)
    places: ClassVar[dict[str, str]] = {
        **DueForm.places,
        "post_ended": "person",
        "other_unit": "person",
        "other_department": "person",
        "bad_assignee": "person",
        "assigned_twice": "collaborators",
    }

    def __init__(self, *args: Any, task: Assignment, **kwargs: Any) -> None:
        self.task = task
        super().__init__(*args, **kwargs)
        self.fields["due"].required = False

    def own_moment(self) -> datetime | int | None:
        """The deadline that was given; None where the task's own stands."""
        return self.moment() if self.cleaned_data["due"] else None

    def first_choices(self) -> list[tuple[str, Any]]:
        until = wording.time_text(self.task.due) if self.task.due else ""
        return [("", _("The task's own: %(until)s") % {"until": until})]


class FinishForm(ActForm):
    """What came of it: a result, or the document that answers."""

    result = forms.CharField(
        label=_("result"),
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 4, "maxlength": 1000}),
    )
    answer = forms.ModelChoiceField(
        label=_("answering document"),
        queryset=Document.objects.none(),
        required=False,
        empty_label=_("— none —"),
        to_field_name="uid",
    )
    places: ClassVar[dict[str, str]] = {"foreign_document": "answer"}

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = Document.objects.visible_to(by).filter(unit=by.unit, outgoing__isnull=False)
        own = own.exclude(outgoing__state="cancelled").order_by("-pk")
        newest = list(own.values_list("pk", flat=True)[:LATEST_ANSWERS])
        field: Any = self.fields["answer"]
        field.queryset = own.filter(pk__in=newest)


def _in_days(days: int) -> str:
    """The choice, with the moment it comes to."""
    until = wording.time_text(deadline_after(days))
    if days == 0:
        return _("Today, until %(until)s") % {"until": until}
    words = _("1 working day") if days == 1 else _("%(days)s working days") % {"days": days}
    return f"{words} · {until}"


def deadline_after(days: int) -> datetime:
    """The close of offices so many working days from today."""
    kept = calendar()
    return kept.end_of_working_day(kept.add_working_days(clock.today(), days))


def _on(day: date, hour: time | None) -> datetime:
    """The moment on a date: at the hour, or when offices close."""
    if hour:
        return clock.at(day, hour.hour, hour.minute)
    kept = calendar()
    return kept.end_of_working_day(day) if kept.is_working(day) else clock.at(day, 17)
