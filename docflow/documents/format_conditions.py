"""When a rule of form is broken: one condition each, giving what the message is filled with."""

from collections.abc import Iterable, Mapping

from docflow.documents.format_facts import Draft
from docflow.documents.kinds import OFFICIAL_LETTER, Urgency, find
from docflow.documents.notation import LOOKALIKES, lookalike, number_text
from docflow.documents.secrecy import declared, find_mark, find_mark_in_name

LONGEST_SUBJECT = 500
OLDEST_PDF = (1, 4)
A4_MM = (210.0, 297.0)
PAGE_TOLERANCE_MM = 2.0

# Whose post goes with which prefix (Art. 13; Annex I, part I, II.7b). A deputy in charge signs KT.
PREFIXES: Mapping[str, frozenset[str]] = {
    "": frozenset({"head"}),
    "TM.": frozenset({"head"}),
    "KT.": frozenset({"deputy"}),
    "TM./KT.": frozenset({"deputy"}),
    "Q.": frozenset({"acting"}),
    "TM./Q.": frozenset({"acting"}),
    "TL.": frozenset({"head"}),
    "TL./KT.": frozenset({"deputy"}),
    "TL./Q.": frozenset({"acting"}),
    "TUQ.": frozenset({"head", "acting"}),
}

Params = Mapping[str, object]


def kind_unlisted(draft: Draft) -> Params | None:
    return None if find(draft.kind) else {"kind": draft.kind}


def notation_unfit(draft: Draft) -> Params | None:
    kind = find(draft.kind)
    if kind is None or draft.party_notation:
        return None
    agency = draft.agency_abbreviation
    start = f"{kind.abbreviation}-{agency}" if kind.abbreviation else agency
    rest = draft.notation.removeprefix(start)
    fits = draft.notation.startswith(start) and (rest == "" or (rest[0] == "-" and len(rest) > 1))
    if fits and (kind != OFFICIAL_LETTER or rest):
        return None
    expected = f"{start}-…" if kind == OFFICIAL_LETTER else start
    return {"notation": draft.notation, "expected": expected}


def notation_misspelt(draft: Draft) -> Params | None:
    if letter := lookalike(draft.notation):
        return {"letter": f"{letter} (U+{ord(letter):04X})", "right": LOOKALIKES[letter]}
    if any(sign.isspace() for sign in draft.notation):
        return {"letter": "␣", "right": "-"}
    return None


def number_used(draft: Draft) -> Params | None:
    return {"number": draft.number, "notation": draft.notation} if draft.number_used else None


def number_unpadded(draft: Draft) -> Params | None:
    if draft.number is None or not draft.printed_number:
        return None
    expected = number_text(draft.number)
    if draft.printed_number == expected:
        return None
    return {"printed": draft.printed_number, "expected": expected}


def date_not_of_numbering(draft: Draft) -> Params | None:
    if draft.numbered_on is None or draft.issued_on == draft.numbered_on:
        return None
    return {"date": draft.issued_on, "numbered_on": draft.numbered_on}


def date_in_future(draft: Draft) -> Params | None:
    late = draft.issued_on is not None and draft.issued_on > draft.today
    return {"date": draft.issued_on, "today": draft.today} if late else None


def subject_missing(draft: Draft) -> Params | None:
    return None if draft.subject.strip() else {}


def subject_long(draft: Draft) -> Params | None:
    length = len(draft.subject)
    return {"length": length, "most": LONGEST_SUBJECT} if length > LONGEST_SUBJECT else None


def prefix_unknown(draft: Draft) -> Params | None:
    return None if draft.signer_prefix in PREFIXES else {"prefix": draft.signer_prefix}


def prefix_unfit(draft: Draft) -> Params | None:
    posts = PREFIXES.get(draft.signer_prefix)
    if posts is None or draft.signer_post in posts:
        return None
    return {"prefix": draft.signer_prefix or "—", "post": draft.signer_post}


