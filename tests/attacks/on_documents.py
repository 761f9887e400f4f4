"""Attacks by well-written revisions: pages, annotations, fields, further signatures, shadows."""

from datetime import UTC, datetime
from io import BytesIO

import pikepdf
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.stamp import TextStampStyle

from signing.keys.key import Key
from tests.attacks.signed_files import (
    SignedFiles,
    dictionary,
    field_of,
    hang,
    page_of,
    stream,
    updated,
)

WHITE = b"1 g 0 0 500 200 re f"


def nothing_new(files: SignedFiles) -> bytes:
    return updated(files.sealed, lambda writer: writer.update_root())


def page_drawn_over(files: SignedFiles) -> bytes:
    return updated(files.sealed, _draw_over)


def page_replaced(files: SignedFiles) -> bytes:
    def change(writer):
        page_of(writer)["/Contents"] = writer.add_object(stream(WHITE))

    return updated(files.sealed, change)


def page_added(files: SignedFiles) -> bytes:
    def change(writer):
        box = (0, 0, 595, 842)
        writer.insert_page(dictionary(Type="/Page", MediaBox=box))

    return updated(files.sealed, change)


def page_removed(files: SignedFiles) -> bytes:
    def change(writer):
        pages = writer.root["/Pages"]
        pages["/Kids"] = generic.ArrayObject()
        pages["/Count"] = generic.NumberObject(0)
        writer.update_container(pages)

    return updated(files.sealed, change)


def page_turned(files: SignedFiles) -> bytes:
    return updated(files.sealed, lambda writer: page_of(writer).update(dictionary(Rotate=180)))


def page_cropped(files: SignedFiles) -> bytes:
    box = dictionary(CropBox=(0, 0, 595, 500))
    return updated(files.sealed, lambda writer: page_of(writer).update(box))


def page_tree_in_a_loop(files: SignedFiles) -> bytes:
    def change(writer):
        pages = writer.root["/Pages"]
        pages["/Kids"].append(writer.root.raw_get("/Pages"))
        writer.update_container(pages)

    return updated(files.sealed, change)


def form_in_a_loop(files: SignedFiles) -> bytes:
    def change(writer):
        field = field_of(writer, "Number")
        field["/Kids"] = generic.ArrayObject([generic.IndirectObject(
            field.container_ref.idnum, field.container_ref.generation, writer
        )])  # fmt: skip

    return updated(files.sealed, change)


def note_added(files: SignedFiles) -> bytes:
    return updated(files.sealed, _note("/FreeText"))


def stamp_added(files: SignedFiles) -> bytes:
    return updated(files.sealed, _note("/Stamp"))


def note_added_to_the_certified_file(files: SignedFiles) -> bytes:
    return updated(files.led, _note("/FreeText"))


def link_added(files: SignedFiles) -> bytes:
    return updated(files.sealed, _note("/Link"))


def structure_tree_added(files: SignedFiles) -> bytes:
    def change(writer):
        tree = dictionary(Type="/StructTreeRoot")
        writer.root["/StructTreeRoot"] = writer.add_object(tree)
        writer.update_root()

    return updated(files.sealed, change)


def layers_added(files: SignedFiles) -> bytes:
    def change(writer):
        layer = writer.add_object(dictionary(Type="/OCG", Name="Seal"))
        settings = dictionary(ON=(), OFF=generic.ArrayObject([layer]))
        writer.root["/OCProperties"] = dictionary(OCGs=generic.ArrayObject([layer]), D=settings)
        writer.update_root()

    return updated(files.sealed, change)


def script_added(files: SignedFiles) -> bytes:
    def change(writer):
        writer.root["/OpenAction"] = dictionary(S="/JavaScript", JS="app.alert(1)")
        writer.update_root()

    return updated(files.sealed, change)


def appearances_asked_for_anew(files: SignedFiles) -> bytes:
    def change(writer):
        writer.root["/AcroForm"]["/NeedAppearances"] = generic.BooleanObject(True)
        writer.update_container(writer.root["/AcroForm"])

    return updated(files.sealed, change)


