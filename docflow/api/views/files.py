"""Files: brought before the call that uses them; checked at once."""

from typing import Any

from ninja import File, Router
from ninja.files import UploadedFile

from docflow.api.access import call
from docflow.api.payloads.lines import TakenFile
from docflow.desks import uploads
from docflow.permissions import Permission as P

router = Router(tags=["files"])
BRINGERS = (
    P.OUTGOING_DRAFT,
    P.OUTGOING_SIGN_ON_PAPER,
    P.INCOMING_ARRIVE_ON_PAPER,
    P.OUTGOING_SIGN,
    P.COPY_DRAFT,
)


@call(router, "POST", "/files", TakenFile, *BRINGERS, multipart=True, codes=("file_refused",))
def upload_file(request: Any, file: File[UploadedFile]) -> TakenFile:
    """Check a PDF and keep it; its token names it in a later call, for a day."""
    taken = uploads.accept(file, by=request.actor)
    token = uploads.token_of(taken, by=request.actor)
    return TakenFile.of(taken, token)
