"""What was found in an uploaded file: what it is, where it stands, what to do."""

from dataclasses import asdict, dataclass
from typing import Any

SAVE_AGAIN = "Save it as PDF again."
PRINT_ANEW = "Print it into a new PDF and choose that one."
WITHOUT_LAYERS = "Show all layers, print it into a new PDF and choose that one."
WITHOUT_FORM = "Print the form into a new PDF and choose that one."
UNLOCK = "Save it without a password or protection."
SPLIT = "Split the document, or save it as PDF again."
AS_PDF = "Save the document as PDF."


@dataclass(frozen=True)
class Finding:
    """One thing found: a code for programs, a sentence for people, its place and its remedy.

    `page` counts from 1, `object` is a number in the file, `field` the name of a form's field; None
    where there is none. Without a remedy it does no harm, and is only told.
    """

    code: str
    text: str
    remedy: str | None = None
    page: int | None = None
    object: int | None = None
    field: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)


class OverLimit(Exception):
    """The file goes past a limit; `code` names it."""

    def __init__(self, code: str, text: str, remedy: str = SPLIT) -> None:
        super().__init__(text)
        self.code = code
        self.remedy = remedy
