"""Each rule of form has a sample that breaks it, and only it; one sample breaks none."""

import re
from dataclasses import replace
from datetime import date

import pytest

from docflow.documents.format_rules import (
    RULES,
    AttachmentFacts,
    Delegation,
    Draft,
    Severity,
    check,
)

TODAY = date(2026, 2, 5)
A4, A4_WIDE, LETTER = (210.0, 297.0), (297.0, 210.0), (215.9, 279.4)

GOOD = Draft(
    kind="REPORT",
    notation="BC-UBND",
    agency_abbreviation="UBND",
    subject="Kết quả bảo vệ bí mật nhà nước và bảo mật thông tin năm 2025",
    today=TODAY,
    number=5,
    printed_number="05",
    issued_on=TODAY,
    numbered_on=TODAY,
    signer_prefix="TM.",
    leader_signature_ok=True,
    leader_signature_covers_all=True,
    pdf_version=(1, 4),
    pages_mm=(A4, (209.9, 297.04), A4_WIDE),
    attachments=(
        AttachmentFacts(name="Phụ lục.pdf", separate_file=True, is_pdf=True, signed=True),
        AttachmentFacts(name="Phụ lục I", separate_file=False, is_pdf=True, signed=False),
    ),
    recipients=("UBND huyện Hoằng Hóa",),
    has_archive_line=True,
    urgency="urgent",
    deadline=TODAY,
    secrecy="Thường",
    file_name="BC_bao_mat_2025.pdf",
    first_page_text="BÁO CÁO\nvề bảo vệ bí mật nhà nước",
)
DELEGATION = Delegation(in_writing=True, starts=date(2026, 1, 1), ends=TODAY, covers_matter=True)
DELEGATED = replace(GOOD, signer_prefix="TUQ.", delegation=DELEGATION)


def attached(**facts):
    """The good draft with one attachment."""
    known = {"name": "a.pdf", "separate_file": True, "is_pdf": True}
    return replace(GOOD, attachments=(AttachmentFacts(**{**known, **facts}),))


def delegated(**facts):
    """The good draft signed TUQ. under a delegation."""
    return replace(DELEGATED, delegation=replace(DELEGATION, **facts))


BROKEN = {
    "F01": replace(GOOD, kind="LETTER"),
    "F02": replace(GOOD, notation="TB-UBND"),
    "F03": replace(GOOD, kind="DECISION", agency_abbreviation="SÐT", notation="QĐ-SÐT"),
    "F04": replace(GOOD, number_used=True),
    "F05": replace(GOOD, printed_number="5"),
    "F06": replace(GOOD, issued_on=date(2026, 2, 4)),
    "F07": replace(GOOD, issued_on=date(2026, 2, 6), numbered_on=date(2026, 2, 6)),
    "F08": replace(GOOD, subject="  "),
    "F09": replace(GOOD, subject="x" * 501),
    "F10": replace(GOOD, signer_prefix="T/M"),
    "F11": replace(GOOD, signer_prefix="KT.", signer_post="head"),
    "F12": replace(GOOD, signer_prefix="TL."),
    "F13": replace(DELEGATED, delegation=None),
    "F14": delegated(ends=date(2026, 2, 4)),
    "F15": delegated(covers_matter=False),
    "F16": delegated(passed_on=True),
    "F17": replace(GOOD, leader_signature_ok=False),
    "F18": replace(GOOD, leader_signature_covers_all=False),
    "F19": replace(GOOD, pdf_version=(1, 3)),
    "F20": replace(GOOD, pages_mm=(A4, LETTER)),
    "F21": replace(GOOD, active_content=("JavaScript",)),
    "F22": replace(GOOD, encrypted=True),
    "F23": attached(name="Biểu.xlsx", is_pdf=False),
    "F24": attached(signed=False),
    "F25": attached(separate_file=False, signed=True),
    "F26": replace(GOOD, recipients=("",)),
    "F27": replace(GOOD, has_archive_line=False),
    "F28": replace(GOOD, urgency="soon"),
    "F29": replace(GOOD, deadline=None),
    "F30": replace(GOOD, deadline=date(2026, 2, 4)),
    "F31": replace(GOOD, secrecy="MAT"),
}
WARNINGS = {"F19", "F20", "F23", "F29"}


def broken_by(draft):
    return [finding.id for finding in check(draft)]


def test_a_paper_in_good_form_breaks_no_rule():
    assert check(GOOD) == []
    assert check(DELEGATED) == []


def test_a_paper_before_numbering_and_signing_breaks_no_rule():
    early = Draft(
        kind="REPORT",
        notation="BC-UBND",
        agency_abbreviation="UBND",
        subject="Kết quả năm 2025",
        today=TODAY,
        recipients=("UBND huyện Hoằng Hóa",),
    )

    assert check(early) == []


def test_every_rule_has_a_failing_sample():
    assert [rule.id for rule in RULES] == list(BROKEN)


@pytest.mark.parametrize("rule", BROKEN)
def test_a_failing_sample_breaks_its_rule_and_no_other(rule):
    assert broken_by(BROKEN[rule]) == [rule]


@pytest.mark.parametrize("rule", BROKEN)
def test_warnings_and_errors_are_told_apart(rule):
    finding = check(BROKEN[rule])[0]

    assert finding.is_error == (rule not in WARNINGS)
    assert finding.rule.severity == (Severity.WARNING if rule in WARNINGS else Severity.ERROR)


