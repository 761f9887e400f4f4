"""Signing in and out, and the language of the pages before and after."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from docflow import clock
from docflow.errors import Refused
from docflow.people import demo_people, sign_in
from docflow.people.models import User
from docflow.requests.addresses import address_of
from docflow.web import sessions
from docflow.web.access import public
from docflow.web.forms.act import ActForm

HALF_LASTS = timedelta(minutes=5)  # between password and code
MARK, MARK_PATH = "docflow_mark", "/sign-in/"
LANGUAGE_LASTS = timedelta(days=365)


class SignInForm(ActForm):
    """User name and password."""

    username = forms.CharField(
        label=_("user name"),
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    password = forms.CharField(
        label=_("password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class CodeForm(ActForm):
    """The code of the second factor."""

    places: ClassVar[dict[str, str]] = {"wrong_code": "code"}
    code = forms.CharField(
        label=_("code of the app"),
        help_text=_("Six digits, as the app on your phone shows them now."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@public
def show(request: Any) -> HttpResponse:
    """Ask for name and password; then for the code, if the person has a second factor."""
    back = _back(request)
    if request.user.is_authenticated and request.method != "POST":
        return redirect(back)
    form = SignInForm(request.POST or None)
    user = _tried(form, lambda given: _person(request, **given))
    if isinstance(user, User):
        return _half_way(request, user, back) if user.totp_confirmed else _in(request, user, back)
    context = {"form": form, "next": back, "why": request.GET.get("why", "")}
    context["demo_people"] = demo_people.listed()
    return render(request, "web/sign_in/show.html", context, status=user)


@require_http_methods(["GET", "HEAD", "POST"])
@public
def code(request: Any) -> HttpResponse:
    """Ask for the code of the second factor; five minutes after the password begin anew."""
    back = _back(request)
    user = _half_signed_in(request)
    if user is None:
        return redirect(sessions.sign_in_address(back, "half"))
    form = CodeForm(request.POST or None)
    address = address_of(request)
    done = _tried(form, lambda given: _coded(user, given["code"], address))
    if isinstance(done, User):
        return _in(request, done, back)
    return render(request, "web/sign_in/code.html", {"form": form, "next": back}, status=done)


@require_POST
@public
def out(request: Any) -> HttpResponse:
    """End the session of this browser."""
    if SESSION_KEY in request.session:
        sessions.end(request, "signed_out")
    return redirect(f"{reverse('sign-in')}?why=signed_out")


@require_POST
@public
def language(request: Any) -> HttpResponse:
    """Choose the language of the pages: for the person, and for this browser before sign-in."""
    response = redirect(sessions.safe_path(request, request.POST.get("next", "/")))
    wanted = request.POST.get("language", "")
    if wanted not in dict(settings.LANGUAGES):
        return response
    if request.user.is_authenticated:
        User.objects.filter(pk=request.user.pk).update(language=wanted)
    _keep(response, "language", wanted, LANGUAGE_LASTS, "/")
    return response


def _tried(form: ActForm, attempt: Callable[[dict[str, Any]], User]) -> User | int:
    """Whoever the form shows to be there; or the status of the page that says why not."""
    if not form.is_valid():
        return 200
    try:
        return attempt(form.cleaned_data)
    except Refused as refusal:
        form.refuse(refusal)
        return 429 if refusal.code == "too_many" else 200


def _person(request: Any, username: str, password: str) -> User:
    mark = request.COOKIES.get(MARK, "")
    return sign_in.check_password(username, password, address_of(request), mark)


def _coded(user: User, code: str, address: str) -> User:
    sign_in.check_code(user, code, address)
    return user


def _in(request: Any, user: User, back: str) -> HttpResponse:
    sessions.begin(request, user)
    response = redirect(back)
    _keep(response, MARK, sign_in.mark_of(user), sign_in.MARK_LASTS, MARK_PATH)
    return response


def _half_way(request: Any, user: User, back: str) -> HttpResponse:
    """Remember, under a new key, who gave the right password; that alone opens nothing."""
    request.session.flush()
    request.session["half"] = [user.pk, clock.wall().isoformat(), user.get_session_auth_hash()]
    return redirect(sessions.sign_in_address(back, page="sign-in-code"))


def _half_signed_in(request: Any) -> User | None:
    """Who gave the right password just now, if nothing of the account changed since."""
    pk, since, digest = request.session.get("half") or (0, "", "")
    user = User.objects.filter(pk=pk, is_active=True).first()
    if user is None or not constant_time_compare(digest, user.get_session_auth_hash()):
        return None
    moment = datetime.fromisoformat(since)
    if user.sessions_from and moment < user.sessions_from:
        return None
    return user if clock.wall() - moment < HALF_LASTS else None


def _back(request: Any) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    return sessions.safe_path(request, wanted)


def _keep(response: HttpResponse, name: str, value: str, lasts: timedelta, path: str) -> None:
    response.set_cookie(
        name,
        value,
        max_age=lasts,
        path=path,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
