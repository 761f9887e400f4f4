"""What a mail says: sentences, numbers and links; never a subject or anything of the content.

Mail leaves the house unprotected. A document's type and number are told only to whoever may read it
at that moment; the rest stands behind the link, where one signs in.
"""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from docflow import clock
from docflow.clock import at, local_date
from docflow.documents.kinds import find
from docflow.documents.models import Document
from docflow.notices import mail
from docflow.notices.models import Letter, MailChoice, Notice
from docflow.notices.reading import sentence_of
from docflow.people.actor import Actor
from docflow.wording import date_text
from docflow.work import after_commit

MOST_LINES = 100


def next_digest(hour: int, now: datetime) -> datetime:
    """The next time the clock in Vietnam shows the hour."""
    today = at(local_date(now), hour)
    return today if today > now else at(local_date(now) + timedelta(days=1), hour)


def gather() -> int:
    """Write the daily mails whose hour has come; returns how many. Found by an index."""
    if not mail.is_on():
        return 0
    due = MailChoice.objects.filter(next_digest__lte=clock.now()).values_list("pk", flat=True)
    return sum(_gather(key) for key in list(due[:500]))


@transaction.atomic
def _gather(key: int) -> int:
    now = clock.now()
    rows: Any = MailChoice.objects.select_for_update()
    choice = rows.filter(pk=key, next_digest__lte=now).first()
    if choice is None:
        return 0
    choice.next_digest = next_digest(choice.digest_hour, now)
    choice.save(update_fields=["next_digest"])
    waiting = Notice.objects.filter(person=choice.person_id, in_digest=True)
    first = waiting.select_related("post__unit").order_by("pk").first()
    if first is None:
        return 0
    letter = Letter.objects.create(
        person_id=choice.person_id, unit=first.post.unit, is_digest=True, created=now
    )
    waiting.update(letter=letter, in_digest=False)
    after_commit(letter)
    return 1


def written(letter: Letter, address: str) -> Any:
    """The mail, in the person's language."""
    with override(letter.person.language or settings.LANGUAGE_CODE):
        rows = letter.notices.select_related("document", "post__unit", "post__user", "instead_of")
        notices = list(rows.order_by("-is_urgent", "pk")[:MOST_LINES])
        lines = [_line(notice) for notice in notices]
        text = "\n\n".join([*lines, _ending(letter)])
        return mail.compose(address, _title(letter, notices), text, str(letter.uid))


def _title(letter: Letter, notices: list[Notice]) -> str:
    if letter.is_digest:
        words = {"day": date_text(letter.created), "count": letter.notices.count()}
        return "Docflow: " + _("%(count)s notices until %(day)s") % words
    urgent = any(each.is_urgent for each in notices)
    told = str(sentence_of(notices[0])) if notices else _("Notices")
    return f"Docflow: {_('URGENT')}: {told}" if urgent else f"Docflow: {told}"


def _line(notice: Notice) -> str:
    return f"{sentence_of(notice)}\n{_named(notice)}"


def _named(notice: Notice) -> str:
    """Which document, and where to find it; for whoever may not read it now, only where to look."""
    document = notice.document
    if document is None or not _may_read(notice, document):
        return f"{settings.DOCFLOW_BASE_URL}/notices/"
    kind = find(document.kind)
    name = " ".join(filter(None, [kind.name if kind else "", document.code]))
    return f"{name}\n{settings.DOCFLOW_BASE_URL}/document/{document.uid}/"


def _may_read(notice: Notice, document: Document) -> bool:
    visible = Document.objects.visible_to(Actor(notice.post))
    return visible.filter(pk=document.pk).exists()


def _ending(letter: Letter) -> str:
    return _(
        "Docflow wrote this by itself; nobody reads answers. Choose what comes by mail: %(address)s"
    ) % {"address": f"{settings.DOCFLOW_BASE_URL}/account/notices/"}
