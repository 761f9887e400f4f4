"""Marks of secrecy are found however they are written; words that hold "mật" are left alone."""

import time
import unicodedata

import pytest

from docflow.documents.secrecy import Level, declared, find_mark, find_mark_in_name

CONFIDENTIAL, SECRET, TOP_SECRET = Level.CONFIDENTIAL, Level.SECRET, Level.TOP_SECRET

PAGE = """ỦY BAN NHÂN DÂN          CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
XÃ HOẰNG ĐÔNG             Độc lập - Tự do - Hạnh phúc
{stamp}
Số: 05/BC-UBND            Hoằng Đông, ngày 05 tháng 02 năm 2026
BÁO CÁO
Kết quả bảo vệ bí mật nhà nước và mật độ dân số, mật khẩu và an toàn bảo
mật.
"""

MARKS = [
    ("MẬT", CONFIDENTIAL),
    ("TỐI MẬT", SECRET),
    ("TUYỆT MẬT", TOP_SECRET),
    ("Mật", CONFIDENTIAL),
    ("Tối mật", SECRET),
    ("  MẬT  ", CONFIDENTIAL),
    ("T U Y Ệ T  M Ậ T", TOP_SECRET),
    ("T Ố I   M Ậ T", SECRET),
    ("M  Ậ  T", CONFIDENTIAL),
    ("M\u00a0Ậ\u00a0T", CONFIDENTIAL),
    ("M\u200bẬ\u200bT", CONFIDENTIAL),
    ("TUYỆT\u3000MẬT", TOP_SECRET),
    ("MAT", CONFIDENTIAL),
    ("TOI MAT", SECRET),
    ("TUYET MAT", TOP_SECRET),
    ("[MẬT]", CONFIDENTIAL),
    ("(Mật)", CONFIDENTIAL),
    ("***TỐI MẬT***", SECRET),
    ("- MẬT -", CONFIDENTIAL),
    ("MẬT.", CONFIDENTIAL),
    ("ＭẬＴ", CONFIDENTIAL),
    ("mËt", CONFIDENTIAL),
    ("tuyÖt mËt", TOP_SECRET),
    ("TOÁI MAÄT", SECRET),
    ("Độ mật: Mật", CONFIDENTIAL),
    ("Mức độ mật: tối mật", SECRET),
    ("ĐỘ MẬT: TUYỆT MẬT", TOP_SECRET),
    ("Độ mật : “Mật”", CONFIDENTIAL),
    ("Do mat: Toi mat", SECRET),
    ("Độ mật: Mật Độ khẩn: Hỏa tốc", CONFIDENTIAL),
    ("KHẨN   MẬT", CONFIDENTIAL),
    ("UBND TỈNH   TỐI MẬT   Độc lập - Tự do", SECRET),
    ("Đơn vị\tMẬT\tSố 1", CONFIDENTIAL),
    ("| Mật | Khẩn |", CONFIDENTIAL),
    ("HỎA TỐC - MẬT", CONFIDENTIAL),
    ("KHẨN/MẬT", CONFIDENTIAL),
    ("MẬT: KẾ HOẠCH PHÒNG THỦ", CONFIDENTIAL),
    ("Kế hoạch phòng thủ - Mật", CONFIDENTIAL),
    ("Tuyệt mật – Kế hoạch phòng thủ", TOP_SECRET),
    ("Kế hoạch phòng thủ (mật)", CONFIDENTIAL),
    ("Kế hoạch phòng thủ [TUYET MAT]", TOP_SECRET),
    ("Kế hoạch phòng thủ (toi mat)", SECRET),
    ("Kế hoạch phòng thủ MẬT", CONFIDENTIAL),
    ("TUYỆT MẬT Kế hoạch phòng thủ", TOP_SECRET),
    ("Kế hoạch phòng thủ khu vực TỐI MẬT.", SECRET),
]

