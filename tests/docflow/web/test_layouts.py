"""A paper written on the page: as a draft at once, or as a template to be saved."""

from typing import Any
from urllib.parse import quote

import pytest

from docflow.identity import new_uid
from docflow.outgoing.models import Outgoing
from tests.cast import Cast
from tests.docflow.web.browsing import browser_of


def typed(units: Cast, **more: Any) -> dict[str, Any]:
    """What Lan types."""
    return {
        "request_key": str(new_uid()),
        "kind": "OFFICIAL_LETTER",
        "field": "VX",
        "subject": "V/v báo cáo mưa lũ",
        "to": "Ủy ban nhân dân huyện Hoằng Hóa",
        "text": "Mưa to từ đêm qua.",
        "signer": units.minh.appointment.pk,
        "urgency": "normal",
        **more,
    }


def test_what_is_written_becomes_a_draft(units: Cast) -> None:
    answer = browser_of(units.lan).post("/write/", typed(units))

    [paper] = Outgoing.objects.all()
    assert answer["Location"] == f"/outgoing/{paper.uid}/recipients/"
    assert paper.document.notation == "UBND-VX"
    assert paper.document.current
    assert paper.document.current.facts["pages_mm"] == [[210.0, 297.0]]


@pytest.mark.parametrize(("form", "begins"), [("docx", b"PK"), ("pdf", b"%PDF")])
def test_a_template_is_saved_and_nothing_is_drafted(units: Cast, form: str, begins: bytes) -> None:
    browser, given = browser_of(units.lan), typed(units, subject="")

    answers = [browser.post("/write/", given | {"as": form}) for _again in range(2)]

    assert [each.content[: len(begins)] for each in answers] == [begins, begins]
    assert not Outgoing.objects.exists()


def test_what_is_saved_is_named_by_its_type_and_subject(units: Cast) -> None:
    answer = browser_of(units.lan).post("/write/", typed(units, subject="Mưa lũ") | {"as": "pdf"})

    assert quote("Công văn Mưa lũ.pdf") in answer["Content-Disposition"]


@pytest.mark.parametrize(
    ("wrong", "field"), [({"field": ""}, "field"), ({"text": "Độ mật: TỐI MẬT"}, "text")]
)
def test_what_is_wrong_is_said_at_its_field(units: Cast, wrong: dict[str, str], field: str) -> None:
    answer = browser_of(units.lan).post("/write/", typed(units, **wrong))

    assert list(answer.context["form"].errors) == [field]
    assert not Outgoing.objects.exists()


def test_it_is_for_those_who_draft(units: Cast) -> None:
    assert browser_of(units.hoa).get("/write/").status_code == 404
