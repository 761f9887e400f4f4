"""The form of a paper that is written here."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from docflow.desks.layouts import Wanted
from docflow.documents.kinds import KINDS, Urgency
from docflow.people.authority import signers_of
from docflow.web.forms.act import ActForm
from docflow.web.forms.drafting import SignerField, SubjectField


def _lines(label: Any, help_text: Any, rows: int, longest: int) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=False,
        max_length=longest,
        widget=forms.Textarea({"rows": rows}),
    )


class LayoutForm(ActForm):
    """What the paper says; where the text is left out it is a template to write on."""

    kind = forms.ChoiceField(label=_("type"), choices=[(each.code, each.name) for each in KINDS])
    field = forms.CharField(
        label=_("drafting unit or field in the notation"),
        help_text=_(
            "An official letter needs it, as VX in 12/UBND-VX; other types leave it empty."
        ),
        max_length=20,
        required=False,
    )
    subject = SubjectField()
    to = _lines(_("addressed to"), _("One on each line, as after “Kính gửi”."), 2, 2000)
    text = _lines(
        _("text"), _("Each line becomes a paragraph; without it you get a template."), 12, 100_000
    )
    recipients = _lines(
        _("recipients on the paper"), _("One on each line, as under “Nơi nhận”."), 3, 4000
    )
    signer = SignerField(label=_("signer"), queryset=None, empty_label=None)
    urgency = forms.ChoiceField(
        label=_("urgency"), choices=[(each.value, each.label) for each in Urgency]
    )
    places: ClassVar[dict[str, str]] = {
        "unknown_kind": "kind",
        "no_notation": "field",
        "subject_length": "subject",
        "unknown_urgency": "urgency",
        "bad_signer": "signer",
        "secret": "text",
    }

    def __init__(self, *args: Any, by: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["signer"].queryset = signers_of(by.unit)  # type: ignore[attr-defined]

    def wanted(self) -> Wanted:
        """What was asked for."""
        given = self.cleaned_data
        return Wanted(
            kind=given["kind"],
            signer=given["signer"],
            subject=given["subject"].strip(),
            field=given["field"],
            urgency=given["urgency"],
            text=given["text"],
            to=_each_line(given["to"]),
            recipients=_each_line(given["recipients"]),
        )


def _each_line(text: str) -> tuple[str, ...]:
    return tuple(line.strip(" -;.") for line in text.splitlines() if line.strip(" -;."))
