"""What an uploaded PDF may carry; runs in the limited child."""

import mmap
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

import pikepdf

from signing.upload_active import Place, carried_by, dictionaries, link
from signing.upload_display import told_of_display
from signing.upload_findings import PRINT_ANEW, SAVE_AGAIN, UNLOCK, Finding, OverLimit
from signing.upload_forms import told_of_forms
from signing.upload_limits import MOST_SIGNATURES, Measure, within_limits
from signing.upload_pages import sound_pages
from signing.upload_type import other_type
from signing.upload_ways import Ways

ACCEPTED, QUARANTINED, REJECTED = "ACCEPTED", "QUARANTINED", "REJECTED"
MOST_TOLD = 50
_SLIPS = ("extraneous whitespace seen before xref", "Resources is missing or invalid")
_SIZE = re.compile(r"objects \((\d+)\) is not one plus the highest object number \((\d+)\)")


def _written(name: str) -> str:
    """A pattern for a name, each letter of which may be written as #xx (ISO 32000-2 §7.3.5)."""
    return "/" + "".join(f"(?:{each}|(?i:#{ord(each):02x}))" for each in name)


_SCRIPT = re.compile(
    rf"{_written('S')}\s*{_written('JavaScript')}\b|{_written('JS')}\s*(?:[(<]|\d+\s+\d+\s+R)".encode()
)


@dataclass(frozen=True)
class Found:
    """The answer, before it leaves the child."""

    indication: str
    problems: tuple[Finding, ...]

    def as_json(self) -> dict[str, object]:
        """Plain values."""
        return {
            "indication": self.indication,
            "problems": [problem.as_json() for problem in self.problems],
        }


def inspect(file: BinaryIO) -> Found:
    """Judge the file: its shape first, then its size, then what it carries."""
    mixed = other_type(file)
    if mixed:
        return _rejected("polyglot", mixed)
    file.seek(0)
    try:
        with pikepdf.open(
            file,
            suppress_warnings=True,
            attempt_recovery=False,
            inherit_page_attributes=False,  # or a page used twice is copied
        ) as document:
            if document.is_encrypted:
                return _rejected("encrypted", "The file is encrypted.", UNLOCK)
            sound_pages(document)
            within_limits(file, document)
            problems = (*_carried(document), *told_of_forms(file, document))
            if all(problem.code != "javascript" for problem in problems):
                problems = (*_overwritten_scripts(file), *problems)
            warnings = [str(each) for each in document.get_warnings()]
            if any("nest" in each for each in warnings):
                raise OverLimit("nesting", "The file is nested too deeply.")
            if any(map(_serious, warnings)):
                raise ValueError(warnings)
    except OverLimit as limit:
        return _rejected(limit.code, str(limit), limit.remedy)
    except (pikepdf.PdfError, pikepdf.PasswordError, ValueError, TypeError, KeyError) as error:
        if isinstance(error, pikepdf.PasswordError) or "encryption" in str(error):
            return _rejected("encrypted", "The file is encrypted.", UNLOCK)
        return _rejected("broken", "The file is damaged.")
    worst_first = sorted(problems, key=lambda problem: problem.remedy is None)
    harmful = bool(worst_first and worst_first[0].remedy)
    return Found(QUARANTINED if harmful else ACCEPTED, tuple(worst_first[:MOST_TOLD]))


def _rejected(code: str, text: str, remedy: str = SAVE_AGAIN) -> Found:
    return Found(REJECTED, (Finding(code, text, remedy),))


def _serious(warning: str) -> bool:
    """Whether a fault in how the file is written may make readers see different files."""
    told = _SIZE.search(warning)
    if told:
        return int(told[1]) <= int(told[2])
    return not any(each in warning for each in _SLIPS)


def _overwritten_scripts(file: BinaryIO) -> Iterator[Finding]:
    """JavaScript in the bytes of the file that no object in force holds any more."""
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        if _SCRIPT.search(content):
            text = "An earlier version of the file, which it still holds, has JavaScript."
            yield Finding("javascript", text, PRINT_ANEW)


def _carried(document: pikepdf.Pdf) -> Iterator[Finding]:
    """Everything active or worth telling, each with where it stands."""
    pages = _pages_of_objects(document)
    opening = document.Root.get("/OpenAction")
    if isinstance(opening, pikepdf.Array):
        yield Finding("goto", "The document opens at a chosen page.")
    yield from told_of_display(document)
    base = document.Root.get("/URI")
    if isinstance(base, pikepdf.Dictionary) and "/Base" in base:
        yield link(str(base["/Base"]), Place())
    measure, ways, signatures = Measure(), Ways(), 0
    for thing in document.objects:
        if not isinstance(thing, pikepdf.Object):
            continue  # a number or a truth value
        where = Place(pages.get(thing.objgen), thing.objgen[0])
        if isinstance(thing, pikepdf.Stream):
            measure.take(thing)
        ways.take(thing)
        for dictionary in dictionaries(thing):
            signatures += dictionary.get("/FT") == "/Sig" and "/V" in dictionary
            yield from carried_by(dictionary, where)
    ways.end()
    if signatures > MOST_SIGNATURES:
        text = f"The file has more than {MOST_SIGNATURES} signatures."
        raise OverLimit("too_many_signatures", text, PRINT_ANEW)


def _pages_of_objects(document: pikepdf.Pdf) -> dict[tuple[int, int], int]:
    """On which page stand pages, lists of annotations, annotations and their actions."""
    found: dict[tuple[int, int], int] = {}
    for number, page in enumerate(document.pages, start=1):
        annotations = page.obj.get("/Annots")
        marks = list(annotations) if isinstance(annotations, pikepdf.Array) else []
        things = [page.obj, annotations, page.obj.get("/AA"), *marks]
        for mark in marks:
            if isinstance(mark, pikepdf.Dictionary):
                things += [mark.get(key) for key in ("/A", "/AA", "/PA")]
        for thing in things:
            if isinstance(thing, pikepdf.Object) and thing.is_indirect:
                found.setdefault(thing.objgen, number)
    return found
