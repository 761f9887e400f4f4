"""My account: password, second factor, language, sessions, posts and delegations."""

from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from docflow import clock
from docflow.notices import mail
from docflow.notices.actions import choose
from docflow.notices.models import MailChoice
from docflow.people import one_time, passwords, sign_in, tokens
from docflow.people.models import ApiToken, Delegation, User
from docflow.people.oneself import Oneself
from docflow.permissions import Permission
from docflow.web import sessions
from docflow.web.access import chosen, signed_in
from docflow.web.forms.act import ActForm, carry_out
from docflow.web.forms.notices import ChoiceForm

PENDING = "second_factor"


def _secret(label: Any, autocomplete: str, **options: Any) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, strip=False, widget=widget, **options)


class PasswordForm(ActForm):
    """The present password, and the new one twice."""

    places: ClassVar[dict[str, str]] = {
        "wrong_password": "password",
        "password_unchanged": "new_password",
        "password_too_short": "new_password",
        "password_too_long": "new_password",
        "password_names_user": "new_password",
        "password_common": "new_password",
    }
    password = _secret(_("present password"), "current-password")
    new_password = _secret(
        _("new password"),
        "new-password",
        help_text=_("Twelve characters or more. Several words that belong to no saying are good."),
    )
    again = _secret(_("new password once more"), "new-password")

    def clean(self) -> dict[str, Any]:
        """Both new passwords are the same."""
        given = super().clean() or {}
        if "again" in given and given.get("new_password") != given["again"]:
            self.add_error("again", _("This is not the same as the new password. Type it again."))
        return given


class SecondFactorForm(ActForm):
    """The code the app shows."""

    places: ClassVar[dict[str, str]] = {"wrong_code": "code", "wrong_password": "password"}
    code = forms.CharField(
        label=_("code of the app"),
        help_text=_("Six digits, as the app on your phone shows them now."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class ReplacingForm(SecondFactorForm):
    """For a new app in place of another, the password too."""

    password = _secret(_("present password"), "current-password")


@require_safe
@signed_in
def show(request: Any) -> HttpResponse:
    """Everything about the own account on one page."""
    user = request.user
    delegations = Delegation.objects.select_related(
        "giver__user", "giver__unit", "taker__user", "taker__unit"
    ).order_by("-valid_from", "-pk")
    context = {
        "posts": user.appointments.select_related("unit").order_by("-valid_from", "-pk"),
        "given": [_shown(each) for each in delegations.filter(giver__user=user)],
        "taken": [_shown(each) for each in delegations.filter(taker__user=user)],
        "tokens": _tokens(user).filter(revoked=None, expires__gt=clock.now()),
        "required": one_time.is_required_of(user),
        "done": request.GET.get("done", ""),
    }
    return render(request, "web/account/show.html", _framed(request, context))


@require_http_methods(["GET", "HEAD", "POST"])
@sessions.while_owed
@signed_in
def password(request: Any) -> HttpResponse:
    """Change the own password; the first one was given and must be."""

    def act(given: dict[str, Any]) -> User:
        by = Oneself(request.user)
        user = passwords.change_password(given["password"], given["new_password"], by=by)
        sessions.renew(request, user)
        return user

    form = PasswordForm(request.POST or None)
    context = _framed(request, {"first": request.user.password_is_initial})
    done = _done(request, "password")
    return carry_out(request, form, act, done, "web/account/password.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@sessions.while_owed
@signed_in
def second_factor(request: Any) -> HttpResponse:
    """Set an app on the phone up: scan the picture, type its code."""
    user = request.user
    if PENDING not in request.session:
        request.session[PENDING] = one_time.new_secret(user)
    sealed = request.session[PENDING]

    def act(given: dict[str, Any]) -> User:
        by, present = Oneself(user), given.get("password", "")
        confirmed = one_time.confirm(sealed, given["code"], by=by, password=present)
        del request.session[PENDING]
        sessions.renew(request, confirmed)
        return confirmed

    kind = ReplacingForm if user.totp_confirmed else SecondFactorForm
    form = kind(request.POST or None)
    context = {"secret": one_time.shown(sealed, user), "required": one_time.is_required_of(user)}
    done = _done(request, "second_factor")
    template = "web/account/second_factor.html"
    return carry_out(request, form, act, done, template, _framed(request, context))


@require_safe
@sessions.while_owed
@signed_in
def second_factor_picture(request: Any) -> HttpResponse:
    """The picture the app scans, of the secret this session is about to confirm."""
    if PENDING not in request.session:
        raise Http404
    drawn = one_time.picture(request.session[PENDING], request.user)
    return HttpResponse(drawn, content_type="image/svg+xml")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def notices(request: Any) -> HttpResponse:
    """Choose how one hears of what, and where one's mail goes."""
    choice = MailChoice.objects.filter(person=request.user).first() or MailChoice()
    form = ChoiceForm(request.POST or None, choice=choice)

    def act(given: dict[str, Any]) -> MailChoice:
        by = Oneself(request.user)
        return choose(given["address"], form.ways(), given["digest_hour"], by=by)

    context = _framed(request, {"choice": choice, "mail_is_on": mail.is_on()})
    done = _done(request, "notices")
    return carry_out(request, form, act, done, "web/account/notices.html", context)


@require_POST
@signed_in
def programs(request: Any) -> HttpResponse:
    """Let a program act in a post of one's own, or end that."""
    try:
        uid = UUID(request.POST.get("token", ""))
    except ValueError as error:
        raise Http404 from error
    token = get_object_or_404(_tokens(request.user), uid=uid)
    act = tokens.confirm if request.POST.get("act") == "confirm" else tokens.revoke
    act(token, by=Oneself(request.user))
    return redirect(f"{reverse('account')}#programs")


@require_POST
@signed_in
def end_sessions(request: Any) -> HttpResponse:
    """Sign out everywhere, here too."""
    sign_in.end_everywhere(by=Oneself(request.user))
    request.session.flush()
    return redirect(f"{reverse('sign-in')}?why=everywhere")


def _tokens(user: User) -> Any:
    """The programs that act, or are to act, in somebody's posts."""
    rows = ApiToken.objects.filter(appointment__user=user)
    return rows.select_related("appointment__user", "appointment__unit").order_by("-pk")


def _done(request: Any, what: str) -> Any:
    """Where to go after the act: on to what is still owed, else back to the account."""

    def address(_user: Any) -> str:
        owed = request.session.get("owes")
        if owed:
            return reverse(sessions.PAGES_OF_DEBTS[owed])
        return f"{reverse('account')}?done={what}"

    return address


def _framed(request: Any, context: dict[str, Any]) -> dict[str, Any]:
    """In the frame of the desk for whoever has one; bare before the first steps are done."""
    actor = None if request.session.get("owes") else chosen(request)
    if actor:
        request.actor = actor
    return context | {"layout": "web/base.html" if actor else "web/bare.html"}


def _shown(delegation: Delegation) -> dict[str, Any]:
    return {
        "delegation": delegation,
        "permissions": [Permission(name).label for name in delegation.permissions],
        "holds": bool(delegation.permissions) and delegation.covers(clock.today()),
    }
