"""Make signatures: a leader signs, a seal closes; PAdES B-T, appended to the file."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter, enumerate_sig_fields
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
from pyhanko.stamp import BaseStampStyle
from pyhanko.stamp.base import BaseStamp

from signing import cms, lettering, marks, pictures
from signing.errors import (
    AlreadySigned,
    DateContradictsPage,
    NotPrepared,
    OutOfOrder,
    TimeStampFailed,
)
from signing.files import pdf_errors, writer_on
from signing.keys.key import Key
from signing.marks import Drawing
from signing.pending import READ_AT_ONCE, Pending, Signed
from signing.pictures import Picture
from signing.reserved import Reserved, number_shown, reserved_fields, signing_order
from signing.timestamps import TimeStamper

DIGEST = "sha256"
ROOM_FOR_CMS = 1280  # bytes beside certificates: attributes, signature value, structure


@dataclass(frozen=True)
class SignerFacts:
    """Who signs, as the signature names him, and the picture of the mark.

    `prefix` is TM., KT., TL., TUQ. or Q. (decree 30/2020, article 13); `on_behalf` is what a
    collective is called after TM. Without a picture the name is drawn.
    """

    name: str
    title: str = ""
    prefix: str = ""
    unit: str = ""
    reason: str = ""
    on_behalf: str = ""
    picture: Picture | None = None

    @property
    def post(self) -> str:
        """Prefix and title as one line."""
        return " ".join(part for part in (self.prefix, self.title) if part)


def prepare_leader(
    source: Path,
    target: Path,
    *,
    key: Key,
    timestamper: TimeStamper | None,
    facts: SignerFacts,
    at: datetime,
    field: str | None = None,
) -> Pending:
    """The personal signature of a leader up to its value (decree 30/2020, annex I, II.7).

    Its mark is the picture alone, without text.
    The first signature in the file certifies it, allowing forms to be filled (PDF 32000
    §12.8.2.2); a later one approves and locks. Without a time-stamper the signature will be B-B
    and its time is supplied later. NotPrepared, AlreadySigned,
    OutOfOrder, UnreadablePdf.
    """
    with _revision(source, target) as writer:
        place = _waiting(writer, "Leader", field)
        picture = facts.picture or pictures.of_person(marks.nfc(facts.name))
        drawing = marks.pictured(picture, place.width, place.height)
        return _prepared(writer, place, drawing, key, timestamper, facts, at)


def prepare_seal(
    source: Path,
    target: Path,
    *,
    key: Key,
    timestamper: TimeStamper | None,
    number_text: str,
    date: date,
    facts: SignerFacts,
    at: datetime,
    field: str | None = None,
) -> Pending:
    """The unit's seal up to its value: number and date are filled and sealed in one revision.

    `number_text` is the whole notation ("05/BC-UBND"); where the page prints "Số:" or the
    notation, only what is missing is written. A further seal of a joint document leaves the
    filled fields as they are and shows in its mark the number its own body gave, "" when only the
    body in charge numbers. The last seal locks everything. DateContradictsPage when the page
    prints another year.
    """
    with _revision(source, target) as writer:
        place = _waiting(writer, "Seal", field)
        number_text = marks.nfc(number_text)
        shown = _fill(writer, number_text, date)
        unit = marks.nfc(facts.unit or facts.name)
        under = "" if shown or not number_text else f"Số: {number_text}, {marks.date_text(date)}"
        picture = facts.picture or pictures.of_unit(unit)
        drawing = marks.pictured(picture, place.width, place.height, under)
        return _prepared(writer, place, drawing, key, timestamper, facts, at)


def prepare_text(
    source: Path,
    target: Path,
    *,
    key: Key,
    timestamper: TimeStamper | None,
    facts: SignerFacts,
    drawing: Drawing,
    at: datetime,
) -> Pending:
    """The unit's signature shown as a finished drawing, in the seal's field, up to its value."""
    with _revision(source, target) as writer:
        place = _waiting(writer, "Seal", None)
        return _prepared(writer, place, drawing, key, timestamper, facts, at)


def finish(
    pending: Pending,
    target: Path,
    key: Key,
    timestamper: TimeStamper | None,
    *,
    may_wait: bool = False,
) -> Signed:
    """Have the key make the value and put it in; nothing stays of the target when it fails.

    When no time-stamp is to be had and the time `may_wait`, the signature is B-B (`time_stamped`
    of the answer is False); the key is used once in any case.
    """
    try:
        value = key.sign_raw(pending.message)
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    return complete(pending, target, value, timestamper, may_wait=may_wait)


def complete(
    pending: Pending,
    target: Path,
    value: bytes,
    timestamper: TimeStamper | None,
    *,
    may_wait: bool = False,
) -> Signed:
    """Put a value in that a key made, here or elsewhere; as `finish` does. WrongAnswer."""
    try:
        try:
            return pending.complete(target, value, timestamper)
        except TimeStampFailed:
            if not may_wait:
                raise
            return pending.complete(target, value, None)
    except BaseException:
        target.unlink(missing_ok=True)
        raise


@contextmanager
def _revision(source: Path, target: Path) -> Iterator[IncrementalPdfFileWriter]:
    """A copy of the source at the target with a writer on it; nothing stays when it fails."""
    if source == target:
        raise ValueError("Give another file as the target: the source is never changed.")
    shutil.copyfile(source, target)
    with pdf_errors(target), writer_on(target) as writer:
        yield writer


def _waiting(writer: IncrementalPdfFileWriter, part: str, name: str | None) -> Reserved:
    """The reserved field this step signs: the one named, else the first still empty.

    A signature before its turn would be broken by the one it should have waited for: each locks
    all but what is still to come (`prepare.reserve`).
    """
    order = signing_order(reserved_fields(writer))
    fields = [each for each in order if each.part == part and name in (None, each.name)]
    if not fields:
        raise NotPrepared(f"No field for this step ({part}) is reserved; prepare the document.")
    empty = [each for each in fields if not each.filled]
    if not empty:
        raise AlreadySigned("This place is signed already; nothing more is to be done here.")
    first = next(each for each in order if not each.filled)
    if first != empty[0]:
        raise OutOfOrder(
            f"Another signature comes before this one ({first.name}); have the document signed "
            "in its order."
        )
    return empty[0]


def _prepared(
    writer: IncrementalPdfFileWriter,
    place: Reserved,
    drawing: Drawing,
    key: Key,
    timestamper: TimeStamper | None,
    facts: SignerFacts,
    at: datetime,
) -> Pending:
    """The revision written up to the signature's value; its place holds a time-stamp too."""
    first = next(enumerate_sig_fields(writer, filled_status=True), None) is None
    metadata = PdfSignatureMetadata(
        field_name=place.name,
        md_algorithm=DIGEST,
        reason=marks.nfc(facts.reason) or None,
        name=marks.nfc(facts.name) or None,
        certify=first,
        docmdp_permissions=MDPPerm.FILL_FORMS,
        subfilter=SigSeedSubFilter.PADES,
    )
    signer = _Signer(metadata, signer=key, stamp_style=_Drawn(drawing=drawing))
    session = signer.init_signing_session(writer, existing_fields_only=True)
    session.system_time = at
    document = session.prepare_tbs_document(
        validation_info=None, bytes_reserved=_room(key, timestamper)
    )
    prepared, _ = document.digest_tbs_document(in_place=True, chunk_size=READ_AT_ONCE)
    return Pending(
        place.name,
        at,
        prepared.reserved_region_start,
        prepared.reserved_region_end,
        cms.to_be_signed(key.identity, prepared.document_digest),
        key.identity.certificates,
    )


