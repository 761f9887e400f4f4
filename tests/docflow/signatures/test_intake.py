"""What may come in: nothing broken, active or secret, and nothing is stored that is refused."""

from pathlib import Path

import pytest

from docflow.audit.models import Entry
from docflow.demo.papers import Paper, write
from docflow.errors import Refused
from docflow.signatures.intake import take_in
from storage import blobs
from tests.builders import PAGE
from tests.cast import Cast

SAMPLES = PAGE.parent


def _stored() -> set[str]:
    return {entry.digest for entry in blobs.digests()}


def test_a_plain_page_is_stored_under_its_hash(units: Cast) -> None:
    file = take_in(PAGE, by=units.lan)

    assert (file.name, file.size) == ("word-365.pdf", PAGE.stat().st_size)
    assert blobs.get(file.digest) == PAGE.read_bytes()


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("script.pdf", (SAMPLES / "distiller-10.pdf").read_bytes(), "file_refused"),
        ("letter.pdf", b"PK\x03\x04 a word file", "file_refused"),
        ("empty.pdf", b"", "file_refused"),
        ("cut.pdf", PAGE.read_bytes()[:2000], "file_refused"),
        ("Báo cáo TỐI MẬT.pdf", PAGE.read_bytes(), "secret"),
    ],
)
def test_what_is_refused_leaves_one_entry_and_no_bytes(
    units: Cast, tmp_path: Path, name: str, content: bytes, code: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    take_in(PAGE, by=units.lan)
    stored, entries = _stored(), Entry.objects.count()

    with pytest.raises(Refused, check=lambda refused: refused.code == code):
        take_in(path, by=units.lan)

    assert _stored() == stored
    assert Entry.objects.count() == entries + 1
    assert Entry.objects.latest("at").event == "act.refused"


def test_a_page_that_bears_a_secrecy_stamp_is_refused(units: Cast, tmp_path: Path) -> None:
    path = _page_saying("TUYỆT MẬT", tmp_path / "plan.pdf")

    with pytest.raises(Refused, match="secrecy mark"):
        take_in(path, by=units.lan)


def test_a_page_that_only_speaks_of_secrecy_is_taken(units: Cast, tmp_path: Path) -> None:
    path = _page_saying("Kế hoạch bảo mật thông tin, thay mật khẩu", tmp_path / "plan.pdf")

    assert take_in(path, by=units.lan).size


def test_a_missing_file_is_named(units: Cast, tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"no file gone\.pdf"):
        take_in(tmp_path / "gone.pdf", by=units.lan)


def _page_saying(words: str, path: Path) -> Path:
    return write(
        Paper(
            parent="",
            agency="UBND xã",
            notation="KH-UBND",
            locality="Hoằng Đông",
            year=2026,
            title=words,
            about="Kế hoạch",
            to="",
            paragraphs=("Nội dung.",),
            recipients=(),
            authority=("CHỦ TỊCH",),
            signer="Phạm Quang Minh",
        ),
        path,
    )


@pytest.mark.parametrize("known", [{"subject": "Công văn MẬT"}, {"secrecy": "TOI_MAT"}])
def test_a_mark_known_beforehand_keeps_the_file_out_of_the_store(
    units: Cast, known: dict[str, str]
) -> None:
    page = SAMPLES / "quartz-10.7.pdf"
    take_in(PAGE, by=units.lan)
    stored = _stored()

    with pytest.raises(Refused, match="secrecy mark"):
        take_in(page, by=units.lan, **known)

    assert _stored() == stored


def test_a_name_too_long_to_keep_is_refused(units: Cast) -> None:
    with pytest.raises(Refused, match="too long"):
        take_in(PAGE, by=units.lan, name="ô" * 101 + ".pdf")
