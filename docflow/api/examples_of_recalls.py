"""An example of each thing about recalls that is sent or answered."""

from typing import Any

from docflow.api.examples_of_documents import AT, DIGEST, DUE, OTHER, POST, UID

REASON = "Số liệu tại phụ lục chưa chính xác"
RECALL = {
    "uid": UID,
    "delivery": OTHER,
    "recipient": "Ủy ban nhân dân huyện Hoằng Hóa",
    "state": "refused",
    "reason": REASON,
    "asked_by": POST,
    "asked_at": AT,
    "answered_at": AT,
    "answered_by": "Mai Anh Tuấn",
    "answer_reason": "Đã triển khai",
    "paper_back_at": None,
}
REQUEST = {
    "uid": UID,
    "sender": {"uid": OTHER, "name": "Ủy ban nhân dân xã Hoằng Đông"},
    "state": "agreed",
    "reason": REASON,
    "asked_by": "Phạm Quang Minh",
    "asked_at": AT,
    "deadline": DUE,
    "answered_at": AT,
    "answered_by": POST,
    "answer_reason": None,
    "automatic": False,
    "digests": [DIGEST],
}
OF: dict[str, Any] = {
    "Mends": {"document": UID, "kind": "replaces"},
    "Recalling": {"reason": REASON, "deliveries": [OTHER]},
    "RecallRule": {"agrees_at_once": False},
    "RuleTold": {"agrees_at_once": False},
    "Recalls": {"recalls": [RECALL]},
    "Requests": {"requests": [REQUEST]},
}