def _room(key: Key, timestamper: TimeStamper | None) -> int:
    """Hexadecimal digits kept free for the signature: two for each byte."""
    size = ROOM_FOR_CMS + sum(len(each) for each in key.identity.certificates)
    return 2 * (size + (timestamper.room if timestamper else 0))


class _Signer(PdfSigner):
    """pyHanko's signer on a document whose permissions `prepare` has looked at already."""

    def _enforce_certification_constraints(self, reader: PdfFileReader) -> None:
        """Not again: it would read every signature value letter by letter."""


def _fill(writer: IncrementalPdfFileWriter, number: str, on: date) -> bool:
    """Fill number and date unless an earlier seal did; whether the page now shows these."""
    fields = {each.part: each for each in reserved_fields(writer)}
    if "Number" not in fields or "Date" not in fields or fields["Number"].filled:
        return False
    _fill_number(writer, fields["Number"], number)
    _fill_date(writer, fields["Date"], on)
    return True


def _fill_number(writer: IncrementalPdfFileWriter, field: Reserved, number: str) -> None:
    text = number_shown(field, number)
    letters = lettering.face("Regular")
    if field.style == "digits":
        drawing = marks.centred([(text, field.width / 2)], letters, field.size, field.baseline)
    else:
        drawing = marks.plain_line(text, letters, field.size, field.width, field.baseline)
    _set_text(writer, field, text, drawing)


def _fill_date(writer: IncrementalPdfFileWriter, field: Reserved, on: date) -> None:
    letters = lettering.face("Italic")
    if field.style == "blanks":
        if field.year not in (None, on.year):
            raise DateContradictsPage(
                f"The page prints the year {field.year}, the date is of {on.year}; "
                "correct the draft and have it signed again."
            )
        parts = list(zip(marks.date_parts(on), field.stops, strict=False))
        drawing = marks.centred(parts, letters, field.size, field.baseline)
    else:
        drawing = marks.plain_line(
            marks.date_text(on), letters, field.size, field.width, field.baseline
        )
    _set_text(writer, field, marks.date_text(on), drawing)


def _set_text(
    writer: IncrementalPdfFileWriter, field: Reserved, text: str, drawing: Drawing
) -> None:
    form = marks.appearance(writer, drawing, field.width, field.height)
    field.entries[pdf_name("/V")] = generic.TextStringObject(text)
    field.entries[pdf_name("/AP")] = generic.DictionaryObject({pdf_name("/N"): form})
    writer.update_container(field.entries)


@dataclass(frozen=True)
class _Drawn(BaseStampStyle):
    """A finished drawing in the role of pyHanko's stamp style."""

    drawing: Drawing = field(default_factory=lambda: Drawing(b""))

    def create_stamp(
        self, writer: BasePdfFileWriter, box: BoxConstraints, text_params: dict[str, object]
    ) -> BaseStamp:
        """The drawing, ready to stand in the field of this writer's document."""
        return _Stamp(writer, self, box)


class _Stamp(BaseStamp):
    def apply_appearance(self, annotation: generic.DictionaryObject) -> None:
        """Write the drawing as the appearance of the signature's field."""
        assert self.writer is not None
        rect = [float(edge) for edge in annotation["/Rect"]]
        form = marks.appearance(
            self.writer,
            self.style.drawing,
            abs(rect[2] - rect[0]),
            abs(rect[3] - rect[1]),
        )
        annotation[pdf_name("/AP")] = generic.DictionaryObject({pdf_name("/N"): form})
