"""Reserve, before the first signature, every field a document's life will fill."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import (
    FieldMDPAction,
    FieldMDPSpec,
    MDPPerm,
    SigFieldSpec,
    append_signature_field,
    enumerate_sig_fields,
)
from pyhanko.sign.validation.pdf_embedded import read_certification_data

from signing import child, lettering, normal, qr_code, signature_page
from signing.child import ChildFailed
from signing.errors import PlaceTaken, UnreadablePdf
from signing.files import pdf_errors, writer_on
from signing.marks import LINE
from signing.places import PaperFacts, Places, Spot
from signing.reserved import PART, Reserved, reserved_fields, signing_order

PRINTED = 4  # annotation flag: shown and printed (PDF 32000 §12.5.3)
SIGNED_APPEND_ONLY = 3  # as whoever signs sets it (PDF 32000 §12.7.2, table 219)
READ_ONLY = 1  # field flag: nobody types into it in a viewer


def prepare(source: Path, target: Path, *, paper: PaperFacts | None = None) -> Places:
    """Write to `target` the document with number, date, signature and seal fields reserved.

    One revision, appended; a hybrid-reference draft is rewritten first. A document that others
    signed gets signature fields only: text fields added now would break their signatures, so
    its seal shows number and date. PlaceTaken when a place chosen by sight would hide print,
    UnreadablePdf when the file cannot be signed.
    """
    paper = paper or PaperFacts()
    if not normal.normalise(source, target):
        shutil.copyfile(source, target)
    with pdf_errors(target):
        places = surveyed(target, paper)
        with writer_on(target) as writer:
            if places.misplaced:
                fields = ", ".join(each.field for each in places.misplaced)
                raise PlaceTaken(
                    f"The place chosen for {fields} would hide what is printed or lies off the "
                    "page; choose another place."
                )
            if reserved_fields(writer):
                raise UnreadablePdf("This document is prepared already; sign it as it is.")
            places = _allowed(writer, places)
            reserve(writer, places)
            if places.code:
                qr_code.draw(writer, paper.code, places.code, 0)
            writer.write_in_place()
    return places


def surveyed(path: Path, paper: PaperFacts) -> Places:
    """Where each field of a paper stands, found in the limited child.

    UnreadablePdf when the pages cannot be read.
    """
    try:
        return Places.from_json(json.loads(child.run("survey", path, paper=paper)))
    except ChildFailed as failure:
        raise UnreadablePdf(
            f"The pages of this file cannot be read ({failure.reason}); save it as PDF again."
        ) from None


def _allowed(writer: IncrementalPdfFileWriter, places: Places) -> Places:
    """Of a document that others signed, only what leaves their signatures whole."""
    if next(enumerate_sig_fields(writer, filled_status=True), None) is None:
        return places
    certified = read_certification_data(writer.prev)
    if certified and certified.permission is MDPPerm.NO_CHANGES:
        raise UnreadablePdf(
            "This document was certified by its signer against any further signature; "
            "issue it as an attachment of a covering document."
        )
    kept = tuple(
        _with_a_line(spot) if spot.part == "Seal" else spot
        for spot in places.spots
        if spot.part in ("Leader", "Seal")
    )
    if any(spot.page is None for spot in kept):
        raise UnreadablePdf(
            "This signed document has no room for another mark, and a page cannot be added to it; "
            "issue it as an attachment of a covering document."
        )
    return Places(kept)


def _with_a_line(seal: Spot) -> Spot:
    """The seal with room under it for number and date, which have no fields of their own."""
    rect = seal.rect
    return replace(seal, rect=replace(rect, bottom=rect.bottom - LINE))


def reserve(writer: IncrementalPdfFileWriter, places: Places) -> None:
    """Add the fields at these places, each locking all but what is still to come."""
    page = None
    if places.adds_page:
        page = signature_page.append(writer, places)
    _open_form(writer, with_fonts=any(spot.part == "Number" for spot in places.spots))
    taken = {reserved.name for reserved in _all_fields(writer)}
    for spot in places.spots:
        name = _free_name(spot.field, taken)
        taken.add(name)
        number = page if spot.page is None else spot.page
        assert number is not None
        if spot.part in ("Number", "Date"):
            _add_text_field(writer, spot, name, number)
        else:
            _add_signature_field(writer, spot, name, number)
    _lock(writer)
    form = writer.root["/AcroForm"]
    form["/SigFlags"] = generic.NumberObject(SIGNED_APPEND_ONLY)
    writer.update_container(form)


def _all_fields(writer: IncrementalPdfFileWriter) -> list[Reserved]:
    return reserved_fields(writer, ours_only=False)


def _free_name(wanted: str, taken: set[str]) -> str:
    number, name = 1, wanted
    while name in taken:
        number += 1
        name = f"{wanted}{number}"
    return name


def _open_form(writer: IncrementalPdfFileWriter, *, with_fonts: bool) -> None:
    """Make sure there is a form; put our fonts where later revisions find them."""
    root = writer.root
    if "/AcroForm" not in root:
        root["/AcroForm"] = writer.add_object(generic.DictionaryObject())
        writer.update_root()
    form = root["/AcroForm"]
    if "/Fields" not in form:
        form["/Fields"] = generic.ArrayObject()
        writer.update_container(form)
    if not with_fonts:
        return
    resources = form.setdefault(pdf_name("/DR"), generic.DictionaryObject()).get_object()
    fonts = resources.setdefault(pdf_name("/Font"), generic.DictionaryObject()).get_object()
    for name in ("Regular", "Italic"):
        fonts[pdf_name(lettering.face(name).resource)] = lettering.embed(writer, name)
    for container in (form, resources, fonts):
        writer.update_container(container)


def _add_text_field(writer: IncrementalPdfFileWriter, spot: Spot, name: str, number: int) -> None:
    """A read-only text field with no value yet (PDF 32000 §12.7.4.3)."""
    page = writer.find_page_for_modification(number)[0]
    letters = lettering.face("Regular" if spot.part == "Number" else "Italic")
    field = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name("/Widget"),
            pdf_name("/FT"): pdf_name("/Tx"),
            pdf_name("/T"): generic.pdf_string(name),
            pdf_name("/Ff"): generic.NumberObject(READ_ONLY),
            pdf_name("/F"): generic.NumberObject(PRINTED),
            pdf_name("/DA"): generic.pdf_string(f"{letters.resource} {spot.size:g} Tf 0 g"),
            pdf_name("/Rect"): _numbers(
                spot.rect.left, spot.rect.bottom, spot.rect.right, spot.rect.top
            ),
            pdf_name("/P"): page,
            pdf_name(PART): _described(spot),
        }
    )
    reference = writer.add_object(field)
    _append(writer, page.get_object(), "/Annots", reference)
    _append(writer, writer.root["/AcroForm"], "/Fields", reference)


def _append(
    writer: IncrementalPdfFileWriter,
    holder: generic.DictionaryObject,
    key: str,
    reference: generic.IndirectObject,
) -> None:
    if key not in holder:
        holder[pdf_name(key)] = generic.ArrayObject()
        writer.update_container(holder)
    array = holder[key]
    array.append(reference)
    writer.update_container(array)


def _add_signature_field(
    writer: IncrementalPdfFileWriter, spot: Spot, name: str, number: int
) -> None:
    rect = spot.rect
    box = tuple(round(edge) for edge in (rect.left, rect.bottom, rect.right, rect.top))
    spec = SigFieldSpec(name, on_page=number, box=(box[0], box[1], box[2], box[3]))
    append_signature_field(writer, spec)
    for found, _, reference in enumerate_sig_fields(writer, filled_status=False):
        if found == name:
            reference.get_object()[pdf_name(PART)] = _described(spot)


def _described(spot: Spot) -> generic.DictionaryObject:
    """What later steps must know of a field, kept in the field itself."""
    entries: dict[str, generic.PdfObject] = {
        "/Part": pdf_name(f"/{spot.part}"),
        "/Style": pdf_name(f"/{spot.style}"),
        "/Size": generic.FloatObject(spot.size),
        "/Baseline": generic.FloatObject(round(spot.baseline, 2)),
        "/Stops": _numbers(*spot.stops),
    }
    if spot.year is not None:
        entries["/Year"] = generic.NumberObject(spot.year)
    return generic.DictionaryObject({pdf_name(key): entry for key, entry in entries.items()})


def _lock(writer: IncrementalPdfFileWriter) -> None:
    """Each signature locks all but what is still to come; the only seal locks everything.

    Number and date stay open until the first seal, which fills and locks them. A later seal leaves
    them to that lock: pyHanko, for one, takes them for written over once a revision follows it.
    """
    fields = reserved_fields(writer)
    signed_in_order = signing_order(fields)
    texts = [each.name for each in fields if each.part in ("Number", "Date")]
    fills = next((each.name for each in signed_in_order if each.part == "Seal"), "")
    for order, field in enumerate(signed_in_order):
        to_come = [each.name for each in signed_in_order[order + 1 :]]
        open_fields = to_come if field.name == fills else [*texts, *to_come]
        spec = (
            FieldMDPSpec(FieldMDPAction.EXCLUDE, fields=open_fields)
            if open_fields
            else FieldMDPSpec(FieldMDPAction.ALL)
        )
        field.entries[pdf_name("/Lock")] = spec.as_sig_field_lock()
        writer.update_container(field.entries)


def _numbers(*values: float) -> generic.ArrayObject:
    return generic.ArrayObject(generic.FloatObject(round(value, 2)) for value in values)
