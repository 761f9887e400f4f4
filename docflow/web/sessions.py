"""Sessions: when one begins, how long it lasts, what ends it, and the way back in."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.contrib.auth import SESSION_KEY, login
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from docflow import clock
from docflow.people import sign_in
from docflow.people.models import User
from docflow.people.oneself import Oneself
from docflow.requests.addresses import address_of

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
NOTED = timedelta(minutes=1)  # a session is written at most so often
PAGES_OF_DEBTS = {"password": "account_password", "second_factor": "account_second_factor"}
NOT_TO_SHOW = {"csrfmiddlewaretoken", "request_key", "next", "pin", "code", "username"}
PICKED = {"kind", "signer", "urgency", "secrecy", "channel"}
"""Fields picked from a list: their values are codes, which nobody typed."""
NOT_TYPED = re.compile(r"[0-9a-f-]{32,36}|\S{60,}")  # keys, uids and signed tokens
KEPT = ("began", "acting")
BACKEND = "django.contrib.auth.backends.ModelBackend"
View = Callable[..., HttpResponseBase]


def begin(request: Any, user: User) -> None:
    """A new session under a new key; nothing of what was there before stays."""
    sign_in.begin(by=Oneself(user), address=address_of(request))
    request.session.flush()
    request.session["began"] = clock.wall().isoformat()
    renew(request, user)


def renew(request: Any, user: User) -> None:
    """This session goes on, under a new key, after an act that ended all others."""
    kept = {name: request.session[name] for name in KEPT if name in request.session}
    login(request, user, backend=BACKEND)  # empties the session when the password is another
    request.session.cycle_key()
    request.session.update(kept)
    now = clock.wall().isoformat()
    request.session["since"] = request.session["seen"] = now
    request.session["owes"] = sign_in.owed_by(user)


def end(request: Any, why: str) -> None:
    """End this session, for a reason the log keeps."""
    user = User.objects.filter(pk=request.session.get(SESSION_KEY)).first()
    if user:
        sign_in.end(why, by=Oneself(user))
    request.session.flush()
    request.user = AnonymousUser()


def while_owed(view: View) -> View:
    """Mark a page that opens while the password or the second factor is still to be set."""
    view.while_owed = True  # type: ignore[attr-defined]
    return view


class Rules:
    """Judge the session before anything else is done; first things first for whoever owes some."""

    def __init__(self, following: Callable[[HttpRequest], HttpResponse]) -> None:
        self.following = following

    def __call__(self, request: Any) -> HttpResponse:
        if SESSION_KEY in request.session:
            marks = dict(request.session.items())
            why = _over(request, marks)
            if why:
                _end_late(request, marks, why)
            elif clock.wall() - _moment(marks, "seen") >= NOTED:
                request.session["seen"] = clock.wall().isoformat()
        return self.following(request)

    def process_view(self, request: Any, view: View, args: Any, kwargs: Any) -> HttpResponse | None:
        """Lead to what is owed, whatever else was asked for."""
        owed = request.session.get("owes")
        if not owed or not request.user.is_authenticated:
            return None
        if getattr(view, "while_owed", False) or getattr(view, "door", "") == "public":
            return None
        return redirect(PAGES_OF_DEBTS[owed])


def ask_to_sign_in(request: Any) -> HttpResponse:
    """Lead to the sign-in page and back; what was sent for nothing is shown, not lost."""
    why = getattr(request, "session_over", "")
    if request.headers.get("HX-Request"):
        back = _path(request.headers.get("HX-Current-URL", ""))
        response = HttpResponse(status=401)
        response["HX-Redirect"] = sign_in_address(back, why)
        return response
    if request.method in ("GET", "HEAD"):
        return redirect(sign_in_address(request.get_full_path(), why))
    back = _path(request.headers.get("Referer", ""))
    context = {"why": why, "again": sign_in_address(back), "typed": _typed(request)}
    context["had_files"] = bool(request.FILES)
    return render(request, "web/sign_in/not_sent.html", context, status=401)


def sign_in_address(back: str, why: str = "", page: str = "sign-in") -> str:
    """The address of the sign-in page (or its second) that leads back to a page afterwards."""
    told = {"next": back} | ({"why": why} if why else {})
    return f"{reverse(page)}?{urlencode(told)}"


def safe_path(request: Any, path: str) -> str:
    """The path, if it leads to a page of this site; else the desk."""
    ours = url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return path if ours and path.startswith("/") and not path.startswith("/sign-") else "/"


def _over(request: Any, marks: dict[str, Any]) -> str:
    """Why the session is over: `ended`, `long`, `idle`; or "" when it is not."""
    user = request.user  # none any more when the password changed or the account was closed
    if not user.is_authenticated or "seen" not in marks:
        return "ended"
    if user.sessions_from and _moment(marks, "since") < user.sessions_from:
        return "ended"
    now = clock.wall()
    if now - _moment(marks, "began") >= LONGEST:
        return "long"
    return "idle" if now - _moment(marks, "seen") >= IDLE else ""


def _end_late(request: Any, marks: dict[str, Any], why: str) -> None:
    request.session[SESSION_KEY] = marks[SESSION_KEY]  # Django may have emptied the session
    end(request, why)
    request.session_over = why


def _moment(marks: dict[str, Any], name: str) -> datetime:
    return datetime.fromisoformat(marks[name])


def _path(address: str) -> str:
    """The page within this site that an address names."""
    parts = urlsplit(address)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _typed(request: Any) -> list[str]:
    """What a person typed into the form, without secrets and without what the page put there."""
    return [
        value
        for name in request.POST
        if name not in NOT_TO_SHOW | PICKED and "password" not in name and name != "again"
        for value in request.POST.getlist(name)
        if value.strip() and not NOT_TYPED.fullmatch(value)
    ]
