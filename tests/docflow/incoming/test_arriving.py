"""A clerk's entry of a paper: tidied, its code read, its faults named."""

import unicodedata
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from docflow import clock
from docflow.errors import Refused
from docflow.identity import new_uid
from docflow.incoming.arriving import Arriving, checked
from docflow.signatures.intake import File

DAY = date(2026, 1, 5)


def entry(**facts: Any) -> Arriving:
    """What the clerk typed in."""
    return Arriving(
        **{
            "exchange_id": new_uid(),
            "sender": None,
            "issuer": "Tỉnh ủy Thanh Hóa",
            "kind": "OFFICIAL_LETTER",
            "subject": "Đề nghị hỗ trợ",
            "urgency": "normal",
            "number": 217,
            "notation": "CV-LS",
            "issued_on": DAY,
            "file": File("0" * 64, 1, "scan.pdf"),
            **facts,
        }
    )


@pytest.fixture(autouse=True)
def noon() -> Any:
    """A noon in January."""
    clock.set_to(clock.at(DAY, 12))
    yield
    clock.set_to(None)


def test_an_entry_is_tidied() -> None:
    subject = unicodedata.normalize("NFD", " Đề nghị hỗ trợ ")

    tidied = checked(entry(subject=subject, kind="BC", urgency="urgent"))

    assert (tidied.subject, tidied.kind, tidied.urgency) == ("Đề nghị hỗ trợ", "REPORT", "urgent")


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"subject": ""}, "subject_missing"),
        ({"subject": None}, "subject_missing"),
        ({"subject": "x" * 501}, "subject_too_long"),
        ({"issuer": " "}, "issuer_missing"),
        ({"issuer": "x" * 201}, "issuer_too_long"),
        ({"notation": "x" * 61}, "notation_too_long"),
        ({"code_as_written": "x" * 81}, "code_too_long"),
        ({"attachments": (File("0" * 64, 1, "x" * 201),)}, "attachment_too_long"),
        ({"kind": "POEM"}, "unknown_kind"),
        ({"kind": None}, "unknown_kind"),
        ({"urgency": "whenever"}, "unknown_urgency"),
        ({"urgency": None}, "unknown_urgency"),
        ({"number": 0}, "bad_number"),
        ({"number": 1_000_000}, "bad_number"),
        ({"number": "217"}, "bad_number"),
        ({"issued_on": None}, "number_without_date"),
        ({"issued_on": DAY + timedelta(days=1)}, "issued_in_the_future"),
        ({"issued_on": datetime(2026, 1, 4, tzinfo=clock.VIETNAM)}, "bad_date"),
    ],
)
def test_a_fault_is_refused_by_name(facts: dict[str, Any], code: str) -> None:
    faulty = entry(**facts)

    with pytest.raises(Refused) as refused:
        checked(faulty)

    assert refused.value.code == code
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize(
    ("written", "number", "notation"),
    [
        ("123-CV/TU", 123, "CV/TU"),
        ("Số: 05/BC-UBND", 5, "BC-UBND"),
        ("39/2019/QĐ-UBND", 39, "QĐ-UBND"),
        ("không số", None, ""),
        ("0-CV/TU", None, ""),
        ("1234567-CV/TU", None, ""),
    ],
)
def test_a_code_is_kept_as_written_and_read_if_possible(
    written: str, number: int | None, notation: str
) -> None:
    tidied = checked(entry(number=None, notation="", code_as_written=written))

    assert (tidied.code_as_written, tidied.number, tidied.notation) == (written, number, notation)


def test_a_code_beside_number_and_notation_or_without_a_date_is_only_kept() -> None:
    both = checked(entry(code_as_written="123-CV/TU"))
    undated = checked(entry(number=None, notation="", issued_on=None, code_as_written="123-CV/TU"))

    assert (both.number, both.code_as_written) == (217, "123-CV/TU")
    assert (undated.number, undated.code_as_written) == (None, "123-CV/TU")
