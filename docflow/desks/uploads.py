"""Uploads, for pages and API: taken in and checked at once, then named by a signed token."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from docflow.errors import Refused
from docflow.requests.limits import limit
from docflow.signatures.intake import File, take_in

SALT = "docflow.web.uploads"
LONGEST_WAIT = 24 * 60 * 60  # seconds a token is good for


def accept(upload: "UploadedFile[Any]", *, by: Any, take: Callable[..., File] = take_in) -> File:
    """Check an uploaded file and keep it; each counts as a try of `upload`.

    Raises Refused: too_many, and those of the intake, before anyone else could open the file.

    `take` is how: `take_in`, or `take_in_draft` where office documents are converted.
    """
    limit("upload", by)
    with tempfile.TemporaryDirectory(prefix="docflow-upload-") as folder:
        path = Path(folder) / "upload"
        with path.open("wb") as target:
            for chunk in upload.chunks():
                target.write(chunk)
        return take(path, by=by, name=upload.name or "")


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
