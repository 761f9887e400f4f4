"""An example of each thing about handling that is sent or answered, for the description."""

from typing import Any

from docflow.api.examples_of_documents import AT, DUE, FILE, LINE, OTHER, POST, TASK, UID

LATER = "2026-12-02T10:00:00Z"
EXTENSION = {
    "uid": UID,
    "state": "asked",
    "due_before": DUE,
    "due": LATER,
    "reason": "Chờ số liệu của sở",
    "asked_at": AT,
    "decided_at": None,
    "decision": None,
}
URGE = {
    "at": AT,
    "by": "Phạm Quang Minh",
    "words": "Tỉnh đang hỏi",
    "report": None,
    "reported_at": None,
}
ARRIVED = LINE | {"direction": "incoming", "state": "in_progress"}
OF: dict[str, Any] = {
    "Holding": {"until": "2026-11-30", "reason": "Chờ ý kiến của sở"},
    "Filing": {"place": "Hồ sơ phòng chống lụt bão 2026, tủ 3"},
    "HandingOver": {"person": OTHER, "reason": "Nghỉ phép"},
    "Forwarding": {"collaborators": [{"post": OTHER}], "words": "Cho ý kiến về kinh phí"},
    "Contribution": {"part": "Nhất trí, đề nghị sửa mục 3", "file": FILE},
    "MoreTime": {"due": 10, "reason": "Chờ số liệu của sở"},
    "Allowance": {"words": "Đồng ý, không lùi nữa"},
    "Urging": {"words": "Tỉnh đang hỏi"},
    "ProgressReport": {"report": "Đã có dự thảo, trình ký trước thứ sáu"},
    "DirectiveLine": {
        "document": ARRIVED,
        "task": OTHER,
        "due": DUE,
        "first_due": DUE,
        "is_late": False,
        "asked": 1,
        "result": None,
        "tasks": [TASK | {"person": POST, "extensions": [EXTENSION], "urges": [URGE]}],
        "answers": [LINE],
    },
    "AskedAll": {"asked": 3, "refused": 0},
}
