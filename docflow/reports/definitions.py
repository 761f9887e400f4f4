"""What each rate means, in words; how it is counted stands in docflow/reports/population.py."""

from dataclasses import dataclass

DEFINITION = "2026-2"


@dataclass(frozen=True)
class Words:
    """The same words in both languages."""

    vi: str
    en: str


DELIVERIES = Words("lượt", "exchanges")
DOCUMENTS = Words("văn bản", "documents")
TASKS = Words("nhiệm vụ", "tasks")


@dataclass(frozen=True)
class Rate:
    """A rate by its id: what is divided by what, in which unit, and where that comes from."""

    id: str
    name: Words
    numerator: Words
    denominator: Words
    unit: Words
    source: str


ISSUED = Words("văn bản đã phát hành trong kỳ", "documents issued in the period")

RATES = (
    Rate(
        "R1",
        Words("Tỷ lệ trao đổi văn bản điện tử", "Documents exchanged electronically"),
        Words(
            "lượt gửi điện tử đã đến nơi nhận (trạng thái 01 trở lên) và văn bản đến điện tử "
            "đã vào sổ",
            "electronic deliveries that reached the recipient (status 01 or later) and incoming "
            "documents registered electronically",
        ),
        Words(
            "mọi lượt gửi và mọi văn bản đến đã vào sổ, kể cả bản giấy",
            "all deliveries and all registered incoming documents, on paper too",
        ),
        DELIVERIES,
        "QĐ 28/2018/QĐ-TTg Art. 5; NQ 17/NQ-CP 2019",
    ),
    Rate(
        "R2",
        Words("Tỷ lệ ký số cá nhân", "Documents signed by a leader's digital signature"),
        Words(
            "văn bản có chữ ký số hợp lệ của người có thẩm quyền khi phát hành",
            "documents whose leader's signature was verified at issue",
        ),
        ISSUED,
        DOCUMENTS,
        "NĐ 30/2020/NĐ-CP Art. 5",
    ),
    Rate(
        "R3",
        Words("Tỷ lệ ký số cơ quan", "Documents sealed by the agency's digital signature"),
        Words(
            "văn bản có chữ ký số hợp lệ của cơ quan khi phát hành, không kể bản sao của văn bản "
            "ký giấy",
            "documents whose agency's signature was verified at issue, copies of documents signed "
            "on paper apart",
        ),
        ISSUED,
        DOCUMENTS,
        "NĐ 30/2020/NĐ-CP Art. 5, 17",
    ),
    Rate(
        "R4a",
        Words("Gửi hoàn toàn điện tử", "Sent electronically only"),
        Words("văn bản chỉ gửi điện tử", "documents without any paper delivery"),
        ISSUED,
        DOCUMENTS,
        "QĐ 28/2018/QĐ-TTg Art. 5",
    ),
    Rate(
        "R4b",
        Words("Gửi điện tử song song bản giấy", "Sent electronically and on paper"),
        Words(
            "văn bản gửi cả điện tử và bản giấy",
            "documents with both electronic and paper deliveries",
        ),
        ISSUED,
        DOCUMENTS,
        "QĐ 28/2018/QĐ-TTg Art. 5, 7",
    ),
    Rate(
        "R4c",
        Words("Chỉ gửi bản giấy", "Sent on paper only"),
        Words("văn bản không gửi điện tử", "documents without any electronic delivery"),
        ISSUED,
        DOCUMENTS,
        "QĐ 28/2018/QĐ-TTg Art. 5",
    ),
    Rate(
        "R5",
        Words("Tỷ lệ xử lý đúng hạn", "Tasks done on time"),
        Words(
            "nhiệm vụ chủ trì hoàn thành không muộn hơn hạn (hạn được gia hạn sau cùng)",
            "lead tasks finished no later than their deadline, the last one allowed",
        ),
        Words(
            "nhiệm vụ chủ trì giao trong kỳ đã hoàn thành, hoặc chưa xong và đã quá hạn",
            "lead tasks assigned in the period that are finished, or open and overdue",
        ),
        TASKS,
        "NĐ 30/2020/NĐ-CP Art. 23, 24",
    ),
    Rate(
        "R5a",
        Words("Xử lý đúng hạn giao ban đầu", "Tasks done by their first deadline"),
        Words(
            "nhiệm vụ chủ trì hoàn thành không muộn hơn hạn giao ban đầu, không tính gia hạn",
            "lead tasks finished no later than the deadline they were given with",
        ),
        Words(
            "nhiệm vụ chủ trì giao trong kỳ đã hoàn thành, hoặc chưa xong và đã quá hạn ban đầu",
            "lead tasks assigned in the period that are finished, or open past the first deadline",
        ),
        TASKS,
        "NĐ 30/2020/NĐ-CP Art. 23, 24",
    ),
    Rate(
        "R7",
        Words("Phát hành đúng hạn", "Issued on time"),
        Words(
            "văn bản phát hành trong ngày ký hoặc ngày làm việc tiếp theo; văn bản khẩn trong "
            "ngày ký",
            "documents issued on the day the leader signed or the next working day; urgent ones "
            "on the day itself",
        ),
        ISSUED,
        DOCUMENTS,
        "NĐ 30/2020/NĐ-CP Art. 18",
    ),
)

REASONS = {
    "trial_unit": Words("đơn vị thử nghiệm", "a trial unit takes part"),
    "for_reference": Words(
        "văn bản đến không ký số, chỉ để tham khảo", "arrived unsigned, for reference only"
    ),
    "unregistered": Words("đã hủy vào sổ", "its registration was undone"),
    "given_back": Words(
        "giao nhầm, đã trả lại hoặc lấy lại trước hạn",
        "assigned by mistake: returned or taken back before its deadline",
    ),
    "counted_by_sender": Words(
        "trao đổi trong nội bộ, đã tính ở đơn vị gửi", "inside the tree, counted by its sender"
    ),
    "exempt_kind": Words(
        "loại văn bản không bắt buộc ký số", "a type that need not be signed digitally"
    ),
    "not_timed": Words(
        "phát hành khi nhật ký chưa ghi hạn", "issued before the log said until when"
    ),
    "open_in_time": Words("đang xử lý, còn trong hạn", "still open and in time"),
}


def find(rate_id: str) -> Rate:
    """The rate with this id; raises KeyError naming those there are."""
    for rate in RATES:
        if rate.id == rate_id:
            return rate
    raise KeyError(f"{rate_id} is no rate; there are {', '.join(rate.id for rate in RATES)}.")