def by_order_unfounded(draft: Draft) -> Params | None:
    by_order = draft.signer_prefix.startswith("TL.")
    return {"prefix": draft.signer_prefix} if by_order and not draft.by_order_allowed else None


def delegation_missing(draft: Draft) -> Params | None:
    if draft.signer_prefix != "TUQ." or (draft.delegation and draft.delegation.in_writing):
        return None
    return {}


def delegation_over(draft: Draft) -> Params | None:
    given = draft.delegation
    if draft.signer_prefix != "TUQ." or given is None:
        return None
    if given.starts <= draft.today <= given.ends:
        return None
    return {"starts": given.starts, "ends": given.ends, "today": draft.today}


def delegation_elsewhere(draft: Draft) -> Params | None:
    given = draft.delegation
    outside = draft.signer_prefix == "TUQ." and given is not None and not given.covers_matter
    return {} if outside else None


def delegation_passed_on(draft: Draft) -> Params | None:
    given = draft.delegation
    return {} if draft.signer_prefix == "TUQ." and given and given.passed_on else None


def leader_signature_bad(draft: Draft) -> Params | None:
    return {} if draft.leader_signature_ok is False else None


def leader_signature_short(draft: Draft) -> Params | None:
    return {} if draft.leader_signature_covers_all is False else None


def pdf_old(draft: Draft) -> Params | None:
    if draft.pdf_version >= OLDEST_PDF:
        return None
    return {"version": ".".join(map(str, draft.pdf_version))}


def pages_not_a4(draft: Draft) -> Params | None:
    odd = [str(place) for place, size in enumerate(draft.pages_mm, 1) if not _is_a4(size)]
    return {"pages": ", ".join(odd)} if odd else None


def _is_a4(size: tuple[float, float]) -> bool:
    sides = zip(sorted(size), A4_MM, strict=True)
    return all(abs(side - wanted) <= PAGE_TOLERANCE_MM for side, wanted in sides)


def active(draft: Draft) -> Params | None:
    return {"content": ", ".join(draft.active_content)} if draft.active_content else None


def encrypted(draft: Draft) -> Params | None:
    return {} if draft.encrypted else None


def attachment_unsealable(draft: Draft) -> Params | None:
    return _names(each.name for each in draft.attachments if each.separate_file and not each.is_pdf)


def attachment_unsealed(draft: Draft) -> Params | None:
    return _names(
        each.name
        for each in draft.attachments
        if each.separate_file and each.is_pdf and each.signed is False
    )


def attachment_sealed_twice(draft: Draft) -> Params | None:
    return _names(each.name for each in draft.attachments if not each.separate_file and each.signed)


def recipients_missing(draft: Draft) -> Params | None:
    return None if any(name.strip() for name in draft.recipients) else {}


def archive_line_missing(draft: Draft) -> Params | None:
    return {} if draft.has_archive_line is False else None


def urgency_unlisted(draft: Draft) -> Params | None:
    return None if draft.urgency in set(Urgency) else {"urgency": draft.urgency}


def urgent_without_deadline(draft: Draft) -> Params | None:
    urgent = draft.urgency in set(Urgency) - {Urgency.NORMAL}
    return {} if urgent and draft.deadline is None else None


def deadline_past(draft: Draft) -> Params | None:
    past = draft.deadline is not None and draft.deadline < draft.today
    return {"deadline": draft.deadline, "today": draft.today} if past else None


def secret(draft: Draft) -> Params | None:
    """Names the place and the level, never the words around them: they may be secret too."""
    names = (draft.file_name, *(each.name for each in draft.attachments))
    marks = {
        "declaration": declared(draft.secrecy),
        "subject": find_mark(draft.subject),
        "file_name": next(filter(None, map(find_mark_in_name, names)), None),
        "first_page": find_mark(draft.first_page_text),
    }
    found = {place: mark.level for place, mark in marks.items() if mark}
    place = next(iter(found), None)
    return {"place": place, "level": found[place].label} if place else None


def _names(names: Iterable[str]) -> Params | None:
    listed = ", ".join(names)
    return {"names": listed} if listed else None
