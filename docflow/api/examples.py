"""An example of each thing that is sent or answered, for the description."""

from http import HTTPStatus
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
}
OUTGOING = {
    "drafter": POST | {"full_name": "Nguyễn Thị Lan", "post": "Chuyên viên", "kind": "staff"},
    "signer": POST,
    "round": 1,
    "signed_on_paper": False,
    "signed_at": None,
    "issued_at": None,
    "recipients": [TO | {"paper_reason": None}],
    "rounds": [],
}
DOCUMENT = LINE | {
    "holder": UNIT,
    "exchange_id": OTHER,
    "number": None,
    "notation": "BC-UBND",
    "only_pictures": None,
    "verdict": {
        "code": "draft",
        "detail": "A draft; nobody has signed it yet.",
        "sub_indication": None,
    },
    "open_moves": ["send_back", "sign"],
    "closed_moves": [],
    "versions": [VERSION],
    "attachments": [],
    "links": [],
    "outgoing": OUTGOING,
    "incoming": None,
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
    "paper_reason": None,
    "last_error": None,
    "statuses": [
        {"code": "01", "at": AT, "reason": None},
        {"code": "03", "at": AT, "reason": None},
    ],
}
FROM = {"valid_from": "2025-07-01", "valid_to": None}
CODE = {"scheme": "identifier", "code": "H56.36.21"}
WHOLE_UNIT = UNIT | {
    "kind": "people_committee",
    "opened": "2025-07-01",
    "ended": None,
    "names": [
        FROM
        | {
            "name": UNIT["name"],
            "short_name": None,
            "abbreviation": "UBND",
            "locality": "Hoằng Đông",
        }
    ],
    "places": [FROM | {"level": "commune", "parent": OTHER}],
    "codes": [FROM | CODE | {"simulated": False}],
    "successors": [],
}
APPOINTED = POST | FROM | {"username": "minh", "roles": ["leader"], "basis": "QĐ 12/QĐ-UBND"}
DELEGATION = {
    "uid": UID,
    "giver": POST,
    "taker": POST | {"full_name": "Vũ Thanh Bình", "post": "Phó Chủ tịch", "kind": "deputy"},
    "permissions": ["outgoing.sign"],
    "valid_from": "2026-11-23",
    "valid_to": "2026-11-30",
    "basis": "Văn bản ủy quyền 03/GUQ-UBND",
}
TOKEN = {
    "uid": UID,
    "post": POST,
    "purpose": "Cổng dịch vụ công",
    "scope": ["document.read"],
    "created": AT,
    "expires": "2027-11-20T17:00:00Z",
    "revoked": None,
    "last_used": None,
}
CHECK = {
    "uid": UID,
    "asked_at": AT,
    "finished_at": AT,
    "done": 1204,
    "total": 1204,
    "whole": True,
    "bad_chain": None,
    "bad_number": None,
    "bad_reason": None,
}
FIGURE = {
    "rate": "R2",
    "numerator": 119,
    "denominator": 120,
    "percent": "99.17",
    "excluded": 1,
    "excluded_reasons": {"exempt_kind": 1},
    "open_in_time": 0,
}

