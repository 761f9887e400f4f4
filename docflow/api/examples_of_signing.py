"""An example of each thing about signing that is sent or answered, for the description."""

from typing import Any

from docflow.api.examples_of_documents import AT, DIGEST, OTHER, UID

BATCH = {
    "uid": OTHER,
    "consented_at": AT,
    "ends_at": "2026-11-21T19:05:00Z",
    "count": 2,
    "signed": 1,
    "refused": 0,
    "waiting": 1,
}
ORIGIN, NONCE = "https://docflow.example", "9f1c0a7be4d25360c81e77a2b4d9f013"
OF: dict[str, Any] = {
    "Asking": {"origin": ORIGIN},
    "ToAsk": {"origin": ORIGIN, "seen": DIGEST},
    "Question": {
        "request": OTHER,
        "nonce": NONCE,
        "expires": AT,
        "act": "sign",
        "number": "/BC-UBND",
        "subject": "Tình hình thiệt hại do mưa lũ trên địa bàn xã",
        "file": DIGEST,
        "message": "MYIBCzAYBgkqhkiG9w0BCQMxCwYJKoZIhvcNAQcB",
    },
    "DeskAnswer": {
        "origin": ORIGIN,
        "nonce": NONCE,
        "value": "bWFkZSBieSB0aGUgZGV2aWNl",
        "certificate": "-----BEGIN CERTIFICATE-----",
    },
    "Taken": {"document": UID, "act": "sign"},
    "RightToSign": {
        "prefix": "TM.",
        "lines": ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"],
        "serial": "4f1c",
        "valid_to": "2027-11-20T17:00:00Z",
        "wants": "",
    },
    "CodeWanted": {"purpose": "leader"},
    "CodeSent": {
        "wants": "Your key is at a signing service: write the PIN, a space, and the code."
    },
    "SeveralToSign": {"pin": "••••••", "documents": [{"uid": UID, "seen": DIGEST}, {"uid": OTHER}]},
    "SignedSeveral": {
        "batch": OTHER,
        "signed": 1,
        "results": [
            {
                "uid": UID,
                "signed": True,
                "tried": True,
                "state": "signed",
                "code": None,
                "detail": None,
            },
            {
                "uid": OTHER,
                "signed": False,
                "tried": True,
                "state": "returned",
                "code": "wrong_state",
                "detail": "“sign” is not possible: the state is “returned”, it must be “…”.",
            },
        ],
    },
    "BatchLine": BATCH,
    "WholeBatch": BATCH
    | {
        "items": [
            {"uid": UID, "digest": DIGEST, "state": "signed", "code": None, "ended_at": AT},
            {"uid": OTHER, "digest": DIGEST, "state": "waiting", "code": None, "ended_at": None},
        ]
    },
}
