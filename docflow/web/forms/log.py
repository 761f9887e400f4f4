"""What is looked for in the log."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from docflow.audit.event_words import PHRASES
from docflow.audit.events import Event
from docflow.desks.log_search import Wanted
from docflow.units.models import Unit
from docflow.web.forms.act import ActForm

CHAINS = [("", _("acts and reads")), ("acts", _("acts only")), ("reads", _("reads only"))]
LONGEST = 200


def events() -> list[tuple[str, Any]]:
    """Every event with its phrase: refusals first, the rest in the order of the phrases."""
    rest = [(str(event), capfirst(PHRASES[event])) for event in Event if event in PHRASES]
    rest.sort(key=lambda pair: (pair[0] != Event.ACT_REFUSED, str(pair[1]).casefold()))
    return [("", _("every act")), *rest]


class LogForm(ActForm):
    """Unit, person, document, act, chain and time; all of them may be left open."""

    unit = forms.TypedChoiceField(label=_("unit"), required=False, coerce=UUID, empty_value=None)
    person = forms.CharField(
        label=_("who did it"),
        max_length=LONGEST,
        required=False,
        widget=forms.TextInput({"list": "people", "autocomplete": "off"}),
    )
    document = forms.CharField(
        label=_("document"),
        max_length=LONGEST,
        required=False,
        widget=forms.TextInput({"placeholder": _("05/BC-UBND or words")}),
    )
    event = forms.ChoiceField(label=_("act"), choices=events, required=False)
    chains = forms.ChoiceField(label=_("entries"), choices=CHAINS, required=False)
    first = forms.DateField(
        label=_("from the day"),
        required=False,
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
    )
    last = forms.DateField(
        label=_("to the day"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )

    def __init__(self, data: Any, units: Sequence[Unit]) -> None:
        super().__init__(data)
        if len(units) == 1:
            del self.fields["unit"]
        else:
            asked: Any = self.fields["unit"]
            below = [(str(unit.uid), unit.name) for unit in units[1:]]
            asked.choices = [("", units[0].name), *below]

    def clean(self) -> dict[str, Any]:
        content: dict[str, Any] = super().clean() or {}
        first, last = content.get("first"), content.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day lies before the first day."))
        return content

    def wanted(self) -> Wanted | None:
        """What is asked; None when it cannot be read."""
        return Wanted(**self.cleaned_data) if self.is_valid() else None


class AccessForm(LogForm):
    """Whose accesses are counted, and on which days."""

    def __init__(self, data: Any, units: Sequence[Unit]) -> None:
        super().__init__(data, units)
        for name in ("person", "document", "event", "chains"):
            del self.fields[name]
        self.fields["first"].required = self.fields["last"].required = True
