"""What the state's signing plug-in on a person's machine is asked, in its own words."""

from typing import Any

from docflow.documents.models import Document
from docflow.people.actor import Actor, ways_to_act
from docflow.signatures.models import DeskRequest
from signing.signed_whole import Wanted

CALLS: dict[str, str] = {
    DeskRequest.Act.SIGN: "vgca_sign_approved",
    DeskRequest.Act.SEAL: "vgca_sign_issued",
    DeskRequest.Act.SEAL_ATTACHMENT: "vgca_sign_appendix",
    DeskRequest.Act.SEAL_COPY: "vgca_sign_copy",
}
"""The plug-in's calls for our acts; what else it offers is not asked of it (docs/keys.md)."""


def question(request: DeskRequest, file: str, upload: str) -> dict[str, Any]:
    """The call and its input: where the file is fetched and brought back, what is to be filled."""
    document: Document = request.document
    wanted = Wanted.from_json(request.pending)
    filled = {"SignatureField": wanted.field} | {
        f"Text:{name}": text for name, text in wanted.texts.items()
    }
    seals = request.act == DeskRequest.Act.SEAL
    return {
        "call": CALLS[request.act],
        "input": {
            "FileUploadHandler": upload,
            "SessionId": str(request.uid),
            "JWTToken": "",
            "FileName": file,
            "DocNumber": document.code if seals else "",
            "IssuedDate": document.issued_on.isoformat() if seals and document.issued_on else "",
            "MetaData": [{"Key": key, "Value": value} for key, value in filled.items()],
        },
    }


def acting(request: DeskRequest) -> Actor | None:
    """Whoever was asked, in the same capacity, if it is still theirs."""
    if not request.asked_by.user.is_active:
        return None
    ways = ways_to_act(request.asked_by.user)
    asked = (request.asked_by, request.delegation)
    return next((each for each in ways if (each.appointment, each.delegation) == asked), None)
