"""An example of each thing about standing in, absences, handing over and changes of rights."""

from typing import Any

from docflow.api.examples_of_documents import AT, OTHER, UID, UNIT

DAYS = {"valid_from": "2026-11-23", "valid_to": "2026-11-30"}
PIECE = f"draft:{UID}"
NAMED = {"uid": OTHER, "name": UNIT["name"]}
OF: dict[str, Any] = {
    "PassedOn": DAYS | {"taker": OTHER, "basis": "Phân công 02/PC-VP"},
    "NewAbsence": DAYS | {"reason": "công tác"},
    "AbsenceLine": DAYS
    | {
        "uid": UID,
        "user": OTHER,
        "full_name": "Phạm Quang Minh",
        "reason": "công tác",
        "ended": None,
    },
    "OpenPart": {
        "kind": "draft",
        "how_many": 1,
        "ends": False,
        "pieces": [
            {
                "piece": PIECE,
                "note": "dự thảo",
                "document": UID,
                "subject": "Báo cáo tình hình mưa lũ",
                "since": AT,
                "due": None,
            }
        ],
    },
    "HandOver": {"to": OTHER, "pieces": [PIECE]},
    "HandedOver": {"piece": PIECE, "code": None, "detail": None},
    "Leaving": {"last_day": "2026-12-31", "successor": OTHER},
    "RightsChangeLine": {
        "uid": UID,
        "event": "appointment.made",
        "state": "open",
        "subject": OTHER,
        "unit": NAMED,
        "addressed": NAMED,
        "person": "Cao Thị Vân",
        "made_by": "Nguyễn Văn An",
        "in_place_of": None,
        "made_at": AT,
        "details": ["Văn thư"],
        "facts": {"roles": ["clerk"]},
        "decided_by": None,
        "decided_at": None,
        "reason": None,
    },
    "Objection": {"reason": "Không có quyết định", "end": True},
}
