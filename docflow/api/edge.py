"""Around every call: its language, and no answer about a problem that is not one."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation.trans_real import parse_accept_lang_header

from docflow.api import errors
from docflow.errors import Refused

logger = logging.getLogger(__name__)
View = Callable[..., HttpResponseBase]


def at_the_edge(view: View) -> Any:
    """The view, in the language the program wants."""

    @wraps(view)
    def answer(request: Any, *args: Any, **words: Any) -> HttpResponseBase:
        language = wanted_language(request.headers.get("Accept-Language", ""))
        with translation.override(language):
            found = _answered(view, request, args, words)
            if found.status_code == 405:
                found = _not_allowed(request, found)
        if request.method == "HEAD":
            _leave_out_body(found)
        found.headers.setdefault("Content-Language", language)
        found.headers["Vary"] = "Accept-Language, Authorization"
        found.headers.setdefault("Cache-Control", "no-store")
        return found

    answer.csrf_exempt = True  # type: ignore[attr-defined]
    return answer


def nothing_here(request: Any, *_args: Any, **_words: Any) -> HttpResponse:
    """There is no call at this address: answered as for a thing that does not exist."""
    return errors.refused(errors.NotHere())


def wanted_language(header: str) -> str:
    """The first language of the header that is spoken here, else that of the installation."""
    known = dict(settings.LANGUAGES)
    wanted = [tag.split("-")[0] for tag, _quality in parse_accept_lang_header(header)]
    return next((tag for tag in wanted if tag in known), settings.LANGUAGE_CODE)


def _leave_out_body(found: Any) -> None:
    """What GET would answer, without its body (RFC 9110 §9.3.2); files opened for it are closed."""
    if found.streaming:
        found.streaming_content = ()
        return
    found.headers.setdefault("Content-Length", str(len(found.content)))
    found.content = b""


def _answered(view: View, request: Any, args: Any, words: Any) -> HttpResponseBase:
    try:
        return view(request, *args, **words)
    except Http404:
        return errors.refused(errors.NotHere())
    except (MultiPartParserError, SuspiciousOperation, RecursionError):
        return errors.unreadable()
    except Exception:
        logger.exception("%s %s failed", request.method, request.path)
        return errors.fault()


def _not_allowed(request: Any, found: HttpResponseBase) -> HttpResponse:
    sentence = _("%(method)s is not answered here. Use one of: %(allowed)s.")
    allowed = ", ".join(sorted(found.headers["Allow"].split(", ")))
    refusal = Refused("method_not_allowed", sentence, method=request.method, allowed=allowed)
    answer = errors.refused(refusal)
    answer["Allow"] = allowed
    return answer
