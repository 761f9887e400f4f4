"""An example of each thing about units, people, keys, the log and rates, for the description."""

from typing import Any

from docflow.api.examples_of_documents import AT, DIGEST, OTHER, POST, UID, UNIT

FROM = {"valid_from": "2025-07-01", "valid_to": None}
CODE = {"scheme": "identifier", "code": "H56.36.21"}
WHOLE_UNIT = UNIT | {
    "kind": "people_committee",
    "opened": "2025-07-01",
    "ended": None,
    "prints_qr_code": False,
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
    "kind": "authorisation",
    "permissions": ["outgoing.sign"],
    "kinds": ["REPORT"],
    "valid_from": "2026-11-23",
    "valid_to": "2026-11-30",
    "basis": "Văn bản ủy quyền 03/GUQ-UBND",
    "has_file": True,
    "passed_from": None,
}
TOKEN = {
    "uid": UID,
    "post": POST,
    "purpose": "Cổng dịch vụ công",
    "scope": ["document.read"],
    "created": AT,
    "expires": "2027-11-20T17:00:00Z",
    "confirmed": "2026-11-21T08:00:00+07:00",
    "revoked": None,
    "last_used": None,
}
CHECK = {
    "uid": UID,
    "unit": OTHER,
    "asked_at": AT,
    "finished_at": AT,
    "done": 1204,
    "total": 1204,
    "whole": True,
    "bad_chain": None,
    "bad_number": None,
    "bad_reason": None,
}
TASKS = {
    "total": 6,
    "counts": {"done_in_time": 4, "done_late": 1, "open_in_time": 1, "open_late": 0},
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
    "QrCode": {"prints": True},
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
    "PersonWhole": {
        "uid": UID,
        "username": "minh",
        "full_name": "Phạm Quang Minh",
        "is_active": True,
        "has_second_factor": True,
        "posts": [APPOINTED],
        "delegations": [DELEGATION],
        "tokens": [TOKEN],
    },
    "FirstPassword": {"user": UID, "secret": "…"},
    "NewPost": {"user": UID, "unit": OTHER, "post": "Chuyên viên", "roles": ["specialist"]},
    "NewDelegation": {
        "taker": OTHER,
        "permissions": ["outgoing.sign"],
        "valid_from": "2026-11-23",
        "valid_to": "2026-11-30",
        "basis": "Văn bản ủy quyền 03/GUQ-UBND",
    },
    "Delegated": DELEGATION,
    "Revocation": {
        "because": "compromised",
        "basis": "Công văn đề nghị thu hồi 12/CV-VP",
        "since": AT,
    },
    "Key": {
        "uid": UID,
        "purpose": "seal",
        "kind": "token",
        "status": "active",
        "revoked": None,
        "revoked_because": None,
        "replaced_by": None,
        "owner": UNIT["name"],
        "serial": "4f1c",
        "certificate": "-----BEGIN CERTIFICATE-----\n…\n-----END CERTIFICATE-----\n",
        "valid_from": AT,
        "valid_to": "2027-11-20T17:00:00Z",
        "retired": None,
        "is_locked": False,
        "picture": None,
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
        "program": None,
        "document": OTHER,
        "code": None,
        "recipient": None,
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
    "CheckAsked": {"whole": False},
    "Rates": {
        "definition": "2026-2",
        "unit": UNIT,
        "first": "2026-10-15",
        "last": "2026-11-14",
        "tree": False,
        "at": AT,
        "rates": [FIGURE],
    },
    "UnitRate": {
        "unit": {"uid": OTHER, "name": "Phòng Kinh tế"},
        "own": False,
        "units": 1,
        "figure": FIGURE,
    },
    "MonthRate": {"first": "2026-10-01", "last": "2026-10-31", "figure": FIGURE},
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
                "checks": {
                    "unchanged": "good",
                    "certificate": "good",
                    "revocation": "good",
                    "time": "good",
                },
                "covers": 370459,
                "regions": [],
                "certificate": {
                    "organisation": "Ủy ban nhân dân xã Hoằng Đông",
                    "issuer": "CA phục vụ các cơ quan Nhà nước G2",
                    "valid_from": "2024-07-01T00:00:00Z",
                    "valid_to": "2029-06-30T23:59:59Z",
                },
                "anchor": {
                    "name": "Vietnam National Root CA",
                    "sha256": DIGEST,
                    "origin": "https://rootca.gov.vn",
                    "added": "2026-01-05",
                },
            }
        ],
        "problems": [],
        "size": 370459,
        "sha256": DIGEST,
        "checked_at": AT,
        "documents": [],
    },
    "Figures": {
        "unit": UNIT,
        "first": "2026-10-15",
        "last": "2026-11-14",
        "at": AT,
        "share": "80,00 %",
        "lines": [
            {
                "key": OTHER,
                "name": "Nguyễn Thị Lan",
                "note": UNIT["name"],
                "share": "80,00 %",
            }
            | TASKS
        ],
    }
    | TASKS,
    "FigureItem": {
        "uid": UID,
        "code": "12/BC-SNV",
        "subject": "Về phòng chống bão",
        "unit": UNIT["name"],
        "who": "Nguyễn Thị Lan",
        "given": AT,
        "due": AT,
        "done_at": None,
        "outcome": "open_in_time",
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
        "given_up": [
            {
                "uid": UID,
                "unit": UNIT,
                "recipient": "Ủy ban nhân dân huyện Hoằng Hóa",
                "last_error": "The recipient's certificate has expired.",
            }
        ],
        "checkpoint": 1204,
    },
}
