"""The log of one unit for its auditor: its two chains, searched and worded, the newest first.

An auditor reads the log of the own unit and of those below it, as the rates are read; what was said
about a document they may not see stays hidden.

Each chain is walked backwards by its own numbers, so a page costs the same at any depth; the two
are laid into one another by time.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from heapq import merge
from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet, prefetch_related_objects

from docflow import clock
from docflow.audit import refusal_words
from docflow.audit.events import Event
from docflow.audit.extent import READS, chain_names
from docflow.audit.models import Chain, Entry, EntryText
from docflow.documents.models import Document
from docflow.exchange.models import Delivery
from docflow.people.models import ApiToken, User
from docflow.search.documents import find
from docflow.search.people import named
from docflow.signatures import signing_words
from docflow.units.models import Unit
from docflow.units.tree import subtree

PER_PAGE = 50
MOST_PEOPLE = 100
MOST_DOCUMENTS = 50
NUMBERED = re.compile(r"\s*(\d{1,6})\s*/\s*(\S.{0,59}?)\s*")
SAID_FIRST = ("reason", "directive", "result")
NOT_SAID = ("subject", "subject_text", "full_name")

Place = dict[int, int]
Texts = dict[tuple[int, int], dict[str, str | None]]


@dataclass(frozen=True)
class Wanted:
    """What is looked for in the log; an empty value asks for nothing."""

    person: str = ""
    document: str = ""
    event: str = ""
    chains: str = ""
    first: date | None = None
    last: date | None = None
    unit: UUID | None = None


@dataclass(frozen=True)
class Line:
    """One entry as people read it. `document` is there only where it may be seen."""

    chain: str
    number: int
    at: datetime
    event: str
    who: str
    on_behalf_of: str = ""
    document: Document | None = None
    partner: str = ""
    about: str = ""
    said: str = ""
    erased: bool = False
    hidden: bool = False
    code: str = ""
    program: str = ""

    @property
    def is_read(self) -> bool:
        """Whether it stands in the chain of reads."""
        return self.chain.endswith(READS)


@dataclass(frozen=True)
class Found:
    """A page of lines, and where the next one begins: empty when this is the last."""

    lines: list[Line]
    after: str = ""


@dataclass(frozen=True)
class _Known:
    """What the entries of a page refer to, read once."""

    people: dict[str, str]
    texts: Texts
    documents: dict[UUID, Document]
    partners: dict[UUID, str]
    visible: set[int]
    programs: dict[str, str]


def chains_of(unit: Any, which: str = "") -> dict[int, Chain]:
    """The chains of a unit: of its acts and of its reads, or one of the two."""
    acts, reads = chain_names(unit.uid)
    names = {"acts": [acts], "reads": [reads]}.get(which, [acts, reads])
    return {chain.pk: chain for chain in Chain.objects.filter(name__in=names)}


def search(actor: Any, wanted: Wanted, after: str = "", many: int = PER_PAGE) -> Found:
    """Entries of the actor's own unit or of one below, the newest first.

    The number of queries does not grow with them. `after` is where the page before ended. What
    cannot be read as such a place begins anew.
    """
    unit = unit_read_by(actor, wanted.unit)
    if unit is None:
        return Found([])
    chains = chains_of(unit, wanted.chains)
    condition = _condition(actor, unit, wanted)
    if condition is None or not chains:
        return Found([])
    place = _place(after, chains)
    rows = [_rows(chain, condition, place, many + 1) for chain in chains.values()]
    entries = list(islice(merge(*rows, key=lambda entry: entry.at, reverse=True), many + 1))
    shown = entries[:many]
    more = _code(place, shown) if len(entries) > many else ""
    return Found(lines_of(actor, shown, chains), more)


def unit_read_by(actor: Any, uid: UUID | None) -> Unit | None:
    """The unit with this uid, if its log is the actor's to read; the own one without a uid."""
    if uid is None:
        own: Unit = actor.unit
        return own
    return next((unit for unit in subtree(actor.unit, clock.today()) if unit.uid == uid), None)


