"""The shape of what an installation holds: which columns say something, which states, which texts.

Two installations in which the same lives were led have the same shapes, whoever wrote the rows.
"""

import json
from typing import Any

from django.db.models import JSONField

from docflow.audit.models import Entry, EntryText
from tests.bench.volume.world import TABLES

WORDS = {"state", "role", "channel", "series", "purpose", "code", "finding", "personal", "seal"}
WORDS |= {"on_paper", "signed_on_paper", "ended_as", "level", "attempts", "book", "round"}
LIVES = ("outgoing.", "incoming.", "delivery.", "document.read")
Shape = tuple[Any, ...]


def rows() -> set[Shape]:
    """Of every table a life writes to: which columns are filled, and the words of its states."""
    return {
        (model.__name__, *sorted(_filled(model, row)))
        for model in TABLES
        for row in model._default_manager.values()
    }


def entries() -> set[Shape]:
    """Of every entry a life writes: event, move, who, which digests, and the form of its texts."""
    texts: dict[tuple[int, int], list[Shape]] = {}
    for text in EntryText.objects.all():
        said = sorted((key, _form(value)) for key, value in json.loads(text.text or "{}").items())
        texts.setdefault((text.chain_id, text.number), []).append((text.name, *said))
    found = set()
    for entry in Entry.objects.select_related("chain"):
        if entry.event.startswith(LIVES):
            said = sorted(texts.get((entry.chain_id, entry.number), []))
            found.add((entry.chain.name.endswith(":reads"), *_content(entry), *said))
    return found


def _filled(model: Any, row: dict[str, Any]) -> list[str]:
    found = []
    for field in model._meta.concrete_fields:
        value = row[field.attname]
        if field.attname in WORDS:
            found.append(f"{field.attname}={value}")
        elif isinstance(field, JSONField):
            found.append(f"{field.attname}={_form(value)}")
        elif value not in (None, ""):
            found.append(field.attname)
    return found


def _content(entry: Entry) -> Shape:
    content = json.loads(entry.text)
    known = sorted(key for key, value in content.items() if value is not None)
    digests = sorted(content["digests"])
    return (content["event"], content["from"], content["to"], *known, *digests)


def _form(value: Any) -> str:
    """The names in a JSON value and the kinds of its leaves."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_form(value[key])}" for key in sorted(value)) + "}"
    if isinstance(value, list):
        return f"[{', '.join(sorted({_form(each) for each in value}))}]"
    return type(value).__name__
