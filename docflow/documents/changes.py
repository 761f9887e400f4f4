"""What the words of a document changed from one version to another, page by page."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby

from docflow.documents.models import Version
from signing.words import PageWords, page_words
from storage import blobs

CONTEXT = 8  # words shown on each side of a change


class Mark(StrEnum):
    """What became of some words."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    LEFT_OUT = "left_out"


@dataclass(frozen=True)
class Piece:
    """Words that follow each other and share a fate; no text where unchanged ones are left out."""

    mark: Mark
    text: str = ""


@dataclass(frozen=True)
class PageChange:
    """What changed on a page of the later version, counted from 1."""

    number: int
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Changes:
    """The pages that changed; `whole` is False when a file was too long to be read to its end.

    `comparable` is False when one of the files has no words, such as a scan.
    """

    pages: tuple[PageChange, ...]
    page_count: int
    same_file: bool
    whole: bool
    comparable: bool


def changes(before: Version, after: Version) -> Changes:
    """What the later version says that the earlier did not, and the other way round.

    Raises ChildFailed or StoreError when a file cannot be read.
    """
    old, new = _words(before), _words(after)
    return Changes(
        tuple(compared(old.pages, new.pages)),
        len(new.pages),
        before.digest == after.digest,
        old.whole and new.whole,
        any(old.pages) and any(new.pages),
    )


def compared(
    old: tuple[tuple[str, ...], ...], new: tuple[tuple[str, ...], ...]
) -> Iterator[PageChange]:
    """The changed pages. A word that only moved to the next page did not change."""
    fates = list(_fates([word for page in old for word in page], new))
    for number, on_page in groupby(fates, key=lambda fate: fate[0]):
        marked = [(mark, word) for _, mark, word in on_page]
        if any(mark is not Mark.SAME for mark, _ in marked):
            yield PageChange(number, tuple(_pieces(marked)))


def _words(version: Version) -> PageWords:
    with blobs.local_path(version.digest) as path:
        return page_words(path)


def _fates(
    old: list[str], new_pages: tuple[tuple[str, ...], ...]
) -> Iterator[tuple[int, Mark, str]]:
    """Page, fate and word, in the order of the later version; removed ones where they stood."""
    new = [word for page in new_pages for word in page]
    page_of = [number for number, page in enumerate(new_pages, start=1) for _ in page]
    for _, old_from, old_to, new_from, new_to in SequenceMatcher(None, old, new).get_opcodes():
        same = old[old_from:old_to] == new[new_from:new_to]
        if not same:
            here = page_of[min(new_from, len(new) - 1)] if new else 1
            for word in old[old_from:old_to]:
                yield here, Mark.REMOVED, word
        mark = Mark.SAME if same else Mark.ADDED
        for at in range(new_from, new_to):
            yield page_of[at], mark, new[at]


def _pieces(marked: list[tuple[Mark, str]]) -> Iterator[Piece]:
    runs = [
        (mark, [word for _, word in run]) for mark, run in groupby(marked, key=lambda each: each[0])
    ]
    for at, (mark, words) in enumerate(runs):
        if mark is Mark.SAME:
            yield from _around(words, first=at == 0, last=at == len(runs) - 1)
        else:
            yield Piece(mark, " ".join(words))


def _around(words: list[str], *, first: bool, last: bool) -> Iterator[Piece]:
    """The unchanged words next to a change; what lies further off is left out."""
    before = [] if first else words[:CONTEXT]
    after = [] if last else words[len(before) :][-CONTEXT:]
    if before:
        yield Piece(Mark.SAME, " ".join(before))
    if len(before) + len(after) < len(words):
        yield Piece(Mark.LEFT_OUT)
    if after:
        yield Piece(Mark.SAME, " ".join(after))