def units_read_by(actor: Any) -> list[Unit]:
    """The units whose logs the actor reads: the own one first, those below by their names."""
    units = subtree(actor.unit, clock.today())
    prefetch_related_objects(units, "names")
    return sorted(units, key=lambda unit: (unit != actor.unit, unit.name.casefold()))


def every(actor: Any, wanted: Wanted, at_most: int) -> Iterator[Line]:
    """All that is found, up to so many, read page by page."""
    after, left = "", at_most
    while left > 0:
        found = search(actor, wanted, after, min(left, 500))
        yield from found.lines
        after, left = found.after, left - len(found.lines)
        if not after:
            return


def lines_of(actor: Any, entries: Sequence[Entry], chains: dict[int, Chain]) -> list[Line]:
    """Entries with names, words and documents: six queries at most, however many there are."""
    contents = [json.loads(entry.text) for entry in entries]
    known = _Known(
        _people(contents),
        texts := _texts(entries),
        *(about := _documents(entries)),
        _visible(actor, about[0].values()),
        _programs(texts),
    )
    return [
        _line(entry, content, chains[entry.chain_id].name, known)
        for entry, content in zip(entries, contents, strict=True)
    ]


def people_of(unit: Any) -> QuerySet[User]:
    """Whoever holds or held a post in the unit, or acts there for somebody."""
    here = Q(appointments__unit=unit) | Q(appointments__taken__giver__unit=unit)
    return User.objects.filter(here).distinct().order_by("full_name")


def _condition(actor: Any, unit: Unit, wanted: Wanted) -> Q | None:
    """The entries asked for; None when a person or document is named that there is not."""
    found = Q(event=wanted.event) if wanted.event else Q()
    if wanted.first:
        found &= Q(at__gte=clock.at(wanted.first, 0))
    if wanted.last:
        found &= Q(at__lt=clock.at(wanted.last + timedelta(days=1), 0))
    if wanted.person:
        people = _named(unit, wanted.person)
        found &= Q(actor__in=people)
        if not people:
            return None
    if wanted.document:
        subjects = _subjects(actor, wanted.document)
        found &= Q(subject__in=subjects)
        if not subjects:
            return None
    return found


def _named(unit: Any, text: str) -> list[UUID]:
    """The people of the unit with this account, or these words in their name."""
    return [each.uid for each in named(people_of(unit), text)[:MOST_PEOPLE]]


def _subjects(actor: Any, text: str) -> list[UUID]:
    """What entries about a document are about: the document, and its deliveries.

    It is named by its uid, its number, or words of its subject, its issuer or itself.
    """
    try:
        asked: list[UUID] = [UUID(text.strip())]
        rows = Document.objects.visible_to(actor).filter(uid__in=asked)
    except ValueError:
        rows = Document.objects.visible_to(actor).filter(_numbered(text))
        asked = []
    documents = dict(rows.values_list("pk", "uid")[:MOST_DOCUMENTS])
    if not documents and not asked and not NUMBERED.fullmatch(text):
        hits = find(actor, text, limit=MOST_DOCUMENTS).hits
        documents = {hit.document.pk: hit.document.uid for hit in hits}
    sent = Delivery.objects.filter(document__in=documents).values_list("uid", flat=True)
    return [*dict.fromkeys([*asked, *documents.values()]), *sent]


def _numbered(text: str) -> Q:
    """05/BC-UBND, as it was given or as it was written by another."""
    written = Q(code_as_written__iexact=text.strip())
    parts = NUMBERED.fullmatch(text)
    return written | Q(number=int(parts[1]), notation__iexact=parts[2]) if parts else written


def _rows(chain: Chain, condition: Q, place: Place, many: int) -> list[Entry]:
    rows = Entry.objects.filter(condition, chain=chain)
    if chain.pk in place:
        rows = rows.filter(number__lt=place[chain.pk])
    return list(rows.order_by("-number")[:many])


def _place(text: str, chains: Iterable[int]) -> Place:
    """Where the last page ended in each chain, as `5-120.6-33` says."""
    found = re.findall(r"(\d{1,18})-(\d{1,18})", text)
    return {int(chain): int(number) for chain, number in found if int(chain) in chains}