@pytest.mark.parametrize("rule", BROKEN)
def test_a_message_takes_exactly_the_parameters_of_its_finding(rule):
    finding = check(BROKEN[rule])[0]

    assert set(re.findall(r"%\((\w+)\)s", finding.rule.message)) == set(finding.params)
    assert "%(" not in str(finding)


def test_ids_and_slugs_are_stable_names():
    assert len({rule.slug for rule in RULES}) == len(RULES)
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", rule.slug) for rule in RULES)
    assert all(rule.basis for rule in RULES)


def test_several_faults_are_all_reported_in_order():
    draft = replace(GOOD, subject="", recipients=(), encrypted=True, pdf_version=(1, 2))

    assert broken_by(draft) == ["F08", "F19", "F22", "F26"]


@pytest.mark.parametrize(
    ("kind", "notation"),
    [
        ("REPORT", "BC-UBND"),
        ("REPORT", "BC-UBND-VP"),
        ("RULES", "QyĐ-UBND"),
        ("OFFICIAL_LETTER", "UBND-VX"),
        ("COURTESY_LETTER", "UBND"),
        ("CERTIFIED_COPY", "SY-UBND"),
    ],
)
def test_a_notation_of_its_kind_and_agency_fits(kind, notation):
    assert broken_by(replace(GOOD, kind=kind, notation=notation)) == []


@pytest.mark.parametrize(
    ("kind", "notation"),
    [
        ("REPORT", "UBND-BC"),
        ("REPORT", "BC-UBNDX"),
        ("REPORT", "BC-UBND-"),
        ("REPORT", "bc-UBND"),
        ("REPORT", ""),
        ("DECISION", "QyĐ-UBND"),
        ("OFFICIAL_LETTER", "UBND"),
        ("OFFICIAL_LETTER", "SNV-VX"),
    ],
)
def test_a_notation_of_another_kind_or_agency_does_not_fit(kind, notation):
    assert broken_by(replace(GOOD, kind=kind, notation=notation)) == ["F02"]


def test_the_notation_of_the_party_is_taken_as_it_comes():
    draft = replace(GOOD, notation="CV/TU", agency_abbreviation="TU", party_notation=True)

    assert broken_by(draft) == []


def test_a_space_in_a_notation_is_named():
    draft = replace(GOOD, notation="BC-UBND VP", party_notation=True)

    assert broken_by(draft) == ["F03"]


@pytest.mark.parametrize(
    ("prefix", "post"),
    [
        ("", "head"),
        ("TM.", "head"),
        ("KT.", "deputy"),
        ("TM./KT.", "deputy"),
        ("Q.", "acting"),
        ("TM./Q.", "acting"),
        ("TL.", "head"),
        ("TL./KT.", "deputy"),
        ("TUQ.", "head"),
    ],
)
def test_a_prefix_fits_the_post(prefix, post):
    draft = replace(DELEGATED, signer_prefix=prefix, signer_post=post, by_order_allowed=True)

    assert broken_by(draft) == []


@pytest.mark.parametrize(
    ("prefix", "post"),
    [
        ("", "deputy"),
        ("TM.", "deputy"),
        ("KT.", "staff"),
        ("KT.", "acting"),
        ("TM.", "acting"),
        ("TL.", "deputy"),
        ("Q.", "head"),
        ("TUQ.", "deputy"),
        ("TUQ.", "staff"),
        ("", "staff"),
    ],
)
def test_a_prefix_that_the_post_does_not_give_is_refused(prefix, post):
    draft = replace(DELEGATED, signer_prefix=prefix, signer_post=post, by_order_allowed=True)

    assert broken_by(draft) == ["F11"]


def test_a_delegation_holds_on_its_first_and_last_day():
    assert broken_by(delegated(starts=TODAY, ends=TODAY)) == []
    assert broken_by(delegated(starts=date(2026, 2, 6), ends=date(2026, 3, 1))) == ["F14"]


def test_a_delegation_by_word_of_mouth_is_none():
    assert broken_by(delegated(in_writing=False)) == ["F13"]


def test_a_file_number_above_nine_needs_no_zero():
    assert broken_by(replace(GOOD, number=12, printed_number="12")) == []
    assert broken_by(replace(GOOD, number=12, printed_number="012")) == ["F05"]


def test_the_odd_pages_are_named():
    draft = replace(GOOD, pages_mm=(LETTER, A4, (297.0, 420.0)))

    assert check(draft)[0].params == {"pages": "1, 3"}


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"secrecy": 2}, "declaration"),
        ({"secrecy": "chưa biết"}, "declaration"),
        ({"subject": "Phương án số 7 (Mật)"}, "subject"),
        ({"file_name": "TUYỆT MẬT.pdf"}, "file_name"),
        ({"first_page_text": "UBND TỈNH\nT Ố I  M Ậ T\nPHƯƠNG ÁN"}, "first_page"),
    ],
)
def test_a_secrecy_mark_is_found_wherever_it_stands_and_nothing_else_is_told(change, place):
    finding = check(replace(GOOD, **change))[0]

    assert finding.id == "F31"
    assert finding.params["place"] == place
    assert "7" not in str(finding.params)


def test_a_secrecy_mark_in_the_name_of_an_attachment_is_found():
    assert broken_by(attached(name="[MẬT] biểu.pdf")) == ["F31"]
