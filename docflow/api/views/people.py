"""People: who holds which post, delegations, keys, access tokens."""

from typing import Any
from uuid import UUID

from django.db.models import Q
from ninja import Router

from docflow import clock
from docflow.api import cursors, finding
from docflow.api.access import call
from docflow.api.cursors import Cursor, Limit
from docflow.api.errors import NothingNamed
from docflow.api.payloads import organisation as sent
from docflow.api.payloads.organisation import Appointed, Delegated, Person
from docflow.api.payloads.shapes import Page, Post
from docflow.people import actions
from docflow.people.models import Appointment, Delegation, User
from docflow.permissions import Permission as P
from docflow.units.tree import subtree

router = Router(tags=["people"])
POST_PLACES = {"unit_ended": "unit", "outside_own_unit": "unit", "role_not_given": "roles"}


@call(router, "GET", "/posts", Page[Post])
def list_posts(request: Any, limit: Limit = 50, cursor: Cursor = None) -> Page[Post]:
    """Posts held today in the token's unit and below: who can be named to sign or to handle."""
    rows = Appointment.objects.valid_on(clock.today()).filter(user__is_active=True)
    return _posts(request, rows, "posts", limit, cursor, Page[Post], Post.of)


@call(router, "GET", "/appointments", Page[Appointed], P.PEOPLE_MANAGE)
def list_appointments(request: Any, limit: Limit = 50, cursor: Cursor = None) -> Page[Appointed]:
    """Every post of the token's unit and below, also ended ones, with its roles."""
    rows = Appointment.objects.prefetch_related("grants")
    return _posts(request, rows, "people", limit, cursor, Page[Appointed], Appointed.whole)


@call(
    router,
    "POST",
    "/people",
    Person,
    P.PEOPLE_MANAGE,
    status=201,
    codes=("username_taken", "username_missing", "full_name_missing", "weak_password"),
)
def invite(request: Any, given: sent.NewPerson) -> Person:
    """Open an account; it may do nothing until its owner is appointed."""
    user = actions.invite(
        given.username, given.full_name, by=request.actor, password=given.password
    )
    return Person(uid=user.uid, username=user.username, full_name=user.full_name)


@call(
    router,
    "POST",
    "/appointments",
    Appointed,
    P.PEOPLE_MANAGE,
    status=201,
    needs_key=True,
    codes=(
        "outside_own_unit",
        "post_missing",
        "unknown_role",
        "ends_before_it_begins",
        "appointed_already",
    ),
    places=POST_PLACES | {"unknown_role": "roles", "ends_before_it_begins": "valid_to"},
)
def appoint(request: Any, given: sent.NewPost) -> Appointed:
    """Give somebody a post in a unit, with its roles, from a day on."""
    made = actions.appoint(
        _user(request, given.user),
        finding.named_unit(given.unit, "unit"),
        given.post,
        given.roles,  # type: ignore[arg-type]
        by=request.actor,
        kind=given.kind,
        valid_from=given.valid_from,
        valid_to=given.valid_to,
        basis=given.basis,
    )
    return Appointed.whole(made)


@call(
    router,
    "POST",
    "/appointments/{uuid:uid}/end",
    Appointed,
    P.PEOPLE_MANAGE,
    codes=("outside_own_unit", "ended_already", "ends_before_it_begins"),
    places={"ends_before_it_begins": "last_day", "ended_already": "last_day"},
)
def end_appointment(request: Any, uid: UUID, given: sent.LastDay) -> Appointed:
    """End a post after its last day: roles, keys, delegations and tokens end with it."""
    post = finding.post(request, uid)
    return Appointed.whole(actions.end_appointment(post, given.last_day, by=request.actor))


@call(router, "GET", "/delegations", list[Delegated])
def list_delegations(request: Any) -> list[Delegated]:
    """What the token's post gave and took; for administrators, of the unit and below."""
    by = request.actor
    own = Q(giver=by.appointment) | Q(taker=by.appointment)
    if P.PEOPLE_MANAGE in by.permissions_in(by.unit):
        own |= Q(giver__unit__in=subtree(by.unit, clock.today()))
    rows = Delegation.objects.filter(own).exclude(valid_to__lt=clock.today()).order_by("-pk")
    people = ("giver__user", "giver__unit", "taker__user", "taker__unit")
    return [Delegated.of(each) for each in rows.select_related(*people)[: cursors.MOST]]


@call(
    router,
    "POST",
    "/delegations",
    Delegated,
    status=201,
    needs_key=True,
    codes=("delegates_too_much", "delegation_too_long", "not_a_subordinate", "basis_missing"),
    places={
        "delegates_too_much": "permissions",
        "not_a_subordinate": "taker",
        "delegation_too_long": "valid_to",
        "delegates_backwards": "valid_from",
    },
)
def delegate(request: Any, given: sent.NewDelegation) -> Delegated:
    """Let another act for the token's own post: in writing, bounded, never passed on."""
    by = request.actor
    made = actions.delegate(
        by.appointment,
        finding.named_post(request, given.taker, "taker"),
        given.permissions,
        by=by,
        valid_from=given.valid_from,
        valid_to=given.valid_to,
        basis=given.basis,
    )
    return Delegated.of(made)


@call(
    router,
    "POST",
    "/delegations/{uuid:uid}/end",
    Delegated,
    codes=("not_allowed", "outside_own_unit"),
)
def end_delegation(request: Any, uid: UUID) -> Delegated:
    """End a delegation now; what was done under it stands."""
    by = request.actor
    own = Q(giver=by.appointment) | Q(taker=by.appointment)
    if P.PEOPLE_MANAGE in by.permissions_in(by.unit):
        own |= Q(giver__unit__in=subtree(by.unit, clock.today()))
    found = finding.one(Delegation.objects.filter(own), uid)
    return Delegated.of(actions.end_delegation(found, by=by))


def _posts(
    request: Any, rows: Any, name: str, limit: int, cursor: Cursor, page_of: Any, told: Any
) -> Any:
    question = (name, request.token.uid)
    place = cursors.place(question, cursor)
    near = subtree(request.actor.unit, clock.today())
    rows = rows.filter(unit__in=near).select_related("user", "unit").order_by("pk")
    found = rows.filter(pk__gt=place[0]) if place else rows
    shown = [(told(each), each.pk) for each in found[: limit + 1]]
    return cursors.page(page_of, question, shown, limit)


def _user(request: Any, uid: UUID) -> User:
    """The person a field names, if they hold or held a post here or below, or none anywhere."""
    found = User.objects.filter(uid=uid).first()
    posts = Appointment.objects.filter(user__uid=uid)
    near = subtree(request.actor.unit, clock.today())
    if found is None or (posts.exists() and not posts.filter(unit__in=near).exists()):
        raise NothingNamed("user")
    return found
