"""What templates need: numbers, dates, icons, the key of a form, words for codes."""

import unicodedata
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from django import template
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from docflow import clock, wording
from docflow.audit.event_words import phrase
from docflow.documents import kinds
from docflow.documents.numbering import book_name
from docflow.exchange.states import status_said
from docflow.identity import new_uid
from docflow.signatures.signing_words import told
from docflow.verbs import VERBS
from docflow.web.checked import advice, finding_words, level_words, problem_words
from docflow.web.verdicts import verdict_of_attachment

register = template.Library()

register.filter("count", wording.count)
register.filter("date_text", lambda day: wording.date_text(day) if day else "")
register.filter("time_text", lambda moment: wording.time_text(moment) if moment else "")
register.filter("event_phrase", phrase)
register.filter("book_name", book_name)
register.filter("status_said", status_said)
register.filter("verb", lambda code: VERBS.get(code, code))
register.filter("level_words", level_words)
register.filter("advice", advice)
register.filter("finding_words", finding_words)
register.filter("problem_words", problem_words)
register.filter("verdict_on", verdict_of_attachment)
register.filter("told", lambda text: told(str(text)))


@register.filter
def figure_text(number: Decimal) -> str:
    """A reported figure: 1.039.181 or 205,25."""
    return wording.figure(number)


@register.filter
def kind_name(code: str) -> str:
    """The name of a document type; a queue tells of dossiers too."""
    if code == "DOSSIER":
        return _("dossier")
    found = kinds.find(code)
    return found.name if found else code


@register.filter
def urgency_label(code: str) -> str:
    """The mark of an urgent document; nothing for a normal one."""
    return kinds.Urgency(code).label if code in ("urgent", "very_urgent", "express") else ""


@register.filter
def left_text(due: datetime | None) -> str:
    """How long is left until a deadline, or since when it is past: in days, else in hours."""
    if due is None:
        return ""
    left = due - clock.now()
    is_past = left < timedelta()
    hours = int(abs(left).total_seconds() // 3600)
    if hours < 24:
        words = _("1 hour") if hours == 1 else _("%(many)s hours") % {"many": hours}
    else:
        days = hours // 24
        words = _("1 day") if days == 1 else _("%(many)s days") % {"many": days}
    return (_("%(words)s late") if is_past else _("%(words)s left")) % {"words": words}


@register.filter
def size_text(size: int) -> str:
    """The size of a file: 34 kB."""
    return f"{wording.count(max(1, round(size / 1000)))}{wording.NO_BREAK_SPACE}kB"


@register.filter
def parts(marked: Any) -> list[tuple[str, bool]]:
    """A text in pieces, each with whether it is to be marked."""
    pieces, at = [], 0
    for first, after in marked.marks:
        pieces += [(marked.text[at:first], False), (marked.text[first:after], True)]
        at = after
    return [*pieces, (marked.text[at:], False)]


@register.filter
def visible(text: object) -> str:
    """A text from outside without characters that hide or turn others."""
    text = str(text).replace("\r\n", "\n")
    if text.isprintable():
        return text
    return "".join(
        "\ufffd"
        if unicodedata.category(sign) in ("Cc", "Cf", "Cs") and sign not in "\n\t"
        else sign
        for sign in text
    )


@register.filter
def clipped(text: str, longest: int) -> str:
    """The beginning of a long text, with a mark that it goes on."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


@register.filter
def slug(text: str) -> str:
    """A code out of an address, without anything that is none; “-” when nothing is left."""
    plain = (sign for sign in text if sign.isascii() and (sign.isalnum() or sign in "_-"))
    return "".join(plain) or "-"


@register.filter
def iso_time(text: str) -> str:
    """A moment out of a JSON report, as people read it."""
    return wording.time_text(datetime.fromisoformat(text))


@register.simple_tag
def address(place: Any) -> str:
    """The address of a place in the navigation."""
    return _address_of(place.address)


_address_of = cache(reverse)


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon beside its word; never alone, so screen readers pass over it."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        static("web/icons.svg"),
        name,
    )


@register.simple_tag
def request_key() -> SafeString:
    """A key that lets a form act once, however often it is sent."""
    return format_html('<input type="hidden" name="request_key" value="{}">', new_uid())
