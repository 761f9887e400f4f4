"""An example of each thing about documents that is sent or answered, for the description."""

from typing import Any

UID = "0192f0c1-6f3a-7d2e-9b54-3c1d2e4f5a6b"
OTHER = "0192f0c1-7a41-7c3f-8e12-5b6a7c8d9e0f"
DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
AT = "2026-11-21T07:05:00Z"
DUE = "2026-11-25T10:00:00Z"
FILE = "eyJhIjoiLi4uIn0:1tQx2b:u3…"

UNIT = {"uid": UID, "name": "Ủy ban nhân dân xã Hoằng Đông"}
POST = {
    "uid": OTHER,
    "user": UID,
    "full_name": "Phạm Quang Minh",
    "post": "Chủ tịch",
    "kind": "head",
    "unit": UID,
}
LINE = {
    "uid": UID,
    "direction": "outgoing",
    "state": "signing",
    "kind": "REPORT",
    "subject": "Tình hình mưa lũ",
    "urgency": "normal",
    "code": None,
    "issued_on": None,
    "issuer": "Ủy ban nhân dân xã Hoằng Đông",
    "created": AT,
}
TO = {"name": "Ủy ban nhân dân huyện Hoằng Hóa", "unit": OTHER, "channel": "electronic"}
VERSION = {"number": 1, "role": "draft", "digest": DIGEST, "size": 48213, "made": AT}
TASK = {
    "uid": OTHER,
    "role": "lead",
    "level": 1,
    "unit": UNIT,
    "person": None,
    "directive": "Phòng Kinh tế chủ trì, tham mưu trả lời",
    "due": DUE,
    "first_due": DUE,
    "done_at": None,
    "ended_reason": None,
    "parent": None,
    "replaces": None,
    "ended_as": None,
    "part": None,
    "extensions": [],
    "urges": [],
}
BODY = {"unit": UNIT, "signer": POST, "is_signed": True, "is_sealed": False, "is_asked": False}
OUTGOING = {
    "drafter": POST | {"full_name": "Nguyễn Thị Lan", "post": "Chuyên viên", "kind": "staff"},
    "signer": POST,
    "round": 1,
    "signed_on_paper": False,
    "signed_at": None,
    "issued_at": None,
    "recipients": [TO | {"paper_reason": None}],
    "rounds": [],
    "bodies": [],
}
DOCUMENT: dict[str, Any] = LINE | {
    "holder": UNIT,
    "exchange_id": OTHER,
    "number": None,
    "notation": "BC-UBND",
    "circulation": None,
    "only_pictures": None,
    "verdict": {
        "code": "draft",
        "detail": "A draft; nobody has signed it yet.",
        "sub_indication": None,
        "signatures": [],
    },
    "open_moves": ["send_back", "sign"],
    "closed_moves": [],
    "versions": [VERSION],
    "attachments": [
        {
            "position": 1,
            "name": "Biểu số 1.pdf",
            "digest": DIGEST,
            "size": 20_480,
            "given_digest": None,
            "verdict": None,
        }
    ],
    "links": [],
    "outgoing": OUTGOING,
    "incoming": None,
    "as_copy": None,
    "recalled_at": None,
    "mends": None,
    "mended_by": [],
}
DELIVERY = {
    "uid": OTHER,
    "document": UID,
    "code": "05/BC-UBND",
    "recipient": OTHER,
    "name": "Ủy ban nhân dân huyện Hoằng Hóa",
    "channel": "electronic",
    "state": "registered",
    "created": AT,
    "sent": AT,
    "settled": None,
    "paper_reason": None,
    "last_error": None,
    "statuses": [
        {"code": "01", "at": AT, "reason": None},
        {"code": "03", "at": AT, "reason": None},
    ],
}
OF: dict[str, Any] = {
    "PaperWanted": {
        "kind": "OFFICIAL_LETTER",
        "subject": "V/v báo cáo thiệt hại do mưa lũ",
        "signer": UID,
        "field": "KT",
        "text": "Thực hiện Công văn số 12/UBND-VX, Ủy ban nhân dân xã báo cáo như sau:",
        "to": ["Ủy ban nhân dân huyện Hoằng Hóa"],
        "recipients": ["Như trên"],
    },
    "Me": {
        "token": UID,
        "purpose": "Cổng dịch vụ công",
        "expires": "2027-11-20T17:00:00Z",
        "post": POST,
        "unit": UNIT,
        "scope": ["document.read", "outgoing.sign"],
        "permissions": ["document.read", "outgoing.sign"],
    },
    "QueueCount": {"code": "to_sign", "label": "To sign", "count": 3},
    "QueueLine": {
        "uid": UID,
        "code": None,
        "subject": "Tình hình mưa lũ",
        "kind": "REPORT",
        "urgency": "normal",
        "state": "waiting for signature",
        "since": AT,
        "due": None,
        "who": "Nguyễn Thị Lan",
        "note": None,
        "role": None,
        "is_late": False,
        "clock": None,
    },
    "DocumentLine": LINE,
    "FoundLine": LINE | {"exact": True, "snippet": "… tình hình mưa lũ trên địa bàn xã …"},
    "DocumentWhole": DOCUMENT,
    "Comparison": {
        "before": 1,
        "after": 2,
        "changes": {
            "same_file": False,
            "comparable": True,
            "whole": True,
            "page_count": 2,
            "pages": [
                {
                    "number": 1,
                    "pieces": [
                        {"mark": "same", "text": "mực nước sông Mã đạt"},
                        {"mark": "removed", "text": "3,2"},
                        {"mark": "added", "text": "3,5"},
                        {"mark": "left_out", "text": ""},
                    ],
                }
            ],
        },
    },
    "KindLine": {"code": "REPORT", "name": "Báo cáo", "abbreviation": "BC"},
    "Candidates": {
        "items": [
            {
                "post": OTHER,
                "unit": None,
                "name": "Nguyễn Thị Lan",
                "note": "Chuyên viên",
                "is_near": True,
                "away": None,
                "open_tasks": 4,
                "late": 1,
            }
        ],
        "more": False,
    },
    "ComingNumber": {
        "series": "outgoing",
        "year": 2026,
        "book": "main",
        "number": 6,
        "last": "05/BC-UBND",
    },
    "Timeline": {
        "steps": [
            {
                "at": AT,
                "event": "outgoing.drafted",
                "who": "Nguyễn Thị Lan",
                "on_behalf_of": None,
                "said": None,
            }
        ]
    },
    "TakenFile": {
        "token": FILE,
        "digest": DIGEST,
        "size": 48213,
        "name": "bao-cao.pdf",
        "findings": [
            {"code": "uri", "detail": "A link leads to https://x.vn.", "page": 1, "object": 12}
        ],
    },
    "Draft": {
        "kind": "REPORT",
        "subject": "Tình hình mưa lũ",
        "file": FILE,
        "signer": OTHER,
        "recipients": [{"unit": OTHER}, {"name": "Hội Chữ thập đỏ", "channel": "paper"}],
    },
    "Revision": {"file": FILE, "subject": "Tình hình mưa lũ tuần 47"},
    "Scan": {"scan": FILE},
    "Signing": {"pin": "••••••", "seen": DIGEST},
    "Pin": {"pin": "••••••"},
    "Reason": {"reason": "Bổ sung số liệu thiệt hại của thôn Đông Tiến"},
    "Withdrawing": {"reason": "Sửa lại phụ lục"},
    "Recipients": {"recipients": [{"unit": OTHER, "channel": "electronic"}]},
    "RecipientName": {"name": "Ủy ban nhân dân huyện Hoằng Hóa"},
    "Replacement": {"name": "Ủy ban nhân dân huyện Hoằng Hóa", "successor": OTHER},
    "GroupName": {"name": "Các xã trong huyện"},
    "GroupNamed": {"group": UID},
    "Group": {"uid": UID, "name": "Các xã trong huyện", "members": [TO]},
    "GroupAdded": {"recipients": [TO | {"paper_reason": None}], "ended": []},
    "Findings": {
        "findings": [
            {"id": "page-size", "is_error": True, "detail": "Page 1 is not of the size A4."}
        ]
    },
    "Deliveries": {"deliveries": [DELIVERY]},
    "SentTo": DELIVERY,
    "PaperArrival": {
        "issuer": "Đảng ủy xã Hoằng Đông",
        "kind": "OFFICIAL_LETTER",
        "subject": "Mời dự hội nghị",
        "scan": FILE,
        "code_as_written": "123-CV/ĐU",
        "issued_on": "2026-11-20",
    },
    "Registration": {"accept_reason": "", "although_duplicate": False},
    "Duplicates": {"documents": [LINE | {"direction": "incoming", "state": "registered"}]},
    "Directive": {
        "directive": "Phòng Kinh tế chủ trì, tham mưu trả lời",
        "lead": {"unit": OTHER},
        "due": 5,
        "collaborators": [{"post": UID}],
    },
    "Proposing": {
        "summary": "Xã xin hỗ trợ sau bão; đề xuất Phòng Kinh tế chủ trì, trả lời trước 25/11",
        "lead": {"unit": OTHER},
        "due": 3,
        "for_information": [{"post": UID}],
    },
    "Merging": {"known": OTHER},
    "ToRegister": {"documents": [UID, OTHER]},
    "RegisteredSeveral": {
        "registered": 1,
        "results": [
            {"uid": UID, "registered": True, "number": 57, "code": None, "detail": None},
            {
                "uid": OTHER,
                "registered": False,
                "number": None,
                "code": "possible_duplicate",
                "detail": "This seems to be here already: 12/BC-UBND …",
            },
        ],
    },
    "Reassignment": {"person": OTHER, "due": "2026-11-24T10:00:00Z"},
    "Result": {"answer": OTHER, "result": ""},
    "Book": {
        "unit": UID,
        "year": 2026,
        "series": "outgoing",
        "book": "main",
        "kinds": [],
        "body": "",
        "opening": 1,
        "last": 5,
    },
    "RegisterPage": {
        "columns": ["Number, notation", "Date of the document", "Type and subject"],
        "items": [
            {
                "number": 5,
                "document": UID,
                "is_void": False,
                "cells": ["05/BC-UBND", "21/11/2026", "Báo cáo: Tình hình mưa lũ"],
            }
        ],
        "cut": False,
        "next": None,
    },
    "RegisterLine": {
        "number": 5,
        "document": UID,
        "is_void": False,
        "cells": ["05/BC-UBND", "21/11/2026", "Báo cáo: Tình hình mưa lũ"],
    },
    "LineByHand": {
        "copies": 3,
        "pages": 12,
        "kept_by": "Văn thư",
        "received_by": "Nguyễn Thị Lan",
        "received_on": "2026-11-21",
        "remark": "Kèm bản đồ giấy",
    },
    "DocumentAccesses": {
        "times": 12,
        "people": 1,
        "readers": [{"name": "Phạm Quang Minh", "times": 12, "last": AT}],
    },
    "NewBook": {"year": 2026, "series": "outgoing", "book": "QĐ", "kinds": ["DECISION"]},
    "Void": {"series": "outgoing", "reason": "Ghi nhầm trên sổ giấy"},
    "VoidNumber": {"number": 6, "year": 2026, "book": "main", "reason": "Ghi nhầm trên sổ giấy"},
}
