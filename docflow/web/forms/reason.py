"""Forms of one line: a reason, or the PIN of a key."""

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from docflow.web.forms.act import ActForm


class ReasonForm(ActForm):
    """Say why; whoever is concerned reads it."""

    reason = forms.CharField(
        label=_("reason"), max_length=500, widget=forms.Textarea({"rows": 4, "maxlength": 500})
    )


class PinForm(ActForm):
    """The PIN of a key, asked for at each act and kept nowhere."""

    pin = forms.CharField(
        label=_("PIN of your key"),
        strip=False,
        widget=forms.PasswordInput(
            {"autocomplete": "off", "inputmode": "numeric", "class": "form-control pin"}
        ),
    )
    places: ClassVar[dict[str, str]] = {
        "wrong_pin": "pin",
        "key_locked": "pin",
        "pin_missing": "pin",
    }
