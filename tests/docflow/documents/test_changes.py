"""What changed between two versions: the words, on the page where they stand."""

from io import BytesIO

import pikepdf
import pytest

from docflow.documents.changes import CONTEXT, Mark, changes, compared
from docflow.documents.models import Version
from storage import blobs
from tests.conftest import SAMPLES

S, A, R, L = Mark.SAME, Mark.ADDED, Mark.REMOVED, Mark.LEFT_OUT


def pages(*texts):
    return tuple(tuple(text.split()) for text in texts)


def marked(old, new):
    return [
        (page.number, [(piece.mark, piece.text) for piece in page.pieces])
        for page in compared(old, new)
    ]


@pytest.mark.parametrize(
    ("before", "after", "pieces"),
    [
        ("một hai", "một ba", [(S, "một"), (R, "hai"), (A, "ba")]),
        ("một hai", "một hai ba", [(S, "một hai"), (A, "ba")]),
        ("một hai ba", "hai ba", [(R, "một"), (S, "hai ba")]),
        ("", "một", [(A, "một")]),
        ("một", "", [(R, "một")]),
    ],
)
def test_added_and_removed_words_are_marked(before, after, pieces):
    assert marked(pages(before), pages(after)) == [(1, pieces)]


def test_only_pages_that_changed_are_told():
    old = pages("một", "hai", "ba")
    new = pages("một", "hai rưỡi", "ba")

    assert marked(old, new) == [(2, [(S, "hai"), (A, "rưỡi")])]


def test_words_that_only_moved_to_the_next_page_did_not_change():
    assert marked(pages("một hai ba", "bốn"), pages("một hai", "ba bốn")) == []


def test_words_far_from_a_change_are_left_out():
    far = [f"từ{number}" for number in range(50)]
    old, new = pages(" ".join(far)), pages(" ".join([*far, "mới"]))

    [(_, told)] = marked(old, new)

    assert told == [(L, ""), (S, " ".join(far[-CONTEXT:])), (A, "mới")]


@pytest.fixture
def versions():
    """A decree, the same without its third page, and a page without words."""
    return {"whole": stored(), "shorter": stored(drop=2), "scan": stored(blank=True)}


def stored(drop=None, blank=False):
    path = SAMPLES / "decree-30-2020.pdf"
    if drop is None and not blank:
        return Version(digest=blobs.put(path).digest)
    with pikepdf.open(path) as paper:
        if blank:
            paper = pikepdf.new()
            paper.add_blank_page()
        else:
            del paper.pages[drop]
        return Version(digest=blobs.put(buffer(paper)).digest)


def buffer(paper):
    out = BytesIO()
    paper.save(out)
    out.seek(0)
    return out


def test_a_page_taken_out_of_a_real_document_is_told(versions):
    found = changes(versions["whole"], versions["shorter"])

    assert found.page_count == 19
    assert found.whole
    assert found.comparable
    assert {piece.mark for page in found.pages for piece in page.pieces} == {S, R, L}
    assert [page.number for page in found.pages] == [3]


def test_the_same_file_did_not_change(versions):
    found = changes(versions["whole"], versions["whole"])

    assert found.same_file
    assert found.pages == ()


def test_a_scan_cannot_be_compared_by_words(versions):
    found = changes(versions["scan"], versions["whole"])

    assert not found.comparable
