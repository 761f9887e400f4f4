"""An example of each thing about dossiers and legal holds, for the description."""

from typing import Any

from docflow.api.examples_of_documents import AT, DIGEST, OTHER, POST, UID

LINE = {
    "uid": UID,
    "year": 2026,
    "notation": "01.PCTT",
    "title": "Hồ sơ phòng chống thiên tai năm 2026",
    "section": "I. Tài liệu tổng hợp",
    "kind": "usual",
    "state": "open",
    "retention": 20,
    "keeper": POST,
    "documents": 12,
    "pages": 57,
    "started_on": "2026-01-05",
    "ended_on": None,
    "due_on": None,
    "is_late": False,
}
READER = {"number": 7, "post": POST, "unit": None}
WHOLE = LINE | {
    "rights": "Sử dụng hạn chế",
    "language": "Tiếng Việt",
    "description": "",
    "kept_back_until": None,
    "returned_because": None,
    "moves": ["close"],
    "frozen_by": None,
    "lying": [
        {
            "ordinal": 1,
            "document": OTHER,
            "code": "05/BC-UBND",
            "subject": "Tình hình mưa lũ",
            "issued_on": "2026-01-05",
            "pages": 4,
        }
    ],
    "readers": [READER],
}
ENTRY = {
    "notation": "01.PCTT",
    "title": "Hồ sơ phòng chống thiên tai năm 2026",
    "retention": 20,
    "keeper": UID,
    "reason": "Phát sinh việc mới",
}
ORDER = {
    "basis": "Quyết định thanh tra số 12/QĐ-TTr ngày 20/11/2026",
    "ordered_by": "Thanh tra tỉnh",
    "first_day": "2026-11-21",
}

OF: dict[str, Any] = {
    "DossierLine": LINE,
    "DossierWhole": WHOLE,
    "DossierReader": READER,
    "CatalogueTold": {"year": 2026, "state": "approved", "approved_at": AT, "dossiers": [LINE]},
    "NewCatalogue": {"year": 2027, "copying": True},
    "DossierEntry": ENTRY,
    "MaybeReason": {"reason": "Không phát sinh"},
    "Ended": {"ended_on": "2026-11-20"},
    "KeptBack": {"until": "2028-01-31", "basis": "Công văn số 12/LTLS-QL ngày 20/11/2026"},
    "DocumentNamed": {"document": UID},
    "NewReader": {"post": UID},
    "ReaderNamed": {"number": 7},
    "ExportTold": {
        "uid": UID,
        "asked_at": AT,
        "made_at": AT,
        "packed": 12,
        "size": 4096000,
        "sha256": DIGEST,
        "problems": [],
    },
    "NewHold": ORDER | {"documents": [UID], "dossiers": []},
    "HoldTold": ORDER
    | {
        "uid": UID,
        "by_inspection": True,
        "given_at": AT,
        "freezes": 1,
        "lifted_at": None,
        "lift_reason": None,
    },
}