def number_written_anew(files: SignedFiles) -> bytes:
    value = dictionary(V="99")
    return updated(files.sealed, lambda writer: field_of(writer, "Number").update(value))


def number_shown_otherwise(files: SignedFiles) -> bytes:
    def change(writer):
        look = writer.add_object(stream(WHITE, Subtype="/Form", BBox=(0, 0, 150, 20)))
        field_of(writer, "Number")["/AP"] = generic.DictionaryObject({"/N": look})

    return updated(files.sealed, change)


def seal_shown_otherwise(files: SignedFiles) -> bytes:
    def change(writer):
        look = writer.add_object(stream(WHITE, Subtype="/Form", BBox=(0, 0, 150, 60)))
        field_of(writer, "Seal")["/AP"] = generic.DictionaryObject({"/N": look})

    return updated(files.sealed, change)


def seal_moved(files: SignedFiles) -> bytes:
    box = dictionary(Rect=(40, 400, 560, 700))
    return updated(files.sealed, lambda writer: field_of(writer, "Seal").update(box))


def reason_of_the_signature_changed(files: SignedFiles) -> bytes:
    def change(writer):
        value = field_of(writer, "Seal")["/V"]
        value.update(dictionary(Reason="Huy bo", Name="Nguoi khac"))
        writer.update_container(value)

    return updated(files.sealed, change)


def signature_field_emptied(files: SignedFiles) -> bytes:
    def change(writer):
        del field_of(writer, "Seal")["/V"]

    return updated(files.sealed, change)


def signature_in_two_fields(files: SignedFiles) -> bytes:
    def change(writer):
        value = field_of(writer, "Seal").raw_get("/V")
        hang(writer, dictionary(FT="/Sig", T="Twin", V=value, Rect=(0, 0, 0, 0)), form=True)

    return updated(files.sealed, change)


def time_stamp_in_two_fields(files: SignedFiles) -> bytes:
    def change(writer):
        value = writer.root["/AcroForm"]["/Fields"][-1].get_object().raw_get("/V")
        writer.root["/AcroForm"]["/Fields"].append(
            writer.add_object(dictionary(FT="/Sig", T="Twin", V=value))
        )
        writer.update_container(writer.root["/AcroForm"]["/Fields"])

    return updated(files.stamped, change)


def empty_field_over_the_text(files: SignedFiles) -> bytes:
    def change(writer):
        look = writer.add_object(stream(WHITE, Subtype="/Form", BBox=(0, 0, 500, 200)))
        shown = generic.DictionaryObject({"/N": look})
        box = (60, 520, 560, 720)
        widget = dictionary(
            Type="/Annot", Subtype="/Widget", FT="/Sig", T="Cover", F=4, Rect=box, AP=shown
        )
        hang(writer, widget, form=True)

    return updated(files.sealed, change)


def signature_of_a_stranger_over_the_text(files: SignedFiles) -> bytes:
    key, certificate = _stranger()
    from signing.keys.software import SoftwareKey

    return _signed_over(files.sealed, SoftwareKey(key, certificate, ()))


def signature_of_an_insider_over_the_text(files: SignedFiles) -> bytes:
    return _signed_over(files.sealed, files.desk.leader)


def shadow_hidden(files: SignedFiles) -> bytes:
    """A picture that covered the text when it was signed is taken away."""
    signed, cover = _signed_with_a_cover(files)

    def change(writer):
        writer.mark_update(generic.Reference(cover, 0, writer))
        writer.objects[(0, cover)] = stream(b"")

    return updated(signed, change)


def shadow_replaced(files: SignedFiles) -> bytes:
    """A font the signed text is set in is defined anew."""

    def change(writer):
        fonts = page_of(writer)["/Resources"]["/Font"]
        first = fonts[next(iter(fonts))].get_object()
        first.update(dictionary(BaseFont="/Symbol", Subtype="/Type1"))
        writer.update_container(first)

    return updated(files.sealed, change)


