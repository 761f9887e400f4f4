"""People: who holds which post, delegations, keys, access tokens."""

from typing import Any
from uuid import UUID

from ninja import Router

from docflow import clock
from docflow.api import cursors, finding
from docflow.api.access import call
from docflow.api.cursors import Cursor, Limit
from docflow.api.errors import NotHere, NothingNamed
from docflow.api.payloads import organisation as sent
from docflow.api.payloads.accounts import FirstPassword, PersonWhole, plain
from docflow.api.payloads.organisation import Appointed, Delegated, Person
from docflow.api.payloads.shapes import Page, Post, Text
from docflow.api.payloads.standing_in import Leaving
from docflow.desks.accounts import postless
from docflow.desks.delegations import PARTIES, visible_to
from docflow.desks.uploads import file_of
from docflow.handing_over.leaving_actions import leave
from docflow.outgoing.contents import kind_named
from docflow.people import actions, delegation_actions, one_time, passwords
from docflow.people.models import ApiToken, Appointment, Delegation, User
from docflow.permissions import Permission as P
from docflow.requests.limits import limit as count
from docflow.search.people import named
from docflow.units.tree import subtree

router = Router(tags=["people"])
POST_PLACES = {"unit_ended": "unit", "outside_own_unit": "unit", "role_not_given": "roles"}


@call(router, "GET", "/posts", Page[Post])
def list_posts(
    request: Any, text: Text = "", limit: Limit = 50, cursor: Cursor = None
) -> Page[Post]:
    """Posts held today in the token's unit and below: all, or of those who bear the words."""
    rows = Appointment.objects.valid_on(clock.today()).filter(user__is_active=True)
    return _posts(request, rows, ("posts", text), limit, cursor, Page[Post], Post.of)


@call(router, "GET", "/appointments", Page[Appointed], P.PEOPLE_MANAGE)
def list_appointments(
    request: Any, text: Text = "", limit: Limit = 50, cursor: Cursor = None
) -> Page[Appointed]:
    """Every post of the token's unit and below, also ended ones, with its roles; words filter."""
    rows = Appointment.objects.prefetch_related("grants")
    what = ("people", text)
    return _posts(request, rows, what, limit, cursor, Page[Appointed], Appointed.whole)


@call(
    router,
    "POST",
    "/people",
    Person,
    P.PEOPLE_MANAGE,
    status=201,
    codes=(
        "username_taken",
        "username_missing",
        "username_characters",
        "full_name_missing",
        "weak_password",
    ),
)
def invite(request: Any, given: sent.NewPerson) -> Person:
    """Open an account; it may do nothing until its owner is appointed."""
    user = actions.invite(
        given.username, given.full_name, by=request.actor, password=given.password
    )
    return plain(user)


@call(router, "GET", "/people/without_post", list[Person], P.PEOPLE_MANAGE)
def list_postless(request: Any, text: Text = "") -> list[Person]:
    """Accounts opened from the token's unit whose owners hold no post anywhere yet, by name."""
    if text:
        count("search", request.actor)
    return [plain(user) for user in postless(request.actor.unit, text)]


@call(router, "GET", "/people/{uuid:uid}", PersonWhole, P.PEOPLE_MANAGE)
def show_person(request: Any, uid: UUID) -> PersonWhole:
    """One person: posts in the token's unit and below, what was delegated there, tokens."""
    user = _account(request, uid)
    near = subtree(request.actor.unit, clock.today())
    posts = Appointment.objects.filter(user=user, unit__in=near)
    whole = posts.select_related("user", "unit").prefetch_related("grants").order_by("-valid_from")
    given = Delegation.objects.filter(giver__in=posts).select_related(*PARTIES).order_by("-pk")
    tokens = ApiToken.objects.filter(appointment__in=posts).order_by("-pk")
    held = tokens.select_related("appointment__user", "appointment__unit")
    return PersonWhole.seen(user, whole, given, held)


