"""Forms of a recall: from whom and why; how a unit answers."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from docflow.exchange.models import Delivery
from docflow.web.forms.act import ActForm


class RecallForm(ActForm):
    """From whom the document is recalled, and why; they all read the reason."""

    deliveries = forms.ModelMultipleChoiceField(
        label=_("recall from"),
        queryset=Delivery.objects.none(),
        to_field_name="uid",
        widget=forms.CheckboxSelectMultiple({"class": "form-check-input"}),
    )
    reason = forms.CharField(
        label=_("reason"), max_length=500, widget=forms.Textarea({"rows": 4, "maxlength": 500})
    )
    places: ClassVar[dict[str, str]] = {"asked_already": "deliveries"}

    def __init__(self, *args: Any, rows: list[Delivery], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["deliveries"]
        field.queryset = Delivery.objects.filter(pk__in=[each.pk for each in rows]).order_by("pk")
        field.label_from_instance = lambda each: f"{each.name} – {each.get_state_display()}"
        field.initial = [each.uid for each in rows]


class AgreeForm(ActForm):
    """To agree nothing more is asked."""


class RuleForm(ActForm):
    """By a person, or at once."""

    at_once = forms.BooleanField(
        label=_("agree at once, without asking a person"),
        required=False,
        help_text=_(
            "What is frozen, was answered or lies in the archive is still decided by a person."
        ),
    )