def shadow_hidden_and_replaced(files: SignedFiles) -> bytes:
    """A second document lay in the file when it was signed, and is made the one shown."""
    signed, _ = _signed_with_a_cover(files)

    def change(writer):
        other = next(
            ref
            for ref in writer.prev.xrefs.explicit_refs_in_revision(0)
            if isinstance(each := writer.prev.get_object(ref), generic.DictionaryObject)
            and each.get("/Shadow")
        )
        writer.root["/Pages"] = generic.IndirectObject(other.idnum, 0, writer)
        writer.update_root()

    return updated(signed, change)


def store_with_something_else(files: SignedFiles) -> bytes:
    """What looks like validation data carries a change of the page with it."""

    def change(writer):
        writer.root["/DSS"] = writer.add_object(dictionary(Certs=()))
        writer.update_root()
        _draw_over(writer)

    return updated(files.sealed, change)


def title_changed(files: SignedFiles) -> bytes:
    title = dictionary(Title="Van ban khac")
    return updated(files.sealed, lambda writer: writer.set_info(writer.add_object(title)))


def saved_anew(files: SignedFiles) -> bytes:
    out = BytesIO()
    with pikepdf.open(BytesIO(files.sealed)) as document:
        document.save(out)
    return out.getvalue()


def _draw_over(writer: IncrementalPdfFileWriter) -> None:
    page = page_of(writer)
    drawing = writer.add_object(stream(b"q 1 0 0 rg 100 500 200 60 re f Q"))
    page["/Contents"] = generic.ArrayObject([page.raw_get("/Contents"), drawing])


def _note(kind: str):
    def change(writer: IncrementalPdfFileWriter) -> None:
        look = writer.add_object(stream(WHITE, Subtype="/Form", BBox=(0, 0, 500, 200)))
        shown = generic.DictionaryObject({"/N": look})
        box = (60, 520, 560, 720)
        note = dictionary(Type="/Annot", Subtype=kind, Rect=box, F=4, Contents="Da duyet", AP=shown)
        hang(writer, note, form=False)

    return change


def _stranger():
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Nguyễn Văn An")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(
        name,
        name,
        key.public_key(),
        7,
        now.replace(year=now.year - 1),
        now.replace(year=now.year + 1),
    )
    made = builder.sign(key, hashes.SHA256())
    return key, made.public_bytes(serialization.Encoding.PEM)


def _signed_over(content: bytes, key: Key) -> bytes:
    """One more signature, whose mark covers the text."""
    writer = IncrementalPdfFileWriter(BytesIO(content))
    fields.append_signature_field(writer, SigFieldSpec("Third", on_page=0, box=(60, 520, 560, 720)))
    style = TextStampStyle(stamp_text="So lieu khac", background=None, border_width=1)
    meta = signers.PdfSignatureMetadata(field_name="Third", subfilter=SigSeedSubFilter.PADES)
    out = BytesIO()
    signers.PdfSigner(meta, key, stamp_style=style).sign_pdf(writer, output=out)
    return out.getvalue()


def _signed_with_a_cover(files: SignedFiles) -> tuple[bytes, int]:
    source = files.desk.file("shadow.pdf")
    with pikepdf.open(files.report) as document:
        cover = document.make_stream(WHITE)
        cover.Type, cover.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
        cover.BBox = [0, 0, 500, 200]
        page = document.pages[0]
        page.Resources.XObject = pikepdf.Dictionary(Cover=cover)
        page.contents_add(document.make_stream(b"q 1 0 0 1 60 520 cm /Cover Do Q"))
        other = document.make_indirect(
            pikepdf.Dictionary(Type=pikepdf.Name.Page, MediaBox=[0, 0, 595, 842])
        )
        pages = document.make_indirect(
            pikepdf.Dictionary(Type=pikepdf.Name.Pages, Kids=[other], Count=1, Shadow=True)
        )
        document.Root.Spare = pages
        document.save(source)
    signed = files.desk.whole_life(source).read_bytes()
    reader = PdfFileReader(BytesIO(signed))
    found = reader.root["/Pages"]["/Kids"][0].get_object()["/Resources"]["/XObject"]
    return signed, found.raw_get("/Cover").reference.idnum