OF: dict[str, Any] = {
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
    },
    "DocumentLine": LINE,
    "FoundLine": LINE | {"exact": True, "snippet": "… tình hình mưa lũ trên địa bàn xã …"},
    "DocumentWhole": DOCUMENT,
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
    "TakenFile": {"token": FILE, "digest": DIGEST, "size": 48213, "name": "bao-cao.pdf"},
    "Draft": {
        "kind": "REPORT",
        "subject": "Tình hình mưa lũ",
        "file": FILE,
        "signer": OTHER,
        "recipients": [{"unit": OTHER}, {"name": "Hội Chữ thập đỏ", "channel": "paper"}],
    },
    "NewFile": {"file": FILE},
    "Scan": {"scan": FILE},
    "Signing": {"pin": "••••••", "seen": DIGEST},
    "Pin": {"pin": "••••••"},
    "Reason": {"reason": "Bổ sung số liệu thiệt hại của thôn Đông Tiến"},
    "Withdrawing": {"reason": "Sửa lại phụ lục"},
    "Recipients": {"recipients": [{"unit": OTHER, "channel": "electronic"}]},
    "RecipientName": {"name": "Ủy ban nhân dân huyện Hoằng Hóa"},
    "Replacement": {"name": "Ủy ban nhân dân huyện Hoằng Hóa", "successor": OTHER},
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
    "Reassignment": {"person": OTHER, "due": "2026-11-24T10:00:00Z"},
    "Result": {"answer": OTHER, "result": ""},
    "Book": {
        "unit": UID,
        "year": 2026,
        "series": "outgoing",
        "book": "main",
        "kinds": [],
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
    "NewBook": {"year": 2026, "series": "outgoing", "book": "QĐ", "kinds": ["DECISION"]},
    "Void": {"series": "outgoing", "reason": "Ghi nhầm trên sổ giấy"},
    "VoidNumber": {"number": 6, "year": 2026, "book": "main", "reason": "Ghi nhầm trên sổ giấy"},
    "UnitLine": UNIT
    | {
        "where": "Tỉnh Thanh Hóa",
        "ended": False,
        "old_name": None,
        "successors": [],
    },
    "UnitWhole": WHOLE_UNIT,
    "NewUnit": {"name": "Phòng Kinh tế", "level": "department", "parent": UID},
    "NewName": {"name": "Ủy ban nhân dân phường Hoằng Đông", "first_day": "2027-01-01"},
    "NewPlace": {"parent": OTHER, "first_day": "2027-01-01"},
    "NewCode": CODE,
    "UnitEnd": {
        "last_day": "2026-12-31",
        "successors": [OTHER],
        "basis": "Nghị quyết 202/2025/QH15",
    },
    "Post": POST,
    "Appointed": APPOINTED,
    "NewPerson": {"username": "lan", "full_name": "Nguyễn Thị Lan"},
    "Person": {"uid": UID, "username": "lan", "full_name": "Nguyễn Thị Lan"},
    "NewPost": {"user": UID, "unit": OTHER, "post": "Chuyên viên", "roles": ["specialist"]},
    "LastDay": {"last_day": "2026-12-31"},
    "NewDelegation": {
        "taker": OTHER,
        "permissions": ["outgoing.sign"],
        "valid_from": "2026-11-23",
        "valid_to": "2026-11-30",
        "basis": "Văn bản ủy quyền 03/GUQ-UBND",
    },
    "Delegated": DELEGATION,
    "Key": {
        "uid": UID,
        "purpose": "seal",
        "owner": UNIT["name"],
        "serial": "4f1c",
        "certificate": "-----BEGIN CERTIFICATE-----\n…\n-----END CERTIFICATE-----\n",
        "valid_from": AT,
        "valid_to": "2027-11-20T17:00:00Z",
        "retired": None,
        "is_locked": False,
        "custodian": POST | {"full_name": "Đỗ Thị Hoa", "post": "Văn thư", "kind": "staff"},
        "handover": "Biên bản bàn giao 01",
    },
    "Handover": {"custodian": OTHER, "handover": "Biên bản bàn giao 02"},
    "NewToken": {
        "post": OTHER,
        "purpose": "Cổng dịch vụ công",
        "scope": ["document.read"],
        "expires": "2027-11-20T17:00:00Z",
    },
    "TokenLine": TOKEN,
    "IssuedToken": {"token": TOKEN, "secret": "docflow_…"},
    "LogLine": {
        "chain": UID,
        "number": 42,
        "at": AT,
        "event": "outgoing.signed",
        "who": "Phạm Quang Minh",
        "on_behalf_of": None,
        "document": OTHER,
        "code": None,
        "about": None,
        "said": None,
        "hidden": False,
        "erased": False,
    },
    "Proof": {
        "chains": [{"chain": UID, "length": 1204, "signed": 1200, "head": DIGEST}],
        "check": CHECK,
    },
    "LogCheck": CHECK,
    "Rates": {
        "definition": "2026-1",
        "unit": UNIT,
        "first": "2026-10-15",
        "last": "2026-11-14",
        "tree": False,
        "at": AT,
        "rates": [FIGURE],
    },
    "CountedThing": {
        "thing": "document",
        "uid": OTHER,
        "unit": UID,
        "day": "2026-11-03",
        "reason": None,
    },
    "PdfReport": {
        "indication": "TOTAL_PASSED",
        "sub_indication": None,
        "signatures": [
            {
                "field": "Signature1",
                "signer": {"name": "Phạm Quang Minh", "serial": "4f1c"},
                "indication": "TOTAL_PASSED",
                "sub_indication": None,
                "level": "B-LT",
                "signed_at": AT,
                "time_stamp": AT,
                "changes": [],
            }
        ],
        "problems": [],
    },
    "Health": {
        "waiting": {"delivery": 2, "status": 0, "check": 1},
        "failing": {"delivery": 1, "status": 0, "check": 0},
        "rows": [
            {
                "kind": "delivery",
                "about": OTHER,
                "due": AT,
                "attempts": 3,
                "last_error": "The recipient does not answer.",
            }
        ],
    },
}
SENTENCES = {
    "asked_already": "This was sent twice and has been done once. Look at the page anew.",
    "bad_key": "An Idempotency-Key has 1 to 64 visible ASCII characters.",
    "fault": "Something went wrong here. Try again; nothing was done.",
    "file_unavailable": "The file cannot be read from the store now. Try again.",
    "invalid": "1 values cannot be taken. Each is named under “errors”.",
    "key_missing": "Send an Idempotency-Key with this call: any text you use for no other call.",
    "key_reused": "This key was used for another request. Ask with a new key.",
    "not_allowed": "Đỗ Thị Hoa acts for … and may not sign documents in …. Roles that may: leader.",
    "not_found": "There is nothing here, or nothing that you may see.",
    "quarantined": "The check on arrival found this file not valid: it is shown only as pictures.",
    "token_expired": "The access token has expired. Ask for a new one.",
    "token_missing": "Send your access token: Authorization: Bearer, then the token.",
    "token_revoked": "The access token was revoked. Ask for a new one.",
    "token_unknown": "There is no such access token. Ask for a new one.",
    "too_large": "The body is larger than 1 MB. Send less at once.",
    "too_many": "Too many tries. Try again in 3 minutes.",
    "unknown_reference": "“signer” names nothing that you may see. Name another.",
    "wrong_pin": "The PIN is wrong. Tries left: 4.",
    "wrong_state": "“sign” is not possible: the state is “draft”, it must be “…”.",
    "wrong_type": "Send the body as application/json.",
}
PARAMS = {"wrong_pin": {"left": 4}, "too_many": {"minutes": 3}, "invalid": {"count": 1}}
FIELDS = {"wrong_pin": "pin", "unknown_reference": "signer", "invalid": "subject"}


def of_schema(schema: dict[str, Any]) -> Any:
    """The example of a schema of the description: of a thing, a list of things, a page of them."""
    if "items" in schema:
        return [of_schema(schema["items"])]
    name = schema["$ref"].rpartition("/")[2]
    if name.startswith("Page_"):
        return {"items": [OF[name.removeprefix("Page_").strip("_")]], "next": None}
    return OF[name]


def problem(status: int, code: str) -> dict[str, Any]:
    """An example of a problem with this code."""
    errors = [{"field": "subject", "code": "missing", "detail": "This is missing."}]
    return {
        "type": f"urn:docflow:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": SENTENCES.get(code, "What stands in the way, and what to do about it."),
        "code": code,
        "params": PARAMS.get(code, {}),
        "field": FIELDS.get(code),
        "errors": errors if code == "invalid" else [],
    }
