"""A report laid out as decree 30/2020 wants it, drawn for tests."""

import os
from importlib.resources import as_file, files
from pathlib import Path

import pikepdf
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

TEXT = (
    "Thực hiện Kế hoạch số 12/KH-UBND ngày 05 tháng 01 năm 2026 của Ủy ban nhân dân huyện về rà "
    "soát nhà ở trên địa bàn, Ủy ban nhân dân xã An Phú báo cáo kết quả như sau: toàn xã có 1.204 "
    "hộ, trong đó 1.180 hộ có nhà ở kiên cố; 24 hộ còn lại đã được lập danh sách hỗ trợ."
)


def draw_report(
    path: Path,
    *,
    number: str = "Số:          /BC-UBND",
    date: str = "An Phú, ngày       tháng       năm 2026",
    gap: float = 82,
    pages: int = 1,
    rotate: int = 0,
    size: tuple[float, float] = A4,
) -> Path:
    """A commune's report by Nguyễn Văn An, its chairman, with blanks for number and date."""
    _fonts()
    canvas = Canvas(str(path), pagesize=size)
    for page in range(pages):
        if rotate:
            canvas.setPageRotation(rotate)
        if page == 0:
            _head(canvas, number, date)
        _body(canvas)
        if page == pages - 1:
            _foot(canvas, gap)
        canvas.showPage()
    canvas.save()
    return path


def draw_large_report(path: Path) -> Path:
    """The report with 100 pages and 16 MB of pictures that no compression makes smaller."""
    draw_report(path, pages=100)
    with pikepdf.open(path, allow_overwriting_input=True) as document:
        for page in document.pages[1:5]:
            picture = pikepdf.Stream(document, os.urandom(4_000_000))
            picture.update(
                {
                    "/Type": pikepdf.Name.XObject,
                    "/Subtype": pikepdf.Name.Image,
                    "/Width": 2000,
                    "/Height": 2000,
                    "/ColorSpace": pikepdf.Name.DeviceGray,
                    "/BitsPerComponent": 8,
                }
            )
            page.Resources.XObject = pikepdf.Dictionary(P=picture)
            page.contents_add(b"q 400 0 0 300 90 100 cm /P Do Q")
        document.save(path, compress_streams=False)
    return path


def draw_joint_report(path: Path, left: str, right: str) -> Path:
    """A report of two bodies: two leaders side by side, the body in charge on the right."""
    _fonts()
    canvas = Canvas(str(path), pagesize=A4)
    _head(canvas, "Số:          /BC-UBND", "An Phú, ngày       tháng       năm 2026")
    _body(canvas)
    canvas.setFont("Serif-Bold", 13)
    for middle, body, name in ((165, "HUYỆN", left), (430, "XÃ", right)):
        canvas.drawCentredString(middle, 480, f"TM. ỦY BAN NHÂN DÂN {body}")
        canvas.drawCentredString(middle, 463, "CHỦ TỊCH")
        canvas.drawCentredString(middle, 355, name)
    canvas.setFont("Serif", 11)
    canvas.drawString(85, 320, "Nơi nhận: Hạt Kiểm lâm; Lưu: VT.")
    canvas.save()
    return path


def _fonts() -> None:
    folder = files("font_source_serif_pro") / "files"
    for name, file in (("Serif", "Regular"), ("Serif-Bold", "Bold")):
        if name not in pdfmetrics.getRegisteredFontNames():
            with as_file(folder / f"SourceSerifPro-{file}.ttf") as font:
                pdfmetrics.registerFont(TTFont(name, str(font)))


def _head(canvas: Canvas, number: str, date: str) -> None:
    canvas.setFont("Serif", 12)
    canvas.drawCentredString(165, 775, "ỦY BAN NHÂN DÂN")
    canvas.setFont("Serif-Bold", 12)
    canvas.drawCentredString(165, 759, "XÃ AN PHÚ")
    canvas.drawCentredString(410, 775, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    canvas.drawCentredString(410, 759, "Độc lập - Tự do - Hạnh phúc")
    canvas.setFont("Serif", 13)
    canvas.drawCentredString(165, 730, number)
    for order, line in enumerate(date.split("\n")):
        canvas.drawCentredString(410, 730 - 15 * order, line)
    canvas.setFont("Serif-Bold", 14)
    canvas.drawCentredString(298, 690, "BÁO CÁO")
    canvas.drawCentredString(298, 672, "Về kết quả rà soát nhà ở năm 2026")


def _body(canvas: Canvas) -> None:
    canvas.setFont("Serif", 13)
    words, line, y = TEXT.split(), "", 635
    for word in words:
        if canvas.stringWidth(f"{line} {word}", "Serif", 13) > 450:
            canvas.drawString(85, y, line.strip())
            line, y = "", y - 19
        line += f" {word}"
    canvas.drawString(85, y, line.strip())


def _foot(canvas: Canvas, gap: float) -> None:
    canvas.setFont("Serif-Bold", 12)
    canvas.drawString(85, 480, "Nơi nhận:")
    canvas.setFont("Serif", 11)
    for order, text in enumerate(
        ("- UBND huyện (để báo cáo);", "- Đảng ủy, HĐND xã;", "- Lưu: VT.")
    ):
        canvas.drawString(85, 465 - 14 * order, text)
    canvas.setFont("Serif-Bold", 13)
    canvas.drawCentredString(430, 480, "TM. ỦY BAN NHÂN DÂN")
    canvas.drawCentredString(430, 463, "CHỦ TỊCH")
    canvas.drawCentredString(430, 463 - gap - 13, "Nguyễn Văn An")
