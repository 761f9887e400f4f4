"""The look of marks is judged: ours are right, and each wrong one is named by its rule."""

import pytest

from signing.errors import UnreadablePdf
from signing.layout import check_layout
from signing.layout_rules import layout
from signing.places import PaperFacts
from tests.conftest import SAMPLES
from tests.marks_pages import scanned
from tests.signing.paper import draw_report
from tests.signing.test_copies import copied
from tests.signing.wrong_layouts import ATTACHMENTS, DOCUMENTS, gone, wrong


def names(path):
    """What is found, in this process: the limited child is tried once, below."""
    with path.open("rb") as file:
        return {f"{each['rule']} {each['code']}" for each in layout(file)["findings"]}


@pytest.mark.law("L12")
@pytest.mark.law("L13")
@pytest.mark.parametrize(
    "terms", [{}, {"gap": 60}, {"gap": 110}, {"number": "", "date": ""}, {"size": (200, 280)}]
)
def test_our_documents_are_right(desk, tmp_path, terms):
    sealed = desk.whole_life(draw_report(tmp_path / "r.pdf", **terms))

    found = check_layout(sealed)

    assert (found.kind, found.findings) == ("document", ())
    assert [mark["field"] for mark in found.marks] == ["Leader", "Seal"]


def test_a_document_of_another_program_is_right(desk):
    assert names(desk.whole_life(SAMPLES / "word-365.pdf")) == set()


def test_a_paper_signed_by_hand_shows_its_signature_in_the_picture(desk, tmp_path):
    prepared, _ = desk.prepare(scanned(tmp_path), PaperFacts(leaders=(), year=2026))

    assert not {each for each in names(desk.seal(prepared)) if each.startswith("S1")}


@pytest.mark.law("L12")
@pytest.mark.law("L13")
@pytest.mark.parametrize("case", DOCUMENTS)
def test_what_is_wrong_with_a_document_is_named_by_its_rule(sealed, tmp_path, case):
    expected, change = DOCUMENTS[case]

    assert expected in names(wrong(sealed, tmp_path / "wrong.pdf", change))


@pytest.fixture(scope="module")
def attachment(shared_desk, report):
    return shared_desk.attach(report)


def test_a_text_mark_is_right_on_attachment_and_copy(desk, report, attachment):
    assert (check_layout(attachment).kind, names(attachment)) == ("attachment", set())
    copy = copied(desk, report)
    assert (check_layout(copy).kind, names(copy)) == ("copy", set())


@pytest.mark.parametrize("case", ATTACHMENTS)
def test_what_is_wrong_with_a_text_mark_is_named_by_its_rule(attachment, tmp_path, case):
    expected, change = ATTACHMENTS[case]

    assert names(wrong(attachment, tmp_path / "wrong.pdf", change)) == {f"S3b {expected}"}


def test_an_attachment_without_its_line_is_no_signed_document(attachment, tmp_path):
    bare = wrong(attachment, tmp_path / "wrong.pdf", gone("Attachment"))

    assert {"S1 missing", "S2 missing"} <= names(bare)


def test_what_is_no_pdf_is_refused(tmp_path):
    (tmp_path / "x.pdf").write_bytes(b"%PDF-1.4 nothing")

    with pytest.raises(UnreadablePdf, match="cannot be read"):
        check_layout(tmp_path / "x.pdf")
