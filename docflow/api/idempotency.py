"""Each call once: asked again with the same Idempotency-Key, the first answer is given again."""

import hashlib
import json
import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from docflow.api.errors import refused
from docflow.errors import Refused
from docflow.requests import once

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
KEY = re.compile(rf"[!-~]{{1,{once.LONGEST_KEY}}}")
SECRETS = frozenset({"pin", "password"})
KEPT = ("Content-Type", "Location", "Content-Language")
NOT_KEPT = (409, 413, 415, 429, 503)
"""Answers another try may change: an act under way, a limit, a store that is away."""


def each_once(
    request: Any, owner: UUID, needs_key: bool, run: Callable[[], HttpResponseBase]
) -> HttpResponseBase:
    """The answer of the call, or the first answer given to its key."""
    key = request.headers.get(HEADER)
    if key is None:
        return refused(_missing()) if needs_key else run()
    if not KEY.fullmatch(key):
        return refused(_bad())
    with once.asking(owner, key, _body(request)) as this:
        try:
            before = once.answered(this)
        except Refused as refusal:
            return refused(refusal)
        if before:
            return _again(before)
        answer = run()
        if this.claimed or answer.status_code not in NOT_KEPT:
            once.keep_answer(this, _kept(answer))
        return answer


def _kept(answer: Any) -> dict[str, Any]:
    """An answer to keep, without a secret in it: that is told once."""
    text = answer.content.decode()
    content = json.loads(text) if text else None
    if isinstance(content, dict) and "secret" in content:
        text = json.dumps(content | {"secret": None}, ensure_ascii=False)
    headers = {name: answer.headers[name] for name in KEPT if name in answer.headers}
    return {"status": answer.status_code, "headers": headers, "body": text}


def _again(before: dict[str, Any]) -> HttpResponse:
    answer = HttpResponse(before["body"], status=before["status"], headers=before["headers"])
    answer[REPLAYED] = "true"
    return answer


def _body(request: Any) -> bytes:
    """What was asked, without secrets: those could be guessed from a hash."""
    told = [request.method, request.get_full_path()]
    if request.content_type == "multipart/form-data":
        told += _form(request)
    else:
        told.append(_without_secrets(request.body))
    return salted_hmac("docflow.api.idempotency", "\0".join(told)).digest()


def _form(request: Any) -> list[str]:
    told: list[str] = []
    for name in sorted(set(request.POST) - SECRETS):
        told += [name, *request.POST.getlist(name)]
    for name, file in sorted(request.FILES.items()):
        told += [name, file.name, hashlib.file_digest(file, "sha256").hexdigest()]
        file.seek(0)
    return told


def _without_secrets(body: bytes) -> str:
    try:
        content = json.loads(body) if body else None
    except (ValueError, RecursionError):
        return "unreadable"
    if isinstance(content, dict):
        content = {name: value for name, value in content.items() if name not in SECRETS}
    return json.dumps(content, sort_keys=True)


def _missing() -> Refused:
    return Refused(
        "key_missing",
        _("Send an Idempotency-Key with this call: any text you use for no other call."),
    )


def _bad() -> Refused:
    return Refused(
        "bad_key",
        _("An Idempotency-Key has 1 to %(longest)s visible ASCII characters."),
        longest=once.LONGEST_KEY,
    )
