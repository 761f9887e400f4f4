"""What an administrator does about people: invite, appoint, grant; each may be undone."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.audit.events import Event
from docflow.audit.log import action, record
from docflow.errors import Refused
from docflow.people import alerts, conditions, passwords
from docflow.people.delegation_actions import delegate as delegate
from docflow.people.delegation_actions import end_delegation as end_delegation
from docflow.people.ending import end_sessions
from docflow.people.models import Appointment, RoleGrant, User
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
    end_sessions(user)
    record(
        Event.APPOINTMENT_MADE,
        appointment,
        by,
        facts={"unit": str(unit.uid), "kind": str(kind), "roles": [str(role) for role in named]},
        post=post,
        full_name=user.full_name,
        basis=basis,
    )
    alerts.raise_alert(
        Event.APPOINTMENT_MADE,
        appointment,
        unit,
        by,
        person=user,
        facts={"roles": [str(role) for role in named], "from": start, "to": valid_to},
        post=post,
        basis=basis,
    )
    return appointment


@action
def end_appointment(appointment: Appointment, last_day: date, *, by: Acting) -> Appointment:
    """End a post after its last day: its roles, keys and delegations end with it.

    Its open work is handed over first: docflow/handing_over ends posts by this.
    """
    _require_manager(by)
    must_be_within(by, appointment.unit)
    if last_day < appointment.valid_from:
        raise Refused("ends_before_it_begins", _("The last day lies before the first day."))
    if appointment.valid_to and appointment.valid_to < last_day:
        raise Refused("ended_already", _("The post ended before that day."))
    appointment.valid_to = last_day
    appointment.save(update_fields=["valid_to"])
    end_sessions(appointment.user)
    record(Event.APPOINTMENT_ENDED, appointment, by, facts={"last_day": last_day.isoformat()})
    alerts.raise_alert(
        Event.APPOINTMENT_ENDED,
        appointment,
        appointment.unit,
        by,
        person=appointment.user,
        facts={"to": last_day},
        post=appointment.post,
    )
    return appointment


def _require_manager(by: Acting) -> None:
    """An administrator, in the unit acted for; the system sets up an installation."""
    require(by, Permission.PEOPLE_MANAGE, by.unit)
