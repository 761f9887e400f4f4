"""What may follow the newest signature: validation data, document time-stamps, nothing else.

Rule V3: every object that was added or changed must belong to the security store (/DSS) or to a
document time-stamp; whatever else a lenient reader would pass may change how a page looks.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, cast

from pyhanko.pdf_utils.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    Reference,
    StreamObject,
)
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader
from pyhanko.sign.validation import EmbeddedPdfSignature

_FORM = ("/Fields", "/SigFlags")
_ROOT = ("/DSS", "/AcroForm", "/Extensions")
_DATES = ("/ModDate", "/Producer")
_CONTAINERS = ("/ObjStm", "/XRef")


def foreign(signature: EmbeddedPdfSignature, stamps: Sequence[EmbeddedPdfSignature]) -> str:
    """The first thing after this signature that is no such addition; empty when there is none."""
    reader, revision = signature.reader, signature.signed_revision
    before = reader.get_historical_resolver(revision)
    checks = (
        ("the document's catalogue", _differs(before.root, reader.root, _ROOT)),
        ("the extensions it declares", not _plain(_value(reader.root, "/Extensions"))),
        ("its form", _differs(_form(before.root), _form(reader.root), _FORM)),
        ("its title or author", _differs(_info(before), _info(reader), _DATES)),
        ("its encryption", "/Encrypt" in reader.trailer_view),
    )
    told = next((what for what, changed in checks if changed), "")
    return told or ("an object that belongs to neither" if _strays(before, reader, stamps) else "")


def _strays(
    before: HistoricalResolver, reader: PdfFileReader, stamps: Sequence[EmbeddedPdfSignature]
) -> bool:
    """Whether an object was written that neither the store nor a time-stamp leads to."""
    allowed = {reader.root_ref, *_reachable(_raw(reader.root, "/DSS"))}
    allowed |= set(_reachable(_raw(reader.root, "/Extensions")))
    allowed |= _own(reader.root, "/AcroForm") | _own(_form(reader.root), "/Fields")
    allowed |= _own(reader.trailer_view, "/Info")
    for stamp in stamps:
        allowed |= _of_stamp(stamp)
    written = (
        ref
        for revision in range(int(before.revision) + 1, int(reader.total_revisions))
        for ref in reader.xrefs.explicit_refs_in_revision(revision)
    )
    return any(ref not in allowed and not _is_container(reader, ref) for ref in written)


def _of_stamp(stamp: EmbeddedPdfSignature) -> set[Reference]:
    """The field of a time-stamp, what it holds, and the page that shows it with its list."""
    field = stamp.sig_field
    found = set(_reachable(field, ("/P", "/Parent")))
    if isinstance(field.container_ref, Reference):
        found.add(field.container_ref)
    page = _page_of(stamp)
    if page is not None:
        found.add(page)
        found |= _own(page.get_object(), "/Annots")
    return found


def _page_of(stamp: EmbeddedPdfSignature) -> Reference | None:
    """The page that shows the field: as the field says (/P is optional), or as a page lists it."""
    if "/P" in stamp.sig_field:
        return cast(Reference, stamp.sig_field.raw_get("/P").reference)
    own, reader = stamp.sig_field.container_ref, stamp.reader
    for number in range(int(reader.root["/Pages"]["/Count"])):
        page = reader.find_page_for_modification(number)[0]
        shown = page.get_object().get("/Annots", ())
        if any(each.reference == own for each in shown if isinstance(each, IndirectObject)):
            return cast(Reference, page.reference)
    return None


def _reachable(start: Any, leaving_out: Iterable[str] = ()) -> Iterator[Reference]:
    """Every reference an object leads to."""
    seen: set[Reference] = set()
    left = [start]
    while left:
        each = left.pop()
        if isinstance(each, IndirectObject):
            if each.reference in seen:
                continue
            seen.add(each.reference)
            yield each.reference
            each = each.get_object()
        if isinstance(each, DictionaryObject):
            left += [each.raw_get(key) for key in each if key not in leaving_out]
        elif isinstance(each, ArrayObject):
            left += list(each)


def _own(holder: Any, key: str) -> set[Reference]:
    value = _raw(holder, key)
    return {value.reference} if isinstance(value, IndirectObject) else set()


def _raw(holder: Any, key: str) -> Any:
    return holder.raw_get(key) if key in holder else None


def _value(holder: Any, key: str) -> Any:
    try:
        return holder[key]
    except KeyError:
        return None


def _form(root: DictionaryObject) -> DictionaryObject:
    form = _value(root, "/AcroForm")
    return form if isinstance(form, DictionaryObject) else DictionaryObject()


def _info(resolver: Any) -> DictionaryObject:
    info = _value(resolver.trailer_view, "/Info")
    return info if isinstance(info, DictionaryObject) else DictionaryObject()


def _differs(old: DictionaryObject, new: DictionaryObject, free: Iterable[str]) -> bool:
    keys = (set(old) | set(new)) - set(free)
    return any(
        key not in old or key not in new or not _same(old.raw_get(key), new.raw_get(key))
        for key in keys
    )


def _same(old: Any, new: Any) -> bool:
    """Whether two values read from two revisions say the same; references by their number."""
    if isinstance(old, IndirectObject) and isinstance(new, IndirectObject):
        return bool(old.reference == new.reference)
    if isinstance(old, DictionaryObject) and isinstance(new, DictionaryObject):
        return not _differs(old, new, ())
    if isinstance(old, ArrayObject) and isinstance(new, ArrayObject):
        return len(old) == len(new) and all(map(_same, list(old), list(new)))
    return bool(old == new)


def _plain(extensions: Any) -> bool:
    """Whether the declared extensions hold names and numbers only (PDF 32000 §7.12)."""
    if extensions is None:
        return True
    entries: list[Any] = [
        each
        for value in extensions.values()
        for each in (value if isinstance(value, list) else [value])
    ]
    return all(
        isinstance(each, DictionaryObject)
        and set(each) <= {"/Type", "/BaseVersion", "/ExtensionLevel", "/URL", "/ExtensionRevision"}
        and not any(isinstance(part, DictionaryObject | ArrayObject) for part in each.values())
        for each in entries
        if not isinstance(each, str)
    )


def _is_container(reader: PdfFileReader, ref: Reference) -> bool:
    written = reader.get_object(ref)
    return isinstance(written, StreamObject) and written.get("/Type") in _CONTAINERS
