"""The kinds of administrative paper, degrees of urgency and circulation marks of Decree 30/2020."""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True)
class Kind:
    """A kind of paper: its code here, its name and its abbreviation in a notation.

    The abbreviation is empty where the decree gives none (công văn, thư công). Letter case counts:
    QĐ is a decision and QyĐ rules, CT a directive and CTr a programme.
    """

    code: str
    name: str
    abbreviation: str
    is_copy: bool = False


OFFICIAL_LETTER = Kind("OFFICIAL_LETTER", "Công văn", "")

# Article 7 and Annex III, in the order of the decree.
KINDS: tuple[Kind, ...] = (
    Kind("RESOLUTION", "Nghị quyết", "NQ"),
    Kind("DECISION", "Quyết định", "QĐ"),
    Kind("DIRECTIVE", "Chỉ thị", "CT"),
    Kind("REGULATION", "Quy chế", "QC"),
    Kind("RULES", "Quy định", "QyĐ"),
    Kind("COMMUNIQUE", "Thông cáo", "TC"),
    Kind("ANNOUNCEMENT", "Thông báo", "TB"),
    Kind("GUIDELINE", "Hướng dẫn", "HD"),
    Kind("PROGRAMME", "Chương trình", "CTr"),
    Kind("PLAN", "Kế hoạch", "KH"),
    Kind("SCHEME", "Phương án", "PA"),
    Kind("PROPOSAL", "Đề án", "ĐA"),
    Kind("PROJECT", "Dự án", "DA"),
    Kind("REPORT", "Báo cáo", "BC"),
    Kind("MINUTES", "Biên bản", "BB"),
    Kind("SUBMISSION", "Tờ trình", "TTr"),
    Kind("CONTRACT", "Hợp đồng", "HĐ"),
    OFFICIAL_LETTER,
    Kind("TELEGRAM", "Công điện", "CĐ"),
    Kind("MEMORANDUM", "Bản ghi nhớ", "BGN"),
    Kind("AGREEMENT", "Bản thỏa thuận", "BTT"),
    Kind("POWER_OF_ATTORNEY", "Giấy ủy quyền", "GUQ"),
    Kind("INVITATION", "Giấy mời", "GM"),
    Kind("INTRODUCTION", "Giấy giới thiệu", "GGT"),
    Kind("LEAVE_PERMIT", "Giấy nghỉ phép", "GNP"),
    Kind("SENDING_SLIP", "Phiếu gửi", "PG"),
    Kind("TRANSFER_SLIP", "Phiếu chuyển", "PC"),
    Kind("NOTICE_SLIP", "Phiếu báo", "PB"),
    Kind("COURTESY_LETTER", "Thư công", ""),
)

# Article 25 and Annex III: copies, numbered in a series of their own.
COPIES: tuple[Kind, ...] = (
    Kind("CERTIFIED_COPY", "Bản sao y", "SY", is_copy=True),
    Kind("EXTRACT", "Bản trích sao", "TrS", is_copy=True),
    Kind("RE_COPY", "Bản sao lục", "SL", is_copy=True),
)

_BY_WORD = {
    word: kind for kind in (*KINDS, *COPIES) for word in (kind.code, kind.abbreviation) if word
}


def find(word: str) -> Kind | None:
    """The kind with this code or abbreviation, in exactly this letter case, or None."""
    return _BY_WORD.get(unicodedata.normalize("NFC", word))


class Urgency(StrEnum):
    """How fast a paper must go (Decree 30/2020, article 8 and Annex I, box 10b)."""

    NORMAL = "normal"
    URGENT = "urgent"
    VERY_URGENT = "very_urgent"
    EXPRESS = "express"

    @property
    def label(self) -> str:
        """The mark as it stands on the paper."""
        return _URGENCY_LABELS[self]


_URGENCY_LABELS = {
    Urgency.NORMAL: "Thường",
    Urgency.URGENT: "Khẩn",
    Urgency.VERY_URGENT: "Thượng khẩn",
    Urgency.EXPRESS: "Hỏa tốc",
}


class Circulation(StrEnum):
    """How far a paper may go (Decree 30/2020, Annex I, box 11)."""

    RETURN_AFTER_MEETING = "return_after_meeting"
    RETURN_AFTER_READING = "return_after_reading"
    INTERNAL = "internal"

    @property
    def label(self) -> str:
        """The mark as it stands on the paper."""
        return _CIRCULATION_LABELS[self]


_CIRCULATION_LABELS = {
    Circulation.RETURN_AFTER_MEETING: "TRẢ LẠI SAU KHI HỌP (HỘI NGHỊ)",
    Circulation.RETURN_AFTER_READING: "XEM XONG TRẢ LẠI",
    Circulation.INTERNAL: "LƯU HÀNH NỘI BỘ",
}
