"""Forms for people, their posts, tokens and the custody of keys."""

from datetime import datetime, timedelta
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.errors import Refused
from docflow.people.models import Appointment
from docflow.permissions import LABELS, Permission, Role, granted
from docflow.signatures import mark_pictures
from docflow.signatures.models import SigningKey
from docflow.units.models import Unit
from docflow.web.forms.act import ActForm
from docflow.web.forms.circulation import MomentField
from docflow.web.forms.units import DayInput

ROLES = [each for each in Role.choices if each[0] != Role.SYSTEM]


class InviteForm(ActForm):
    """A new account; its first password is shown once."""

    username = forms.CharField(
        label=_("user name"),
        max_length=100,
        help_text=_("In one piece, without blanks, like lan.nguyen."),
    )
    full_name = forms.CharField(label=_("full name"), max_length=100)
    places: ClassVar[dict[str, str]] = {
        "username_missing": "username",
        "username_taken": "username",
        "username_characters": "username",
        "foreign_letter": "full_name",
        "full_name_missing": "full_name",
    }


class AppointForm(ActForm):
    """A post with its roles, from a day on."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("unit"), to_field_name="uid")
    post = forms.CharField(label=_("post"), max_length=100)
    kind = forms.ChoiceField(label=_("kind of post"), choices=Appointment.Kind.choices)
    roles = forms.MultipleChoiceField(
        label=_("roles"), choices=ROLES, widget=forms.CheckboxSelectMultiple
    )
    valid_from = forms.DateField(label=_("from day"), widget=DayInput(), initial=clock.today)
    valid_to = forms.DateField(label=_("last day"), widget=DayInput(), required=False)
    basis = forms.CharField(label=_("basis"), max_length=200, required=False)
    places: ClassVar[dict[str, str]] = {
        "post_missing": "post",
        "unknown_role": "roles",
        "role_not_given": "roles",
        "ends_before_it_begins": "valid_to",
        "unit_ended": "unit",
        "outside_own_unit": "unit",
        "appointed_already": "post",
    }

    def __init__(self, *args: Any, units: list[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["unit"]
        field.queryset = Unit.objects.filter(pk__in=[unit.pk for unit in units])
        self.fields["kind"].initial = Appointment.Kind.STAFF


class TokenForm(ActForm):
    """A program's access: for what, to what, until when."""

    purpose = forms.CharField(label=_("purpose"), max_length=200)
    scope = forms.MultipleChoiceField(
        label=_("may"), choices=(), widget=forms.CheckboxSelectMultiple
    )
    last_day = forms.DateField(label=_("last day"), widget=DayInput())
    places: ClassVar[dict[str, str]] = {
        "purpose_missing": "purpose",
        "scope_missing": "scope",
        "scope_too_wide": "scope",
        "token_expires_early": "last_day",
        "token_lasts_too_long": "last_day",
    }

    def __init__(self, *args: Any, post: Appointment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = granted(Role(each.role) for each in post.grants.all())
        field: Any = self.fields["scope"]
        field.choices = [(each.value, LABELS[each]) for each in Permission if each in held]
        self.fields["last_day"].initial = clock.today() + timedelta(days=90)

    def expires(self) -> datetime:
        """The end of the last day, in Vietnam."""
        return clock.at(self.cleaned_data["last_day"], 23, 59)


class RevocationForm(ActForm):
    """Why a certificate is revoked, by what request, and since when it is not to be trusted."""

    because = forms.ChoiceField(label=_("why"), choices=SigningKey.Because.choices)
    basis = forms.CharField(label=_("request or record"), max_length=200)
    since = MomentField(
        label=_("not to be trusted since"),
        initial=clock.now,
        help_text=_("What was signed before, and is proven by a time-stamp, stays valid."),
    )
    places: ClassVar[dict[str, str]] = {"since_impossible": "since", "basis_missing": "basis"}


class PictureForm(ActForm):
    """The picture that a key's mark shows; looked at as soon as the form is read."""

    picture = forms.FileField(
        label=_("picture"),
        widget=forms.FileInput(attrs={"accept": ".png,image/png"}),
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty.")},
    )

    def __init__(self, *args: Any, key: SigningKey, by: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.key, self.by = key, by

    def clean_picture(self) -> bytes:
        """The picture made ready for the mark."""
        try:
            return mark_pictures.take_in(self.key, self.cleaned_data["picture"], by=self.by)
        except Refused as refusal:
            raise forms.ValidationError(str(refusal), code=refusal.code) from refusal


class CustodyForm(ActForm):
    """To whom the agency's key is handed, by which record."""

    custodian = forms.ModelChoiceField(
        Appointment.objects.none(), label=_("clerk"), to_field_name="uid"
    )
    handover = forms.CharField(label=_("hand-over record"), max_length=200)
    places: ClassVar[dict[str, str]] = {"custody_refused": "custodian"}

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["custodian"]
        posts = Appointment.objects.valid_on(clock.today()).filter(
            unit=unit, grants__role=Role.CLERK
        )
        field.queryset = posts.select_related("user").distinct()
