"""An example of each thing about copies and meetings that is sent or answered."""

from typing import Any

from docflow.api.examples_of_documents import AT, DIGEST, DUE, OTHER, POST, UID

MEETING = {
    "uid": UID,
    "name": "Họp giao ban tháng 11",
    "begins": AT,
    "ends": DUE,
    "is_over": False,
    "handed_by": POST,
}
OF: dict[str, Any] = {
    "NewCopy": {"kind": "TrS", "pages": [1, 3, 4], "recipients": [{"unit": OTHER}]},
    "Approval": {"seen": DIGEST},
    "CirculationMark": {"circulation": "internal"},
    "HandingRound": {
        "name": "Họp giao ban tháng 11",
        "begins": "2026-11-23T08:00:00+07:00",
        "ends": "2026-11-23T11:00:00+07:00",
        "members": [OTHER],
        "documents": [UID],
    },
    "MoreMembers": {"members": [OTHER]},
    "LaterEnd": {"ends": "2026-11-23T16:00:00+07:00"},
    "MeetingLine": MEETING,
    "MeetingWhole": MEETING | {"members": [POST], "documents": [OTHER]},
    "Readers": {
        "readers": [
            {
                "member": POST,
                "given_back": None,
                "papers": [{"document": OTHER, "first": AT, "last": AT}],
            }
        ]
    },
}
