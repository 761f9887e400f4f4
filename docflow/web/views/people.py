"""People, their posts and roles, and the programs that act in a post."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_POST, require_safe

from docflow import clock
from docflow.desks.accounts import postless
from docflow.errors import Refused
from docflow.handing_over.leaving_actions import leave
from docflow.handing_over.open_work import open_work
from docflow.people import actions, one_time, passwords, tokens
from docflow.people.models import ApiToken, Appointment, Delegation, User
from docflow.permissions import Permission
from docflow.requests.limits import limit
from docflow.search.people import named
from docflow.web.access import page
from docflow.web.forms.act import carry_out
from docflow.web.forms.delegations import LeaveForm
from docflow.web.forms.people import AppointForm, InviteForm, TokenForm
from docflow.web.within import find_post, find_user, units_of

app_name = "people"
PER_PAGE = 100
manages = page(Permission.PEOPLE_MANAGE)


@require_safe
@manages
def show_all(request: Any) -> HttpResponse:
    """Who holds which post in the own unit and below, by name; first whoever has none yet."""
    typed = request.GET.get("q", "")[:100].strip()
    posts = (
        Appointment.objects.filter(unit__in=units_of(request))
        .select_related("user", "unit")
        .prefetch_related("grants")
        .order_by("user__full_name", "pk")
    )
    if typed:
        limit("search", request.actor)
        here = User.objects.filter(appointments__unit__in=units_of(request)).distinct()
        posts = posts.filter(user__in=named(here, typed))
    number = max(1, _number(request.GET.get("page", "1")))
    rows = list(posts[(number - 1) * PER_PAGE : number * PER_PAGE + 1])
    context = {
        "posts": rows[:PER_PAGE],
        "postless": postless(request.actor.unit, typed) if number == 1 else (),
        "typed": typed,
        "number": number,
        "has_more": len(rows) > PER_PAGE,
        "current_place": "people:list",
    }
    return render(request, "web/people/list.html", context)


@require_safe
@manages
def show(request: Any, uid: UUID) -> HttpResponse:
    """One person: posts, roles, delegations, tokens."""
    return _person(request, find_user(request, uid))


@manages
def invite(request: Any) -> HttpResponse:
    """Open an account and tell its first password, once."""
    form = InviteForm(request.POST or None)

    def act(given: dict[str, Any]) -> User:
        return actions.invite(given["username"], given["full_name"], by=request.actor)

    return carry_out(
        request,
        form,
        act,
        lambda user: reverse("people:show", args=[user.uid]),
        "web/people/act.html",
        {"what": "invite", "current_place": "people:list"},
    )


@manages
def appoint(request: Any, uid: UUID) -> HttpResponse:
    """Give somebody a post with its roles."""
    user = find_user(request, uid)
    form = AppointForm(request.POST or None, units=units_of(request))

    def act(given: dict[str, Any]) -> Appointment:
        return actions.appoint(
            user,
            given["unit"],
            given["post"],
            given["roles"],
            by=request.actor,
            kind=given["kind"],
            valid_from=given["valid_from"],
            valid_to=given["valid_to"],
            basis=given["basis"],
        )

    return _act(request, user, "appoint", form, act)


@manages
def end_appointment(request: Any, uid: UUID) -> HttpResponse:
    """End a post after its last day; what lies open with it goes to a successor."""
    post = find_post(request, uid)
    form = LeaveForm(request.POST or None, post=post)

    def act(given: dict[str, Any]) -> Appointment:
        return leave(
            post,
            given["last_day"],
            by=request.actor,
            successor=given["successor"],
            written=given["written"],
        )

    context = {"post_shown": post, "parts": open_work(post, request.actor, most=1)}
    return _act(request, post.user, "end_appointment", form, act, context)


@require_POST
@manages
def end_delegation(request: Any, uid: UUID) -> HttpResponse:
    """End a delegation now."""
    delegation = Delegation.objects.filter(uid=uid, giver__unit__in=units_of(request)).first()
    if delegation is None:
        raise Http404
    actions.end_delegation(delegation, by=request.actor)
    return redirect("people:show", delegation.giver.user.uid)


@require_POST
@manages
def give_password(request: Any, uid: UUID) -> HttpResponse:
    """A new first password for somebody, told here and never again."""
    user = find_user(request, uid)
    secret = passwords.give_password(user, by=request.actor)
    return _person(request, user, password=secret)


@require_POST
@manages
def reset_second_factor(request: Any, uid: UUID) -> HttpResponse:
    """Take a lost second factor away."""
    user = find_user(request, uid)
    one_time.reset(user, by=request.actor)
    return redirect("people:show", uid)


@manages
def issue_token(request: Any, uid: UUID) -> HttpResponse:
    """Give a program access in a post; its secret is shown once."""
    post = find_post(request, uid)
    form = TokenForm(request.POST or None, post=post)
    if request.method == "POST" and form.is_valid():
        try:
            _, secret = tokens.issue(
                post,
                form.cleaned_data["purpose"],
                [Permission(each) for each in form.cleaned_data["scope"]],
                form.expires(),
                by=request.actor,
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return _person(request, post.user, secret=secret)
    context = {"form": form, "user_shown": post.user, "what": "issue_token"}
    return render(request, "web/people/act.html", context)


@require_POST
@manages
def revoke_token(request: Any, uid: UUID) -> HttpResponse:
    """End a program's access now."""
    held = ApiToken.objects.filter(uid=uid, appointment__unit__in=units_of(request))
    token = held.select_related("appointment__user").first()
    if token is None:
        raise Http404
    tokens.revoke(token, by=request.actor)
    return redirect("people:show", token.appointment.user.uid)


def _act(
    request: Any, user: User, what: str, form: Any, act: Any, more: dict[str, Any] | None = None
) -> HttpResponse:
    return carry_out(
        request,
        form,
        act,
        lambda _: reverse("people:show", args=[user.uid]),
        "web/people/act.html",
        {"user_shown": user, "what": what, "current_place": "people:list"} | (more or {}),
    )


def _person(request: Any, user: User, *, password: str = "", secret: str = "") -> HttpResponse:
    posts = Appointment.objects.filter(user=user, unit__in=units_of(request))
    context = {
        "user_shown": user,
        "password": password,
        "secret": secret,
        "posts": posts.select_related("unit").prefetch_related("grants").order_by("-valid_from"),
        "delegations": Delegation.objects.filter(giver__in=posts).select_related(
            "giver__user", "taker__user", "taker__unit"
        ),
        "tokens": ApiToken.objects.filter(appointment__in=posts).order_by("-pk"),
        "now": clock.now(),
        "today": clock.today(),
        "current_place": "people:list",
    }
    return render(request, "web/people/show.html", context)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 5 else 1


urlpatterns = [
    path("", show_all, name="list"),
    path("invite/", invite, name="invite"),
    path("<uuid:uid>/", show, name="show"),
    path("<uuid:uid>/appoint/", appoint, name="appoint"),
    path("<uuid:uid>/give_password/", give_password, name="give_password"),
    path("<uuid:uid>/reset_second_factor/", reset_second_factor, name="reset_second_factor"),
    path("posts/<uuid:uid>/end/", end_appointment, name="end_appointment"),
    path("posts/<uuid:uid>/issue_token/", issue_token, name="issue_token"),
    path("tokens/<uuid:uid>/revoke/", revoke_token, name="revoke_token"),
    path("delegations/<uuid:uid>/end/", end_delegation, name="end_delegation"),
]
