"""What was added to a file after a signature, and whether the signature allows it."""

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pyhanko.pdf_utils.generic import DictionaryObject
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import (
    DEFAULT_DIFF_POLICY,
    DiffResult,
    FormUpdatingRule,
    GenericFieldModificationRule,
    ModificationLevel,
    SigFieldCreationRule,
    SigFieldModificationRule,
    StandardDiffPolicy,
)
from pyhanko.sign.fields import FieldMDPAction
from pyhanko.sign.validation import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pypdfium2 import PdfiumError

from signing import additions
from signing.report import Indication, Region
from signing.trust import Status
from signing.visible import Difference, differences

# pyHanko's own policy takes every earlier appearance of a locked field for one written over.
# Without the allowance for writing over appearances it does not, and is stricter besides.
POLICY = StandardDiffPolicy(
    global_rules=DEFAULT_DIFF_POLICY.global_rules,
    form_rule=FormUpdatingRule(
        field_rules=[
            SigFieldCreationRule(),
            SigFieldModificationRule(allow_in_place_appearance_stream_changes=False),
            GenericFieldModificationRule(allow_in_place_appearance_stream_changes=False),
        ]
    ),
)
_ENDS_WELL = re.compile(rb"%%EOF[\r\n]{0,2}\Z")


@dataclass(frozen=True)
class Finding:
    """One thing found: how far it lowers the verdict, and how it is told.

    A finding of PASSED is a remark. `changes` are lines for the signature's report, `regions`
    the places on the pages where they show.
    """

    indication: Indication
    sub_indication: str | None
    code: str
    text: str
    changes: tuple[str, ...] = ()
    regions: tuple[Region, ...] = ()


def after(
    signature: EmbeddedPdfSignature,
    status: Status,
    signatures: Sequence[EmbeddedPdfSignature],
    stamps: Sequence[EmbeddedPdfSignature],
    is_newest: bool,
) -> list[Finding]:
    """Judge all later revisions (reliability rules V1 to V3)."""
    if status.coverage is SignatureCoverageLevel.ENTIRE_FILE:
        return []
    if status.coverage < SignatureCoverageLevel.ENTIRE_REVISION:
        return [_failed("coverage", "The signature does not cover its whole revision.")]
    result = status.difference
    if not isinstance(result, DiffResult):
        return [_suspicious(signature, signatures, str(result), is_newest)]
    later = [each for each in signatures if each.signed_revision > signature.signed_revision]
    if is_newest:
        return _after_the_newest(signature, result, stamps)
    if result.modification_level is ModificationLevel.OTHER or not status.permitted:
        return [_suspicious(signature, signatures, "The change is not permitted.", is_newest)]
    return _form_changes(signature, result, later, stamps)


def _after_the_newest(
    signature: EmbeddedPdfSignature, result: DiffResult, stamps: Sequence[EmbeddedPdfSignature]
) -> list[Finding]:
    """Only validation data and document time-stamps may follow (V1, V3)."""
    stamped = [each for each in stamps if each.signed_revision > signature.signed_revision]
    names = {str(each.field_name) for each in stamped}
    filled = ", ".join(sorted(result.changed_form_fields - names))
    if filled:
        return [
            Finding(
                Indication.UNKNOWN,
                "FORMAT_FAILURE",
                "field_changed",
                f"Fields were changed after the last signature: {filled}.",
                (f"fields changed: {filled}",),
            )
        ]
    last = max([signature, *stamped], key=lambda each: each.signed_revision)
    small = result.modification_level <= ModificationLevel.LTA_UPDATES
    if small and (_covers_all(last) or _followed_by_validation_data(last)):
        strange = additions.foreign(signature, stamped)
        if not strange:
            return []
        return [
            _failed(
                "changed_after_signing",
                "The document was changed after signing.",
                f"changed after signing: {strange}",
            )
        ]
    return [_failed("bytes_after_signature", "The file goes on after its last signature.")]


def _covers_all(signature: EmbeddedPdfSignature) -> bool:
    return signature.evaluate_signature_coverage() is SignatureCoverageLevel.ENTIRE_FILE


def _followed_by_validation_data(last: EmbeddedPdfSignature) -> bool:
    """Whether /DSS grew after this signature, no field came with it, and the file ends there."""
    return (
        last.evaluate_signature_coverage() is SignatureCoverageLevel.ENTIRE_REVISION
        and _keeps_more(last)
        and _number_of_fields(last.reader, last.signed_revision) == _number_of_fields(last.reader)
        and _ends_well(last)
    )


def _number_of_fields(reader: PdfFileReader, revision: int | None = None) -> int:
    root = reader.root if revision is None else reader.get_historical_root(revision)
    return len(root["/AcroForm"]["/Fields"])


