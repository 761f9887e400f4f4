"""An example of each thing about saved searches, columns and accesses, for the description."""

from typing import Any

from docflow.api.examples_of_documents import AT, OTHER, UID

SEARCH = {
    "name": "Bão năm nay",
    "text": "phòng chống bão",
    "kind": "REPORT",
    "year": 2026,
    "direction": "incoming",
}
COLUMNS = ["code", "subject", "state", "arrived_on"]
ACCESS = {
    "document": OTHER,
    "code": "05/BC-UBND",
    "subject": "Tình hình mưa lũ",
    "times": 7,
    "people": 3,
    "last": AT,
}
OF: dict[str, Any] = {
    "NewSearch": SEARCH,
    "SearchName": {"name": "Bão lụt"},
    "SearchLine": {"uid": UID, **SEARCH},
    "ColumnsGiven": {"columns": COLUMNS},
    "Columns": {"columns": COLUMNS},
    "AccessLine": ACCESS,
    "UnitAccesses": {
        "unit": {"uid": UID, "name": "Ủy ban nhân dân xã Hoằng Đông"},
        "first": "2026-11-01",
        "last": "2026-11-30",
        "times": 7,
        "documents": 1,
        "ever": 120,
        "items": [ACCESS],
        "next": None,
    },
    "DossierAccesses": {"times": 7, "documents": 1, "items": [ACCESS]},
}
