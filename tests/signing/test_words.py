"""The words of a whole file: all its pages, within limits, whatever the file is like."""

import pytest

from signing import words as reading
from signing.child import ChildFailed
from signing.words import page_words, words
from tests.conftest import SAMPLES
from tests.signing.paper import draw_report
from tests.signing.test_upload import PAGE, PAGES, ROOT, built


def test_the_words_of_every_page_are_read():
    found = words(SAMPLES / "decree-30-2020.pdf")

    assert found.whole
    assert "Nghị định này quy định về công tác văn thư" in found.text
    assert "Nguyễn Xuân Phúc" in found.text[-2000:]


def test_words_are_read_page_by_page():
    found = page_words(SAMPLES / "decree-30-2020.pdf")

    assert found.whole
    assert len(found.pages) == 20
    assert found.pages[0][:2] == ("CHÍNH", "PHỦ")
    assert found.pages[1][:2] == ("2", "3.")


def test_the_words_are_composed_and_stand_on_one_line(tmp_path):
    found = words(draw_report(tmp_path / "r.pdf"))

    assert "BÁO CÁO" in found.text
    assert "\n" not in found.text


@pytest.mark.parametrize(("limit", "most"), [("PAGES", 1), ("CHARACTERS", 500), ("SECONDS", -1.0)])
def test_a_limit_cuts_the_words_short(monkeypatch, limit, most):
    monkeypatch.setattr(reading, limit, most)

    found = words(SAMPLES / "decree-30-2020.pdf")

    assert not found.whole
    assert len(found.text) < 6000


def test_a_file_without_text_has_no_words(tmp_path):
    built(tmp_path / "scan.pdf", [PAGES, PAGE, ROOT])

    found = words(tmp_path / "scan.pdf")

    assert found == reading.Words("", whole=True)


def test_what_is_no_pdf_cannot_be_read(tmp_path):
    (tmp_path / "x.pdf").write_bytes(b"rubbish")

    with pytest.raises(ChildFailed):
        words(tmp_path / "x.pdf")


def test_signs_no_database_keeps_are_left_out():
    assert reading.tidied("a\x00b\ud800\r\n\t ề") == "ab ề"
