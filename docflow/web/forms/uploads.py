"""Uploads: taken in and checked at once, then carried through a refused form by a signed token."""

import tempfile
from pathlib import Path
from typing import Any

from django import forms
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from docflow.errors import Refused
from docflow.signatures.intake import File, take_in

SALT = "docflow.web.uploads"
LONGEST_WAIT = 24 * 60 * 60  # seconds a token is good for


def accept(upload: UploadedFile[Any], *, by: Any) -> File:
    """Check an uploaded file and keep it. Raises Refused, before anyone else could open it."""
    with tempfile.TemporaryDirectory(prefix="docflow-upload-") as folder:
        path = Path(folder) / "upload"
        with path.open("wb") as target:
            for chunk in upload.chunks():
                target.write(chunk)
        return take_in(path, by=by, name=upload.name or "")


def token_of(file: File, *, by: Any) -> str:
    """A file that was taken in, as a value for a form; good for the same person and a day."""
    content = [str(by.user.uid), file.digest, file.size, file.name, file.facts]
    return signing.dumps(content, salt=SALT, compress=True)


def file_of(token: str, *, by: Any) -> File:
    """The file a token stands for. Raises Refused when it is another's, changed or too old."""
    try:
        owner, digest, size, name, facts = signing.loads(token, salt=SALT, max_age=LONGEST_WAIT)
    except (signing.BadSignature, ValueError) as error:
        raise _gone() from error
    if owner != str(by.user.uid):
        raise _gone()
    return File(digest, size, name, facts)


def _gone() -> Refused:
    return Refused("file_gone", _("The file is no longer at hand. Choose it again."))


class UploadField(forms.FileField):
    """A file, or the token of one that was taken in before; cleaned, it is a File."""

    def __init__(self, *, by: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.by = by
        self.widget = UploadInput()
        self.widget.is_required = self.required

    def clean(self, data: Any, initial: Any = None) -> File | None:
        upload, token = data if isinstance(data, tuple) else (data, "")
        try:
            if upload:
                file = accept(upload, by=self.by)
            elif token:
                file = file_of(token, by=self.by)
            elif self.required:
                raise forms.ValidationError(_("Choose a file."))
            else:
                return None
        except Refused as refusal:
            self.widget.taken = None
            raise forms.ValidationError(str(refusal)) from refusal
        self.widget.taken = (file, token_of(file, by=self.by))
        return file


class UploadInput(forms.ClearableFileInput):
    """The file input beside the file that is there already."""

    template_name = "web/forms/upload.html"
    taken: tuple[File, str] | None = None

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return files.get(name), data.get(f"{name}_token", "")

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in files and f"{name}_token" not in data

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        context["taken"] = self.taken
        return context