@call(
    router,
    "POST",
    "/people/{uuid:uid}/give_password",
    FirstPassword,
    P.PEOPLE_MANAGE,
    needs_key=True,
    codes=("outside_own_unit", "own_account"),
)
def give_password(request: Any, uid: UUID) -> FirstPassword:
    """Give somebody a new first password; it is told here and never again, and must be replaced."""
    user = _account(request, uid)
    secret = passwords.give_password(user, by=request.actor)
    return FirstPassword(user=user.uid, secret=secret)


@call(
    router,
    "POST",
    "/people/{uuid:uid}/reset_second_factor",
    Person,
    P.PEOPLE_MANAGE,
    codes=("outside_own_unit", "own_account", "no_second_factor"),
)
def reset_second_factor(request: Any, uid: UUID) -> Person:
    """Take a lost second factor away; where it is required, the next sign-in asks for a new one."""
    return plain(one_time.reset(_account(request, uid), by=request.actor))


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
    codes=("outside_own_unit", "ended_already", "ends_before_it_begins", "open_work"),
    places={
        "ends_before_it_begins": "last_day",
        "ended_already": "last_day",
        "open_work": "successor",
        "not_handed_over": "successor",
        "bad_successor": "successor",
    },
)
def end_appointment(request: Any, uid: UUID, given: Leaving) -> Appointed:
    """End a post after its last day, its open work going to a successor at once."""
    post, named = finding.post(request, uid), given.successor
    ended = leave(
        post,
        given.last_day,
        by=request.actor,
        successor=finding.named_post(request, named, "successor") if named else None,
        written=given.written,
    )
    return Appointed.whole(ended)


@call(router, "GET", "/delegations", list[Delegated])
def list_delegations(request: Any) -> list[Delegated]:
    """What the token's post gave and took; for administrators and auditors, of the unit."""
    rows = visible_to(request.actor).exclude(valid_to__lt=clock.today()).order_by("-pk")
    return [Delegated.of(each) for each in rows[: cursors.MOST]]


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
        "order_names_types": "kinds",
        "unknown_kind": "kinds",
        "not_head_of_part": "taker",
        "file_gone": "file",
    },
)
def delegate(request: Any, given: sent.NewDelegation) -> Delegated:
    """Let another act for the token's own post: in writing, bounded, never passed on."""
    by = request.actor
    made = delegation_actions.delegate(
        by.appointment,
        finding.named_post(request, given.taker, "taker"),
        given.permissions,
        by=by,
        valid_from=given.valid_from,
        valid_to=given.valid_to,
        basis=given.basis,
        kind=given.kind,
        kinds=[kind_named(each).code for each in given.kinds],
        file=file_of(given.file, by=by) if given.file else None,
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
    found = finding.one(visible_to(by), uid)
    return Delegated.of(delegation_actions.end_delegation(found, by=by))


def _posts(
    request: Any,
    rows: Any,
    what: tuple[str, str],
    limit: int,
    cursor: Cursor,
    page_of: Any,
    told: Any,
) -> Any:
    question = (*what, request.token.uid)
    place = cursors.place(question, cursor)
    near = subtree(request.actor.unit, clock.today())
    rows = rows.filter(unit__in=near).select_related("user", "unit").order_by("pk")
    if what[1]:
        count("search", request.actor)
        here = User.objects.filter(appointments__unit__in=near).distinct()
        rows = rows.filter(user__in=named(here, what[1]))
    found = rows.filter(pk__gt=place[0]) if place else rows
    shown = [(told(each), each.pk) for each in found[: limit + 1]]
    return cursors.page(page_of, question, shown, limit)


def _user(request: Any, uid: UUID) -> User:
    """The person a field names, if they may be dealt with. Raises NothingNamed."""
    found = _near(request, uid)
    if found is None:
        raise NothingNamed("user")
    return found


def _account(request: Any, uid: UUID) -> User:
    """The person an address names, if they may be dealt with. Raises NotHere."""
    found = _near(request, uid)
    if found is None:
        raise NotHere
    return found


def _near(request: Any, uid: UUID) -> User | None:
    """The person, if they hold or held a post here or below, or none anywhere."""
    found = User.objects.filter(uid=uid).first()
    posts = Appointment.objects.filter(user__uid=uid)
    near = subtree(request.actor.unit, clock.today())
    if posts.exists() and not posts.filter(unit__in=near).exists():
        return None
    return found
