"""What each of the 29 types begins with (Decree 30/2020 Art. 7, Annex III).

A drafter fills in what stands as dots; whatever text was given takes the place of the content.
"""

from collections.abc import Callable

from docflow.layouts.paper import Block, Style

DOTS = "……………………………………"
Skeleton = Callable[[str, str], tuple[Block, ...]]
"""Made from the agency and the title of its head."""


def _body(*paragraphs: str) -> tuple[Block, ...]:
    return tuple(Block(each) for each in paragraphs)


def _grounds(*more: str) -> tuple[Block, ...]:
    grounds = (f"Căn cứ {DOTS};", f"Căn cứ {DOTS};", *more)
    return tuple(Block(each, Style.GROUND) for each in grounds)


def _articles(*articles: str) -> tuple[Block, ...]:
    return tuple(Block(f"Điều {at}. {text}", Style.ARTICLE) for at, text in enumerate(articles, 1))


def _plain(_agency: str, _head: str) -> tuple[Block, ...]:
    return _body(DOTS, DOTS)


def _resolution(agency: str, _head: str) -> tuple[Block, ...]:
    return (
        Block(agency.upper(), Style.AUTHORITY),
        *_grounds(f"Theo đề nghị của {DOTS}."),
        Block("QUYẾT NGHỊ:", Style.HEADING),
        *_articles(DOTS, DOTS),
    )


def _decision(_agency: str, head: str) -> tuple[Block, ...]:
    return (
        Block(head.upper(), Style.AUTHORITY),
        *_grounds(f"Theo đề nghị của {DOTS}."),
        Block("QUYẾT ĐỊNH:", Style.HEADING),
        *_articles(DOTS, DOTS, f"{DOTS} chịu trách nhiệm thi hành Quyết định này./."),
    )


def _rules(_agency: str, _head: str) -> tuple[Block, ...]:
    return (
        Block("(Ban hành kèm theo Quyết định số ……… ngày ……… của ………)", Style.GROUND),
        Block("Chương I", Style.HEADING),
        Block("QUY ĐỊNH CHUNG", Style.HEADING),
        *_articles(
            f"Phạm vi điều chỉnh và đối tượng áp dụng: {DOTS}", f"Giải thích từ ngữ: {DOTS}"
        ),
        Block("Chương II", Style.HEADING),
        Block("QUY ĐỊNH CỤ THỂ", Style.HEADING),
        Block(f"Điều 3. {DOTS}", Style.ARTICLE),
    )


def _report(_agency: str, _head: str) -> tuple[Block, ...]:
    return (
        Block("I. KẾT QUẢ ĐẠT ĐƯỢC", Style.ARTICLE),
        Block(DOTS),
        Block("II. TỒN TẠI, HẠN CHẾ VÀ NGUYÊN NHÂN", Style.ARTICLE),
        Block(DOTS),
        Block("III. PHƯƠNG HƯỚNG, NHIỆM VỤ", Style.ARTICLE),
        Block(DOTS),
    )


def _plan(_agency: str, _head: str) -> tuple[Block, ...]:
    return (
        Block("I. MỤC ĐÍCH, YÊU CẦU", Style.ARTICLE),
        Block(DOTS),
        Block("II. NỘI DUNG", Style.ARTICLE),
        Block(DOTS),
        Block("III. TỔ CHỨC THỰC HIỆN", Style.ARTICLE),
        Block(DOTS),
    )


def _telegram(_agency: str, head: str) -> tuple[Block, ...]:
    return (
        Block(f"{head.upper()} điện:", Style.ARTICLE),
        Block(f"- {DOTS};", Style.ITEM),
        Block(f"- {DOTS}.", Style.ITEM),
        *_body(DOTS),
    )


def _invitation(agency: str, _head: str) -> tuple[Block, ...]:
    return _body(
        f"{agency} trân trọng kính mời: {DOTS}",
        f"Tới dự: {DOTS}",
        f"Chủ trì: {DOTS}",
        f"Thời gian: {DOTS}",
        f"Địa điểm: {DOTS}",
        f"{DOTS}./.",
    )


def _introduction(agency: str, _head: str) -> tuple[Block, ...]:
    return _body(
        f"{agency} trân trọng giới thiệu:",
        f"Ông (bà): {DOTS}",
        f"Chức vụ: {DOTS}",
        f"Được cử đến: {DOTS}",
        f"Về việc: {DOTS}",
        "Đề nghị Quý cơ quan tạo điều kiện để ông (bà) có tên ở trên hoàn thành nhiệm vụ.",
        "Giấy này có giá trị đến hết ngày ………./.",
    )