WORDS = [
    "",
    "Thường",
    "Độ mật: Thường",
    "Độ mật:",
    "Độ mật: không",
    "Độ mật: Mật, Tối mật, Tuyệt mật",
    "Độ mật: Mật/Tối mật",
    "Độ mật: Mật khẩu đã đổi",
    "bảo mật",
    "BẢO MẬT",
    "Bảo mật",
    "BẢO\nMẬT",
    "CÔNG TÁC BẢO VỆ BÍ\nMẬT",
    "BẢO    MẬT",
    "bảo\nmật",
    "bảo\nmật.",
    "BAO MAT",
    "Mật độ",
    "MẬT ĐỘ DÂN SỐ",
    "Mật độ dân số xã Hoằng Đông",
    "mật khẩu",
    "MẬT KHẨU",
    "Mật khẩu: 123456",
    "bí mật kinh doanh",
    "Bí mật kinh doanh và bí mật đời tư",
    "BÍ MẬT NHÀ NƯỚC",
    "Kế hoạch bảo mật",
    "Quy chế bảo vệ bí mật nhà nước",
    "QUY CHẾ QUẢN LÝ TÀI LIỆU TỐI MẬT CỦA UBND TỈNH",
    "Văn bản mật được đăng ký vào sổ riêng; văn bản tối mật giao tận tay.",
    "Đóng dấu “MẬT” lên văn bản",
    "văn bản đóng dấu “TUYỆT MẬT”",
    "văn bản đóng dấu MẬT",
    "tài liệu có độ MẬT",
    "ba cấp độ (Mật, Tối mật, Tuyệt mật)",
    "- Mật: thông tin nếu lộ gây thiệt hại",
    "- Tối mật;",
    "Nghề nuôi ong lấy mật",
    "Mật ong rừng",
    "Mật mã dân sự",
    "Ban Cơ yếu - Mật mã",
    "Bà Nguyễn Thị Mật",
    "Thân mật",
    "(bảo mật)",
    "(mat)",
    "[mặt bằng]",
    "MẮT",
    "MẶT",
    "MẤT",
    "mat",
    "Mat",
    "GIAI PHONG MAT BANG",
    "GIẢI PHÓNG MẶT BẰNG",
    "MAT BANG - QUY HOACH",
    "FORMAT",
    "Công tác BẢO MẬT",
    "MẬT MÃ và an toàn thông tin",
    "Độc lập - Tự do - Hạnh phúc",
    "MÉT",
    "1. Mật",
]


@pytest.mark.parametrize(("text", "level"), MARKS)
def test_a_mark_is_found(text, level):
    assert find_mark(text).level == level


@pytest.mark.parametrize(("text", "level"), MARKS)
def test_a_decomposed_mark_is_found(text, level):
    assert find_mark(unicodedata.normalize("NFD", text)).level == level


@pytest.mark.parametrize(("text", "level"), MARKS)
def test_a_mark_is_found_on_a_page(text, level):
    assert find_mark(PAGE.format(stamp=text)).level == level


@pytest.mark.parametrize("text", WORDS)
def test_words_that_hold_the_letters_are_no_mark(text):
    assert find_mark(text) is None
    assert find_mark(unicodedata.normalize("NFD", text)) is None


@pytest.mark.parametrize("text", WORDS)
def test_a_page_that_speaks_of_secrecy_is_no_secret(text):
    assert find_mark(PAGE.format(stamp=text)) is None


def test_a_finding_holds_the_mark_and_nothing_of_the_paper():
    mark = find_mark("Phương án tác chiến số 7 - TUYỆT MẬT")

    assert mark.text == "TUYỆT MẬT"
    assert mark.level.label == "Tuyệt mật"


