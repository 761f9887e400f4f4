"""Names of downloads: safe everywhere, readable, and said to browsers of every age."""

import unicodedata
from datetime import date

import pytest

from docflow.documents.filenames import LONGEST, disposition, of_document, safe
from docflow.documents.models import Document


def test_a_document_is_named_by_its_number_and_subject():
    document = Document(
        number=5, notation="BC-UBND", issued_on=date(2026, 11, 21), subject="Tình hình mưa lũ"
    )

    assert of_document(document) == "05-BC-UBND Tình hình mưa lũ.pdf"


def test_a_draft_is_named_by_its_subject():
    assert of_document(Document(subject="Tình hình mưa lũ.")) == "Tình hình mưa lũ.pdf"


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ('say "yes".pdf', "say -yes-.pdf"),
        ("a\r\nSet-Cookie: x=1.pdf", "a Set-Cookie- x=1.pdf"),
        ("../../etc/passwd", "-..-etc-passwd"),
        ("C:\\Windows\\x.doc", "C--Windows-x.doc"),
        ("gpj.\u202efdp.exe", "gpj.fdp.exe"),
        ("zero\u200bwidth\ufeff.pdf", "zerowidth.pdf"),
        ("a\x00b\u2028c.pdf", "a b c.pdf"),
        (" . ", "document"),
        ("", "document"),
        (".pdf", "pdf"),
        ("ba\u0301o ca\u0301o.pdf", "báo cáo.pdf"),
    ],
)
def test_signs_that_could_mislead_or_break_are_gone(given, name):
    assert safe(given) == name


@pytest.mark.parametrize("sign", ["a", "ệ", "\U0001f600"])
def test_a_long_name_is_cut_between_signs_and_keeps_its_ending(sign):
    name = safe(sign * 300 + ".pdf")

    assert len(name.encode()) <= LONGEST
    assert name.endswith(f"{sign}.pdf")
    assert set(name.removesuffix(".pdf")) == {sign}


def test_a_long_subject_leaves_room_for_the_ending():
    name = of_document(Document(subject="Ủy ban nhân dân " * 40))

    assert len(name.encode()) <= LONGEST
    assert name.endswith(".pdf")


def test_browsers_are_told_plain_letters_and_all_letters():
    said = disposition("05-BC-UBND Đê điều.pdf")

    assert said == (
        'attachment; filename="05-BC-UBND De dieu.pdf"; '
        "filename*=UTF-8''05-BC-UBND%20%C4%90%C3%AA%20%C4%91i%E1%BB%81u.pdf"
    )


@pytest.mark.parametrize("name", ['a".pdf', "a\\.pdf", "a%41.pdf", "a\r\nb.pdf", "’;x=1.pdf"])
def test_no_name_gets_out_of_its_quotes(name):
    said = disposition(name)

    plain, extended = said.removeprefix('attachment; filename="').split("\"; filename*=UTF-8''")
    assert not set('"\\%\r\n') & set(plain)
    assert extended.isascii()
    assert not set("\"'; \r\n") & set(extended)


def test_names_are_composed():
    assert unicodedata.is_normalized("NFC", safe(unicodedata.normalize("NFD", "Tiếng Việt.pdf")))
