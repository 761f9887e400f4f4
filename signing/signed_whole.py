"""A file signed whole by another program: what it is asked to fill, and whether it did only that.

Some signing programs take no bytes to sign: they take the file, append a revision of their own and
give the whole file back. It is accepted when it is what was given, followed by one revision that
holds one signature in the place kept for it, and the texts that were to be filled.
"""

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO, Self

from asn1crypto import pem
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import DiffResult, ModificationLevel
from pyhanko.sign.fields import FieldMDPSpec, MDPPerm
from pyhanko.sign.validation import EmbeddedPdfSignature
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter
from pyhanko.sign.validation.status import SignatureCoverageLevel

from signing import child, marks
from signing.changes import POLICY
from signing.child import ChildFailed
from signing.errors import AlreadySigned, WrongFile
from signing.files import pdf_errors
from signing.reserved import Reserved, number_shown, reserved_fields, signing_order

LARGEST_ADDED = 4 << 20  # bytes one revision with a picture and certificates may take
READ_AT_ONCE = 1 << 20  # bytes

FAULTS = {
    "not_this_document": "The file is not the one that was given to be signed; sign it again.",
    "more_than_one_change": (
        "The file was changed in more than the signature; look at what the signing program adds, "
        "and sign again."
    ),
    "other_place": (
        "The signature does not stand in the place that the document keeps for it; have the "
        "signing program sign the field that is named."
    ),
    "lock_missing": (
        "The signature does not lock what its place says; the document could be changed after it. "
        "Sign with another program."
    ),
    "wrong_number": (
        "The number or date in the file is not the one given to the document; sign it again."
    ),
}


@dataclass(frozen=True)
class Wanted:
    """What is to be filled: the signature's field, and texts by the names of their fields."""

    field: str
    texts: Mapping[str, str] = dataclasses.field(default_factory=dict)

    def as_json(self) -> str:
        """For keeping until the file comes back."""
        return json.dumps({"field": self.field, "texts": dict(self.texts)})

    @classmethod
    def from_json(cls, text: str) -> Self:
        """What `as_json` wrote."""
        return cls(**json.loads(text))


@dataclass(frozen=True)
class Added:
    """The signature that was added: its certificate (PEM), and whether a time-stamp is inside."""

    certificate: bytes
    time_stamped: bool


def wanted(path: Path, number: str, on: date) -> Wanted:
    """What is to be filled next in a prepared file; an empty number is not to be filled in.

    AlreadySigned, UnreadablePdf.
    """
    with path.open("rb") as file, pdf_errors(path):
        fields = reserved_fields(PdfFileReader(file))
        place = _next(fields)
        if place is None:
            raise AlreadySigned("This place is signed already; nothing more is to be done here.")
        texts = {}
        for each in fields:
            if number and each.part in ("Number", "Date") and not each.filled:
                is_date = each.part == "Date"
                texts[each.name] = marks.date_text(on) if is_date else number_shown(each, number)
    return Wanted(place.name, texts)


def added(given: Path, answer: Path, asked: Wanted) -> Added:
    """The one signature an answer adds to what was given. WrongFile, whose code is in FAULTS."""
    size = given.stat().st_size
    if not size < answer.stat().st_size <= size + LARGEST_ADDED or not _begins(given, answer):
        raise WrongFile("not_this_document", FAULTS["not_this_document"])
    try:
        told = child.run("whole", answer, given=size, field=asked.field, texts=dict(asked.texts))
    except ChildFailed:
        raise WrongFile("not_this_document", FAULTS["not_this_document"]) from None
    found = json.loads(told)
    if found["fault"]:
        raise WrongFile(found["fault"], FAULTS[found["fault"]])
    return Added(found["certificate"].encode(), found["time_stamped"])


def look(file: BinaryIO, given: int, field: str, texts: dict[str, str]) -> str:
    """What was added after the first `given` bytes, as JSON; in the limited child."""
    before = PdfFileReader(BytesIO(file.read(given)))
    after = PdfFileReader(file)
    known = {each.field_name for each in before.embedded_signatures}
    new = [each for each in after.embedded_signatures if each.field_name not in known]
    fault = _fault(before, after, new, field, texts)
    if fault:
        return json.dumps({"fault": fault})
    certificate = pem.armor("CERTIFICATE", new[0].signer_cert.dump()).decode()
    stamped = any(extract_tst_data_iter(new[0].signer_info, signed=False))
    return json.dumps({"fault": "", "certificate": certificate, "time_stamped": stamped})


def _fault(
    before: PdfFileReader,
    after: PdfFileReader,
    new: list[EmbeddedPdfSignature],
    field: str,
    texts: dict[str, str],
) -> str:
    if after.xrefs.total_revisions != before.xrefs.total_revisions + 1 or len(new) != 1:
        return "more_than_one_change"
    if new[0].field_name != field:
        return "other_place"
    whole = new[0].evaluate_signature_coverage() is SignatureCoverageLevel.ENTIRE_FILE
    result = POLICY.review_file(after, before.xrefs.total_revisions - 1, doc_mdp=MDPPerm.FILL_FORMS)
    if not (
        whole
        and isinstance(result, DiffResult)
        and result.modification_level <= ModificationLevel.FORM_FILLING
        and result.changed_form_fields <= {field, *texts}
    ):
        return "more_than_one_change"
    values = {each.name: each.entries.get("/V") for each in reserved_fields(after)}
    if any(str(values.get(name)) != text for name, text in texts.items()):
        return "wrong_number"
    place = _next(reserved_fields(before))
    return "" if place and _locks(new[0], place) else "lock_missing"


def _locks(signature: EmbeddedPdfSignature, place: Reserved) -> bool:
    lock = place.entries.get("/Lock")
    asked: Any = FieldMDPSpec.from_pdf_object(lock) if lock is not None else None
    kept = signature.fieldmdp
    if asked is None or kept is None:
        return asked is None
    return kept.action is asked.action and set(kept.fields or ()) == set(asked.fields or ())


def _next(fields: list[Reserved]) -> Reserved | None:
    return next((each for each in signing_order(fields) if not each.filled), None)


def _begins(given: Path, answer: Path) -> bool:
    """Whether the answer begins with exactly the bytes that were given."""
    with given.open("rb") as ours, answer.open("rb") as theirs:
        while chunk := ours.read(READ_AT_ONCE):
            if theirs.read(len(chunk)) != chunk:
                return False
    return True
