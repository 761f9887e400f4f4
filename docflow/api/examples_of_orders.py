"""An example of each thing about opinions, orders and circuits, for the description."""

from typing import Any

from docflow.api.examples_of_documents import AT, DUE, OTHER, POST, UID

ORDER = "initial(head of department) > opinion(clerk, 2 days)"
OPINION = {
    "uid": UID,
    "round": 1,
    "who": "Đỗ Thị Hoa, Văn thư",
    "level": 1,
    "asked_by": "Nguyễn Thị Lan",
    "question": "Số liệu mục 2 đã đối chiếu chưa?",
    "standing": "done",
    "deadline": DUE,
    "stance": "remark",
    "text": "Bổ sung phụ lục",
    "by": "Đỗ Thị Hoa",
    "done_at": AT,
}
STEP = {
    "place": "1",
    "kind": "initial",
    "names": "head of department",
    "standing": "open",
    "people": [POST | {"full_name": "Lê Văn Hùng", "post": "Trưởng phòng", "kind": "staff"}],
    "by": None,
    "on_behalf_of": None,
    "done_at": None,
    "deadline": None,
    "finding": None,
}
MARK = {
    "field": "Leader",
    "page": 2,
    "left": 122.0,
    "top": 139.0,
    "width": 60.0,
    "height": 20.0,
    "style": "whole",
    "by_sight": True,
}
OF: dict[str, Any] = {
    "Question": {"whom": [OTHER], "question": "Số liệu mục 2 đã đối chiếu chưa?", "days": 2},
    "BodyNamed": {"unit": OTHER, "signer": None},
    "BodyTakenOut": {"unit": OTHER},
    "MarkChosen": {key: value for key, value in MARK.items() if key != "by_sight"},
    "MarksChosen": {"marks": [{key: value for key, value in MARK.items() if key != "by_sight"}]},
    "MarkTold": MARK,
    "Answer": {"stance": "remark", "text": "Bổ sung phụ lục"},
    "StepNamed": {"step": "1", "reason": "Xem lại mục 2"},
    "AnotherSigner": {"signer": OTHER, "reason": "Chủ tịch đi công tác"},
    "CircuitText": {"kind": "REPORT", "order": ORDER, "seen": 0},
    "StepTold": STEP,
    "OpinionTold": OPINION,
    "OrderTold": {
        "order": ORDER,
        "why": "The order for “Báo cáo”, version 1.",
        "version": 1,
        "steps": [STEP],
        "opinions": [OPINION],
    },
    "CircuitTold": {
        "kind": "REPORT",
        "version": 1,
        "order": ORDER,
        "made": AT,
        "by": "Trần Kim Oanh",
    },
}
