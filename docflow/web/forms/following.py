"""Forms of a document that is being handled: hold, hand over, forward, parts, more time, urges."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from docflow import wording
from docflow.incoming.models import Extension
from docflow.web.forms.act import ActForm
from docflow.web.forms.handling import AssigneeField, AssigneesField, DueForm
from docflow.web.forms.uploads import UploadField

ALLOW, REFUSE = "allow", "refuse"


def _words(label: Any, longest: int, rows: int = 3, **more: Any) -> forms.CharField:
    """Some lines of text."""
    area = forms.Textarea({"rows": rows, "maxlength": longest})
    return forms.CharField(label=label, max_length=longest, widget=area, **more)


class HoldForm(ActForm):
    """Until which day, and why."""

    until = forms.DateField(
        label=_("until"),
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
        help_text=_("On this day the document is in progress again. The deadline does not move."),
    )
    reason = _words(_("reason"), 500)
    places: ClassVar[dict[str, str]] = {"until_in_the_past": "until"}


class FileForm(ActForm):
    """Where the document is kept."""

    place = _words(
        _("kept at"), 500, 2, help_text=_("The dossier, shelf or folder in which it is found.")
    )


class HandOverForm(ActForm):
    """To which colleague, and why."""

    person = AssigneeField(
        label=_("person"), error_messages={"required": _("Choose who is to do it.")}
    )
    reason = _words(_("reason"), 500)
    task = forms.UUIDField(required=False, widget=forms.HiddenInput)
    places: ClassVar[dict[str, str]] = {
        "other_unit": "person",
        "other_department": "person",
        "post_ended": "person",
        "bad_assignee": "person",
        "has_a_task": "person",
    }


class ForwardForm(ActForm):
    """To whom the document is passed on, and what for."""

    words = _words(_("note"), 1000, required=False)
    collaborators = AssigneesField(label=_("co-ordinating"), required=False)
    for_information = AssigneesField(label=_("for information"), required=False)
    places: ClassVar[dict[str, str]] = {
        "nobody_chosen": "collaborators",
        "assigned_twice": "collaborators",
        "has_a_task": "collaborators",
        "other_unit": "collaborators",
        "post_ended": "collaborators",
        "unit_ended": "collaborators",
    }

    def chosen(self) -> dict[str, list[str]]:
        """The codes chosen so far, by role."""
        data: Any = self.data
        names = ("collaborators", "for_information")
        return {name: data.getlist(name) if hasattr(data, "getlist") else [] for name in names}


class PartForm(ActForm):
    """What one gives to the lead."""

    part = _words(_("your part"), 4000, 6)
    task = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, by: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"] = UploadField(by=by, label=_("file"), required=False)


class ExtensionForm(DueForm):
    """Until when, and why."""

    reason = _words(_("reason"), 500)
    task = forms.UUIDField(required=False, widget=forms.HiddenInput)
    places: ClassVar[dict[str, str]] = {**DueForm.places, "not_later": "due", "no_deadline": "due"}


class DecideForm(ActForm):
    """Allowed or refused, and why."""

    decision = forms.ChoiceField(
        label=_("decision"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Allow it or refuse it.")},
    )
    words = _words(
        _("reason"),
        500,
        required=False,
        help_text=_("Needed when you refuse; the handler reads it."),
    )
    extension = forms.UUIDField(required=False, widget=forms.HiddenInput)
    places: ClassVar[dict[str, str]] = {"reason_missing": "words", "due_in_the_past": "decision"}

    def __init__(self, *args: Any, extension: Extension, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        until = wording.time_text(extension.due)
        self.fields["decision"].choices = [  # type: ignore[attr-defined]
            (ALLOW, _("Allow, until %(until)s") % {"until": until}),
            (REFUSE, _("Refuse; the deadline stays")),
        ]


class UrgeForm(ActForm):
    """What is to be said along with it."""

    words = _words(_("note"), 500, 2, required=False, help_text=_("Whoever has the task reads it."))
    task = forms.UUIDField(required=False, widget=forms.HiddenInput)


class ReportForm(ActForm):
    """How it stands."""

    report = _words(_("how it stands"), 1000, 4)
    task = forms.UUIDField(required=False, widget=forms.HiddenInput)
