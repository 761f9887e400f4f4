"""Forms of copies: which kind, which pages, a new scan of a paper."""

import re
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from docflow.copies.conditions import EXTRACT
from docflow.documents.kinds import Kind
from docflow.web.forms.act import ActForm
from docflow.web.forms.reason import PinForm
from docflow.web.forms.uploads import UploadField

PART = re.compile(r"(\d{1,4})(?:\s*[-\u2013]\s*(\d{1,4}))?")
MOST_PAGES = 2000


class PagesField(forms.CharField):
    """Pages as people write them, 1, 3-4; cleaned, their numbers."""

    def clean(self, value: Any) -> tuple[int, ...]:
        text = super().clean(value) or ""
        pages: list[int] = []
        for part in filter(None, (each.strip() for each in text.replace(";", ",").split(","))):
            found = PART.fullmatch(part)
            if found is None:
                raise forms.ValidationError(_("Write pages as numbers, such as 1, 3-4."))
            first, last = int(found[1]), int(found[2] or found[1])
            if last < first or len(pages) + last - first >= MOST_PAGES:
                raise forms.ValidationError(_("Write pages as numbers, such as 1, 3-4."))
            pages += range(first, last + 1)
        return tuple(pages)


class CopyForm(ActForm):
    """A copy of a document: those kinds that can be made of it."""

    kind = forms.ChoiceField(label=_("kind of copy"), widget=forms.RadioSelect)
    pages = PagesField(
        label=_("pages of the extract"),
        help_text=_(
            "Only for an extract: such as 1, 3-4. The first page shows whose document it is, the "
            "last who signed it."
        ),
        max_length=200,
        required=False,
    )
    with_original = forms.BooleanField(
        label=_("send the whole original along with the extract"), required=False
    )
    places: ClassVar[dict[str, str]] = {
        "unknown_copy": "kind",
        "not_a_copy": "kind",
        "not_an_original": "kind",
        "pages_missing": "pages",
        "pages_of_whole": "pages",
        "no_such_page": "pages",
        "all_pages": "pages",
        "scan_too_coarse": "scan",
        "scan_not_needed": "scan",
    }

    def __init__(
        self, *args: Any, by: Any, kinds: list[Kind], is_paper: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [(each.abbreviation, f"{each.name} ({each.abbreviation})") for each in kinds]
        self.fields["kind"].choices = choices  # type: ignore[attr-defined]
        if choices:
            self.fields["kind"].initial = choices[0][0]
        if not any(each.code == EXTRACT for each in kinds):
            del self.fields["pages"], self.fields["with_original"]
        if is_paper:
            scan = UploadField(
                by=by,
                label=_("new scan of the paper (PDF)"),
                help_text=_("In colour, 200 dpi or more, if the first scan is coarser."),
                required=False,
            )
            scan.widget.attrs |= {"class": "form-control", "accept": ".pdf,application/pdf"}
            self.fields["scan"] = scan


class CopySealForm(PinForm):
    """The PIN of the agency's key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pin"].label = _("PIN of the agency's seal key")
        self.fields["pin"].widget.attrs["autofocus"] = True
