"""What people give by hand: texts are tidied and measured before they are kept."""

import unicodedata

from django.utils.translation import gettext_lazy as _

from docflow.errors import Refused

WHAT = {
    "subject": _("subject"),
    "issuer": _("issuer"),
    "notation": _("notation"),
    "code": _("number and notation as written"),
    "attachment": _("name of an attachment"),
    "reason": _("reason"),
    "directive": _("directive"),
    "summary": _("summary"),
    "result": _("result"),
    "meeting": _("name of the meeting"),
    "part": _("part"),
    "report": _("report"),
    "words": _("note"),
    "place": _("place where it is kept"),
    "group": _("name of the group"),
    "basis": _("basis"),
    "ordered_by": _("who ordered it"),
    "notation_of_dossier": _("notation of the dossier"),
    "section": _("heading"),
    "description": _("description"),
    "rights": _("terms of use"),
    "language": _("language"),
    "kept_by": _("keeper of the file copy"),
    "received_by": _("name of who received it"),
    "remark": _("remark"),
    "title": _("title"),
    "instruction": _("instruction"),
    "figure": _("figure"),
    "measure": _("measure"),
    "comment": _("comment"),
}


def text(value: object, longest: int, what: str, *, may_be_empty: bool = False) -> str:
    """The text in composed form (NFC) without spaces around; `what` is one of WHAT.

    Raises Refused `<what>_missing`, `<what>_too_long` (more than `longest` characters) or
    `<what>_unreadable` (control characters and halves of characters, which no paper bears).
    """
    if not isinstance(value, str):
        raise _missing(what)
    tidied = unicodedata.normalize("NFC", value).strip()
    if not tidied and not may_be_empty:
        raise _missing(what)
    if len(tidied) > longest:
        raise Refused(
            f"{what}_too_long",
            _("The %(what)s has %(length)s characters; at most %(longest)s are kept. Shorten it."),
            what=WHAT[what],
            length=len(tidied),
            longest=longest,
        )
    if any(unicodedata.category(each) in ("Cc", "Cs") and each not in "\n\r\t" for each in tidied):
        raise Refused(
            f"{what}_unreadable",
            _("The %(what)s holds characters that cannot be read. Type it anew."),
            what=WHAT[what],
        )
    return tidied


def _missing(what: str) -> Refused:
    return Refused(f"{what}_missing", _("The %(what)s is missing. Fill it in."), what=WHAT[what])
