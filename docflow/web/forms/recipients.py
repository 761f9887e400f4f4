"""Forms of recipients: how it goes there, somebody outside, the name of a group."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from docflow.outgoing.contents import LONGEST_NAME, LONGEST_REASON
from docflow.outgoing.models import Channel
from docflow.outgoing.recipients import LONGEST_GROUP_NAME
from docflow.units.models import Unit
from docflow.web.forms.act import ActForm


class UnitForm(ActForm):
    """A unit that was found, and the channel."""

    channel = forms.ChoiceField(
        label=_("how it goes there"),
        choices=Channel.choices,
        initial=Channel.ELECTRONIC,
        widget=forms.RadioSelect,
    )
    paper_reason = forms.CharField(
        label=_("why paper as well"),
        help_text=_("needed when it goes electronically and on paper (QĐ 28/2018 Art. 5)"),
        max_length=LONGEST_REASON,
        required=False,
    )
    unit = forms.UUIDField(required=False, widget=forms.HiddenInput)
    places: ClassVar[dict[str, str]] = {
        "paper_reason_missing": "paper_reason",
        "unknown_channel": "channel",
    }

    def clean_unit(self) -> Unit | None:
        """The unit with this uid."""
        unit = Unit.objects.filter(uid=self.cleaned_data["unit"]).first()
        if unit is None:
            raise forms.ValidationError(_("Choose one of the units that were found."))
        return unit


class OutsiderForm(ActForm):
    """Somebody outside the system, by name; gets paper."""

    name = forms.CharField(label=_("name and address"), max_length=LONGEST_NAME)
    places: ClassVar[dict[str, str]] = {
        "recipient_twice": "name",
        "recipient_nameless": "name",
        "recipient_too_long": "name",
    }


class GroupNameForm(ActForm):
    """The name of a group."""

    name = forms.CharField(label=_("name of the group"), max_length=LONGEST_GROUP_NAME)
    places: ClassVar[dict[str, str]] = {"group_exists": "name"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="id_group_%s", **kwargs)  # beside another form's name

    def refuse(self, refusal: Any) -> None:
        """Whatever is wrong with the name is shown at it."""
        if refusal.code.startswith("group_"):
            self.add_error("name", str(refusal))
        else:
            super().refuse(refusal)
