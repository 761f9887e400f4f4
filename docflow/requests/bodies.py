"""How large a request may be, said before any of it is read."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from docflow.errors import Refused
from signing.check import LARGEST_CHECKED
from signing.upload_limits import LARGEST_FILE

PLAIN = 1024 * 1024  # bytes, without a file
OF_A_CALL = LARGEST_FILE + PLAIN  # bytes, with the one file a call of the API takes
OF_A_FORM = LARGEST_CHECKED + PLAIN  # bytes; the largest file of a page is one to be verified
MULTIPART = "multipart/form-data"


def must_fit(request: Any, with_files: int) -> None:
    """Raise Refused for a body larger than allowed, `with_files` being the most with files.

    A length must be said: too_large, length_missing (RFC 9110 §8.6, §15.5.12).
    """
    most = with_files if request.content_type == MULTIPART else PLAIN
    if request.META.get("HTTP_TRANSFER_ENCODING"):
        raise Refused(
            "length_missing", _("Say how long the body is: send it with its Content-Length.")
        )
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not (length.isascii() and length.isdigit() and len(length) < 16 and int(length) <= most):
        raise Refused(
            "too_large",
            _("The body is larger than %(megabytes)s MB. Send less at once."),
            megabytes=most >> 20,
        )
