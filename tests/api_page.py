"""What docs/api.md says: the rules of the API and a table of its calls, written from the code."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

PAGE = Path(__file__).resolve().parent.parent / "docs" / "api.md"
HEAD = "Written from the code by `make docs`; change the code, not this page."
DOORS = """**Who may.** *gate*: whoever holds one of the permissions in the unit of the token; a
closed gate answers 404 for what is read or named, and 403 with the reason to a change at a bare
address. *subject*: whoever may see what the address names (else 404); the act asks for the
permission (else 403, with the reason). *token*: every token. A refused change leaves one
`act.refused` in the log.

**Key.** *needed*: not answered without an Idempotency-Key. *may*: taken when it is sent; the state
of the thing, or what is unique about it, already keeps the act from being done twice."""
TRY = """## Try it

An administrator issues a token on a person's page, beside the post, or a program by
`POST /tokens`; the holder of its post confirms it under “My account”. Then:

```sh
curl -H "Authorization: Bearer $TOKEN" http://127.0.0.1:8000/api/v1/me

FILE=$(curl -s -H "Authorization: Bearer $TOKEN" -F file=@report.pdf \\
    http://127.0.0.1:8000/api/v1/files | jq -r .token)
curl -H "Authorization: Bearer $TOKEN" -H "Idempotency-Key: draft-$(date +%s)" \\
    -H "Content-Type: application/json" -H "Accept-Language: vi" \\
    -d "{\\"kind\\": \\"REPORT\\", \\"subject\\": \\"Tình hình mưa lũ\\",
         \\"file\\": \\"$FILE\\", \\"signer\\": \\"$POST\\"}" \\
    http://127.0.0.1:8000/api/v1/outgoing
```

`GET /posts` tells the posts that can be named to sign or to handle, `GET /units?text=…` the units
to address. Bodies have at most 1 MB, uploads 50 MB. Too many searches, uploads, checks or PINs are
answered 429 with Retry-After (docflow/requests/limits.py)."""


def text() -> str:
    """The whole page."""
    from docflow.api.description import OPENING
    from docflow.api.urls import AREAS, api

    lines = ["# The API", "", HEAD, "", "All addresses begin with `/api/v1`. The description with"]
    lines += ["examples is at `/api/v1/openapi.json` and, as a page, at `/api/v1/docs`."]
    lines += ["", OPENING, "", DOORS, "", TRY]
    for area in AREAS:
        lines += ["", f"## {area.router.tags[0].capitalize()}", "", *_table(area, api.calls())]
    return "\n".join(lines) + "\n"


def _table(area: Any, calls: list[Any]) -> Iterator[str]:
    yield "| call | address | what it does | who may | key | refused as |"
    yield "|---|---|---|---|---|---|"
    views = {
        operation.view_func.call.verb: operation
        for view in area.router.path_operations.values()
        for operation in view.operations
    }
    for call in calls:
        if call.verb in views:
            yield _row(call, views[call.verb].summary)


def _row(call: Any, summary: str) -> str:
    from docflow.api.description import plain_path

    permissions = ", ".join(f"`{each}`" for each in call.any_of)
    key = "" if call.is_safe else "needed" if call.needs_key else "may"
    cells = (
        f"`{call.verb}`",
        f"`{call.method} {plain_path(call.path)}`",
        summary,
        f"{call.door} {permissions}".strip(),
        key,
        ", ".join(f"`{code}`" for code in call.codes),
    )
    return f"| {' | '.join(cells)} |"
