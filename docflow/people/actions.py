"""What an administrator does about people: invite, appoint, grant, delegate; each may be undone."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.audit.events import Event
from docflow.audit.log import action, record
from docflow.errors import Refused, Several
from docflow.people import conditions, passwords
from docflow.people.models import Appointment, Delegation, RoleGrant, User
from docflow.permissions import Acting, Permission, Role, require
from docflow.units.conditions import must_be_within, proper_words
from docflow.units.models import Unit


@action
def invite(username: str, full_name: str, *, by: Acting, password: str | None = None) -> User:
    """Open an account; it may do nothing until its owner is appointed.

    A password given here is replaced at the first sign-in. Raises Refused.
    """
    _require_manager(by)
    username = conditions.proper_username(username)
    full_name = conditions.proper_text(
        full_name, 100, "full_name_missing", _("A person needs a full name. Write it out.")
    )
    if User.objects.filter(username=username).exists():
        raise Refused(
            "username_taken",
            _("The user name “%(name)s” is taken. Choose another."),
            name=username,
        )
    if password is not None:
        passwords.must_be_good(password, username)
        password = passwords.normal(password)
    user = User.objects.create_user(username, full_name, password)
    if password is not None:
        user.password_is_initial = True
        user.save(update_fields=["password_is_initial"])
    record(Event.USER_INVITED, user, by, full_name=full_name)
    return user


@action
def appoint(
    user: User,
    unit: Unit,
    post: str,
    roles: Iterable[Role],
    *,
    by: Acting,
    kind: str = Appointment.Kind.STAFF,
    valid_from: date | None = None,
    valid_to: date | None = None,
    basis: str = "",
) -> Appointment:
    """Give someone else a post in a unit, with its roles, from a day on.

    Nobody appoints themselves: an administrator would read what is none of theirs.
    Raises Refused: outside_own_unit, own_account, post_missing, too_long, unknown_role,
    role_not_given, unknown_post_kind, no_day, ends_before_it_begins, unit_ended, appointed_already.
    """
    _require_manager(by)
    must_be_within(by, unit)
    conditions.must_be_another(
        user, by, _("Nobody appoints themselves. Ask another administrator.")
    )
    post = conditions.proper_text(
        post, 100, "post_missing", _("An appointment needs a post. Name it, like “Văn thư”.")
    )
    basis = proper_words(basis, 200)
    named = conditions.known_roles(roles)
    conditions.must_be_kind(kind)
    start = clock.today() if valid_from is None else valid_from
    conditions.must_be_days(start, start if valid_to is None else valid_to)
    if valid_to and valid_to < start:
        raise Refused("ends_before_it_begins", _("The last day lies before the first day."))
    if not unit.is_active_on(start):
        raise Refused("unit_ended", _("%(unit)s does not exist on that day."), unit=unit.name)
    conditions.must_be_new(user, unit, post, named, start, valid_to)
    appointment = Appointment.objects.create(
        user=user, unit=unit, post=post, kind=kind, valid_from=start, valid_to=valid_to, basis=basis
    )
    RoleGrant.objects.bulk_create(RoleGrant(appointment=appointment, role=role) for role in named)
    _end_sessions(user)
    record(
        Event.APPOINTMENT_MADE,
        appointment,
        by,
        facts={"unit": str(unit.uid), "kind": str(kind), "roles": [str(role) for role in named]},
        post=post,
        full_name=user.full_name,
        basis=basis,
    )
    return appointment


@action
def end_appointment(appointment: Appointment, last_day: date, *, by: Acting) -> Appointment:
    """End a post after its last day: its roles, keys and delegations end with it."""
    _require_manager(by)
    must_be_within(by, appointment.unit)
    if last_day < appointment.valid_from:
        raise Refused("ends_before_it_begins", _("The last day lies before the first day."))
    if appointment.valid_to and appointment.valid_to < last_day:
        raise Refused("ended_already", _("The post ended before that day."))
    appointment.valid_to = last_day
    appointment.save(update_fields=["valid_to"])
    _end_sessions(appointment.user)
    record(Event.APPOINTMENT_ENDED, appointment, by, facts={"last_day": last_day.isoformat()})
    return appointment


@action
def delegate(
    giver: Appointment,
    taker: Appointment,
    permissions: Iterable[Permission],
    *,
    by: Acting,
    valid_from: date,
    valid_to: date,
    basis: str,
) -> Delegation:
    """Let the taker act for the giver: in writing, bounded, never what was itself delegated.

    Decree 30 Art. 13: to a subordinate, by written authorisation, limited in time and content,
    not passed on. From the first to the last day, at most a year. Raises Refused.
    """
    if getattr(by, "appointment", None) != giver or getattr(by, "delegation", None):
        raise Refused(
            "only_the_giver_delegates",
            _("Only %(giver)s can delegate this; what was delegated is never passed on."),
            giver=giver.user.full_name,
        )
    if giver.user == taker.user:
        raise Refused("delegates_to_oneself", _("Nobody delegates to themselves."))
    named = conditions.known_permissions(permissions)
    lacking = named - by.permissions_in(giver.unit)
    if lacking:
        raise Refused(
            "delegates_too_much",
            _("%(giver)s may not do this and so cannot delegate it: %(what)s."),
            giver=giver.user.full_name,
            what=Several(each.label for each in sorted(lacking)),
        )
    basis = conditions.proper_text(
        basis, 200, "basis_missing", _("A delegation needs its written basis.")
    )
    conditions.must_be_limited(valid_from, valid_to)
    conditions.must_be_subordinate(taker, giver, valid_from)
    delegation = Delegation.objects.create(
        giver=giver,
        taker=taker,
        permissions=sorted(named),
        valid_from=valid_from,
        valid_to=valid_to,
        basis=basis,
    )
    record(
        Event.DELEGATION_GIVEN,
        delegation,
        by,
        facts={
            "taker": str(taker.uid),
            "permissions": sorted(named),
            "from": valid_from.isoformat(),
            "to": valid_to.isoformat(),
        },
        basis=basis,
    )
    return delegation


@action
def end_delegation(delegation: Delegation, *, by: Acting) -> Delegation:
    """End a delegation now; what was done under it stands. By its giver or an administrator."""
    if getattr(by, "appointment", None) != delegation.giver:
        _require_manager(by)
        must_be_within(by, delegation.giver.unit)
    yesterday = clock.today() - timedelta(days=1)
    last_day = max(yesterday, delegation.valid_from)
    if delegation.valid_to is None or last_day < delegation.valid_to:
        delegation.valid_to = last_day
    if yesterday < delegation.valid_from:
        delegation.permissions = []
    delegation.save(update_fields=["valid_to", "permissions"])
    record(Event.DELEGATION_ENDED, delegation, by)
    return delegation


def _require_manager(by: Acting) -> None:
    """An administrator, in the unit acted for; the system sets up an installation."""
    require(by, Permission.PEOPLE_MANAGE, by.unit)


def _end_sessions(user: User) -> None:
    """Whoever's posts change signs in anew, so that no page shows what was."""
    user.sessions_from = clock.wall()
    user.save(update_fields=["sessions_from"])