def _keeps_more(signature: EmbeddedPdfSignature) -> bool:
    """Whether the file's validation data (/DSS) grew after this signature."""
    reader = signature.reader
    if "/DSS" not in reader.root:
        return False
    before = reader.get_historical_root(signature.signed_revision)
    return "/DSS" not in before or before["/DSS"] != reader.root["/DSS"]


def _ends_well(signature: EmbeddedPdfSignature) -> bool:
    """Whether the file ends where its last revision ends."""
    stream = signature.reader.stream
    end = stream.seek(0, 2)
    stream.seek(max(end - 1024, 0))
    return _ENDS_WELL.search(stream.read()) is not None


def _form_changes(
    signature: EmbeddedPdfSignature,
    result: DiffResult,
    later: Sequence[EmbeddedPdfSignature],
    stamps: Sequence[EmbeddedPdfSignature],
) -> list[Finding]:
    """Later signatures are checked themselves; other fields only as V2a allows."""
    signed = {str(each.field_name) for each in [*later, *stamps]}
    others = result.changed_form_fields - signed
    if not others:
        return []
    told = f"fields filled when sealed: {', '.join(sorted(others))}"
    if _filled_as_reserved(signature, others, later):
        return [Finding(Indication.PASSED, None, "fields_filled", "", (told,))]
    return [
        Finding(
            Indication.UNKNOWN,
            "FORMAT_FAILURE",
            "field_changed",
            f"Fields that no signature covers were changed: {', '.join(sorted(others))}.",
            (told,),
        )
    ]


def _filled_as_reserved(
    signature: EmbeddedPdfSignature, names: set[str], later: Sequence[EmbeddedPdfSignature]
) -> bool:
    """V2a: empty and left open by this signature, filled in the revision of a later one."""
    lock = signature.fieldmdp
    if lock is None or lock.action is not FieldMDPAction.EXCLUDE:
        return False
    if not names <= set(lock.fields or ()):
        return False
    reader = signature.reader
    if any(_value(reader, signature.signed_revision, name) is not None for name in names):
        return False
    for each in sorted(later, key=lambda found: found.signed_revision):
        filled = {name for name in names if _value(reader, each.signed_revision, name) is not None}
        before = {
            name for name in names if _value(reader, each.signed_revision - 1, name) is not None
        }
        if filled:
            return filled == names and not before and _locks(each, names)
    return False


def _locks(signature: EmbeddedPdfSignature, names: set[str]) -> bool:
    """Whether this signature leaves none of these fields open."""
    lock = signature.fieldmdp
    return lock is not None and all(lock.is_locked(name) for name in names)


def _value(reader: PdfFileReader, revision: int, name: str) -> object:
    root = reader.get_historical_root(revision)
    for entry in root["/AcroForm"]["/Fields"]:
        field = entry.get_object()
        if str(field.get("/T", "")) == name:
            return field.get("/V")
    return None


def _suspicious(
    signature: EmbeddedPdfSignature,
    signatures: Sequence[EmbeddedPdfSignature],
    reason: str,
    is_newest: bool,
) -> Finding:
    """A change no signature allows; one that a later seal covers is left to a clerk's eyes."""
    end = signature.reader.stream.seek(0, os.SEEK_END)
    seen = _seen(signature, end, signatures)
    regions = tuple(each.region for each in seen if each.region)
    lines = (f"changed after signing: {reason}", *(each.text for each in seen))
    if is_newest:
        found = _failed("changed_after_signing", "The document was changed after signing.", *lines)
        return replace(found, regions=regions)
    return Finding(
        Indication.UNKNOWN,
        "CHANGED_AT_SEALING",
        "changed_at_sealing",
        "The document was changed between this signature and a later one; look at what changed.",
        lines,
        regions,
    )


def _seen(
    signature: EmbeddedPdfSignature, end: int, signatures: Sequence[EmbeddedPdfSignature]
) -> list[Difference]:
    """Where pages look different from what was signed, marks of other signatures left out."""
    _, _, start, length = (int(number) for number in signature.byte_range)
    reader = signature.reader
    marks = [_mark(reader, each.sig_field) for each in signatures]
    try:
        return differences(
            reader.stream, start + length, end, [mark for mark in marks if mark is not None]
        )
    except PdfiumError:
        return [Difference("the pages as signed can no longer be drawn")]


def _mark(reader: PdfFileReader, field: DictionaryObject) -> tuple[int, list[float]] | None:
    if "/Rect" not in field or "/P" not in field:
        return None
    page = field.raw_get("/P").reference
    for number in range(int(reader.root["/Pages"]["/Count"])):
        if reader.find_page_for_modification(number)[0].reference == page:
            return number, [float(edge) for edge in field["/Rect"]]
    return None


def _failed(code: str, text: str, *lines: str) -> Finding:
    return Finding(Indication.FAILED, "FORMAT_FAILURE", code, text, lines or (text,))