def _leave(agency: str, _head: str) -> tuple[Block, ...]:
    return _body(
        f"Xét Đơn đề nghị nghỉ phép ngày ……… của ông (bà) {DOTS},",
        f"{agency} cấp cho:",
        f"Ông (bà): {DOTS}",
        f"Chức vụ: {DOTS}",
        f"Được nghỉ phép trong thời gian ……… kể từ ngày ……… đến hết ngày ……… tại {DOTS}",
        "Số ngày nghỉ phép nêu trên được tính vào thời gian ………./.",
    )


def _minutes(_agency: str, _head: str) -> tuple[Block, ...]:
    return _body(
        f"Thời gian bắt đầu: {DOTS}",
        f"Địa điểm: {DOTS}",
        f"Thành phần tham dự: {DOTS}",
        f"Chủ trì (chủ tọa): {DOTS}",
        f"Thư ký (người ghi biên bản): {DOTS}",
        f"Nội dung (theo diễn biến cuộc họp): {DOTS}",
        f"Cuộc họp kết thúc vào ……… giờ ………, ngày ……… tháng ……… năm ………, {DOTS}./.",
    )


def _parties(agency: str, _head: str) -> tuple[Block, ...]:
    return (
        *_grounds(),
        Block(f"Hôm nay, ngày ……… tháng ……… năm ………, tại {DOTS}, chúng tôi gồm:"),
        Block(f"Bên A: {agency}", Style.ARTICLE),
        Block(f"Đại diện: {DOTS}"),
        Block(f"Bên B: {DOTS}", Style.ARTICLE),
        Block(f"Đại diện: {DOTS}"),
        Block("Hai bên thống nhất các nội dung sau:"),
        *_articles(DOTS, DOTS),
    )


def _attorney(agency: str, _head: str) -> tuple[Block, ...]:
    return (
        *_grounds(),
        Block(f"Bên ủy quyền: {agency}, đại diện: {DOTS}", Style.ARTICLE),
        Block(f"Bên được ủy quyền: {DOTS}", Style.ARTICLE),
        Block(f"Nội dung ủy quyền: {DOTS}"),
        Block("Thời hạn ủy quyền: từ ngày ……… đến hết ngày ………."),
        Block("Người được ủy quyền không được ủy quyền lại cho người khác."),
    )


def _slip(_agency: str, _head: str) -> tuple[Block, ...]:
    return _body(
        f"Gửi kèm theo phiếu này: {DOTS}", "Đề nghị nơi nhận ký xác nhận và gửi lại phiếu."
    )


SKELETONS: dict[str, Skeleton] = {
    "RESOLUTION": _resolution,
    "DECISION": _decision,
    "REGULATION": _rules,
    "RULES": _rules,
    "PROGRAMME": _plan,
    "PLAN": _plan,
    "SCHEME": _plan,
    "PROPOSAL": _plan,
    "PROJECT": _plan,
    "REPORT": _report,
    "MINUTES": _minutes,
    "CONTRACT": _parties,
    "MEMORANDUM": _parties,
    "AGREEMENT": _parties,
    "TELEGRAM": _telegram,
    "POWER_OF_ATTORNEY": _attorney,
    "INVITATION": _invitation,
    "INTRODUCTION": _introduction,
    "LEAVE_PERMIT": _leave,
    "SENDING_SLIP": _slip,
    "TRANSFER_SLIP": _slip,
}
"""By type; those that are not here are a text without a form of their own."""
ADDRESSED = frozenset(
    {
        "OFFICIAL_LETTER",
        "COURTESY_LETTER",
        "SUBMISSION",
        "REPORT",
        "INVITATION",
        "INTRODUCTION",
        "SENDING_SLIP",
        "TRANSFER_SLIP",
        "NOTICE_SLIP",
    }
)
"""Types that begin with “Kính gửi” (box 9a)."""
OF_TWO = frozenset({"CONTRACT", "MEMORANDUM", "AGREEMENT"})
"""Types that two parties sign side by side."""


def content(kind: str, agency: str, head: str) -> tuple[Block, ...]:
    """What a paper of this type begins with, for an agency and the title of its head."""
    return SKELETONS.get(kind, _plain)(agency, head)
