"""What signing says, in the reader's language.

signing is plain Python and speaks English. Its fixed sentences are in the catalogue; those with a
value in them are recognised here by their template.
"""

import re
from functools import lru_cache
from typing import Any

from django.utils.functional import lazy
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

TEMPLATES = (
    gettext_noop("Fields were changed after the last signature: %(fields)s."),
    gettext_noop("Fields that no signature covers were changed: %(fields)s."),
    gettext_noop("fields changed: %(fields)s"),
    gettext_noop("fields filled when sealed: %(fields)s"),
    gettext_noop("changed after signing: %(text)s"),
    gettext_noop("the pages as signed can no longer be drawn"),
    gettext_noop("the number of pages changed from %(before)s to %(after)s"),
    gettext_noop("page %(number)s changed its size"),
    gettext_noop(
        "page %(number)s looks different between (%(left)s, %(bottom)s) and (%(right)s, %(top)s)"
    ),
    gettext_noop("The file cannot be read as a signed PDF (%(code)s)."),
    gettext_noop("The file could not be read within its limits (%(code)s)."),
    gettext_noop(
        "This file cannot be read as a PDF that can be signed (%(code)s); save it as PDF again "
        "from the program that made it."
    ),
    gettext_noop("The pages of this file cannot be read (%(code)s); save it as PDF again."),
    gettext_noop("The file is larger than %(number)s MB."),
    gettext_noop(
        "The place chosen for %(fields)s would hide what is printed or lies off the page; choose "
        "another place."
    ),
    gettext_noop("The fields %(one)s and %(other)s lie over each other."),
    gettext_noop("The field %(name)s holds another value than it shows."),
    gettext_noop("The file has more than %(number)s revisions."),
    gettext_noop("The file has more than %(number)s objects."),
    gettext_noop("The file has more than %(number)s pages."),
    gettext_noop("The file has more than %(number)s signatures."),
    gettext_noop("The file holds %(text)s."),
    gettext_noop("A link leads to %(address)s."),
    gettext_noop("The document takes a part from elsewhere: %(address)s."),
    gettext_noop("The file has more than %(number)s parts."),
    gettext_noop("A link is neither to the web nor to mail: %(address)s."),
    gettext_noop("A link gives the reading program the command %(name)s."),
    gettext_noop("The file is larger than %(number)s MB; it is not checked."),
    gettext_noop("The digest %(name)s is not accepted."),
    gettext_noop("A key of the kind %(name)s with %(number)s bits is not accepted."),
    gettext_noop(
        "The digest %(name)s counted until %(until)s only, and no trusted time proves an earlier "
        "signing."
    ),
    gettext_noop(
        "A key of the kind %(name)s with %(number)s bits counted until %(until)s only, and no "
        "trusted time proves an earlier signing."
    ),
    gettext_noop("No field for this step (%(part)s) is reserved; prepare the document."),
    gettext_noop(
        "Another signature comes before this one (%(field)s); have the document signed in its "
        "order."
    ),
    gettext_noop(
        "The page prints the year %(year)s, the date is of %(date_year)s; correct the draft and "
        "have it signed again."
    ),
    gettext_noop(
        "The PKCS#11 module %(address)s cannot be loaded (%(code)s); correct the setting."
    ),
    gettext_noop("The signing service refused (%(code)s); ask those who run it."),
    gettext_noop("The token gives no signature (%(code)s); take it out, put it in again."),
    gettext_noop("There is no sandbox authority in %(folder)s; create one first."),
    gettext_noop("Imprints by %(name)s are not accepted here."),
    gettext_noop("%(address)s is no http(s) address; correct the setting."),
    gettext_noop("The time-stamping authority refused: %(text)s."),
    gettext_noop(
        "The time-stamp says %(time)s UTC, too far from our own clock; correct the clock or use "
        "another authority."
    ),
    gettext_noop(
        "The time-stamping authority at %(address)s does not answer (%(code)s); try later."
    ),
    gettext_noop("%(address)s is not asked: %(code)s."),
    gettext_noop("%(address)s does not answer (%(code)s)."),
    gettext_noop("The anchors cannot be read: %(path)s (%(why)s)."),
    gettext_noop('%(path)s is no list of anchors: it holds {"anchors": [...]} in JSON.'),
    gettext_noop("%(path)s names no anchor."),
    gettext_noop("%(entry)s: unknown: %(text)s."),
    gettext_noop('%(entry)s: "%(name)s" is missing.'),
    gettext_noop('%(entry)s: "until" lies before "since".'),
    gettext_noop("%(entry)s: there is no file %(path)s."),
    gettext_noop('%(entry)s: "%(name)s" is no day; write it as 2026-11-21.'),
    gettext_noop("%(entry)s: there are no certificates in PEM form."),
)
PHRASES = (
    gettext_noop("an action that starts a program"),
    gettext_noop("an action that sends the form away"),
    gettext_noop("an action that takes data from a file"),
    gettext_noop("an action that opens another file"),
    gettext_noop("an action that opens an embedded file"),
    gettext_noop("an action that plays media"),
    gettext_noop("an action that plays a film"),
    gettext_noop("an action that plays sound"),
    gettext_noop("an action on rich media"),
    gettext_noop("an action on a 3D view"),
    gettext_noop("an action that hides parts of the page"),
    gettext_noop("an action that changes layers"),
    gettext_noop("an action that empties the form"),
    gettext_noop("an action that changes the page shown"),
    gettext_noop("an action that runs when it is opened"),
    gettext_noop("actions that run by themselves"),
    gettext_noop("rich media"),
    gettext_noop("a film"),
    gettext_noop("a sound"),
    gettext_noop("a media screen"),
    gettext_noop("a 3D object"),
    gettext_noop("an attached file"),
    gettext_noop("an embedded file"),
    gettext_noop("an XFA form"),
    gettext_noop("content that is fetched from elsewhere"),
    gettext_noop("a program for printers"),
    gettext_noop("a picture that another one may stand for"),
)
_SAID_BY_US = ("text",)
_FIELDS = {"Number": _("number"), "Date": _("date")}
"""The fields of ours that sealing fills, as people call them."""


def worded(text: str) -> str:
    """The sentence in the reader's language; as it is where the catalogue does not know it."""
    if not text:
        return text
    said = gettext(text)
    if said != text:
        return said
    for template, pattern in _patterns():
        found = pattern.fullmatch(text)
        if found:
            return gettext(template) % {
                name: _part(name, value) for name, value in found.groupdict().items()
            }
    return text


def _part(name: str, value: str) -> str:
    if name == "fields":
        return ", ".join(str(_FIELDS.get(field, field)) for field in value.split(", "))
    return worded(value) if name in _SAID_BY_US else value


def told(*texts: str) -> Any:
    """Sentences of signing as a part of another sentence, worded when that is read."""
    return _told(*texts)


_told = lazy(lambda *texts: " ".join(map(worded, texts)), str)


@lru_cache(maxsize=1)
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    """Each template with the pattern of the sentences made from it."""
    return [
        (template, re.compile(re.sub(r"%\\\((\w+)\\\)s", r"(?P<\1>.+)", re.escape(template)), re.S))
        for template in TEMPLATES
    ]
