"""What holds for every page: its headers, its language, each request once, refusals as pages."""

import hashlib
import threading
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.crypto import salted_hmac
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from docflow.errors import NotAllowed, Refused
from docflow.requests import once

Next = Callable[[HttpRequest], HttpResponse]
SECRET_FIELDS = {"csrfmiddlewaretoken", "pin", "password", "new_password", "again", "code"}
STATUS_OF = {
    "too_many": 429,
    "asked_already": 409,
    "frozen": 409,
    "key_reused": 422,
    "wrong_state": 409,
    "length_missing": 411,
    "too_large": 413,
}

TURNS = 2
LONGEST_TURN = 1  # seconds a page waits for its turn


def policy(connect: str = "'self'") -> str:
    """What a page may load and whom its scripts may ask (CSP 3); a strict one."""
    return "; ".join(
        [
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            "font-src 'self'",
            f"connect-src {connect}",
            "frame-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        ]
    )


CSP = policy()


def headers(following: Next) -> Next:
    """A strict policy on every answer that brings none of its own; nothing private is kept.

    A request for a host that is not ours is answered 400: another site may lead its name here.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        request.get_host()
        response = following(request)
        response.headers.setdefault("Content-Security-Policy", CSP)
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), microphone=(), geolocation=()"
        )
        if not request.path.startswith(settings.STATIC_URL):
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    return answer


def few_at_once(following: Next) -> Next:
    """Two pages are made at a time in a process, the others wait for their turn.

    All at once would each take as long as all together. Acts have no turns: they wait for keys,
    checks and other programs, and a page must not wait for them; nor for long for a slow page,
    such as the picture of a file that is hard to draw.
    """
    turns = threading.BoundedSemaphore(TURNS)

    def answer(request: HttpRequest) -> HttpResponse:
        is_page = request.method in ("GET", "HEAD")
        has_turn = is_page and turns.acquire(timeout=LONGEST_TURN)
        try:
            return following(request)
        finally:
            if has_turn:
                turns.release()

    return answer


def language(following: Next) -> Next:
    """The person's own language, else the one chosen in this browser, else Vietnamese."""
    known = dict(settings.LANGUAGES)

    def answer(request: HttpRequest) -> HttpResponse:
        user: Any = request.user
        wanted = getattr(user, "language", "") or request.COOKIES.get("language", "")
        with translation.override(wanted if wanted in known else settings.LANGUAGE_CODE):
            response = following(request)
            response.headers.setdefault("Content-Language", translation.get_language() or "vi")
            return response

    return answer


def each_once(following: Next) -> Next:
    """A form that is sent twice acts once: the second time gets the first answer."""

    def answer(request: HttpRequest) -> HttpResponse:
        user: Any = request.user
        if request.method != "POST" or not user.is_authenticated:
            return following(request)  # a program's body is read by the API alone
        key = request.POST.get("request_key", "")
        if not key:
            return following(request)
        if len(key) > once.LONGEST_KEY:
            return refused(request, _key_too_long())
        with once.asking(user.uid, key, _body(request)) as this:
            try:
                before = once.answered(this)
            except Refused as refusal:
                return refused(request, refusal)
            if before:
                return HttpResponseRedirect(before["location"])
            response = following(request)
            if this.claimed and isinstance(response, HttpResponseRedirect):
                once.keep_answer(this, {"location": response.url})
            return response

    return answer


def refusals(following: Next) -> Any:
    """A refusal no form took up becomes a page with its sentence."""

    class Refusals:
        def __call__(self, request: HttpRequest) -> HttpResponse:
            return following(request)

        def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
            return refused(request, error) if isinstance(error, Refused) else None

    return Refusals()


def must_carry_key(request: HttpRequest) -> HttpResponse | None:
    """Why a POST without a key is not answered; None when it carries one."""
    if request.method != "POST" or request.POST.get("request_key"):
        return None
    return redirect(request.get_full_path())


def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """The sentence of a refusal as a page: what, why, what to do."""
    default = 403 if isinstance(refusal, NotAllowed) else 422
    status = STATUS_OF.get(refusal.code, default)
    context = {"refusal": refusal, "back": _back(request)}
    return render(request, "web/refused.html", context, status=status)


def _back(request: HttpRequest) -> str:
    """The page the request came from, if it is one of ours; another site leads nobody away."""
    came_from = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(came_from, {request.get_host()})
    return came_from if ours else "/"


def _body(request: HttpRequest) -> bytes:
    """What was asked, without secrets: those could be guessed from a hash."""
    told = [request.path]
    for name in sorted(set(request.POST) - SECRET_FIELDS):
        told += [name, *request.POST.getlist(name)]
    for name, file in sorted(request.FILES.items()):
        digest = hashlib.sha256()
        for chunk in file.chunks():  # type: ignore[union-attr]
            digest.update(chunk)
        file.seek(0)  # type: ignore[union-attr]
        told += [name, digest.hexdigest()]
    return salted_hmac("docflow.web.each_once", "\0".join(told)).digest()


def _key_too_long() -> Refused:
    return Refused("bad_key", _("The key of the request is too long. Look at the page anew."))
