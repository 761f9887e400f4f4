"""Certificates that end soon: told in time to whoever signs with them and registers new ones."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.notices import hearers as to
from docflow.notices.hearers import About
from docflow.notices.models import Topic
from docflow.notices.telling import News, tell
from docflow.permissions import Permission
from docflow.signatures.models import SigningKey

DAYS = (7, 30, 60)
"""So many days before its end, each once; after a silence only the nearest."""
LINE = "certificate_ends"
SENTENCE = _("A certificate ends soon. Have a new one issued and registered before it does.")


def tell_expiring() -> int:
    """Tell of what ends within the days; returns how many certificates that are. Safe twice."""
    today = clock.today()
    last = clock.at(today + timedelta(days=max(DAYS)), 23, 59)
    rows = SigningKey.objects.working().filter(valid_to__gt=clock.now(), valid_to__lte=last)
    found = list(rows.select_related("unit", "appointment__unit"))
    for key in found:
        left = (clock.local_date(key.valid_to) - today).days
        _tell(key, next(days for days in DAYS if left <= days))
    return len(found)


@transaction.atomic
def _tell(key: SigningKey, days: int) -> None:
    managers = to.holding(key.owning, Permission.KEY_MANAGE)
    hearing: list[Any] = [*to.key_owner(About(subject=key.uid)), *managers]
    news = News(
        line=LINE,
        topic=Topic.ACCOUNT,
        key=f"certificate:{key.uid}:{days}",
        at=clock.now(),
        is_urgent=days == min(DAYS),
        facts={"until": key.valid_to.isoformat(), "serial": key.serial},
    )
    tell(news, hearing)
