"""Uploads in forms: checked at once, then carried through a refused form by a signed token."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from docflow.desks.uploads import accept as accept
from docflow.desks.uploads import file_of as file_of
from docflow.desks.uploads import token_of as token_of
from docflow.errors import Refused
from docflow.signatures.findings import FileRefused
from docflow.signatures.intake import File


class UploadField(forms.FileField):
    """A file, or the token of one that was taken in before; cleaned, it is a File.

    It is checked as soon as it is chosen; `check_as` tells that page which kind of field it is.
    """

    check_as = "scan"

    def __init__(self, *, by: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.by = by
        self.widget = UploadInput()
        self.widget.check_as = self.check_as
        self.widget.is_required = self.required

    def clean(self, data: Any, initial: Any = None) -> File | None:
        upload, token = data if isinstance(data, tuple) else (data, "")
        if not (upload or token) and self.required:
            raise forms.ValidationError(_("Choose a file."))
        try:
            if upload:
                file = self.taken_in(upload)
            elif token:
                file = file_of(token, by=self.by)
            else:
                return None
        except Refused as refusal:
            self.widget.taken = self._chosen_before(token) if upload else None
            raise self.widget.refusal(refusal) from refusal
        self.widget.taken = (file, token_of(file, by=self.by))
        return file

    def _chosen_before(self, token: str) -> tuple[File, str] | None:
        """The file that was there already; it stays when another one is refused."""
        try:
            return (file_of(token, by=self.by), token) if token else None
        except Refused:
            return None

    def taken_in(self, upload: Any) -> File:
        """Take in what was chosen. Raises Refused."""
        return accept(upload, by=self.by)


def said(refusal: Refused) -> forms.ValidationError:
    """A refusal in a form: of a file, the name alone, as a list tells what was found in it."""
    if isinstance(refusal, FileRefused):
        sentence = _("%(name)s cannot be taken, because of what was found in it.")
        return forms.ValidationError(sentence, refusal.code, refusal.params)
    return forms.ValidationError(str(refusal), code=refusal.code)


class UploadInput(forms.ClearableFileInput):
    """The file input beside the file that is there already."""

    template_name = "web/forms/upload.html"
    taken: tuple[File, str] | None = None
    wrong: Sequence[str] = ()
    refused: FileRefused | None = None
    check_as = ""

    def refusal(self, refusal: Refused) -> forms.ValidationError:
        """The refusal for the field; what was found in a file is shown here as a list."""
        if isinstance(refusal, FileRefused):
            self.refused = refusal
        return said(refusal)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return files.get(name), data.get(f"{name}_token", "")

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in files and f"{name}_token" not in data

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        context["taken"], context["wrong"] = self.taken, self.wrong
        context["refused"], context["check_as"] = self.refused, self.check_as
        return context
