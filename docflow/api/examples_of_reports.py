"""An example of each thing about periodic reports, for the description."""

from typing import Any

from docflow.api.examples_of_documents import AT, OTHER, UID, UNIT

PERIOD = {"first_day": "2026-10-15", "last_day": "2026-11-14"}
REQUEST = PERIOD | {
    "uid": UID,
    "unit": UNIT,
    "title": "Báo cáo tháng 11",
    "state": "open",
    "due": "2026-11-20T17:00:00+07:00",
    "asked_at": AT,
    "standing": {
        "asked": 166,
        "here": 164,
        "accepted": 160,
        "late": 3,
        "missing": 1,
        "returned": 1,
    },
}
FIGURE = {"place": 1, "label": "Hồ sơ tiếp nhận", "measure": "hồ sơ"}
REPORT = {
    "uid": OTHER,
    "request": UID,
    "title": "Báo cáo tháng 11",
    "unit": UNIT,
    "state": "sent",
    "due": "2026-11-20T17:00:00+07:00",
    "sent_at": AT,
    "is_late": False,
    "asked_again": 0,
    "return_reason": None,
}
GIVEN = {"figures": [{"place": 1, "value": "1039.25"}], "words": "Không có vướng mắc."}
OF: dict[str, Any] = {
    "NewReportRequest": PERIOD
    | {
        "title": "Báo cáo tháng 11",
        "figures": [{"label": "Hồ sơ tiếp nhận", "measure": "hồ sơ"}],
        "units": [OTHER],
        "due": 3,
    },
    "PassedOn": {"units": [OTHER], "due": 2},
    "FilledReport": GIVEN,
    "SentReport": GIVEN | {"document": None},
    "ReturnedReport": {"reason": "Thiếu phụ lục.", "due": 1},
    "ReportRequestLine": REQUEST,
    "ReportRequestWhole": REQUEST
    | {
        "instruction": "Số liệu đến hết ngày 14/11.",
        "part_of": None,
        "totals": [FIGURE | {"total": "14322.00", "reports": 164}],
    },
    "ReportLine": REPORT,
    "ReportWhole": REPORT
    | {
        "words": "Không có vướng mắc.",
        "document": None,
        "figures": [FIGURE | {"value": "87.00"}],
    },
    "FigurePart": {"report": OTHER, "unit": UNIT, "value": "87.00"},
    "ReportsAskedAgain": {"asked_again": 2},
}