def _code(place: Place, shown: Iterable[Entry]) -> str:
    lowest = dict(place)
    for entry in shown:
        lowest[entry.chain_id] = entry.number
    return ".".join(f"{chain}-{number}" for chain, number in sorted(lowest.items()))


def _people(contents: Iterable[dict[str, Any]]) -> dict[str, str]:
    uids = {content[part] for content in contents for part in ("actor", "on_behalf_of")} - {None}
    names = User.objects.filter(uid__in=uids).values_list("uid", "full_name")
    return {str(uid): name for uid, name in names}


def _texts(entries: Iterable[Entry]) -> Texts:
    """Words and facts by entry; an erased text is None."""
    numbers: dict[int, list[int]] = {}
    for entry in entries:
        numbers.setdefault(entry.chain_id, []).append(entry.number)
    wanted = Q(pk__in=[])
    for chain, many in numbers.items():
        wanted |= Q(chain_id=chain, number__in=many)
    found: Texts = {}
    for text in EntryText.objects.filter(wanted):
        found.setdefault((text.chain_id, text.number), {})[text.name] = text.text
    return found


def _programs(texts: Texts) -> dict[str, str]:
    """What the programs are for that acted by an access token."""
    facts = [json.loads(each.get("facts") or "{}") for each in texts.values()]
    uids = {each["token"] for each in facts if isinstance(each, dict) and "token" in each}
    if not uids:
        return {}
    rows = ApiToken.objects.filter(uid__in=uids)
    return {str(uid): purpose for uid, purpose in rows.values_list("uid", "purpose")}


def _documents(entries: Iterable[Entry]) -> tuple[dict[UUID, Document], dict[UUID, str]]:
    """The document each entry is about, by the entry's subject: its own uid, or a delivery's.

    And of deliveries the name of the recipient, as it stood when the document was issued.
    """
    subjects = {entry.subject for entry in entries if entry.subject}
    found = {each.uid: each for each in Document.objects.filter(uid__in=subjects)}
    sent = Delivery.objects.filter(uid__in=subjects - found.keys()).select_related("document")
    return (
        found | {delivery.uid: delivery.document for delivery in sent},
        {delivery.uid: delivery.name for delivery in sent},
    )


def _visible(actor: Any, documents: Iterable[Document]) -> set[int]:
    keys = {document.pk for document in documents}
    return set(Document.objects.visible_to(actor).filter(pk__in=keys).values_list("pk", flat=True))


def _line(entry: Entry, content: dict[str, Any], chain: str, known: _Known) -> Line:
    document = known.documents.get(entry.subject) if entry.subject else None
    hidden = document is not None and document.pk not in known.visible
    texts = known.texts.get((entry.chain_id, entry.number), {})
    facts = json.loads(texts.pop("facts", None) or "{}")
    told = {name: json.loads(text) for name, text in texts.items() if text is not None}
    return Line(
        chain=chain,
        number=entry.number,
        at=entry.at,
        event=entry.event,
        who=known.people.get(content["actor"] or "", ""),
        on_behalf_of=known.people.get(content["on_behalf_of"] or "", ""),
        document=None if hidden else document,
        partner="" if hidden or not entry.subject else known.partners.get(entry.subject, ""),
        about="" if document else told.get("full_name", {}).get("text", ""),
        said="" if hidden else _said(entry.event, told),
        erased=any(text is None for text in texts.values()),
        hidden=hidden,
        code=str(facts.get("code", "")),
        program=known.programs.get(str(facts.get("token", "")), ""),
    )


def _said(event: str, told: dict[str, Any]) -> str:
    """What was said: a refusal in the reader's language, a reason, or all other words."""
    if event == Event.ACT_REFUSED:
        return refusal_words.worded(told, signing_words.worded)
    words = {name: each["text"] for name, each in told.items()}
    first = next((words[name] for name in SAID_FIRST if words.get(name)), "")
    return first or " · ".join(words[name] for name in sorted(words) if name not in NOT_SAID)