@pytest.mark.parametrize(
    ("name", "level"),
    [
        ("MẬT.pdf", CONFIDENTIAL),
        ("mật.pdf", CONFIDENTIAL),
        ("MAT.pdf", CONFIDENTIAL),
        ("[MẬT] Kế hoạch.pdf", CONFIDENTIAL),
        ("Kế hoạch (mật).docx", CONFIDENTIAL),
        ("Kế hoạch - Mật.pdf", CONFIDENTIAL),
        ("Kế hoạch Mật 2026.pdf", CONFIDENTIAL),
        ("KH_MẬT_2026.pdf", CONFIDENTIAL),
        ("05-BC-UBND-MAT.pdf", CONFIDENTIAL),
        ("05-BC-UBND-MAT-2026.pdf", CONFIDENTIAL),
        ("MAT_05-BC-UBND.pdf", CONFIDENTIAL),
        ("KH.MAT.pdf", CONFIDENTIAL),
        ("toi-mat.pdf", SECRET),
        ("ke_hoach_toi_mat_2026.pdf", SECRET),
        ("kế hoạch tuyệt mật.pdf", TOP_SECRET),
        ("Tuyet Mat - ke hoach.pdf", TOP_SECRET),
        (r"C:\Users\lan\TỐI MẬT.pdf", SECRET),
        (unicodedata.normalize("NFD", "Kế hoạch_Tối mật.pdf"), SECRET),
    ],
)
def test_a_mark_in_a_file_name_is_found(name, level):
    assert find_mark_in_name(name).level == level


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".pdf",
        "2026.pdf",
        "bao-cao.pdf",
        "mat.pdf",
        "Kế hoạch bảo mật.pdf",
        "KẾ HOẠCH BẢO MẬT.pdf",
        "AN_TOAN_BAO_MAT.pdf",
        "Mật độ dân số.xlsx",
        "Mat khau.txt",
        "MẬT KHẨU.txt",
        "bi mat kinh doanh.pdf",
        "GIAI_PHONG_MAT_BANG.pdf",
        "GIAI PHONG MAT BANG.pdf",
        "MAT_BANG_QUY_HOACH.pdf",
        "LE_RA_MAT.pdf",
        "BENH VIEN MAT.pdf",
        "TIEN_MAT.pdf",
        "vang-mat.pdf",
        "QĐ nâng lương Nguyễn Thị Mật.pdf",
        "NGUYỄN THỊ MẬT.pdf",
        "format.pdf",
        "tuyet-doi-an-toan.pdf",
        "/kho/MẬT/bao-cao.pdf",
    ],
)
def test_a_file_name_that_holds_the_letters_is_no_mark(name):
    assert find_mark_in_name(name) is None


@pytest.mark.parametrize(
    ("value", "level"),
    [
        ("MAT", CONFIDENTIAL),
        ("Mật", CONFIDENTIAL),
        ("TOI_MAT", SECRET),
        ("tối mật", SECRET),
        ("TUYET_MAT", TOP_SECRET),
        ("Tuyệt Mật", TOP_SECRET),
        (unicodedata.normalize("NFD", "Tuyệt mật"), TOP_SECRET),
        (1, CONFIDENTIAL),
        (2, SECRET),
        ("3", TOP_SECRET),
        ("top_secret", TOP_SECRET),
        ("4", Level.UNCLEAR),
        (-1, Level.UNCLEAR),
        ("lạ", Level.UNCLEAR),
    ],
)
def test_a_declared_secret_is_a_mark_and_an_unknown_value_too(value, level):
    assert declared(value).level == level


@pytest.mark.parametrize("value", [None, "", "  ", "0", 0, "Thường", "THUONG", "thường", "normal"])
def test_a_declared_normal_paper_has_no_mark(value):
    assert declared(value) is None


@pytest.mark.parametrize("line", [" ", "M ", "MẬT ", "(", "độ ", "a", "_", " - ", "M\u0323"])
def test_long_lines_are_read_in_time(line):
    started = time.process_time()

    find_mark(line * 100_000)

    assert time.process_time() - started < 2


@pytest.mark.parametrize("title", ["Công văn MẬT", "Chỉ thị MẬT", "Công văn TỐI MẬT"])
def test_a_kind_of_paper_before_the_mark_is_no_given_name(title: str) -> None:
    assert find_mark(title)


@pytest.mark.parametrize("title", ["Khen thưởng ông Nguyễn Văn MẬT", "Bà Trần Thị Mật"])
def test_a_given_name_is_no_mark(title: str) -> None:
    assert find_mark(title) is None
