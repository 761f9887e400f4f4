"""Forms of circulation: the mark of a document, papers handed round for a meeting."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.circulation.conditions import LONGEST_NAME
from docflow.desks.attendees import papers_named, posts_named
from docflow.documents.kinds import Circulation
from docflow.web.forms.act import ActForm

AS_TYPED = "%Y-%m-%dT%H:%M"


class MomentField(forms.Field):
    """Day and time by Vietnam's clock; cleaned, a moment."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput({"type": "datetime-local"}, AS_TYPED)
        super().__init__(widget=widget, **kwargs)

    def clean(self, value: Any) -> datetime | None:
        text = super().clean(value)
        try:
            named = datetime.fromisoformat(str(text)[:16])
        except ValueError:
            raise forms.ValidationError(_("Choose a day and a time.")) from None
        if not 2000 <= named.year <= 2200:
            raise forms.ValidationError(_("Choose a day and a time."))
        return named.replace(tzinfo=clock.VIETNAM)

    def prepare_value(self, value: Any) -> Any:
        """A moment as the browser's field takes it."""
        if isinstance(value, datetime):
            return value.astimezone(clock.VIETNAM).strftime(AS_TYPED)
        return value


class MarkForm(ActForm):
    """How far a document may go."""

    circulation = forms.ChoiceField(
        label=_("circulation mark"),
        choices=[("", _("none")), *((each.value, each.label) for each in Circulation)],
        required=False,
        widget=forms.RadioSelect,
    )
    places: ClassVar[dict[str, str]] = {
        "unknown_mark": "circulation",
        "nothing_changed": "circulation",
    }


class MembersField(forms.TypedMultipleChoiceField):
    """Posts of the unit and below by their uids; cleaned, the posts."""

    def __init__(self, *, by: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.by = by

    def clean(self, value: Any) -> Any:
        uids = _uids(value)
        if not uids and self.required:
            raise forms.ValidationError(_("Choose at least one member of the meeting."))
        found = posts_named(self.by.unit, uids)
        if len(found) < len(uids):
            raise forms.ValidationError(_("There is no such person or unit. Choose again."))
        return found


class PapersField(MembersField):
    """Documents by their uids; cleaned, the documents."""

    def clean(self, value: Any) -> Any:
        uids = _uids(value)
        if not uids:
            raise forms.ValidationError(_("Choose at least one paper to hand round."))
        found = papers_named(self.by, uids)
        if len(found) < len(uids):
            raise forms.ValidationError(
                _("Only documents your unit holds, and not only lent to you, are handed round.")
            )
        return found


def _uids(value: Any) -> list[Any]:
    field = forms.UUIDField()
    return list(dict.fromkeys(field.clean(each) for each in value or []))


class MembersForm(ActForm):
    """Who is handed the papers."""

    places: ClassVar[dict[str, str]] = {
        "members_missing": "members",
        "members_already": "members",
        "too_many_members": "members",
        "post_ended": "members",
        "other_unit": "members",
        "reads_nothing": "members",
        "not_given": "documents",
        "too_many_papers": "documents",
        "meeting_missing": "name",
        "ends_in_the_past": "ends",
        "ends_too_late": "ends",
        "ends_before_it_begins": "ends",
        "not_longer": "ends",
        "bad_time": "ends",
    }

    def __init__(self, *args: Any, by: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["members"] = MembersField(by=by, label=_("members"))


class HandRoundForm(MembersForm):
    """Papers for a meeting: which, to whom, until when."""

    name = forms.CharField(label=_("name of the meeting"), max_length=LONGEST_NAME)
    begins = MomentField(label=_("begins"))
    ends = MomentField(label=_("ends; the papers are back then"))

    def __init__(self, *args: Any, by: Any, **kwargs: Any) -> None:
        super().__init__(*args, by=by, **kwargs)
        self.fields["documents"] = PapersField(by=by, label=_("papers"))


class ProlongForm(ActForm):
    """A later end."""

    ends = MomentField(label=_("new end"))
    places: ClassVar[dict[str, str]] = MembersForm.places
