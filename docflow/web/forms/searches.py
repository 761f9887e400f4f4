"""The form of a saved search: its name."""

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from docflow.search.actions import LONGEST_NAME
from docflow.web.forms.act import ActForm


class NameForm(ActForm):
    """By which name a search is kept."""

    places: ClassVar[dict[str, str]] = {"name_missing": "name", "name_taken": "name"}
    name = forms.CharField(label=_("name of the search"), max_length=LONGEST_NAME)
