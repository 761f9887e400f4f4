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
    params = {"method": request.method, "allowed": found.headers["Allow"]}
    refusal = Refused("method_not_allowed", sentence, **params)
    answer = errors.refused(refusal)
    answer["Allow"] = found.headers["Allow"]
    return answer
