"""Mutations made with PDF libraries: well-formed updates and rewritten files."""

from io import BytesIO
from random import Random
from typing import Any

import pikepdf
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter


def update(content: bytes, chance: Random) -> bytes:
    """One to three well-formed changes in a new revision."""
    stream = BytesIO(content)
    writer = IncrementalPdfFileWriter(stream)
    for change in chance.sample(_CHANGES, chance.randint(1, 3)):
        change(writer, chance)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def rewrite(content: bytes, chance: Random) -> bytes:
    """The same document saved anew by another program."""
    out = BytesIO()
    with pikepdf.open(BytesIO(content), suppress_warnings=True) as document:
        document.save(
            out,
            linearize=chance.random() < 0.5,
            object_stream_mode=chance.choice(list(pikepdf.ObjectStreamMode)),
        )
    return out.getvalue()


def change_and_rewrite(content: bytes, chance: Random) -> bytes:
    """One object loses or doubles an entry, and the document is saved anew."""
    out = BytesIO()
    with pikepdf.open(BytesIO(content), suppress_warnings=True) as document:
        dictionaries = [each for each in document.objects if isinstance(each, pikepdf.Dictionary)]
        chosen = chance.choice(dictionaries)
        keys = sorted(key for key in chosen.keys() if key != "/Type")  # noqa: SIM118
        if keys:
            del chosen[chance.choice(keys)]
        document.save(out)
    return out.getvalue()


def _page(writer: IncrementalPdfFileWriter) -> Any:
    return writer.find_page_for_modification(0)[0].get_object()


def _fields(writer: IncrementalPdfFileWriter) -> Any:
    return writer.root["/AcroForm"]["/Fields"]


def _draw_over(writer: IncrementalPdfFileWriter, chance: Random) -> None:
    page = _page(writer)
    drawing = b"q 1 0 0 rg %d 500 200 60 re f Q" % chance.randrange(400)
    contents = page.raw_get("/Contents")
    added = writer.add_object(generic.StreamObject(stream_data=drawing))
    page[pdf_name("/Contents")] = generic.ArrayObject([contents, added])
    writer.update_container(page)


def _add_a_note(writer: IncrementalPdfFileWriter, chance: Random) -> None:
    kind = chance.choice(("/FreeText", "/Stamp", "/Link", "/Widget", "/Popup"))
    note = generic.DictionaryObject(
        {
            pdf_name("/Subtype"): pdf_name(kind),
            pdf_name("/Rect"): generic.ArrayObject(map(generic.NumberObject, (90, 90, 300, 200))),
            pdf_name("/Contents"): generic.pdf_string("Đã duyệt"),
        }
    )
    page = _page(writer)
    notes = page.setdefault(pdf_name("/Annots"), generic.ArrayObject())
    notes.get_object().append(writer.add_object(note))
    writer.update_container(notes.get_object())
    writer.update_container(page)


def _set_a_value(writer: IncrementalPdfFileWriter, chance: Random) -> None:
    field = chance.choice(list(_fields(writer))).get_object()
    field[pdf_name("/V")] = chance.choice((generic.pdf_string("99"), generic.NullObject()))
    writer.update_container(field)


def _change_a_field(writer: IncrementalPdfFileWriter, chance: Random) -> None:
    field = chance.choice(list(_fields(writer))).get_object()
    key = chance.choice(("/F", "/Ff", "/Lock", "/AP", "/Rect", "/MK", "/T"))
    if key in field and chance.random() < 0.5:
        del field[key]
    else:
        field[pdf_name(key)] = generic.NumberObject(chance.randrange(4))
    writer.update_container(field)


def _drop_a_field(writer: IncrementalPdfFileWriter, chance: Random) -> None:
    fields = _fields(writer)
    fields.pop(chance.randrange(len(fields)))
    writer.update_container(fields)


def _share_a_signature(writer: IncrementalPdfFileWriter, chance: Random) -> None:
    signed = [each for each in _fields(writer) if each.get_object().get("/FT") == "/Sig"]
    twin = generic.DictionaryObject(
        {
            pdf_name("/FT"): pdf_name("/Sig"),
            pdf_name("/T"): generic.pdf_string(f"Twin{chance.randrange(9)}"),
            pdf_name("/V"): chance.choice(signed).get_object().raw_get("/V"),
        }
    )
    _fields(writer).append(writer.add_object(twin))
    writer.update_container(_fields(writer))


def _change_the_root(writer: IncrementalPdfFileWriter, chance: Random) -> None:
    key = chance.choice(("/Perms", "/Names", "/Lang", "/OpenAction", "/PageLabels", "/X"))
    if key in writer.root and chance.random() < 0.5:
        del writer.root[key]
    else:
        writer.root[pdf_name(key)] = generic.DictionaryObject()
    writer.update_root()


def _touch_nothing(writer: IncrementalPdfFileWriter, chance: Random) -> None:
    writer.update_root()


def _change_the_title(writer: IncrementalPdfFileWriter, chance: Random) -> None:
    title = generic.pdf_string(f"Khác {chance.randrange(99)}")
    writer.set_info(generic.DictionaryObject({pdf_name("/Title"): title}))


def _add_a_page(writer: IncrementalPdfFileWriter, chance: Random) -> None:
    box = generic.ArrayObject(map(generic.NumberObject, (0, 0, 595, 842)))
    page = {pdf_name("/Type"): pdf_name("/Page"), pdf_name("/MediaBox"): box}
    writer.insert_page(generic.DictionaryObject(page))


_CHANGES = (
    _draw_over,
    _add_a_note,
    _set_a_value,
    _change_a_field,
    _drop_a_field,
    _share_a_signature,
    _change_the_root,
    _touch_nothing,
    _change_the_title,
    _add_a_page,
)

ALL = (update, update, update, rewrite, change_and_rewrite)
