"""What must hold before people are appointed or delegate; each condition raises Refused."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.errors import Refused
from docflow.people.models import Appointment, RoleGrant, User
from docflow.permissions import Acting, Permission, Role, require
from docflow.units.conditions import must_be_within, proper_words
from docflow.units.models import Unit
from docflow.units.names import foreign_letter, tidy
from docflow.units.tree import is_below

LONGEST_DELEGATION = timedelta(days=366)
ONE_DAY = timedelta(days=1)


def proper_text(text: str, longest: int, code: str, missing: Any) -> str:
    """The text, tidied and short enough; the sentence `missing` when nothing stands in it."""
    text = proper_words(text or "", longest)
    if not text:
        raise Refused(code, missing)
    return text


def proper_username(username: str) -> str:
    """A user name that is typed as it is seen: no blank within, nothing invisible or foreign."""
    name = tidy(username or "")
    wrong = next((sign for sign in name if not _is_typed(sign)), None)
    if wrong:
        raise Refused(
            "username_characters",
            _(
                "A user name is one piece of letters, digits and signs of the keyboard, without "
                "blanks: the character U+%(point)s cannot stand in it. Write it like lan.nguyen."
            ),
            point=f"{ord(wrong):04X}",
        )
    return proper_text(name, 100, "username_missing", _("An account needs a user name. Name one."))


def _is_typed(sign: str) -> bool:
    if sign.isascii():
        return sign.isprintable() and sign != " "
    return sign.isalpha() and not foreign_letter(sign)


def known_roles(roles: Iterable[str]) -> list[Role]:
    """The roles, each once, in order; the role of the system is nobody's."""
    choices = RoleGrant._meta.get_field("role").choices
    known = [value for value, _label in choices or ()]
    named = set(roles)
    if Role.SYSTEM in named:
        raise Refused(
            "role_not_given",
            _("The role of the system is given to nobody. Known: %(known)s."),
            known=", ".join(known),
        )
    unknown = [str(role) for role in named if role not in known]
    if unknown:
        raise Refused(
            "unknown_role",
            _("“%(role)s” is no role. Known: %(known)s."),
            role=", ".join(sorted(unknown)),
            known=", ".join(known),
        )
    return sorted(Role(role) for role in named)


def must_be_kind(kind: str) -> None:
    """The kind of post is a known one."""
    if kind not in Appointment.Kind.values:
        raise Refused(
            "unknown_post_kind",
            _("“%(kind)s” is no kind of post. Known: %(known)s."),
            kind=str(kind),
            known=", ".join(Appointment.Kind.values),
        )


def must_be_new(
    user: User, unit: Unit, post: str, roles: list[Role], first: date, last: date | None
) -> None:
    """The same post of the same unit, held then and not ended, does not give all these roles."""
    held = Appointment.objects.filter(user=user, unit=unit, post=post)
    held = held.exclude(valid_to__lt=max(first, clock.today())).prefetch_related("grants")
    if last:
        held = held.filter(valid_from__lte=last)
    if any(set(roles) <= {Role(each.role) for each in other.grants.all()} for other in held):
        raise Refused(
            "appointed_already",
            _(
                "%(name)s holds the post “%(post)s” of %(unit)s with these roles at that time "
                "already. End it first, or choose other days."
            ),
            name=user.full_name,
            post=post,
            unit=unit.name,
        )


def known_permissions(permissions: Iterable[str]) -> frozenset[Permission]:
    """The permissions named; at least one."""
    named = set(permissions)
    unknown = [str(name) for name in named if name not in list(Permission)]
    if unknown:
        raise Refused(
            "unknown_permission",
            _("“%(name)s” is no permission. Known: %(known)s."),
            name=", ".join(sorted(unknown)),
            known=", ".join(Permission),
        )
    if not named:
        raise Refused("delegates_nothing", _("A delegation names what may be done under it."))
    return frozenset(Permission(name) for name in named)


def must_be_days(*days: Any) -> None:
    """Each is a day of the calendar: no time of day, no text, not left out."""
    for day in days:
        if type(day) is not date:
            raise Refused(
                "no_day",
                _("“%(day)s” is no day. Name the first and the last day, like 2025-07-01."),
                day=str(day),
            )


def must_be_limited(first: date, last: date) -> None:
    """A delegation is limited in time and begins today at the earliest (Decree 30 Art. 13)."""
    today = clock.today()
    must_be_days(first, last)
    if last < first:
        raise Refused("ends_before_it_begins", _("The last day lies before the first day."))
    if last < today:
        raise Refused(
            "delegation_in_the_past",
            _("The delegation would have ended already. Name a last day from today on."),
        )
    if first < today:
        raise Refused(
            "delegates_backwards",
            _("A delegation begins today or later. Name a first day from today on."),
        )
    if last - first + ONE_DAY > LONGEST_DELEGATION:
        raise Refused(
            "delegation_too_long",
            _("A delegation lasts a year at most. Name an earlier last day."),
        )


def must_be_subordinate(taker: Appointment, giver: Appointment, day: date) -> None:
    """The taker works in the giver's unit or below it (Decree 30 Art. 13)."""
    if not is_below(taker.unit, giver.unit, day):
        raise Refused(
            "not_a_subordinate",
            _("%(taker)s works neither in %(unit)s nor below it. Choose someone who does."),
            taker=taker.user.full_name,
            unit=giver.unit.name,
        )


def running_posts(user: User) -> QuerySet[Appointment]:
    """The posts of a person that have not ended: held today or later."""
    rows: QuerySet[Appointment] = Appointment.objects.filter(user=user)
    return rows.exclude(valid_to__lt=clock.today())


def must_administer(user: User, by: Acting) -> None:
    """An administrator deals with accounts whose posts all lie in or below the own unit.

    Never with the own account: a session somebody left open would be enough to take it over.
    """
    require(by, Permission.PEOPLE_MANAGE, by.unit)
    for post in running_posts(user).select_related("unit"):
        must_be_within(by, post.unit)
    must_be_another(user, by, _("Nobody resets their own account. Ask another administrator."))


def must_be_another(user: User, by: Acting, sentence: Any) -> None:
    """Whoever acts is not the one it is about."""
    if getattr(by, "user", None) == user:
        raise Refused("own_account", sentence)
