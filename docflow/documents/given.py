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
    "result": _("result"),
    "group": _("name of the group"),
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
